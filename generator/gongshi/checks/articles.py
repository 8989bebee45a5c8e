"""Parts that records name exist, and the article that an opinion is said to have changed did change."""

from __future__ import annotations

from collections.abc import Iterator

from gongshi.checks.gathered import Gathered
from gongshi.checks.references import part_names
from gongshi.derive.law.texts import LawTexts
from gongshi.findings import Finding
from gongshi.records.corpus import Corpus
from gongshi.records.opinions import AdoptedIn, Consultation
from gongshi.records.references import Reference
from gongshi.records.regulations import Regulation
from gongshi.records.supervision import Supervision
from gongshi.source import Place, Route


def unknown_part(gathered: Gathered) -> Iterator[Finding]:
    """GS302: a reference to a part that its record does not have.

    A regulation's parts are those of its texts; one whose text is not in the records is not checked.
    """

    def is_unknown(reference: Reference) -> bool:
        target = gathered.corpus.find(reference) if reference.part is not None else None
        if reference.part is None or target is None:
            return False
        record = target.record
        if isinstance(record, Regulation):
            return not _has_part(gathered.texts, target.key, record, reference.part)
        return reference.part not in part_names(record)

    for document, route, reference in gathered.where(Reference, is_unknown):
        facts = {"part": reference.part or "", "key": f"{reference.collection}/{reference.id}"}
        yield Finding("GS302", Place(document.file, route), facts)


def articles(corpus: Corpus, texts: LawTexts) -> Iterator[Finding]:
    """GS303: an article that the named text does not have. GS405: one whose wording did not change.

    One rule for both, so that each text is parsed and each pair compared once.
    """
    for entry, consultation in corpus.of("opinions", Consultation):
        if consultation.regulation is None:
            continue
        key = f"{consultation.regulation.collection}/{consultation.regulation.id}"
        for index, opinion in enumerate(consultation.opinions):
            at: Route = ("opinions", index)
            if opinion.article is not None and consultation.version is not None:
                place = Place(entry.file, (*at, "article"))
                yield from _unknown_article(texts, key, consultation.version, opinion.article, place)
            adopted_in = opinion.response.adopted_in if opinion.response is not None else None
            if adopted_in is not None:
                place = Place(entry.file, (*at, "response", "adopted_in", "article"))
                yield from _unknown_article(texts, key, adopted_in.version, adopted_in.article, place)
                yield from _unchanged(texts, key, consultation.version, adopted_in, place)


def found_articles(corpus: Corpus, texts: LawTexts) -> Iterator[Finding]:
    """GS303: an article, named in what a supervision found, that no text of its regulation has."""
    for entry, supervision in corpus.of("supervision", Supervision):
        regulation = corpus.find(supervision.regulation) if supervision.regulation else None
        for index, found in enumerate(supervision.findings):
            for number, article in enumerate(found.articles):
                if not isinstance(article, str):
                    continue
                place = Place(entry.file, ("findings", index, "articles", number))
                if regulation is None or not isinstance(regulation.record, Regulation):
                    yield Finding("GS209", place, {"value": article})
                elif not _has_part(texts, regulation.key, regulation.record, article):
                    yield Finding(
                        "GS303",
                        place,
                        {
                            "article": article,
                            "version": ", ".join(one.version for one in regulation.record.versions),
                            "key": regulation.key,
                        },
                    )


def _unknown_article(texts: LawTexts, key: str, version: str, article: str, place: Place) -> Iterator[Finding]:
    text = texts.parsed(key, version)
    if text is not None and text.find(article) is None:
        yield Finding("GS303", place, {"article": article, "version": version, "key": key})


def _unchanged(texts: LawTexts, key: str, draft: str | None, adopted_in: AdoptedIn, place: Place) -> Iterator[Finding]:
    text = texts.parsed(key, adopted_in.version)
    article = text.find(adopted_in.article) if text is not None else None
    comparison = texts.compared(key, draft, adopted_in.version) if draft is not None else None
    if article is None or comparison is None or comparison.row_for_new(article.anchor) is None:
        return  # points 一、 of a text that has articles too are not compared
    if not comparison.changed(article.anchor):
        facts = {"article": adopted_in.article, "version": adopted_in.version, "draft": draft or ""}
        yield Finding("GS405", place, facts)


def _has_part(texts: LawTexts, key: str, regulation: Regulation, part: str) -> bool:
    """Whether a text of the regulation has that anchor (``art-12``, ``chap-3``), or no text is known."""
    found = [texts.has(key, version.version, part) for version in regulation.versions]
    return any(found) or not any(has is not None for has in found)
