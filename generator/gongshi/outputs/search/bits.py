"""Numbers as bits and bytes: Rice, Elias gamma and LEB128 codes, many at once.

A field is a value in so many bits, the highest first. Rice with parameter k (R. F. Rice, 1979): the value's
quotient by 2^k in zeros and a one, then k bits. Gamma (P. Elias, 1975), here of the value plus one: as many zeros
as it has bits after its first, then the value plus one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers32 = NDArray[np.uint32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fields:
    """Values and their widths, one row for each thing that is written; a width of 0 writes nothing."""

    values: Numbers32
    widths: Places


def plain(values: Numbers32, width: int | Places) -> Fields:
    """Each value in so many bits."""
    return Fields(values, np.broadcast_to(np.asarray(width, np.int64), values.shape))


def rice(values: Numbers32, k: Places) -> Fields:
    """The quotient in zeros, a one, and the remainder: in one field, whose zeros are its width."""
    shift = k.astype(np.uint32)
    one = np.uint32(1) << shift
    return Fields(one | values & (one - np.uint32(1)), (values >> shift) + k + 1)


def gamma(values: Numbers32) -> Fields:
    """Each value plus one, behind as many zeros as it has bits after the first."""
    more = values + np.uint32(1)
    length = np.frexp(more.astype(np.float64))[1].astype(np.int64)  # exact below 2^53
    return Fields(more, 2 * length - 1)


def joined(*fields: Fields) -> Fields:
    """Fields one after the other as one; they have 32 bits together, without the zeros at the beginning."""
    values, widths = fields[0].values, fields[0].widths
    for field in fields[1:]:
        values, widths = values << field.widths.astype(np.uint32) | field.values, widths + field.widths
    return Fields(values, widths)


def only(where: NDArray[np.bool_], fields: Fields) -> Fields:
    """The fields of some rows; the others write nothing."""
    return Fields(np.where(where, fields.values, 0).astype(np.uint32), np.where(where, fields.widths, 0))


def packed(values: Numbers32, begins: Places, widths: Places) -> bytes:
    """Bytes in which every value stands at its bit; ``begins`` and ``widths`` count bits, fewer than 2^31, and begins
    ascend."""
    some = widths > 0
    far = (begins + widths)[some]
    if not len(far):
        return b""
    assert far[-1] < 1 << 31
    ends = far.astype(np.int32)
    # Zeros before the last 32 bits of a value need no writing; what is left reaches into two words at most.
    short = np.minimum(widths[some], 32).astype(np.int32)
    first = ends - short
    word = first >> 5
    both = values[some].astype(np.uint64) << (64 - (first & 31) - short).astype(np.uint64)
    starts = np.flatnonzero(np.concatenate([[True], word[1:] != word[:-1]]))
    both = np.add.reduceat(both, starts)  # no two have a bit in one place
    at = word[starts]
    words = np.zeros(int(word[-1]) + 2, np.uint32)
    words[at] = both >> np.uint64(32)
    words[at + 1] |= both.astype(np.uint32)
    return words.astype(">u4").tobytes()[: -(-int(ends[-1]) // 8)]


def leb128(values: Numbers32) -> tuple[bytes, Places]:
    """Each value in groups of seven bits, the lowest first, all but its last with the high bit set; and where each
    value begins, with the end of all."""
    most = int(values.max(initial=0))
    if most < 0x80:
        return values.astype(np.uint8).tobytes(), np.arange(len(values) + 1)
    sizes = np.ones(len(values), np.int64)
    for shift in range(7, most.bit_length(), 7):
        sizes += values >= 1 << shift
    begins = np.concatenate([[0], np.cumsum(sizes)])
    out = np.empty(int(begins[-1]), np.uint8)
    rest, places = values.astype(np.uint32), begins[:-1]
    while True:
        more = rest >= 0x80
        out[places] = (rest & 0x7F) | np.where(more, 0x80, 0)
        if not more.any():
            return out.tobytes(), begins
        rest, places = rest[more] >> np.uint32(7), places[more] + 1


def from_leb128(data: bytes) -> NDArray[np.uint64]:
    """The values that ``leb128`` wrote."""
    units = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(units < 0x80)
    starts = np.concatenate([[0], ends + 1])[:-1]
    values = np.zeros(len(ends), np.uint64)
    for offset in range(int((ends - starts).max(initial=-1)) + 1):
        some = starts + offset <= ends
        values[some] |= (units[starts[some] + offset] & 0x7F).astype(np.uint64) << np.uint64(7 * offset)
    return values


def gamma_bits(value: int) -> str:
    """A value in gamma code, as text."""
    return f"{value + 1:0{2 * (value + 1).bit_length() - 1}b}"


def rice_bits(value: int, k: int) -> str:
    """A value in Rice code, as text."""
    return f"{1 << k | value & ((1 << k) - 1):0{(value >> k) + k + 1}b}"


def bytes_of(text: str) -> bytes:
    """Bits as bytes, with zeros behind them up to the next one."""
    size = -(-len(text) // 8)
    return int(text.ljust(size * 8, "0") or "0", 2).to_bytes(size)


class Bits:
    """Reads what ``packed`` wrote, field by field."""

    def __init__(self, text: str, at: int = 0) -> None:
        self.text, self.at = text, at

    @classmethod
    def of(cls, data: bytes) -> Bits:
        """All bits of some bytes."""
        return cls(bin(int.from_bytes(b"\1" + data))[3:])

    def plain(self, width: int) -> int:
        """A value in so many bits."""
        self.at += width
        return int(self.text[self.at - width : self.at], 2) if width else 0

    def zeros(self) -> int:
        """How many zeros come before the next one."""
        start, self.at = self.at, self.text.index("1", self.at)
        return self.at - start

    def gamma(self) -> int:
        """A value that was written in gamma code."""
        return self.plain(self.zeros() + 1) - 1

    def rice(self, k: int) -> int:
        """A value that was written in Rice code."""
        quotient = self.zeros()
        self.at += 1
        return quotient << k | self.plain(k)

    def align(self) -> None:
        """Go to the next byte."""
        self.at = -(-self.at // 8) * 8
