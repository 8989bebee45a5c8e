"""What becomes of memory that is freed while the index is made."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_TRIM, _MAP = -1, -3
"""``M_TRIM_THRESHOLD`` and ``M_MMAP_THRESHOLD`` of glibc's ``mallopt``."""
_KEPT, _MAPPED = 32 << 20, 16 << 20
"""Bytes that may lie free, and from which on a block is the system's own."""


@contextmanager
def kept() -> Iterator[None]:
    """Have glibc keep a little of what is freed, in this process and its forks. Arrays of some hundred kilobytes come
    and go all the time here, and the system would fill the same pages with zeros each time. Afterwards what is free
    goes back. Where there is another C library, nothing is done."""
    if sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "mallopt"):
        yield
        return
    system = ctypes.CDLL(None)
    system.mallopt(_TRIM, _KEPT)
    system.mallopt(_MAP, _MAPPED)
    try:
        yield
    finally:
        if hasattr(system, "malloc_trim"):
            system.malloc_trim(0)
