"""Two texts of a law side by side: which article became which, and which words changed.

Articles are paired by what they say, not by their numbers, since one inserted article renumbers
all behind it. Typographic noise never counts (``folded``). Swapping the two texts mirrors the result.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise, product
from typing import Literal
from zlib import crc32

from gongshi.derive.law_lines import INVISIBLE
from gongshi.derive.law_text import Article, LawText

__all__ = ["Change", "Comparison", "Row", "RowKind", "compare", "folded", "word_changes"]

RowKind = Literal["unchanged", "changed", "moved", "moved_changed", "added", "removed"]
ChangeKind = Literal["same", "removed", "added"]

_VARIANTS = {
    "：": ":︰﹕∶", "，": ",﹐", "；": ";﹔", "、": "､﹑", "。": "｡", ".": "．", "！": "!﹗", "？": "?﹖",
    "（": "(﹙", "）": ")﹚", "〔": "[［【", "〕": "]］】", "〈": "<＜﹤", "〉": ">＞﹥",
    "—": "-－–―─‐‑‒−﹣", "·": "・•‧∙⋅", "%": "％﹪", "~": "～〜∼",
    "“": "「〝", "”": "」〞„‟", "‘": "『‛", "’": "』‚'＇",
    "〇": "○◯", "台": "臺", '"': "＂", "\n": INVISIBLE + "\u00ad\u180e",
}  # fmt: skip
_FOLD = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()}
_FOLD |= {code: chr(code - 0xFEE0) for code in map(ord, "＃＄＆＊＋／＝＠＼＾＿｀｛｜｝")}
_FOLD |= {ord(variant): plain for plain, variants in _VARIANTS.items() for variant in variants}
_NOISE = re.compile(f'[{re.escape("".join(map(chr, _FOLD)))}"]')


def folded(text: str) -> str:
    """The text without typographic noise: width, punctuation forms, 臺/台, white space.

    Variants become the forms that official texts use, so that most texts need no work.
    """
    dense = "".join(text.split())
    return "".join(_folded(dense).split()) if _NOISE.search(dense) else dense


def _folded(text: str) -> str:
    """The same, each character for itself: what has no width becomes a line break."""
    plain = text.translate(_FOLD)
    if '"' not in plain:
        return plain
    parts = plain.split('"')
    return "".join(part + "“”"[index % 2] for index, part in enumerate(parts[:-1])) + parts[-1]


@dataclass(frozen=True, slots=True)
class Row:
    """An article of the old text and what became of it; ``moved`` is against the order of the others."""

    kind: RowKind
    old: Article | None
    new: Article | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows in the new text's order; a removed article stands behind the one that it followed."""

    rows: tuple[Row, ...]
    _by_new: dict[str, Row] = field(repr=False, compare=False)
    _by_old: dict[str, Row] = field(repr=False, compare=False)

    def row_for_new(self, anchor: str) -> Row | None:
        """The row of an article of the new text."""
        return self._by_new.get(anchor)

    def row_for_old(self, anchor: str) -> Row | None:
        """The row of an article of the old text."""
        return self._by_old.get(anchor)

    def changed(self, anchor: str) -> bool:
        """Whether an article of the new text is new or worded otherwise than in the old one."""
        row = self._by_new.get(anchor)
        return row is not None and row.kind in ("changed", "moved_changed", "added")

    def counts(self) -> dict[RowKind, int]:
        """How many rows there are of each kind."""
        result: dict[RowKind, int] = dict.fromkeys(
            ("unchanged", "changed", "moved", "moved_changed", "added", "removed"), 0
        )
        for row in self.rows:
            result[row.kind] += 1
        return result


def compare(old: LawText, new: LawText) -> Comparison:
    """Pair the articles of two texts (the points 一、 of a decision where a text has no articles)."""
    before, after = old.articles or old.sections, new.articles or new.sections
    typed = [article.text for article in before], [article.text for article in after]
    alike = set(typed[0]).intersection(typed[1])
    texts = tuple([text if text in alike else folded(text) for text in side] for side in typed)
    pairs = _pairs(texts[0], texts[1])
    in_order = _heaviest_in_order(pairs, texts[0], texts[1])
    rows = list(_rows(before, after, pairs, in_order, texts[0], texts[1]))
    return Comparison(
        tuple(rows),
        {row.new.anchor: row for row in rows if row.new is not None},
        {row.old.anchor: row for row in rows if row.old is not None},
    )


