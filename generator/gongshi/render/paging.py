"""Long lists in pages with addresses of their own: ``votes/``, ``votes/page/2/``…"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

RowT = TypeVar("RowT")

LISTED = 250
"""Rows of a page of a list: about 15 kB gzipped, and as much as one looks through or prints."""


def list_path(first: str, number: int) -> str:
    """Where a page of the list whose first page stands at ``first`` stands; pages count from 1."""
    return f"{first}page/{number}/" if number > 1 else first


@dataclass(frozen=True, slots=True)
class ListPage:
    """Page ``number`` of the list that starts at ``start`` and has ``total`` rows."""

    start: str
    number: int
    total: int

    @property
    def path(self) -> str:
        """Its address."""
        return list_path(self.start, self.number)

    @property
    def last(self) -> int:
        """How many pages the list has; an empty one has one."""
        return max(1, -(-self.total // LISTED))

    @property
    def first_row(self) -> int:
        """The number of its first row in the whole list, which counts from 1."""
        return (self.number - 1) * LISTED + 1

    def of(self, rows: Sequence[RowT]) -> Sequence[RowT]:
        """Its rows, of all those of the list."""
        return rows[self.first_row - 1 : self.number * LISTED]

    @property
    def near(self) -> list[tuple[int, str]]:
        """The pages that it links to, with their addresses: the first, the last, and those around it."""
        numbers = [n for n in range(1, self.last + 1) if n in (1, self.last) or abs(n - self.number) <= 2]
        return [(n, list_path(self.start, n)) for n in numbers]

    @property
    def before(self) -> str | None:
        """The address of the page before it."""
        return list_path(self.start, self.number - 1) if self.number > 1 else None

    @property
    def after(self) -> str | None:
        """The address of the page after it."""
        return list_path(self.start, self.number + 1) if self.number < self.last else None


def list_pages(start: str, total: int) -> list[ListPage]:
    """The pages of a list of ``total`` rows."""
    return [ListPage(start, number, total) for number in range(1, ListPage(start, 1, total).last + 1)]
