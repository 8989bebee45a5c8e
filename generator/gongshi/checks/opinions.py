"""Consultations: totals that add up, reasons that are given, articles that are named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from gongshi.derive.law.force import enacted
from gongshi.findings import Finding
from gongshi.records.corpus import Corpus
from gongshi.records.opinions import OUTCOMES, BySource, Consultation, Reported
from gongshi.records.regulations import Regulation
from gongshi.records.scalars import Count
from gongshi.source import Place, Route

_NEEDS_REASON = ("partly_adopted", "merged", "not_adopted")


def reported_parts(corpus: Corpus) -> Iterator[Finding]:
    """GS401: outcomes that cannot add up to what was collected.

    What was not published can be any number, and "at least 20" any from 20: only sums that no such
    numbers could make right are findings.
    """
    for entry, consultation in corpus.of("opinions", Consultation):
        reported = consultation.reported
        if reported is None or reported.collected is None:
            continue
        counts = [getattr(reported, name) for name in OUTCOMES]
        if not _can_add_up(counts, reported.collected):
            facts = _sum_facts(counts, reported.collected)
            yield Finding("GS401", Place(entry.file, ("reported", "collected")), facts)


def by_source_sum(corpus: Corpus) -> Iterator[Finding]:
    """GS407: numbers by source that cannot add up to what was collected."""
    for entry, consultation in corpus.of("opinions", Consultation):
        reported = consultation.reported
        if reported is None or reported.collected is None or reported.by_source is None:
            continue
        counts = [getattr(reported.by_source, name) for name in BySource.model_fields]
        if not _can_add_up(counts, reported.collected):
            facts = _sum_facts(counts, reported.collected)
            yield Finding("GS407", Place(entry.file, ("reported", "by_source")), facts)


def items_against_reported(corpus: Corpus) -> Iterator[Finding]:
    """GS402: published totals that the published opinions contradict.

    The opinions count as complete where an exact ``collected`` stands beside them: then every total must
    equal the count. Without it they may be a selection, which only must not exceed an exact total.
    """
    for entry, consultation in corpus.of("opinions", Consultation):
        reported, items = consultation.reported, consultation.opinions
        if reported is None or not items:
            continue
        collected = reported.collected
        complete = collected is not None and not collected.at_least
        if collected is not None and complete and collected.number != len(items):
            yield _differs(entry.file, ("reported", "collected"), collected, len(items))
            continue
        outcomes = [item.response.status if item.response is not None else "pending" for item in items]
        yield from _against_items(entry.file, ("reported",), reported, outcomes, complete)
        if reported.by_source is not None:
            sources = [item.giver.kind for item in items if item.giver is not None]
            all_known = complete and len(sources) == len(items)
            yield from _against_items(entry.file, ("reported", "by_source"), reported.by_source, sources, all_known)


def reason_missing(corpus: Corpus) -> Iterator[Finding]:
    """GS403: an opinion that was not taken up, or not as it stood, and no word why."""
    for entry, consultation in corpus.of("opinions", Consultation):
        for index, opinion in enumerate(consultation.opinions):
            response = opinion.response
            if response is not None and response.status in _NEEDS_REASON and response.reason is None:
                place = Place(entry.file, ("opinions", index, "response", "status"))
                yield Finding("GS403", place, {"id": opinion.id, "status": response.status})


def adopted_in_missing(corpus: Corpus) -> Iterator[Finding]:
    """GS404: an adopted opinion that names no article, though draft and law are both there to compare."""
    for entry, consultation in corpus.of("opinions", Consultation):
        if not _both_texts(corpus, consultation):
            continue
        for index, opinion in enumerate(consultation.opinions):
            response = opinion.response
            if response is not None and response.status == "adopted" and response.adopted_in is None:
                place = Place(entry.file, ("opinions", index, "response", "status"))
                yield Finding("GS404", place, {"id": opinion.id})


def version_missing(corpus: Corpus) -> Iterator[Finding]:
    """GS408: opinions were adopted and both texts exist, but the consultation does not say on which draft it was held.

    Without it nobody can see which words an opinion changed, or check that it changed any.
    """
    for entry, consultation in corpus.of("opinions", Consultation):
        target = corpus.find(consultation.regulation) if consultation.regulation is not None else None
        if consultation.version is not None or target is None or not isinstance(target.record, Regulation):
            continue
        drafts = [one.version for one in target.record.versions if one.status == "draft"]
        known = [draft for draft in drafts if (target.key, draft) in corpus.law_texts]
        adopted = any(one.response is not None and one.response.status in _TAKEN_UP for one in consultation.opinions)
        laws = any((target.key, law.version) in corpus.law_texts for law in enacted(target.record))
        if known and laws and adopted:
            yield Finding("GS408", Place(entry.file, ("regulation",)), {"drafts": ", ".join(known), "key": target.key})


_TAKEN_UP = ("adopted", "partly_adopted")


def _both_texts(corpus: Corpus, consultation: Consultation) -> bool:
    """Whether the text that opinions were asked on and a text that became law are both in the records."""
    target = corpus.find(consultation.regulation) if consultation.regulation is not None else None
    if target is None or not isinstance(target.record, Regulation) or consultation.version is None:
        return False
    laws = [version.version for version in enacted(target.record)]
    return (target.key, consultation.version) in corpus.law_texts and any(
        (target.key, law) in corpus.law_texts for law in laws
    )


def _can_add_up(counts: Sequence[Count | None], total: Count) -> bool:
    """Whether some numbers that the published counts allow have a sum that ``total`` allows."""
    least = sum(count.number for count in counts if count is not None)
    open_ended = any(count is None or count.at_least for count in counts)
    return (total.at_least or least <= total.number) and (open_ended or least >= total.number)


def _sum_facts(counts: Sequence[Count | None], total: Count) -> dict[str, str]:
    published = [count for count in counts if count is not None]
    lower = any(count.at_least for count in published)
    return {
        "parts": " + ".join(_shown(count) for count in published),
        "sum": _shown(Count(sum(count.number for count in published), at_least=lower)),
        "collected": _shown(total),
    }


def _against_items(
    file: str, route: Route, published: Reported | BySource, kinds: Sequence[str], complete: bool
) -> Iterator[Finding]:
    """Each published total against the number of opinions of its kind."""
    counted = Counter(kinds)
    for name, count in published:
        if name not in ("collected", "by_source") and count is not None:
            below = counted[name] < count.number
            above = counted[name] > count.number and not count.at_least
            if above or (below and complete):
                yield _differs(file, (*route, name), count, counted[name])


def _differs(file: str, route: Route, count: Count, counted: int) -> Finding:
    facts = {"field": str(route[-1]), "reported": _shown(count), "counted": str(counted)}
    return Finding("GS402", Place(file, route), facts)


def _shown(count: Count) -> str:
    return f"≥{count.number}" if count.at_least else str(count.number)
