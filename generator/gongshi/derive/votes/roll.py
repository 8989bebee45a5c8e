"""A vote by name: the roll itself, and the roll against the tally."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from gongshi.derive.votes.counts import DECISION, OPTIONS, POLL, upper_counts
from gongshi.derive.votes.steps import Discrepancy, Outcome, Step, at_most, disagree
from gongshi.records.votes import Tally, Vote


def roll_is_usable(vote: Vote) -> bool:
    """Whether there is a roll, every label of which is an option, and nobody stands in it twice."""
    return bool(vote.roll) and not any(isinstance(found, Discrepancy) for found in _roll_faults(vote))


def tally_of_roll(vote: Vote) -> Tally:
    """The roll counted. Of a usable roll only; options that nobody chose are zero."""
    counted = Counter(entry.option for entry in vote.roll)
    poll = any(counted[name] for name in POLL[:3])
    return Tally.model_construct(None, **{name: counted[name] for name in (POLL if poll else DECISION)})


def roll_checks(vote: Vote) -> Iterator[Outcome]:
    """The roll itself, then member by member against the tally."""
    if not vote.roll:
        return
    yield Step("recount.roll", {"count": len(vote.roll)})
    if not roll_is_usable(vote):
        yield Step("recount.roll_unusable", {}, False)
        yield from _roll_faults(vote)
        return
    limit = next(upper_counts(vote), None)
    if limit is not None:
        yield from at_most("roll_against_tally", ("roll",), "roll", len(vote.roll), *limit)
    if vote.tally is None:
        return
    counted = Counter(entry.option for entry in vote.roll)
    for name in OPTIONS:
        published = getattr(vote.tally, name)
        # A roll may name only those who were there or voted.
        if published is None or (name in ("absent", "not_voting") and not counted[name]):
            continue
        holds = counted[name] == published
        facts = {"name": f"roll_{name}", "count": counted[name], "other": name, "other_count": published}
        yield Step("recount.roll_option", facts, holds)
        if not holds:
            route = ("tally", name)
            pair = (f"roll_{name}", counted[name], name, published)
            yield disagree("roll_against_tally", route, *pair, differs=True)


LIKELY_OPTIONS: Mapping[str, str] = MappingProxyType({
    "赞成": "yes", "同意": "yes", "反对": "no", "不同意": "no", "弃权": "abstain", "未按": "not_voting",
    "未表决": "not_voting", "未按表决器": "not_voting", "缺席": "absent", "请假": "absent",
    "满意": "satisfied", "基本满意": "basically_satisfied", "不满意": "dissatisfied",
})  # fmt: skip
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
