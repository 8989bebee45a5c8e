"""From sorted occurrences to files: shards of short lists, and further files for what is long.

A shard holds the lists of all grams whose hash begins with its number. A long list goes on in pieces of its
own, which a search asks for when the beginning is not enough. Numbers are LEB128, kind after kind, and the
file is deflated:

- how many lists; for each the distance from the gram before; for each ``head << 3 | long << 2 | zone``;
  for each of their ``head`` entries the records since the entry before it (the first counts from 0);
- for each entry its sheet, or where its record is that of the entry before it the sheets since; for each entry
  its occurrence;
- for each long list how many entries follow, in how many pieces, and the first record of each as a distance.

A piece holds the number, records, sheets and occurrences of its entries. Lists are cut between records only.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise, repeat

import numpy as np
from numpy.typing import NDArray

from gongshi.outputs.file import OutputFile
from gongshi.outputs.search.postings import (
    BUCKET_BITS,
    HASH_BITS,
    OCCURRENCE_BITS,
    RECORD_BITS,
    SHEET_BITS,
    ZONE_BITS,
    Numbers,
    Places,
)

Numbers32 = NDArray[np.uint32]

HEAD = 400
"""Entries of a list that stand in its shard."""
PIECES = (4_096, 8_192, 16_384, 32_768)
"""Entries of the further pieces of a long list; those that follow are as long as the last."""
ENTRIES_A_SHARD = 900
MAX_SHARD_BITS = 16

_LIST = np.uint64(RECORD_BITS + SHEET_BITS + OCCURRENCE_BITS)
_SHORT_HASH_BITS = HASH_BITS - BUCKET_BITS


@dataclass(frozen=True, slots=True)
class Columns:
    """The occurrences of one bucket, taken apart. ``starts`` and ``ends`` bound its lists."""

    grams: Numbers32
    zones: Numbers32
    starts: Places
    ends: Places
    records: Numbers32
    sheets: Numbers32
    occurrences: Numbers32


def shard_bits(entries: int) -> int:
    """How many bits of a hash number the shards, so that one holds about ``ENTRIES_A_SHARD`` entries."""
    wanted = max(1, entries // ENTRIES_A_SHARD)
    return min(MAX_SHARD_BITS, max(BUCKET_BITS, (wanted - 1).bit_length()))


def deflated(*blocks: bytes) -> bytes:
    """Raw deflate (RFC 1951), which a browser undoes with ``DecompressionStream("deflate-raw")``.

    Numbers of one kind come in a block each: Huffman codes of their own make them a sixth smaller than one for
    all, and looking for repetitions, of which there are none, makes them larger.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -12, 8, zlib.Z_HUFFMAN_ONLY)
    packed = []
    for block in blocks[:-1]:
        packed += [packer.compress(block), packer.flush(zlib.Z_PARTIAL_FLUSH)]
    return b"".join([*packed, packer.compress(blocks[-1]), packer.flush()])


def shard_files(bucket: int, numbers: Numbers, bits: int) -> Iterator[OutputFile]:
    """The files of one bucket: its shards and the pieces of its long lists. Sorts ``numbers`` in place."""
    numbers.sort()
    columns = _columns(numbers)
    cuts = _cuts(columns)
    long = np.flatnonzero(cuts < columns.ends)
    for index in long:
        yield from _pieces(bucket, columns, int(index), cuts)
    yield from _shards(bucket, columns, cuts, bits)


def shard_path(number: int) -> str:
    """Where a shard stands."""
    return f"search/shards/{number >> 8:02x}/{number & 0xFF:02x}.bin"


def piece_path(gram: int, zone: int, number: int) -> str:
    """Where a further piece of a long list stands; they count from 1. ``gram`` is the whole hash."""
    return f"search/lists/{gram >> 24:02x}/{gram & 0xFFFFFF:06x}-{zone}-{number}.bin"


def leb128(values: Numbers32) -> tuple[bytes, Places]:
    """The values as LEB128, and where each begins (one more at the end)."""
    sizes = np.ones(len(values), np.int64)
    for shift in (7, 14, 21, 28):
        sizes += values >= 1 << shift
    begins = np.concatenate([[0], np.cumsum(sizes)])
    out = np.empty(int(begins[-1]), np.uint8)
    rest = values.astype(np.uint32)
    places = begins[:-1]
    while True:
        more = rest >= 0x80
        out[places] = (rest & 0x7F) | np.where(more, 0x80, 0)
        if not more.any():
            return out.tobytes(), begins
        rest, places = rest[more] >> 7, places[more] + 1


def _columns(numbers: Numbers) -> Columns:
    numbers = numbers[_changes(numbers)]
    lists = numbers >> _LIST
    starts = np.flatnonzero(_changes(lists))
    ends = np.concatenate([starts[1:], [len(numbers)]])
    names = lists[starts]
    return Columns(
        (names >> np.uint64(ZONE_BITS)).astype(np.uint32),
        (names & np.uint64((1 << ZONE_BITS) - 1)).astype(np.uint32),
        starts,
        ends,
        _field(numbers, SHEET_BITS + OCCURRENCE_BITS, RECORD_BITS),
        _field(numbers, OCCURRENCE_BITS, SHEET_BITS),
        _field(numbers, 0, OCCURRENCE_BITS),
    )


