"""Values by name, in a file that outlives the build: an SQLite database of pickles.

The file is a convenience and never the truth: whatever is missing, of another version or damaged is made again. It
is private to whoever builds (pickles are as trustworthy as the programs beside them), and one build at a time has it.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

ValueT = TypeVar("ValueT")


class Store:
    """An open database. ``Store(None)`` keeps nothing."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._open: tuple[int, sqlite3.Connection] | None = None

    def get(self, name: str, kind: type[ValueT], basis: str = "") -> ValueT | None:
        """A value of a kind that was kept with this ``basis`` (what it rests on), or None."""
        with suppress(Exception):  # whatever a damaged file or pickle does, the value is made again
            if (database := self._database()) is not None:
                row = database.execute("select data from kept where name = ? and basis = ?", (name, basis)).fetchone()
                value = None if row is None else pickle.loads(row[0])  # noqa: S301 (see above)
                return value if isinstance(value, kind) else None
        return None

    def put(self, values: Mapping[str, bytes], basis: str = "", gone: Iterable[str] = ()) -> None:
        """Keep pickled values with their ``basis``, and forget those that are ``gone``: all of it or nothing."""
        with suppress(sqlite3.Error):
            if (database := self._database()) is None:
                return
            with database:
                database.executemany("delete from kept where name = ?", ((name,) for name in gone))
                rows = ((name, basis, data) for name, data in values.items())
                database.executemany("insert or replace into kept values (?, ?, ?)", rows)

    def _database(self) -> sqlite3.Connection | None:
        """The connection of this process: one must not be carried into a fork."""
        if self._path is None:
            return None
        if self._open is None or self._open[0] != os.getpid():
            self._open = os.getpid(), _connected(self._path)
        return self._open[1]


@contextmanager
def opened(path: Path | None) -> Iterator[Store]:
    """The store of a file; one that keeps nothing where there is no file to be had, or another build has it."""
    with suppress(OSError):
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            lock = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o644)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                yield Store(_whole(path))
            except BlockingIOError:
                yield Store(None)
            finally:
                os.close(lock)
            return
    yield Store(None)


def _whole(path: Path) -> Path:
    """Take a damaged file away."""
    try:
        _connected(path).execute("select basis from kept where name = ''").fetchone()
    except sqlite3.Error:
        path.unlink(missing_ok=True)
    return path


def _connected(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    database.execute("pragma synchronous = normal")
    database.execute("create table if not exists kept (name text primary key, basis text, data blob)")
    return database
