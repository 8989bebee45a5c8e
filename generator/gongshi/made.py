"""What is made of each record: made now, or kept from an earlier build because nothing that it rests on has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gongshi.catalogue import Language
from gongshi.checks.permanence import published_of
from gongshi.kept.cells import Answers, Trace, trace
from gongshi.kept.store import LostError, Store
from gongshi.outputs import Extracts
from gongshi.outputs.calendar import Closing, closing_of
from gongshi.outputs.feeds import News, news_of
from gongshi.outputs.open_data import DataRow, data_row
from gongshi.outputs.search.records import Ranked, writer_of
from gongshi.outputs.search.records import Writer as SearchWriter
from gongshi.publish.manifest import FileMark
from gongshi.publish.site import SiteWriter
from gongshi.publish.staged import Staged
from gongshi.records.corpus import Entry
from gongshi.records.scalars import Day
from gongshi.render.page import Page
from gongshi.render.site_pages import SitePages
from gongshi.render.view import Listed, ListRow
from gongshi.workers import in_parallel

PARALLEL_FROM = 250
"""Records to make from which more cores are faster than one."""

_MADE = "made"


# Classes of which thousands are kept have no slots: those of frozen dataclasses are pickled in Python, attribute by
# attribute, and a dictionary is not.
@dataclass(frozen=True)
class Rows:
    """A record's rows in its collection's list, by language, and in the open data."""

    listed: Mapping[Language, ListRow]
    data: DataRow


@dataclass(frozen=True)
class Made:
    """A record's pages without their contents, the files that hold them, and what pages and files about many records
    take from it, but for its rows."""

    pages: tuple[Page, ...]
    files: tuple[tuple[str, FileMark], ...]
    day: Day | None
    counted: object
    news: News | None
    closing: Closing | None
    published: Mapping[str, Any] | None
    ranked: Ranked


class MadeRecords:
    """What was made of all records.

    ``changed`` are the collections of which something was made now, or has gone; ``unchanged`` the records that are
    as they were.
    """

    def __init__(
        self, kept: KeptMade, records: Mapping[str, Made], fresh: Mapping[str, Rows], changed: frozenset[str]
    ) -> None:
        self.records, self.changed = records, changed
        self.unchanged = records.keys() - fresh.keys()
        self._kept, self._fresh = kept, fresh
        self._rows: dict[str, Mapping[str, Rows]] = {}

    def rows(self, collection: str) -> Mapping[str, Rows]:
        """The rows of a collection's records, by key."""
        if collection not in self._rows:
            mine = self.keys(collection)
            unchanged = self.unchanged.intersection(mine)
            kept = self._kept.rows(collection) if unchanged else {}
            if not unchanged <= kept.keys():
                raise LostError(f"rows:{collection}")
            self._rows[collection] = {key: self._fresh[key] if key in self._fresh else kept[key] for key in mine}
        return self._rows[collection]

    def keys(self, collection: str) -> list[str]:
        """The keys of a collection's records."""
        return [key for key in self.records if key.startswith(f"{collection}/")]

    def listed(self, collection: str) -> Mapping[str, Listed]:
        """What a collection's list takes from each of its records, by key."""
        rows = self.rows(collection)
        return {key: Listed(self.records[key].day, rows[key].listed, self.records[key].counted) for key in rows}

    @property
    def extracts(self) -> Extracts:
        """What files about many records take from them."""
        every = self.records.values()
        news, closings = [one.news for one in every if one.news], [one.closing for one in every if one.closing]
        return Extracts(news, closings, {key: one.day for key, one in self.records.items()})


class KeptMade:
    """What earlier builds made of records, on the same ``basis``."""

    def __init__(self, store: Store, basis: str) -> None:
        self._store, self._basis = store, basis
        self.trace, self.records = store.get(_MADE, tuple, basis) or (Trace(), {})

    def rows(self, collection: str) -> Mapping[str, Rows]:
        """The rows of a collection, by key."""
        return self._store.get(f"rows:{collection}", dict, self._basis) or {}

    def keep(self, found: MadeRecords, traced: Trace) -> None:
        """Keep what was made now with what was kept."""
        if found.changed:
            rows = {f"rows:{name}": found.rows(name) for name in found.changed}
            self._store.put({_MADE: (traced, found.records), **rows}, self._basis)


def make_records(
    pages: SitePages, writer: SiteWriter, staged: Staged, answers: Answers, kept_before: KeptMade
) -> tuple[MadeRecords, Trace]:
    """Write the pages of all records, on all cores, or keep them; and the trace of what they rest on."""
    corpus = pages.facts.corpus
    entries = {entry.key: entry for entry in corpus.entries()}
    before, kept = kept_before.trace, kept_before.records
    stale = before.stale(answers)
    sought = writer_of(pages.facts, writer.catalogue)
    good = {key for key, one in kept.items() if key in entries and key not in stale and _stands(one, staged)}

    def made(entry: Entry) -> tuple[Made, Rows, frozenset[str]]:
        with corpus.reads.watched() as cells:
            found = _made(entry, pages, writer, sought)
        return *found, frozenset(cells)

    todo = [entry for key, entry in entries.items() if key not in good]
    if len(todo) >= PARALLEL_FROM:
        pages.prepare()
    fresh = dict(zip((entry.key for entry in todo), in_parallel(made, todo, PARALLEL_FROM), strict=True))
    for key in good:
        for path, _ in kept[key].files:
            staged.keep(path)
    staged.note_all(file for one, _, _ in fresh.values() for file in one.files)
    records = {key: fresh[key][0] if key in fresh else kept[key] for key in entries}
    changed = frozenset(key.partition("/")[0] for key in (*fresh, *(kept.keys() - entries.keys())))
    asked = {key: fresh[key][2] if key in fresh else before.asked[key] for key in entries}
    found = MadeRecords(kept_before, records, {key: rows for key, (_, rows, _) in fresh.items()}, changed)
    return found, trace(asked, answers) if changed else before


def written(page: Page, writer: SiteWriter) -> tuple[Page, tuple[str, FileMark]]:
    """Write a page; what is left of it is what a site map says of it, and its file."""
    file = writer.write_page(page)
    return replace(page, content="", head="", headings=()), file


def _made(entry: Entry, pages: SitePages, writer: SiteWriter, sought: SearchWriter) -> tuple[Made, Rows]:
    facts, catalogue = pages.facts, writer.catalogue
    own = [written(page, writer) for page in pages.record(entry)]
    listed = pages.listed(entry)
    made = Made(
        tuple(page for page, _ in own),
        tuple(file for _, file in own),
        listed.day,
        listed.counted,
        news_of(entry, facts, catalogue),
        closing_of(entry, facts, catalogue),
        published_of(entry, facts.corpus, facts.texts),
        sought.ranked(entry),
    )
    return made, Rows(listed.rows, data_row(entry, facts))


def _stands(one: Made, staged: Staged) -> bool:
    """Whether the served site has a record's files as they were made."""
    return all(staged.before.get(path) == mark for path, mark in one.files)
