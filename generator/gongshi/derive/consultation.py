"""What became of the opinions of one consultation: in numbers, and where each one stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gongshi.derive.law.text import LawText
from gongshi.records.fields import Count
from gongshi.records.opinions import OUTCOMES, Consultation, Opinion, Reported


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
        """Adopted and partly adopted of all collected; None where either is unknown or a bound."""
        parts = [self.by_outcome.get(outcome) for outcome in ("adopted", "partly_adopted")]
        known = [part for part in parts if part is not None]
        exact = self.collected is not None and not any(c.at_least for c in (*known, self.collected))
        if not known or self.collected is None or not exact or self.collected.number == 0:
            return None
        return Fraction(sum(part.number for part in known), self.collected.number)


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


SPLIT_OVER = 200_000
"""Bytes of a page above which a consultation's opinions are split by article."""

FRAME_OF_AN_OPINION = 700
"""Bytes of HTML around the words of one opinion, about."""

PER_PAGE = 250
"""Opinions on one page of a split consultation."""


@dataclass(frozen=True, slots=True)
class OpinionGroup:
    """Opinions that stand together: those on one ``article`` of the draft as typed, or on the whole ("").

    ``anchor`` names the group (``art-12``, ``general``); ``path`` is where its page stands below the
    consultation's, empty where all stand on that page itself. A long group has several pages.
    """

    article: str
    anchor: str
    path: str
    page: int
    opinions: tuple[Opinion, ...]


def opinion_groups(consultation: Consultation, draft: LawText | None) -> tuple[OpinionGroup, ...]:
    """All opinions by article in the draft's order, those on the whole last; split where one page would be too long."""
    by_article: dict[str, list[Opinion]] = {}
    for opinion in consultation.opinions:
        by_article.setdefault(opinion.article or "", []).append(opinion)
    found = {article: draft.find(article) if draft and article else None for article in by_article}
    lines = {article: law.line for article, law in found.items() if law}
    ordered = sorted(by_article, key=lambda article: (article == "", lines.get(article, 0)))
    split = sum(_bytes(opinion) for opinion in consultation.opinions) > SPLIT_OVER
    groups: list[OpinionGroup] = []
    for index, article in enumerate(ordered, 1):
        law = found[article]
        anchor = "general" if not article else law.anchor if law else f"on-{index}"
        groups += _pages(article, anchor, by_article[article], split)
    return tuple(groups)


def opinion_places(groups: Iterable[OpinionGroup]) -> dict[str, str]:
    """For each opinion id, its address below the consultation's page: ``#o7``, or ``art-12/#o7`` where it is split."""
    return {opinion.id: f"{group.path}#{opinion.id}" for group in groups for opinion in group.opinions}


def _pages(article: str, anchor: str, opinions: Sequence[Opinion], split: bool) -> list[OpinionGroup]:
    if not split:
        return [OpinionGroup(article, anchor, "", 1, tuple(opinions))]
    parts = [tuple(opinions[at : at + PER_PAGE]) for at in range(0, len(opinions), PER_PAGE)]
    return [
        OpinionGroup(article, anchor, f"{anchor}/" if page == 1 else f"{anchor}/{page}/", page, part)
        for page, part in enumerate(parts, 1)
    ]


def _bytes(opinion: Opinion) -> int:
    texts = [opinion.text, opinion.response.reason if opinion.response else None]
    words = "".join(words for text in texts if text for _, words in text.languages())
    return FRAME_OF_AN_OPINION + len(words.encode())
