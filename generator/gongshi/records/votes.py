"""votes 表决与票决: numbers as published, from which the result can be recounted."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gongshi.records.fields import Part, Subject, Text
from gongshi.records.record import Record
from gongshi.records.references import Body, MeetingName, ProjectRef, Voter
from gongshi.records.scalars import Boolean, Day, Integer, Line

Base = Literal["all_members", "present", "returned", "valid", "cast"]
Requirement = Literal["majority", "two_thirds", "three_quarters", "fixed", "plurality", "top_n", "majority_and_top_n"]
Option = Literal[
    "yes", "no", "abstain", "not_voting", "absent", "satisfied", "basically_satisfied", "dissatisfied",
]  # fmt: skip


class Rule(Part):
    """What the result needs: a share ``of`` a base, a ``fixed`` number of ``votes``, or the first ``choose``."""

    requires: Requirement
    of: Base | None = None
    votes: Integer | None = None
    choose: Integer | None = None


class Quorum(Part):
    """The share that must be present for the vote to count."""

    share: Literal["majority", "two_thirds", "three_quarters"]
    of: Base = "all_members"


class TieBreak(Part):
    """How a tie at the cut was decided."""

    method: Line
    note: Text | None = None


class Tally(Part):
    """Votes by option. Satisfaction polls (满意度测评) use the last three and ``abstain``."""

    yes: Integer | None = None
    no: Integer | None = None
    abstain: Integer | None = None
    not_voting: Integer | None = None
    absent: Integer | None = None
    satisfied: Integer | None = None
    basically_satisfied: Integer | None = None
    dissatisfied: Integer | None = None


class Candidate(Part):
    """A project, motion or office on a ballot of several."""

    id: Line
    title: Text
    project: ProjectRef | None = None
    tally: Tally | None = None
    votes: Integer | None = None
    elected: Boolean | None = None


class RollEntry(Part):
    """One member's vote."""

    voter: Voter
    option: Line


class StatedException(Part):
    """Why the declared result departs from the rule. The page shows it first."""

    reason: Text


class Vote(Record):
    """A vote or ballot. Counts that were not published are absent, never zero."""

    number: Line | None = None
    date: Day
    meeting: MeetingName | None = None
    body: Body | None = None
    subject: Subject | None = None
    motion: Text | None = None
    purpose: Literal["decision", "election", "appointment", "poll"] | None = None
    method: Literal["secret_ballot", "electronic", "show_of_hands", "roll_call", "written"] | None = None
    seats: Integer | None = None
    vacant: Integer | None = None
    present: Integer | None = None
    issued: Integer | None = None
    returned: Integer | None = None
    valid: Integer | None = None
    invalid: Integer | None = None
    rule: Rule | None = None
    quorum: Quorum | None = None
    tie_break: TieBreak | None = None
    tally: Tally | None = None
    candidates: list[Candidate] = Field(default_factory=list)
    candidate_count: Integer | None = None
    roll: list[RollEntry] = Field(default_factory=list)
    result: Line
    exception: StatedException | None = None
