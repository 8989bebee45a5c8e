"""What a recount says: lines of arithmetic, and what does not agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from gongshi.source import Route

Fact = int | str

Kind = Literal[
    "counts_chain", "tally_sum", "roll_against_tally", "roll_label", "voter_twice", "result", "elected_count",
    "tie", "rule_incomplete", "no_quorum", "candidate_count", "result_word", "nobody_voted", "unaccounted",
    "exception_unneeded",
]  # fmt: skip

EXCUSABLE: frozenset[Kind] = frozenset({"result", "elected_count", "tie", "no_quorum"})
"""The declared result departs from the rule. A stated ``exception`` explains that, but never wrong sums."""

REMARKS: frozenset[Kind] = frozenset(
    {"rule_incomplete", "result_word", "nobody_voted", "unaccounted", "exception_unneeded"}
)
"""What does not contradict the declared result, but should be looked at."""


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the arithmetic: the catalogue key of its words, and the numbers and names that fill them.

    ``holds`` is False only where something is wrong, and None where the line states and does not compare.
    The words for facts that are names of a closed set are found through ``WORDS_OF``.
    """

    key: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    holds: bool | None = None


WORDS_OF: Mapping[str, str] = MappingProxyType(
    {
        "name": "recount.count",
        "other": "recount.count",
        "base": "recount.count",
        "field": "recount.field",
        "share": "recount.share",
        "declared": "recount.result",
        "computed": "recount.result",
    }
)
"""The catalogue group with the words for a fact: ``base: valid`` reads ``recount.count.valid``."""


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Something that does not agree, and the way to the value in the record that it is about."""

    kind: Kind
    route: Route
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Missing:
    """A field of the record that is absent and without which the result cannot be recounted."""

    field: str


Outcome = Step | Discrepancy | Missing


def at_most(kind: Kind, route: Route, name: str, count: int, other: str, other_count: int) -> Iterator[Outcome]:
    """A line that compares a count with one that it cannot exceed, and what is wrong if it does."""
    holds = count <= other_count
    facts: dict[str, Fact] = {"name": name, "count": count, "other": other, "other_count": other_count}
    yield Step("recount.at_most", facts, holds)
    if not holds:
        yield disagree(kind, route, name, count, other, other_count)


def compared(
    kind: Kind, route: Route, name: str, count: int, other: str, other_count: int, must_equal: bool
) -> Iterator[Outcome]:
    """Like ``at_most``, or for two counts that must be equal."""
    if not must_equal:
        yield from at_most(kind, route, name, count, other, other_count)
        return
    holds = count == other_count
    facts: dict[str, Fact] = {"name": name, "count": count, "other": other, "other_count": other_count}
    yield Step("recount.equals", facts, holds)
    if not holds:
        yield disagree(kind, route, name, count, other, other_count, differs=True)


def disagree(
    kind: Kind, route: Route, name: str, count: int, other: str, other_count: int, *, differs: bool = False
) -> Discrepancy:
    """Two counts that contradict each other; ``relation`` is ``more`` or ``differs``."""
    facts: dict[str, Fact] = {"name": name, "count": count, "other": other, "other_count": other_count}
    return Discrepancy(kind, route, {**facts, "relation": "differs" if differs else "more"})
