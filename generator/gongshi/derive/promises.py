"""One ledger of promises: every commitment that bodies made, whatever record it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from gongshi.derive.follow_up import (
    Promise,
    goal_promise,
    measured,
    on_time_share,
    project_progress,
    reply_state,
    task_promise,
)
from gongshi.records.corpus import Entry
from gongshi.records.fields import Text
from gongshi.records.plans import Plan
from gongshi.records.projects import Project
from gongshi.records.references import Term
from gongshi.records.site import Site
from gongshi.records.suggestions import Suggestion
from gongshi.records.supervision import Supervision

Group = Literal["overdue", "this_month", "later", "undated", "kept", "dropped"]
GROUPS: tuple[Group, ...] = ("overdue", "this_month", "later", "undated", "kept", "dropped")
"""Where a commitment stands on a day, in the order in which a ledger names them."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """One thing that somebody must do: a task, a target (with its amount), a goal, or the answer to a suggestion.

    ``responsible`` are the bodies that owe it; of a suggestion that is the lead body, which answers.
    ``reported`` says whether anything at all was published of what came of it.
    """

    entry: Entry
    part: str | None
    text: Text
    responsible: tuple[Term, ...]
    promise: Promise
    group: Group
    reported: bool
    amount: Decimal | None = None
    unit: Text | None = None

    def __reduce__(self) -> tuple[type[Commitment], tuple[object, ...]]:
        """Pickled as its fields."""
        standing = self.promise, self.group, self.reported, self.amount, self.unit
        return Commitment, (self.entry, self.part, self.text, self.responsible, *standing)

    @property
    def key(self) -> str:
        """How references name it."""
        return f"{self.entry.key}#{self.part}" if self.part else self.entry.key

    @property
    def counts(self) -> bool:
        """Whether totals include it: nothing that is illustrative or withdrawn is in any."""
        card = self.entry.card
        return not card.illustrative and not card.withdrawn


@dataclass(frozen=True, slots=True)
class Summary:
    """Commitments in numbers. ``of`` is what ``on_time`` is a share of; ``unreported`` how many of those that
    are neither closed nor dropped were never reported on, so that nothing is known of them; ``dated`` how many
    had a published due date.
    """

    total: int
    dated: int
    groups: dict[Group, int]
    on_time: int
    late: int
    of: int
    share: Fraction | None
    unreported: int
    without_body: int


def ledger(commitments: Iterable[Commitment]) -> tuple[Commitment, ...]:
    """Commitments in order: overdue ones first, the latest of them on top, then by due date."""
    return tuple(sorted(commitments, key=_order))


def summary(commitments: Sequence[Commitment]) -> Summary:
    """Count commitments. The caller chooses which: real ones and illustrative ones are never counted together."""
    promises = [one.promise for one in commitments]
    in_group = {group: sum(one.group == group for one in commitments) for group in GROUPS}
    below = measured(promises)
    return Summary(
        total=len(commitments),
        dated=sum(promise.due is not None for promise in promises),
        groups=in_group,
        on_time=sum(promise.state == "done" for promise in below),
        late=sum(promise.state == "done_late" for promise in below),
        of=len(below),
        share=on_time_share(promises),
        unreported=sum(one.group not in ("kept", "dropped") and not one.reported for one in commitments),
        without_body=sum(not one.responsible for one in commitments),
    )


def group_of(promise: Promise, today: date) -> Group:
    """Where a promise stands on a day."""
    if promise.state == "overdue":
        return "overdue"
    if promise.state in ("done", "done_late"):
        return "kept"
    if promise.state == "dropped":
        return "dropped"
    if promise.due is None:
        return "undated"
    last = promise.due.last
    return "this_month" if (last.year, last.month) == (today.year, today.month) else "later"


def _order(one: Commitment) -> tuple[int, int, str]:
    due = one.promise.due.last.toordinal() if one.promise.due else date.max.toordinal()
    ended = one.promise.closed.last.toordinal() if one.promise.closed else 0
    # What is over stands with the latest first; the longest overdue is the one that was due first.
    return GROUPS.index(one.group), -ended if ended else due, one.key


def commitments_of(entry: Entry, site: Site, today: date) -> Iterator[Commitment]:
    """What a record promises, as it stands on a day."""
    match entry.record:
        case Supervision() as record:
            for task in record.tasks:
                promise = task_promise(task, today)
                reported = any(update.date.first <= today for update in task.updates)
                yield _made(entry, task.id, task.text, task.responsible, promise, today, reported)
        case Project() as record if record.status == "selected":  # a candidate promises nothing yet
            for progress in project_progress(record, today):
                target, promise = progress.target, progress.promise
                reported = progress.last is not None
                made = (entry, target.id, target.metric, record.responsible, promise, today, reported)
                yield _made(*made, target.amount, target.unit)
        case Suggestion() as record:
            promise = reply_state(record, site.deadlines, today).promise
            lead = [record.lead] if record.lead is not None else []
            days = [*(stage.date for stage in record.stages), *(reply.date for reply in record.replies)]
            reported = any(day.first <= today for day in days)
            yield _made(entry, None, record.title, lead, promise, today, reported)
        case Plan() as record:
            body = [record.body] if record.body is not None else []
            for goal in record.goals:
                promise = goal_promise(goal, today)
                reported = any(step.date.first <= today for step in goal.progress)
                yield _made(entry, goal.id, goal.text, body, promise, today, reported)


def commitment_said(one: Commitment) -> tuple[object, ...]:
    """Everything that a commitment says, but for its record's."""
    texts = [(text.zh, text.en) if text else None for text in (one.text, one.unit)]
    return one.part, texts, [body.name for body in one.responsible], one.promise, one.group, one.reported, one.amount


def _made(
    entry: Entry,
    part: str | None,
    text: Text,
    responsible: Sequence[Term],
    promise: Promise,
    today: date,
    reported: bool,
    amount: Decimal | None = None,
    unit: Text | None = None,
) -> Commitment:
    bodies = tuple(dict.fromkeys(responsible))
    return Commitment(entry, part, text, bodies, promise, group_of(promise, today), reported, amount, unit)
