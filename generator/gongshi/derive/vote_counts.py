"""The published counts of a vote: what they are shares of, and which of them must agree."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import get_args

from gongshi.derive.vote_rules import Between, exactly
from gongshi.derive.vote_steps import Discrepancy, Kind, Step
from gongshi.records.votes import Base, Option, Tally, Vote
from gongshi.source import Route

Outcome = Step | Discrepancy
OPTIONS: tuple[str, ...] = get_args(Option)
DECISION = ("yes", "no", "abstain")
POLL = ("satisfied", "basically_satisfied", "dissatisfied", "abstain")


def members(vote: Vote) -> Between | None:
    """All members: seats less vacancies.

    Where vacancies were not published they are not zero: there are at least as many members as took part, and
    at most as many as seats. A result that holds for every number between is certain.
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
        return missing_of_tally(
            tally, holder, ("yes", "no"), ("satisfied", "basically_satisfied", "dissatisfied")
        )
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
            yield _disagree("counts_chain", ("vacant",), "vacant", vote.vacant, "seats", vote.seats)
        else:
            facts = {"seats": vote.seats, "vacant": vote.vacant, "members": vote.seats - vote.vacant}
            yield Step("recount.members", facts, True)
    known = [(name, count) for name, count in _upper_counts(vote)]
    for (other, other_count), (name, count) in pairwise(known):
        yield from _at_most("counts_chain", (name,), name, count, other, other_count)
    yield from _ballots(vote, known[-1] if known else None)


def _upper_counts(vote: Vote) -> Iterator[tuple[str, int]]:
    """The published counts from the largest to the smallest."""
    if vote.seats is not None:
        yield (
            ("all_members", max(0, vote.seats - vote.vacant))
            if vote.vacant is not None
            else ("seats", vote.seats)
        )
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
                yield _disagree("counts_chain", route, name, both, "returned", vote.returned, differs=True)
        elif last is not None:
            yield from _at_most("counts_chain", route, name, both, *last)
        return
    for name, count in (("valid", vote.valid), ("invalid", vote.invalid)):
        if count is not None and last is not None:
            yield from _at_most("counts_chain", (name,), name, count, *last)


def tally_sums(vote: Vote, tally: Tally, route: Route) -> Iterator[Outcome]:
    """Which sums of a tally must agree with the counts around it.

    On ballots an abstention is a valid vote, so yes, no and abstain make up the valid ballots; in the room
    they make up those present with those who did not vote; with the absent they make up all members. A sum with
    an option that was not published can only be too large.
    """
    names = POLL if is_poll(tally) else DECISION
    marked = sum(getattr(tally, name) or 0 for name in names)
    complete = all(getattr(tally, name) is not None for name in names)
    if all(getattr(tally, name) is None for name in OPTIONS):
        return
    on_ballots = any(count is not None for count in (vote.issued, vote.returned, vote.valid, vote.invalid))
    limit = _limit(vote)
    if limit is not None:
        other, count = limit
        must_equal = complete and other == "valid"
        yield from _sum(route, "marked", marked, other, count, must_equal)
    in_room = marked + (tally.not_voting or 0)
    in_room_is_all = complete and tally.not_voting is not None and not on_ballots
    if vote.present is not None and (tally.not_voting is not None or limit is None):
        yield from _sum(route, "in_room", in_room, "present", vote.present, in_room_is_all)
    yield from _with_absent(vote, tally, route, in_room, in_room_is_all, complete and not on_ballots)


def _limit(vote: Vote) -> tuple[str, int] | None:
    """The smallest count that the marked votes cannot be more than."""
    if vote.valid is not None:
        return "valid", vote.valid
    if vote.returned is not None and vote.invalid is not None:
        return "returned_less_invalid", vote.returned - vote.invalid
    known = list(_upper_counts(vote))
    return known[-1] if known else None


def _with_absent(
    vote: Vote, tally: Tally, route: Route, in_room: int, in_room_is_all: bool, could_be_all: bool
) -> Iterator[Outcome]:
    """Those present or counted, and the absent, are all members."""
    size = members(vote)
    if tally.absent is None or size is None or vote.seats is None:
        return
    other, most = ("all_members", size.low) if vote.vacant is not None else ("seats", vote.seats)
    exact = vote.vacant is not None
    if vote.present is not None:
        name, count = "present_and_absent", vote.present + tally.absent
        yield from _sum((*route, "absent"), name, count, other, most, exact)
        return
    count = in_room + tally.absent
    yield from _sum(route, "all_options", count, other, most, exact and in_room_is_all)
    if exact and could_be_all and tally.not_voting is None and count < most:
        yield Step("recount.unaccounted", {"count": most - count, "other": other, "other_count": most})
        facts: dict[str, int | str] = {"count": most - count, "other": other, "other_count": most}
        yield Discrepancy("unaccounted", route, facts)


