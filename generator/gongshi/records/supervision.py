"""supervision 监督: from the topic's origin to tasks with due dates and their proof."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gongshi.records.fields import Document, Part, Text
from gongshi.records.record import Record
from gongshi.records.references import ArticleName, Bodies, Body, District, MeetingName, RegulationRef, VoteRef
from gongshi.records.scalars import Count, Day, Line

SupervisionKind = Literal[
    "special_report", "law_inspection", "special_inquiry", "visit", "research",
    "interview", "evaluation", "budget", "filing_review",
]  # fmt: skip
OriginKind = Literal["deputies", "public", "hotline", "petition", "committee", "plan"]
TaskStatus = Literal["open", "in_progress", "done", "dropped"]


class TopicOrigin(Part):
    """Who asked for this supervision."""

    kind: OriginKind
    note: Text | None = None
    count: Count | None = None


class SupervisionStage(Part):
    """One step of the supervision."""

    stage: Line
    date: Day
    body: Body | None = None
    meeting: MeetingName | None = None
    note: Text | None = None


class SupervisionFinding(Part):
    """Something that was found, with the articles that it touches."""

    id: Line
    text: Text
    articles: list[ArticleName] = Field(default_factory=list)


class DeliberationOpinion(Part):
    """审议意见: what the standing committee asked of the bodies."""

    number: Line | None = None
    date: Day | None = None
    document: Document | None = None


class TaskUpdate(Part):
    """What was reported of a task on a day."""

    date: Day
    status: TaskStatus
    note: Text | None = None
    evidence: Document | None = None


class Task(Part):
    """One thing that a body must do by a day. Whether it is overdue is computed, never typed."""

    id: Line
    finding: Line | None = None
    text: Text
    responsible: Bodies = Field(default_factory=list)
    due: Day | None = None
    updates: list[TaskUpdate] = Field(default_factory=list)


class Supervision(Record):
    """An inspection, report, inquiry or other supervision, with what followed."""

    number: Line | None = None
    kind: SupervisionKind
    date: Day | None = None
    district: District | None = None
    body: Body | None = None
    origin: list[TopicOrigin] = Field(default_factory=list)
    subjects: Bodies = Field(default_factory=list)
    regulation: RegulationRef | None = None
    stages: list[SupervisionStage] = Field(default_factory=list)
    findings: list[SupervisionFinding] = Field(default_factory=list)
    opinion: DeliberationOpinion | None = None
    tasks: list[Task] = Field(default_factory=list)
    satisfaction: VoteRef | None = None
