"""A ballot of several: who reaches the threshold, who is among the first, and where the cut falls.

Votes that were not published are unknown, not zero. A candidate is *in* or *out* only where no
unpublished number could change it; *tied* where the numbers are all known and equal at the cut.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gongshi.derive.votes.rules import Between

Verdict = Literal["in", "out", "tie", "unknown"]
UNBOUNDED = 10**15
"""More votes than any count of the records can say."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate's votes (None: not published) and the votes that this candidate needs."""

    votes: int | None
    needed: Between

    @property
    def low(self) -> int:
        """The fewest votes that it can have."""
        return self.votes if self.votes is not None else 0

    @property
    def reaches(self) -> bool | None:
        """Whether the votes are enough by themselves, ranking apart; None where that is not known."""
        if self.votes is None:
            return None
        return True if self.votes >= self.needed.high else False if self.votes < self.needed.low else None


@dataclass(frozen=True, slots=True)
class Field:
    """All candidates of a ballot, sorted for counting who is ahead of whom.

    ``hidden`` candidates took part but were not listed; ``most`` is what anyone can have at most.
    """

    known: list[int]
    able: list[int]
    sure: list[int]
    unknown: int
    most: int

    def ahead(self, votes: int) -> tuple[int, int]:
        """How many surely have more than so many votes, and how many could."""
        could = self.unknown if self.most > votes else 0
        sure = len(self.known) - bisect_right(self.known, votes)
        return sure, len(self.able) - bisect_right(self.able, votes) + could

    def level(self, votes: int) -> tuple[int, int]:
        """How many have exactly so many votes and surely reach the threshold, and how many could reach it."""
        sure = bisect_right(self.sure, votes) - bisect_left(self.sure, votes)
        return sure, bisect_right(self.able, votes) - bisect_left(self.able, votes)


def verdicts(standings: Sequence[Standing], limit: int | None, hidden: int, most: int) -> list[Verdict]:
    """Decide each candidate; ``limit`` is how many are elected at most (None: all who reach the threshold).

    A candidate who surely needs no fewer votes than those ahead is out once ``limit`` are ahead: whatever
    the threshold turns out to be, they reach it before. That holds because one ballot has one base; where
    each candidate has an own base (``cast``), only those who surely reach theirs are counted ahead.
    """
    shared = len({standing.needed for standing in standings}) <= 1
    field = Field(
        known=sorted(each.low for each in standings if each.votes is not None and (shared or each.reaches)),
        able=sorted(each.low for each in standings if each.votes is not None and each.reaches is not False),
        sure=sorted(each.low for each in standings if each.reaches),
        unknown=hidden + sum(each.votes is None for each in standings),
        most=most,
    )
    return [_verdict(each, field, limit) for each in standings]


def _verdict(each: Standing, field: Field, limit: int | None) -> Verdict:
    if each.reaches is False or (each.votes is None and field.most < each.needed.low):
        return "out"
    if limit is None:
        return "in" if each.reaches else "unknown"
    if each.votes is None:
        return "unknown"
    ahead_sure, ahead_able = field.ahead(each.votes)
    if ahead_sure >= limit:
        return "out"
    level_sure, level_able = field.level(each.votes)
    could_be_level = level_able + (field.unknown if field.most == each.votes else 0)
    if not each.reaches:
        return "unknown"
    if ahead_able + could_be_level <= limit:
        return "in"
    all_known = ahead_sure == ahead_able and level_sure == could_be_level
    return "tie" if all_known else "unknown"


def places(votes: Sequence[int | None]) -> list[int | None]:
    """The rank of each: 1 is most votes, equal votes share a rank; None where votes were not published."""
    known = sorted((number for number in votes if number is not None), reverse=True)
    first = {number: rank for rank, number in reversed(list(enumerate(known, 1)))}
    return [None if number is None else first[number] for number in votes]
