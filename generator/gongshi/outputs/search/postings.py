"""From texts to sorted occurrences of grams.

A gram is two neighbouring symbols of a folded text (停车), three digits, or the first letters of a word; a
single character of a title is one too. Where a gram occurs is one 64-bit number whose order is the order of
the index: the gram's hash, the zone (title, heading, body), the record, the sheet of its text, and the
occurrence. The occurrence says which 停 of that sheet is followed by which 车 (0 for the first, at most 15):
停车 and 车场 make 停车场 exactly where the 车 is the same one, so a phrase is found without reading texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gongshi.outputs.search.folding import DIGIT, LETTER, NOTHING, SYMBOL, Kinds, Units, expanded, table, units_of

Numbers = NDArray[np.uint64]
Places = NDArray[np.int64]

TITLE, HEADING, BODY, TITLE_END = 0, 1, 2, 3
"""Zones. The last gram of a title stands in the fourth one too: a title that ends with the query is likelier the
thing itself than one that only has it."""
HASH_BITS, ZONE_BITS, RECORD_BITS, SHEET_BITS, OCCURRENCE_BITS = 32, 2, 20, 10, 8
BUCKET_BITS = HASH_BITS + ZONE_BITS + RECORD_BITS + SHEET_BITS + OCCURRENCE_BITS - 64
BUCKETS = 1 << BUCKET_BITS
MAX_RECORDS, MAX_SHEETS, MAX_OCCURRENCE = 1 << RECORD_BITS, 1 << SHEET_BITS, 15

DIGIT_PAIRS = 0xE000
"""Two digits as one unit (17 is 0xE011): what three digits begin with. Private use, so no text has it."""
SINGLE, HASHED = 0x2F0000, 0x100000
"""Where grams of one character and hashed word beginnings stand, below all pairs of units (units are at least 0x30)."""
EXACT_BEGINNINGS, HASHED_BEGINNINGS = (2, 3, 4), (6,)
"""How many first letters of a word are a gram: a number of their own up to four letters a to z, else a hash."""


_ZONE = np.uint64(RECORD_BITS + SHEET_BITS + OCCURRENCE_BITS)


class Span(NamedTuple):
    """A text to index: its zone, its record's place in the order of all, and the sheet of the text it stands on."""

    zone: int
    record: int
    sheet: int
    text: str


