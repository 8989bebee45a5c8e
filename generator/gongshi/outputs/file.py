"""A file of the site that is no page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file at ``path`` below the site's root, with its bytes."""

    path: str
    data: bytes
