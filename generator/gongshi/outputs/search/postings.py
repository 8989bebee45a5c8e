"""From texts to sorted occurrences of grams.

A gram is two neighbouring symbols of a folded text (停车), three digits, or the first letters of a word; a
single character of a title is one too. Where a gram occurs is one 64-bit number whose order is the order of
the index: the gram's hash, the zone (title, heading, body), the record, the sheet of its text, and the
occurrence. The occurrence says which 停 of that sheet is followed by which 车 (0 for the first, at most 15):
停车 and 车场 make 停车场 exactly where the 车 is the same one, so a phrase is found without reading texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gongshi.outputs.search.folding import (
    DIGIT,
    LETTER,
    NOTHING,
    SYMBOL,
    Kinds,
    Units,
    expanded,
    is_longer,
    table,
    units_of,
)

Numbers = NDArray[np.uint64]
Places = NDArray[np.int64]

TITLE, HEADING, BODY, TITLE_END = 0, 1, 2, 3
"""Zones. The last gram of a title stands in the fourth one too: a title that ends with the query is likelier the
thing itself than one that only has it."""
HASH_BITS, ZONE_BITS, RECORD_BITS, SHEET_BITS, OCCURRENCE_BITS = 32, 2, 20, 10, 8
BUCKET_BITS = HASH_BITS + ZONE_BITS + RECORD_BITS + SHEET_BITS + OCCURRENCE_BITS - 64
BUCKETS = 1 << BUCKET_BITS
SHORT_HASH_BITS = HASH_BITS - BUCKET_BITS
"""Those of a hash that tell grams of one bucket apart."""
PLACE_BITS = RECORD_BITS + SHEET_BITS + OCCURRENCE_BITS
"""Those of an occurrence that say where it is; the others say of which list it is."""
MAX_RECORDS, MAX_SHEETS, MAX_OCCURRENCE = 1 << RECORD_BITS, 1 << SHEET_BITS, 15

DIGIT_PAIRS = 0xE000
"""Two digits as one unit (17 is 0xE011): what three digits begin with. Private use, so no text has it."""
SINGLE, HASHED = 0x2F0000, 0x100000
"""Where grams of one character and hashed word beginnings stand, below all pairs of units (units are at least 0x30)."""
BATCH = 1 << 16
"""Characters that are taken apart at a time."""
EXACT_BEGINNINGS, HASHED_BEGINNINGS = (2, 3, 4), (6,)
"""How many first letters of a word are a gram: a number of their own up to four letters a to z, else a hash."""


_ZONE = np.uint64(PLACE_BITS)


Span = tuple[int, str]
"""A text to index, and before it the ``spot`` where it stands."""


def spot(zone: int, record: int, sheet: int) -> int:
    """A zone, a record by its place in the order of all, and a sheet of its texts, as one number."""
    return (zone << RECORD_BITS | record) << SHEET_BITS | sheet


def hashed(grams: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """A one-to-one mix of 32 bits (the finaliser of MurmurHash3), which spreads neighbours over all shards."""
    mixed = grams.astype(np.uint32)
    mixed ^= mixed >> np.uint32(16)
    mixed *= np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(16)
    return mixed


def occurrences(records: Iterable[Sequence[Span]]) -> tuple[Numbers, Places]:
    """The occurrences in the texts of some records, without the first bits of their hashes, which are their buckets;
    bucket by bucket, and where each bucket ends.

    The texts of one sheet and zone stand together: their characters are counted through.
    """
    found = [_occurrences(batch) for batch in _batches(records)]
    none = np.zeros(0, np.uint32), np.zeros(0, np.uint64)
    hashes, where = (np.concatenate(each) for each in zip(none, *found, strict=True))
    return _by_bucket(hashes, where)


def _batches(records: Iterable[Sequence[Span]]) -> Iterator[list[Span]]:
    """Texts of records, together as far as a processor's cache holds what is made of them."""
    waiting: list[Span] = []
    size = 0
    for texts in records:
        waiting += texts
        size += sum(len(text) for _, text in texts)
        if size >= BATCH:
            yield waiting
            waiting, size = [], 0
    if waiting:
        yield waiting


def _occurrences(batch: Sequence[Span]) -> tuple[NDArray[np.uint32], Numbers]:
    """The hashes of all grams of a batch and, in the same order, where each occurs."""
    spots_of_texts, texts = zip(*batch, strict=True)
    joined = "\n".join(chain(texts, ("",)))
    if is_longer(joined):
        texts = tuple(map(expanded, texts))
        joined = "\n".join(chain(texts, ("",)))
    units = units_of(joined)
    kinds = table().kinds[units]
    measure = len if len(units) == len(joined) else _units_in
    lengths = np.fromiter((measure(text) + 1 for text in texts), np.int64, len(texts))
    spots = np.array(spots_of_texts, np.uint64)
    where = np.repeat(spots << np.uint64(OCCURRENCE_BITS), lengths)
    order = _counted(spots, lengths, units)
    places, grams, last = _grams(units, kinds)
    # A word's beginning does not say which letter follows, so its occurrence says nothing.
    found = where[places] | np.where(last > 0, order[places] << 4 | order[places + last], 0)
    ending = np.flatnonzero(_title_ends(spots, lengths)[places + last] & (last > 0))
    singles, single_grams = _singles(units, kinds, where)
    return (
        hashed(np.concatenate([grams, grams[ending], single_grams])),
        np.concatenate([found, found[ending] | np.uint64(TITLE_END) << _ZONE, where[singles]]),
    )


def _title_ends(spots: Numbers, lengths: Places) -> NDArray[np.bool_]:
    """Whether each unit is the last of a title."""
    ends = np.zeros(int(lengths.sum()), bool)
    titles = spots >> np.uint64(RECORD_BITS + SHEET_BITS) == TITLE
    ends[(np.cumsum(lengths) - 2)[titles & (lengths > 1)]] = True
    return ends


def _units_in(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _counted(spots: Numbers, lengths: Places, units: Units) -> NDArray[np.uint8]:
    """For every unit, how many like it stand before it on the same sheet and zone, at most 15."""
    number = np.cumsum(np.concatenate([[0], spots[1:] != spots[:-1]])).astype(np.uint32)
    order = np.argsort(units, kind="stable")  # a radix sort: like units in the order of their places
    like, sheet = units[order], np.repeat(number, lengths)[order]
    starts = np.flatnonzero(np.concatenate([[True], (like[1:] != like[:-1]) | (sheet[1:] != sheet[:-1])]))
    before = np.arange(len(units)) - np.repeat(starts, np.diff(starts, append=len(units)))
    found = np.empty(len(units), np.uint8)
    found[order] = np.minimum(before, MAX_OCCURRENCE)
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
        np.repeat(np.array([last for _, _, last in found], np.uint8), [len(places) for places, _, _ in found]),
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
