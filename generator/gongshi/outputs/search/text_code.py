"""Texts in a code of their own site: the commoner a character or a pair of them, the fewer bits it takes.

A text of some hundred Han characters has hardly anything twice, so that deflate saves next to nothing of it. Here a
symbol is one UTF-16 unit or two, and has a Huffman code of at most 15 bits (D. A. Huffman, 1952; canonical, so that
their lengths say them all); a unit without one is written in 16 bits behind the code of ``ESCAPE``. A text ends with
``END``, and its last byte with bits that mean nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heapify, heappop, heapreplace
from itertools import accumulate, islice

import numpy as np
from numpy.typing import NDArray

from gongshi.outputs.search.bits import Numbers32, from_leb128, leb128, packed
from gongshi.outputs.search.deflate import in_blocks, inflated
from gongshi.outputs.search.folding import Units, utf16

END, ESCAPE = 0, 1
"""Units that no text has (GS104)."""
PAIRS = 2000
"""Pairs of units that have codes. With more, texts get smaller, and what a search loads first gets larger."""
SELDOM = 4
"""A pair that comes fewer times, once the other pairs have taken theirs, is given up, in two rounds."""
SINGLES = 1 << 13
"""Single units that may have codes: the commonest. Codes of 15 bits have room for all of them beside the pairs."""
PAIR = 1 << 16
"""Symbols above it are pairs, by their number from 1 on; those below are units."""
LONGEST = 15
"""Bits of a code."""
BATCH = 1 << 16
"""Units that are coded at a time."""

Group = tuple[int, ...]
"""Symbols whose codes are of one length, in order: units, or pairs of them as 32 bits."""


@dataclass(frozen=True)
class TextCode:
    """A code: for each length from 1 on, the single units that have such codes, and the pairs."""

    singles: tuple[Group, ...]
    pairs: tuple[Group, ...]

    def _symbols(self) -> Iterator[tuple[bool, int, int, int]]:
        """Whether each symbol is a pair, the symbol, its code, and how many bits that has."""
        code = 0
        for length, groups in enumerate(zip(self.singles, self.pairs, strict=True), 1):
            code <<= 1
            for is_pair, group in enumerate(groups):
                for symbol in group:
                    yield bool(is_pair), symbol, code, length
                    code += 1

    @cached_property
    def _by_symbol(self) -> tuple[_Pairs, Numbers32, NDArray[np.uint8]]:
        """The pairs; and by symbol, which is a unit or ``PAIR`` and the number of a pair, the code and its width."""
        listed = [pair for is_pair, pair, *_ in self._symbols() if is_pair]
        codes, widths = np.zeros(PAIR + len(listed) + 1, np.uint32), np.zeros(PAIR + len(listed) + 1, np.uint8)
        number = PAIR
        for is_pair, unit, code, length in self._symbols():
            number += is_pair
            at = number if is_pair else unit
            codes[at], widths[at] = code, length
        none = np.flatnonzero(widths[:PAIR] == 0)
        codes[none] = codes[ESCAPE] << np.uint32(16) | none.astype(np.uint32)
        widths[none] = widths[ESCAPE] + 16
        return _Pairs.of(listed), codes, widths

    @cached_property
    def _by_code(self) -> dict[str, str]:
        """The symbol of each code, which is written in digits."""
        return {
            f"{code:0{length}b}": chr(symbol >> 16) + chr(symbol & 0xFFFF) if is_pair else chr(symbol)
            for is_pair, symbol, code, length in self._symbols()
        }

    @cached_property
    def name(self) -> str:
        """Tells this code from any other."""
        return hashlib.sha256(self.file()).hexdigest()[:8]

    def coded(self, texts: Iterable[str]) -> Iterator[bytes]:
        """Each text in bytes of its own."""
        for batch in _batches(texts):
            yield from self._coded(batch)

    def _coded(self, units: Units) -> Iterator[bytes]:
        pairs, all_codes, all_widths = self._by_symbol
        symbols = pairs.symbols(units)
        codes, widths = all_codes[symbols], all_widths[symbols].astype(np.int64)
        ends = np.flatnonzero(symbols == END)
        bits = np.diff(np.cumsum(widths)[ends], prepend=0)
        sizes = -(-bits // 8)
        unused = sizes * 8 - bits
        codes[ends], widths[ends] = codes[ends] << unused.astype(np.uint32), widths[ends] + unused
        data = packed(codes, np.cumsum(widths) - widths, widths)
        starts = np.cumsum(sizes) - sizes
        return (data[start : start + size] for start, size in zip(starts.tolist(), sizes.tolist(), strict=True))

    def text(self, data: bytes) -> str:
        """The text that was coded. Raises ``ValueError`` where none was."""
        bits = f"{int.from_bytes(data):0{8 * len(data)}b}" if data else ""
        found: list[str] = []
        at = 0
        while True:
            code = next((code for code in self._codes_at(bits, at) if code in self._by_code), None)
            if code is None:
                raise ValueError("not a text in this code")
            symbol, at = self._by_code[code], at + len(code)
            if symbol == chr(END):
                return "".join(found).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
            if symbol == chr(ESCAPE):
                symbol, at = chr(int(bits[at : at + 16], 2)), at + 16
            found.append(symbol)

    @staticmethod
    def _codes_at(bits: str, at: int) -> Iterator[str]:
        """What may be a code there, the shortest first."""
        return (bits[at:end] for end in range(at + 1, min(at + LONGEST, len(bits)) + 1))

    def file(self) -> bytes:
        """The code itself: LEB128, deflated in blocks. How many single units and how many pairs have codes of each
        length; the units; the pairs' first units; their second ones. All but these are distances from the one before
        of their length."""
        counts = [len(group) for both in zip(self.singles, self.pairs, strict=True) for group in both]
        units = [step for group in self.singles for step in _steps(group)]
        firsts = [step for group in self.pairs for step in _steps([pair >> 16 for pair in group])]
        seconds = [pair & 0xFFFF for group in self.pairs for pair in group]
        return in_blocks(*(leb128(np.array(one, np.uint32))[0] for one in (counts, units, firsts, seconds)))

    @classmethod
    def read(cls, data: bytes) -> TextCode:
        """The code that a file has. Raises ``ValueError``."""
        numbers = iter(from_leb128(inflated(data)).tolist())
        counts = list(islice(numbers, 2 * LONGEST))
        both = list(zip(counts[::2], counts[1::2], strict=False))
        singles = [tuple(accumulate(islice(numbers, count))) for count, _ in both]
        firsts = [list(accumulate(islice(numbers, count))) for _, count in both]
        pairs = [tuple(first << 16 | second for first, second in zip(group, numbers, strict=False)) for group in firsts]
        whole = both == [(len(one), len(other)) for one, other in zip(singles, pairs, strict=True)]
        if not whole or sum(sum(some) << LONGEST - length for length, some in enumerate(both, 1)) != 1 << LONGEST:
            raise ValueError("not a code")
        return cls(tuple(singles), tuple(pairs))

    @classmethod
    def of(cls, texts: Iterable[str]) -> TextCode:
        """The code that suits texts like these."""
        units = np.concatenate([_ended(""), *map(_ended, texts)])  # of no texts too, ``END`` has a code
        pairs = _common(units)
        times = np.bincount(_Pairs.of(pairs).symbols(units), minlength=PAIR + len(pairs) + 1)
        alone = times[:PAIR]
        seldom = (alone > 0) & (alone <= max(1, np.partition(alone, -SINGLES)[-SINGLES]))
        seldom[END] = False
        alone[ESCAPE] = alone[seldom].sum() + 1
        alone[seldom] = 0
        kept = np.flatnonzero(alone)
        lengths = _lengths([*alone[kept].tolist(), *times[PAIR + 1 :].tolist()])
        singles: list[list[int]] = [[] for _ in range(LONGEST)]
        paired: list[list[int]] = [[] for _ in range(LONGEST)]
        for unit, length in zip(kept.tolist(), lengths, strict=False):
            singles[length - 1].append(unit)
        for pair, length in zip(pairs, lengths[len(kept) :], strict=True):
            paired[length - 1].append(pair)
        return cls(tuple(map(tuple, singles)), tuple(map(tuple, paired)))


def _ended(text: str) -> Units:
    return utf16(f"{text}\0")


def _batches(texts: Iterable[str]) -> Iterator[Units]:
    """The units of texts, many at a time, each with its end."""
    waiting: list[str] = []
    size = 0
    for text in texts:
        waiting.append(text)
        size += len(text)
        if size >= BATCH:
            yield _ended("\0".join(waiting))
            waiting, size = [], 0
    if waiting:
        yield _ended("\0".join(waiting))


def _steps(numbers: Sequence[int]) -> Iterator[int]:
    return (new - old for old, new in zip((0, *numbers), numbers, strict=False))


def _common(units: Units) -> list[int]:
    """The commonest pairs, in order."""
    both = units[:-1].astype(np.uint32) << np.uint32(16) | units[1:]
    listed, times = np.unique(both[(units[:-1] != END) & (units[1:] != END)], return_counts=True)
    found: list[int] = sorted(listed[np.lexsort((listed, -times))[:PAIRS]].tolist())
    for _ in range(2):  # of 代表大会, 表大 is no symbol where 代表 is one
        times = np.bincount(_Pairs.of(found).symbols(units), minlength=PAIR + len(found) + 1)[PAIR + 1 :]
        found = [pair for pair, often in zip(found, times.tolist(), strict=True) if often >= SELDOM]
    return found


def _lengths(times: list[int]) -> list[int]:
    """How long the code of each symbol is that comes so many times; of two at least. While any is longer than
    ``LONGEST``, seldom symbols count for more than they come."""
    while True:
        heap = [(count, number) for number, count in enumerate(times)]
        heapify(heap)
        above = [0] * (2 * len(times) - 1)
        for number in range(len(times), len(above)):
            count, one = heappop(heap)
            other_count, other = heap[0]
            above[one] = above[other] = number
            heapreplace(heap, (count + other_count, number))
        depths = [0] * len(above)
        for number in range(len(above) - 2, -1, -1):
            depths[number] = depths[above[number]] + 1
        if max(depths) <= LONGEST:
            return depths[: len(times)]
        times = [count // 2 + 1 for count in times]


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs, numbered from 1: in a table, by where the row of the first unit begins and the column of the second."""

    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    numbers: NDArray[np.int32]

    @classmethod
    def of(cls, pairs: Sequence[int]) -> _Pairs:
        """A table of these."""
        both = np.array(pairs, np.uint32)
        firsts, row = np.unique(both >> np.uint32(16), return_inverse=True)
        seconds, column = np.unique(both & np.uint32(0xFFFF), return_inverse=True)
        numbers = np.zeros((len(firsts) + 1, len(seconds) + 1), np.int32)
        numbers[row + 1, column + 1] = np.arange(1, len(pairs) + 1)
        rows, columns = np.zeros(1 << 16, np.int32), np.zeros(1 << 16, np.int32)
        rows[firsts] = np.arange(1, len(firsts) + 1) * numbers.shape[1]
        columns[seconds] = np.arange(1, len(seconds) + 1)
        return cls(rows, columns, numbers.ravel())

    def symbols(self, units: Units) -> NDArray[np.int32]:
        """The symbols of a text. From the left on, two units that are a pair are one."""
        number = np.zeros(len(units), np.int32)
        number[:-1] = self.numbers[self.rows[units[:-1]] + self.columns[units[1:]]]
        places = np.arange(len(units), dtype=np.int32)
        alone = np.maximum.accumulate(np.where(number > 0, np.int32(-1), places))  # the last that begins no pair
        taken = (places - alone) & 1 == 1
        begins = np.concatenate([[True], ~taken[:-1]])
        symbols: NDArray[np.int32] = np.where(taken, PAIR + number, units)[begins]
        return symbols
