"""Whether a regulation binds on a day: derived from its dates, never typed.

A regulation is in force from the day that it names itself (Legislation Law of the PRC,
the article on stating the day of implementation), until it is repealed or its text ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from gongshi.records.regulations import Regulation, Stage, Version
from gongshi.records.scalars import Day

Force = Literal["in_force", "amended", "not_yet_in_force", "repealed", "adopted", "in_preparation", "unknown"]
"""``amended`` is in force in an amended text; ``adopted`` has passed, but no day of force was published."""


@dataclass(frozen=True, slots=True)
class LegalForce:
    """The state on a day; ``since`` the first day in force, ``until`` the first day without force."""

    state: Force
    since: Day | None = None
    until: Day | None = None


def legal_force(regulation: Regulation, today: date) -> LegalForce:
    """The state of a regulation as a whole on ``today``. What a stage says counts from its day on."""
    stages = [stage for stage in regulation.stages if stage.date.first <= today]
    start = _first(regulation.stages, "in_force") or _earliest(v.effective_from for v in enacted(regulation))
    end = _end(regulation)
    if end is not None and end.last <= today:
        return LegalForce("repealed", start, end)
    if start is not None and start.first > today:
        return LegalForce("not_yet_in_force", start, end)
    if start is not None:
        amended = any(stage.stage == "amended" for stage in stages)
        amended = amended or sum(_has_begun(version, today) for version in enacted(regulation)) > 1
        return LegalForce("amended" if amended else "in_force", start, end)
    if any(stage.stage in ("adopted", "approved", "promulgated", "amended") for stage in stages):
        return LegalForce("adopted")
    return LegalForce("in_preparation" if stages or regulation.versions else "unknown")


def enacted(regulation: Regulation) -> list[Version]:
    """The versions that are law, not drafts."""
    return [version for version in regulation.versions if version.status == "enacted"]


def version_in_force(regulation: Regulation, today: date) -> Version | None:
    """The text that binds on ``today``, or None."""
    end = _end(regulation)
    if end is not None and end.last <= today:
        return None
    running = [v for v in enacted(regulation) if _has_begun(v, today) and not _has_ended(v, today)]
    return max(running, key=lambda v: v.effective_from or Day.parse("0001"), default=None)


def shown_version(regulation: Regulation, today: date) -> Version | None:
    """The text that the regulation's own page shows: the one in force, else the latest enacted, else the last draft."""
    in_force = version_in_force(regulation, today)
    if in_force is not None or not regulation.versions:
        return in_force
    return (enacted(regulation) or regulation.versions)[-1]


def _has_begun(version: Version, today: date) -> bool:
    return version.effective_from is not None and version.effective_from.first <= today


def _has_ended(version: Version, today: date) -> bool:
    return version.effective_to is not None and version.effective_to.last < today


def _first(stages: Iterable[Stage], name: str) -> Day | None:
    return _earliest(stage.date for stage in stages if stage.stage == name)


def _earliest(days: Iterable[Day | None]) -> Day | None:
    return min((day for day in days if day is not None), default=None)


def last_day(version: Version, regulation: Regulation) -> date | None:
    """The last day on which a version can bind: its own end, or the day before the repeal; None without both."""
    ends = [version.effective_to.last] if version.effective_to else []
    repealed = _first(regulation.stages, "repealed")
    if repealed is not None:
        ends.append(repealed.first - timedelta(days=1))
    return min(ends, default=None)


def _end(regulation: Regulation) -> Day | None:
    """The first day without force: that of the repeal, or the day after the last day of the last text."""
    repealed = _first(regulation.stages, "repealed")
    ends = [version.effective_to for version in enacted(regulation)]
    known = [end for end in ends if end is not None]
    if repealed is not None or not known or len(known) < len(ends):
        return repealed
    return Day.parse((max(known).last + timedelta(days=1)).isoformat())
