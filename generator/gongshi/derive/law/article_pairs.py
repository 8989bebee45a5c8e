"""Which article of one text became which of another, by what they say and not by their numbers.

Swapping the two texts gives the same pairs: every measure and tie-break is symmetrical.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise, product
from zlib import crc32

_SURE = 0.25
"""Share of rare common phrases in two articles' text from which they are one."""

_ALIKE = 0.33
"""Share of common letter pairs (Dice) from which two articles are one, wherever they stand."""

_EXTENDED = 0.25
"""The same for an article that was much extended: three fifths of the shorter one are in the longer one."""

_ALIKE_IN_PLACE = 0.22
"""The same for two articles between the same neighbours."""

_RARE = 9
"""A phrase with more old-new pairs of articles than this tells nothing about who is who."""

_RARE_LETTERS = 4
"""The same for a letter pair."""

_FEW = 80
"""Pairs of articles left over up to which their letter pairs are looked at too."""

_SMALL_GAP = 12
"""Pairs between the same neighbours up to which all are looked at."""

_SAMPLE = 240
"""Characters of an article that are looked at: it is known by its beginning."""

_PHRASE_ENDS = re.compile("[，。；：、（）的和或与及应可由对]")

_Score = tuple[bool, float, int, int, int, int]
"""Whether two articles are one for sure, how alike, how near, a tie-break, old index, new index."""


