"""Recount a vote from its published numbers: does the declared result follow from the rule?

``recount`` is pure and total: any record that could be read has an answer. What was not published is
unknown and never zero; a result is *confirmed* only where no unpublished number could change it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from gongshi.derive.votes.ballot import decide_ballot
from gongshi.derive.votes.counts import (
    IN_ORDER,
    against,
    base_size,
    candidate_counts,
    chain,
    in_favour,
    is_poll,
    missing_in_favour,
    missing_of_base,
    tally_sums,
    unaccounted,
)
from gongshi.derive.votes.decision import MEANING, Computed, Decision, Ranked, rule_outcomes, threshold_steps
from gongshi.derive.votes.roll import roll_checks, roll_is_usable, tally_of_roll
from gongshi.derive.votes.rules import (
    RESULT_WORDS,
    RULES,
    Between,
    Threshold,
    quorum_needed,
    threshold,
)
from gongshi.derive.votes.steps import EXCUSABLE, REMARKS, Discrepancy, Missing, Outcome, Step
from gongshi.records.votes import Rule, Tally, Vote

Status = Literal["confirmed", "cannot_recount", "mismatch", "exception"]


@dataclass(frozen=True, slots=True)
class Recount:
    """What follows from a vote's published numbers.

    ``missing`` names the record's absent fields that the recount needs (``seats``, ``tally.yes``,
    ``candidates.votes``); ``computed`` is the result that follows, or None where none does; ``ranking`` has
    the candidates in the record's order, and ``choose`` how many of them are elected at most.
    """

    status: Status
    missing: tuple[str, ...]
    steps: tuple[Step, ...]
    computed: Computed | None
    threshold: Threshold | None
    ranking: tuple[Ranked, ...]
    choose: int | None
    discrepancies: tuple[Discrepancy, ...]


def recount(vote: Vote) -> Recount:
    """Check the sums, apply the quorum and the rule, and compare with the declared result."""
    quorum = _quorum(vote)
    is_ballot = bool(vote.candidates) or vote.candidate_count is not None
    decision = decide_ballot(vote) if is_ballot else decide_question(vote)
    computed, met = decision.computed, quorum.computed != "no_quorum"
    outcomes = (
        *_sums(vote),
        *quorum.outcomes,
        *decision.outcomes,
        *_against_declared(vote, decision, quorum_met=met),
    )
    missing = tuple(dict.fromkeys(found.field for found in outcomes if isinstance(found, Missing)))
    wrong = tuple(found for found in outcomes if isinstance(found, Discrepancy))
    status = _status(wrong, missing, excused=vote.exception is not None)
    if status == "confirmed" and vote.exception is not None:
        wrong = (*wrong, Discrepancy("exception_unneeded", ("exception",)))
    steps = (
        *(found for found in outcomes if isinstance(found, Step)),
        *(Step("recount.not_published", {"field": name}) for name in missing),
    )
    return Recount(
        status,
        missing,
        steps,
        computed if met else "no_quorum",
        decision.threshold,
        decision.ranking,
        decision.choose,
        wrong,
    )


def _status(wrong: Sequence[Discrepancy], missing: Sequence[str], *, excused: bool) -> Status:
    kinds = {found.kind for found in wrong} - REMARKS
    if kinds:
        return "exception" if excused and kinds <= EXCUSABLE else "mismatch"
    return "cannot_recount" if missing else "confirmed"


def _sums(vote: Vote) -> Iterator[Outcome]:
    yield from chain(vote)
    if vote.tally is not None:
        published = vote.tally.model_dump(exclude_none=True)
        in_order = [name for name in IN_ORDER if name in published]
        yield from (Step("recount.option", {"name": name, "count": published[name]}) for name in in_order)
        yield from tally_sums(vote, vote.tally, ("tally",))
    yield from candidate_counts(vote)
    yield from roll_checks(vote)


def _quorum(vote: Vote) -> Decision:
    """Whether enough members were present. Not stated is not checked."""
    quorum = vote.quorum
    if quorum is None:
        return Decision()
    size = base_size(vote, quorum.of, vote.tally)
    if size is None or vote.present is None:
        names = missing_of_base(vote, quorum.of, vote.tally) if size is None else ()
        return Decision(outcomes=tuple(Missing(name) for name in (*names, *_absent(vote, "present"))))
    needed = quorum_needed(quorum, size)
    facts = {"present": vote.present, "needed": needed.high, "base": quorum.of, "size": size.high}
    facts_with_share = {**facts, "share": quorum.share}
    if needed.low <= vote.present < needed.high:
        return Decision(outcomes=(Step("recount.quorum_unknown", facts_with_share), Missing("vacant")))
    met = vote.present >= needed.high
    step = Step("recount.quorum", facts_with_share, met)
    return Decision(None if met else "no_quorum", outcomes=(step,))


def _absent(vote: Vote, name: str) -> tuple[str, ...]:
    return (name,) if getattr(vote, name) is None else ()


def decide_question(vote: Vote) -> Decision:
    """Apply the rule to one question: yes and no, or the grades of a satisfaction poll."""
    tally = vote.tally
    if tally is None and roll_is_usable(vote):
        tally = tally_of_roll(vote)
    rule, problems = rule_outcomes(vote)
    if rule is None:
        return Decision(outcomes=(*problems, *(() if tally is not None else (Missing("tally"),))))
    as_question = RULES[rule.requires].question
    if as_question is None:
        return Decision(outcomes=(Missing("candidates"),))
    requires, base = as_question
    rule = rule.model_copy(update={"requires": requires, "of": base or rule.of})
    says = Step(f"recount.rule.question.{requires}", _rule_facts(rule))
    missing = dict.fromkeys(missing_in_favour(tally))
    size = None if rule.of is None else base_size(vote, rule.of, tally)
    if RULES[requires].share is not None and rule.of is not None and size is None:
        missing.update(dict.fromkeys(missing_of_base(vote, rule.of, tally)))
    if missing or tally is None:
        return Decision(outcomes=(says, *(Missing(name) for name in missing)))
    decision = _count_question(rule, tally, size, says)
    lost = unaccounted(vote, tally)
    if lost and _hangs_on(lost, vote, rule, tally, decision.computed):
        return replace(decision, computed=None, outcomes=(*decision.outcomes, Missing("tally.not_voting")))
    return decision


def _hangs_on(lost: int, vote: Vote, rule: Rule, tally: Tally, computed: Computed | None) -> bool:
    """Whether members who are not accounted for would change the result if all had voted one way."""
    names = ("basically_satisfied", "dissatisfied") if is_poll(tally) else ("yes", "no")
    for name in names:
        other = tally.model_copy(update={name: getattr(tally, name) + lost})
        size = None if rule.of is None else base_size(vote, rule.of, other)
        if _count_question(rule, other, size, Step("")).computed != computed:
            return True
    return False


def _rule_facts(rule: Rule) -> dict[str, int | str]:
    facts: dict[str, int | str | None] = {"base": rule.of, "votes": rule.votes}
    return {name: fact for name, fact in facts.items() if fact is not None}


def _count_question(rule: Rule, tally: Tally, size: Between | None, says: Step) -> Decision:
    favour, opposed = in_favour(tally) or 0, against(tally)
    limit = threshold(rule, size)
    if favour == 0 and opposed == 0:
        # Nobody took a side: mostly these are votes whose counts were lost, so no result follows.
        nobody = Discrepancy("nobody_voted", ("tally",))
        return Decision(None, limit, outcomes=(says, Step("recount.nobody_voted"), nobody, Missing("tally")))
    outcomes: list[Outcome] = [says, *threshold_steps(limit)]
    needed = limit.needed
    computed: Computed | None = None
    facts = {"count": favour, "needed": needed.high}
    if favour >= needed.high:
        computed = "passed"
        outcomes.append(Step("recount.reached", facts))
    elif favour < needed.low:
        computed = "rejected"
        outcomes.append(Step("recount.not_reached", {**facts, "needed": needed.low}))
    else:
        outcomes += [Step("recount.reached_unknown", {**facts, "low": needed.low}), Missing("vacant")]
    even = limit.size is not None and favour == opposed and 2 * favour == limit.size.high
    even = even and RULES[rule.requires].more_than
    if even:
        outcomes.append(Step("recount.even", {"count": favour}))
    return Decision(computed, limit, outcomes=tuple(outcomes), even=even)


def _against_declared(vote: Vote, decision: Decision, *, quorum_met: bool) -> Iterator[Outcome]:
    """Compare the declared result with the computed one."""
    declared = RESULT_WORDS.get(vote.result)
    computed = decision.computed if quorum_met else "no_quorum"
    if declared is None:
        yield Discrepancy("result_word", ("result",), {"result": vote.result})
        yield Missing("result")
        return
    if not quorum_met and declared != "void":
        yield Step("recount.declared", {"declared": vote.result, "computed": "no_quorum"}, False)
        yield Discrepancy("no_quorum", ("result",), {"result": vote.result})
        return
    if quorum_met and declared == "void" and vote.quorum is None:
        yield Missing("quorum")
        return
    if quorum_met and decision.even and declared == "for":
        yield from _even(vote)
        return
    if computed is None:
        return
    holds = MEANING[computed] == declared
    yield Step("recount.declared", {"declared": vote.result, "computed": computed}, holds)
    if not holds:
        yield Discrepancy("result", ("result",), {"declared": vote.result, "computed": computed})


def _even(vote: Vote) -> Iterator[Outcome]:
    """As many yes as no, and declared passed: only a stated way to break the tie can have decided so."""
    if vote.tie_break is not None:
        yield Step("recount.tie_break", {"method": vote.tie_break.method}, True)
        return
    yield Step("recount.even_undecided", {"declared": vote.result}, False)
    yield Discrepancy("tie", ("result",), {"result": vote.result})
