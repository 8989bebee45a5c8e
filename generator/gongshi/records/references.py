"""Values that name something else: a record, a part of one, or a word of the site's vocabularies."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    PlainValidator,
)

from gongshi.records.scalars import Scalar, broken, shown, text_line

REFERENCE = r"([a-z]+)/([a-z0-9-]+)(?:#([a-zA-Z0-9-]+))?"


@dataclass(frozen=True, slots=True)
class Reference(Scalar):
    """``<collection>/<id>`` or ``<collection>/<id>#<part>``."""

    collection: str
    id: str
    part: str | None = None

    @classmethod
    def parse(cls, value: Any) -> Reference:
        """A typed ``collection/id#part``; GS209 for anything else."""
        match = re.fullmatch(REFERENCE, value) if isinstance(value, str) else None
        if match is None:
            raise broken("GS209", value=shown(value))
        return cls(*match.groups())

    def __reduce__(self) -> tuple[type[Reference], tuple[str, str, str | None]]:
        """Pickled as its fields: what dataclasses do instead takes many times as long."""
        return Reference, (self.collection, self.id, self.part)

    def __str__(self) -> str:
        return f"{self.collection}/{self.id}" + (f"#{self.part}" if self.part else "")


@dataclass(frozen=True, slots=True)
class Term:
    """A name that should stand in one of the site's vocabularies."""

    vocabulary: str
    name: str

    def __reduce__(self) -> tuple[type[Term], tuple[str, str]]:
        """Pickled as its fields."""
        return Term, (self.vocabulary, self.name)


def _reference_to(collection: str) -> Callable[[Any], Reference]:
    def parse(value: Any) -> Reference:
        reference = Reference.parse(value)
        if reference.collection != collection:
            raise broken("GS210", value=str(reference), expected=collection)
        return reference

    return parse


def _term_of(vocabulary: str) -> Callable[[Any], Term]:
    return lambda value: Term(vocabulary, text_line(value))


def _meeting(value: Any) -> Term | Reference:
    if isinstance(value, str) and value.startswith("meetings/"):
        return _reference_to("meetings")(value)
    return Term("meetings", text_line(value))


def _voter(value: Any) -> str | Reference:
    if isinstance(value, str) and value.startswith("deputies/"):
        return _reference_to("deputies")(value)
    return text_line(value)


def _article(value: Any) -> str | Reference:
    if isinstance(value, str) and value.startswith("regulations/"):
        return _reference_to("regulations")(value)
    return text_line(value)


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


RegulationRef = Annotated[Reference, PlainValidator(_reference_to("regulations"))]
VoteRef = Annotated[Reference, PlainValidator(_reference_to("votes"))]
StationRef = Annotated[Reference, PlainValidator(_reference_to("stations"))]
DeputyRef = Annotated[Reference, PlainValidator(_reference_to("deputies"))]
PlanRef = Annotated[Reference, PlainValidator(_reference_to("plans"))]
ProjectRef = Annotated[Reference, PlainValidator(_reference_to("projects"))]
MeetingName = Annotated[Term | Reference, PlainValidator(_meeting)]
"""A meeting of the records, or a name of the ``meetings`` vocabulary."""
Voter = Annotated[str | Reference, PlainValidator(_voter)]
"""A deputy of the records, or a name as published."""
ArticleName = Annotated[str | Reference, PlainValidator(_article)]
"""An article of the regulation at hand by its name (第十二条, art-12), or of any by reference."""
Topic = Annotated[Term, PlainValidator(_term_of("topics"))]
District = Annotated[Term, PlainValidator(_term_of("districts"))]
Body = Annotated[Term, PlainValidator(_term_of("bodies"))]
Bodies = Annotated[list[Body], BeforeValidator(_one_or_more)]
OutcomeLetter = Annotated[Term, PlainValidator(_term_of("outcome_letters"))]
