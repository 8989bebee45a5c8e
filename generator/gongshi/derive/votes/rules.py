"""What a vote needs to pass: the rules as data, and the arithmetic of bases and thresholds.

A rule that a council's standing orders add is one more entry of ``RULES`` (and its words in
the catalogue); nothing else in the recount knows the rules by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from gongshi.records.votes import Base, Quorum, Requirement, Rule


@dataclass(frozen=True, slots=True)
class Between:
    """A whole number that is known, or only known to lie between two others (both included)."""

    low: int
    high: int

    @property
    def is_exact(self) -> bool:
        """Whether the number itself is known."""
        return self.low == self.high


def exactly(number: int) -> Between:
    """A known number."""
    return Between(number, number)


@dataclass(frozen=True, slots=True)
class RuleKind:
    """How a threshold follows from a rule.

    ``share`` of the base has to be reached, or passed where it is ``more_than``; without a share one vote is
    enough to be ranked, unless the rule names a fixed number. ``ranked`` rules elect the first ``choose``.
    ``needs`` names the rule's fields without which it says nothing. ``question`` is the rule that it amounts
    to where one question is put and nobody is ranked: a rule and, where it differs, a base. ``law`` is the
    catalogue key that names the legal source.
    """

    share: Fraction | None
    needs: tuple[str, ...]
    law: str
    more_than: bool = False
    ranked: bool = False
    question: tuple[Requirement, Base | None] | None = None


HALF = Fraction(1, 2)

RULES: Mapping[Requirement, RuleKind] = MappingProxyType(
    {
        # 地方各级人民代表大会和地方各级人民政府组织法: a local congress elects and resolves by more than
        # half of all its deputies, a standing committee by more than half of all its members.
        "majority": RuleKind(
            HALF, ("of",), "recount.law.majority", more_than=True, question=("majority", None)
        ),
        # 宪法第六十四条 asks for at least two thirds of all deputies to amend the constitution;
        # standing orders (议事规则) and other laws name further cases.
        "two_thirds": RuleKind(
            Fraction(2, 3), ("of",), "recount.law.two_thirds", question=("two_thirds", None)
        ),
        # Named by some laws and standing orders for special decisions; the vote's own sources say which.
        "three_quarters": RuleKind(
            Fraction(3, 4), ("of",), "recount.law.three_quarters", question=("three_quarters", None)
        ),
        # A number of votes that standing orders fix, whatever the turnout.
        "fixed": RuleKind(None, ("votes",), "recount.law.fixed", question=("fixed", None)),
        # 选举法 and 组织法: in a further ballot (另行选举) most votes decide.
        # On one question: more yes than no.
        "plurality": RuleKind(None, (), "recount.law.plurality", ranked=True, question=("majority", "cast")),
        # 差额票决 without a floor, by the ballot's own method (票决办法).
        "top_n": RuleKind(None, ("choose",), "recount.law.top_n", ranked=True),
        # 组织法: who has more than half is elected; if these are more than the places, those with most votes.
        "majority_and_top_n": RuleKind(
            HALF, ("of", "choose"), "recount.law.majority_and_top_n", more_than=True, ranked=True,
            question=("majority", None),
        ),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Threshold:
    """Votes that are needed, the base that they are a share of, and its size (None without a base)."""

    requires: Requirement
    needed: Between
    base: Base | None = None
    size: Between | None = None


def incomplete(rule: Rule) -> tuple[str, ...]:
    """The fields that the rule lacks; no votes and no places say nothing either."""
    return tuple(name for name in RULES[rule.requires].needs if not getattr(rule, name))


def needed_votes(share: Fraction, more_than: bool, size: int) -> int:
    """The fewest votes that are more than, or at least, a share of the base; but at least one."""
    part = share * size
    return max(1, part.__floor__() + 1 if more_than else part.__ceil__())


def threshold(rule: Rule, size: Between | None) -> Threshold:
    """The threshold of a complete rule. ``ValueError`` where it is a share and the size is None."""
    kind = RULES[rule.requires]
    if kind.share is None:
        return Threshold(rule.requires, exactly(max(1, rule.votes or 1) if "votes" in kind.needs else 1))
    if size is None:
        raise ValueError(f"{rule.requires} needs the size of its base")
    needed = Between(
        needed_votes(kind.share, kind.more_than, size.low),
        needed_votes(kind.share, kind.more_than, size.high),
    )
    return Threshold(rule.requires, needed, rule.of, size)


def quorum_needed(quorum: Quorum, size: Between) -> Between:
    """How many must be present. 组织法: a congress sits with two thirds at least of its deputies."""
    kind = RULES[quorum.share]
    share = kind.share or HALF
    return Between(needed_votes(share, kind.more_than, size.low), needed_votes(share, kind.more_than, size.high))


Meaning = Literal["for", "against", "void"]

RESULT_WORDS: Mapping[str, Meaning] = MappingProxyType(
    {
        **dict.fromkeys(
            ("passed", "adopted", "approved", "accepted", "carried", "elected", "selected", "appointed",
             "satisfied", "basically_satisfied", "通过", "当选", "选出", "满意", "基本满意"), "for",
        ),
        **dict.fromkeys(
            ("rejected", "failed", "not_passed", "not_adopted", "not_approved", "not_elected", "not_selected",
             "not_appointed", "dissatisfied",
             "未通过", "不通过", "否决", "未当选", "未选出", "不满意"), "against",
        ),
        **dict.fromkeys(("no_quorum", "void", "未达法定人数", "无效"), "void"),
    }
)  # fmt: skip
"""The words of ``result`` that can be compared with a recount, and what they say."""
