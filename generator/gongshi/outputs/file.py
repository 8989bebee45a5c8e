"""Files of the site that are no pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file at ``path`` below the site's root, with its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class LargeFile:
    """A file whose bytes are made piece by piece, once: nobody has all of them at a time."""

    path: str
    pieces: Iterator[bytes]
