"""The table of rules as plain data, for whoever counts again outside of Python: the panel on each vote's page."""

from __future__ import annotations

from typing import Any

from gongshi.derive.votes.counts import DECISION, IN_ORDER, OPTIONS, POLL
from gongshi.derive.votes.decision import MEANING
from gongshi.derive.votes.ranking import UNBOUNDED
from gongshi.derive.votes.rules import HALF, RESULT_WORDS, RULES
from gongshi.derive.votes.steps import EXCUSABLE, REMARKS, WORDS_OF
from gongshi.records.votes import Vote

COUNTS = ("seats", "vacant", "present", "issued", "returned", "valid", "invalid", "candidate_count")


def vote_table() -> dict[str, Any]:
    """Every number and name that the arithmetic depends on. A share is its numerator and denominator."""
    return {
        "rules": {
            name: {
                "share": list(kind.share.as_integer_ratio()) if kind.share is not None else None,
                "more_than": kind.more_than,
                "ranked": kind.ranked,
                "needs": list(kind.needs),
                "question": list(kind.question) if kind.question is not None else None,
            }
            for name, kind in RULES.items()
        },
        "half": list(HALF.as_integer_ratio()),
        "results": dict(RESULT_WORDS),
        "meaning": dict(MEANING),
        "options": list(OPTIONS),
        "decision": list(DECISION),
        "poll": list(POLL),
        "in_order": list(IN_ORDER),
        "excusable": sorted(EXCUSABLE),
        "remarks": sorted(REMARKS),
        "unbounded": UNBOUNDED,
        "words_of": dict(WORDS_OF),
    }


def vote_numbers(vote: Vote) -> dict[str, Any]:
    """What the recount reads of a vote, in the record's names; what was not published is absent."""
    counts = {name: getattr(vote, name) for name in COUNTS}
    parts = {name: getattr(vote, name) for name in ("rule", "quorum", "tally")}
    found: dict[str, Any] = {name: number for name, number in counts.items() if number is not None}
    found |= {name: part.model_dump(exclude_none=True) for name, part in parts.items() if part is not None}
    found["candidates"] = [one.model_dump(include=CANDIDATE, exclude_none=True) for one in vote.candidates]
    found["roll"] = [[str(line.voter), line.option] for line in vote.roll]
    if vote.tie_break is not None:
        found["tie_break"] = {"method": vote.tie_break.method}
    return {**found, "result": vote.result, "exception": vote.exception is not None}


CANDIDATE = {"id", "tally", "votes", "elected"}
