"""Values that lie on disk while a command runs: what is made of all records, and asked for one by one."""

from __future__ import annotations

import fcntl
import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import Any, NewType

Slot = NewType("Slot", int)
"""Where a value lies in its heap: how many bytes stand before it, and in the last 28 bits how many it has. With the 64
bits of an array a heap has room for 64 GiB."""

_BITS = 28
_SIZE = (1 << _BITS) - 1


class NoRoomError(Exception):
    """The system's folder of temporary files is full, or may not be written; what the system says of it."""


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NoRoomError(str(error)) from error


class Heap:
    """Pickles one after the other in a file without a name, which goes with the last process that has it.

    Forked processes put into the same heap, and each gets what the others put.
    """

    def __init__(self) -> None:
        """Raises ``NoRoomError``."""
        self._file = -1
        with _told(), TemporaryFile(buffering=0) as file:
            self._file = os.dup(file.fileno())

    def __del__(self) -> None:
        if self._file >= 0:
            os.close(self._file)

    def put(self, *values: object) -> tuple[Slot, ...]:
        """Lay values down, and say where each lies. Raises ``NoRoomError``; ``OverflowError`` for one of 256 MiB."""
        pickles = [pickle.dumps(value, pickle.HIGHEST_PROTOCOL) for value in values]
        if max(map(len, pickles), default=0) > _SIZE:
            raise OverflowError("a value is too large for a heap")
        fcntl.lockf(self._file, fcntl.LOCK_EX)  # the system lets go of it when a process ends, however it ends
        try:
            at = os.fstat(self._file).st_size
            with _told():
                self._write(b"".join(pickles), at)
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN)
        slots = []
        for one in pickles:
            slots.append(Slot(at << _BITS | len(one)))
            at += len(one)
        return tuple(slots)

    def get(self, slot: Slot) -> Any:
        """The value that lies there."""
        return pickle.loads(self.pickled(slot))  # noqa: S301 (made by this run)

    def pickled(self, slot: Slot) -> bytes:
        """The pickle that lies there."""
        return os.pread(self._file, slot & _SIZE, slot >> _BITS)

    def _write(self, data: bytes, at: int) -> None:
        rest = memoryview(data)
        while rest:
            written = os.pwrite(self._file, rest, at)
            rest, at = rest[written:], at + written
