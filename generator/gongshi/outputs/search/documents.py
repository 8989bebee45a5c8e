"""What search finds: records as documents, made of the parts that a reader can be led to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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
    """One record.

    ``standing`` orders before the date: 0 stands, 1 is illustrative, 2 no longer in force, 3 withdrawn.
    ``facets`` holds raw values by facet (``state``: ``overdue``). ``day`` may be a month or a year, or "".
    """

    key: str
    collection: str
    title: str
    day: str
    standing: int
    parts: tuple[Part, ...]
    other_title: str = ""
    path: str = ""
    other_path: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
