"""A target's progress against its time: what was reported, and what a straight line would ask for on each day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gongshi.derive.follow_up import expected_share, reports, share_of
from gongshi.records.projects import Progress, Project, Target


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """One report: the share done by then, and the share that the time passed would ask for; None where unknown."""

    step: Progress
    share: Fraction | None
    expected: Fraction | None


@dataclass(frozen=True, slots=True)
class Course:
    """A target from 1 January of the project's year (``start``) to its due date, as known on ``today``."""

    start: date
    due: date | None
    today: date
    points: tuple[CoursePoint, ...]


def course(project: Project, target: Target, today: date) -> Course | None:
    """The course of a target; None where the project's year is no year of the calendar."""
    if not 1 <= project.year <= 9998:
        return None
    points = (
        CoursePoint(step, share_of(step, target), expected_share(project.year, target.due, step.date.last))
        for step in reports(project, target, today)
    )
    return Course(date(project.year, 1, 1), target.due.last if target.due else None, today, tuple(points))
