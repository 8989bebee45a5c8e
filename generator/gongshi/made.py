"""What is made of each record: made now, or kept from an earlier build because nothing that it rests on has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from gongshi.catalogue import Language
from gongshi.checks.permanence import published_of
from gongshi.kept.cells import OF_FACTS, Trace, records_of
from gongshi.kept.chunks import Chunks
from gongshi.kept.store import LostError, Store
from gongshi.outputs.calendar import Closing, closing_of
from gongshi.outputs.feeds import News, news_of
from gongshi.outputs.open_data import DataRow, data_row
from gongshi.outputs.search.records import Ranked, writer_of
from gongshi.outputs.search.records import Writer as SearchWriter
from gongshi.publish.manifest import FileMark, as_json
from gongshi.publish.site import SiteWriter
from gongshi.publish.staged import Staged
from gongshi.records.corpus import Corpus, Entry
from gongshi.records.scalars import Day
from gongshi.render.page import Page
from gongshi.render.site_pages import SitePages
from gongshi.render.view import Listed, ListRow
from gongshi.workers import in_parallel

PARALLEL_FROM = 250
"""Records to make from which more cores are faster than one."""

ValueT = TypeVar("ValueT")


@dataclass(frozen=True)
class Order:
    """The day that lists order a record by, and what totals count of it."""

    day: Day | None
    counted: object


@dataclass(frozen=True)
class Made:
    """What is made of a record: its files, its pages without what they say, and what pages and files about many
    records take from it. Each is kept apart: these rest on some of it only."""

    files: tuple[str, ...]
    pages: tuple[Page, ...]
    order: Order
    rows: Mapping[Language, ListRow]
    data: DataRow
    news: News | None
    closing: Closing | None
    published: str | None
    ranked: Ranked


class Aspect(Generic[ValueT]):
    """The field ``name`` of ``Made`` of all records, kept or made now. ``changed`` are the collections in which it is
    not as it was kept."""

    def __init__(self, name: str, store: Store, basis: str, kept: bool, keys: Mapping[str, Sequence[str]]) -> None:
        self.name, self._keys = name, keys
        self._kept: dict[str, Chunks[ValueT]] = {one: Chunks(store, f"{name}: {one}", basis, kept) for one in keys}
        self._fresh: dict[str, dict[str, ValueT]] = {one: {} for one in keys}
        self._gone: dict[str, set[str]] = {one: set() for one in keys}
        self.changed: set[str] = set()

    def note(self, key: str, value: ValueT) -> None:
        """Take in that of a record that was made now."""
        collection = key.partition("/")[0]
        chunks = self._kept[collection]
        if key not in chunks or chunks.get(key) != value:
            self._fresh[collection][key] = value
            self.changed.add(collection)

    def forget(self, key: str) -> None:
        """Note that a record is gone."""
        collection = key.partition("/")[0]
        self._gone[collection].add(key)
        self.changed.add(collection)

    def of(self, collection: str) -> dict[str, ValueT]:
        """That of each record of a collection, by key and in their order. Raises ``LostError``."""
        keys, fresh = self._keys[collection], self._fresh[collection]
        found = fresh if len(fresh) == len(keys) else {**self._kept[collection].every(), **fresh}
        if not found.keys() >= set(keys):
            raise LostError(collection)
        return {key: found[key] for key in keys}

    def every(self) -> dict[str, ValueT]:
        """That of each record, by key. Raises ``LostError``."""
        return {key: one for collection in self._keys for key, one in self.of(collection).items()}

    def keep(self) -> None:
        """Keep what is not as it was kept."""
        for collection, chunks in self._kept.items():
            chunks.put(self._fresh[collection], self._gone[collection])


class MadeRecords:
    """What is made of all records, aspect by aspect. ``keys`` are those of each collection's records; ``fresh`` is what
    was made now, by key."""

    def __init__(self, store: Store, basis: str, kept: bool, corpus: Corpus) -> None:
        self.keys = {name: [one.key for one in entries.values()] for name, entries in corpus.collections.items()}
        self.fresh: Mapping[str, Made] = {}
        self.files: Aspect[tuple[str, ...]] = Aspect("files", store, basis, kept, self.keys)
        self.pages: Aspect[tuple[Page, ...]] = Aspect("pages", store, basis, kept, self.keys)
        self.orders: Aspect[Order] = Aspect("order", store, basis, kept, self.keys)
        self.rows: Aspect[Mapping[Language, ListRow]] = Aspect("rows", store, basis, kept, self.keys)
        self.data: Aspect[DataRow] = Aspect("data", store, basis, kept, self.keys)
        self.news: Aspect[News | None] = Aspect("news", store, basis, kept, self.keys)
        self.closings: Aspect[Closing | None] = Aspect("closing", store, basis, kept, self.keys)
        self.published: Aspect[str | None] = Aspect("published", store, basis, kept, self.keys)
        self.ranked: Aspect[Ranked] = Aspect("ranked", store, basis, kept, self.keys)
        self._trace = Trace(store, "made", basis, kept, OF_FACTS)
        self._asked: dict[str, frozenset[str]] = {}
        self._gone: set[str] = set()

    @property
    def aspects(self) -> list[Aspect[Any]]:
        """All of them."""
        return [one for one in vars(self).values() if isinstance(one, Aspect)]

    @property
    def changed(self) -> set[str]:
        """What is not as it was kept, as cells (``rows:votes``)."""
        return {f"{aspect.name}:{one}" for aspect in self.aspects for one in aspect.changed}

    def stale(self, changed: Iterable[str]) -> set[str]:
        """The records that one of the changed cells was asked for, or that were not made yet."""
        return self._trace.stale(changed)

    def note(self, made: Mapping[str, tuple[Made, frozenset[str]]], gone: Iterable[str]) -> None:
        """Take in what was made of records now with the cells that were asked for it, and which records are gone."""
        self.fresh, self._gone = {key: one for key, (one, _) in made.items()}, set(gone)
        self._asked = {key: asked for key, (_, asked) in made.items()}
        for aspect in self.aspects:
            for key, one in self.fresh.items():
                aspect.note(key, getattr(one, aspect.name))
            for key in self._gone:
                aspect.forget(key)

    def listed(self, collection: str) -> Mapping[str, Listed]:
        """What a collection's list takes from each of its records, by key."""
        orders, rows = self.orders.of(collection), self.rows.of(collection)
        return {key: Listed(one.day, rows[key], one.counted) for key, one in orders.items()}

    def keep(self) -> None:
        """Keep what was made now."""
        self._trace.keep(self._asked, self._gone)
        for aspect in self.aspects:
            aspect.keep()


