"""The content files of earlier builds: what was found in each, so that only those that changed are read again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gongshi.kept.chunks import Chunks, were_kept
from gongshi.kept.store import LostError, Pickled, Store
from gongshi.load.content import Loaded
from gongshi.load.files import NO_STAT, Read, ReadFile, Stat
from gongshi.records.record import Record
from gongshi.unchanged import STILL

_FILES = "files"
AT_ONCE = 256
"""Records that are taken from the heap at a time."""


class _Kept(NamedTuple):
    stat: Stat
    file: ReadFile


class KeptFiles:
    """What a store knows of content files (``load.files.Earlier``)."""

    def __init__(self, store: Store, basis: str) -> None:
        self._store, self._basis = store, basis
        self._chunks: Chunks[_Kept] = Chunks(store, _FILES, basis, were_kept(store, _FILES, basis))
        self._files: Mapping[str, _Kept] = self._chunks.every()

    def find(self, name: str, stat: Stat) -> ReadFile | None:
        """What was found in a file, if it has not changed since."""
        kept = self._files.get(name)
        return kept.file if kept is not None and kept.stat == stat != NO_STAT else None

    def record(self, name: str) -> Record:
        """The record that was found in a file. Raises ``LostError``."""
        found = self._store.get(name, Record, self._basis)
        if found is None:
            raise LostError(name)
        return found

    def keep(self, loaded: Loaded, started: int) -> None:
        """Keep what was read now, and of what was kept before all that is still there.

        ``started`` is when reading began, in nanoseconds: a file that changed just before may change again unseen
        (its times have a tick of some milliseconds), and is read again the next time; so is one that could not be read.
        """
        files = {name: _Kept(_lasting(one, started), one.file) for name, one in loaded.read.items()}
        slots = [(name, one.record) for name, one in loaded.read.items() if one.record is not None]
        gone = self._files.keys() - loaded.named
        with self._store.together():  # a file that counts as known must never have the record of an earlier time
            self._chunks.put(files, gone)
            self._store.put({}, self._basis, gone)
            for at in range(0, len(slots), AT_ONCE):
                some = {name: Pickled(loaded.heap.pickled(slot)) for name, slot in slots[at : at + AT_ONCE]}
                self._store.put(some, self._basis)


def _lasting(read: Read, started: int) -> Stat:
    """The state by which a file is known again; none where it may be another one with the same state."""
    return read.stat if read.file.digest is not None and read.stat[2] < started - STILL else NO_STAT
