"""What is made of each record: made now, or kept from an earlier build because nothing that it rests on has changed."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from gongshi.catalogue import Language
from gongshi.checks.permanence import published_of
from gongshi.derive.links import Links
from gongshi.heap import Heap, Slot
from gongshi.kept.cells import OF_FACTS, Trace, records_of
from gongshi.kept.chunks import Chunks
from gongshi.kept.newest import KeptNewest
from gongshi.kept.store import LostError, Store
from gongshi.outputs.calendar import Closing, closing_of
from gongshi.outputs.feeds import News, news_of
from gongshi.outputs.open_data import DataRow, data_row
from gongshi.outputs.search.documents import Document, Part
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

ValueT = TypeVar("ValueT")


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


class Laid:
    """Where in a ``heap`` that lies which was made of each record now: its slots by key, collection by collection. A
    site has a hundred thousand records, and a dozen things are made of each."""

    def __init__(self, collections: Iterable[str]) -> None:
        self.heap = Heap()
        self.slots: dict[str, dict[str, array[int]]] = {one: {} for one in collections}

    def __contains__(self, key: str) -> bool:
        return key in self.slots[key.partition("/")[0]]

    def get(self, key: str, place: int) -> Any:
        """What lies in one of the slots of a record. Raises ``KeyError`` where nothing was made of it now."""
        return self.heap.get(Slot(self.slots[key.partition("/")[0]][key][place]))


class Values(Mapping[str, ValueT]):
    """Values by key: those that were ``kept``, and all others as ``read`` gives them whenever they are asked for."""

    def __init__(self, keys: Sequence[str], kept: Mapping[str, ValueT], read: Callable[[str], ValueT]) -> None:
        self._keys, self._kept, self._read = keys, kept, read

    def __getitem__(self, key: str) -> ValueT:
        return self._kept[key] if key in self._kept else self._read(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class Aspect(Generic[ValueT]):
    """The field ``name`` of ``Made`` of all records, kept or made now; what was made now is ``laid`` down, in the
    slot ``place`` of each record. ``changed`` are the collections in which it is not as it was kept."""

    def __init__(
        self, name: str, place: int, laid: Laid, store: Store, basis: str, kept: bool, keys: Mapping[str, Sequence[str]]
    ) -> None:
        self.name, self._place, self._laid, self._keys = name, place, laid, keys
        self._kept: dict[str, Chunks[ValueT]] = {one: Chunks(store, f"{name}: {one}", basis, kept) for one in keys}
        self._as_kept: set[str] = set()
        self._gone: dict[str, set[str]] = {one: set() for one in keys}
        self.changed: set[str] = set()

    def note(self, key: str) -> None:
        """Take in that of a record that was made now."""
        collection = key.partition("/")[0]
        chunks = self._kept[collection]
        if key in chunks and chunks.get(key) == self._made(key):
            self._as_kept.add(key)
        else:
            self.changed.add(collection)

    def forget(self, key: str) -> None:
        """Note that a record is gone."""
        collection = key.partition("/")[0]
        self._gone[collection].add(key)
        self.changed.add(collection)

    def _made(self, key: str) -> ValueT:
        value: ValueT = self._laid.get(key, self._place)
        return value

    def _fresh(self, collection: str) -> list[str]:
        """The records of which it is not as it was kept."""
        return [key for key in self._laid.slots[collection] if key not in self._as_kept]

    def get(self, key: str) -> ValueT | None:
        """That of a record, or None."""
        if key in self._laid and key not in self._as_kept:
            return self._made(key)
        return self._kept[key.partition("/")[0]].get(key)

    def of(self, collection: str) -> Values[ValueT]:
        """That of each record of a collection, by key and in their order. Raises ``LostError``."""
        return Values(self._keys[collection], self._standing(collection), self._made)

    def _standing(self, collection: str) -> dict[str, ValueT]:
        """That which was kept of a collection's records and still is so."""
        keys, fresh = self._keys[collection], self._fresh(collection)
        if len(fresh) == len(keys):
            return {}
        kept = self._kept[collection].every()
        if not (kept.keys() | set(fresh)) >= set(keys):
            raise LostError(collection)
        for key in fresh:
            kept.pop(key, None)
        return kept

    def replaced(self, collection: str) -> list[tuple[ValueT, ValueT]] | None:
        """That which was kept of records of a collection with that which is in its place now, where they differ. None
        where records came or went."""
        kept, pairs = self._kept[collection], []
        for key in self._fresh(collection):
            before = kept.get(key)
            if before is None:
                return None
            pairs.append((before, self._made(key)))
        return None if self._gone[collection] else pairs

    def changes(self, collection: str) -> dict[str, ValueT | None]:
        """That of a collection's records of which it is not as it was kept, by key; None of those that are gone."""
        return {**{key: self._made(key) for key in self._fresh(collection)}, **dict.fromkeys(self._gone[collection])}

    def every(self) -> Values[ValueT]:
        """That of each record, by key. Raises ``LostError``."""
        kept = {key: one for collection in self._keys for key, one in self._standing(collection).items()}
        return Values([key for keys in self._keys.values() for key in keys], kept, self._made)

    def keep(self) -> None:
        """Keep what is not as it was kept."""
        for collection, chunks in self._kept.items():
            chunks.put(Values(self._fresh(collection), {}, self._made), self._gone[collection])


@dataclass(frozen=True)
class LyingDocuments:
    """What search finds of records, in the index's order: documents that lie in a heap."""

    heap: Heap
    slots: Sequence[Slot]

    def __len__(self) -> int:
        return len(self.slots)

    def __getitem__(self, some: slice, /) -> list[Document]:
        return [_document(self.heap.get(slot)) for slot in self.slots[some]]


def _plain(document: Document) -> tuple[Any, ...]:
    """A document as tuples, which are pickled several times as fast."""
    parts = [(part.place, part.heading, part.text) for part in document.parts]
    return (
        document.key, document.title, document.day, document.standing, parts, document.other_title, document.facets
    )  # fmt: skip


def _document(plain: tuple[Any, ...]) -> Document:
    key, title, day, standing, parts, other_title, facets = plain
    return Document(key, title, day, standing, tuple(Part(*part) for part in parts), other_title, facets)


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
        (slot,) = self._laid.heap.put(_plain(document))
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
