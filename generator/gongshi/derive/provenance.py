"""From an opinion to the words that it changed, and from an article to the opinions that touched it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise

from gongshi.derive.law.texts import LawTexts
from gongshi.records.corpus import Corpus, Entry
from gongshi.records.opinions import AdoptedIn, Consultation, Opinion, Outcome
from gongshi.records.regulations import Regulation

ALL_PAIRS_UP_TO = 5
"""Up to so many versions every pair is compared; beyond, consecutive ones and those that opinions need."""


@dataclass(frozen=True, slots=True)
class Touch:
    """An opinion that touched an article: it was about it, or was ``adopted`` in it (wholly or partly).

    ``draft`` is the version that the opinion was given on.
    """

    consultation: Entry
    opinion: Opinion
    status: Outcome
    adopted: bool
    draft: str | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """Opinions on a regulation by who gave them and what became of them, counted from the published items."""

    by_source: Mapping[str, Mapping[str, int]]
    by_outcome: Mapping[str, int]
    collected: int


def consultations_on(entry: Entry, linked: Iterable[Entry]) -> tuple[Entry, ...]:
    """The consultations on a regulation, among the records that are ``linked`` with it, by the day that they opened."""
    found = [
        (other.record.opened, other.id, other)
        for other in linked
        if isinstance(other.record, Consultation)
        and other.record.regulation is not None
        and other.record.regulation.id == entry.id
    ]
    return tuple(other for _, _, other in sorted(found, key=lambda one: one[:2]))


def touches(key: str, version: str, consultations: Iterable[Entry], texts: LawTexts) -> dict[str, tuple[Touch, ...]]:
    """For each article (anchor) of a version, the opinions that touched it.

    An opinion given on a draft is followed to the article that the draft's article became.
    """
    law = texts.parsed(key, version)
    if law is None:
        return {}

    @cache  # of many opinions on one article
    def became(draft: str | None, article: str | None) -> str | None:
        return _became(key, draft, article, version, texts)

    found: dict[str, list[Touch]] = {}
    for consultation in consultations:
        record = consultation.record
        assert isinstance(record, Consultation)
        for opinion in record.opinions:
            status, adopted_in = _outcome(opinion)
            if adopted_in is not None and adopted_in.version == version:
                article = law.find(adopted_in.article)
                adopted, anchor = True, article.anchor if article else None
            else:
                adopted, anchor = False, became(record.version, opinion.article)
            if anchor is not None:
                touch = Touch(consultation, opinion, status, adopted, record.version)
                found.setdefault(anchor, []).append(touch)
    return {anchor: tuple(some) for anchor, some in found.items()}


def _outcome(opinion: Opinion) -> tuple[Outcome, AdoptedIn | None]:
    response = opinion.response
    return (response.status, response.adopted_in) if response else ("pending", None)


def _became(key: str, draft: str | None, article: str | None, version: str, texts: LawTexts) -> str | None:
    """The anchor, in ``version``, of what an article of a draft became; None where it was dropped or is unknown."""
    law = texts.parsed(key, draft) if draft is not None else None
    given = law.find(article) if law is not None and article is not None else None
    if given is None or draft is None:
        return None
    if draft == version:
        return given.anchor
    comparison = texts.compared(key, draft, version)
    row = comparison.row_for_old(given.anchor) if comparison else None
    return row.new.anchor if row and row.new else None


def compared_pairs(
    regulation: Regulation, key: str, corpus: Corpus, consultations: Iterable[Entry]
) -> tuple[tuple[str, str], ...]:
    """The pairs of versions (older first) that are worth a page of their own."""
    names = [version.version for version in regulation.versions if (key, version.version) in corpus.law_texts]
    pairs = list(combinations(names, 2)) if len(names) <= ALL_PAIRS_UP_TO else list(pairwise(names))
    for entry in sorted(consultations, key=lambda one: one.id):
        consultation = entry.record
        if not isinstance(consultation, Consultation) or consultation.version is None:
            continue
        for opinion in consultation.opinions:
            adopted_in = opinion.response.adopted_in if opinion.response else None
            pair = (consultation.version, adopted_in.version) if adopted_in else None
            if pair is not None and pair not in pairs and set(pair) <= set(names) and pair[0] != pair[1]:
                pairs.append(pair)
    return tuple(pairs)


def funnel(consultations: Sequence[Entry]) -> Funnel | None:
    """The numbers over all published items; None where no opinion was published one by one."""
    by_source: dict[str, Counter[str]] = {}
    for entry in consultations:
        assert isinstance(entry.record, Consultation)
        for opinion in entry.record.opinions:
            source = opinion.giver.kind if opinion.giver else "unknown"
            status = opinion.response.status if opinion.response else "pending"
            by_source.setdefault(source, Counter())[status] += 1
    if not by_source:
        return None
    total: Counter[str] = sum(by_source.values(), Counter())
    return Funnel({name: dict(counts) for name, counts in sorted(by_source.items())}, dict(total), total.total())
