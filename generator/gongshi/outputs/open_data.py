"""/data/<collection>.json and .csv: every record in the contract's names, with what was derived."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
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
from gongshi.outputs.file import LargeFile, OutputFile
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

LINES = 256
"""Lines of a table that are made at a time."""


FEW = 40
"""Rows up to which it is faster to look for them in the files that there are than to make these anew."""

_LINE_END = b"\r\n"
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


def open_data(collection: str, rows: Iterable[DataRow]) -> Iterator[LargeFile]:
    """The JSON and CSV files of a collection, from the rows of its records, which are walked through several times."""
    yield LargeFile(f"data/{collection}.json", _array(rows))
    yield LargeFile(f"data/{collection}.csv", _csv(collection, rows))


def revised_data(
    collection: str, pairs: Sequence[tuple[DataRow, DataRow]], read: Callable[[str], bytes]
) -> list[OutputFile] | None:
    """The same files where some rows have become others, made of those that ``read`` reads. None where that cannot be:
    all rows have to be walked through."""
    if len(pairs) > FEW or any(before.cells.keys() != now.cells.keys() for before, now in pairs):
        return None
    array, table = f"data/{collection}.json", f"data/{collection}.csv"
    objects = [(before.json.encode(), now.json.encode()) for before, now in pairs]
    lines = read(table)
    names = next(csv.reader([lines.partition(_LINE_END)[0].decode("utf-8-sig")]))
    rows = [(_line(before, names), _line(now, names)) for before, now in pairs]
    data = _replaced(read(array), objects), _replaced(lines, rows)
    if data[0] is None or data[1] is None:
        return None
    return [OutputFile(array, data[0]), OutputFile(table, data[1])]


def _replaced(data: bytes, pairs: Iterable[tuple[bytes, bytes]]) -> bytes | None:
    """These bytes with some in the place of others, which must stand in them once; None where they do not."""
    for before, now in pairs:
        if data.count(before) != 1:
            return None
        data = data.replace(before, now)
    return data


def _array(rows: Iterable[DataRow]) -> Iterator[bytes]:
    before = "["
    for row in rows:
        yield f"{before}{row.json}".encode()
        before = ","
    yield b"[]\n" if before == "[" else b"]\n"


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


def _csv(collection: str, rows: Iterable[DataRow]) -> Iterator[bytes]:
    """Flat columns only: texts in both languages, numbers, dates and the derived scalars.

    Columns come in the order of the record's fields, so that they do not move with the content.
    """
    fields = [info.alias or name for name, info in COLLECTIONS[collection].model_fields.items()]
    order = {name: position for position, name in enumerate(["id", *fields, "derived"])}
    found = {name for row in rows for name in row.cells}
    names = sorted(found, key=lambda name: (order[name.partition(".")[0]], name))
    yield codecs.BOM_UTF8 + _lines([names])
    cells = (_in_columns(row, names) for row in rows)
    while some := list(islice(cells, LINES)):
        yield _lines(some)


def _in_columns(row: DataRow, names: Sequence[str]) -> list[str]:
    return [row.cells.get(name, "") for name in names]


def _line(row: DataRow, names: Sequence[str]) -> bytes:
    """A row of a table from the end of the line before it."""
    return _LINE_END + _lines([_in_columns(row, names)])


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator=_LINE_END.decode()).writerows(rows)
    return stream.getvalue().encode()


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
