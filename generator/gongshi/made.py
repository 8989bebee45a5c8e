"""What is made of each record: made now, or kept from an earlier build because nothing that it rests on has changed."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gongshi.catalogue import Language
from gongshi.checks.permanence import published_of
from gongshi.derive.links import Links
from gongshi.heap import Slot
from gongshi.kept.aspects import Aspect, Laid, Values
from gongshi.kept.cells import OF_FACTS, Trace, records_of
from gongshi.kept.newest import KeptNewest
from gongshi.kept.store import Store
from gongshi.outputs.calendar import Closing, closing_of
from gongshi.outputs.feeds import News, news_of
from gongshi.outputs.open_data import DataRow, data_row
from gongshi.outputs.search.documents import Document, LyingDocuments, plain
from gongshi.outputs.search.records import Ranked, writer_of
from gongshi.outputs.search.records import Writer as SearchWriter
from gongshi.publish.manifest import FileMark, as_json
from gongshi.publish.site import SiteWriter
from gongshi.publish.staged import Staged
from gongshi.records.corpus import Corpus, Entry
from gongshi.render.page import Page
from gongshi.render.site_pages import SitePages
from gongshi.render.view import ListRow, Order
from gongshi.workers import streamed

PARALLEL_FROM = 250
"""Records to make from which more cores are faster than one."""

_CELLS = -1
"""The slot of a record's cells: the last one."""


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


class MadeRecords:
    """What is made of all records, aspect by aspect. ``keys`` are those of each collection's records; ``fresh`` those
    of which something was made now."""

    def __init__(self, store: Store, basis: str, kept: bool, corpus: Corpus) -> None:
        self.keys = {name: [one.key for one in entries.values()] for name, entries in corpus.collections.items()}
        self.fresh: set[str] = set()
        self._laid = Laid(self.keys)
        self.aspects: list[Aspect[Any]] = []

        def aspect(name: str) -> Aspect[Any]:
            self.aspects.append(Aspect(name, len(self.aspects), self._laid, store, basis, kept, self.keys))
            return self.aspects[-1]

        self.files: Aspect[tuple[str, ...]] = aspect("files")
        self.pages: Aspect[tuple[Page, ...]] = aspect("pages")
        self.orders: Aspect[Order] = aspect("order")
        self.rows: Aspect[Mapping[Language, ListRow]] = aspect("rows")
        self.data: Aspect[DataRow] = aspect("data")
        self.news: Aspect[News | None] = aspect("news")
        self.closings: Aspect[Closing | None] = aspect("closing")
        self.published: Aspect[str | None] = aspect("published")
        self.ranked: Aspect[Ranked] = aspect("ranked")
        self._newest = KeptNewest(store, basis)
        self._trace = Trace(store, "made", basis, kept, OF_FACTS)
        self._documents: dict[str, Slot] = {}
        self._gone: set[str] = set()

    @property
    def changed(self) -> set[str]:
        """What is not as it was kept, as cells (``rows:votes``)."""
        return {f"{aspect.name}:{one}" for aspect in self.aspects for one in aspect.changed}

    def stale(self, changed: Iterable[str]) -> set[str]:
        """The records that one of the changed cells was asked for, or that were not made yet."""
        return self._trace.stale(changed)

    def lay(self, made: Made, cells: Iterable[str]) -> tuple[Slot, ...]:
        """Lay down what was made of a record now, and last the cells that were asked for it."""
        return self._laid.heap.put(*(getattr(made, aspect.name) for aspect in self.aspects), frozenset(cells))

    def lay_document(self, document: Document) -> Slot:
        """Lay down what search finds of a record."""
        (slot,) = self._laid.heap.put(plain(document))
        return slot

    def note(self, key: str, slots: Sequence[Slot]) -> None:
        """Take in where that lies which was made of a record now."""
        self.fresh.add(key)
        self._laid.slots[key.partition("/")[0]][key] = array("Q", slots)
        for aspect in self.aspects:
            aspect.note(key)

    def newest(self, collection: str, of_the_served: bool) -> list[News]:
        """What feeds say of the newest records of a collection. ``of_the_served`` says whether what was kept is what
        the served site shows: else records may be gone that nobody told of."""
        changes = self.news.changes(collection) if of_the_served else None
        return self._newest.of(collection, changes, lambda: self.news.of(collection).values())

    def note_document(self, key: str, slot: Slot) -> None:
        """Take in where the document of a record lies."""
        self._documents[key] = slot

    def documents(self, order: Iterable[Entry]) -> LyingDocuments | None:
        """The documents of records in an order, where all were made with their pages: they need not be read again."""
        slots = [self._documents.get(entry.key) for entry in order]
        lying = [slot for slot in slots if slot is not None]
        return LyingDocuments(self._laid.heap, lying) if len(lying) == len(slots) else None

    def forget(self, gone: Iterable[str]) -> None:
        """Note which records are gone since all this was kept."""
        self._gone = set(gone)
        for aspect in self.aspects:
            for key in self._gone:
                aspect.forget(key)

    @property
    def published_now(self) -> dict[str, str | None]:
        """What is published of the records that were made now, and None of those that are gone, by key."""
        return {**dict.fromkeys(self._gone), **{key: self.published.get(key) for key in self.fresh}}

    def _asked(self, key: str) -> frozenset[str]:
        asked: frozenset[str] = self._laid.get(key, _CELLS)
        return asked

    def keep(self) -> None:
        """Keep what was made now."""
        keys = [key for slots in self._laid.slots.values() for key in slots]
        self._trace.keep(Values(keys, {}, self._asked), self._gone)
        self._newest.keep()
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
    no_index = not any(path.startswith("search/") for path in staged.before)  # so one of all documents is to be made

    def made(entry: Entry) -> tuple[tuple[Slot, ...], list[tuple[str, FileMark]], Slot | None]:
        with corpus.reads.watched() as cells:
            one, files = _made(entry, pages, writer, sought)
        document = found.lay_document(sought.document(entry, one.ranked)) if no_index else None
        return found.lay(one, cells), files, document

    new = records_of(changed or ())
    stale = entries.keys() if changed is None else (found.stale(changed) | new) & entries.keys()
    todo = sorted((entry for key, entry in entries.items() if key in stale), key=_beside(pages.facts.links))
    if len(todo) >= PARALLEL_FROM:
        pages.prepare()
    for entry, (slots, files, document) in zip(todo, streamed(made, todo, PARALLEL_FROM), strict=True):
        staged.note_all(files)
        found.note(entry.key, slots)
        if document is not None:
            found.note_document(entry.key, document)
    if len(todo) < len(entries):
        staged.keep_all(path for key, paths in found.files.every().items() if key not in found.fresh for path in paths)


def _beside(links: Links) -> Callable[[Entry], str]:
    """Records in an order in which those come together that ask the same of a regulation: it is at hand then."""

    def order(entry: Entry) -> str:
        named = (entry.key, *links.keys.get(entry.key, ()))
        return next((key for key in named if key.startswith("regulations/")), entry.key)

    return order


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
        listed.order,
        listed.rows,
        data_row(entry, facts),
        news_of(entry, facts, catalogue),
        closing_of(entry, facts, catalogue),
        None if published is None else as_json(published),
        sought.ranked(entry, listed),
    )
    return made, [file for _, file in own]
