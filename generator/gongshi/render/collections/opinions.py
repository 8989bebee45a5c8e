"""opinions 意见征集与采纳: what became of each opinion."""

from __future__ import annotations

from gongshi.derive.consultation import OpinionGroup
from gongshi.derive.facts import Facts, OpinionFacts
from gongshi.records.corpus import Entry
from gongshi.records.opinions import OUTCOMES, Consultation
from gongshi.records.scalars import Count, Day
from gongshi.render.law_pages import changed_words
from gongshi.render.page import Heading
from gongshi.render.view import Column, FurtherPage, RecordView, Row, View, contents, facets
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
    record, numbers = _consultation(entry), _facts(entry, facts).totals
    (badge,) = _badges(entry, facts)
    adopted = numbers.by_outcome.get("adopted")
    return Row(
        (record.opened, words.count(numbers.collected), words.count(adopted), badge),
        facets(words, state=badge, year=record.opened),
    )


def _record(entry: Entry, facts: Facts, words: Words) -> RecordView:
    record, derived = _consultation(entry), _facts(entry, facts)
    variables = {
        "d": derived.totals,
        "tones": OUTCOME_TONES,
        "changed_words": changed_words(record, facts),
        "regulation": facts.corpus.find(record.regulation) if record.regulation else None,
        "outcomes": OUTCOMES,
        "sources": sorted({opinion.giver.kind for opinion in record.opinions if opinion.giver}),
    }
    whole = [group for group in derived.groups if not group.path]
    parts = [group for group in derived.groups if group.path]
    return RecordView(
        {**variables, "groups": whole, "parts": parts},
        contents(words, ("totals", "opinions.totals", True)) + (_items(whole, words) if whole else ()),
        further=tuple(_part(group, variables, words.plain(record.title), words) for group in parts),
    )


def _items(groups: list[OpinionGroup], words: Words) -> tuple[Heading, ...]:
    articles = [Heading(group.anchor, _name(group, words)) for group in groups]
    return (Heading("items", words.t("opinions.items"), tuple(articles)),)


def _part(group: OpinionGroup, variables: dict[str, object], title: str, words: Words) -> FurtherPage:
    """A page of a split consultation: the opinions of one group."""
    given = {**variables, "groups": [group], "group": group}
    return FurtherPage(group.path, "opinions_part.html", f"{title} - {_name(group, words)}", given)


def _name(group: OpinionGroup, words: Words) -> str:
    return words.typed(group.article) if group.article else words.t("opinions.general")


def _consultation(entry: Entry) -> Consultation:
    assert isinstance(entry.record, Consultation)
    return entry.record


def _facts(entry: Entry, facts: Facts) -> OpinionFacts:
    derived = facts.derived[entry.key]
    assert isinstance(derived, OpinionFacts)
    return derived


def _counted(entry: Entry, facts: Facts) -> Count | None:
    """How many opinions were collected."""
    return _facts(entry, facts).totals.collected


VIEW = View(
    "opinions",
    (Column("opened", "date"), Column("collected", "number"), Column("adopted", "number"), Column("state")),
    _day, _badges, _row, _record, counted=_counted,
)  # fmt: skip
