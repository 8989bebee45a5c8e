"""Walks through a record, or the site's settings, for the values of some kinds in it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, cast, get_args, get_origin

from pydantic import BaseModel

from gongshi.records.fields import Subject
from gongshi.source import Route

ValueT = TypeVar("ValueT")


def values_in(document: BaseModel, *kinds: type) -> dict[type, list[Any]]:
    """Every value of each of the kinds, without its route, which takes most of the time of a walk."""
    found: dict[type, list[Any]] = {kind: [] for kind in kinds}
    waiting: list[Any] = [document]
    for value in waiting:  # it grows on the way
        kind: type = type(value)
        if kind in found:
            found[kind].append(value)
        elif kind is list:
            waiting += value
        elif kind is dict:
            waiting += value.values()
        elif names := _names_leading_to(kind, kinds):
            fields = vars(value)
            waiting += [inner for name in names if (inner := fields[name]) is not None]
    return found


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
def _names_leading_to(model: type, kinds: tuple[type, ...]) -> tuple[str, ...]:
    """The fields of a class that can hold a value of one of the kinds; none of what is no model."""
    if not issubclass(model, BaseModel):
        return ()
    leading = {name for kind in kinds for name, _ in _fields_leading_to(model, kind)}
    return tuple(name for name in model.model_fields if name in leading)


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
    if get_origin(annotation) is Annotated:  # what stands behind its type are validators
        return _leads_to(get_args(annotation)[0], kind, seen)
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
