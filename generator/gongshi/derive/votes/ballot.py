"""A ballot of several candidates: apply the rule, rank, and compare with who was declared elected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gongshi.derive.votes.counts import (
    base_size,
    in_favour,
    missing_in_favour,
    missing_of_base,
    smallest_limit,
)
from gongshi.derive.votes.decision import Computed, Decision, Ranked, rule_outcomes, threshold_steps
from gongshi.derive.votes.ranking import UNBOUNDED, Standing, places, verdicts
from gongshi.derive.votes.rules import RESULT_WORDS, RULES, Between, Threshold, threshold
from gongshi.derive.votes.steps import Discrepancy, Missing, Outcome, Step
from gongshi.records.votes import Candidate, Rule, Vote
from gongshi.source import Route


def decide_ballot(vote: Vote) -> Decision:
    """Apply the rule to the candidates; those not listed (``candidate_count``) have unknown votes."""
    rule, problems = rule_outcomes(vote)
    if rule is None:
        needs = () if vote.candidates else (Missing("candidates"),)
        return Decision(outcomes=(*problems, *needs))
    choose = places_to_fill(rule)
    count = max(vote.candidate_count or 0, len(vote.candidates))
    says = Step(f"recount.rule.ballot.{rule.requires}", _rule_facts(rule, count, choose))
    if not vote.candidates:
        names = (
            "candidates",
            *(missing_of_base(vote, rule.of, None) if rule.of not in (None, "cast") else ()),
        )
        return Decision(choose=choose, outcomes=(says, *(Missing(name) for name in names)))
    return _count_ballot(vote, rule, says, choose, count - len(vote.candidates))


def places_to_fill(rule: Rule) -> int | None:
    """How many are elected at most: ``choose``; one where most votes decide; else all who reach enough."""
    if rule.choose:
        return rule.choose
    return 1 if RULES[rule.requires].ranked else None


def _rule_facts(rule: Rule, count: int, choose: int | None) -> dict[str, int | str]:
    facts: dict[str, int | str | None] = {
        "base": rule.of,
        "votes": rule.votes,
        "choose": choose,
        "count": count,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


def _count_ballot(vote: Vote, rule: Rule, says: Step, choose: int | None, hidden: int) -> Decision:
    thresholds = [_threshold(vote, rule, candidate) for candidate in vote.candidates]
    standings = [
        Standing(votes_of(candidate), limit.needed if limit else Between(1, UNBOUNDED))
        for candidate, limit in zip(vote.candidates, thresholds, strict=True)
    ]
    cap = smallest_limit(vote)
    decided = verdicts(standings, choose, hidden, cap[1] if cap else UNBOUNDED)
    ranks = places([standing.votes for standing in standings])
    ranking = tuple(
        Ranked(each.id, standing.votes, rank, standing.needed, standing.reaches, verdict, each.elected)
        for each, standing, rank, verdict in zip(vote.candidates, standings, ranks, decided, strict=True)
    )
    shared = thresholds[0] if rule.of != "cast" else None
    outcomes = (
        says,
        *(threshold_steps(shared) if shared else ()),
        *_missing(vote, rule, ranking, hidden),
        *_arithmetic(ranking, choose, hidden, by_threshold=RULES[rule.requires].share is not None),
        *_compare(vote, ranking, choose),
    )
    return Decision(_computed(vote, ranking, hidden), shared, ranking, choose, outcomes)


def votes_of(candidate: Candidate) -> int | None:
    """Votes for a candidate: as published, or those in favour."""
    return candidate.votes if candidate.votes is not None else in_favour(candidate.tally)


def _threshold(vote: Vote, rule: Rule, candidate: Candidate) -> Threshold | None:
    """What this candidate needs, or None where the base was not published."""
    if RULES[rule.requires].share is None or rule.of is None:
        return threshold(rule, None)
    size = base_size(vote, rule.of, candidate.tally)
    return None if size is None else threshold(rule, size)


def _missing(vote: Vote, rule: Rule, ranking: Sequence[Ranked], hidden: int) -> Iterator[Missing]:
    if hidden:
        yield Missing("candidates")
    for candidate in vote.candidates:
        if candidate.votes is None and in_favour(candidate.tally) is None:
            names = missing_in_favour(candidate.tally, "candidates.tally") if candidate.tally else ()
            yield from (Missing(name) for name in names or ("candidates.votes",))
        if RULES[rule.requires].share is not None and rule.of is not None:
            size = base_size(vote, rule.of, candidate.tally)
            if size is None:
                names = missing_of_base(vote, rule.of, candidate.tally, "candidates.tally")
                yield from (Missing(name) for name in names)
    between = [each for each in ranking if each.votes is not None and each.reaches is None]
    if rule.of == "all_members" and any(each.verdict == "unknown" for each in between):
        yield from map(Missing, missing_of_base(vote, "all_members", None))


def _arithmetic(ranking: Sequence[Ranked], choose: int | None, hidden: int, *, by_threshold: bool) -> Iterator[Step]:
    if hidden:
        yield Step("recount.hidden", {"count": hidden})
    if any(each.votes is None for each in ranking) or hidden:
        return
    enough = sum(each.reaches is True for each in ranking)
    if by_threshold:
        yield Step("recount.enough", {"count": enough, "total": len(ranking)})
    if choose is None:
        return
    winners = [each for each in ranking if each.verdict == "in"]
    tied = [each for each in ranking if each.verdict == "tie"]
    first_out = max((each.votes or 0 for each in ranking if each.verdict == "out"), default=None)
    if tied:
        facts = {"count": len(tied), "votes": tied[0].votes or 0, "places": choose - len(winners)}
        yield Step("recount.tie_at_cut", facts)
    elif winners and first_out is not None and len(winners) == choose:
        facts = {"choose": choose, "votes": min(each.votes or 0 for each in winners), "next": first_out}
        yield Step("recount.cut", facts)
    elif enough < choose and all(each.verdict != "unknown" for each in ranking):
        yield Step("recount.fewer", {"count": enough, "choose": choose})


def _compare(vote: Vote, ranking: Sequence[Ranked], choose: int | None) -> Iterator[Outcome]:
    """Computed against declared, candidate by candidate."""
    if all(each.votes == 0 for each in ranking):
        yield Step("recount.nobody_voted")
        yield Discrepancy("nobody_voted", ("candidates",))
        yield Missing("candidates.votes")
        return
    for index, each in enumerate(ranking):
        if (each.verdict == "in" and each.declared is False) or (each.verdict == "out" and each.declared):
            computed = "elected" if each.verdict == "in" else "not_elected"
            facts = {"declared": "elected" if each.declared else "not_elected", "computed": computed}
            yield Discrepancy("result", ("candidates", index, "elected"), {**facts, "candidate": each.id})
    yield from _tie(vote, ranking, choose)
    elected = [index for index, each in enumerate(ranking) if each.declared]
    if choose is not None and len(elected) > choose:
        facts_of_count = {"count": len(elected), "choose": choose}
        yield Discrepancy("elected_count", ("candidates", elected[choose], "elected"), facts_of_count)
    winners = [each for each in ranking if each.verdict == "in"]
    if len(ranking) > 1 and any(each.declared is None for each in winners) and _declared_for(vote):
        yield Missing("candidates.elected")


def _declared_for(vote: Vote) -> bool:
    return RESULT_WORDS.get(vote.result) == "for"


def _tie(vote: Vote, ranking: Sequence[Ranked], choose: int | None) -> Iterator[Outcome]:
    """A tie at the cut. 组织法 has the tied stand again; ``tie_break`` says what was done."""
    tied = [index for index, each in enumerate(ranking) if each.verdict == "tie"]
    if not tied or choose is None:
        return
    left = choose - sum(each.verdict == "in" for each in ranking)
    facts = {"count": len(tied), "votes": ranking[tied[0]].votes or 0, "places": left}
    elected = sum(bool(ranking[index].declared) for index in tied)
    if vote.tie_break is None:
        name = "votes" if vote.candidates[tied[0]].votes is not None else "tally"
        route: Route = ("candidates", tied[0], name)
        yield Discrepancy("tie", route, {**facts, "result": vote.result})
        return
    yield Step("recount.tie_break", {"method": vote.tie_break.method}, elected in (0, left))
    if any(ranking[index].declared is None for index in tied) and elected != left:
        yield Missing("candidates.elected")
    elif 0 < elected < left:
        at = next(index for index in tied if ranking[index].declared)
        yield Discrepancy("elected_count", ("candidates", at, "elected"), {"count": elected, "choose": left})


def _computed(vote: Vote, ranking: Sequence[Ranked], hidden: int) -> Computed | None:
    found = {each.verdict for each in ranking}
    if "in" in found:
        return "elected"
    if found == {"out"} and not hidden and any(each.votes for each in ranking):
        return "not_elected"
    if found <= {"out", "tie"} and vote.tie_break is not None and not hidden:
        return "elected" if any(each.declared for each in ranking if each.verdict == "tie") else "not_elected"
    return None
