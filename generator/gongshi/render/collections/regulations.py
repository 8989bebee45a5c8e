"""regulations 法规: the way of a law, and its text."""

from __future__ import annotations

from gongshi.derive.facts import Facts, RegulationFacts
from gongshi.derive.law_text import Block, LawText
from gongshi.derive.law_text import Heading as LawHeading
from gongshi.records.corpus import Entry
from gongshi.records.fields import Day
from gongshi.records.opinions import Consultation
from gongshi.records.regulations import Regulation
from gongshi.render.page import Heading
from gongshi.render.view import Column, RecordView, Row, View, facets
from gongshi.render.words import Badge, Words

_TONES = {
    "in_force": "good",
    "amended": "good",
    "not_yet_in_force": "wait",
    "repealed": "bad",
    "adopted": "plain",
}


def _day(entry: Entry) -> Day | None:
    record = entry.record
    assert isinstance(record, Regulation)
    return max((stage.date for stage in record.stages), default=record.published)


def _badges(entry: Entry, facts: Facts) -> tuple[Badge, ...]:
    state = _facts(entry, facts).force.state
    return (Badge(f"force.{state}", _TONES.get(state, "plain")),)


def _row(entry: Entry, facts: Facts, words: Words) -> Row:
    record = entry.record
    assert isinstance(record, Regulation)
    force = _facts(entry, facts).force
    (badge,) = _badges(entry, facts)
    return Row(
        (record.kind, _day(entry), force.since, badge),
        facets(words, state=badge, kind=("regulation_kind", record.kind), year=_day(entry)),
    )


def _record(entry: Entry, facts: Facts, words: Words) -> RecordView:
    record, derived = entry.record, _facts(entry, facts)
    assert isinstance(record, Regulation)
    law = derived.texts.get(derived.shown.version) if derived.shown else None
    return RecordView(
        {
            "d": derived,
            "law": law,
            "nodes": _nodes(law) if law else [],
            "touched": opinions_by_article(entry, facts, derived),
        },
        _contents(law) if law else (),
        _legislation(entry, record, derived, words),
    )


def opinions_by_article(
    entry: Entry, facts: Facts, derived: RegulationFacts
) -> dict[str, list[tuple[Entry, str, str]]]:
    """For each article (anchor) of the shown text, the opinions adopted in it: consultation, opinion id, outcome."""
    if derived.shown is None or derived.shown.version not in derived.texts:
        return {}
    law = derived.texts[derived.shown.version]
    touched: dict[str, list[tuple[Entry, str, str]]] = {}
    for consultation, record in facts.corpus.of("opinions", Consultation):
        if record.regulation is None or record.regulation.id != entry.id:
            continue
        for opinion in record.opinions:
            response = opinion.response
            if response is None or response.adopted_in is None:
                continue
            article = law.find(response.adopted_in.article)
            if article is not None and response.adopted_in.version == derived.shown.version:
                touched.setdefault(article.anchor, []).append((consultation, opinion.id, response.status))
    return touched


_LEFT_OUT = {"title", "contents", "comment"}
"""Kinds of line that the page says in its own way, or that are not part of the law."""


def _nodes(law: LawText) -> list[tuple[str, object]]:
    """The text's pieces in their order, each with its kind."""
    return [
        (type(node).__name__.lower(), node)
        for node in law.blocks
        if not (isinstance(node, Block) and node.kind in _LEFT_OUT)
    ]


def _contents(law: LawText) -> tuple[Heading, ...]:
    chapters: list[tuple[LawHeading, list[Heading]]] = []
    for heading in law.headings:
        if heading.level == "section" and chapters:
            chapters[-1][1].append(Heading(heading.anchor, f"{heading.label} {heading.title}"))
        else:
            chapters.append((heading, []))
    return tuple(
        Heading(chapter.anchor, f"{chapter.label} {chapter.title}", tuple(inner)) for chapter, inner in chapters
    )


def _legislation(entry: Entry, record: Regulation, derived: RegulationFacts, words: Words) -> dict[str, object] | None:
    """schema.org/Legislation. Nothing invented is offered to machines under a law's type."""
    if record.illustrative:
        return None
    force = {
        "in_force": "InForce",
        "amended": "InForce",
        "repealed": "NotInForce",
        "not_yet_in_force": "NotInForce",
    }
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "name": words.plain(record.title),
        "inLanguage": "zh-Hans",
        "legislationType": record.kind,
    }
    if record.number:
        data["legislationIdentifier"] = record.number
    if record.passed_by:
        data["legislationPassedBy"] = {
            "@type": "Organization",
            "name": words.name(record.passed_by).striptags(),
        }
    if derived.force.state in force:
        data["legislationLegalForce"] = f"https://schema.org/{force[derived.force.state]}"
    if derived.force.since:
        data["temporalCoverage"] = f"{derived.force.since}/{derived.force.until or '..'}"
    return data


def _facts(entry: Entry, facts: Facts) -> RegulationFacts:
    derived = facts.derived[entry.key]
    assert isinstance(derived, RegulationFacts)
    return derived


VIEW = View(
    "regulations",
    (Column("kind"), Column("last_step", "date"), Column("in_force_since", "date"), Column("state")),
    _day, _badges, _row, _record,
)  # fmt: skip
