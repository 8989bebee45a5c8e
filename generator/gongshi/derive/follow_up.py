"""What was promised, by when, and whether it came: states on a day, computed and never typed."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from gongshi.records.plans import Goal
from gongshi.records.projects import Progress, Project, Target
from gongshi.records.scalars import Day
from gongshi.records.site import Deadlines
from gongshi.records.suggestions import Suggestion
from gongshi.records.supervision import Supervision, Task, TaskStatus

State = Literal["done", "done_late", "open", "in_progress", "overdue", "dropped"]


@dataclass(frozen=True, slots=True)
class Promise:
    """The state of one commitment on a day. ``days_late`` counts from its due date to its end, or to the day."""

    state: State
    due: Day | None
    closed: Day | None = None
    days_late: int = 0

    def __reduce__(self) -> tuple[type[Promise], tuple[object, ...]]:
        """Pickled as its fields: what dataclasses do instead takes many times as long."""
        return Promise, (self.state, self.due, self.closed, self.days_late)


def task_promise(task: Task, today: date) -> Promise:
    """A task's state from the updates that were known on ``today``."""
    known = sorted((u for u in task.updates if u.date.first <= today), key=lambda update: update.date)
    return _promise(task.due, (known[-1].status, known[-1].date) if known else None, today)


def goal_promise(goal: Goal, today: date) -> Promise:
    """A goal's state from the states that were reported by ``today``; reports without a state say nothing of it."""
    known = [(s.status, s.date) for s in goal.progress if s.status is not None and s.date.first <= today]
    return _promise(goal.due, max(known, key=lambda report: report[1], default=None), today)


def _promise(due: Day | None, last: tuple[TaskStatus, Day] | None, today: date) -> Promise:
    """The state that the last report gives, with its day, measured against the due date."""
    status, day = last if last is not None else ("open", None)
    if day is not None and status in ("done", "dropped"):
        late = _days_late(due, day.first)
        ended: State = "dropped" if status == "dropped" else "done_late" if late else "done"
        return Promise(ended, due, day, late)
    late = _days_late(due, today)
    state: State = "in_progress" if status == "in_progress" else "open"
    return Promise("overdue" if late else state, due, None, late)


@dataclass(frozen=True, slots=True)
class SupervisionFollowUp:
    """All tasks of one supervision on a day.

    ``on_time_share`` is closed on time / (closed + open and overdue). What was dropped after its
    due date stays below the line, so that a backlog cannot look like success. None: nothing was due.
    """

    promises: tuple[Promise, ...]
    overdue: int
    on_time_share: Fraction | None


def supervision_follow_up(supervision: Supervision, today: date) -> SupervisionFollowUp:
    """The states of all tasks, in the record's order."""
    promises = tuple(task_promise(task, today) for task in supervision.tasks)
    return SupervisionFollowUp(promises, count_of(promises, "overdue"), on_time_share(promises))


def on_time_share(promises: Sequence[Promise]) -> Fraction | None:
    """Closed on time / (closed + open and overdue + dropped after the due date); None for 0 / 0."""
    below = measured(promises)
    return Fraction(count_of(below, "done"), len(below)) if below else None


def measured(promises: Sequence[Promise]) -> list[Promise]:
    """What the on-time share is a share of: closed, overdue, or dropped after a due date that was published."""
    ends = ("done", "done_late", "overdue")
    return [p for p in promises if p.due and (p.state in ends or (p.state == "dropped" and p.days_late > 0))]


def count_of(promises: Sequence[Promise], state: State) -> int:
    """How many are in a state."""
    return sum(promise.state == state for promise in promises)


