"""regulations 法规: their stages, and their texts in versions."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gongshi.records.fields import Document, Part, Text
from gongshi.records.record import Record
from gongshi.records.references import Body, MeetingName, VoteRef
from gongshi.records.scalars import Day, Line

StageName = Literal[
    "planned", "drafted", "consultation", "hearing", "first_reading", "second_reading", "third_reading",
    "adopted", "approved", "promulgated", "in_force", "amended", "evaluated", "repealed", "filed",
]  # fmt: skip
"""The way of a regulation: 立项 起草 征求意见 论证/听证 一审 二审 三审 通过 批准 公布 施行 修正/修订 评估 废止 备案."""


class Stage(Part):
    """One step on the way of a regulation."""

    stage: StageName
    date: Day
    body: Body | None = None
    meeting: MeetingName | None = None
    vote: VoteRef | None = None
    note: Text | None = None
    document: Document | None = None


class Version(Part):
    """One text of a regulation: ``text`` itself, or the ``file`` beside the record that holds it."""

    version: Line
    status: Literal["draft", "enacted"]
    date: Day | None = None
    effective_from: Day | None = None
    effective_to: Day | None = None
    note: Text | None = None
    text: Line | None = None
    file: Line | None = None


class Evaluation(Part):
    """The 体检 of a regulation in force three years or more."""

    due: Day | None = None
    date: Day | None = None
    result: Text | None = None
    document: Document | None = None


class Regulation(Record):
    """A regulation, decision or resolution. Its legal force is derived from dates, never typed."""

    number: Line | None = None
    kind: Line
    passed_by: Body | None = None
    approved_by: Body | None = None
    stages: list[Stage] = Field(default_factory=list)
    versions: list[Version] = Field(default_factory=list)
    evaluation: Evaluation | None = None
