"""opinions 意见征集与采纳: one consultation a file, and what became of each opinion."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gongshi.records.fields import Part, Subject, Text
from gongshi.records.record import Record
from gongshi.records.references import Body, RegulationRef, StationRef
from gongshi.records.scalars import Count, Day, Line

SourceKind = Literal["contact_point", "deputy", "citizen", "expert", "organisation", "department"]
Outcome = Literal["adopted", "partly_adopted", "merged", "not_adopted", "pending"]
OUTCOMES: tuple[Outcome, ...] = ("adopted", "partly_adopted", "merged", "not_adopted", "pending")


class BySource(Part):
    """Published totals by who gave the opinion."""

    contact_point: Count | None = None
    deputy: Count | None = None
    citizen: Count | None = None
    expert: Count | None = None
    organisation: Count | None = None
    department: Count | None = None


class Reported(Part):
    """The totals that the office published. What it did not publish is absent, never zero."""

    collected: Count | None = None
    adopted: Count | None = None
    partly_adopted: Count | None = None
    merged: Count | None = None
    not_adopted: Count | None = None
    pending: Count | None = None
    by_source: BySource | None = None


class Giver(Part):
    """Who gave an opinion: a kind, never a private person's name."""

    kind: SourceKind
    station: StationRef | None = None
    label: Text | None = None


class AdoptedIn(Part):
    """The version and the article whose wording the opinion changed."""

    version: Line
    article: Line


class Response(Part):
    """What the congress made of an opinion, and why."""

    status: Outcome
    reason: Text | None = None
    date: Day | None = None
    by: Body | None = None
    adopted_in: AdoptedIn | None = None


class Opinion(Part):
    """One opinion as it was given, on an article or on the whole."""

    id: Line
    received: Day | None = None
    giver: Giver | None = Field(default=None, alias="from")
    article: Line | None = None
    text: Text
    response: Response | None = None


class Consultation(Record):
    """A call for opinions on a regulation's draft (``version``) or on another ``subject``."""

    regulation: RegulationRef | None = None
    subject: Subject | None = None
    version: Line | None = None
    opened: Day
    closed: Day | None = None
    channels: list[Text] = Field(default_factory=list)
    reported: Reported | None = None
    opinions: list[Opinion] = Field(default_factory=list)
