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


def rice(values: Numbers32, k: NDArray[np.int64]) -> tuple[Fields, Fields]:
    """The quotients (a one behind zeros) and the remainders."""
    shift = k.astype(np.uint32)
    quotients = values >> shift
    rest = values & ((np.uint32(1) << shift) - np.uint32(1))
    return Fields(np.ones_like(values), quotients.astype(np.int64) + 1), Fields(rest, k)


def gamma(values: Numbers32) -> Fields:
    """Each value plus one, behind as many zeros as it has bits after the first."""
    more = values + np.uint32(1)
    length = np.frexp(more.astype(np.float64))[1].astype(np.int64)  # exact below 2^53
    return Fields(more, 2 * length - 1)


def only(where: NDArray[np.bool_], fields: Fields) -> Fields:
    """The fields of some rows; the others write nothing."""
    return Fields(np.where(where, fields.values, 0).astype(np.uint32), np.where(where, fields.widths, 0))


def packed(values: Numbers32, begins: Places, widths: Places) -> NDArray[np.uint8]:
    """Bytes in which every value stands at its bit; ``begins`` and ``widths`` count bits."""
    end = int((begins + widths).max()) if len(begins) else 0
    bits = np.zeros(-(-end // 8) * 8, np.uint8)
    last = begins + widths - 1
    for shift in range(int(values.max()).bit_length() if len(values) else 0):
        ones = (values >> np.uint32(shift)) & np.uint32(1) != 0
        bits[last[ones] - shift] = 1
    return np.packbits(bits)


def leb128(values: Numbers32) -> bytes:
    """Each value in groups of seven bits, the lowest first, all but its last with the high bit set."""
    sizes = np.ones(len(values), np.int64)
    for shift in (7, 14, 21, 28):
        sizes += values >= 1 << shift
    places = np.cumsum(sizes) - sizes
    out = np.empty(int(sizes.sum()), np.uint8)
    rest: Numbers32 = values.astype(np.uint32)
    while True:
        more = rest >= 0x80
        out[places] = (rest & 0x7F) | np.where(more, 0x80, 0)
        if not more.any():
            return out.tobytes()
        rest, places = rest[more] >> np.uint32(7), places[more] + 1
