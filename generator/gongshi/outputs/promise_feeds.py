"""/promises/feed.xml and /promises/calendar.ics: what changed in the ledger of promises, and when each is due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from html import escape

from gongshi.catalogue import Catalogue
from gongshi.derive.facts import Facts
from gongshi.derive.promises import Commitment
from gongshi.outputs.calendar import Event, calendar_file
from gongshi.outputs.feeds import NEWEST, identifier, moment
from gongshi.outputs.file import OutputFile
from gongshi.records.fields import Text
from gongshi.records.scalars import Day
from gongshi.render.promise_pages import CALENDAR, FEED
from gongshi.render.words import HTML_LANGUAGE, number, page_path


def promise_feed(facts: Facts, catalogue: Catalogue, days: Mapping[str, Day | None]) -> OutputFile:
    """An Atom feed (RFC 4287) of the real commitments, the latest change first.

    A commitment's change is its end, the day after its due date where it is overdue, else the day of its
    record (``days``, by key). Each change is an entry of its own, so that a reader sees it when it comes.
    """
    site, base = facts.corpus.site, facts.corpus.site.url or ""
    dated = [(_changed(one, days), one) for one in _real(facts)]
    changed = [(day, one) for day, one in dated if day is not None and day.first <= facts.today]
    changed.sort(key=lambda pair: (pair[0].last, pair[1].key), reverse=True)
    newest = changed[:NEWEST]
    name = _plain(site.name, facts)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{HTML_LANGUAGE[site.language]}">',
        f"<id>{escape(identifier(base, FEED))}</id>",
        f"<title>{escape(catalogue.text('promises.title', site.language))} - {escape(name)}</title>",
        f"<updated>{moment(newest[0][0], site) if newest else '1970-01-01T00:00:00Z'}</updated>",
        f"<author><name>{escape(name)}</name></author>",
        f'<link rel="self" href="{escape(f"{base}{FEED}" if base else "feed.xml")}"/>',
        *(_entry(day, one, facts, catalogue) for day, one in newest),
        "</feed>",
    ]
    return OutputFile(FEED, ("\n".join(lines) + "\n").encode())


def promise_calendar(facts: Facts, catalogue: Catalogue) -> OutputFile:
    """A calendar (RFC 5545) of the due dates of the real commitments; what was dropped is cancelled."""
    language = facts.corpus.site.language
    events = []
    for one in _real(facts):
        due = one.promise.due
        assert due is not None
        title = f"{_state(one, facts, catalogue)} · {_title(one, facts)}"
        detail = "\n".join(_details(one, due, facts, catalogue))
        url = f"{facts.corpus.site.url}{_address(one, facts)}" if facts.corpus.site.url else ""
        events.append(Event(f"{one.key}/due", due.last, title, url, detail, one.group == "dropped"))
    return calendar_file(CALENDAR, catalogue.text("promises.title", language), events, facts.today)


def _real(facts: Facts) -> list[Commitment]:
    return [one for one in facts.ledger if one.counts and one.promise.due is not None]


def _changed(one: Commitment, days: Mapping[str, Day | None]) -> Day | None:
    if one.promise.closed is not None:
        return one.promise.closed
    if one.group == "overdue" and one.promise.due is not None:
        return Day.parse((one.promise.due.last + timedelta(days=1)).isoformat())
    return days[one.entry.key]


def _entry(day: Day, one: Commitment, facts: Facts, catalogue: Catalogue) -> str:
    site = facts.corpus.site
    address = _address(one, facts)
    href = f"{site.url}{address}" if site.url else f"../{address}"
    due = one.promise.due
    assert due is not None
    name = f"{identifier(site.url or '', address)}/{one.promise.state}"
    title = f"{_state(one, facts, catalogue)} · {_title(one, facts)}"
    return (
        f"<entry><id>{escape(name)}</id><title>{escape(title)}</title>"
        f'<link href="{escape(href)}"/><updated>{moment(day, site)}</updated>'
        f"<summary>{escape(' '.join(_details(one, due, facts, catalogue)))}</summary></entry>"
    )


def _details(one: Commitment, due: Day, facts: Facts, catalogue: Catalogue) -> Iterator[str]:
    language = facts.corpus.site.language
    yield _plain(one.entry.card.title, facts)
    yield catalogue.text("ledger.due_on", language, day=due.text)
    if not due.is_exact:
        yield catalogue.text("ledger.due_within", language, day=due.text)
    bodies = [_plain(facts.corpus.site.bodies.get(body.name, Text(zh=body.name)), facts) for body in one.responsible]
    named = catalogue.text("common.list_comma", language).join(bodies) or catalogue.text("ledger.no_body", language)
    yield catalogue.text("ledger.responsible_line", language, bodies=named)
    if one.promise.days_late and one.group != "dropped":
        yield catalogue.text("ledger.late_by", language, n=one.promise.days_late)


def _state(one: Commitment, facts: Facts, catalogue: Catalogue) -> str:
    return catalogue.text(f"promise.{one.promise.state}", facts.corpus.site.language)


def _title(one: Commitment, facts: Facts) -> str:
    amount = "" if one.amount is None else f" {number(one.amount)}"
    unit = "" if one.unit is None else f" {_plain(one.unit, facts)}"
    return " ".join(f"{_plain(one.text, facts)}{amount}{unit}".split())


def _address(one: Commitment, facts: Facts) -> str:
    language = facts.corpus.site.language
    return page_path(one.entry, language, language) + (f"#{one.part}" if one.part else "")


def _plain(text: Text, facts: Facts) -> str:
    return text.in_language(facts.corpus.site.language) or text.zh or text.en or ""
