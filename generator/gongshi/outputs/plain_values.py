"""Records and facts as plain values, in the contract's names."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import singledispatch
from typing import Any

from pydantic import BaseModel

from gongshi.records.fields import Document, Subject, Text
from gongshi.records.references import Reference, Term
from gongshi.records.scalars import Count, Day


@singledispatch
def plain_value(value: Any) -> Any:
    """A value as JSON has it: fields in the contract's names, absent ones left out, shares as numbers 0 to 1.

    Raises ``TypeError`` for a kind of value that has no plain form.
    """
    if dataclasses.is_dataclass(value):
        return {field.name: plain_value(getattr(value, field.name)) for field in dataclasses.fields(value)}
    raise TypeError(f"no plain value for {type(value).__name__}")


@plain_value.register(type(None))
@plain_value.register(bool)
@plain_value.register(int)
@plain_value.register(float)
@plain_value.register(str)
def _same(value: Any) -> Any:
    return value


@plain_value.register(Day)
@plain_value.register(date)
@plain_value.register(Reference)
def _as_text(value: Any) -> str:
    return str(value)


@plain_value.register
def _term(value: Term) -> str:
    return value.name


@plain_value.register
def _decimal(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


@plain_value.register
def _share(value: Fraction) -> float:
    return round(float(value), 4)


@plain_value.register
def _count(value: Count) -> int | dict[str, int]:
    return {"at_least": value.number} if value.at_least else value.number


@plain_value.register
def _text(value: Text) -> dict[str, str]:
    return dict(value.languages()) | ({"en_of": value.en_of} if value.en_of else {})


@plain_value.register
def _subject(value: Subject) -> Any:
    return plain_value(value.record or value.text)


@plain_value.register
def _document(value: Document) -> Any:
    if value.record is not None and value.title is None:
        return str(value.record)
    return _fields(value)


@plain_value.register(Mapping)
def _mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key): plain_value(item) for key, item in value.items()}


@plain_value.register(list)
@plain_value.register(tuple)
def _items(value: list[Any] | tuple[Any, ...]) -> list[Any]:
    return [plain_value(item) for item in value]


@plain_value.register
def _fields(value: BaseModel) -> dict[str, Any]:
    plain = {}
    for name, info in type(value).model_fields.items():
        given = getattr(value, name)
        if given is not None and given != [] and not (name == "illustrative" and given is False):
            plain[info.alias or name] = plain_value(given)
    return plain
