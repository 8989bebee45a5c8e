"""cases 创新案例: practices that others can learn from."""

from __future__ import annotations

from gongshi.derive.facts import Facts
from gongshi.records.cases import Case
from gongshi.records.corpus import Entry
from gongshi.records.scalars import Day
from gongshi.render.view import Column, RecordView, Row, View, facets
from gongshi.render.words import Badge, Words


def _day(entry: Entry) -> Day | None:
    record = _case(entry)
    return record.published or (Day.parse(f"{record.year:04}") if record.year else None)


def _badges(entry: Entry, facts: Facts) -> tuple[Badge, ...]:
    return (Badge("case.awarded", "good"),) if _case(entry).award else ()


def _row(entry: Entry, facts: Facts, words: Words) -> Row:
    record = _case(entry)
    return Row((record.place, record.district, record.year), facets(words, district=record.district))


def _record(entry: Entry, facts: Facts, words: Words) -> RecordView:
    return RecordView()


def _case(entry: Entry) -> Case:
    assert isinstance(entry.record, Case)
    return entry.record


VIEW = View("cases", (Column("place"), Column("district"), Column("year", "number")), _day, _badges, _row, _record)
