"""Values by key, of which a build reads and writes few."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Generic, TypeVar

from gongshi.kept.store import LostError, Store

ValueT = TypeVar("ValueT")
RowT = TypeVar("RowT")

CHUNKS = 64
"""With ten thousand keys some hundred and fifty stand together: to read one takes a millisecond, to read all no more
than if they were one."""


def were_kept(store: Store, name: str, basis: str) -> bool:
    """Whether ``Chunks`` of this name were kept on this basis."""
    return store.get(name, set, basis) is not None


class Chunks(Generic[ValueT]):
    """Values in so many rows of a store: a row is read when a value in it is asked for, and written when one is put.

    ``kept`` says whether they were kept before: then all their rows must be there, or ``LostError`` is raised.
    """

    def __init__(self, store: Store, name: str, basis: str, kept: bool) -> None:
        self._store, self._name, self._basis, self._kept = store, name, basis, kept
        self._chunks: dict[int, dict[str, ValueT]] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._chunk(_number(key))

    def get(self, key: str) -> ValueT | None:
        """The value of a key, or None."""
        return self._chunk(_number(key)).get(key)

    def every(self) -> dict[str, ValueT]:
        """All values by key, in no order."""
        return {key: value for number in self._numbers for key, value in self._chunk(number).items()}

    def put(self, values: Mapping[str, ValueT], gone: Iterable[str] = ()) -> None:
        """Keep values, and forget those that are ``gone``. Values may be read one by one from where they lie: those
        of one row are at hand at a time."""
        if not self._store.keeps:
            return
        touched: dict[int, tuple[list[str], set[str]]] = {}
        for key in values:
            touched.setdefault(_number(key), ([], set()))[0].append(key)
        for key in gone:
            if key in self:
                touched.setdefault(_number(key), ([], set()))[1].add(key)
        for number, (some, lost) in touched.items():
            row = {key: value for key, value in self._chunk(number).items() if key not in lost}
            row |= {key: values[key] for key in some}
            if number in self._chunks:
                self._chunks[number] = row
            self._store.put({f"{self._name} {number}": row}, self._basis)
        if not self._kept or not touched.keys() <= self._numbers:
            self._numbers.update(touched)
            self._store.put({self._name: self._numbers}, self._basis)

    @cached_property
    def _numbers(self) -> set[int]:
        """The numbers of the rows that there are."""
        return self._row(self._name, set) if self._kept else set()

    def _chunk(self, number: int) -> dict[str, ValueT]:
        if number not in self._chunks and number in self._numbers:
            self._chunks[number] = self._row(f"{self._name} {number}", dict)
        return self._chunks.get(number, {})

    def _row(self, name: str, kind: type[RowT]) -> RowT:
        found = self._store.get(name, kind, self._basis)
        if found is None:
            raise LostError(name)
        return found


def _number(key: str) -> int:
    return zlib.crc32(key.encode("utf-8", "surrogatepass")) % CHUNKS