def hashed(grams: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """A one-to-one mix of 32 bits (the finaliser of MurmurHash3), which spreads neighbours over all shards."""
    mixed = grams.astype(np.uint32)
    mixed ^= mixed >> np.uint32(16)
    mixed *= np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(16)
    return mixed


def occurrences(spans: Sequence[Span]) -> tuple[Numbers, Places]:
    """The occurrences in these texts, without the first bits of their hashes, which are their buckets; bucket by
    bucket, and where each bucket ends.

    The texts of one sheet and zone stand together, and all of them in one call: their characters are counted
    through. A call takes up to 16 million UTF-16 units.
    """
    return _by_bucket(*_occurrences(spans)) if spans else (np.zeros(0, np.uint64), np.zeros(BUCKETS, np.int64))


def _occurrences(batch: Sequence[Span]) -> tuple[NDArray[np.uint32], Numbers]:
    """The hashes of all grams of a batch and, in the same order, where each occurs."""
    texts = [span.text for span in batch]
    if table().longer.search("\n".join(texts)):
        texts = [expanded(text) for text in texts]
    joined = "\n".join(chain(texts, ("",)))
    units = units_of(joined)
    kinds = table().kinds[units]
    measure = len if len(units) == len(joined) else _units_in
    lengths = np.fromiter((measure(text) + 1 for text in texts), np.int64, len(texts))
    where = np.fromiter(
        ((((s.zone << RECORD_BITS) | s.record) << SHEET_BITS | s.sheet) << OCCURRENCE_BITS for s in batch),
        np.uint64, len(batch),
    )  # fmt: skip
    span_of = np.repeat(np.arange(len(batch), dtype=np.uint32), lengths)
    order = _counted(where, lengths, units, kinds)
    places, grams, last = _grams(units, kinds)
    # A word's beginning does not say which letter follows, so its occurrence says nothing.
    seen = np.where(last > 0, order[places].astype(np.uint64) << np.uint64(4) | order[places + last], 0)
    found = where[span_of[places]] | seen.astype(np.uint64)
    ending = np.flatnonzero(_title_ends(batch, lengths)[places + last] & (last > 0))
    singles, single_grams = _singles(units, kinds, where[span_of])
    return (
        hashed(np.concatenate([grams, grams[ending], single_grams])),
        np.concatenate([found, found[ending] | np.uint64(TITLE_END) << _ZONE, where[span_of[singles]]]),
    )


def _title_ends(batch: Sequence[Span], lengths: Places) -> NDArray[np.bool_]:
    """Whether each unit is the last of a title."""
    ends = np.zeros(int(lengths.sum()), bool)
    titles = np.fromiter((span.zone == TITLE for span in batch), bool, len(batch))
    ends[(np.cumsum(lengths) - 2)[titles & (lengths > 1)]] = True
    return ends


def _units_in(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _counted(where: Numbers, lengths: Places, units: Units, kinds: Kinds) -> NDArray[np.uint8]:
    """For every unit, how many like it stand before it on the same sheet and zone, at most 15."""
    found = np.zeros(len(units), np.uint8)
    sheets = np.cumsum(np.concatenate([[0], where[1:] != where[:-1]])).astype(np.uint64)
    places = np.flatnonzero(kinds != NOTHING)
    sheet_of = np.repeat(sheets, lengths)[places]
    # sheet, unit, place: 24 + 16 + 24 bits
    keys = sheet_of << np.uint64(40) | units[places].astype(np.uint64) << np.uint64(24) | places.astype(np.uint64)
    keys.sort()
    groups = keys >> np.uint64(24)
    index = np.arange(len(keys), dtype=np.uint32)
    first = np.concatenate([[True], groups[1:] != groups[:-1]]) if len(keys) else np.zeros(0, bool)
    start = np.maximum.accumulate(np.where(first, index, 0))
    found[(keys & np.uint64(0xFFFFFF)).astype(np.int64)] = np.minimum(index - start, MAX_OCCURRENCE)
    return found


def _grams(units: Units, kinds: Kinds) -> tuple[Places, NDArray[np.uint32], NDArray[np.uint8]]:
    """Where each gram begins, the gram, and how far on its last unit is; 0 where it is a word's beginning."""
    here, there = kinds[:-1], kinds[1:]
    both = (here != NOTHING) & (there != NOTHING)
    pairs = np.flatnonzero(both & ~((here == LETTER) & (there == LETTER)))
    wide = units.astype(np.uint32)
    found: list[tuple[Places, NDArray[Any], int]] = [(pairs, wide[pairs] << 16 | wide[pairs + 1], 1)]
    digits = kinds == DIGIT
    threes = np.flatnonzero(digits[:-2] & digits[1:-1] & digits[2:])
    tens = DIGIT_PAIRS + (wide[threes] - 0x30) * 10 + (wide[threes + 1] - 0x30)
    found.append((threes, tens << 16 | wide[threes + 2], 2))
    found += [(places, grams, 0) for places, grams in _beginnings(units, kinds)]
    return (
        np.concatenate([places for places, _, _ in found]),
        np.concatenate([grams for _, grams, _ in found]).astype(np.uint32),
        np.concatenate([np.full(len(places), last, np.uint8) for places, _, last in found]),
    )


def _beginnings(units: Units, kinds: Kinds) -> Iterator[tuple[Places, NDArray[np.uint32]]]:
    letters = np.concatenate([[False], kinds == LETTER, np.zeros(max(HASHED_BEGINNINGS), bool)])
    starts = np.flatnonzero(letters[1:] & ~letters[:-1])
    padded = np.concatenate([units, np.zeros(max(HASHED_BEGINNINGS), np.uint16)]).astype(np.uint32)
    for length in (*EXACT_BEGINNINGS, *HASHED_BEGINNINGS):
        for offset in range(length):
            starts = starts[letters[1:][starts + offset]]
        yield starts, beginning(np.stack([padded[starts + offset] for offset in range(length)]))


def beginning(letters: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The grams of word beginnings, one a column: a number of their own for up to four letters a to z, else a hash."""
    exact = np.zeros(letters.shape[1], np.uint32)
    mixed = np.full(letters.shape[1], 0x811C9DC5, np.uint32)
    for row in letters:  # FNV-1a
        exact = exact * np.uint32(27) + (row - np.uint32(0x60))
        mixed = (mixed ^ row) * np.uint32(0x01000193)
    plain = (letters >= ord("a")).all(axis=0) & (letters <= ord("z")).all(axis=0) & (len(letters) <= 4)
    return np.where(plain, exact, HASHED | (mixed ^ mixed >> np.uint32(16)) & np.uint32(0xFFFFF))


def _singles(units: Units, kinds: Kinds, where: Numbers) -> tuple[Places, NDArray[np.uint32]]:
    """Characters of titles, for queries of one: every symbol, and the first unit of a number or word."""
    title = where >> _ZONE == TITLE
    before = np.concatenate([[NOTHING], kinds[:-1]])
    places = np.flatnonzero(title & ((kinds == SYMBOL) | ((kinds != NOTHING) & (before != kinds))))
    return places, np.uint32(SINGLE) | units[places].astype(np.uint32)


def _by_bucket(hashes: NDArray[np.uint32], where: Numbers) -> tuple[Numbers, Places]:
    rest = np.uint64(ZONE_BITS + RECORD_BITS + SHEET_BITS + OCCURRENCE_BITS)
    short = (hashes & np.uint32((1 << (HASH_BITS - BUCKET_BITS)) - 1)).astype(np.uint64)
    numbers = short << rest | where
    buckets = (hashes >> np.uint32(HASH_BITS - BUCKET_BITS)).astype(np.uint8)
    order = np.argsort(buckets, kind="stable")  # a radix sort
    return numbers[order], np.cumsum(np.bincount(buckets, minlength=BUCKETS))
