"""suggestions 代表议案建议: what was asked and what was answered."""

from __future__ import annotations

from gongshi.derive.facts import Facts, SuggestionFacts
from gongshi.derive.follow_up import ReplyState
from gongshi.records.corpus import Entry
from gongshi.records.fields import Day
from gongshi.records.suggestions import Suggestion
from gongshi.render.view import Column, RecordView, Row, View, facets
from gongshi.render.words import Badge, Words

_TONES = {"done": "good", "done_late": "wait", "open": "plain", "overdue": "bad"}


def _day(entry: Entry) -> Day | None:
    record = _suggestion(entry)
    return max((reply.date for reply in record.replies), default=record.received or record.published)


def _badges(entry: Entry, facts: Facts) -> tuple[Badge, ...]:
    kind = Badge(f"suggestion_kind.{_suggestion(entry).kind}")
    state = _reply(entry, facts).promise.state
    return (kind, Badge(f"reply.{state}", _TONES.get(state, "plain")))


def _row(entry: Entry, facts: Facts, words: Words) -> Row:
    record = _suggestion(entry)
    kind, state = _badges(entry, facts)
    letter = record.replies[-1].outcome if record.replies else None
    return Row(
        (record.number, record.lead, record.received, letter.name if letter else None, state),
        facets(words, state=state, kind=kind, outcome=letter, body=record.lead, year=record.received),
    )


def _record(entry: Entry, facts: Facts, words: Words) -> RecordView:
    return RecordView({"d": _reply(entry, facts)})


def _suggestion(entry: Entry) -> Suggestion:
    assert isinstance(entry.record, Suggestion)
    return entry.record


def _reply(entry: Entry, facts: Facts) -> ReplyState:
    derived = facts.derived[entry.key]
    assert isinstance(derived, SuggestionFacts)
    return derived.reply


VIEW = View(
    "suggestions",
    (Column("number"), Column("lead"), Column("received", "date"), Column("outcome"), Column("state")),
    _day, _badges, _row, _record,
)  # fmt: skip
