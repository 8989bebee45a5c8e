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
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

ValueT = TypeVar("ValueT")


class LostError(Exception):
    """Something that was kept cannot be read any more: everything must be made again."""


class Store:
    """An open database. ``Store(None)`` keeps nothing."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._open: tuple[int, sqlite3.Connection] | None = None
        self._together = self._given_up = False

    @property
    def keeps(self) -> bool:
        """Whether what is put here is kept."""
        return self._path is not None

    def get(self, name: str, kind: type[ValueT], basis: str = "") -> ValueT | None:
        """A value of a kind that was kept with this ``basis`` (what it rests on), or None."""
        with suppress(Exception):  # whatever a damaged file or pickle does, the value is made again
            if (database := self._database()) is not None:
                row = database.execute("select data from kept where name = ? and basis = ?", (name, basis)).fetchone()
                value = None if row is None else pickle.loads(row[0])  # noqa: S301 (see above)
                return value if isinstance(value, kind) else None
        return None

    def put(self, values: Mapping[str, object], basis: str = "", gone: Iterable[str] = ()) -> None:
        """Keep values with their ``basis``, and forget those that are ``gone``: all of it or nothing."""
        if not self.keeps or self._given_up:
            return
        try:
            if (database := self._database()) is not None:
                database.executemany("delete from kept where name = ?", ((name,) for name in gone))
                rows = ((name, basis, _pickled(one)) for name, one in values.items())
                database.executemany("insert or replace into kept values (?, ?, ?)", rows)
                if not self._together:
                    database.commit()
        except sqlite3.OperationalError:  # a full disk, say: what was kept before stands
            self._give_up()
        except sqlite3.Error:
            self._given_up = self._together
            self.clear()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Keep all that the body puts, once it has ended, or nothing of it."""
        self._together = True
        try:
            yield
        except BaseException:
            self._give_up()
            raise
        finally:
            self._together = self._given_up = False
        self.put({})

    def _give_up(self) -> None:
        """Forget what was put since the last time that all of it was kept."""
        self._given_up = self._together
        with suppress(sqlite3.Error):
            if self._open is not None:
                self._open[1].rollback()

    def clear(self) -> None:
        """Forget everything."""
        self._open = None
        with suppress(OSError):
            if self._path is not None:
                self._path.unlink(missing_ok=True)

    def _database(self) -> sqlite3.Connection | None:
        """The connection of this process: one must not be carried into a fork."""
        if self._path is None:
            return None
        if self._open is None or self._open[0] != os.getpid():
            self._open = os.getpid(), _connected(self._path)
        return self._open[1]


class Pickled(bytes):
    """A value that is pickled already."""


def _pickled(value: object) -> bytes:
    return value if isinstance(value, Pickled) else pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


@contextmanager
def opened(path: Path | None) -> Iterator[Store]:
    """The store of a file; one that keeps nothing where there is no file to be had, or another build has it."""
    lock = None if path is None else _locked(path)
    try:
        yield Store(None if lock is None else path)
    finally:
        if lock is not None:
            os.close(lock)


def _locked(path: Path) -> int | None:
    """A lock on the store of a sound file; None where there is none to be had, or another build has it."""
    lock = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o644)
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _take_away_if_damaged(path)
    except OSError:
        if lock is not None:
            os.close(lock)
        return None
    return lock


def _take_away_if_damaged(path: Path) -> None:
    try:
        with closing(_connected(path)) as database:
            database.execute("select basis from kept where name = ''").fetchone()
    except sqlite3.Error:
        path.unlink(missing_ok=True)


def _connected(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    database.execute("pragma synchronous = normal")
    database.execute("create table if not exists kept (name text primary key, basis text, data blob)")
    return database
