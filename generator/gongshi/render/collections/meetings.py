"""meetings 会议: when they met, and on what."""

from __future__ import annotations

from gongshi.derive.facts import Facts
from gongshi.records.corpus import Entry
from gongshi.records.meetings import Meeting
from gongshi.records.scalars import Day
from gongshi.render.view import Column, RecordView, Row, View, facets
from gongshi.render.words import Badge, Words


def _day(entry: Entry) -> Day | None:
    return _meeting(entry).date or entry.record.published


def _badges(entry: Entry, facts: Facts) -> tuple[Badge, ...]:
    return (Badge(f"meeting_kind.{_meeting(entry).kind}"),)


def _row(entry: Entry, facts: Facts, words: Words) -> Row:
    record = _meeting(entry)
    (kind,) = _badges(entry, facts)
    return Row(
        (record.date, words.badge_text(kind), record.body, len(record.agenda) or None),
        facets(words, kind=kind, year=record.date, body=record.body),
    )


def _record(entry: Entry, facts: Facts, words: Words) -> RecordView:
    return RecordView()


def _meeting(entry: Entry) -> Meeting:
    assert isinstance(entry.record, Meeting)
    return entry.record


VIEW = View(
    "meetings",
    (Column("date", "date"), Column("kind"), Column("body"), Column("agenda", "number")),
    _day, _badges, _row, _record,
)  # fmt: skip