def article_pairs(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Old indexes to new ones: equal articles first, then by common phrases, then by letter pairs."""
    pairs = _equal(old, new)
    shared = _shared_phrases(old, new, pairs)
    sure = [
        (True, alike, -abs(here - there), _tie(old[here], new[there]), here, there)
        for (here, there), length in shared.items()
        if (alike := 2 * length / (len(old[here]) + len(new[there]))) >= _SURE
    ]
    _take(sure, pairs)
    here_fixed = sorted(in_order(pairs, old, new))
    there_fixed = [pairs[here] for here in here_fixed]
    near = _neighbours(pairs, here_fixed, there_fixed, len(old), len(new))
    scored = _scored(old, new, _promising(shared, pairs) | near)
    _take((score for score in scored if score[0]), pairs)
    scored += _scored(old, new, _promising(_shared_letters(old, new, pairs), pairs))
    _take((score for score in scored if score[0]), pairs)
    _take((score for score in scored if bisect(here_fixed, score[4]) == bisect(there_fixed, score[5])), pairs)
    return pairs


def _best_first(score: _Score) -> tuple[int | float, ...]:
    sure, alike, near, tie, here, there = score
    return -sure, -alike, -near, -tie, here + there, here


def _take(scores: Iterable[_Score], pairs: dict[int, int]) -> None:
    """Pair the best first; ties are broken by nothing that depends on which text is the older."""
    taken = set(pairs.values())
    for _, _, _, _, here, there in sorted(scores, key=_best_first):
        if here not in pairs and there not in taken:
            pairs[here] = there
            taken.add(there)


def _equal(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    waiting: dict[str, list[int]] = {}
    for index in range(len(old) - 1, -1, -1):
        waiting.setdefault(old[index], []).append(index)
    pairs = {}
    for index, text in enumerate(new):
        if same := waiting.get(text):
            pairs[same.pop()] = index
    return pairs


def _shared_phrases(old: Sequence[str], new: Sequence[str], pairs: dict[int, int]) -> dict[tuple[int, int], int]:
    """For articles not yet paired: how many characters of rare phrases two of them share."""
    here, there = _unpaired(old, new, pairs)
    return _shared(_postings(here, _phrases), _postings(there, _phrases), _RARE)


def _shared_letters(old: Sequence[str], new: Sequence[str], pairs: dict[int, int]) -> dict[tuple[int, int], int]:
    """The same with letter pairs for phrases, for what is left where that is not much."""
    here, there = _unpaired(old, new, pairs)
    if len(here) * len(there) > _FEW:
        return {}
    return _shared(_postings(here, _letter_pairs), _postings(there, _letter_pairs), _RARE_LETTERS)


def _unpaired(
    old: Sequence[str], new: Sequence[str], pairs: dict[int, int]
) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    taken = set(pairs.values())
    return (
        [(index, text) for index, text in enumerate(old) if index not in pairs],
        [(index, text) for index, text in enumerate(new) if index not in taken],
    )


def _shared(here: dict[str, list[int]], there: dict[str, list[int]], rare: int) -> dict[tuple[int, int], int]:
    shared: dict[tuple[int, int], int] = {}
    for phrase in here.keys() & there.keys():
        ones, others = here[phrase], there[phrase]
        if len(ones) * len(others) <= rare:
            length = len(phrase) + 1
            for pair in product(ones, others):
                shared[pair] = shared.get(pair, 0) + length
    return shared


def _postings(articles: Iterable[tuple[int, str]], parts: Callable[[str], set[str]]) -> dict[str, list[int]]:
    """The articles that each part of a text stands in."""
    result: dict[str, list[int]] = {}
    for index, text in articles:
        for part in parts(text):
            if part in result:
                result[part].append(index)
            else:
                result[part] = [index]
    return result


def _phrases(text: str) -> set[str]:
    """What stands between punctuation and the commonest words."""
    return {phrase for phrase in _PHRASE_ENDS.split(text) if len(phrase) > 1}


def _promising(shared: dict[tuple[int, int], int], pairs: dict[int, int]) -> set[tuple[int, int]]:
    """For each article not yet paired the four that share most with it."""
    taken = set(pairs.values())
    best: set[tuple[int, int]] = set()
    sides: tuple[dict[int, list[tuple[int, int, tuple[int, int]]]], ...] = ({}, {})
    for pair, length in shared.items():
        if pair[0] not in pairs and pair[1] not in taken:
            sides[0].setdefault(pair[0], []).append((-length, pair[1], pair))
            sides[1].setdefault(pair[1], []).append((-length, pair[0], pair))
    for some in (*sides[0].values(), *sides[1].values()):
        best.update(pair for _, _, pair in sorted(some)[:4])
    return best


def _neighbours(
    pairs: dict[int, int], here_fixed: list[int], there_fixed: list[int], old: int, new: int
) -> set[tuple[int, int]]:
    """Articles not yet paired that stand between the same two fixed ones, where these are few."""
    taken = set(pairs.values())
    result: set[tuple[int, int]] = set()
    for (a, c), (b, d) in pairwise([(-1, -1), *zip(here_fixed, there_fixed, strict=True), (old, new)]):
        if b - a > 1 and d - c > 1:
            ones = [index for index in range(a + 1, b) if index not in pairs]
            others = [index for index in range(c + 1, d) if index not in taken]
            if len(ones) * len(others) <= _SMALL_GAP:
                result.update(product(ones, others))
    return result


def _scored(old: Sequence[str], new: Sequence[str], candidates: Iterable[tuple[int, int]]) -> list[_Score]:
    """How alike candidates are, by the share of letter pairs that they have in common."""
    letters: tuple[dict[int, set[str]], dict[int, set[str]]] = ({}, {})
    result: list[_Score] = []
    for here, there in candidates:
        one = letters[0].get(here) or letters[0].setdefault(here, _letter_pairs(old[here]))
        other = letters[1].get(there) or letters[1].setdefault(there, _letter_pairs(new[there]))
        common, shorter = len(one & other), min(len(one), len(other))
        alike = 2 * common / (len(one) + len(other))
        if alike >= _ALIKE_IN_PLACE:
            sure = alike >= _ALIKE or (alike >= _EXTENDED and common >= 0.6 * shorter)
            tie = _tie(old[here], new[there])
            result.append((sure, alike, -abs(here - there), tie, here, there))
    return result


def _letter_pairs(text: str) -> set[str]:
    sample = text[:_SAMPLE]
    return set(map(str.__add__, sample, sample[1:])) or {sample}


def _tie(one: str, other: str) -> int:
    """A number that depends on what two articles say and on nothing else, whichever comes first."""
    first, second = (one, other) if one < other else (other, one)
    return crc32(f"{first}\0{second}".encode("utf-8", "surrogatepass"))


def in_order(pairs: dict[int, int], old: Sequence[str], new: Sequence[str]) -> set[int]:
    """The old indexes of the pairs that keep their order and hold the most text: the others moved.

    A Fenwick tree of the best chain that ends at or before each new index.
    """
    size = len(new) + 1
    best: list[tuple[int, int]] = [(0, -1)] * (size + 1)
    before: dict[int, int] = {}
    for here in sorted(pairs):
        there = pairs[here]
        weight, last, at = 0, -1, there
        while at > 0:
            weight, last = max((weight, last), best[at])
            at &= at - 1
        before[here] = last
        text = len(old[here]) + len(new[there]) + 1
        chain = (weight + (text << 32) + _tie(old[here], new[there]), here)
        at = there + 1
        while at <= size:
            best[at] = max(best[at], chain)
            at += at & -at
    end, at = (0, -1), size
    while at > 0:
        end = max(end, best[at])
        at &= at - 1
    chosen, last = set(), end[1]
    while last >= 0:
        chosen.add(last)
        last = before[last]
    return chosen
