"""How suggestions were handled, in numbers: answers, outcomes and satisfaction, each a share of something else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from gongshi.derive.facts import Facts, SuggestionFacts
from gongshi.derive.follow_up import ReplyState, measured, on_time_share
from gongshi.records.corpus import Entry
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


def suggestion_totals(facts: Facts) -> list[SuggestionTotals]:
    """Totals over the real suggestions; and, where there are examples, over these alone."""
    entries = list(facts.corpus.collections["suggestions"].values())
    examples = [entry for entry in entries if entry.record.illustrative]
    real = [entry for entry in entries if not entry.record.illustrative and entry.record.withdrawn is None]
    if not entries:
        return []
    return [_totals(real, facts, False), *([_totals(examples, facts, True)] if examples else [])]


def _totals(entries: list[Entry], facts: Facts, example: bool) -> SuggestionTotals:
    records = [entry.record for entry in entries if isinstance(entry.record, Suggestion)]
    states = [_reply(entry, facts) for entry in entries]
    promises = [state.promise for state in states]
    answered = [
        (record, [reply for reply in record.replies if reply.date.first <= facts.today])
        for record, state in zip(records, states, strict=True)
        if state.promise.closed is not None
    ]
    letters = [max(replies, key=lambda reply: reply.date).outcome for _, replies in answered]
    grades = [record.satisfaction.deputy for record, _ in answered if record.satisfaction is not None]
    below = measured(promises)
    return SuggestionTotals(
        example,
        total=len(records),
        answered=len(answered),
        on_time=sum(promise.state == "done" for promise in below),
        of=len(below),
        share=on_time_share(promises),
        late=sum(promise.state in ("done_late", "overdue") for promise in below),
        over_limit=sum(state.days_over > 0 for state in states),
        due_unknown=sum(promise.due is None for promise in promises),
        outcomes=dict(sorted(Counter(letter.name for letter in letters if letter is not None).items())),
        outcome_unknown=sum(letter is None for letter in letters),
        satisfaction={grade: grades.count(grade) for grade in GRADES},
        satisfaction_unknown=len(answered) - len(grades),
    )


def _reply(entry: Entry, facts: Facts) -> ReplyState:
    derived = facts.derived[entry.key]
    assert isinstance(derived, SuggestionFacts)
    return derived.reply
