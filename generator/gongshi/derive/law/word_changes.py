"""Which words changed between two wordings, as an editor would mark them. Written for Chinese.

Equal clauses are found first, then the longest common subsequence of the words between them, where a
word is a Han character, a number or a latin word. Scraps of equal text between changes are given up,
and insertions are moved to where a clause begins: a reader should see whole phrases.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal

from gongshi.derive.law.folding import NOISE, fold_each

ChangeKind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text. ``old_text`` is how the old text types what is the same but for its typography."""

    kind: ChangeKind
    text: str
    old_text: str = ""


_TOKEN = re.compile(r"[A-Za-z]+|[0-9]+(?:\.[0-9]+)*%?|.")
_LATIN = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.%")
_CLAUSE_ENDS = frozenset("，；。：！？")
_STOPS = frozenset("。；！？")
_PAUSES = frozenset("，、：")
_SPACE = re.compile(r"\s+")
_LARGEST = 30_000_000
"""Cells of a comparison table (old words times new words) above which a gap counts as rewritten."""

_FURTHEST = 40
"""Characters that a change is moved at most to begin where a clause begins."""

_Run = tuple[int, int, int, int]
"""A stretch of equal text: from and to in the old, from and to in the new."""


def word_changes(old: str, new: str) -> tuple[Change, ...]:
    """What was taken out and what was put in, as an editor would mark it.

    ``same`` and ``added`` joined are the new text; ``same`` (its ``old_text``) and ``removed`` the old one.
    """
    one, other = _Dense(old), _Dense(new)
    start, end = _common_ends(one.dense, other.dense)
    runs = _in_middle(one.dense[start : len(one.dense) - end], other.dense[start : len(other.dense) - end])
    sizes = len(one.dense), len(other.dense)
    whole = (
        (0, start, 0, start),
        *((a + start, b + start, c + start, d + start) for a, b, c, d in runs),
        (sizes[0] - end, sizes[0], sizes[1] - end, sizes[1]),
    )
    tidy = _slid(_without_scraps(_joined(whole)), one.dense, other.dense)
    return tuple(_changes(tidy, one, other))


