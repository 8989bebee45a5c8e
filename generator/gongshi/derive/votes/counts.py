"""The published counts of a vote: what they are shares of, and which of them must agree."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import get_args

from gongshi.derive.votes.rules import Between, exactly
from gongshi.derive.votes.steps import Discrepancy, Outcome, Step, at_most, compared, disagree
from gongshi.records.votes import Base, Option, Tally, Vote
from gongshi.source import Route

OPTIONS: tuple[str, ...] = get_args(Option)
DECISION = ("yes", "no", "abstain")
POLL = ("satisfied", "basically_satisfied", "dissatisfied", "abstain")
IN_ORDER = ("yes", "no", *POLL, "not_voting", "absent")
"""The options as they are read out."""


def members(vote: Vote) -> Between | None:
    """All members: seats less vacancies.

    Where vacancies were not published they are not zero: there are at least as many members as took part,
    and at most as many as seats. A result that holds for every number between is certain.
    """
    if vote.seats is None:
        return None
    if vote.vacant is not None:
        return exactly(max(0, vote.seats - vote.vacant))
    return Between(min(vote.seats, fewest_members(vote)), vote.seats)


def fewest_members(vote: Vote) -> int:
    """How many members there must at least be, since so many were counted."""
    counts = (vote.present, vote.issued, vote.returned, vote.valid, vote.invalid)
    tally = vote.tally
    counted = sum(number or 0 for number in tally.model_dump().values()) if tally else 0
    most = max((in_favour(each.tally) or 0 for each in vote.candidates if each.tally), default=0)
    most_votes = max((each.votes or 0 for each in vote.candidates), default=0)
    return max(counted, most, most_votes, len(vote.roll), *(count or 0 for count in counts))


def base_size(vote: Vote, base: Base, tally: Tally | None) -> Between | None:
    """The size of a base, or None where it was not published."""
    if base == "all_members":
        return members(vote)
    if base == "cast":
        yes, no = in_favour(tally), against(tally)
        return None if yes is None or no is None else exactly(yes + no)
    size: int | None = getattr(vote, base)
    return None if size is None else exactly(size)


def missing_of_base(vote: Vote, base: Base, tally: Tally | None, holder: str = "tally") -> tuple[str, ...]:
    """The names of the absent fields that the base's size comes from."""
    if base == "all_members":
        return ("seats",) if vote.seats is None else ("vacant",) if vote.vacant is None else ()
    if base == "cast":
        return missing_of_tally(tally, holder, ("yes", "no"), ("satisfied", "basically_satisfied", "dissatisfied"))
    return (base,) if getattr(vote, base) is None else ()


def in_favour(tally: Tally | None) -> int | None:
    """Votes in favour. In a satisfaction poll (满意度测评) these are 满意 and 基本满意 together."""
    if tally is None:
        return None
    if not is_poll(tally):
        return tally.yes
    if tally.satisfied is None or tally.basically_satisfied is None:
        return None
    return tally.satisfied + tally.basically_satisfied


def against(tally: Tally | None) -> int | None:
    """Votes against."""
    if tally is None:
        return None
    return tally.dissatisfied if is_poll(tally) else tally.no


def missing_in_favour(tally: Tally | None, holder: str = "tally") -> tuple[str, ...]:
    """The names of the absent options that are counted in favour."""
    return missing_of_tally(tally, holder, ("yes",), ("satisfied", "basically_satisfied"))


def missing_of_tally(
    tally: Tally | None, holder: str, plain: tuple[str, ...], poll: tuple[str, ...]
) -> tuple[str, ...]:
    """The absent ones of the named options: ``plain`` of a decision, or those of a ``poll``."""
    if tally is None:
        return (holder,)
    names = poll if is_poll(tally) else plain
    return tuple(f"{holder}.{name}" for name in names if getattr(tally, name) is None)


def is_poll(tally: Tally) -> bool:
    """Whether the tally counts satisfaction and not yes and no."""
    grades = (tally.satisfied, tally.basically_satisfied, tally.dissatisfied)
    return tally.yes is None and tally.no is None and any(grade is not None for grade in grades)


def chain(vote: Vote) -> Iterator[Outcome]:
    """seats ≥ members ≥ present ≥ issued ≥ returned = valid + invalid, as far as they were published."""
    if vote.seats is not None and vote.vacant is not None:
        if vote.vacant > vote.seats:
            yield disagree("counts_chain", ("vacant",), "vacant", vote.vacant, "seats", vote.seats)
        else:
            facts = {"seats": vote.seats, "vacant": vote.vacant, "members": vote.seats - vote.vacant}
            yield Step("recount.members", facts, True)
    known = [(name, count) for name, count in upper_counts(vote)]
    for (other, other_count), (name, count) in pairwise(known):
        yield from at_most("counts_chain", (name,), name, count, other, other_count)
    yield from _ballots(vote, known[-1] if known else None)


def upper_counts(vote: Vote) -> Iterator[tuple[str, int]]:
    """The published counts from the largest to the smallest."""
    if vote.seats is not None:
        yield (("all_members", max(0, vote.seats - vote.vacant)) if vote.vacant is not None else ("seats", vote.seats))
    for name, count in (("present", vote.present), ("issued", vote.issued), ("returned", vote.returned)):
        if count is not None:
            yield name, count


