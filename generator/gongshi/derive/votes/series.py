"""Satisfaction polls on the same subject, one after the other, so that a reader sees whether it got better."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from gongshi.derive.votes.counts import POLL, is_poll
from gongshi.records.corpus import Corpus, Entry
from gongshi.records.scalars import Day
from gongshi.records.votes import Vote


@dataclass(frozen=True, slots=True)
class PollPoint:
    """One poll of a series: its votes by grade as published, and what they are shares of (None: not certain)."""

    entry: Entry
    vote: Vote
    of: int | None


@dataclass(frozen=True)
class Series:
    """The series that a poll belongs to: what it is about, whose it is and whether it is illustrative; and its day.

    The subject is the record that was polled, else its words without the year.
    """

    about: tuple[str, str, bool]
    day: Day


def series_of(entry: Entry, vote: Vote) -> Series | None:
    """The series of a poll; None for any other vote, for one that says not what it is about, and a withdrawn one."""
    about = _subject(vote)
    if vote.tally is None or not is_poll(vote.tally) or not about or vote.withdrawn is not None:
        return None
    return Series((about, vote.body.name if vote.body else "", vote.illustrative), vote.date)


@dataclass(frozen=True, slots=True)
class Polls:
    """For each poll (by key) that is not the only one of its series, the keys of all of them, the oldest first."""

    corpus: Corpus
    keys: Mapping[str, tuple[str, ...]]

    def of(self, entry: Entry) -> tuple[PollPoint, ...]:
        """The series of a poll."""
        self.corpus.reads.note(f"polls:{entry.key}")
        found = (self.corpus.find(key) for key in self.keys.get(entry.key, ()))
        return tuple(
            PollPoint(one, one.record, poll_base(one.record)) for one in found if one and isinstance(one.record, Vote)
        )


def polls(corpus: Corpus, series: Mapping[str, Series]) -> Polls:
    """Put polls (by key) of the same series together. Bodies are not mixed, nor real and illustrative ones."""
    groups: dict[tuple[str, str, bool], list[tuple[Day, str]]] = {}
    for key, one in series.items():
        groups.setdefault(one.about, []).append((one.day, key))
    return Polls(corpus, {
        key: tuple(other for _, other in sorted(group))
        for group in groups.values()
        for _, key in group
        if len(group) > 1
    })  # fmt: skip


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
