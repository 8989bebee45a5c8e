"""What the renderer must know of a collection: one ``View`` a collection, in ``render/collections/``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from markupsafe import Markup

from gongshi.catalogue import Language
from gongshi.derive.facts import Facts
from gongshi.records.corpus import Entry
from gongshi.records.fields import Text
from gongshi.records.references import Reference, Term
from gongshi.records.scalars import Day
from gongshi.render.page import Above, Heading
from gongshi.render.words import Badge, Words

CellValue = Text | Term | Reference | Day | Badge | int | str | Markup | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a collection's list; its heading is the catalogue key ``column.<key>``."""

    key: str
    sort: Literal["text", "number", "date"] = "text"


class Facet(NamedTuple):
    """A value that a list can be filtered by: the raw ``value``, and how a reader names it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One record in a list: a value for each column after the title, and its facets by name."""

    cells: tuple[CellValue, ...]
    facets: Mapping[str, Facet]


@dataclass(frozen=True, slots=True)
class FurtherPage:
    """A page below a record's own, at ``path`` from there (``v/draft/``)."""

    path: str
    template: str
    title: str
    variables: Mapping[str, Any]
    headings: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordView:
    """What one record's page adds to the common ones: template variables, contents, structured data, further pages."""

    variables: Mapping[str, Any] = field(default_factory=dict)
    headings: tuple[Heading, ...] = ()
    linked_data: Mapping[str, Any] | None = None
    further: tuple[FurtherPage, ...] = ()


class ListRow(NamedTuple):
    """A record's row in its collection's list, in one language: its cells, as HTML that is still to be ``placed``;
    and its facets by name."""

    html: str
    facets: Mapping[str, Facet]


@dataclass(frozen=True)
class Order:
    """The day that lists order a record by, and what totals count of it."""

    day: Day | None
    counted: object


@dataclass(frozen=True)
class Listed:
    """What pages over many records take from one."""

    order: Order
    rows: Mapping[Language, ListRow]


@dataclass(frozen=True, slots=True)
class View:
    """A collection as readers see it.

    ``day`` is the date that its lists, feeds and search order by; ``badges`` its states in words;
    ``row`` its line in the collection's list, for the ``columns`` after the title; ``scripts`` name
    files of ``assets/`` that its record pages load besides the common one; ``counted`` is what totals
    count of a record; ``above``, what stands above its list, gets all of them by key.
    """

    collection: str
    columns: tuple[Column, ...]
    day: Callable[[Entry], Day | None]
    badges: Callable[[Entry, Facts], tuple[Badge, ...]]
    row: Callable[[Entry, Facts, Words], Row]
    record: Callable[[Entry, Facts, Words], RecordView]
    scripts: tuple[str, ...] = ()
    counted: Callable[[Entry, Facts], object] | None = None
    above: Callable[[Facts, Words, Mapping[str, object]], Above | None] | None = None


def contents(words: Words, *sections: tuple[str, str, object]) -> tuple[Heading, ...]:
    """Entries for a page's sections: anchor, catalogue key, and what the section holds; empty ones have none."""
    return tuple(Heading(anchor, words.t(key)) for anchor, key, held in sections if held)


def facets(words: Words, **values: Day | Term | Badge | tuple[str, str] | None) -> dict[str, Facet]:
    """Facets by name: a day by its year, a term by its meaning, a badge or ``(group, value)`` by its word."""
    found = {}
    for name, value in values.items():
        match value:
            case Day():
                found[name] = Facet(value.text[:4], value.text[:4])
            case Term():
                found[name] = Facet(value.name, str(words.name(value).striptags()))
            case Badge():
                found[name] = Facet(value.key.partition(".")[2], words.badge_text(value))
            case (group, key):
                found[name] = Facet(key, words.word(group, key))
    return found
