"""Atom feeds (RFC 4287) of the whole site and of each collection. Illustrative records are in none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from gongshi.catalogue import Catalogue
from gongshi.derive.facts import Facts
from gongshi.outputs.file import OutputFile
from gongshi.records.corpus import Entry
from gongshi.records.opinions import Consultation
from gongshi.records.scalars import Day
from gongshi.records.site import Site
from gongshi.render.markdown_text import without_marks
from gongshi.render.site_pages import day_of
from gongshi.render.words import HTML_LANGUAGE, page_path

NEWEST = 100
"""How many records a feed holds."""


def feeds(facts: Facts, catalogue: Catalogue) -> Iterator[OutputFile]:
    """``feed.xml`` and ``<collection>/feed.xml``, in the site's main language."""
    site = facts.corpus.site
    name = site.name.in_language(site.language) or site.name.zh or site.name.en or ""
    real = [entry for entry in facts.corpus.entries() if not entry.record.illustrative]
    yield _feed("", name, real, facts, catalogue)
    for collection in facts.corpus.collections:
        title = f"{catalogue.text(f'collection.{collection}', site.language)} - {name}"
        yield _feed(f"{collection}/", title, (e for e in real if e.collection == collection), facts, catalogue)


def _feed(path: str, title: str, entries: Iterable[Entry], facts: Facts, catalogue: Catalogue) -> OutputFile:
    site = facts.corpus.site
    dated = [(day, entry) for entry in entries if (day := _day(entry)) is not None and day.first <= facts.today]
    dated.sort(key=lambda pair: (pair[0].first, pair[1].key), reverse=True)
    newest = dated[:NEWEST]
    base = site.url or ""
    updated = moment(newest[0][0], site) if newest else "1970-01-01T00:00:00Z"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{HTML_LANGUAGE[site.language]}">',
        f"<id>{escape(identifier(base, f'{path}feed.xml'))}</id>",
        f"<title>{escape(title)}</title>",
        f"<updated>{updated}</updated>",
        f"<author><name>{escape(site.name.in_language(site.language) or title)}</name></author>",
        f'<link rel="self" href={quoteattr(f"{base}{path}feed.xml" if base else "feed.xml")}/>',
        *(_entry(day, entry, base, path, facts, catalogue) for day, entry in newest),
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


def _entry(day: Day, entry: Entry, base: str, feed_path: str, facts: Facts, catalogue: Catalogue) -> str:
    site = facts.corpus.site
    record, language = entry.record, site.language
    address = page_path(entry, language, language)
    href = f"{base}{address}" if base else "../" * feed_path.count("/") + address
    title = record.title.in_language(language) or record.title.zh or record.title.en or ""
    summary = (record.summary.in_language(language) or record.summary.zh or record.summary.en) if record.summary else ""
    if record.withdrawn is not None:
        reason = record.withdrawn.reason
        title = f"{catalogue.text('common.withdrawn', language)} {title}"
        summary = reason.in_language(language) or reason.zh or reason.en
    elif isinstance(record, Consultation) and record.closed is not None and record.closed.last >= facts.today:
        summary = f"{catalogue.text('calendar.until', language, day=record.closed)} {summary or title}"
    return (
        f"<entry><id>{escape(identifier(base, address))}</id><title>{escape(title)}</title>"
        f"<link href={quoteattr(href)}/><updated>{moment(day, site)}</updated>"
        f"<summary>{escape(without_marks(summary or title))}</summary></entry>"
    )


def identifier(base: str, path: str) -> str:
    """What a feed knows a page by: its address, or a name of its own where the site has none."""
    return f"{base}{path}" if base else f"urn:gongshi:{path.strip('/').replace('/', ':')}"


def moment(day: Day, site: Site) -> str:
    """Midnight of the (first possible) day in the site's time zone, in UTC: an Atom date needs a time."""
    moment = datetime.combine(day.first, time(), ZoneInfo(site.timezone))
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
