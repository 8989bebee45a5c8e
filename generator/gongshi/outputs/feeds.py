"""Atom feeds (RFC 4287) of the whole site and of each collection. Illustrative records are in none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from heapq import nlargest
from html import escape
from itertools import chain
from zoneinfo import ZoneInfo

from gongshi.catalogue import Catalogue
from gongshi.derive.facts import Facts
from gongshi.outputs.file import OutputFile
from gongshi.records.corpus import Entry
from gongshi.records.opinions import Consultation
from gongshi.records.scalars import Day
from gongshi.records.site import Site
from gongshi.render.collections import day_of
from gongshi.render.markdown_text import without_marks
from gongshi.render.words import HTML_LANGUAGE, page_path

NEWEST = 100
"""How many records a feed holds."""


@dataclass(frozen=True)
class News:
    """What a feed says of a record: when it last said something new, its address, its title and its summary."""

    key: str
    day: Day
    address: str
    title: str
    summary: str


def news_of(entry: Entry, facts: Facts, catalogue: Catalogue) -> News | None:
    """What feeds say of a record; None where it is illustrative, has no date or one that is to come."""
    record, language = entry.record, facts.corpus.site.language
    day = _day(entry)
    if record.illustrative or day is None or day.first > facts.today:
        return None
    title = record.title.in_language(language) or record.title.zh or record.title.en or ""
    summary = (record.summary.in_language(language) or record.summary.zh or record.summary.en) if record.summary else ""
    if record.withdrawn is not None:
        reason = record.withdrawn.reason
        title = f"{catalogue.text('common.withdrawn', language)} {title}"
        summary = reason.in_language(language) or reason.zh or reason.en
    elif isinstance(record, Consultation) and record.closed is not None and record.closed.last >= facts.today:
        summary = f"{catalogue.text('calendar.until', language, day=record.closed)} {summary or title}"
    return News(entry.key, day, page_path(entry, language, language), title, without_marks(summary or title))


def newness(one: News) -> tuple[date, str]:
    """What the newest are told by: no two have the same."""
    return one.day.first, one.key


def newest(news: Iterable[News | None]) -> list[News]:
    """What a feed holds of all that could be in it, the newest first."""
    return nlargest(NEWEST, (one for one in news if one is not None), key=newness)


def feeds(news: Mapping[str, Sequence[News]], site: Site, catalogue: Catalogue) -> Iterator[OutputFile]:
    """``feed.xml`` and ``<collection>/feed.xml``, in the site's main language. ``news`` are the newest by
    collection."""
    name = site.name.in_language(site.language) or site.name.zh or site.name.en or ""
    yield _feed("", name, newest(chain.from_iterable(news.values())), site)
    for collection, own in news.items():
        title = f"{catalogue.text(f'collection.{collection}', site.language)} - {name}"
        yield _feed(f"{collection}/", title, own, site)


def _feed(path: str, title: str, news: Sequence[News], site: Site) -> OutputFile:
    base = site.url or ""
    updated = moment(news[0].day, site) if news else "1970-01-01T00:00:00Z"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{HTML_LANGUAGE[site.language]}">',
        f"<id>{escape(identifier(base, f'{path}feed.xml'))}</id>",
        f"<title>{escape(title)}</title>",
        f"<updated>{updated}</updated>",
        f"<author><name>{escape(site.name.in_language(site.language) or title)}</name></author>",
        f'<link rel="self" href="{escape(f"{base}{path}feed.xml" if base else "feed.xml")}"/>',
        *(_entry(one, path, site) for one in news),
        "</feed>",
    ]
    return OutputFile(f"{path}feed.xml", ("\n".join(lines) + "\n").encode())


def _day(entry: Entry) -> Day | None:
    """When the record last said something new: its withdrawal, else its own day, or the day it was published where
    its own is not known to the day."""
    record = entry.record
    if record.withdrawn is not None:
        return record.withdrawn.date
    day = day_of(entry)
    return record.published if record.published and (day is None or not day.is_exact) else day


def _entry(one: News, feed_path: str, site: Site) -> str:
    base = site.url or ""
    href = f"{base}{one.address}" if base else "../" * feed_path.count("/") + one.address
    return (
        f"<entry><id>{escape(identifier(base, one.address))}</id><title>{escape(one.title)}</title>"
        f'<link href="{escape(href)}"/><updated>{moment(one.day, site)}</updated>'
        f"<summary>{escape(one.summary)}</summary></entry>"
    )


def identifier(base: str, path: str) -> str:
    """What a feed knows a page by: its address, or a name of its own where the site has none."""
    return f"{base}{path}" if base else f"urn:gongshi:{path.strip('/').replace('/', ':')}"


def moment(day: Day, site: Site) -> str:
    """Midnight of the (first possible) day in the site's time zone, in UTC: an Atom date needs a time."""
    moment = datetime.combine(day.first, time(), ZoneInfo(site.timezone))
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
