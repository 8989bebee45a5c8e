"""A target's progress against its time as a picture: where its lines run, in the picture's own units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gongshi.derive.follow_up import TargetProgress
from gongshi.derive.progress_course import CoursePoint, course
from gongshi.records.projects import Project

WIDTH, HEIGHT = 360, 170
LEFT, RIGHT, TOP, BOTTOM = 40, 10, 10, 24
"""The picture, and the margins for its labels."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Picture:
    """Coordinates: ``expected`` from 0 to 100% (None without a due date), ``actual`` from 0 through the reports
    (``dots``), ``today`` across. ``percents`` and ``days`` label the axes; ``points`` are the reports as a table
    has them.
    """

    expected: tuple[Point, Point] | None
    actual: tuple[Point, ...]
    dots: tuple[Point, ...]
    today: float | None
    percents: tuple[tuple[int, float], ...]
    days: tuple[tuple[date, float, str], ...]
    points: tuple[CoursePoint, ...]

    @property
    def path(self) -> str:
        """The reported progress as the ``points`` of a polyline."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.actual)


def picture(project: Project, target: TargetProgress, today: date) -> Picture | None:
    """The picture on a day; None where the project's year is no year of the calendar."""
    found = course(project, target.target, today)
    if found is None:
        return None
    reported = [(point.step.date.last, point.share) for point in found.points if point.share is not None]
    ends = [found.due or date(found.start.year, 12, 31), *(day for day, _ in reported)]
    last = max(*ends, min(today, date(max(ends).year, 12, 31)))
    begin = min(found.start, *(day for day, _ in reported)) if reported else found.start
    most = max(Fraction(1), *(share for _, share in reported)) if reported else Fraction(1)

    def x(day: date) -> float:
        passed = Fraction((day - begin).days, max((last - begin).days, 1))
        return round(LEFT + float(min(max(passed, Fraction(0)), Fraction(1))) * (WIDTH - LEFT - RIGHT), 1)

    def y(share: Fraction) -> float:
        return round(HEIGHT - BOTTOM - float(share / most) * (HEIGHT - TOP - BOTTOM), 1)

    first = [(x(begin), y(Fraction(0)))] if reported and reported[0][0] > found.start else []
    dots = tuple((x(day), y(share)) for day, share in reported)
    marks = [(begin, "start"), (last, "end")]
    return Picture(
        ((x(found.start), y(Fraction(0))), (x(found.due), y(Fraction(1)))) if found.due else None,
        (*first, *dots),
        dots,
        x(today) if begin <= today <= last else None,
        tuple((percent, y(Fraction(percent, 100))) for percent in (0, 50, 100)),
        tuple((day, x(day), anchor) for day, anchor in marks),
        found.points,
    )
