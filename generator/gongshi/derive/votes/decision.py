"""What follows from a rule and the votes, whether one question was put or several candidates stood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from gongshi.derive.votes.ranking import Verdict
from gongshi.derive.votes.rules import Between, Meaning, Threshold, incomplete
from gongshi.derive.votes.steps import Discrepancy, Missing, Outcome, Step
from gongshi.records.votes import Rule, Vote

Computed = Literal["passed", "rejected", "elected", "not_elected", "no_quorum"]

MEANING: Mapping[Computed, Meaning] = MappingProxyType(
    {"passed": "for", "rejected": "against", "elected": "for", "not_elected": "against", "no_quorum": "void"}
)
"""What each computed result says, so that it can be compared with the declared one."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate in the recount.

    ``place`` is the rank by votes (1 is most; equal votes share it); ``reaches`` whether the votes are
    enough, ranking apart; ``needed`` how many are enough; ``verdict`` what follows, and ``declared`` what
    was published. Votes, place and reach are None where they are not known.
    """

    id: str
    votes: int | None
    place: int | None
    needed: Between
    reaches: bool | None
    verdict: Verdict
    declared: bool | None


@dataclass(frozen=True, slots=True)
class Decision:
    """The computed result (None where none follows) and how it came about.

    ``even`` says that as many voted yes as no, so that one more vote would have passed the motion.
    """

    computed: Computed | None = None
    threshold: Threshold | None = None
    ranking: tuple[Ranked, ...] = ()
    choose: int | None = None
    outcomes: tuple[Outcome, ...] = ()
    even: bool = False


def rule_outcomes(vote: Vote) -> tuple[Rule | None, tuple[Outcome, ...]]:
    """The vote's rule where it is stated and complete, or what it lacks."""
    rule = vote.rule
    if rule is None:
        return None, (Missing("rule"),)
    lacking = incomplete(rule)
    problems: list[Outcome] = []
    for name in lacking:
        problems += [
            Discrepancy("rule_incomplete", ("rule",), {"requires": rule.requires, "field": f"rule.{name}"}),
            Missing(f"rule.{name}"),
        ]
    return (None if lacking else rule), tuple(problems)


def threshold_steps(limit: Threshold) -> tuple[Step, ...]:
    """How many votes are needed, in a line; two numbers where the base is only known within bounds."""
    facts: dict[str, int | str] = {"needed": limit.needed.high}
    if limit.base is None or limit.size is None:
        return (Step(f"recount.needed.{limit.requires}", facts),)
    facts |= {"base": limit.base, "size": limit.size.high}
    if limit.size.is_exact:
        return (Step(f"recount.needed.{limit.requires}", facts),)
    facts |= {"size_low": limit.size.low, "needed_low": limit.needed.low}
    return (Step(f"recount.needed_between.{limit.requires}", facts),)
