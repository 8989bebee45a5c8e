"""stations 代表家站点: where citizens meet deputies."""

from __future__ import annotations

from gongshi.derive.facts import Facts
from gongshi.records.corpus import Entry
from gongshi.records.fields import Day
from gongshi.records.opinions import Consultation
from gongshi.records.stations import Station
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
        (consultation, opinion)
        for consultation, record in facts.corpus.of("opinions", Consultation)
        for opinion in record.opinions
        if opinion.giver and opinion.giver.station and opinion.giver.station.id == entry.id
    ]
    adopted = sum(o.response is not None and o.response.status in ("adopted", "partly_adopted") for _, o in given)
    return RecordView({"given": given, "adopted": adopted})


def _station(entry: Entry) -> Station:
    assert isinstance(entry.record, Station)
    return entry.record


VIEW = View(
    "stations", (Column("kind"), Column("district"), Column("brand")), _day, _badges, _row, _record
)  # fmt: skip
