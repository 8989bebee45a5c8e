"""What was promised, by when, and whether it came: states on a day, computed and never typed."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from gongshi.records.fields import Day
from gongshi.records.projects import Progress, Project, Target
from gongshi.records.site import Deadlines
from gongshi.records.suggestions import Suggestion
from gongshi.records.supervision import Supervision, Task

State = Literal["done", "done_late", "open", "in_progress", "overdue", "dropped"]


@dataclass(frozen=True, slots=True)
class Promise:
    """The state of one commitment on a day. ``days_late`` counts from its due date to its end, or to the day."""

    state: State
    due: Day | None
    closed: Day | None = None
    days_late: int = 0


def task_promise(task: Task, today: date) -> Promise:
    """A task's state from the updates that were known on ``today``."""
    known = sorted((u for u in task.updates if u.date.first <= today), key=lambda update: update.date)
    last = known[-1] if known else None
    if last is not None and last.status == "dropped":
        return Promise("dropped", task.due, last.date, _days_late(task.due, last.date.first))
    if last is not None and last.status == "done":
        late = _days_late(task.due, last.date.first)
        return Promise("done_late" if late else "done", task.due, last.date, late)
    late = _days_late(task.due, today)
    state: State = "in_progress" if last is not None and last.status == "in_progress" else "open"
    return Promise("overdue" if late else state, task.due, None, late)


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
    with_due = [promise for promise in promises if promise.due is not None]
    closed = count_of(with_due, "done") + count_of(with_due, "done_late")
    dropped_late = sum(promise.state == "dropped" and promise.days_late > 0 for promise in with_due)
    below = closed + count_of(with_due, "overdue") + dropped_late
    return Fraction(count_of(with_due, "done"), below) if below else None


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
    only = len(project.targets) == 1
    steps = [p for p in project.progress if p.target == target.id or (only and p.target is None)]
    known = sorted((step for step in steps if step.date.first <= today), key=lambda step: step.date)
    shares = [(step, _share(step, target)) for step in known]
    last, share = shares[-1] if shares else (None, None)
    reached = next((step.date for step, done in shares if done is not None and done >= 1), None)
    if reached is not None and share is not None and share >= 1:
        late = _days_late(target.due, reached.first)
        promise = Promise("done_late" if late else "done", target.due, reached, late)
    else:
        late = _days_late(target.due, today)
        promise = Promise("overdue" if late else "in_progress" if last else "open", target.due, None, late)
    return TargetProgress(target, last, share, _expected(project.year, target.due, today), promise)


def _share(step: Progress, target: Target) -> Fraction | None:
    if step.percent is not None:
        return Fraction(step.percent) / 100
    if step.amount is not None and target.amount:
        return Fraction(step.amount) / Fraction(target.amount)
    return None


def _expected(year: int, due: Day | None, today: date) -> Fraction | None:
    if due is None or not 1 <= year <= 9999:
        return None
    start = date(year, 1, 1)
    length = (due.last - start).days
    if length <= 0:
        return None
    return min(max(Fraction((today - start).days, length), Fraction(0)), Fraction(1))


@dataclass(frozen=True, slots=True)
class ReplyState:
    """Whether a suggestion was answered in time; ``due_is_legal`` when the site's deadlines give its due date."""

    promise: Promise
    due_is_legal: bool


def reply_state(suggestion: Suggestion, deadlines: Deadlines, today: date) -> ReplyState:
    """The state of the answer on a day.

    A suggestion is answered within three months of being handed over, six for hard ones
    (Law on Deputies to the NPC and Local People's Congresses); the site configures both.
    """
    due, legal = suggestion.due, False
    if due is None and suggestion.received is not None and suggestion.received.is_exact:
        due = Day.parse(months_after(suggestion.received.first, deadlines.suggestion_reply_months).isoformat())
        legal = True
    replies = sorted(reply.date for reply in suggestion.replies if reply.date.first <= today)
    if replies:
        late = _days_late(due, replies[0].first)
        return ReplyState(Promise("done_late" if late else "done", due, replies[0], late), legal)
    late = _days_late(due, today)
    return ReplyState(Promise("overdue" if late else "open", due, None, late), legal)


def months_after(day: date, months: int) -> date:
    """The same day some months later, or that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _days_late(due: Day | None, day: date) -> int:
    return max((day - due.last).days, 0) if due is not None else 0
