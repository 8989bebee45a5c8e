"""All records of a site together, and how to walk through them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel

from gongshi.records.fields import Reference, Subject
from gongshi.records.record import Record
from gongshi.records.site import Site
from gongshi.source import Route

RecordT = TypeVar("RecordT", bound=Record)
ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class ContentFile:
    """A file below the content folder: its path there, and its text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One record with its collection, its id, and the file that it stands in."""

    collection: str
    id: str
    file: str
    record: Record

    @property
    def key(self) -> str:
        """``<collection>/<id>``: how references name it."""
        return f"{self.collection}/{self.id}"


@dataclass(frozen=True)
class Corpus:
    """What ``content/`` says.

    ``known`` holds the keys of all record files, readable or not, so that one broken record
    does not make every reference to it look broken too. ``law_texts`` maps ``(key, version)``
    to the legal text of that version, whether it stands in the record or in a file.
    """

    site: Site
    files: tuple[ContentFile, ...]
    collections: Mapping[str, Mapping[str, Entry]]
    known: frozenset[str]
    law_texts: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def entries(self) -> Iterator[Entry]:
        """Every record, by collection and id."""
        for collection in self.collections.values():
            yield from collection.values()

    def find(self, reference: Reference | str) -> Entry | None:
        """The record that a reference or a key names, or None."""
        collection, _, rest = str(reference).partition("/")
        return self.collections.get(collection, {}).get(rest.partition("#")[0])

    def of(self, collection: str, kind: type[RecordT]) -> Iterator[tuple[Entry, RecordT]]:
        """The records of one collection, typed."""
        for entry in self.collections.get(collection, {}).values():
            if isinstance(entry.record, kind):
                yield entry, entry.record


def values_of(value: Any, kind: type[ValueT], route: Route = ()) -> Iterator[tuple[Route, ValueT]]:
    """Every value of one kind in a record, with the route that its file gives it."""
    if isinstance(value, kind):
        yield route, value
    elif isinstance(value, Subject):  # one value in the file, not a mapping
        yield from values_of(value.record or value.text, kind, route)
    elif isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            yield from values_of(getattr(value, name), kind, (*route, info.alias or name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from values_of(item, kind, (*route, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from values_of(item, kind, (*route, key))
