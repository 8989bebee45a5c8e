"""projects 民生实事: from the idea to the acceptance."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from gongshi.derive.facts import Facts, ProjectFacts
from gongshi.derive.follow_up import TargetProgress
from gongshi.derive.votes.counts import is_poll
from gongshi.records.corpus import Entry
from gongshi.records.projects import Project
from gongshi.records.scalars import Day
from gongshi.records.votes import Candidate, Tally, Vote
from gongshi.render.progress_picture import picture
from gongshi.render.view import Column, RecordView, Row, View, contents, facets
from gongshi.render.words import Badge, Words

_STATUS = {
    "candidate": Badge("project_status.candidate", "wait"),
    "selected": Badge("project_status.selected", "good"),
    "not_selected": Badge("project_status.not_selected"),
}


def _day(entry: Entry) -> Day | None:
    record = _project(entry)
    return max((step.date for step in record.progress), default=record.published or Day.parse(f"{record.year:04}"))


def delivery(targets: tuple[TargetProgress, ...]) -> Badge | None:
    """The project's state as its targets have it: overdue before behind before done; None without reports or dues."""
    states = [target.promise.state for target in targets]
    if "overdue" in states:
        return Badge("delivery.overdue", "bad")
    if any(target.behind for target in targets):
        return Badge("delivery.behind", "bad")
    if states and all(state in ("done", "done_late") for state in states):
        return Badge("delivery.done", "good")
    if any(target.last for target in targets):
        return Badge("delivery.on_track", "good")
    return Badge("delivery.no_report", "wait") if targets else None


def _badges(entry: Entry, facts: Facts) -> tuple[Badge, ...]:
    record = _project(entry)
    status = _STATUS[record.status]
    state = delivery(_targets(entry, facts)) if record.status == "selected" else None
    return (status, state) if state else (status,)


def _row(entry: Entry, facts: Facts, words: Words) -> Row:
    record, badges = _project(entry), _badges(entry, facts)
    due = max((target.due for target in record.targets if target.due), default=None)
    state = badges[1] if len(badges) > 1 else None
    return Row(
        (record.year, badges[0], due, state),
        facets(
            words,
            year=Day.parse(f"{record.year:04}"),
            status=badges[0],
            state=state,
            district=record.district,
        ),
    )


def _record(entry: Entry, facts: Facts, words: Words) -> RecordView:
    record, targets = _project(entry), _targets(entry, facts)
    pictures = {one.target.id: picture(record, one, facts.today) for one in targets}
    return RecordView(
        {
            "d": targets,
            "ballot": _ballot(entry, facts),
            "state": delivery(targets) if record.status == "selected" else None,
            "pictures": pictures,
            "points": points,
            "poll": _poll(record, facts),
            "other_reports": [step for step in record.progress if step.target is None and len(targets) != 1],
        },
        contents(
            words,
            ("origin", "projects.origin", True),
            ("ballot", "projects.ballot", True),
            ("targets", "project_page.owed", record.status == "selected" or record.targets),
            ("progress", "project_page.progress", record.status == "selected"),
            ("acceptance", "projects.acceptance", record.status == "selected"),
        ),
    )


def points(done: Fraction, expected: Fraction) -> Decimal:
    """By how many percentage points a target is ahead of its time (behind: negative), to one decimal."""
    tenths = round((min(done, Fraction(1)) - expected) * 1000)
    return Decimal(tenths) / 10


def _poll(record: Project, facts: Facts) -> tuple[Entry, Tally] | None:
    """The satisfaction poll on the finished project, where its grades were published."""
    reference = record.acceptance.satisfaction if record.acceptance else None
    vote = facts.corpus.find(reference) if reference else None
    tally = vote.record.tally if vote is not None and isinstance(vote.record, Vote) else None
    return (vote, tally) if vote is not None and tally is not None and is_poll(tally) else None


def _ballot(entry: Entry, facts: Facts) -> tuple[Entry, Candidate] | None:
    """The ballot that decided on the project, with the project's line on it."""
    reference = _project(entry).vote
    vote = facts.corpus.find(reference) if reference else None
    if vote is None or not isinstance(vote.record, Vote):
        return None
    lines = [line for line in vote.record.candidates if line.project and line.project.id == entry.id]
    return (vote, lines[0]) if lines else None


def _project(entry: Entry) -> Project:
    assert isinstance(entry.record, Project)
    return entry.record


def _targets(entry: Entry, facts: Facts) -> tuple[TargetProgress, ...]:
    derived = facts.derived[entry.key]
    assert isinstance(derived, ProjectFacts)
    return derived.targets


VIEW = View(
    "projects",
    (Column("year", "number"), Column("choice"), Column("due", "date"), Column("state")),
    _day, _badges, _row, _record,
)  # fmt: skip