def candidate_counts(vote: Vote) -> Iterator[Outcome]:
    """The candidates' number and votes against the counts around them."""
    listed = len(vote.candidates)
    if vote.candidate_count is not None and listed:
        route: Route = ("candidate_count",)
        yield from _at_most(
            "candidate_count", route, "candidates", listed, "candidate_count", vote.candidate_count
        )
    limit = _limit(vote)
    for index, candidate in enumerate(vote.candidates):
        route = ("candidates", index)
        if candidate.votes is not None and limit is not None and candidate.votes > limit[1]:
            yield _disagree("candidate_count", (*route, "votes"), "votes", candidate.votes, *limit)
        if candidate.tally is None:
            continue
        yield from (
            found
            for found in tally_sums(vote, candidate.tally, (*route, "tally"))
            if isinstance(found, Discrepancy)
        )
        favour = in_favour(candidate.tally)
        if candidate.votes is not None and favour is not None and candidate.votes != favour:
            facts = ("votes", candidate.votes, "in_favour", favour)
            yield _disagree("candidate_count", (*route, "votes"), *facts, differs=True)


def roll_is_usable(vote: Vote) -> bool:
    """Whether there is a roll, every label of which is an option, and nobody stands in it twice."""
    return bool(vote.roll) and not any(isinstance(found, Discrepancy) for found in _roll_faults(vote))


def tally_of_roll(vote: Vote) -> Tally:
    """The roll counted. Of a usable roll only; options that nobody chose are zero."""
    counted = Counter(entry.option for entry in vote.roll)
    poll = any(counted[name] for name in POLL[:3])
    return Tally.model_construct(**{name: counted[name] for name in (POLL if poll else DECISION)})


def roll_checks(vote: Vote) -> Iterator[Outcome]:
    """The roll itself, then member by member against the tally."""
    if not vote.roll:
        return
    yield Step("recount.roll", {"count": len(vote.roll)})
    if not roll_is_usable(vote):
        yield Step("recount.roll_unusable", {}, False)
        yield from _roll_faults(vote)
        return
    limit = next(_upper_counts(vote), None)
    if limit is not None:
        yield from _at_most("roll_against_tally", ("roll",), "roll", len(vote.roll), *limit)
    if vote.tally is None:
        return
    counted = Counter(entry.option for entry in vote.roll)
    for name in OPTIONS:
        published = getattr(vote.tally, name)
        # A roll may name only those who were there or voted.
        if published is None or (name in ("absent", "not_voting") and not counted[name]):
            continue
        holds = counted[name] == published
        facts: dict[str, int | str] = {"name": f"roll_{name}", "count": counted[name], "other": name}
        yield Step("recount.roll_option", {**facts, "other_count": published}, holds)
        if not holds:
            route = ("tally", name)
            pair = (f"roll_{name}", counted[name], name, published)
            yield _disagree("roll_against_tally", route, *pair, differs=True)


LIKELY_OPTIONS = {
    "赞成": "yes", "同意": "yes", "反对": "no", "不同意": "no", "弃权": "abstain", "未按": "not_voting",
    "未表决": "not_voting", "未按表决器": "not_voting", "缺席": "absent", "请假": "absent", "满意": "satisfied",
    "基本满意": "basically_satisfied", "不满意": "dissatisfied",
}  # fmt: skip
"""What an editor may have meant: a proposal in a message, never taken as meant."""


def _roll_faults(vote: Vote) -> Iterator[Discrepancy]:
    first: dict[str, int] = {}
    for index, entry in enumerate(vote.roll):
        if entry.option not in OPTIONS:
            tidy = unicodedata.normalize("NFKC", entry.option).strip().lower()
            near = tidy if tidy in OPTIONS else LIKELY_OPTIONS.get(tidy, "")
            yield Discrepancy("roll_label", ("roll", index, "option"), {"label": entry.option, "near": near})
        name = _same_name(str(entry.voter))
        if name in first:
            facts: dict[str, int | str] = {
                "voter": str(entry.voter),
                "first": first[name] + 1,
                "again": index + 1,
            }
            yield Discrepancy("voter_twice", ("roll", index, "voter"), facts)
        first.setdefault(name, index)


def _same_name(name: str) -> str:
    """A name without differences of width and spacing: 王 芳 and 王芳 are one."""
    tidy = " ".join(unicodedata.normalize("NFKC", name).split())
    return re.sub(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])", "", tidy)


def _sum(
    route: Route, name: str, count: int, other: str, other_count: int, must_equal: bool
) -> Iterator[Outcome]:
    if not must_equal:
        yield from _at_most("tally_sum", route, name, count, other, other_count)
        return
    holds = count == other_count
    facts: dict[str, int | str] = {"name": name, "count": count, "other": other, "other_count": other_count}
    yield Step("recount.equals", facts, holds)
    if not holds:
        yield _disagree("tally_sum", route, name, count, other, other_count, differs=True)


def _at_most(
    kind: Kind, route: Route, name: str, count: int, other: str, other_count: int
) -> Iterator[Outcome]:
    holds = count <= other_count
    facts: dict[str, int | str] = {"name": name, "count": count, "other": other, "other_count": other_count}
    yield Step("recount.at_most", facts, holds)
    if not holds:
        yield _disagree(kind, route, name, count, other, other_count)


def _disagree(
    kind: Kind, route: Route, name: str, count: int, other: str, other_count: int, *, differs: bool = False
) -> Discrepancy:
    relation = "differs" if differs else "more"
    facts: dict[str, int | str] = {"name": name, "count": count, "other": other, "other_count": other_count}
    return Discrepancy(kind, route, {**facts, "relation": relation})
