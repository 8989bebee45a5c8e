"""votes 表决与票决: the numbers, and how the result follows from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import get_args

from gongshi.derive.facts import Facts, VoteFacts
from gongshi.derive.votes.counts import IN_ORDER, is_poll
from gongshi.derive.votes.recount import Recount, Status
from gongshi.derive.votes.rules import RULES
from gongshi.derive.votes.series import poll_base
from gongshi.derive.votes.steps import WORDS_OF, Step
from gongshi.derive.votes.table import vote_numbers
from gongshi.records.corpus import Entry
from gongshi.records.scalars import Day
from gongshi.records.votes import Base, Tally, Vote
from gongshi.render.page import Above
from gongshi.render.view import Column, RecordView, Row, View, contents, facets
from gongshi.render.vote_page import (
    appointments_beside,
    ballot_lines,
    candidate_rows,
    panel_fields,
    poll_row,
    poll_rows,
    roll_rows,
)
from gongshi.render.vote_words import summary_sentences
from gongshi.render.words import Badge, Words, json_for_html, number

_RESULT_TONES = {"passed": "good", "elected": "good", "rejected": "bad", "not_elected": "bad"}
_RECOUNT_TONES = {"confirmed": "good", "cannot_recount": "wait", "exception": "bad", "mismatch": "bad"}
_BARS = {
    "yes": "yes",
    "satisfied": "yes",
    "basically_satisfied": "yes",
    "no": "no",
    "dissatisfied": "no",
    "abstain": "abstain",
}

COUNTS = ("seats", "vacant", "present", "issued", "returned", "valid", "invalid")
"""The numbers of members and ballots, in the order in which they follow from each other."""

UNCERTAIN = (".not_published", "_unknown", ".hidden", ".unaccounted", ".roll_unusable")
"""How the keys of lines end that say that something is not known."""


def _day(entry: Entry) -> Day | None:
    return _vote(entry).date


def _badges(entry: Entry, facts: Facts) -> tuple[Badge, ...]:
    result, status = _vote(entry).result, _recount(entry, facts).status
    tone = _RESULT_TONES.get(result)
    declared = (Badge(f"result.{result}", tone),) if tone else ()
    return (*declared, Badge(f"recount_status.{status}", _RECOUNT_TONES[status]))


def _row(entry: Entry, facts: Facts, words: Words) -> Row:
    record = _vote(entry)
    status = _badges(entry, facts)[-1]
    purpose = words.word("purpose", record.purpose) if record.purpose else ""
    return Row(
        (record.date, purpose, words.word("result", record.result), status),
        facets(
            words,
            state=status,
            purpose=("purpose", record.purpose) if record.purpose else None,
            result=("result", record.result),
            year=record.date,
        ),
    )


def _record(entry: Entry, facts: Facts, words: Words) -> RecordView:
    record = _vote(entry)
    counts = [(name, getattr(record, name)) for name in COUNTS]
    return RecordView(
        {
            "d": _recount(entry, facts),
            "counts": [(name, given) for name, given in counts if given is not None],
            "unpublished": [name for name, given in counts if given is None],
            "bars": bars(record.tally) if record.tally else (),
            "line": passing_line(record, _recount(entry, facts)),
            "sentences": [words.typed(one) for one in summary_sentences(record, _recount(entry, facts), words)],
            "candidates": candidate_rows(record, _recount(entry, facts)),
            "ballots": ballot_lines(record),
            "poll": poll_row(entry, record) if record.tally and is_poll(record.tally) else None,
            "poll_of": poll_base(record),
            "series": poll_rows(facts.polls.of(entry), entry),
            "appointments": appointments_beside(entry, record, facts),
            "laws": _laws(record),
            "numbers": json_for_html(vote_numbers(record)),
            "fields": panel_fields(record),
            "requirements": tuple(RULES),
            "bases": get_args(Base),
            "roll": _roll(record),
            "roll_rows": roll_rows(record, facts),
            "roll_options": list(dict.fromkeys(line.option for line in record.roll)),
            "step_text": lambda step: words.typed(step_text(step, words)),
            "step_mark": step_mark,
        },
        contents(
            words,
            ("poll", "vote_page.poll", record.tally and is_poll(record.tally)),
            ("numbers", "votes.numbers", True),
            ("ballots", "vote_page.ballots", ballot_lines(record)),
            ("candidates", "votes.candidates", record.candidates),
            ("recount", "votes.recount", True),
            ("recount-here", "recount_here.title", True),
            ("roll", "votes.roll", record.roll),
        ),
    )


def bars(tally: Tally) -> tuple[tuple[str, int, float, str], ...]:
    """For each published option: its name, its votes, its share of the sum in percent, its colour."""
    published = tally.model_dump(exclude_none=True)
    given = [(name, published[name]) for name in IN_ORDER if name in published]
    total = sum(votes for _, votes in given) or 1
    return tuple((name, votes, round(100 * votes / total, 2), _BARS.get(name, "other")) for name, votes in given)


def passing_line(record: Vote, found: Recount) -> tuple[int, float] | None:
    """The votes in favour that are needed, and where that is on the bars (percent); None where not certain."""
    if record.tally is None or record.tally.yes is None or found.threshold is None:
        return None
    low, high = found.threshold.needed.low, found.threshold.needed.high
    total = sum(votes for votes in record.tally.model_dump(exclude_none=True).values())
    return (high, round(100 * high / total, 2)) if low == high and 0 < high <= total else None


def step_text(step: Step, words: Words) -> str:
    """One line of the recount in words."""
    facts = {
        name: words.word(WORDS_OF[name], str(fact))
        if name in WORDS_OF
        else number(fact)
        if isinstance(fact, int)
        else fact
        for name, fact in step.facts.items()
    }
    return words.t(step.key, **facts)


def step_mark(step: Step) -> str:
    """How a line of the recount is marked: ok, no, missing (a number was not published), or info."""
    if step.holds is not None:
        return "ok" if step.holds else "no"
    return "missing" if step.key.endswith(UNCERTAIN) else "info"


def _laws(record: Vote) -> list[str]:
    """The catalogue keys of the legal sources of the vote's rule and quorum."""
    rule = [RULES[record.rule.requires].law] if record.rule is not None else []
    return [*rule, *(["recount.law.quorum"] if record.quorum is not None else [])]


