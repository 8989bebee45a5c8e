"""regulations 法规: the way of a law, and its text."""

from __future__ import annotations

from gongshi.derive.facts import Facts, RegulationFacts
from gongshi.records.corpus import Entry
from gongshi.records.opinions import OUTCOMES
from gongshi.records.regulations import Regulation
from gongshi.records.scalars import Day
from gongshi.render.law_pages import (
    comparison_links,
    comparison_pages,
    funnel_rows,
    law_headings,
    law_variables,
    regulation_facts,
    rendered_once,
    version_links,
    version_pages,
)
from gongshi.render.view import Column, RecordView, Row, View, contents, facets
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
    state = regulation_facts(entry, facts).force.state
    return (Badge(f"force.{state}", _TONES.get(state, "plain")),)


def _row(entry: Entry, facts: Facts, words: Words) -> Row:
    record = entry.record
    assert isinstance(record, Regulation)
    force = regulation_facts(entry, facts).force
    (badge,) = _badges(entry, facts)
    return Row(
        (words.typed(words.word("regulation_kind", record.kind)), _day(entry), force.since, badge),
        facets(words, state=badge, kind=("regulation_kind", record.kind), year=_day(entry)),
    )


def _record(entry: Entry, facts: Facts, words: Words) -> RecordView:
    record, derived, heard = entry.record, regulation_facts(entry, facts), facts.heard[entry.key]
    assert isinstance(record, Regulation)
    shown = derived.shown.version if derived.shown else None
    law, once = derived.shown_text, rendered_once()  # what names an opinion on the pages of its texts
    variables = {
        "d": derived,
        "law": law,
        "version": None,
        "versions": version_links(record, derived, facts.today, words),
        "comparisons": comparison_links(record, heard, words),
        "heard": heard,
        "funnel": funnel_rows(heard.funnel),
        "outcomes": OUTCOMES,
        **(law_variables(entry, shown, derived, words) if law and shown else {}),
        "quoted": True,
    }
    return RecordView(
        variables,
        contents(
            words,
            ("stages", "regulations.stages", record.stages),
            ("versions", "regulations.versions", record.versions),
            ("opinions", "regulations.opinions", heard.funnel),
            ("text", "regulations.text", law),
        )
        + (law_headings(law) if law else ()),
        _legislation(entry, record, derived, words),
        (*version_pages(entry, record, facts, words, once), *comparison_pages(entry, record, facts, words, once)),
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


VIEW = View(
    "regulations",
    (Column("kind"), Column("last_step", "date"), Column("in_force_since", "date"), Column("state")),
    _day, _badges, _row, _record,
    scripts=("gongshi-law.js",),
)  # fmt: skip
