"""How suggestions were handled, in numbers: answers, outcomes and satisfaction, each a share of something else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gongshi.derive.follow_up import ReplyState, measured, on_time_share
from gongshi.records.suggestions import Satisfaction, Suggestion


@dataclass(frozen=True, slots=True)
class SuggestionTotals:
    """Numbers of suggestions; outcome and satisfaction are two things and never one figure.

    ``of`` is what ``share`` (answered on time) is a share of. ``outcomes`` count the last answer of each
    answered suggestion by its letter; ``satisfaction`` what deputies said of the answers.
    """

    example: bool
    total: int
    answered: int
    on_time: int
    of: int
    share: Fraction | None
    late: int
    over_limit: int
    due_unknown: int
    outcomes: Mapping[str, int]
    outcome_unknown: int
    satisfaction: Mapping[str, int]
    satisfaction_unknown: int


GRADES: tuple[Satisfaction, ...] = ("satisfied", "basically_satisfied", "dissatisfied")


@dataclass(frozen=True)
class Handled:
    """What is counted of one suggestion: the state of its answer, and where it is answered the letter of the last
    answer and what deputies said of it."""

    illustrative: bool
    withdrawn: bool
    state: ReplyState
    answered: bool
    letter: str | None
    grade: Satisfaction | None


def handled(record: Suggestion, state: ReplyState, today: date) -> Handled:
    """What is counted of a suggestion on a day."""
    answered = state.promise.closed is not None
    replies = [reply for reply in record.replies if reply.date.first <= today]
    outcome = max(replies, key=lambda reply: reply.date).outcome if answered else None
    grade = record.satisfaction.deputy if answered and record.satisfaction is not None else None
    letter = outcome.name if outcome is not None else None
    return Handled(record.illustrative, record.withdrawn is not None, state, answered, letter, grade)


def suggestion_totals(suggestions: Sequence[Handled]) -> list[SuggestionTotals]:
    """Totals over the real suggestions; and, where there are examples, over these alone."""
    examples = [one for one in suggestions if one.illustrative]
    real = [one for one in suggestions if not one.illustrative and not one.withdrawn]
    if not suggestions:
        return []
    return [_totals(real, False), *([_totals(examples, True)] if examples else [])]


def _totals(suggestions: Sequence[Handled], example: bool) -> SuggestionTotals:
    promises = [one.state.promise for one in suggestions]
    answered = [one for one in suggestions if one.answered]
    grades = [one.grade for one in answered if one.grade is not None]
    below = measured(promises)
    return SuggestionTotals(
        example,
        total=len(suggestions),
        answered=len(answered),
        on_time=sum(promise.state == "done" for promise in below),
        of=len(below),
        share=on_time_share(promises),
        late=sum(promise.state in ("done_late", "overdue") for promise in below),
        over_limit=sum(one.state.days_over > 0 for one in suggestions),
        due_unknown=sum(promise.due is None for promise in promises),
        outcomes=dict(sorted(Counter(one.letter for one in answered if one.letter is not None).items())),
        outcome_unknown=sum(one.letter is None for one in answered),
        satisfaction={grade: grades.count(grade) for grade in GRADES},
        satisfaction_unknown=len(answered) - len(grades),
    )
