"""From sorted occurrences to files: shards of short lists, and further files for what is long.

A shard holds the lists of all grams whose hash begins with its number. A long list goes on in pieces of its
own, which a search asks for when the beginning is not enough; lists are cut between records only. In a shard stand

- gamma: how many lists; if any, in 5 bits the parameter k of the distances;
- for each list: Rice(k): the distance from the gram of the list before; 2 bits: its zone; 1 bit: whether it is
  long; gamma: one less than its entries here; if it is long, gamma: those that follow; its entries;
- from the next byte on, for each long list, gamma each and from a new byte: how many pieces, and the first record
  of each as a distance.

An entry is one bit for whether its record is that of the entry before (not for the first of a list or piece);
else Rice: how many records lie between them, where the parameter is the whole logarithm of records by entries of
the list; gamma: its sheet, or in the same record the sheets since; and its occurrence: one bit for whether both
its numbers are 0, else gamma each.

A piece is dense, and what it holds is spread unevenly in other ways from list to list, so Huffman codes serve it
better: LEB128 of how many entries, then of the records since the entry before (the first counts from 0) for each,
of the sheets as above; in blocks with codes of their own the occurrences of those on another sheet than the entry
before, and of those on the same one. Deflated.

How many records have a pair that is very common would take all its pieces to tell. So a list of many pieces has a
further file, of its records alone: LEB128 of how many, then of the distance from each to the next; deflated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise, repeat

import numpy as np
from numpy.typing import NDArray

from gongshi.outputs.file import OutputFile
from gongshi.outputs.search.bits import (
    Fields,
    Numbers32,
    Places,
    bytes_of,
    gamma,
    gamma_bits,
    joined,
    leb128,
    only,
    packed,
    plain,
    rice,
)
from gongshi.outputs.search.deflate import in_blocks
from gongshi.outputs.search.postings import (
    BUCKET_BITS,
    HASH_BITS,
    OCCURRENCE_BITS,
    PLACE_BITS,
    RECORD_BITS,
    SHEET_BITS,
    SHORT_HASH_BITS,
    ZONE_BITS,
    Numbers,
)

HEAD = 256
"""Entries of a list that stand in its shard."""
PIECES = (1_024, 2_048, 4_096, 8_192, 16_384, 32_768)
"""Entries of the further pieces of a long list; those that follow are as long as the last."""
FEW_PIECES = 3
"""Further pieces of a list above which its records stand in a file of their own too."""
ENTRIES_A_SHARD = 900
MAX_SHARD_BITS = 16
EMPTY = b"\x80"
"""A shard without lists."""

_LIST = np.uint64(PLACE_BITS)


@dataclass(frozen=True, slots=True)
class Columns:
    """The occurrences of one bucket, taken apart. ``starts`` and ``ends`` bound its lists, ``cuts`` their heads."""

    grams: Numbers32
    zones: Numbers32
    starts: Places
    cuts: Places
    ends: Places
    records: Numbers32
    sheets: Numbers32
    occurrences: Numbers32
    total: int

    @property
    def long(self) -> NDArray[np.bool_]:
        """Whether each list goes on behind its head."""
        return self.cuts < self.ends

    def parameters(self) -> Places:
        """The Rice parameter of each list."""
        return _logarithm(np.maximum(1, self.total // (self.ends - self.starts)))


def shard_bits(entries: int) -> int:
    """How many bits of a hash number the shards, so that one holds about ``ENTRIES_A_SHARD`` entries."""
    wanted = max(1, entries // ENTRIES_A_SHARD)
    return min(MAX_SHARD_BITS, max(BUCKET_BITS, (wanted - 1).bit_length()))


def shard_path(number: int) -> str:
    """Where a shard stands."""
    return f"search/shards/{number >> 8:02x}/{number & 0xFF:02x}.bin"


def piece_path(gram: int, zone: int, number: int) -> str:
    """Where a further piece of a long list stands; they count from 1. ``gram`` is the whole hash."""
    return f"search/lists/{gram >> 24:02x}/{gram & 0xFFFFFF:06x}-{zone}-{number}.bin"


def records_path(gram: int, zone: int) -> str:
    """Where the records of a list of many pieces stand."""
    return f"search/lists/{gram >> 24:02x}/{gram & 0xFFFFFF:06x}-{zone}-all.bin"


def shard_files(bucket: int, numbers: Numbers, bits: int, total: int) -> Iterator[OutputFile]:
    """The files of one bucket: the pieces of its long lists and its shards, those without any list too, so that no
    search asks for a file that is not there. ``total`` is how many records there are."""
    columns = columns_of(_in_order(numbers), total)
    further = np.flatnonzero(columns.long).tolist()
    bounds = [piece_bounds(columns, index) for index in further]
    yield from _pieces(bucket, columns, further, bounds)
    yield from _records(
        bucket, columns, [index for index, each in zip(further, bounds, strict=True) if len(each) - 1 > FEW_PIECES]
    )
    tails = dict(zip(further, _tails(columns, bounds), strict=True))
    here = 1 << (bits - BUCKET_BITS)
    shards = columns.grams >> np.uint32(HASH_BITS - bits)
    ends = np.searchsorted(shards, np.arange(here + 1)).tolist()
    found = _shards(columns, bits, shards) if len(shards) else iter(())
    for shard, (start, end) in enumerate(pairwise(ends)):
        data = EMPTY
        if start < end:
            data = b"".join([next(found), *(tails[index] for index in range(start, end) if index in tails)])
        yield OutputFile(shard_path(bucket * here + shard), data)


def _in_order(numbers: Numbers) -> Numbers:
    """The occurrences in order. Those of a list mostly come in theirs, so two radix sorts of 16 bits by list will do;
    but two beginnings of words may be of one list, each with its own."""
    lists = numbers >> _LIST
    order = np.argsort(lists.astype(np.uint16), kind="stable")
    high = (lists >> np.uint64(16)).astype(np.uint16)
    found = numbers[order[np.argsort(high[order], kind="stable")]]
    if (found[1:] < found[:-1]).any():
        found.sort()
    return found


def columns_of(numbers: Numbers, total: int) -> Columns:
    """Sorted occurrences taken apart, each once."""
    numbers = numbers[_changes(numbers)]
    lists = numbers >> _LIST
    starts = np.flatnonzero(_changes(lists))
    ends = np.concatenate([starts[1:], [len(numbers)]]) if len(starts) else starts
    records = _field(numbers, SHEET_BITS + OCCURRENCE_BITS, RECORD_BITS)
    cuts = np.minimum(starts + HEAD, ends)
    for index in np.flatnonzero(cuts < ends):
        cuts[index] = _record_end(records, int(cuts[index]), int(ends[index]))
    names = lists[starts]
    return Columns(
        (names >> np.uint64(ZONE_BITS)).astype(np.uint32),
        (names & np.uint64((1 << ZONE_BITS) - 1)).astype(np.uint32),
        starts, cuts, ends, records,
        _field(numbers, OCCURRENCE_BITS, SHEET_BITS),
        _field(numbers, 0, OCCURRENCE_BITS),
        total,
    )  # fmt: skip


def _changes(values: Numbers | Numbers32) -> NDArray[np.bool_]:
    """Whether each value differs from the one before it; the first does."""
    return np.concatenate([values[:1] == values[:1], values[1:] != values[:-1]])


def _field(numbers: Numbers, shift: int, bits: int) -> Numbers32:
    return ((numbers >> np.uint64(shift)) & np.uint64((1 << bits) - 1)).astype(np.uint32)


def _record_end(records: Numbers32, at: int, end: int) -> int:
    """The first entry from ``at`` that begins another record than the entry before it."""
    return at + int(np.searchsorted(records[at:end], records[at - 1], side="right"))


def _logarithm(values: Places) -> Places:
    """The whole logarithm to base 2."""
    return np.frexp(values.astype(np.float64))[1].astype(np.int64) - 1


def piece_bounds(columns: Columns, index: int) -> list[int]:
    """Where the pieces behind the head of a list begin, and its end."""
    bounds = [int(columns.cuts[index])]
    end = int(columns.ends[index])
    for size in chain(PIECES, repeat(PIECES[-1])):
        if bounds[-1] + size >= end:
            return [*bounds, end]
        bounds.append(_record_end(columns.records, bounds[-1] + size, end))
        if bounds[-1] == end:
            return bounds
    raise AssertionError("repeat ends never")


def _entries(columns: Columns, places: Places, first: NDArray[np.bool_], k: Places) -> list[Fields]:
    """The fields of entries, field by field; ``first`` says which begin a list."""
    records, sheets = columns.records[places], columns.sheets[places]
    steps, since, same = _steps(records, sheets, first)
    gap = rice(np.where(first | same, steps, steps - np.uint32(1)), k)
    seen = columns.occurrences[places]
    return [
        # A zero for another record is one zero more before the distance.
        Fields(np.where(same, 1, gap.values).astype(np.uint32), np.where(same, 1, gap.widths + ~first)),
        gamma(since),
        Fields(_seen().values[seen], _seen().widths[seen]),
    ]


@cache
def _seen() -> Fields:
    """Each occurrence as its field."""
    seen = np.arange(1 << OCCURRENCE_BITS, dtype=np.uint32)
    numbers = joined(plain(np.minimum(seen, np.uint32(1)), 1), gamma(seen >> np.uint32(4)), gamma(seen & np.uint32(15)))
    return Fields(np.where(seen > 0, numbers.values, 0).astype(np.uint32), np.where(seen > 0, numbers.widths, 1))


def _steps(
    records: Numbers32, sheets: Numbers32, first: NDArray[np.bool_]
) -> tuple[Numbers32, Numbers32, NDArray[np.bool_]]:
    """From each entry to the next: the records between them (counted from 0 by the first of a list or piece), the
    sheets since within a record, and whether the record is the same."""
    steps = np.where(first, records, np.diff(records, prepend=np.uint32(0)))
    same = ~first & (steps == 0)
    return steps, np.where(same, np.diff(sheets, prepend=np.uint32(0)), sheets), same


_ENTRY_FIELDS, _LIST_FIELDS = 3, 5


def _pieces(bucket: int, columns: Columns, further: list[int], bounds: list[list[int]]) -> Iterator[OutputFile]:
    """The pieces of the lists ``further``, between their ``bounds``."""
    if not further:
        return
    places = np.concatenate([np.arange(each[0], each[-1]) for each in bounds])
    first = np.zeros(len(columns.records), bool)
    first[[start for each in bounds for start in each[:-1]]] = True
    steps, since, _ = _steps(columns.records[places], columns.sheets[places], first[places])
    again = (steps == 0) & (since == 0) & ~first[places]
    seen = columns.occurrences[places]
    sizes = np.array([end - start for each in bounds for start, end in pairwise(each)])
    repeated = np.add.reduceat(again.astype(np.int64), np.cumsum(sizes) - sizes)
    blocks = zip(
        _lots(sizes.astype(np.uint32), np.ones(len(sizes), np.int64)),
        _lots(steps, sizes),
        _lots(since, sizes),
        _lots(seen[~again], sizes - repeated),
        _lots(seen[again], repeated),
        strict=True,
    )
    names = [(index, number) for index, each in zip(further, bounds, strict=True) for number in range(1, len(each))]
    for (index, number), (count, step, sheet, *said) in zip(names, blocks, strict=True):
        gram = bucket << SHORT_HASH_BITS | int(columns.grams[index])
        yield OutputFile(piece_path(gram, int(columns.zones[index]), number), in_blocks(count + step + sheet, *said))


def _lots(values: Numbers32, sizes: Places) -> Iterator[bytes]:
    """LEB128 of values, so many at a time."""
    data, begins = leb128(values)
    ends = np.cumsum(sizes)
    bounds = zip(begins[ends - sizes].tolist(), begins[ends].tolist(), strict=True)
    return (data[start:end] for start, end in bounds)


def _records(bucket: int, columns: Columns, lists: Sequence[int]) -> Iterator[OutputFile]:
    """The records of some lists."""
    for index in lists:
        records = columns.records[columns.starts[index] : columns.ends[index]]
        records = records[_changes(records)]
        numbers = np.diff(records, prepend=np.uint32(0))
        data = leb128(np.concatenate([[np.uint32(len(records))], numbers]).astype(np.uint32))[0]
        gram = bucket << SHORT_HASH_BITS | int(columns.grams[index])
        yield OutputFile(records_path(gram, int(columns.zones[index])), in_blocks(data))


def _shards(columns: Columns, bits: int, shards: Numbers32) -> Iterator[bytes]:
    """The bits of each shard that has lists, one after the other."""
    begins_shard = np.concatenate([[True], shards[1:] != shards[:-1]])
    inside = columns.grams & np.uint32((1 << (HASH_BITS - bits)) - 1)
    distances = np.where(begins_shard, inside, np.diff(inside, prepend=np.uint32(0))).astype(np.uint32)
    shard_of = np.cumsum(begins_shard) - 1
    lists_in = np.bincount(shard_of)
    step = _logarithm(np.maximum(1, (1 << (HASH_BITS - bits)) // lists_in))
    heads = columns.cuts - columns.starts
    head = _list_fields(columns, begins_shard, lists_in[shard_of], distances, step[shard_of])
    begins = np.concatenate([[0], np.cumsum(_LIST_FIELDS + _ENTRY_FIELDS * heads)])
    values, widths = np.zeros(int(begins[-1]), np.uint32), np.zeros(int(begins[-1]), np.int64)
    for offset, field in enumerate(head):
        values[begins[:-1] + offset], widths[begins[:-1] + offset] = field.values, field.widths
    inner = np.arange(int(heads.sum())) - np.repeat(np.cumsum(heads) - heads, heads)
    places = np.repeat(columns.starts, heads) + inner
    at = np.repeat(begins[:-1] + _LIST_FIELDS, heads) + _ENTRY_FIELDS * inner
    k = np.repeat(columns.parameters(), heads)
    for offset, field in enumerate(_entries(columns, places, inner == 0, k)):
        values[at + offset], widths[at + offset] = field.values, field.widths
    firsts = begins[:-1][begins_shard]
    sizes = -(-np.add.reduceat(widths, firsts) // 8)
    starts = (np.cumsum(sizes) - sizes) * 8
    within = np.cumsum(widths) - widths
    owners = np.repeat(np.arange(len(firsts)), np.diff(np.concatenate([firsts, [len(values)]])))
    data = packed(values, within - within[firsts][owners] + starts[owners], widths)
    return (data[start : start + size] for start, size in zip((starts // 8).tolist(), sizes.tolist(), strict=True))


def _list_fields(
    columns: Columns, begins_shard: NDArray[np.bool_], lists_in: Places, distances: Numbers32, step: Places
) -> list[Fields]:
    """The fields before the entries of each list; the first two only where it begins a shard."""
    following = (columns.ends - columns.cuts).astype(np.uint32)
    return [
        only(begins_shard, joined(gamma(lists_in.astype(np.uint32)), plain(step.astype(np.uint32), 5))),
        rice(distances, step),
        joined(plain(columns.zones, 2), plain(columns.long.astype(np.uint32), 1)),
        gamma((columns.cuts - columns.starts - 1).astype(np.uint32)),
        only(columns.long, gamma(following)),
    ]


def _tails(columns: Columns, bounds: list[list[int]]) -> Iterator[bytes]:
    """What stands of each long list behind all lists of its shard: its pieces by their first records."""
    for each in bounds:
        firsts = columns.records[each[:-1]].tolist()
        numbers = [len(firsts), *(after - before for before, after in pairwise([0, *firsts]))]
        yield bytes_of("".join(map(gamma_bits, numbers)))
