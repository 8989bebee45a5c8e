"""What search finds: records as documents, made of the parts that a reader can be led to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from gongshi.heap import Heap, Slot

Names = tuple[str, str]
"""How a reader calls a value in the site's main and in its other language."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a record with a place of its own: ``place`` is its address below the record's page (``#art-12``).

    ``heading`` names it for readers (第十二条) and counts for more than ``text``.
    """

    place: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One record, under its ``key`` (``votes/x``, which is also its address).

    ``standing`` orders before the date: 0 stands, 1 is illustrative, 2 no longer in force, 3 withdrawn, 4 and 5 are the
    latter two and illustrative.
    ``day`` may be a month or a year, or "". ``other_title`` is that of its page in the site's other
    language, "" where it has none. ``facets`` holds raw values and their names by facet (``state``: ``overdue``).
    """

    key: str
    title: str
    day: str
    standing: int
    parts: tuple[Part, ...]
    other_title: str = ""
    facets: Mapping[str, Mapping[str, Names]] = field(default_factory=dict)

    @property
    def collection(self) -> str:
        """The first half of the key."""
        return self.key.partition("/")[0]


class Documents(Protocol):
    """Documents in the index's order. A slice makes them, so that each process makes those that it works on."""

    def __len__(self) -> int: ...

    def __getitem__(self, some: slice, /) -> Sequence[Document]: ...


@dataclass(frozen=True)
class LyingDocuments:
    """What search finds of records, in the index's order: documents that lie in a heap."""

    heap: Heap
    slots: Sequence[Slot]

    def __len__(self) -> int:
        return len(self.slots)

    def __getitem__(self, some: slice, /) -> list[Document]:
        return [_document(self.heap.get(slot)) for slot in self.slots[some]]


def plain(document: Document) -> tuple[Any, ...]:
    """A document as tuples, which are pickled several times as fast."""
    parts = [(part.place, part.heading, part.text) for part in document.parts]
    return (
        document.key, document.title, document.day, document.standing, parts, document.other_title, document.facets
    )  # fmt: skip


def _document(plain: tuple[Any, ...]) -> Document:
    key, title, day, standing, parts, other_title, facets = plain
    return Document(key, title, day, standing, tuple(Part(*part) for part in parts), other_title, facets)
