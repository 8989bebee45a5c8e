"""Dates that must run forward. What is known only by year or month is in order wherever it can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from gongshi.findings import Finding
from gongshi.records.corpus import Corpus
from gongshi.records.meetings import Meeting
from gongshi.records.opinions import Consultation
from gongshi.records.plans import Plan
from gongshi.records.projects import Project
from gongshi.records.record import Record
from gongshi.records.regulations import Regulation
from gongshi.records.scalars import Day
from gongshi.records.stations import Station
from gongshi.records.suggestions import Suggestion
from gongshi.records.supervision import Supervision
from gongshi.source import Place, Route

At = tuple[Route, Day | None]
"""A date of a record by its route, or None where it was not given."""
Pair = tuple[At, At]
"""The date that must not come after, and the one that must not come before."""


def dates_backward(corpus: Corpus) -> Iterator[Finding]:
    """GS306: a date that surely lies before the one it follows, or hours that end before they begin."""
    for entry in corpus.entries():
        record = entry.record
        for (early, first), (late, second) in (*_common_pairs(record), *_pairs(record)):
            if first is not None and second is not None and second.surely_before(first):
                yield _backward(entry.file, late, str(second), early, str(first))
    for entry, station in corpus.of("stations", Station):
        for index, hours in enumerate(station.hours):
            if hours.closes < hours.opens:  # 24-hour clocks of equal length compare as text
                at: Route = ("hours", index)
                yield _backward(entry.file, (*at, "to"), hours.closes, (*at, "from"), hours.opens)


def stages_out_of_order(corpus: Corpus) -> Iterator[Finding]:
    """GS307: an item of a dated list that lies before the item above it."""
    for entry in corpus.entries():
        for days in _sequences(entry.record):
            for (_, above), (route, day) in pairwise(days):
                if above is not None and day is not None and day.surely_before(above):
                    facts = {"list": str(route[-3]), "value": str(day), "above": str(above)}
                    yield Finding("GS307", Place(entry.file, route), facts)


def _backward(file: str, late: Route, value: str, early: Route, than: str) -> Finding:
    facts = {"field": _name(late), "value": value, "earlier": _name(early), "than": than}
    return Finding("GS306", Place(file, late), facts)


def _name(route: Route) -> str:
    """A route's field as an editor would say it: the keys, without the positions in lists."""
    return ".".join(step for step in route if isinstance(step, str))


def _common_pairs(record: Record) -> Iterator[Pair]:
    published: At = (("published",), record.published)
    for index, correction in enumerate(record.corrections):
        yield published, (("corrections", index, "date"), correction.date)
    if record.withdrawn is not None:
        yield published, (("withdrawn", "date"), record.withdrawn.date)


def _pairs(record: Record) -> Iterator[Pair]:
    match record:
        case Consultation():
            yield from _consultation(record)
        case Regulation():
            yield from _regulation(record)
        case Meeting():
            yield (("date",), record.date), (("end",), record.end)
        case Suggestion():
            yield from _suggestion(record)
        case Supervision():
            yield from _supervision(record)
        case Plan():
            for index, goal in enumerate(record.goals):
                yield (("date",), record.date), (("goals", index, "due"), goal.due)
        case _:
            pass


def _consultation(record: Consultation) -> Iterator[Pair]:
    yield (("opened",), record.opened), (("closed",), record.closed)
    for index, opinion in enumerate(record.opinions):
        if opinion.response is not None:
            received: At = (("opinions", index, "received"), opinion.received)
            yield received, (("opinions", index, "response", "date"), opinion.response.date)


def _suggestion(record: Suggestion) -> Iterator[Pair]:
    received: At = (("received",), record.received)
    yield received, (("due",), record.due)
    for index, reply in enumerate(record.replies):
        yield received, (("replies", index, "date"), reply.date)


def _supervision(record: Supervision) -> Iterator[Pair]:
    if record.opinion is not None:
        issued: At = (("opinion", "date"), record.opinion.date)
        for index, task in enumerate(record.tasks):
            yield issued, (("tasks", index, "due"), task.due)


def _regulation(record: Regulation) -> Iterator[Pair]:
    for index, version in enumerate(record.versions):
        at: Route = ("versions", index)
        yield ((*at, "effective_from"), version.effective_from), ((*at, "effective_to"), version.effective_to)
    adopted = _only(record, "adopted")
    in_force = _only(record, "in_force")
    if adopted is not None and in_force is not None and not any(s.stage == "amended" for s in record.stages):
        yield adopted, in_force
    if in_force is not None and record.evaluation is not None:
        yield in_force, (("evaluation", "due"), record.evaluation.due)
        yield in_force, (("evaluation", "date"), record.evaluation.date)


def _only(record: Regulation, name: str) -> At | None:
    """The stage of that name if there is exactly one: a revised law is adopted again later."""
    found = [index for index, stage in enumerate(record.stages) if stage.stage == name]
    return (("stages", found[0], "date"), record.stages[found[0]].date) if len(found) == 1 else None


def _sequences(record: Record) -> Iterator[Sequence[At]]:
    """The lists of a record that tell a course of events, as dates."""
    match record:
        case Regulation():
            yield _dates(("stages",), (stage.date for stage in record.stages))
        case Suggestion():
            yield _dates(("stages",), (stage.date for stage in record.stages))
            yield _dates(("replies",), (reply.date for reply in record.replies))
        case Supervision():
            yield _dates(("stages",), (stage.date for stage in record.stages))
            for index, task in enumerate(record.tasks):
                yield _dates(("tasks", index, "updates"), (update.date for update in task.updates))
        case Plan():
            for index, goal in enumerate(record.goals):
                yield _dates(("goals", index, "progress"), (progress.date for progress in goal.progress))
        case Project():
            yield from _by_target(record)
        case _:
            pass


def _by_target(project: Project) -> Iterator[Sequence[At]]:
    """Progress of each target apart: an editor may keep the reports of one target together."""
    courses: dict[str | None, list[At]] = {}
    for index, progress in enumerate(project.progress):
        courses.setdefault(progress.target, []).append((("progress", index, "date"), progress.date))
    yield from courses.values()


def _dates(route: Route, days: Iterable[Day]) -> list[At]:
    return [((*route, index, "date"), day) for index, day in enumerate(days)]
