"""deputies 代表: whom a citizen can turn to, and their public record."""

from __future__ import annotations

from gongshi.derive.facts import Facts
from gongshi.records.corpus import Entry
from gongshi.records.deputies import Deputy
from gongshi.records.scalars import Day
from gongshi.records.suggestions import Suggestion
from gongshi.records.votes import Vote
from gongshi.render.view import Column, RecordView, Row, View, facets
from gongshi.render.words import Badge, Words


def _day(entry: Entry) -> Day | None:
    return entry.record.published


def _badges(entry: Entry, facts: Facts) -> tuple[Badge, ...]:
    return ()


def _row(entry: Entry, facts: Facts, words: Words) -> Row:
    record = _deputy(entry)
    return Row((record.constituency, record.term), facets(words, district=record.district))


def _record(entry: Entry, facts: Facts, words: Words) -> RecordView:
    votes = [
        (vote, line.option)
        for vote in facts.links.of(entry, "votes/")
        if isinstance(vote.record, Vote)
        for line in vote.record.roll
        if str(line.voter) == entry.key
    ]
    asked = [
        suggestion
        for suggestion in facts.links.of(entry, "suggestions/")
        if isinstance(suggestion.record, Suggestion)
        and any(str(deputy) == entry.key for deputy in suggestion.record.deputies)
    ]
    return RecordView({"votes": votes, "asked": asked})


def _deputy(entry: Entry) -> Deputy:
    assert isinstance(entry.record, Deputy)
    return entry.record


VIEW = View("deputies", (Column("constituency"), Column("term")), _day, _badges, _row, _record)
