"""What a vote's page shows: candidates with the cut, where the ballots went, the roll, and what can be recounted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gongshi.derive.facts import Facts
from gongshi.derive.votes.counts import POLL, base_size, in_favour
from gongshi.derive.votes.decision import Ranked
from gongshi.derive.votes.recount import Recount
from gongshi.derive.votes.rules import Between
from gongshi.derive.votes.series import PollPoint, poll_base
from gongshi.records.corpus import Entry
from gongshi.records.deputies import Deputy
from gongshi.records.fields import Text
from gongshi.records.references import Reference
from gongshi.records.votes import Candidate, Vote


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A candidate in the picture of a ballot: ``width`` and ``line`` (what is needed) in percent of its bar.

    ``ends`` says what ends below this row: ``cut``, ``enough``, ``tie``, or nothing.
    """

    candidate: Candidate
    votes: int | None
    place: int | None
    verdict: str
    width: float
    line: float | None
    ends: str


@dataclass(frozen=True, slots=True)
class BallotLine:
    """Where ballots went: how many (None: not published), and their share of those issued, or returned."""

    key: str
    count: int | None
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class RollRow:
    """One member on the roll: the deputy's record, or the name as published."""

    voter: str | Reference
    constituency: Text | None
    option: str


@dataclass(frozen=True, slots=True)
class PollRow:
    """A poll of a series: each grade with its share of all ballots, and the two good ones together."""

    entry: Entry
    is_this: bool
    grades: tuple[tuple[str, int | None, Fraction | None], ...]
    good: Fraction | None


def candidate_rows(vote: Vote, found: Recount) -> list[CandidateRow]:
    """Candidates by votes, as listed where these were not published, with the line and the cut."""
    ranked = found.ranking or tuple(_unranked(each) for each in vote.candidates)
    pairs = sorted(zip(vote.candidates, ranked, strict=True), key=lambda pair: -_or_less(pair[1].votes))
    needed = [rank.needed.high for _, rank in pairs if rank.needed.is_exact and rank.needed.high > 1]
    known = [rank.votes for _, rank in pairs if rank.votes is not None]
    size = base_size(vote, vote.rule.of, None) if vote.rule and vote.rule.of not in (None, "cast") else None
    longest = max([*known, *needed, size.high if size is not None and size.is_exact else 0, 1])
    rows = []
    for index, (candidate, rank) in enumerate(pairs):
        line = rank.needed.high if rank.needed.is_exact and rank.needed.high > 1 else None
        after = pairs[index + 1][1] if index + 1 < len(pairs) else None
        rows.append(
            CandidateRow(
                candidate, rank.votes, rank.place, rank.verdict,
                _percent(rank.votes or 0, longest), None if line is None else _percent(line, longest),
                _ends(rank, after, found),
            )
        )  # fmt: skip
    return rows


def _unranked(candidate: Candidate) -> Ranked:
    votes = candidate.votes if candidate.votes is not None else in_favour(candidate.tally)
    return Ranked(candidate.id, votes, None, Between(1, 1), None, "unknown", candidate.elected)


def _or_less(votes: int | None) -> int:
    return -1 if votes is None else votes


def _percent(part: int, whole: int) -> float:
    return round(min(100 * part / whole, 100), 2)


def _ends(rank: Ranked, after: Ranked | None, found: Recount) -> str:
    """What is decided between a row and the next one."""
    if after is None or rank.verdict == after.verdict:
        return ""
    if "tie" in (rank.verdict, after.verdict):
        return "tie" if rank.verdict == "tie" else ""
    if rank.verdict == "in" and after.verdict == "out":
        full = found.choose is not None and sum(one.verdict == "in" for one in found.ranking) == found.choose
        return "cut" if full else "enough"
    return ""


