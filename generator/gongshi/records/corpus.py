"""All records of a site together, and how to walk through them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, TypeVar, cast, get_args, get_origin

from pydantic import BaseModel

from gongshi.records.fields import Subject
from gongshi.records.record import Record
from gongshi.records.references import Reference
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
    found: list[tuple[Route, ValueT]] = []
    _collect(value, cast("type", kind), route, found)
    return iter(found)


def _collect(value: Any, kind: type, route: Route, found: list[tuple[Route, Any]]) -> None:
    if isinstance(value, kind):
        found.append((route, value))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _collect(item, kind, (*route, index), found)
    elif isinstance(value, Subject):  # one value in the file, not a mapping
        _collect(value.record or value.text, kind, route, found)
    elif isinstance(value, BaseModel):
        for name, step in _fields_leading_to(type(value), kind):
            inner = getattr(value, name)
            if inner is not None and not (type(inner) is list and not inner):
                _collect(inner, kind, (*route, step), found)
    elif isinstance(value, dict):
        for key, item in value.items():
            _collect(item, kind, (*route, key), found)


@cache
def _fields_leading_to(model: type[BaseModel], kind: type) -> tuple[tuple[str, str], ...]:
    """The fields of a model that can hold a value of a kind, with the names that files give them.

    A record has many more fields than those: a search for references need not look into texts.
    """
    return tuple(
        (name, info.alias or name)
        for name, info in model.model_fields.items()
        if _leads_to(info.annotation, kind, frozenset({model}))
    )


def _leads_to(annotation: Any, kind: type, seen: frozenset[type]) -> bool:
    """Whether a value of a declared type can be or hold one of a kind. What is not understood may."""
    if get_origin(annotation) is Literal:
        return any(isinstance(value, kind) for value in get_args(annotation))
    if arguments := get_args(annotation):
        return any(_leads_to(argument, kind, seen) for argument in arguments)
    if not isinstance(annotation, type):
        return True
    if issubclass(annotation, kind) or issubclass(kind, annotation):
        return True
    if not issubclass(annotation, BaseModel):
        return issubclass(annotation, list | dict)
    return annotation not in seen and any(
        _leads_to(info.annotation, kind, seen | {annotation}) for info in annotation.model_fields.values()
    )
