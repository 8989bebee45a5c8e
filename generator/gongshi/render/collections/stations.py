"""stations 代表家站点: where citizens meet deputies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gongshi.derive.facts import Facts
from gongshi.derive.stations import GivenThere
from gongshi.records.corpus import Entry
from gongshi.records.scalars import Day
from gongshi.records.stations import Station
from gongshi.render.law_pages import place_of_words
from gongshi.render.view import Column, RecordView, Row, View, facets
from gongshi.render.words import Badge, Words


def _day(entry: Entry) -> Day | None:
    return _station(entry).opened or entry.record.published


def _badges(entry: Entry, facts: Facts) -> tuple[Badge, ...]:
    return (Badge(f"station_kind.{_station(entry).kind}"),)


def _row(entry: Entry, facts: Facts, words: Words) -> Row:
    record = _station(entry)
    (kind,) = _badges(entry, facts)
    return Row((words.t(kind.key), record.district, record.brand), facets(words, kind=kind, district=record.district))


def _record(entry: Entry, facts: Facts, words: Words) -> RecordView:
    given = [
        row
        for consultation in sorted(facts.links.of(entry, "opinions/"), key=lambda other: other.id)
        for row in _given(entry, consultation, facts)
    ]
    adopted = sum(row.opinion.status in ("adopted", "partly_adopted") for row in given)
    became_law = sum(row.path is not None for row in given)
    return RecordView({"given": given, "adopted": adopted, "became_law": became_law})


@dataclass(frozen=True, slots=True)
class GivenOpinion:
    """An opinion that came through a station, and where the words that it changed can be seen."""

    consultation: Entry
    opinion: GivenThere
    regulation: Entry | None
    path: str | None


def _given(entry: Entry, consultation: Entry, facts: Facts) -> Iterator[GivenOpinion]:
    through = facts.through_stations[consultation.key]
    regulation = facts.corpus.find(through.regulation) if through.regulation else None
    for opinion in through.given.get(entry.id, ()):
        path = place_of_words(through.regulation, through.draft, opinion.adopted_in, facts)
        yield GivenOpinion(consultation, opinion, regulation, path)


def _station(entry: Entry) -> Station:
    assert isinstance(entry.record, Station)
    return entry.record


VIEW = View(
    "stations", (Column("kind"), Column("district"), Column("brand")), _day, _badges, _row, _record
)  # fmt: skip
