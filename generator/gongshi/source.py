"""Where a value stands in a file.

A finding is made far from the text that it is about: a check knows *which* value
is wrong (a route through the record), not where the value stands. Routes become
lines and columns late, and only for the files that have findings.
"""

from __future__ import annotations

from dataclasses import dataclass

Route = tuple[str | int, ...]
"""The way to a value: mapping keys and list indexes from the top of a file."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text. Lines and columns count from 1, columns in code points; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


WHOLE_FILE = Span(1, 1, 1, 1)
"""Stands for what concerns a whole file or its name."""


@dataclass(frozen=True, slots=True)
class Place:
    """A value in a content file, by route or already by span.

    ``file`` is the path below the content folder, with forward slashes. ``at_key`` points at
    the key that names the value in its mapping instead of at the value; ``words`` at the first
    line in the value that has them as typed, so that a fault deep in a long text is found.
    """

    file: str
    at: Span | Route = WHOLE_FILE
    at_key: bool = False
    words: str = ""
