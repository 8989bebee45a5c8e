"""Fields of which one must be given, or not two at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from gongshi.findings import Finding
from gongshi.records.corpus import Corpus
from gongshi.records.opinions import Consultation
from gongshi.records.projects import Project
from gongshi.records.record import Record
from gongshi.records.regulations import Regulation
from gongshi.records.stations import Station
from gongshi.records.votes import Vote
from gongshi.source import Place, Route

Choice = tuple[Route, BaseModel, tuple[str, ...]]
"""A part of a record by route, and the fields of which it must give one."""


def one_of_missing(corpus: Corpus) -> Iterator[Finding]:
    """GS218: none of the fields is there. Progress may also be a ``note``, where no number was published."""
    for entry in corpus.entries():
        record = entry.record
        for route, part, fields in (*_subjects(record), *_exclusive(record)):
            accepted = (*fields, "note") if isinstance(record, Project) else fields
            if all(getattr(part, field) is None for field in accepted):
                yield Finding("GS218", Place(entry.file, route), {"fields": " / ".join(accepted)})


def both_given(corpus: Corpus) -> Iterator[Finding]:
    """GS219: two fields that say the same thing in two ways; the finding stands at the second."""
    for entry in corpus.entries():
        for route, part, (first, second) in _exclusive(entry.record):
            if getattr(part, first) is not None and getattr(part, second) is not None:
                place = Place(entry.file, (*route, second), at_key=True)
                yield Finding("GS219", place, {"first": first, "second": second})


def _subjects(record: Record) -> Iterator[Choice]:
    """What a record is about: one field at least; both may stand together."""
    match record:
        case Consultation():
            yield (), record, ("regulation", "subject")
        case Vote():
            yield (), record, ("subject", "motion")
        case _:
            pass


def _exclusive(record: Record) -> Iterator[Choice]:
    """Pairs of which exactly one is wanted."""
    match record:
        case Regulation():
            yield from _each("versions", record.versions, ("text", "file"))
        case Station():
            yield from _each("hours", record.hours, ("weekday", "date"))
        case Project():
            yield from _each("progress", record.progress, ("amount", "percent"))
        case _:
            pass


def _each(field: str, items: Iterable[BaseModel], fields: tuple[str, ...]) -> Iterator[Choice]:
    for index, item in enumerate(items):
        yield (field, index), item, fields