def _roll(record: Vote) -> list[tuple[str, list[object]]]:
    """Voters by what they chose: the options in the order of a tally, then any others."""
    by_option: dict[str, list[object]] = {name: [] for name in Tally.model_fields}
    for entry in record.roll:
        by_option.setdefault(entry.option, []).append(entry.voter)
    return [(option, voters) for option, voters in by_option.items() if voters]


def _vote(entry: Entry) -> Vote:
    assert isinstance(entry.record, Vote)
    return entry.record


def _recount(entry: Entry, facts: Facts) -> Recount:
    derived = facts.derived[entry.key]
    assert isinstance(derived, VoteFacts)
    return derived.recount


def _counted(entry: Entry, facts: Facts) -> Status | None:
    """What a recount says; of real votes only."""
    vote = _vote(entry)
    return None if vote.illustrative or vote.withdrawn else _recount(entry, facts).status


def _totals(facts: Facts, words: Words, counted: Mapping[str, object]) -> Above | None:
    """How many of the real votes can be recounted, and with what result."""
    found = Counter(status for status in counted.values() if status is not None)
    if not found:
        return None
    return Above(
        "vote_totals.html", {"statuses": [(name, found[name]) for name in get_args(Status)], "total": found.total()}
    )


VIEW = View(
    "votes",
    (Column("date", "date"), Column("purpose"), Column("result"), Column("recount")),
    _day, _badges, _row, _record, scripts=("gongshi-recount.js",), counted=_counted, above=_totals,
)  # fmt: skip
