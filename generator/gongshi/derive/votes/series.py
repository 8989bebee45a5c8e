"""Satisfaction polls on the same subject, one after the other, so that a reader sees whether it got better."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from gongshi.derive.votes.counts import POLL, is_poll
from gongshi.records.corpus import Corpus, Entry
from gongshi.records.votes import Vote


@dataclass(frozen=True, slots=True)
class PollPoint:
    """One poll of a series: its votes by grade as published, and what they are shares of (None: not certain)."""

    entry: Entry
    vote: Vote
    of: int | None


def poll_series(corpus: Corpus) -> Mapping[str, tuple[PollPoint, ...]]:
    """For each poll (by key) that is not the only one on its subject, all of them, the oldest first.

    The subject is the record that was polled, else its words without the year. Bodies are not mixed, and
    neither are real and illustrative records; withdrawn ones are left out.
    """
    groups: dict[tuple[str, str, bool], list[PollPoint]] = {}
    for entry, vote in corpus.of("votes", Vote):
        about = _subject(vote)
        if vote.tally is None or not is_poll(vote.tally) or not about or vote.withdrawn is not None:
            continue
        key = (about, vote.body.name if vote.body else "", vote.illustrative)
        groups.setdefault(key, []).append(PollPoint(entry, vote, poll_base(vote)))
    return {
        point.entry.key: tuple(sorted(group, key=lambda one: (one.vote.date, one.entry.key)))
        for group in groups.values()
        for point in group
        if len(group) > 1
    }


def poll_base(vote: Vote) -> int | None:
    """What the grades of a poll are shares of: the valid ballots, else all grades together where all are known."""
    if vote.valid is not None:
        return vote.valid
    counts: list[int | None] = [getattr(vote.tally, name) for name in POLL] if vote.tally else [None]
    return None if None in counts else sum(count or 0 for count in counts)


def _subject(vote: Vote) -> str:
    if vote.subject is not None and vote.subject.record is not None:
        return str(vote.subject.record)
    text = (vote.subject.text if vote.subject else None) or vote.motion
    words = (text.zh or text.en or "") if text else ""
    without_year = re.sub(
        r"[0-9]{4}\s*(年度|年)?|[〇零一二三四五六七八九]{4}年(度)?", "", unicodedata.normalize("NFKC", words)
    )
    return " ".join(without_year.split())