def _changes(values: Numbers) -> NDArray[np.bool_]:
    """Whether each value differs from the one before it; the first does."""
    return np.concatenate([values[:1] == values[:1], values[1:] != values[:-1]])


def _field(numbers: Numbers, shift: int, bits: int) -> Numbers32:
    return ((numbers >> np.uint64(shift)) & np.uint64((1 << bits) - 1)).astype(np.uint32)


def _cuts(columns: Columns) -> Places:
    """Where the head of each list ends: at ``HEAD`` entries or with the record that stands there."""
    cuts = np.minimum(columns.starts + HEAD, columns.ends)
    for index in np.flatnonzero(cuts < columns.ends):
        cuts[index] = _record_end(columns, int(cuts[index]), int(columns.ends[index]))
    return cuts


def _record_end(columns: Columns, at: int, end: int) -> int:
    """The first entry from ``at`` that begins another record than the entry before it."""
    here = columns.records[at - 1]
    return at + int(np.searchsorted(columns.records[at:end], here, side="right"))


def piece_bounds(columns: Columns, index: int, cut: int) -> list[int]:
    """Where the pieces behind the head of a list begin, and its end."""
    bounds = [cut]
    for size in chain(PIECES, repeat(PIECES[-1])):
        end = int(columns.ends[index])
        if bounds[-1] + size >= end:
            return [*bounds, end]
        bounds.append(_record_end(columns, bounds[-1] + size, end))
        if bounds[-1] == end:
            return bounds
    raise AssertionError("repeat ends never")


def _pieces(bucket: int, columns: Columns, index: int, cuts: Places) -> Iterator[OutputFile]:
    gram = bucket << _SHORT_HASH_BITS | int(columns.grams[index])
    bounds = piece_bounds(columns, index, int(cuts[index]))
    for number, (start, end) in enumerate(pairwise(bounds), 1):
        steps = np.diff(columns.records[start:end], prepend=np.uint32(0))
        sheets = _since(columns.sheets[start:end], steps, np.arange(end - start) == 0)
        kinds = (steps, sheets, columns.occurrences[start:end])
        count, _ = leb128(np.array([end - start], np.uint32))
        first, *others = (leb128(values)[0] for values in kinds)
        path = piece_path(gram, int(columns.zones[index]), number)
        yield OutputFile(path, deflated(count + first, *others))


def _shards(bucket: int, columns: Columns, cuts: Places, bits: int) -> Iterator[OutputFile]:
    """The shards of a bucket, those without any list too, so that no search asks for a file that is not there."""
    low = HASH_BITS - bits
    shards = columns.grams >> np.uint32(low)
    inside = columns.grams & np.uint32((1 << low) - 1)
    first = np.concatenate([[True], shards[1:] != shards[:-1]])[: len(shards)]
    distances = np.where(first, inside, np.diff(inside, prepend=np.uint32(0)))
    heads = cuts - columns.starts
    long = cuts < columns.ends
    kinds = heads.astype(np.uint32) << 3 | long.astype(np.uint32) << 2 | columns.zones
    entries, steps, sheets = _heads(columns, heads)
    upto = np.concatenate([[0], np.cumsum(heads)])
    columns_of = (distances, kinds, steps, sheets, columns.occurrences[entries])
    numbers = [leb128(values) for values in columns_of]
    here = 1 << (bits - BUCKET_BITS)
    bounds = np.searchsorted(shards, np.arange(here + 1)).tolist()
    for shard, (start, end) in enumerate(pairwise(bounds)):
        inner = [(start, end)] * 2 + [(int(upto[start]), int(upto[end]))] * 3
        parts = [data[at[one] : at[other]] for (data, at), (one, other) in zip(numbers, inner, strict=True)]
        count, _ = leb128(np.array([end - start], np.uint32))
        tails = [_tail(columns, start + int(one), cuts) for one in np.flatnonzero(long[start:end])]
        data = deflated(b"".join([count, *parts[:3]]), b"".join([*parts[3:], *tails]))
        yield OutputFile(shard_path(bucket * here + shard), data)


def _heads(columns: Columns, heads: Places) -> tuple[Places, Numbers32, Numbers32]:
    """The entries that stand in heads, and for each the records since the one before it in its list, and sheets."""
    inner = np.arange(int(heads.sum())) - np.repeat(np.cumsum(heads) - heads, heads)
    entries = np.repeat(columns.starts, heads) + inner
    records = columns.records[entries]
    steps = np.where(inner == 0, records, np.diff(records, prepend=np.uint32(0)))
    return entries, steps, _since(columns.sheets[entries], steps, inner == 0)


def _since(sheets: Numbers32, steps: Numbers32, first: NDArray[np.bool_]) -> Numbers32:
    """The sheets, counted from that of the entry before where that is of the same record."""
    same = (steps == 0) & ~first
    return np.where(same, np.diff(sheets, prepend=np.uint32(0)), sheets)


def _tail(columns: Columns, index: int, cuts: Places) -> bytes:
    cut, end = int(cuts[index]), int(columns.ends[index])
    firsts = [int(columns.records[start]) for start in piece_bounds(columns, index, cut)[:-1]]
    steps = [after - before for before, after in pairwise([0, *firsts])]
    data, _ = leb128(np.array([end - cut, len(firsts), *steps], np.uint32))
    return data