def ballot_lines(vote: Vote) -> list[BallotLine]:
    """Issued, returned, not returned, valid and spoiled ballots. None at all where nothing was put on paper."""
    counts = {name: getattr(vote, name) for name in ("issued", "returned", "valid", "invalid")}
    if all(count is None for count in counts.values()) and vote.method not in ("secret_ballot", "written"):
        return []
    issued, returned = counts["issued"], counts["returned"]
    unreturned = issued - returned if issued is not None and returned is not None else None
    whole = issued if issued is not None else returned
    lines = [("issued", issued), ("returned", returned), ("unreturned", unreturned), *list(counts.items())[2:]]
    if vote.method not in ("secret_ballot", "written", None):  # nobody handed out paper, so none is missing
        lines = [(key, count) for key, count in lines if count is not None]
    return [
        BallotLine(key, count, Fraction(count, whole) if whole and count is not None else None) for key, count in lines
    ]


def roll_rows(vote: Vote, facts: Facts) -> list[RollRow]:
    """The roll in its own order, with each deputy's constituency."""
    return [RollRow(line.voter, _constituency(line.voter, facts), line.option) for line in vote.roll]


def _constituency(voter: str | Reference, facts: Facts) -> Text | None:
    entry = facts.corpus.find(voter) if isinstance(voter, Reference) else None
    return entry.record.constituency if entry is not None and isinstance(entry.record, Deputy) else None


def poll_rows(points: Sequence[PollPoint], this: Entry) -> list[PollRow]:
    """A series of polls, each grade as a share of the ballots of its own poll."""
    return [_poll_row(point, this) for point in points]


def poll_row(entry: Entry, vote: Vote) -> PollRow:
    """One poll by itself."""
    return _poll_row(PollPoint(entry, vote, poll_base(vote)), entry)


def _poll_row(point: PollPoint, this: Entry) -> PollRow:
    tally = point.vote.tally
    counts: list[tuple[str, int | None]] = [(name, getattr(tally, name)) for name in POLL] if tally else []
    grades = tuple((name, count, _share(count, point.of)) for name, count in counts)
    return PollRow(point.entry, point.entry.key == this.key, grades, _share(in_favour(tally), point.of))


def _share(count: int | None, of: int | None) -> Fraction | None:
    return Fraction(count, of) if count is not None and of else None


def appointments_beside(entry: Entry, vote: Vote, facts: Facts) -> list[Entry]:
    """Other appointments that the same meeting voted on, real or illustrative like this one."""
    if vote.purpose != "appointment" or vote.meeting is None:
        return []
    return [other for other in _at_the_meeting(vote, facts) if other.key != entry.key and _is_beside(other, vote)]


def _at_the_meeting(vote: Vote, facts: Facts) -> Iterable[Entry]:
    """Votes that may be of the same meeting; where it has no record, any vote may."""
    meeting = facts.corpus.find(vote.meeting) if isinstance(vote.meeting, Reference) else None
    if meeting is not None:
        return facts.links.of(meeting, "votes/")
    return (other for other, _ in facts.corpus.of("votes", Vote))


def _is_beside(other: Entry, vote: Vote) -> bool:
    record = other.record
    return (
        isinstance(record, Vote)
        and record.purpose == "appointment"
        and record.meeting == vote.meeting
        and record.illustrative == vote.illustrative
    )


def panel_fields(vote: Vote) -> dict[str, list[tuple[str, str, int | None]]]:
    """The numbers that a reader can change in the panel: for each group the field's name, its word, its value."""
    counts = ("seats", "vacant", "present", "issued", "returned", "valid", "invalid")
    tally = vote.tally.model_dump(exclude_none=True) if vote.tally else {}
    rows = []
    for index, each in enumerate(vote.candidates):
        as_votes = each.votes is not None or each.tally is None or each.tally.yes is None
        name = "votes" if as_votes else "tally.yes"
        rows.append((f"candidates.{index}.{name}", each.id, each.votes if as_votes else each.tally and each.tally.yes))
    return {
        "counts": [(name, name, getattr(vote, name)) for name in counts],
        "tally": [(f"tally.{name}", name, count) for name, count in tally.items()],
        "candidates": rows,
    }
