"""plans 规划计划: what was announced, goal by goal."""

from __future__ import annotations

from datetime import date

from gongshi.derive.facts import Facts
from gongshi.records.corpus import Entry
from gongshi.records.fields import Day
from gongshi.records.plans import Goal, Plan
from gongshi.render.view import Column, RecordView, Row, View, facets
from gongshi.render.words import Badge, Words


def _day(entry: Entry) -> Day | None:
    return _plan(entry).date or entry.record.published


def goal_state(goal: Goal, today: date) -> Badge | None:
    """The state of a goal on a day; None where it has neither a due date nor a reported state."""
    reported = [
        step.status for step in sorted(goal.progress, key=lambda s: s.date) if step.status and step.date.first <= today
    ]
    last = reported[-1] if reported else None
    if last == "done":
        return Badge("promise.done", "good")
    if last == "dropped":
        return Badge("promise.dropped")
    if goal.due is not None and goal.due.last < today:
        return Badge("promise.overdue", "bad")
    if last == "in_progress":
        return Badge("promise.in_progress", "wait")
    return Badge("promise.open") if goal.due is not None or last else None


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
    return RecordView({"goals": [(goal, goal_state(goal, facts.today)) for goal in _plan(entry).goals]})


def _plan(entry: Entry) -> Plan:
    assert isinstance(entry.record, Plan)
    return entry.record


VIEW = View(
    "plans",
    (Column("kind"), Column("date", "date"), Column("body"), Column("goals", "number")),
    _day, _badges, _row, _record,
)  # fmt: skip
