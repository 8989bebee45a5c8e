"""suggestions 代表议案建议: what deputies asked for and what was answered."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gongshi.records.fields import Part, Text
from gongshi.records.record import Record
from gongshi.records.references import Bodies, Body, District, MeetingName, OutcomeLetter, Voter
from gongshi.records.scalars import Boolean, Day, Line

Satisfaction = Literal["satisfied", "basically_satisfied", "dissatisfied"]


class SuggestionStage(Part):
    """One step of the handling."""

    stage: Line
    date: Day
    body: Body | None = None
    note: Text | None = None


class Reply(Part):
    """A body's answer; ``outcome`` is a letter of the site's vocabulary."""

    date: Day
    body: Body | None = None
    outcome: OutcomeLetter | None = None
    text: Text | None = None


class DeputySatisfaction(Part):
    """What the deputy thought of the answer."""

    deputy: Satisfaction


class Suggestion(Record):
    """A motion 议案 or a suggestion 建议 of deputies."""

    number: Line
    kind: Literal["motion", "suggestion"]
    deputies: list[Voter] = Field(default_factory=list)
    district: District | None = None
    meeting: MeetingName | None = None
    received: Day | None = None
    lead: Body | None = None
    co_bodies: Bodies = Field(default_factory=list, alias="with")
    due: Day | None = None
    stages: list[SuggestionStage] = Field(default_factory=list)
    replies: list[Reply] = Field(default_factory=list)
    satisfaction: DeputySatisfaction | None = None
    key_supervised: Boolean | None = None
    reply_public: Boolean | None = None
