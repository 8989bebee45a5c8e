"""From a composed YAML text to a typed record: every field that does not fit is a finding."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from gongshi.findings import Finding
from gongshi.load.yaml_text import Node, Value, plain
from gongshi.records.fields import Text
from gongshi.records.scalars import shown
from gongshi.source import Place, Route

ModelT = TypeVar("ModelT", bound=BaseModel)

_SHAPES = {
    "model_type": "mapping", "model_attributes_type": "mapping", "dict_type": "mapping",
    "list_type": "list", "string_type": "text",
}  # fmt: skip
"""pydantic's error types for a value of the wrong shape, and the shape that it wanted."""


@dataclass(frozen=True, slots=True)
class Decoded(Generic[ModelT]):
    """A typed value, or None, and what was wrong; and what was ``said`` that the value is made of.

    Where some fields are wrong, the value is made from the others if they are enough, so that the
    checks that follow can report the rest of the record's faults in the same run.
    """

    value: ModelT | None
    findings: list[Finding]
    said: Value = ""


@dataclass(frozen=True, slots=True)
class Said(Generic[ModelT]):
    """What a ``model`` is made of, pickled in place of what is made: to make it again takes no longer than to unpickle
    it, and to pickle it would take six times as long. What is unpickled is a ``model``."""

    model: type[ModelT]
    value: Value
    language: str

    def __reduce__(self) -> tuple[Callable[[type[ModelT], Value, str], ModelT], tuple[type[ModelT], Value, str]]:
        return _made, (self.model, self.value, self.language)


def _made(model: type[ModelT], value: Value, language: str) -> ModelT:
    return model.model_validate(value, context={"language": language})


def decode(path: str, root: Node, model: type[ModelT], language: str) -> Decoded[ModelT]:
    """Make a ``model`` of a file's root. ``language`` is what a bare text is written in."""
    return decode_value(path, plain(root), model, language)


def decode_value(path: str, value: Value, model: type[ModelT], language: str) -> Decoded[ModelT]:
    """Make a ``model`` of what a file says."""
    if not isinstance(value, dict):
        return Decoded(None, [Finding("GS114", Place(path))])
    try:
        return Decoded(_made(model, value, language), [], value)
    except ValidationError as error:
        details = error.errors(include_url=False)
    findings = [_finding(path, value, model, detail) for detail in details]
    rest = deepcopy(value)
    for detail in details:
        _prune(rest, _route_in(value, detail["loc"])[0])
    try:
        return Decoded(_made(model, rest, language), findings, rest)
    except ValidationError:
        return Decoded(None, findings)


def _finding(path: str, value: Value, model: type[BaseModel], detail: ErrorDetails) -> Finding:
    kind, given = detail["type"], detail["input"]
    route, missing = _route_in(value, detail["loc"])
    context = {name: str(fact) for name, fact in detail.get("ctx", {}).items() if name != "code"}
    if kind == "missing":
        return Finding("GS202", Place(path, route), {"field": missing, "empty": ""})
    field = context.pop("field", None) or next((step for step in reversed(route) if isinstance(step, str)), "")
    if isinstance(given, str) and not given.strip():
        return Finding("GS202", Place(path, route), {"field": field, "empty": "yes"})
    if kind == "extra_forbidden":
        near = _near(field, _fields_at(model, detail["loc"][:-1]), 0.6)
        return Finding("GS201", Place(path, route, at_key=True), {"field": field, "near": near})
    if kind == "literal_error":
        allowed = context["expected"].replace(" or ", ", ").replace("'", "")
        near = _near(shown(given), allowed.split(", "), 0.5)
        return Finding(
            "GS213",
            Place(path, route),
            {"field": field, "value": shown(given), "allowed": allowed, "near": near},
        )
    if not kind.startswith("GS"):
        kind, context = "GS206", {"wanted": _wanted(kind, context)}
    wanted = context.get("wanted", "text")
    return Finding(kind, Place(path, route), {"field": field, "wanted": wanted, "example": wanted, **context})


def _wanted(kind: str, context: dict[str, str]) -> str:
    """The shape that a value should have had: a ``Text`` is a text to those who write it."""
    return "text" if context.get("class_name") == Text.__name__ else _SHAPES.get(kind, "text")


def _near(name: str, names: Iterable[str], cutoff: float) -> str:
    """The one name that ``name`` is most likely meant to be, or nothing."""
    matches = difflib.get_close_matches(name.strip().lower(), list(names), n=1, cutoff=cutoff)
    return matches[0] if matches else ""


def _route_in(value: Value, location: Route) -> tuple[Route, str]:
    """pydantic's location as a route that the file has, and the last step that the file does not have.

    Validators that make a mapping of a bare value (``title`` becomes ``title.zh``) add steps
    that nobody typed; those are left out.
    """
    route: list[str | int] = []
    current: Any = value
    untyped = ""
    for step in location:
        if isinstance(current, list) and isinstance(step, str) and step in current:
            step = current.index(step)  # a vocabulary written as a list of names
        if _holds(current, step):
            current = current[step]
            route.append(step)
        else:
            untyped = str(step)
    return tuple(route), untyped


def _holds(value: Value, step: str | int) -> bool:
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and step < len(value)


def _fields_at(model: type[BaseModel], location: Route) -> list[str]:
    """The names of the fields that could stand in the mapping at pydantic's ``location``."""
    current: Any = model
    for step in location:
        if isinstance(step, str) and isinstance(current, type) and issubclass(current, BaseModel):
            fields = {info.alias or name: info for name, info in current.model_fields.items()}
            current = _inner_model(fields[step].annotation) if step in fields else None
    if isinstance(current, type) and issubclass(current, BaseModel):
        return [info.alias or name for name, info in current.model_fields.items()]
    return []


def _inner_model(annotation: Any) -> Any:
    """The model inside ``list[Model]``, ``Model | None`` and the like."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = [_inner_model(part) for part in getattr(annotation, "__args__", ())]
    return next((model for model in inner if model is not None), None)


def _prune(value: Value, route: Route) -> None:
    """Take out the entry at the route, or the list or text that its last keyed step names."""
    keyed = max((index for index, step in enumerate(route) if isinstance(step, str)), default=-1)
    if keyed < 0:
        return
    holder: Any = value
    for step in route[:keyed]:
        if not _holds(holder, step):
            return  # what it stood in is already gone
        holder = holder[step]
    holder.pop(route[keyed], None)
