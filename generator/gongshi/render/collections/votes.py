"""votes 表决与票决: the numbers, and how the result follows from them."""

from __future__ import annotations

from collections.abc import Sequence

from gongshi.derive.facts import Facts, VoteFacts
from gongshi.derive.recount import Recount
from gongshi.derive.vote_steps import WORDS_OF, Step
from gongshi.records.corpus import Entry
from gongshi.records.fields import Day
from gongshi.records.votes import Candidate, Tally, Vote
from gongshi.render.view import Column, RecordView, Row, View, contents, facets
from gongshi.render.words import Badge, Words, number

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

_UNCERTAIN = (".not_published", "_unknown", ".hidden", ".unaccounted", ".roll_unusable")


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
            "candidates": _ranked(record.candidates),
            "roll": _roll(record),
            "step_text": lambda step: words.typed(step_text(step, words)),
            "step_mark": step_mark,
        },
        contents(
            words,
            ("numbers", "votes.numbers", True),
            ("candidates", "votes.candidates", record.candidates),
            ("recount", "votes.recount", True),
            ("roll", "votes.roll", record.roll),
        ),
    )


def bars(tally: Tally) -> tuple[tuple[str, int, float, str], ...]:
    """For each published option: its name, its votes, its share of the sum in percent, its colour."""
    given = [(name, getattr(tally, name)) for name in Tally.model_fields if getattr(tally, name) is not None]
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
    return "missing" if step.key.endswith(_UNCERTAIN) else "info"


def votes_for(candidate: Candidate) -> int | None:
    """The votes that a candidate is ranked by, or None where they were not published."""
    return candidate.votes if candidate.votes is not None else candidate.tally.yes if candidate.tally else None


def _ranked(candidates: Sequence[Candidate]) -> list[tuple[Candidate, int | None, float]]:
    """Candidates by votes, with the length of their bar in percent; as listed where no votes are known."""
    counts = [(candidate, votes_for(candidate)) for candidate in candidates]
    longest = max((votes for _, votes in counts if votes is not None), default=0) or 1
    rows = [(candidate, votes, round(100 * (votes or 0) / longest, 2)) for candidate, votes in counts]
    return sorted(rows, key=lambda row: -(row[1] if row[1] is not None else -1))


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


VIEW = View(
    "votes",
    (Column("date", "date"), Column("purpose"), Column("result"), Column("recount")),
    _day, _badges, _row, _record,
)  # fmt: skip
