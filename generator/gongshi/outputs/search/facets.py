"""What results are narrowed and counted by: one column a facet, a number for each record in the index's order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gongshi.outputs.file import OutputFile
from gongshi.outputs.search.bits import leb128
from gongshi.outputs.search.documents import Document
from gongshi.outputs.search.sheets import deflated

FACETS = ("collection", "year", "state", "topic", "body", "district")
"""The facets, in the order in which a reader meets them."""

Labels = Mapping[str, Mapping[str, tuple[str, str]]]
"""For each facet and value, how a reader names it in the site's main and its other language."""


@dataclass(frozen=True, slots=True)
class Row:
    """What facets need of a document, so that its text need not be kept."""

    day: str
    standing: int
    facets: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, document: Document) -> Row:
        """The row of a document; its collection and year are facets too."""
        own = {"collection": (document.collection,), "year": (document.day[:4],) if document.day else ()}
        return cls(document.day, document.standing, {**document.facets, **own})


def facet_files(rows: Sequence[Row], labels: Labels) -> list[OutputFile]:
    """One file a facet that any record has, and one of the days.

    A file begins with the length of its JSON: ``values`` (each a list, because a record may have several topics)
    and ``labels``; then for each record the number of its values in that list.
    """
    files = []
    for name in FACETS:
        found = [row.facets.get(name, ()) for row in rows]
        values = sorted(set(found), key=lambda combination: (len(combination) > 0, combination))
        if values in ([], [()]):
            continue
        used = {value: labels.get(name, {}).get(value, (value, value)) for each in values for value in each}
        head = json.dumps({"values": values, "labels": used}, ensure_ascii=False, separators=(",", ":"))
        numbers = {combination: number for number, combination in enumerate(values)}
        column = np.fromiter((numbers[combination] for combination in found), np.uint32, len(found))
        files.append(OutputFile(f"search/facets/{name}.bin", _packed(head, column)))
    days = np.fromiter((_day_number(row.day) for row in rows), np.int64, len(rows))
    steps = np.diff(days, prepend=0)
    zigzag = np.where(steps < 0, -2 * steps - 1, 2 * steps).astype(np.uint32)
    return [*files, OutputFile("search/facets/day.bin", _packed("{}", zigzag))]


def _packed(head: str, column: NDArray[np.uint32]) -> bytes:
    """LEB128: the length of the head, the head, LEB128: the column. Deflated."""
    data = head.encode()
    return deflated(leb128(np.array([len(data)], np.uint32)) + data + leb128(column))


def _day_number(day: str) -> int:
    """A number that orders days, months and years; those that are less exact come before."""
    year, month, last = ([int(piece) for piece in day.split("-")] + [0, 0, 0])[:3] if day else (0, 0, 0)
    return (year * 13 + month) * 32 + last
