"""/data/<collection>.json and .csv: every record in the contract's names, with what was derived."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongshi.derive.facts import (
    Facts,
    OpinionFacts,
    PlanFacts,
    ProjectFacts,
    RegulationFacts,
    SuggestionFacts,
    SupervisionFacts,
    VoteFacts,
)
from gongshi.derive.law.force import version_in_force
from gongshi.derive.law.tree import LawText
from gongshi.outputs.file import OutputFile
from gongshi.outputs.plain_values import plain_value
from gongshi.records import COLLECTIONS
from gongshi.records.corpus import Entry
from gongshi.records.regulations import Regulation

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet reads as the start of a formula (OWASP, "CSV Injection")."""

TOMBSTONE = ("title", "published", "illustrative", "sources", "source_note", "corrections", "withdrawn")
"""What is left of a withdrawn record."""

MAX_CELL = 300
"""Longer texts end with … here and are whole in the JSON."""


_TEXTS = frozenset((str,))

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True)
class DataRow:
    """One record as open data: a JSON object, and the cells of its row in a table by column."""

    json: str
    cells: Mapping[str, str]


def data_row(entry: Entry, facts: Facts) -> DataRow:
    """A record as open data."""
    row = _row(entry, facts)
    return DataRow(_json(row), {name: _cell(value) for name, value in _flat(row)})


def open_data(rows: Mapping[str, Sequence[DataRow]]) -> Iterator[OutputFile]:
    """The JSON and CSV files of all collections, from the rows of each."""
    for collection, some in rows.items():
        text = ",".join(row.json for row in some)
        yield OutputFile(f"data/{collection}.json", f"[{text}]\n".encode())
        yield OutputFile(f"data/{collection}.csv", _csv(collection, some).encode("utf-8-sig"))


def _row(entry: Entry, facts: Facts) -> dict[str, Any]:
    if entry.record.withdrawn is not None:
        stands = plain_value(entry.record)
        return {"id": entry.id, **{name: stands[name] for name in TOMBSTONE if name in stands}}
    derived = {"as_of": facts.today.isoformat(), **_derived(entry, facts)}
    return {"id": entry.id, **plain_value(entry.record), "derived": derived}


def _derived(entry: Entry, facts: Facts) -> dict[str, Any]:
    match facts.derived.get(entry.key):
        case RegulationFacts() as d:
            return _regulation(entry, d, facts)
        case VoteFacts() as d:
            found = d.recount
            return {
                "recount": {
                    "status": found.status,
                    "missing": list(found.missing),
                    "steps": plain_value(found.steps),
                }
            }
        case OpinionFacts() as d:
            numbers = plain_value(d.totals)
            return {
                "totals": {
                    **numbers,
                    "adopted_share": plain_value(d.totals.adopted_share),
                    "taken_up_share": plain_value(d.totals.taken_up_share),
                }
            }
        case SupervisionFacts() as d:
            promises = zip(getattr(entry.record, "tasks", ()), d.follow_up.promises, strict=True)
            return {
                "overdue": d.follow_up.overdue,
                "on_time_share": plain_value(d.follow_up.on_time_share),
                "tasks": [{"id": task.id, **plain_value(promise)} for task, promise in promises],
            }
        case ProjectFacts() as d:
            return {
                "targets": [
                    {
                        "id": t.target.id,
                        "share": plain_value(t.share),
                        "expected": plain_value(t.expected),
                        "behind": t.behind,
                        **plain_value(t.promise),
                    }
                    for t in d.targets
                ]
            }
        case SuggestionFacts() as d:
            reply = {"due_is_legal": d.reply.due_is_legal, "limit": d.reply.limit, "days_over": d.reply.days_over}
            return {"reply": {**plain_value(d.reply.promise), **plain_value(reply)}}
        case PlanFacts() as d:
            goals = zip(getattr(entry.record, "goals", ()), d.goals, strict=True)
            return {"goals": [{"id": goal.id, **plain_value(promise)} for goal, promise in goals]}
    return {}


def _regulation(entry: Entry, derived: RegulationFacts, facts: Facts) -> dict[str, Any]:
    assert isinstance(entry.record, Regulation)
    in_force = version_in_force(entry.record, facts.today)
    return {
        "status": derived.force.state,
        "since": plain_value(derived.force.since),
        "until": plain_value(derived.force.until),
        "version_in_force": in_force.version if in_force else None,
        "versions": [
            {"version": version, "articles": _articles(law), "outline": _outline(law)}
            for version, law in derived.texts.items()
        ],
        "outline": _outline(derived.texts[derived.shown.version])
        if derived.shown and derived.shown.version in derived.texts
        else [],
    }


def _articles(law: LawText) -> list[dict[str, Any]]:
    return [
        {"anchor": article.anchor, "label": article.label, "path": list(article.path), "text": article.text}
        for article in law.articles
    ]


def _outline(law: LawText) -> list[dict[str, str]]:
    return [
        {"level": heading.level, "anchor": heading.anchor, "label": heading.label, "title": heading.title}
        for heading in law.headings
    ]


def _csv(collection: str, rows: Sequence[DataRow]) -> str:
    """Flat columns only: texts in both languages, numbers, dates and the derived scalars.

    Columns come in the order of the record's fields, so that they do not move with the content.
    """
    fields = [info.alias or name for name, info in COLLECTIONS[collection].model_fields.items()]
    order = {name: position for position, name in enumerate(["id", *fields, "derived"])}
    found = {name for row in rows for name in row.cells}
    names = sorted(found, key=lambda name: (order[name.partition(".")[0]], name))
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([row.cells.get(name, "") for name in names] for row in rows)
    return stream.getvalue()


def _flat(value: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, item in value.items():
        name = f"{prefix}{key}"
        if isinstance(item, dict):
            yield from _flat(item, f"{name}.")
        elif isinstance(item, list):
            if _TEXTS.issuperset(map(type, item)):
                yield name, "; ".join(item)
        elif item is not None:
            yield name, item


def _cell(value: Any) -> str:
    if not isinstance(value, str):
        return str(value).lower() if isinstance(value, bool) else str(value)
    text = value if len(value) <= MAX_CELL else f"{value[: MAX_CELL - 1]}…"
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
