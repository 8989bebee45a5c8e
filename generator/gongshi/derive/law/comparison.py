"""Two texts of a law side by side: which article became which, and which changed.

Articles are paired by what they say, not by their numbers, since one inserted article renumbers
all behind it. Typographic noise never counts (``folded``). Swapping the two texts mirrors the result.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from gongshi.derive.law.article_pairs import article_pairs, in_order
from gongshi.derive.law.folding import folded
from gongshi.derive.law.tree import Article, LawText
from gongshi.derive.law.word_changes import Change, ChangeKind, word_changes

__all__ = ["Change", "ChangeKind", "Comparison", "Row", "RowKind", "compare", "folded", "word_changes"]

RowKind = Literal["unchanged", "changed", "moved", "moved_changed", "added", "removed"]


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
    pairs = article_pairs(texts[0], texts[1])
    staying = in_order(pairs, texts[0], texts[1])
    rows = list(_rows(before, after, pairs, staying, texts[0], texts[1]))
    return Comparison(
        tuple(rows),
        {row.new.anchor: row for row in rows if row.new is not None},
        {row.old.anchor: row for row in rows if row.old is not None},
    )


def _rows(
    before: Sequence[Article],
    after: Sequence[Article],
    pairs: dict[int, int],
    staying: set[int],
    old: Sequence[str],
    new: Sequence[str],
) -> Iterator[Row]:
    """Rows for pairs (old index to new index) of which those ``staying`` did not move."""
    removed: dict[int, list[Article]] = {}
    behind = -1
    for index, article in enumerate(before):
        if index in staying:
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
            same, stays = old[here] == new[index], here in staying
            kind: RowKind = ("unchanged" if same else "changed") if stays else "moved" if same else "moved_changed"
            yield Row(kind, before[here], article)
        yield from (Row("removed", gone, None) for gone in removed.get(index, ()))