def _ballots(vote: Vote, last: tuple[str, int] | None) -> Iterator[Outcome]:
    if vote.valid is not None and vote.invalid is not None:
        both, name, route = vote.valid + vote.invalid, "valid_and_invalid", ("valid",)
        if vote.returned is not None:
            holds = both == vote.returned
            facts = {"valid": vote.valid, "invalid": vote.invalid, "sum": both, "returned": vote.returned}
            yield Step("recount.ballots", facts, holds)
            if not holds:
                yield disagree("counts_chain", route, name, both, "returned", vote.returned, differs=True)
        elif last is not None:
            yield from at_most("counts_chain", route, name, both, *last)
        return
    for name, count in (("valid", vote.valid), ("invalid", vote.invalid)):
        if count is not None and last is not None:
            yield from at_most("counts_chain", (name,), name, count, *last)


def tally_sums(vote: Vote, tally: Tally, route: Route) -> Iterator[Outcome]:
    """Which sums of a tally must agree with the counts around it.

    On ballots an abstention is a valid vote, so yes, no and abstain make up the valid ballots; in the room
    they make up those present with those who did not vote; with the absent they make up all members. A sum
    that lacks an option can only be too large.
    """
    names = POLL if is_poll(tally) else DECISION
    marked = sum(getattr(tally, name) or 0 for name in names)
    complete = all(getattr(tally, name) is not None for name in names)
    if all(getattr(tally, name) is None for name in OPTIONS):
        return
    limit = smallest_limit(vote)
    if limit is not None:
        other, count = limit
        must_equal = complete and other == "valid"
        yield from compared("tally_sum", route, "marked", marked, other, count, must_equal)
    in_room = marked + (tally.not_voting or 0)
    in_room_is_all = complete and tally.not_voting is not None and not _on_ballots(vote)
    if vote.present is not None and (tally.not_voting is not None or limit is None):
        yield from compared("tally_sum", route, "in_room", in_room, "present", vote.present, in_room_is_all)
    yield from _with_absent(vote, tally, route, in_room, in_room_is_all)


def _on_ballots(vote: Vote) -> bool:
    return any(count is not None for count in (vote.issued, vote.returned, vote.valid, vote.invalid))


def smallest_limit(vote: Vote) -> tuple[str, int] | None:
    """The smallest count that the marked votes cannot be more than."""
    if vote.valid is not None:
        return "valid", vote.valid
    if vote.returned is not None and vote.invalid is not None:
        return "returned_less_invalid", vote.returned - vote.invalid
    known = list(upper_counts(vote))
    return known[-1] if known else None


def _with_absent(vote: Vote, tally: Tally, route: Route, in_room: int, in_room_is_all: bool) -> Iterator[Outcome]:
    """Those present or counted, and the absent, are all members."""
    size = members(vote)
    if tally.absent is None or size is None or vote.seats is None:
        return
    other, most = ("all_members", size.low) if vote.vacant is not None else ("seats", vote.seats)
    exact = vote.vacant is not None
    if vote.present is not None:
        name, count = "present_and_absent", vote.present + tally.absent
        yield from compared("tally_sum", (*route, "absent"), name, count, other, most, exact)
        return
    count = in_room + tally.absent
    yield from compared("tally_sum", route, "all_options", count, other, most, exact and in_room_is_all)
    lost = unaccounted(vote, tally)
    if lost:
        facts: dict[str, int | str] = {"count": lost, "other": other, "other_count": most}
        yield Step("recount.unaccounted", facts)
        yield Discrepancy("unaccounted", route, facts)


def unaccounted(vote: Vote, tally: Tally) -> int:
    """How many members a tally of all members, with the absent, leaves out.

    They may not have voted, or their votes may have been lost on the way.
    """
    names = (*(POLL if is_poll(tally) else DECISION), "absent")
    counts: list[int | None] = [getattr(tally, name) for name in names]
    size = members(vote)
    if vote.vacant is None or size is None or vote.present is not None or _on_ballots(vote):
        return 0
    if tally.not_voting is not None or None in counts:
        return 0
    return max(0, size.low - sum(count or 0 for count in counts))


def candidate_counts(vote: Vote) -> Iterator[Outcome]:
    """The candidates' number and votes against the counts around them."""
    listed = len(vote.candidates)
    if vote.candidate_count is not None and listed:
        route: Route = ("candidate_count",)
        yield from at_most("candidate_count", route, "candidates", listed, "candidate_count", vote.candidate_count)
    limit = smallest_limit(vote)
    for index, candidate in enumerate(vote.candidates):
        route = ("candidates", index)
        if candidate.votes is not None and limit is not None and candidate.votes > limit[1]:
            yield disagree("candidate_count", (*route, "votes"), "votes", candidate.votes, *limit)
        if candidate.tally is None:
            continue
        yield from (
            found for found in tally_sums(vote, candidate.tally, (*route, "tally")) if isinstance(found, Discrepancy)
        )
        favour = in_favour(candidate.tally)
        if candidate.votes is not None and favour is not None and candidate.votes != favour:
            facts = ("votes", candidate.votes, "in_favour", favour)
            yield disagree("candidate_count", (*route, "votes"), *facts, differs=True)
