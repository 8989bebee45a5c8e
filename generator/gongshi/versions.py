"""Which versions of packages are installed, told by the names of the folders that hold their metadata.

``importlib.metadata`` tells the same, but loading it takes longer than a build whose inputs have not changed should.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from contextlib import suppress


def versions_of(packages: Iterable[str]) -> str:
    """The names and versions of those packages that are installed, as one text that changes with any of them."""
    wanted = {_plain(package) for package in packages}
    return " ".join(sorted({name for plain, name in _installed() if plain in wanted}))


def _installed() -> list[tuple[str, str]]:
    """The plain name of each installed package, and its name with its version."""
    found = []
    for folder in sys.path:
        with suppress(OSError):
            for entry in os.listdir(folder or "."):  # noqa: PTH208 (some thousand names)
                name, _, kind = entry.rpartition(".")
                if kind in ("dist-info", "egg-info"):
                    found.append((_plain(name.partition("-")[0]), name))
    return found


def _plain(package: str) -> str:
    """A package's name as all its spellings have it."""
    return re.sub(r"[-_.]+", "-", package).lower()
