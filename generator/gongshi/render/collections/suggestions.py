"""suggestions 代表议案建议: what was asked and what was answered."""

from __future__ import annotations

from collections.abc import Mapping

from gongshi.derive.facts import Facts, SuggestionFacts
from gongshi.derive.follow_up import ReplyState
from gongshi.records.corpus import Entry
from gongshi.records.scalars import Day
from gongshi.records.suggestions import Suggestion
from gongshi.render.page import Above
from gongshi.render.suggestion_totals import Handled, handled, suggestion_totals
from gongshi.render.view import Column, RecordView, Row, View, facets
from gongshi.render.words import Badge, Words

_TONES = {"done": "good", "done_late": "wait", "open": "plain", "overdue": "bad"}
_OVER_LIMIT = Badge("reply.over_limit", "bad")


def _day(entry: Entry) -> Day | None:
    record = _suggestion(entry)
    return max((reply.date for reply in record.replies), default=record.received or record.published)


def _badges(entry: Entry, facts: Facts) -> tuple[Badge, ...]:
    kind = Badge(f"suggestion_kind.{_suggestion(entry).kind}")
    reply = _reply(entry, facts)
    state = reply.promise.state
    answer = Badge(f"reply.{state}", _TONES.get(state, "plain"))
    return (kind, answer, *([_OVER_LIMIT] if reply.days_over else []))


def _row(entry: Entry, facts: Facts, words: Words) -> Row:
    record = _suggestion(entry)
    kind, answer, *over = _badges(entry, facts)
    state = over[0] if over else answer
    letter = record.replies[-1].outcome if record.replies else None
    return Row(
        (record.number, record.lead, record.received, letter.name if letter else None, state),
        facets(words, state=state, kind=kind, outcome=letter, body=record.lead, year=record.received),
    )


def _record(entry: Entry, facts: Facts, words: Words) -> RecordView:
    record = _suggestion(entry)
    return RecordView(
        {
            "d": _reply(entry, facts),
            "letters": words.site.outcome_letters,
            "given": {reply.outcome.name for reply in record.replies if reply.outcome is not None},
            "months": (words.site.deadlines.suggestion_reply_months, words.site.deadlines.suggestion_reply_months_max),
            "assigned": next((stage.date for stage in record.stages if stage.stage == "assigned"), None),
        }
    )


def _counted(entry: Entry, facts: Facts) -> Handled:
    return handled(_suggestion(entry), _reply(entry, facts), facts.today)


def _totals(facts: Facts, words: Words, counted: Mapping[str, object]) -> Above | None:
    totals = suggestion_totals([one for one in counted.values() if isinstance(one, Handled)])
    letters, deadlines = words.site.outcome_letters, words.site.deadlines
    return (
        Above("suggestion_totals.html", {"parts": totals, "letters": letters, "deadlines": deadlines})
        if totals
        else None
    )


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
    _day, _badges, _row, _record, counted=_counted, above=_totals,
)  # fmt: skip
