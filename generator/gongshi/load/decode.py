"""From a composed YAML text to a typed record: every field that does not fit is a finding."""

from __future__ import annotations

import difflib
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from gongshi.findings import Finding
from gongshi.load.yaml_text import Node, Value, plain
from gongshi.source import Place, Route

ModelT = TypeVar("ModelT", bound=BaseModel)

_SHAPES = {
    "model_type": "mapping", "model_attributes_type": "mapping", "dict_type": "mapping",
    "list_type": "list", "string_type": "text",
}  # fmt: skip
"""pydantic's error types for a value of the wrong shape, and the shape that it wanted."""


@dataclass(frozen=True, slots=True)
class Decoded(Generic[ModelT]):
    """A typed value, or None, and what was wrong.

    Where some fields are wrong, the value is made from the others if they are enough, so that
    the checks that follow can report the rest of the record's faults in the same run.
    """

    value: ModelT | None
    findings: list[Finding]


def decode(path: str, root: Node, model: type[ModelT], language: str) -> Decoded[ModelT]:
    """Make a ``model`` of a file's root. ``language`` is what a bare text is written in."""
    value = plain(root)
    if not isinstance(value, dict):
        return Decoded(None, [Finding("GS114", Place(path))])
    context = {"language": language}
    try:
        return Decoded(model.model_validate(value, context=context), [])
    except ValidationError as error:
        details = error.errors(include_url=False)
    findings = [_finding(path, model, detail) for detail in details]
    rest = deepcopy(value)
    for detail in details:
        _prune(rest, detail["loc"])
    try:
        return Decoded(model.model_validate(rest, context=context), findings)
    except ValidationError:
        return Decoded(None, findings)


def _finding(path: str, model: type[BaseModel], detail: ErrorDetails) -> Finding:
    kind, route, given = detail["type"], tuple(detail["loc"]), detail["input"]
    field = str(route[-1]) if route else ""
    if kind == "missing":
        return Finding("GS202", Place(path, route[:-1]), {"field": field})
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(field, _fields_at(model, route[:-1]), n=1, cutoff=0.6)
        return Finding("GS201", Place(path, route, at_key=True), {"field": field, "near": near[0] if near else ""})
    if kind == "literal_error":
        allowed = detail.get("ctx", {}).get("expected", "").replace(" or ", ", ").replace("'", "")
        near = difflib.get_close_matches(str(given), allowed.split(", "), n=1, cutoff=0.5)
        facts = {"field": field, "value": str(given), "allowed": allowed, "near": near[0] if near else ""}
        return Finding("GS213", Place(path, route), facts)
    if kind in _SHAPES:
        return Finding("GS206", Place(path, route), {"field": field, "wanted": _SHAPES[kind]})
    facts = {name: str(fact) for name, fact in detail.get("ctx", {}).items() if name != "code"}
    facts = {"field": field, "wanted": "text", **facts}
    return Finding(kind, Place(path, route), facts)


def _fields_at(model: type[BaseModel], route: Route) -> list[str]:
    """The names of the fields that could stand in the mapping at ``route``."""
    current: Any = model
    for step in route:
        if isinstance(step, int) or not isinstance(current, type) or not issubclass(current, BaseModel):
            continue
        by_name = {info.alias or name: info for name, info in current.model_fields.items()}
        if step in by_name:
            current = _inner_model(by_name[str(step)].annotation)
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
    """Take out the named entry that a fault stands in; list indexes before it keep their meaning."""
    named = [index for index, step in enumerate(route) if isinstance(step, str)]
    for last in reversed(named):
        holder: Any = value
        for step in route[:last]:
            try:
                holder = holder[step]
            except (KeyError, IndexError, TypeError):
                holder = None
                break
        if isinstance(holder, dict) and route[last] in holder:
            del holder[route[last]]
            return
