"""iCalendar files (RFC 5545): days that a reader may want to keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gongshi.catalogue import Catalogue
from gongshi.derive.facts import Facts
from gongshi.outputs.file import OutputFile
from gongshi.records.corpus import Entry
from gongshi.records.opinions import Consultation
from gongshi.render.words import page_path

_NO_EVENT = (
    "BEGIN:VTIMEZONE", "TZID:Etc/UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000", "TZOFFSETTO:+0000", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip
"""A calendar must have a component (RFC 5545, 3.6), even where nothing is due."""

_LINE = 75
"""Octets in a line, its end not counted (RFC 5545, 3.1)."""


@dataclass(frozen=True)
class Event:
    """Something on one whole day. ``key`` is unique and stays the same from build to build."""

    key: str
    day: date
    title: str
    url: str
    detail: str = ""
    cancelled: bool = False


def calendar_file(path: str, name: str, events: Iterable[Event], made_on: date) -> OutputFile:
    """A calendar of events by day. ``made_on`` stands for the moment of making, so that the bytes do not vary."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Gongshi//Gongshi//ZH", f"X-WR-CALNAME:{_text(name)}"]
    dated = sorted(events, key=lambda one: (one.day, one.key))
    if not dated:
        lines += _NO_EVENT
    for event in dated:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_text(event.key)}@gongshi",
            f"DTSTAMP:{made_on:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(event.title)}",
            *([f"DESCRIPTION:{_text(event.detail)}"] if event.detail else []),
            *([f"URL:{event.url}"] if event.url else []),
            *(["STATUS:CANCELLED"] if event.cancelled else []),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return OutputFile(path, "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode())


@dataclass(frozen=True)
class Closing:
    """The day on which a consultation closes, as an event; ``key`` is that of the consultation."""

    key: str
    illustrative: bool
    event: Event


def closing_of(entry: Entry, facts: Facts, catalogue: Catalogue) -> Closing | None:
    """When comments on a consultation close; None where that is not known to the day, and for any other record."""
    record, site = entry.record, facts.corpus.site
    if not isinstance(record, Consultation) or record.closed is None or not record.closed.is_exact or record.withdrawn:
        return None
    words = record.title.in_language(site.language) or record.title.zh or record.title.en or ""
    example = catalogue.text("common.example_badge", site.language) + " " if record.illustrative else ""
    summary = catalogue.text("calendar.closing", site.language, title=f"{example}{words}")
    url = f"{site.url}{page_path(entry, site.language, site.language)}" if site.url else ""
    event = Event(f"{entry.key}/closing", record.closed.first, summary, url)
    return Closing(entry.key, record.illustrative, event)


def consultation_calendars(closings: Sequence[Closing], facts: Facts, catalogue: Catalogue) -> Iterator[OutputFile]:
    """When comments close: a file beside each consultation with a known last day, and one of all (the real ones)."""
    for one in closings:
        yield calendar_file(f"{one.key}/closing.ics", one.event.title, [one.event], facts.today)
    name = catalogue.text("calendar.consultations", facts.corpus.site.language)
    real = [one.event for one in closings if not one.illustrative]
    yield calendar_file("opinions/calendar.ics", name, real, facts.today)


def _text(value: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11)."""
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, none of which cuts a character; all but the first begin with a space."""
    octets, start, space = line.encode(), 0, ""
    while len(octets) - start > _LINE - len(space):
        end = start + _LINE - len(space)
        while octets[end] & 0b1100_0000 == 0b1000_0000:  # inside a character
            end -= 1
        yield space + octets[start:end].decode()
        start, space = end, " "
    yield space + octets[start:].decode()
