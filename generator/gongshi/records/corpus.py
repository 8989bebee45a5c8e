"""All records of a site together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TypeVar

from gongshi.records.fields import Text
from gongshi.records.record import Record
from gongshi.records.references import Reference
from gongshi.records.site import Site

RecordT = TypeVar("RecordT", bound=Record)


class Reads:
    """Notes what a piece of work asks of the records, so that the work is done again when one of the answers changes.

    What can be asked is named by cells: ``record:<key>`` (a whole record and its legal texts), ``card:<key>``,
    ``links:<key>``, ``all:<collection>``…
    """

    def __init__(self) -> None:
        self._watching: list[set[str]] = []

    def note(self, cell: str) -> None:
        """Something was asked."""
        if self._watching:
            self._watching[-1].add(cell)

    def repeat(self, cells: Iterable[str]) -> None:
        """An answer was given from memory: what it rests on was asked before."""
        if self._watching:
            self._watching[-1].update(cells)

    @contextmanager
    def watched(self) -> Iterator[set[str]]:
        """All cells that the body asks; who watches around it hears of them too."""
        cells: set[str] = set()
        self._watching.append(cells)
        try:
            yield cells
        finally:
            self._watching.pop()
            self.repeat(cells)


class ContentFile:
    """A file below the content folder: its path there, and its text, or what reads that by the path when it is
    asked for."""

    __slots__ = ("_text", "path")

    def __init__(self, path: str, text: str | Callable[[str], str]) -> None:
        self.path, self._text = path, text

    @property
    def text(self) -> str:
        """The text, its line ends as line feeds and without byte order mark."""
        return self._text if isinstance(self._text, str) else self._text(self.path)


class Card:
    """What a link to a record says of it. It is pickled as plain values: a build unpickles those of all records, and
    asks few of them for their titles."""

    __slots__ = ("_title", "illustrative", "withdrawn")

    def __init__(self, title: Text | tuple[str | None, ...], illustrative: bool, withdrawn: bool) -> None:
        self._title, self.illustrative, self.withdrawn = title, illustrative, withdrawn

    def __reduce__(self) -> tuple[type[Card], tuple[tuple[str | None, ...], bool, bool]]:
        said = self._title if isinstance(self._title, tuple) else (self._title.zh, self._title.en, self._title.en_of)
        return Card, (said, self.illustrative, self.withdrawn)

    @property
    def title(self) -> Text:
        """The record's title."""
        if isinstance(self._title, tuple):
            zh, en, en_of = self._title
            self._title = Text.model_construct(zh=zh, en=en, en_of=en_of)
        return self._title

    @classmethod
    def of(cls, record: Record) -> Card:
        """The card of a record."""
        return cls(record.title, record.illustrative, record.withdrawn is not None)


class Entry:
    """One record with its collection, its id, and the file that it stands in.

    The record, or what reads it from the path of its file whenever it is asked for: all records of a large site would
    fill the memory. Its ``card`` is always at hand.
    """

    __slots__ = ("_card", "_read", "_reads", "_record", "collection", "file", "id", "key")

    def __init__(
        self,
        collection: str,
        id: str,
        file: str,
        record: Record | Callable[[str], Record],
        card: Card | None = None,
        reads: Reads | None = None,
    ) -> None:
        self.collection, self.id, self.file = collection, id, file
        self.key = f"{collection}/{id}"
        self._record: Record | None = record if isinstance(record, Record) else None
        self._read: Callable[[str], Record] = _not_carried if isinstance(record, Record) else record
        self._card, self._reads = card, reads or Reads()

    def __repr__(self) -> str:
        return f"Entry({self.key})"

    def __reduce__(self) -> tuple[type[Entry], tuple[object, ...]]:
        """An entry is carried to other processes and times by its names alone; what it is of must be put in again."""
        return Entry, (self.collection, self.id, self.file, _not_carried)

    @property
    def record(self) -> Record:
        """The record itself."""
        self._reads.note(f"record:{self.key}")
        return self._read(self.file) if self._record is None else self._record

    @property
    def card(self) -> Card:
        """Its title, and whether it is illustrative or withdrawn."""
        self._reads.note(f"card:{self.key}")
        if self._card is None:
            self._card = Card.of(self.record)
        return self._card


def _not_carried(_: str) -> Record:
    raise LookupError("an entry that was carried here has no record")


@dataclass(frozen=True)
class Corpus:
    """What ``content/`` says.

    ``known`` holds the keys of all record files, readable or not, so that one broken record
    does not make every reference to it look broken too. ``law_texts`` maps ``(key, version)``
    to the legal text of that version, whether it stands in the record or in a file.

    What is asked through the methods is noted in ``reads``.
    """

    site: Site
    files: Sequence[ContentFile]
    collections: Mapping[str, Mapping[str, Entry]]
    known: frozenset[str]
    law_texts: Mapping[tuple[str, str], str] = field(default_factory=dict)
    reads: Reads = field(default_factory=Reads)
    part: Mapping[str, Mapping[str, Entry]] | None = None

    def entries(self) -> Iterator[Entry]:
        """Every record, by collection and id."""
        for collection in self._walked:
            yield from self._walk(collection)

    def find(self, reference: Reference | str) -> Entry | None:
        """The record that a reference or a key names, or None."""
        collection, _, rest = str(reference).partition("/")
        identifier = rest.partition("#")[0]
        self.reads.note(f"card:{collection}/{identifier}")  # that it is there, or is not, is an answer too
        return self.collections.get(collection, {}).get(identifier)

    def of(self, collection: str, kind: type[RecordT]) -> Iterator[tuple[Entry, RecordT]]:
        """The records of one collection, typed."""
        for entry in self._walk(collection):
            if isinstance(entry.record, kind):
                yield entry, entry.record

    def only(self, entries: Sequence[Entry], files: Sequence[ContentFile]) -> Corpus:
        """The corpus of which only some records are walked through; the others can be found by their names."""
        part: dict[str, dict[str, Entry]] = {}
        for entry in entries:
            part.setdefault(entry.collection, {})[entry.id] = entry
        return replace(self, files=files, part=part)

    @property
    def _walked(self) -> Mapping[str, Mapping[str, Entry]]:
        return self.collections if self.part is None else self.part

    def _walk(self, collection: str) -> Iterator[Entry]:
        if self.part is None:
            self.reads.note(f"all:{collection}")
        return iter(self._walked.get(collection, {}).values())
