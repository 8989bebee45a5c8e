"""Records and facts as plain values, in the contract's names."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from gongshi.records.fields import Count, Day, Document, Reference, Subject, Term, Text


def plain_value(value: Any) -> Any:
    """A value as JSON has it: fields in the contract's names, absent ones left out, shares as numbers 0 to 1."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Day() | date() | Reference():
            return str(value)
        case Term():
            return value.name
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case Fraction():
            return round(float(value), 4)
        case Count():
            return {"at_least": value.number} if value.at_least else value.number
        case Text():
            return dict(value.languages()) | ({"en_of": value.en_of} if value.en_of else {})
        case Subject():
            return plain_value(value.record or value.text)
        case Document() if value.record is not None and value.title is None:
            return str(value.record)
        case BaseModel():
            return _fields(value)
        case Mapping():
            return {str(key): plain_value(item) for key, item in value.items()}
        case list() | tuple():
            return [plain_value(item) for item in value]
        case _ if dataclasses.is_dataclass(value):
            return {f.name: plain_value(getattr(value, f.name)) for f in dataclasses.fields(value)}
    raise TypeError(f"no plain value for {type(value).__name__}")


def _fields(model: BaseModel) -> dict[str, Any]:
    plain = {}
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        if value is None or value == [] or (name in ("illustrative",) and value is False):
            continue
        plain[info.alias or name] = plain_value(value)
    return plain
