"""plans 规划计划: what was announced, goal by goal."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gongshi.records.fields import Part, Text
from gongshi.records.record import Record
from gongshi.records.references import Body, RegulationRef
from gongshi.records.scalars import Day, Line


class GoalProgress(Part):
    """What had come of a goal on a day; ``done`` closes it."""

    date: Day
    status: Literal["open", "in_progress", "done", "dropped"] | None = None
    note: Text | None = None


class Goal(Part):
    """One announced goal."""

    id: Line
    text: Text
    due: Day | None = None
    indicator: Text | None = None
    regulation: RegulationRef | None = None
    stage: Line | None = None
    progress: list[GoalProgress] = Field(default_factory=list)


class Plan(Record):
    """A legislative or supervision plan, implementing opinions, or an evaluation scheme."""

    kind: Literal["legislative_plan", "supervision_plan", "implementing_opinions", "evaluation_scheme"]
    number: Line | None = None
    date: Day | None = None
    body: Body | None = None
    period: Line | None = None
    goals: list[Goal] = Field(default_factory=list)