@dataclass(frozen=True, slots=True)
class TargetProgress:
    """How far a target has come: ``share`` of what was promised, and the share of its time that has passed.

    ``share`` is None where nothing was reported, ``expected`` where the target has no due date.
    ``behind`` compares the two on the day (a straight line from 1 January of the project's year).
    """

    target: Target
    last: Progress | None
    share: Fraction | None
    expected: Fraction | None
    promise: Promise

    @property
    def behind(self) -> bool:
        """Less is done than the time that has passed would ask for."""
        if self.share is None or self.expected is None:
            return False
        return self.share < 1 and self.share < self.expected


def project_progress(project: Project, today: date) -> tuple[TargetProgress, ...]:
    """Each target's progress on a day, in the record's order."""
    return tuple(_target_progress(project, target, today) for target in project.targets)


def _target_progress(project: Project, target: Target, today: date) -> TargetProgress:
    shares = [(step, share_of(step, target)) for step in reports(project, target, today)]
    last, share = shares[-1] if shares else (None, None)
    reached = next((step.date for step, done in shares if done is not None and done >= 1), None)
    if reached is not None and share is not None and share >= 1:
        late = _days_late(target.due, reached.first)
        promise = Promise("done_late" if late else "done", target.due, reached, late)
    else:
        late = _days_late(target.due, today)
        promise = Promise("overdue" if late else "in_progress" if last else "open", target.due, None, late)
    return TargetProgress(target, last, share, expected_share(project.year, target.due, today), promise)


def reports(project: Project, target: Target, today: date) -> list[Progress]:
    """What was reported of a target by ``today``, in order. Without a name a report is of the only target."""
    only = len(project.targets) == 1
    steps = [p for p in project.progress if p.target == target.id or (only and p.target is None)]
    return sorted((step for step in steps if step.date.first <= today), key=lambda step: step.date)


def share_of(step: Progress, target: Target) -> Fraction | None:
    """The share of a target that one report says is done; None where it gives no number."""
    if step.percent is not None:
        return Fraction(step.percent) / 100
    if step.amount is not None and target.amount:
        return Fraction(step.amount) / Fraction(target.amount)
    return None


def expected_share(year: int, due: Day | None, today: date) -> Fraction | None:
    """The share of a target's time, from 1 January of its year, that has passed; None without a due date."""
    if due is None or not 1 <= year <= 9999:
        return None
    start = date(year, 1, 1)
    length = (due.last - start).days
    if length <= 0:
        return None
    return min(max(Fraction((today - start).days, length), Fraction(0)), Fraction(1))


@dataclass(frozen=True)
class ReplyState:
    """Whether a suggestion was answered in time; ``due_is_legal`` when the site's deadlines give its due date.

    ``limit`` is the last day that the law leaves even for hard ones, and ``days_over`` the days past it.
    """

    promise: Promise
    due_is_legal: bool
    limit: Day | None = None
    days_over: int = 0


def reply_state(suggestion: Suggestion, deadlines: Deadlines, today: date) -> ReplyState:
    """The state of the answer on a day.

    A suggestion is answered within three months of being handed over, six for hard ones
    (Law on Deputies to the NPC and Local People's Congresses); the site configures both.
    """
    due, legal, limit = suggestion.due, False, None
    if suggestion.received is not None and suggestion.received.is_exact:
        received = suggestion.received.first
        limit = _day(months_after(received, deadlines.suggestion_reply_months_max))
        if due is None:
            due, legal = _day(months_after(received, deadlines.suggestion_reply_months)), True
    first = min((reply.date for reply in suggestion.replies if reply.date.first <= today), default=None)
    end = first.first if first is not None else today
    late, over = _days_late(due, end), _days_late(limit, end)
    state: State = ("done_late" if late else "done") if first is not None else ("overdue" if late else "open")
    return ReplyState(Promise(state, due, first, late), legal, limit, over)


def _day(day: date) -> Day:
    return Day.parse(day.isoformat())


def months_after(day: date, months: int) -> date:
    """The same day some months later, or that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _days_late(due: Day | None, day: date) -> int:
    return max((day - due.last).days, 0) if due is not None else 0
