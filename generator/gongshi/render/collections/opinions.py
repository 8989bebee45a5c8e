"""opinions 意见征集与采纳: what became of each opinion."""

from __future__ import annotations

from gongshi.derive.consultation import Totals
from gongshi.derive.facts import Facts, OpinionFacts, RegulationFacts
from gongshi.derive.law_text import LawText
from gongshi.records.corpus import Entry
from gongshi.records.fields import Day
from gongshi.records.opinions import Consultation, Opinion
from gongshi.render.page import Heading
from gongshi.render.view import Column, RecordView, Row, View, facets
from gongshi.render.words import Badge, Words

OUTCOME_TONES = {
    "adopted": "good",
    "partly_adopted": "good",
    "merged": "plain",
    "not_adopted": "bad",
    "pending": "wait",
}


def _day(entry: Entry) -> Day | None:
    return _consultation(entry).opened


def _badges(entry: Entry, facts: Facts) -> tuple[Badge, ...]:
    record, today = _consultation(entry), facts.today
    if record.opened.first > today:
        return (Badge("consultation.not_yet_open", "wait"),)
    if record.closed is None:
        return (Badge("consultation.closing_unknown"),)
    if record.closed.last >= today:
        return (Badge("consultation.open", "good"),)
    return (Badge("consultation.closed"),)


def _row(entry: Entry, facts: Facts, words: Words) -> Row:
    record, numbers = _consultation(entry), _totals(entry, facts)
    (badge,) = _badges(entry, facts)
    adopted = numbers.by_outcome.get("adopted")
    return Row(
        (record.opened, words.count(numbers.collected), words.count(adopted), badge),
        facets(words, state=badge, year=record.opened),
    )


def _record(entry: Entry, facts: Facts, words: Words) -> RecordView:
    record = _consultation(entry)
    groups = _by_article(record, _draft(record, facts))
    return RecordView(
        {
            "d": _totals(entry, facts),
            "groups": groups,
            "tones": OUTCOME_TONES,
            "article_links": _article_links(record, facts),
        },
        tuple(Heading(anchor, label or words.t("opinions.general")) for anchor, label, _ in groups),
    )


def _by_article(record: Consultation, draft: LawText | None) -> list[tuple[str, str, list[Opinion]]]:
    """Anchor, article as typed, and its opinions, in the draft's order; what is about the whole comes last."""
    groups: dict[str, list[Opinion]] = {}
    for opinion in record.opinions:
        groups.setdefault(opinion.article or "", []).append(opinion)
    lines = {article: found.line for article in groups if draft and (found := draft.find(article))}
    ordered = sorted(groups.items(), key=lambda group: (group[0] == "", lines.get(group[0], 0)))
    return [(f"on-{index}", article, some) for index, (article, some) in enumerate(ordered, 1)]


def _draft(record: Consultation, facts: Facts) -> LawText | None:
    """The text that the consultation was held on, where it was published."""
    derived = facts.derived.get(str(record.regulation)) if record.regulation else None
    if not isinstance(derived, RegulationFacts) or record.version is None:
        return None
    return derived.texts.get(record.version)


def _article_links(record: Consultation, facts: Facts) -> dict[str, str]:
    """For each opinion id, the part of the regulation's page that shows the article it changed, where it is shown."""
    regulation = facts.corpus.find(record.regulation) if record.regulation else None
    derived = facts.derived.get(regulation.key) if regulation else None
    if not isinstance(derived, RegulationFacts) or derived.shown is None:
        return {}
    law = derived.texts.get(derived.shown.version)
    found = {}
    for opinion in record.opinions:
        adopted_in = opinion.response.adopted_in if opinion.response else None
        if law is None or adopted_in is None or adopted_in.version != derived.shown.version:
            continue
        article = law.find(adopted_in.article)
        if article is not None:
            found[opinion.id] = article.anchor
    return found


def _consultation(entry: Entry) -> Consultation:
    assert isinstance(entry.record, Consultation)
    return entry.record


def _totals(entry: Entry, facts: Facts) -> Totals:
    derived = facts.derived[entry.key]
    assert isinstance(derived, OpinionFacts)
    return derived.totals


VIEW = View(
    "opinions",
    (Column("opened", "date"), Column("collected", "number"), Column("adopted", "number"), Column("state")),
    _day, _badges, _row, _record,
)  # fmt: skip
