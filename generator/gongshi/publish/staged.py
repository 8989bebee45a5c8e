"""A site in the making: what is written, what stays as it is served now, and whether all of it is there.

It is made in the folder of the site before the served one, its *twin*, so that a build changes what changed
since, and nothing else. Most files of the two are one file with two names (hard links). So no file is ever
written over: its name is taken away, and a new file gets it.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from gongshi.publish.manifest import FileMark, mark_of
from gongshi.publish.site_state import AWAY, SiteState, Stamp, TwinState, changed, folders_of, stamp_of

MadeT = TypeVar("MadeT")

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


class NotWholeError(Exception):
    """A file that was to stay is not in the served site any more as it was published, or another hand was in ours."""


class Staged:
    """A site that is made in ``folder`` to take the place of ``site``.

    ``before`` is what the served site holds by the state that was kept of it; with no state it is empty.
    ``folder`` is the twin that this state names, or empty. ``scratch`` is an empty folder for files that are no
    part of the site; it goes when the build ends.
    """

    def __init__(self, site: Path, folder: Path, scratch: Path, served: SiteState) -> None:
        self.site = site
        self.folder = folder
        self.scratch = scratch
        self.before: Mapping[str, FileMark] = served.marks
        self.marks: dict[str, FileMark] = {}
        self._served = served
        self._links = True  # until one cannot be made
        self._folders = {""}  # those that this process has seen to be folders, and no links to others

    def write(self, path: str, data: bytes) -> FileMark:
        """Have a file of the site hold these bytes. The disk is left alone where the served site has them there.

        A forked worker's marks are its own: it returns them, and the parent notes them.
        """
        mark = mark_of(data)
        if self.before.get(path) != mark:
            self._put(path, data)
        self.note(path, mark)
        return mark

    def read(self, path: str) -> bytes:
        """A file of the served site, as it was published. Raises ``FileNotFoundError`` where it had none, and
        ``NotWholeError`` where it is not that any more."""
        if path not in self.before:
            raise FileNotFoundError(path)
        try:
            data = (self.site / path).read_bytes()
        except OSError:
            raise NotWholeError(path) from None
        if mark_of(data) != self.before[path]:
            raise NotWholeError(path)
        return data

    def keep_all(self, paths: Iterable[str]) -> None:
        """Have files stay as the site has them. ``KeyError`` where ``before`` does not name one."""
        kept = {path: self.before[path] for path in paths}
        self.note_all((path, kept[path]) for path in kept.keys() & self.marks.keys())
        self.marks |= kept

    def note(self, path: str, mark: FileMark) -> None:
        """Note a file that a worker wrote. Two files for one path are our bug, and ``ValueError``."""
        if self.marks.setdefault(path, mark) != mark:
            raise ValueError(f"two files for {path}")

    def note_all(self, files: Iterable[tuple[str, FileMark]]) -> None:
        """Note files that were written, maybe by other processes."""
        for path, mark in files:
            self.note(path, mark)

    def settle(self) -> SiteState:
        """Bring in what is kept, take out what is neither kept nor written; what is then in the folder.

        What was written now is read again, and what is kept must be as it was noted when it was published.
        Raises ``NotWholeError`` where a file is not what its mark says: then only writing all of it helps.
        """
        top = os.open(self.folder, os.O_RDONLY)
        try:
            stamps, folders = self._stamps(top), self._swept(top, folders_of(self.marks))
        finally:
            os.close(top)
        gone = tuple(self.before.keys() - self.marks.keys())
        return SiteState(self.marks, stamps, folders, TwinState(self._served.folders, gone))

    def _stamps(self, top: int) -> dict[str, Stamp]:
        """The stamps of all files, each of which holds what its mark says."""
        before, noted = self.before, self._served.stamps
        kept = {path: noted[path] for path, mark in self.marks.items() if before.get(path) == mark}
        stamps = dict(kept)
        for path in changed(kept, top):
            stamps[path] = self._brought(path, self.marks[path])
        for path in self.marks.keys() - kept.keys():
            if _mark(self.folder / path) != self.marks[path]:
                raise NotWholeError(path)
            stamps[path] = stamp_of((self.folder / path).lstat())
        return stamps

    def _brought(self, path: str, mark: FileMark) -> Stamp:
        """Bring in a file of the served site, as a second name of the same file where that can be."""
        noted = self._served.stamps[path]
        target, source = self.folder / path, self.site / path
        if self._links and _stamp(source) == noted:
            try:
                self._made(path, partial(os.link, source))
            except OSError:
                self._links = False
            if _stamp(target) == noted:
                return noted
        if _mark(target) == mark and target.lstat().st_mode == noted[0]:  # a copy, or its time was set
            return stamp_of(target.lstat())
        for file in (source, target):
            if _mark(file) == mark:
                self._put(path, file.read_bytes())
                if _mark(target) == mark:
                    return stamp_of(target.lstat())
        raise NotWholeError(path)

    def _put(self, path: str, data: bytes) -> None:
        file = self._made(path, partial(os.open, flags=_NEW, mode=0o666))
        try:
            while data:
                data = data[os.write(file, data) :]
        finally:
            os.close(file)

    def _made(self, path: str, make: Callable[[str], MadeT]) -> MadeT:
        """Make a new file, in a folder that is one, in the place of whatever has its name."""
        folder, target = path.rpartition("/")[0], f"{self.folder}/{path}"
        if folder not in self._folders:
            self._make_folder(folder)
        try:
            return make(target)
        except FileExistsError:
            _remove(Path(target))
            return make(target)

    def _make_folder(self, folder: str) -> None:
        above = folder.rpartition("/")[0]
        if above not in self._folders:
            self._make_folder(above)
        target = self.folder / folder
        with suppress(FileExistsError):
            target.mkdir()
        if not stat.S_ISDIR(target.lstat().st_mode):  # a file of the twin, or a link that leads out of here
            with suppress(FileNotFoundError, IsADirectoryError):  # another worker was faster
                target.unlink()
            with suppress(FileExistsError):
                target.mkdir()
        self._folders.add(folder)

    def _swept(self, top: int, folders: set[str]) -> dict[str, Stamp]:
        """The folders' stamps, once what is neither a file of the site nor one of its folders is gone from them."""
        twin = self._served.twin
        known = {folder: twin.folders[folder] for folder in folders if folder in twin.folders}
        gone = (self.before.keys() - self.marks.keys()) | (set(twin.gone) - self.marks.keys())
        touched = folders_of(gone | (twin.folders.keys() - folders)) | (folders - known.keys())
        found = dict(known)
        for folder in sorted(touched.union(changed(known, top)) & folders):  # a folder before those that are in it
            mode = os.lstat(folder or ".", dir_fd=top).st_mode
            if not stat.S_ISDIR(mode) or (folder in known and known[folder][0] != mode):
                raise NotWholeError(folder)
            self._sweep(folder, folders)
            found[folder] = stamp_of((self.folder / folder).lstat())
        return found

    def _sweep(self, folder: str, folders: set[str]) -> None:
        with os.scandir(self.folder / folder) as inside:
            for entry in list(inside):
                path = f"{folder}/{entry.name}" if folder else entry.name
                if path not in self.marks and path not in folders:
                    _remove(Path(entry.path))


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _stamp(file: Path) -> Stamp | None:
    try:
        return stamp_of(file.lstat())
    except AWAY:
        return None


def _mark(file: Path) -> FileMark | None:
    """The mark of a plain file's content; None where there is none."""
    try:
        return mark_of(file.read_bytes()) if stat.S_ISREG(file.lstat().st_mode) else None
    except AWAY:
        return None
