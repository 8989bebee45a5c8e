"""Votes: sums that add up, a roll that agrees, and a result that follows from the rule.

What is wrong is found by the recount (``gongshi.derive.votes.recount``); here it becomes findings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from gongshi.derive.votes.recount import recount
from gongshi.derive.votes.steps import EXCUSABLE, Kind
from gongshi.findings import Finding
from gongshi.records.corpus import Corpus
from gongshi.records.votes import Vote
from gongshi.source import Place

CODES: Mapping[Kind, str] = MappingProxyType(
    {
        "counts_chain": "GS501",
        "tally_sum": "GS502",
        "roll_against_tally": "GS503",
        "roll_label": "GS504",
        "voter_twice": "GS505",
        "result": "GS506",
        "elected_count": "GS507",
        "tie": "GS508",
        "rule_incomplete": "GS509",
        "no_quorum": "GS510",
        "candidate_count": "GS511",
        "result_word": "GS512",
        "nobody_voted": "GS513",
        "unaccounted": "GS514",
        "exception_unneeded": "GS515",
    }
)
"""The rule that each kind of discrepancy breaks."""


def votes_recounted(corpus: Corpus) -> Iterator[Finding]:
    """GS501 to GS515: every vote recounted, once.

    A stated exception explains a result that departs from the rule (GS506, GS507, GS508, GS510);
    sums are checked all the same.
    """
    for entry, vote in corpus.of("votes", Vote):
        for found in recount(vote).discrepancies:
            if vote.exception is None or found.kind not in EXCUSABLE:
                facts = {name: str(fact) for name, fact in found.facts.items()}
                yield Finding(CODES[found.kind], Place(entry.file, found.route), facts)
