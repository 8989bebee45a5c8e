"""projects 民生实事: ideas, the ballot, who is responsible, progress and acceptance."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gongshi.records.fields import Document, Part, Text
from gongshi.records.record import Record
from gongshi.records.references import Bodies, Body, District, VoteRef
from gongshi.records.scalars import Count, Day, Integer, Line, Number


class Origin(Part):
    """点单: where the project came from."""

    ideas: Count | None = None
    deputies: Count | None = None
    period: Line | None = None
    note: Text | None = None


class Target(Part):
    """领单: a measurable promise."""

    id: Line
    metric: Text
    unit: Text | None = None
    amount: Number | None = None
    due: Day | None = None


class Progress(Part):
    """How far a target had come on a day: an ``amount`` in the target's unit, or a ``percent``."""

    date: Day
    target: Line | None = None
    amount: Number | None = None
    percent: Number | None = None
    note: Text | None = None
    evidence: Document | None = None


class Acceptance(Part):
    """验单: what the deputies found at the end; ``result`` is ``accepted``, ``partly``, ``failed`` or other words."""

    date: Day | None = None
    result: Line | None = None
    note: Text | None = None
    satisfaction: VoteRef | None = None


class Project(Record):
    """A livelihood project that people asked for, deputies chose and the government owes."""

    year: Integer
    number: Integer | None = None
    status: Literal["candidate", "selected", "not_selected"]
    district: District | None = None
    body: Body | None = None
    vote: VoteRef | None = None
    origin: Origin | None = None
    responsible: Bodies = Field(default_factory=list)
    targets: list[Target] = Field(default_factory=list)
    progress: list[Progress] = Field(default_factory=list)
    acceptance: Acceptance | None = None
