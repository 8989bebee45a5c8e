"""supervision 监督: what was found, what was asked, and whether it was done."""

from __future__ import annotations

from collections.abc import Mapping

from gongshi.derive.facts import Facts, RegulationFacts, SupervisionFacts
from gongshi.derive.follow_up import SupervisionFollowUp
from gongshi.derive.law.tree import article_anchor
from gongshi.records.corpus import Entry
from gongshi.records.references import Reference
from gongshi.records.scalars import Day
from gongshi.records.supervision import Supervision
from gongshi.records.votes import Vote
from gongshi.render.commitments import all_totals, by_state, share_of
from gongshi.render.page import Above
from gongshi.render.view import Column, RecordView, Row, View, contents, facets
from gongshi.render.words import PROMISE_TONES, Badge, Words

LONGEST = 50
"""Overdue tasks that the board shows; the ledger has them all, by the page."""


def _day(entry: Entry) -> Day | None:
    record = _supervision(entry)
    return max((stage.date for stage in record.stages), default=record.date or record.published)


def _state(entry: Entry, facts: Facts) -> Badge | None:
    follow_up = _follow_up(entry, facts)
    if follow_up.overdue:
        return Badge("follow_up.overdue", "bad")
    states = {promise.state for promise in follow_up.promises}
    if states & {"open", "in_progress"}:
        return Badge("follow_up.open", "wait")
    return Badge("follow_up.closed", "good") if states else None


def _badges(entry: Entry, facts: Facts) -> tuple[Badge, ...]:
    kind, state = Badge(f"supervision_kind.{_supervision(entry).kind}"), _state(entry, facts)
    return (kind, state) if state else (kind,)


def _row(entry: Entry, facts: Facts, words: Words) -> Row:
    record, follow_up, state = _supervision(entry), _follow_up(entry, facts), _state(entry, facts)
    kind = Badge(f"supervision_kind.{record.kind}")
    return Row(
        (words.t(kind.key), _day(entry), len(record.tasks) or None, follow_up.overdue if record.tasks else None, state),
        facets(words, state=state, kind=kind, year=_day(entry), district=record.district),
    )


def _record(entry: Entry, facts: Facts, words: Words) -> RecordView:
    follow_up = _follow_up(entry, facts)
    record = _supervision(entry)
    poll = facts.corpus.find(record.satisfaction) if record.satisfaction else None
    tasks = sorted(
        zip(record.tasks, follow_up.promises, strict=True),
        key=lambda pair: (pair[1].state != "overdue", pair[0].due is None, pair[0].due or Day.parse("9999")),
    )
    return RecordView(
        {
            "d": follow_up,
            "tasks": tasks,
            "tones": PROMISE_TONES,
            "outcome": _state(entry, facts),
            "poll_result": poll.record.result if poll is not None and isinstance(poll.record, Vote) else None,
            "article_anchor": article_anchor,
            "article_label": lambda reference: article_label(reference, facts),
        },
        contents(
            words,
            ("origin", "supervision.origin", record.origin),
            ("stages", "supervision.stages", record.stages),
            ("findings", "supervision.findings", record.findings),
            ("tasks", "supervision.tasks", record.tasks),
        ),
    )


def article_label(reference: Reference, facts: Facts) -> str:
    """第十二条 for ``regulations/x#art-12`` where the text is known, else the anchor."""
    derived = facts.derived.get(f"{reference.collection}/{reference.id}")
    if not isinstance(derived, RegulationFacts) or derived.shown is None or reference.part is None:
        return str(reference)
    law = derived.texts.get(derived.shown.version)
    article = law.find(reference.part) if law else None
    return article.label if article else reference.part


def _supervision(entry: Entry) -> Supervision:
    assert isinstance(entry.record, Supervision)
    return entry.record


def _follow_up(entry: Entry, facts: Facts) -> SupervisionFollowUp:
    derived = facts.derived[entry.key]
    assert isinstance(derived, SupervisionFacts)
    return derived.follow_up


def _board(facts: Facts, words: Words, counted: Mapping[str, object]) -> Above | None:
    """All tasks by state, by body and by age, those first that are overdue longest; illustrative ones apart."""
    tasks = [one for one in facts.ledger if one.entry.collection == "supervision"]
    if not tasks:
        return None
    parts = [
        (totals, [one for one in tasks if one.entry.card.illustrative == totals.example])
        for totals in all_totals(tasks, facts)
    ]
    return Above(
        "board.html",
        {
            "parts": [(totals, some, [o for o in some if o.group == "overdue"]) for totals, some in parts],
            "longest": LONGEST,
            "by_state": by_state,
            "share_of": share_of,
            "tones": PROMISE_TONES,
        },
    )


VIEW = View(
    "supervision",
    (
        Column("kind"),
        Column("last_step", "date"),
        Column("tasks", "number"),
        Column("overdue", "number"),
        Column("state"),
    ),
    _day, _badges, _row, _record, above=_board,
)  # fmt: skip
