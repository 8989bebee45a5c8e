"""What became of the opinions of one consultation: in numbers, and where each one stands."""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gongshi.derive.law.tree import Article, LawText, article_anchor
from gongshi.records.opinions import OUTCOMES, Consultation, Opinion, Reported
from gongshi.records.scalars import Count


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts by outcome and by who gave the opinion.

    ``basis`` says where they come from: ``items`` (counted from the published opinions) or
    ``reported`` (as the office published them). What was not published is absent, never zero.
    """

    basis: str
    collected: Count | None
    by_outcome: Mapping[str, Count]
    by_source: Mapping[str, Count]

    @property
    def adopted_share(self) -> Fraction | None:
        """Adopted of all collected; None where either is unknown or a bound."""
        return self._share(("adopted",))

    @property
    def taken_up_share(self) -> Fraction | None:
        """Adopted and partly adopted of all collected; None where one of them is unknown or a bound."""
        return self._share(("adopted", "partly_adopted"))

    def _share(self, outcomes: tuple[str, ...]) -> Fraction | None:
        parts = [self.by_outcome[outcome] for outcome in outcomes if outcome in self.by_outcome]
        if not parts or self.collected is None or self.collected.number == 0:
            return None
        if any(count.at_least for count in (*parts, self.collected)):
            return None
        return Fraction(sum(part.number for part in parts), self.collected.number)


def totals(consultation: Consultation) -> Totals:
    """Counted from the items where there are any, else as reported."""
    if consultation.opinions:
        return _from_items(consultation)
    reported = consultation.reported or Reported()
    outcomes: dict[str, Count | None] = {name: getattr(reported, name) for name in OUTCOMES}
    sources = dict(reported.by_source) if reported.by_source else {}
    return Totals("reported", reported.collected, _published(outcomes), _published(sources))


def _from_items(consultation: Consultation) -> Totals:
    items = consultation.opinions
    outcomes = Counter(item.response.status if item.response else "pending" for item in items)
    sources = Counter(item.giver.kind for item in items if item.giver)
    by_outcome: dict[str, Count] = {name: Count(outcomes[name]) for name in OUTCOMES}
    return Totals("items", Count(len(items)), by_outcome, {name: Count(n) for name, n in sorted(sources.items())})


def _published(counts: Mapping[str, Count | None]) -> dict[str, Count]:
    return {name: count for name, count in counts.items() if count is not None}


GENERAL = "general"
"""The group of the opinions on the whole draft."""

SPLIT_OVER = 200_000
"""Bytes of a page above which a consultation's opinions are split by article."""

FRAME_OF_AN_OPINION = 700
"""Bytes of HTML around the words of one opinion, about."""


@dataclass(frozen=True, slots=True)
class OpinionGroup:
    """Opinions that stand together: those on one ``article`` of the draft, or on the whole ("").

    ``anchor`` names the group (``art-12``, ``general``) and is the same from build to build; ``path`` is
    where its page stands below the consultation's, empty where all stand on that page itself.
    """

    article: str
    anchor: str
    path: str
    opinions: tuple[Opinion, ...]


def opinion_groups(consultation: Consultation, draft: LawText | None) -> tuple[OpinionGroup, ...]:
    """All opinions by article in the draft's order, those on the whole last; split where one page would be too long.

    第二条, art-2 and 第二条第一款 are one article. Its page is never divided, since an opinion's address is permanent.
    """
    by_anchor: dict[str, list[Opinion]] = {}
    for opinion in consultation.opinions:
        by_anchor.setdefault(_group_anchor(opinion.article), []).append(opinion)
    split = is_split(consultation)
    found = {anchor: draft.find(anchor) if draft else None for anchor in by_anchor}
    ordered = sorted(by_anchor, key=lambda anchor: (anchor == GENERAL, _position(anchor, found[anchor])))
    return tuple(
        OpinionGroup(
            _group_name(anchor, found[anchor], by_anchor[anchor]),
            anchor,
            f"{anchor}/" if split else "",
            tuple(by_anchor[anchor]),
        )
        for anchor in ordered
    )


def is_split(consultation: Consultation) -> bool:
    """Whether the opinions stand on several pages, since one would be too long."""
    return sum(map(_bytes, consultation.opinions)) > SPLIT_OVER


def opinion_places(groups: Iterable[OpinionGroup]) -> dict[str, str]:
    """For each opinion id, its address below the consultation's page: ``#o7``, or ``art-12/#o7`` where it is split."""
    return {opinion.id: f"{group.path}#{opinion.id}" for group in groups for opinion in group.opinions}


def _group_anchor(article: str | None) -> str:
    """The article's anchor by its name alone; for a name that is none, one made from its letters."""
    if article is None:
        return GENERAL
    return article_anchor(article) or f"on-{hashlib.sha256(article.encode()).hexdigest()[:8]}"


def _group_name(anchor: str, article: Article | None, opinions: Sequence[Opinion]) -> str:
    """The article's label in the draft, else the shortest way in which the opinions name it."""
    if anchor == GENERAL:
        return ""
    if article is not None:
        return article.label
    return min((opinion.article or "" for opinion in opinions), key=lambda name: (len(name), name))


def _position(anchor: str, article: Article | None) -> tuple[int, ...]:
    """The line in the draft; without one, the numbers in the anchor; names of no article come last."""
    if article is not None:
        return (article.line,)
    return tuple(int(part) for part in anchor.split("-") if part.isdigit()) or (sys.maxsize,)


def _bytes(opinion: Opinion) -> int:
    texts = [opinion.text, opinion.response.reason if opinion.response else None]
    words = "".join(words for text in texts if text for _, words in text.languages())
    return FRAME_OF_AN_OPINION + len(words.encode())