def make_records(
    pages: SitePages, writer: SiteWriter, staged: Staged, found: MadeRecords, changed: set[str] | None
) -> None:
    """Write the pages of all records, on all cores, or keep them. ``changed`` are the cells whose answers have; None
    where nothing that was kept is of the served site."""
    corpus = pages.facts.corpus
    entries = {entry.key: entry for entry in corpus.entries()}
    sought = writer_of(pages.facts, writer.catalogue)

    def made(entry: Entry) -> tuple[Made, list[tuple[str, FileMark]], frozenset[str]]:
        with corpus.reads.watched() as cells:
            one, files = _made(entry, pages, writer, sought)
        return one, files, frozenset(cells)

    new = records_of(changed or ())
    stale = entries.keys() if changed is None else (found.stale(changed) | new) & entries.keys()
    todo = [entry for key, entry in entries.items() if key in stale]
    if len(todo) >= PARALLEL_FROM:
        pages.prepare()
    fresh = dict(zip((entry.key for entry in todo), in_parallel(made, todo, PARALLEL_FROM), strict=True))
    staged.note_all(file for _, files, _ in fresh.values() for file in files)
    found.note({key: (one, cells) for key, (one, _, cells) in fresh.items()}, new - entries.keys())
    if len(fresh) < len(entries):
        staged.keep_all(path for key, paths in found.files.every().items() if key not in fresh for path in paths)


def written(page: Page, writer: SiteWriter) -> tuple[Page, tuple[str, FileMark]]:
    """Write a page; what is left of it is what a site map says of it, and its file."""
    file = writer.write_page(page)
    return replace(page, title="", description="", content="", head="", headings=()), file


def _made(
    entry: Entry, pages: SitePages, writer: SiteWriter, sought: SearchWriter
) -> tuple[Made, list[tuple[str, FileMark]]]:
    facts, catalogue = pages.facts, writer.catalogue
    own = [written(page, writer) for page in pages.record(entry)]
    listed = pages.listed(entry)
    published = published_of(entry, facts.corpus, facts.texts)
    made = Made(
        tuple(path for _, (path, _) in own),
        tuple(page for page, _ in own),
        Order(listed.day, listed.counted),
        listed.rows,
        data_row(entry, facts),
        news_of(entry, facts, catalogue),
        closing_of(entry, facts, catalogue),
        None if published is None else as_json(published),
        sought.ranked(entry, listed),
    )
    return made, [file for _, file in own]
