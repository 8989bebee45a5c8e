"""The values of many records, gathered in one walk for all rules that look at single values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from gongshi.derive.law.texts import LawTexts
from gongshi.load.content import SITE_FILE
from gongshi.records.corpus import Corpus
from gongshi.records.fields import Text
from gongshi.records.record import Record
from gongshi.records.references import Reference, Term
from gongshi.records.site import Site
from gongshi.records.values import values_in, values_of
from gongshi.source import Route

ValueT = TypeVar("ValueT", Text, Reference, Term)

_KINDS = (Text, Reference, Term)

Values = Mapping[type, list[Any]]
"""What stands in one document, by kind."""


@dataclass(frozen=True, slots=True)
class Document:
    """A record, or the site's settings: its file, its content, and the values in it."""

    file: str
    content: Record | Site
    values: Values


@dataclass(frozen=True, slots=True)
class Gathered:
    """Documents with their values, and what these can be held against."""

    documents: tuple[Document, ...]
    corpus: Corpus
    texts: LawTexts

    def where(self, kind: type[ValueT], wrong: Callable[[ValueT], bool]) -> Iterator[tuple[Document, Route, ValueT]]:
        """The values of a kind that are ``wrong``, with their routes.

        Few documents hold anything wrong, and only these are walked again to find out where.
        """
        for document in self.documents:
            if any(map(wrong, document.values[kind])):
                for route, value in values_of(document.content, kind):
                    if wrong(value):
                        yield document, route, value


def in_records(corpus: Corpus, texts: LawTexts) -> Gathered:
    """The values of all records."""
    records = ((entry.file, entry.record) for entry in corpus.entries())
    return Gathered(
        tuple(Document(file, record, values_in(record, *_KINDS)) for file, record in records), corpus, texts
    )


def in_site(corpus: Corpus, texts: LawTexts) -> Gathered:
    """The values of the site's settings."""
    return Gathered((Document(SITE_FILE, corpus.site, values_in(corpus.site, *_KINDS)),), corpus, texts)