def _rows(
    before: Sequence[Article],
    after: Sequence[Article],
    pairs: dict[int, int],
    in_order: set[int],
    old: Sequence[str],
    new: Sequence[str],
) -> Iterator[Row]:
    """Rows for pairs (old index to new index) of which those ``in_order`` did not move."""
    removed: dict[int, list[Article]] = {}
    behind = -1
    for index, article in enumerate(before):
        if index in in_order:
            behind = pairs[index]
        elif index not in pairs:
            removed.setdefault(behind, []).append(article)
    backwards = {there: here for here, there in pairs.items()}
    yield from (Row("removed", article, None) for article in removed.get(-1, ()))
    for index, article in enumerate(after):
        here = backwards.get(index)
        if here is None:
            yield Row("added", None, article)
        else:
            same, stays = old[here] == new[index], here in in_order
            kind: RowKind = ("unchanged" if same else "changed") if stays else "moved" if same else "moved_changed"
            yield Row(kind, before[here], article)
        yield from (Row("removed", gone, None) for gone in removed.get(index, ()))


# Pairing

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

_SMALL_GAP = 12
"""Pairs between the same neighbours up to which all are looked at."""

_SAMPLE = 400
"""Characters of an article that are looked at: it is known by its beginning."""

_PHRASE_ENDS = re.compile("[，。；：、（）的和或与及应可由对]")

_Score = tuple[bool, float, int, int, int, int]
"""Whether two articles are one for sure, how alike, how near, a tie-break, old index, new index."""


def _pairs(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Old indexes to new ones: equal articles first, then by common phrases, then by letter pairs."""
    pairs = _equal(old, new)
    shared = _shared_phrases(old, new, pairs)
    sure = [
        (True, alike, -abs(here - there), _tie(old[here], new[there]), here, there)
        for (here, there), length in shared.items()
        if (alike := 2 * length / (len(old[here]) + len(new[there]))) >= _SURE
    ]
    _take(sure, pairs)
    in_order = sorted(_heaviest_in_order(pairs, old, new))
    fixed = in_order, [pairs[here] for here in in_order]
    scored = _scored(old, new, _promising(shared, pairs) | _neighbours(len(old), len(new), pairs, fixed))
    _take((score for score in scored if score[0]), pairs)
    here_fixed, there_fixed = fixed
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
    taken = set(pairs.values())
    here = _postings((index, text) for index, text in enumerate(old) if index not in pairs)
    there = _postings((index, text) for index, text in enumerate(new) if index not in taken)
    shared: dict[tuple[int, int], int] = {}
    for phrase in here.keys() & there.keys():
        ones, others = here[phrase], there[phrase]
        if len(ones) * len(others) <= _RARE:
            length = len(phrase) + 1
            for pair in product(ones, others):
                shared[pair] = shared.get(pair, 0) + length
    return shared


def _postings(articles: Iterable[tuple[int, str]]) -> dict[str, list[int]]:
    """The articles that each phrase of two characters or more stands in."""
    result: dict[str, list[int]] = {}
    for index, text in articles:
        for phrase in set(_PHRASE_ENDS.split(text)):
            if len(phrase) > 1:
                if phrase in result:
                    result[phrase].append(index)
                else:
                    result[phrase] = [index]
    return result


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


def _neighbours(old: int, new: int, pairs: dict[int, int], fixed: tuple[list[int], list[int]]) -> set[tuple[int, int]]:
    """Articles not yet paired that stand between the same two fixed ones, where these are few."""
    taken = set(pairs.values())
    result: set[tuple[int, int]] = set()
    for (a, c), (b, d) in pairwise([(-1, -1), *zip(*fixed, strict=True), (old, new)]):
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


def _heaviest_in_order(pairs: dict[int, int], old: Sequence[str], new: Sequence[str]) -> set[int]:
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


# Words


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
        plain = _folded(text) if _NOISE.search(text) else text
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
