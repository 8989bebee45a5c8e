"""What a long command is doing, and how long each part took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def _silent(_: str) -> None:
    """Nobody watches."""


class Stages:
    """Counts the seconds of each stage; ``told`` hears the name of each when it starts (a catalogue key)."""

    def __init__(self, told: Callable[[str], None] = _silent) -> None:
        self.told = told
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time the body under a name; a name that comes again adds to it."""
        self.told(name)
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start
