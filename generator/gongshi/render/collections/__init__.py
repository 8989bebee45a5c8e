"""The views of all collections: the one table that the renderer reads."""

from __future__ import annotations

from gongshi.records.corpus import Entry
from gongshi.records.scalars import Day
from gongshi.render.collections import (
    cases,
    deputies,
    meetings,
    opinions,
    plans,
    projects,
    regulations,
    stations,
    suggestions,
    supervision,
    votes,
)
from gongshi.render.view import View

VIEWS: dict[str, View] = {
    module.VIEW.collection: module.VIEW
    for module in (
        regulations, opinions, votes, projects, supervision, suggestions,
        stations, deputies, meetings, cases, plans,
    )
}  # fmt: skip


def day_of(entry: Entry) -> Day | None:
    """The date that lists, feeds and search order a record by."""
    return VIEWS[entry.collection].day(entry)
