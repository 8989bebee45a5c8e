"""The views of all collections: the one table that the renderer reads."""

from __future__ import annotations

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