class _Dense:
    """A text folded, and the way back to the text as typed."""

    __slots__ = ("dense", "gaps", "skipped", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        plain = fold_each(text) if NOISE.search(text) else text
        self.dense = "".join(plain.split())
        self.gaps: list[int] = []
        self.skipped = [0]
        if len(self.dense) < len(plain):
            for match in _SPACE.finditer(plain):
                self.gaps.append(match.start() - self.skipped[-1])
                self.skipped.append(self.skipped[-1] + match.end() - match.start())

    def typed(self, start: int, end: int) -> str:
        """What was typed from one place in the folded text to another, with the space behind it."""
        return self.text[self._place(start) : self._place(end)]

    def _place(self, at: int) -> int:
        if at == 0:
            return 0
        return at + self.skipped[bisect(self.gaps, at)]


def _common_ends(one: str, other: str) -> tuple[int, int]:
    """How long two texts are equal from both ends; numbers and latin words stay whole."""
    shorter = min(len(one), len(other))
    start = _length_equal(lambda length: one[:length] == other[:length], shorter)
    while start > 0 and one[start - 1] in _LATIN:
        start -= 1
    most = shorter - start
    end = _length_equal(lambda length: one[len(one) - length :] == other[len(other) - length :], most)
    while end > 0 and one[-end] in _LATIN:
        end -= 1
    return start, end


def _length_equal(equal: Callable[[int], bool], most: int) -> int:
    """The greatest length up to ``most`` that is equal, where every shorter one is too."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if equal(middle) else (low, middle - 1)
    return low


def _in_middle(one: str, other: str) -> Iterator[_Run]:
    """Equal stretches: equal clauses, and the words between these."""
    if not one or not other:
        return
    left, right = _TOKEN.findall(one), _TOKEN.findall(other)
    places = [*accumulate(map(len, left), initial=0)], [*accumulate(map(len, right), initial=0)]
    here = there = 0
    for a, b, c, d in (*_equal_clauses(left, right), (len(left), len(left), len(right), len(right))):
        for e, f, g, h in _common(left[here:a], right[there:c]):
            yield places[0][e + here], places[0][f + here], places[1][g + there], places[1][h + there]
        yield places[0][a], places[0][b], places[1][c], places[1][d]
        here, there = b, d


def _equal_clauses(left: list[str], right: list[str]) -> list[_Run]:
    """Clauses of at least five words that stand in both, in order."""
    one, other = _clauses(left), _clauses(right)
    runs = _common([clause for clause, _, _ in one], [clause for clause, _, _ in other])
    return [(*one[a + n][1:], *other[c + n][1:]) for a, b, c, _ in runs for n in range(b - a)]


def _clauses(words: list[str]) -> list[tuple[str, int, int]]:
    """What stands between the marks ， ； 。 ： if it is long enough to be known again, with its place."""
    ends = [index for index, word in enumerate(words, 1) if word in _CLAUSE_ENDS]
    return [("".join(words[a:b]), a, b) for a, b in pairwise((0, *ends, len(words))) if b - a >= 5]


def _common(left: Sequence[str], right: Sequence[str]) -> list[_Run]:
    """A longest common subsequence, as stretches.

    Bit-parallel (H. Hyyrö, "Bit-Parallel LCS-length Computation Revisited", 2004): a row of the
    table is one whole number, so the work is as fast as the machine adds.
    """
    if not left or not right or len(left) * len(right) > _LARGEST:
        return []
    masks: dict[str, int] = {}
    for index, word in enumerate(left):
        masks[word] = masks.get(word, 0) | 1 << index
    full = row = (1 << len(left)) - 1
    rows = []
    for word in right:
        if word in masks:
            met = row & masks[word]
            row = ((row + met) | (row - met)) & full
        rows.append(row)
    return _traced(rows, len(left))


def _traced(rows: list[int], width: int) -> list[_Run]:
    """Walk a table of the longest common subsequence from its end to its beginning."""
    runs: list[_Run] = []
    i, j = width, len(rows)
    while i and j:
        if rows[j - 1] >> (i - 1) & 1:
            i -= 1
            continue
        j -= 1
        if j == 0 or rows[j - 1] >> (i - 1) & 1:
            i -= 1
            if runs and runs[-1][0] == i + 1 and runs[-1][2] == j + 1:
                runs[-1] = (i, runs[-1][1], j, runs[-1][3])
            else:
                runs.append((i, i + 1, j, j + 1))
    runs.reverse()
    return runs


def _joined(runs: Sequence[_Run]) -> list[_Run]:
    """Neighbouring stretches as one; none is empty but the last, which stands at the end of both texts."""
    result: list[_Run] = []
    for run in runs:
        if result and result[-1][1] == run[0] and result[-1][3] == run[2]:
            result[-1] = (result[-1][0], run[1], result[-1][2], run[3])
        elif run[0] < run[1] or run is runs[-1]:
            result.append(run)
    return result


def _without_scraps(runs: list[_Run]) -> list[_Run]:
    """Leave out equal scraps between changes, which only disturb the reader."""
    kept: list[_Run] = [(0, 0, 0, 0)]
    for index, run in enumerate(runs):
        kept.append(run)
        while len(kept) > 1 and index + 1 < len(runs) and _is_scrap(kept[-2], kept[-1], runs[index + 1]):
            del kept[-1]
    return kept[1:]


def _is_scrap(before: _Run, run: _Run, after: _Run) -> bool:
    """Whether an equal stretch is very short beside the changes around it."""
    length = run[1] - run[0]
    ahead = max(run[0] - before[1], run[2] - before[3])
    behind = max(after[0] - run[1], after[2] - run[3])
    return min(ahead, behind) > 0 and (length == 1 or length * 2 <= min(ahead, behind))


def _slid(runs: list[_Run], one: str, other: str) -> list[_Run]:
    """Shift a pure insertion or deletion along equal text to its best boundary."""
    result = list(runs)
    for index in range(len(result) - 1):
        before, after = result[index], result[index + 1]
        inserted = before[1] == after[0]
        if inserted == (before[3] == after[2]):
            continue
        text, low, high = (other, before[3], after[2]) if inserted else (one, before[1], after[0])
        shift = _best_shift(text, low, high, before[1] - before[0], after[1] - after[0])
        if shift:
            result[index] = (before[0], before[1] + shift, before[2], before[3] + shift)
            result[index + 1] = (after[0] + shift, after[1], after[2] + shift, after[3])
    return [run for index, run in enumerate(result) if run[0] < run[1] or index == len(result) - 1]


def _best_shift(text: str, low: int, high: int, room_before: int, room_after: int) -> int:
    """How far the stretch from ``low`` to ``high`` should move so that it begins behind a stop."""
    least = most = 0
    while -least < min(room_before, _FURTHEST) and text[low + least - 1] == text[high + least - 1]:
        least -= 1
    while most < min(room_after, _FURTHEST) and text[low + most] == text[high + most]:
        most += 1
    if least == most:
        return 0
    return max(range(least, most + 1), key=lambda n: (_edge(text, low + n) + _edge(text, high + n), -abs(n)))


def _edge(text: str, at: int) -> int:
    """How good a place is to begin or end a change: behind a stop is best, inside a number worst."""
    if at == 0 or at == len(text):
        return 4
    before, behind = text[at - 1], text[at]
    if before in _STOPS:
        return 4
    if before in _PAUSES:
        return 3
    if before in _LATIN and behind in _LATIN:
        return -9
    return 1 if behind in _PAUSES else 0


def _changes(runs: list[_Run], one: _Dense, other: _Dense) -> Iterator[Change]:
    here = there = 0
    if not (one.dense and other.dense):
        space = "" if other.dense else other.text, "" if one.dense else one.text
        yield from (Change("same", *space) for _ in range(any(space)))
    for a, b, c, d in runs:
        if here < a:
            yield Change("removed", one.typed(here, a))
        if there < c:
            yield Change("added", other.typed(there, c))
        if a < b:
            yield Change("same", other.typed(c, d), one.typed(a, b))
        here, there = b, d
