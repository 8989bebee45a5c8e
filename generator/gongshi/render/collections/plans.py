"""plans 规划计划: what was announced, goal by goal."""

from __future__ import annotations

from typing import get_args

from gongshi.derive.facts import Facts, PlanFacts
from gongshi.derive.follow_up import Promise
from gongshi.records.corpus import Entry
from gongshi.records.plans import Goal, Plan
from gongshi.records.regulations import Regulation, StageName
from gongshi.records.scalars import Day
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
    record = _plan(entry)
    by_stage: dict[str | None, list[tuple[int, Goal, Badge | None, Promise]]] = {}
    for number, (goal, promise) in enumerate(zip(record.goals, derived.goals, strict=True), 1):
        stage = stage_reached(goal, facts) if record.kind == "legislative_plan" else None
        by_stage.setdefault(stage, []).append((number, goal, goal_state(goal, promise), promise))
    order: list[str | None] = [*get_args(StageName), None]
    groups = sorted(by_stage.items(), key=lambda group: order.index(group[0]) if group[0] in order else len(order))
    return RecordView({"groups": groups})


def stage_reached(goal: Goal, facts: Facts) -> str | None:
    """How far the regulation of a goal has come: by the regulation's own stages, else as the plan says."""
    regulation = facts.corpus.find(goal.regulation) if goal.regulation else None
    if regulation is not None and isinstance(regulation.record, Regulation):
        reached = [stage for stage in regulation.record.stages if stage.date.first <= facts.today]
        if reached:
            return max(reached, key=lambda stage: stage.date).stage
    return goal.stage


def _plan(entry: Entry) -> Plan:
    assert isinstance(entry.record, Plan)
    return entry.record


VIEW = View(
    "plans",
    (Column("kind"), Column("date", "date"), Column("body"), Column("goals", "number")),
    _day, _badges, _row, _record,
)  # fmt: skip
