"""deputies 代表: whom a citizen can turn to, and their public record."""

from __future__ import annotations

from typing import Any

from pydantic import Field, model_validator

from gongshi.records.fields import Part, Text
from gongshi.records.record import Record
from gongshi.records.references import District, PlanRef, StationRef
from gongshi.records.scalars import Day, Line, Number


class PublishedScore(Part):
    """One published line of a deputy's assessment: words alone, or an ``item`` with its score."""

    item: Text
    score: Number | None = None
    of: Number | None = None
    note: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _words_alone(cls, value: Any) -> Any:
        return {"item": value} if isinstance(value, str) else value


class Performance(Part):
    """An assessment by the points of a published scheme."""

    year: Line
    scheme: PlanRef | None = None
    published: list[PublishedScore] = Field(default_factory=list)


class Deputy(Record):
    """A deputy in public office. ``title`` is the name where no ``name`` is given."""

    name: Text | None = None
    district: District | None = None
    constituency: Text | None = None
    term: Text | None = None
    since: Day | None = None
    roles: list[Text] = Field(default_factory=list)
    stations: list[StationRef] = Field(default_factory=list)
    performance: Performance | None = None
