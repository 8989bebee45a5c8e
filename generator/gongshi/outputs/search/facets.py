"""What results are narrowed and counted by: one column a facet, a number for each record in the index's order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gongshi.outputs.file import OutputFile
from gongshi.outputs.search.bits import leb128
from gongshi.outputs.search.deflate import deflated
from gongshi.outputs.search.documents import Document, Names

OF_LISTS = ("kind", "purpose", "result", "status", "outcome")
"""Facets that only some collections have, in their lists."""
FACETS = ("collection", "year", "state", "topic", "body", "district", *OF_LISTS)
"""The facets, in the order in which a reader meets them."""


@dataclass(frozen=True, slots=True)
class Row:
    """What facets need of a document, so that its text need not be kept."""

    collection: str
    day: str
    facets: Mapping[str, Mapping[str, Names]]

    @classmethod
    def of(cls, document: Document) -> Row:
        """The row of a document."""
        return cls(document.collection, document.day, document.facets)


def facet_path(name: str) -> str:
    """Where the column of a facet stands."""
    return f"search/facets/{name}.bin"


def facet_files(rows: Sequence[Row], collections: Mapping[str, Names]) -> list[OutputFile]:
    """One file a facet that any record has, and one of the days.

    A file begins with the length of its JSON: ``values`` (each a list, because a record may have several topics)
    and ``labels``; then for each record the number of its values in that list.
    """
    files = []
    for name in FACETS:
        labels: dict[str, Names] = {}
        found = [_values(name, row, collections, labels) for row in rows]
        values = sorted(set(found), key=lambda combination: (len(combination) > 0, combination))
        if values in ([], [()]):
            continue
        used = {value: labels[value] for each in values for value in each}
        head = json.dumps({"values": values, "labels": used}, ensure_ascii=False, separators=(",", ":"))
        numbers = {combination: number for number, combination in enumerate(values)}
        column = np.fromiter((numbers[combination] for combination in found), np.uint32, len(found))
        files.append(OutputFile(facet_path(name), _packed(head, column)))
    days = np.fromiter((_day_number(row.day) for row in rows), np.int64, len(rows))
    steps = np.diff(days, prepend=0)
    zigzag = np.where(steps < 0, -2 * steps - 1, 2 * steps).astype(np.uint32)
    return [*files, OutputFile(facet_path("day"), _packed("{}", zigzag))]


def _values(name: str, row: Row, collections: Mapping[str, Names], labels: dict[str, Names]) -> tuple[str, ...]:
    """A row's values of a facet; ``labels`` learns their names.

    A value that an earlier row calls otherwise (a state that two collections name each in their own way) is one of
    its collection: ``projects.done``.
    """
    if name == "collection":
        own = {row.collection: collections.get(row.collection, (row.collection, row.collection))}
    elif name == "year":
        own = {row.day[:4]: (row.day[:4], row.day[:4])} if row.day else {}
    else:
        own = dict(row.facets.get(name, {}))
    found = []
    for value, names in own.items():
        same = labels.setdefault(value, names) == names
        found.append(value if same else f"{row.collection}.{value}")
        labels.setdefault(found[-1], names)
    return tuple(found)


def _packed(head: str, column: NDArray[np.uint32]) -> bytes:
    """LEB128: the length of the head, the head, LEB128: the column. Deflated."""
    data = head.encode()
    return deflated(leb128(np.array([len(data)], np.uint32))[0] + data + leb128(column)[0])


def _day_number(day: str) -> int:
    """A number that orders days, months and years; those that are less exact come before."""
    year, month, last = ([int(piece) for piece in day.split("-")] + [0, 0, 0])[:3] if day else (0, 0, 0)
    return (year * 13 + month) * 32 + last
