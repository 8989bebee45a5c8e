"""plans 规划计划: what was announced, goal by goal."""

from __future__ import annotations

from gongshi.derive.facts import Facts, PlanFacts
from gongshi.derive.follow_up import Promise
from gongshi.records.corpus import Entry
from gongshi.records.fields import Day
from gongshi.records.plans import Goal, Plan
from gongshi.records.regulations import Regulation, StageName
from gongshi.render.view import Column, RecordView, Row, View, facets
from gongshi.render.words import PROMISE_TONES, Badge, Words


def _day(entry: Entry) -> Day | None:
    return _plan(entry).date or entry.record.published


def goal_state(goal: Goal, promise: Promise) -> Badge | None:
    """The state of a goal in a word; None where it has neither a due date nor a reported state."""
    said = goal.due is not None or any(step.status for step in goal.progress)
    return Badge(f"promise.{promise.state}", PROMISE_TONES[promise.state]) if said else None


def _badges(entry: Entry, facts: Facts) -> tuple[Badge, ...]:
    return (Badge(f"plan_kind.{_plan(entry).kind}"),)


def _row(entry: Entry, facts: Facts, words: Words) -> Row:
    record = _plan(entry)
    (kind,) = _badges(entry, facts)
    return Row(
        (words.t(kind.key), record.date, record.body, len(record.goals) or None),
        facets(words, kind=kind, year=record.date),
    )


def _record(entry: Entry, facts: Facts, words: Words) -> RecordView:
    derived = facts.derived[entry.key]
    assert isinstance(derived, PlanFacts)
    goals = zip(_plan(entry).goals, derived.goals, strict=True)
    return RecordView({"goals": [(goal, goal_state(goal, promise), promise) for goal, promise in goals]})


def _plan(entry: Entry) -> Plan:
    assert isinstance(entry.record, Plan)
    return entry.record


VIEW = View(
    "plans",
    (Column("kind"), Column("date", "date"), Column("body"), Column("goals", "number")),
    _day, _badges, _row, _record,
)  # fmt: skip
