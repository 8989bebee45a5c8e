"""Values of a record as JSON of one form, of which the manifest keeps hashes: equal values are equal texts for ever.

Keys come in order and without spaces between; what was not given is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from json.encoder import encode_basestring
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from gongshi.records.fields import Text
from gongshi.records.references import Reference, Term
from gongshi.records.scalars import Count, Day


def settled_json(value: Any) -> str:
    """A value of a record as JSON. ``value`` may be None, which a field that is gone has become."""
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    write = _WRITERS.get(kind)
    return write(value) if write is not None else json_object(members(value))


def members(part: BaseModel, wanted: frozenset[str] | None = None) -> list[str]:
    """The fields (of these names) of a part of a record as they stand in a JSON object."""
    fields = vars(part)
    return [key + settled_json(value) for name, key in _keys(type(part), wanted) if (value := fields[name]) is not None]


def json_object(some: Iterable[str]) -> str:
    """A JSON object with these members."""
    return "{" + ",".join(sorted(some)) + "}"


def given_fields(part: BaseModel) -> Iterator[tuple[str, Any]]:
    """The fields of a record, or of a part of one, that have a value, in the contract's names."""
    fields = vars(part)
    return ((key[1:-2], value) for name, key in _keys(type(part)) if (value := fields[name]) is not None)


@cache
def _keys(model: type[BaseModel], wanted: frozenset[str] | None = None) -> tuple[tuple[str, str], ...]:
    """A model's fields: the attribute, and what stands before its value."""
    named = [(name, info.alias or name) for name, info in model.model_fields.items()]
    return tuple((name, f'"{key}":') for name, key in named if wanted is None or key in wanted)


def _text(text: Text) -> str:
    """In the language that it was written in: a translation that is added or mended changes no fact."""
    return encode_basestring(text.zh) if text.zh is not None else json_object(members(text))


def _day(day: Day) -> str:
    text = day.text
    first, last = (text, text) if len(text) == len("2024-01-12") else (day.first, day.last)
    return f'{{"first":"{first}","last":"{last}","text":"{text}"}}'


def _reference(reference: Reference) -> str:
    part = "null" if reference.part is None else f'"{reference.part}"'
    return f'{{"collection":"{reference.collection}","id":"{reference.id}","part":{part}}}'


def _term(term: Term) -> str:
    return f'{{"name":{encode_basestring(term.name)},"vocabulary":"{term.vocabulary}"}}'


def _count(count: Count) -> str:
    return f'{{"at_least":{_boolean(count.at_least)},"number":{count.number}}}'


def _list(items: list[Any]) -> str:
    return "[" + ",".join(map(settled_json, items)) + "]"


def _boolean(value: bool) -> str:
    return "true" if value else "false"


_WRITERS: Mapping[type, Callable[[Any], str]] = MappingProxyType({
    Text: _text, Day: _day, Reference: _reference, Term: _term, Count: _count, list: _list,
    int: str, bool: _boolean, Decimal: lambda value: f'"{value}"', type(None): lambda _: "null",
})  # fmt: skip
"""How values are written that are neither texts nor parts."""
