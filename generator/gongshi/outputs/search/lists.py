"""The lists of a shard as they were written: each in bits of its own, which another shard can take over as they are.

Only how far its gram is from the one before depends on the other lists of the shard (``shards.py`` has the form).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from gongshi.outputs.search.bits import Bits, bytes_of, from_leb128, gamma_bits, rice_bits
from gongshi.outputs.search.deflate import inflated
from gongshi.outputs.search.postings import (
    HASH_BITS,
    OCCURRENCE_BITS,
    PLACE_BITS,
    SHEET_BITS,
    SHORT_HASH_BITS,
    ZONE_BITS,
    Numbers,
)
from gongshi.outputs.search.shards import EMPTY, FEW_PIECES, piece_path, records_path

Read = Callable[[str], bytes]
"""Reads a file by its path in the site."""


@dataclass(frozen=True, slots=True)
class WrittenList:
    """A list of a shard: the whole hash of its gram; its zone and all that follows in the shard, in bits; and what
    stands of it behind all lists, where it is long, with how many pieces it has."""

    gram: int
    body: str
    tail: bytes
    pieces: int

    @property
    def zone(self) -> int:
        """Where in records the list has its gram."""
        return int(self.body[:2], 2)

    @property
    def name(self) -> int:
        """The list among those of its bucket, as its occurrences have it in their highest bits."""
        return (self.gram & ((1 << SHORT_HASH_BITS) - 1)) << ZONE_BITS | self.zone

    @property
    def paths(self) -> list[str]:
        """Its pieces' files."""
        return [piece_path(self.gram, self.zone, number) for number in range(1, self.pieces + 1)]

    @property
    def paths_beside(self) -> list[str]:
        """The file of its records, where it has one."""
        return [records_path(self.gram, self.zone)] if self.pieces > FEW_PIECES else []

    def occurrences(self, read: Read, total: int) -> Numbers:
        """Its occurrences among those of its bucket. ``total`` is how many records the index has."""
        bits = Bits(self.body, 2)
        head, following = _sizes(bits)
        entries = _head(bits, head, _parameter(head + following, total))
        return np.concatenate([entries, *(_piece(read(path)) for path in self.paths)]) | np.uint64(
            self.name << PLACE_BITS
        )


def lists_of(data: bytes, shard: int, bits: int, total: int) -> list[WrittenList]:
    """The lists of a shard of so many ``bits``."""
    read = Bits.of(data)
    count = read.gamma()
    step = read.plain(5) if count else 0
    gram = shard << (HASH_BITS - bits)
    found = []
    for _ in range(count):
        gram += read.rice(step)
        start = read.at
        read.at += 2
        head, following = _sizes(read)
        _skip(read, head, _parameter(head + following, total))
        found.append((gram, read.text[start : read.at], following > 0))
    lists = []
    for gram, body, long in found:
        read.align()
        start, pieces = read.at // 8, 0
        if long:
            pieces = read.gamma()
            for _ in range(pieces):
                read.gamma()
        lists.append(WrittenList(gram, body, data[start : -(-read.at // 8)] if long else b"", pieces))
    return lists


def shard_of(lists: Sequence[WrittenList], shard: int, bits: int) -> bytes:
    """A shard of so many ``bits`` with these lists, in the order of their grams and zones."""
    if not lists:
        return EMPTY
    step = (max(1, (1 << (HASH_BITS - bits)) // len(lists))).bit_length() - 1
    parts, before = [gamma_bits(len(lists)), f"{step:05b}"], shard << (HASH_BITS - bits)
    for one in lists:
        parts += rice_bits(one.gram - before, step), one.body
        before = one.gram
    return bytes_of("".join(parts)) + b"".join(one.tail for one in lists)


def _sizes(read: Bits) -> tuple[int, int]:
    """How many entries of a list stand in its shard, and how many follow."""
    long = read.plain(1)
    return read.gamma() + 1, read.gamma() if long else 0


def _parameter(entries: int, total: int) -> int:
    """The Rice parameter of a list of so many entries."""
    return max(1, total // entries).bit_length() - 1


def _skip(read: Bits, count: int, k: int) -> None:
    """Go to the end of so many entries."""
    text, at, index = read.text, read.at, read.text.index
    for number in range(count):
        same = number > 0 and text[at] == "1"
        at += number > 0
        if not same:
            at = index("1", at) + 1 + k
        one = index("1", at)
        at = 2 * one - at + 1
        if text[at] == "1":
            for _ in range(2):
                at += 1
                one = index("1", at)
                at = 2 * one - at
        at += 1
    read.at = at


def _head(read: Bits, count: int, k: int) -> Numbers:
    found = np.empty(count, np.uint64)
    record, sheet = -1, 0
    for index in range(count):
        same = index > 0 and read.plain(1)
        if not same:
            record += read.rice(k) + 1
        sheet = read.gamma() + (sheet if same else 0)
        seen = (read.gamma() << 4) + read.gamma() if read.plain(1) else 0
        found[index] = (record << SHEET_BITS | sheet) << OCCURRENCE_BITS | seen
    return found


def _piece(data: bytes) -> Numbers:
    values = from_leb128(inflated(data))
    count = int(values[0])
    steps, since, said = np.split(values[1:], [count, 2 * count])
    again = (steps == 0) & (since == 0)
    again[0] = False
    seen = np.empty(count, np.uint64)
    seen[~again], seen[again] = np.split(said, [count - np.count_nonzero(again)])
    records = np.cumsum(steps)
    begins = np.concatenate([[True], steps[1:] > 0])
    sums = np.cumsum(since)
    group = np.cumsum(begins) - 1
    sheet = sums - (sums[begins] - since[begins])[group]
    found: Numbers = (records << np.uint64(SHEET_BITS) | sheet) << np.uint64(OCCURRENCE_BITS) | seen
    return found
