"""Records and facts as plain values, in the contract's names."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from gongshi.records.fields import Document, Subject, Text
from gongshi.records.references import Reference, Term
from gongshi.records.scalars import Count, Day


def plain_value(value: Any) -> Any:
    """A value as JSON has it: fields in the contract's names, absent ones left out, shares as numbers 0 to 1.

    Raises ``TypeError`` for a kind of value that has no plain form.
    """
    kind: type = type(value)
    return value if kind in _PLAIN else _form(kind)(value)


_PLAIN = frozenset((str, int, bool, float, type(None)))


@cache
def _form(kind: type) -> Callable[[Any], Any]:
    """What makes values of a class plain."""
    if kind in _FORMS:
        return _FORMS[kind]
    if issubclass(kind, BaseModel):
        return _fields
    if issubclass(kind, Mapping):
        return _mapping
    if dataclasses.is_dataclass(kind):
        names = [field.name for field in dataclasses.fields(kind)]
        return lambda value: {name: plain_value(getattr(value, name)) for name in names}
    raise TypeError(f"no plain value for {kind.__name__}")


def _decimal(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _share(value: Fraction) -> float:
    return round(float(value), 4)


def _count(value: Count) -> int | dict[str, int]:
    return {"at_least": value.number} if value.at_least else value.number


def _text(value: Text) -> dict[str, str]:
    return dict(value.languages()) | ({"en_of": value.en_of} if value.en_of else {})


def _subject(value: Subject) -> Any:
    return plain_value(value.record or value.text)


def _document(value: Document) -> Any:
    if value.record is not None and value.title is None:
        return str(value.record)
    return _fields(value)


def _mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key): plain_value(item) for key, item in value.items()}


def _items(value: list[Any] | tuple[Any, ...]) -> list[Any]:
    return [plain_value(item) for item in value]


def _fields(value: BaseModel) -> dict[str, Any]:
    names = _contract_names(type(value))
    return {
        names[name]: plain_value(given)
        for name, given in vars(value).items()
        if given is not None
        and not (given.__class__ is list and not given)
        and not (given is False and name == "illustrative")
    }


@cache
def _contract_names(model: type[BaseModel]) -> Mapping[str, str]:
    return {name: info.alias or name for name, info in model.model_fields.items()}


_FORMS: Mapping[type, Callable[[Any], Any]] = MappingProxyType({
    Day: str, date: str, Reference: str, Term: lambda term: term.name, Decimal: _decimal, Fraction: _share,
    Count: _count, Text: _text, Subject: _subject, Document: _document, list: _items, tuple: _items,
})  # fmt: skip
