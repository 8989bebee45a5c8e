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
    """One record, under its ``key`` (``votes/x``, which is also its address).

    ``standing`` orders before the date: 0 stands, 1 is illustrative, 2 no longer in force, 3 withdrawn.
    ``day`` may be a month or a year, or "". ``other_title`` is that of its page in the site's other
    language, "" where it has none. ``facets`` holds raw values by facet (``state``: ``overdue``).
    """

    key: str
    title: str
    day: str
    standing: int
    parts: tuple[Part, ...]
    other_title: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def collection(self) -> str:
        """The first half of the key."""
        return self.key.partition("/")[0]
