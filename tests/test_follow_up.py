"""Promises: what is done, late or overdue on a day."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.derive.follow_up import (
    months_after,
    project_progress,
    reply_state,
    supervision_follow_up,
    task_promise,
)
from gongshi.records.projects import Project
from gongshi.records.site import Deadlines
from gongshi.records.suggestions import Suggestion
from gongshi.records.supervision import Supervision, Task

TODAY = date(2026, 6, 30)


def task(due: str | None, *updates: tuple[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {"id": "t1", "text": "整改"}
    if due:
        fields["due"] = due
    fields["updates"] = [{"date": day, "status": status} for day, status in updates]
    return fields


@pytest.mark.parametrize(
    ("due", "updates", "state", "days"),
    [
        ("2026-06-30", [], "open", 0),
        ("2026-06-29", [], "overdue", 1),
        ("2026-06-29", [("2026-06-01", "in_progress")], "overdue", 1),
        ("2026-07-29", [("2026-06-01", "in_progress")], "in_progress", 0),
        ("2026-06-10", [("2026-06-10", "done")], "done", 0),
        ("2026-06-10", [("2026-06-12", "done")], "done_late", 2),
        ("2026-06-10", [("2026-06-09", "dropped")], "dropped", 0),
        ("2026-06-10", [("2026-06-20", "dropped")], "dropped", 10),
        ("2026-06-10", [("2026-06-05", "done"), ("2026-06-06", "open")], "overdue", 20),
        ("2026-06-10", [("2026-07-05", "done")], "overdue", 20),
        ("2026-06", [], "open", 0),
        (None, [], "open", 0),
        (None, [("2026-01-01", "done")], "done", 0),
    ],
)
def test_the_state_of_a_task(due: str | None, updates: list[tuple[str, str]], state: str, days: int) -> None:
    promise = task_promise(Task.model_validate(task(due, *updates)), TODAY)
    assert (promise.state, promise.days_late) == (state, days)


def supervision(*tasks: dict[str, Any]) -> Supervision:
    numbered = [{**fields, "id": f"t{n}"} for n, fields in enumerate(tasks)]
    return Supervision.model_validate({"title": "检查", "kind": "visit", "tasks": numbered})


def test_what_was_dropped_late_stays_below_the_line() -> None:
    on_time = task("2026-06-10", ("2026-06-01", "done"))
    dropped_late = task("2026-06-10", ("2026-06-20", "dropped"))
    dropped_early = task("2026-06-10", ("2026-06-01", "dropped"))
    not_due = task("2027-01-01")
    assert supervision_follow_up(supervision(on_time, dropped_late), TODAY).on_time_share == Fraction(1, 2)
    assert supervision_follow_up(supervision(on_time, dropped_early, not_due), TODAY).on_time_share == Fraction(1)
    assert supervision_follow_up(supervision(not_due), TODAY).on_time_share is None


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(st.lists(st.tuples(DAYS, st.none() | st.tuples(DAYS, st.sampled_from(["done", "dropped", "open"]))), max_size=8))
def test_the_share_is_a_share_and_no_backlog_improves_it(
    cases: list[tuple[date, tuple[date, str] | None]],
) -> None:
    tasks = [task(due.isoformat(), *([(u[0].isoformat(), u[1])] if u else [])) for due, u in cases]
    share = supervision_follow_up(supervision(*tasks), TODAY).on_time_share
    backlog = task((TODAY - timedelta(days=1)).isoformat())
    worse = supervision_follow_up(supervision(*tasks, backlog), TODAY).on_time_share
    assert share is None or 0 <= share <= 1
    assert worse is not None
    assert worse <= (share if share is not None else 0) or (share is None and worse == 0)


def project(due: str, *progress: tuple[str, str]) -> Project:
    steps = [{"date": day, "target": "a", "amount": amount} for day, amount in progress]
    target = {"id": "a", "metric": "公园", "amount": "10", "due": due}
    fields = {"title": "公园", "year": "2026", "status": "selected", "targets": [target], "progress": steps}
    return Project.model_validate(fields)


@pytest.mark.parametrize(
    ("due", "progress", "state", "behind"),
    [
        ("2026-12-31", [("2026-06-01", "6")], "in_progress", False),
        ("2026-12-31", [("2026-06-01", "3")], "in_progress", True),
        ("2026-12-31", [("2026-06-01", "10")], "done", False),
        ("2026-05-31", [("2026-06-01", "10")], "done_late", False),
        ("2026-05-31", [("2026-05-01", "9")], "overdue", True),
        ("2026-12-31", [], "open", False),
        ("2026-12-31", [("2026-07-01", "10")], "open", False),
        ("2026-12-31", [("2026-03-01", "10"), ("2026-06-01", "7")], "in_progress", False),
    ],
)
def test_the_progress_of_a_target(due: str, progress: list[tuple[str, str]], state: str, behind: bool) -> None:
    (target,) = project_progress(project(due, *progress), TODAY)
    assert (target.promise.state, target.behind) == (state, behind)


def suggestion(**fields: Any) -> Suggestion:
    return Suggestion.model_validate({"title": "建议", "number": "1", "kind": "suggestion", **fields})


def test_the_legal_time_limit_applies_where_no_due_date_is_given() -> None:
    limits = Deadlines()
    waiting = reply_state(suggestion(received="2026-01-31"), limits, TODAY)
    assert (str(waiting.promise.due), waiting.promise.state, waiting.due_is_legal) == (
        "2026-04-30",
        "overdue",
        True,
    )
    assert waiting.promise.days_late == 61
    answered = suggestion(received="2026-01-31", replies=[{"date": "2026-04-30"}])
    assert reply_state(answered, limits, TODAY).promise.state == "done"
    agreed = suggestion(received="2026-01-31", due="2026-07-31")
    assert reply_state(agreed, limits, TODAY).promise.state == "open"
    unknown = suggestion(received="2026-01")
    assert reply_state(unknown, limits, TODAY).promise.due is None


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 60))
def test_months_after_keeps_the_day_or_takes_the_months_last(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
