"""A site in the making: what is written, what stays as it is served now, and whether all of it is there.

It is made in the folder of the site before the served one, its *twin*, so that a build changes what changed
since, and nothing else. Most files of the two are one file with two names (hard links). So no file is ever
written over: its name is taken away, and a new file gets it.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from hashlib import sha256
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from gongshi.publish.manifest import FileMark, mark_of
from gongshi.publish.site_state import AWAY, Noted, SiteState, TwinState, changed, folders_of, mark_in, noted_of
from gongshi.workers import aside, in_parallel

MadeT = TypeVar("MadeT")

_MANY = 2_000
"""Files from which on several processes look at them."""
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
        self.before: Mapping[str, FileMark] = _Marks(served.files)
        self._files: dict[str, Noted] = {}  # one that is written has the inode 0 until all is settled
        self.marks: Mapping[str, FileMark] = _Marks(self._files)
        self._served = served
        self._links = True  # until one cannot be made
        self._odd = aside(partial(_not_as_noted, folder, served), len(served.files) >= _MANY)
        self._folders = {""}  # those that this process has seen to be folders, and no links to others

    def write(self, path: str, data: bytes | Iterator[bytes]) -> FileMark:
        """Have a file of the site hold these bytes. The disk is left alone where the served site has them there.

        A forked worker's marks are its own: it returns them, and the parent notes them.
        """
        if not isinstance(data, bytes):
            return self._write_pieces(path, data)
        mark = mark_of(data)
        if self.before.get(path) != mark:
            self._put(path, data)
        self.note(path, mark)
        return mark

    def _write_pieces(self, path: str, pieces: Iterator[bytes]) -> FileMark:
        """Write a file that is too large to be held: beside the site, until it is known whether it changes."""
        found, size = sha256(), 0
        with TemporaryDirectory(dir=self.scratch.parent, prefix=f"{self.scratch.name}.") as folder:
            file = Path(folder) / "pieces"
            with os.fdopen(os.open(file, _NEW, 0o666), "wb") as stream:
                for piece in pieces:
                    found.update(piece)
                    size += stream.write(piece)
            mark = FileMark(size, found.hexdigest())
            if self.before.get(path) != mark:
                self._made(path, partial(_moved, file))
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
        served = self._served.files
        kept = {path: served[path] for path in paths}
        self.note_all((path, mark_in(kept[path])) for path in kept.keys() & self._files.keys())
        self._files |= kept

    def note(self, path: str, mark: FileMark) -> None:
        """Note a file that a worker wrote. Two files for one path are our bug, and ``ValueError``."""
        noted = self._served.files.get(path)
        if noted is None or mark_in(noted) != mark:
            noted = 0, mark.bytes, 0, 0, mark.sha256
        if mark_in(self._files.setdefault(path, noted)) != mark:
            raise ValueError(f"two files for {path}")

    def note_all(self, files: Iterable[tuple[str, FileMark]]) -> None:
        """Note files that were written, maybe by other processes."""
        for path, mark in files:
            self.note(path, mark)

    def changes(self) -> dict[str, FileMark | None]:
        """The marks of the files that are not as the served site has them; None of one that it has no more."""
        written = {path: mark_in(noted) for path, noted in self._files.items() if not noted[3]}
        return {**dict.fromkeys(self._served.files.keys() - self._files.keys()), **written}

    def settle(self) -> SiteState:
        """Bring in what is kept, take out what is neither kept nor written; what is then in the folder.

        What was written now is read again, and what is kept must have been as it was noted when the build began. What
        another hand writes over in the served site meanwhile, the next build notices.
        Raises ``NotWholeError`` where a file is not what its mark says: then only writing all of it helps.
        """
        odd = self._odd()
        written = [path for path, noted in self._files.items() if not noted[3]]
        brought = [path for path in sorted(odd & self._files.keys()) if self._files[path][3]]
        files = dict(self._files)
        files |= ((path, self._brought(path, files[path])) for path in brought)
        files |= zip(written, in_parallel(self._as_written, written, at_least=_MANY), strict=True)
        gone = self._served.files.keys() - files.keys()
        folders = self._swept(odd, {*written, *brought}, gone)
        return SiteState(files, folders, TwinState(self._served.folders, tuple(gone)))

    def _as_written(self, path: str) -> Noted:
        """What to note of a file that was written now."""
        file, mark = self.folder / path, self.marks[path]
        if _mark(file) != mark:
            raise NotWholeError(path)
        return noted_of(file.lstat(), mark.sha256)

    def _brought(self, path: str, noted: Noted) -> Noted:
        """Bring in a file of the served site, as a second name of the same file where that can be."""
        target, source, mark = self.folder / path, self.site / path, mark_in(noted)
        if self._links and _noted(source, mark) == noted:
            try:
                self._made(path, partial(os.link, source))
            except OSError:
                self._links = False
            if _noted(target, mark) == noted:
                return noted
        if _mark(target) == mark and target.lstat().st_mode == noted[0]:  # a copy, or its time was set
            return noted_of(target.lstat(), mark.sha256)
        for file in (source, target):
            if _mark(file) == mark:
                self._put(path, file.read_bytes())
                if _mark(target) == mark:
                    return noted_of(target.lstat(), mark.sha256)
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

    def _swept(self, odd: frozenset[str], came: set[str], gone: set[str]) -> dict[str, Noted]:
        """What to note of the folders, once what is neither a file of the site nor one of its folders is gone from
        them. Into those that are not ``odd`` nobody put anything but this build: files that ``came``, in the place of
        some that are ``gone``."""
        twin, folders = self._served.twin, folders_of(self._files)
        known = {folder: twin.folders[folder] for folder in folders if folder in twin.folders}
        new, old = folders - known.keys(), twin.folders.keys() - folders
        touched = {path.rpartition("/")[0] for path in chain(came, gone, twin.gone, new, old)} | new | odd
        found = dict(known)
        for folder in sorted(touched & folders):  # a folder before those that are in it
            mode = (self.folder / folder).lstat().st_mode
            if not stat.S_ISDIR(mode) or (folder in known and known[folder][0] != mode):
                raise NotWholeError(folder)
            self._sweep(folder, folders)
            found[folder] = noted_of((self.folder / folder).lstat())
        return found

    def _sweep(self, folder: str, folders: set[str]) -> None:
        with os.scandir(self.folder / folder) as inside:
            for entry in list(inside):
                path = f"{folder}/{entry.name}" if folder else entry.name
                if path not in self._files and path not in folders:
                    _remove(Path(entry.path))


def _not_as_noted(folder: Path, served: SiteState) -> frozenset[str]:
    """The files of the served site that the twin in ``folder`` has not as they were noted, and the folders of the twin
    that are not as they were. What a link leads to is not in the twin, whatever it is.

    The build may put folders in the place of links meanwhile, so folders come first: what is then below them is new.
    """
    files, folders = served.files, served.twin.folders
    top = os.open(folder, os.O_RDONLY)
    try:
        odd = set(changed(folders.items(), top))
        links = tuple(f"{one}/" for one in odd if (folder / one).is_symlink())
        odd.update(changed(files.items(), top))
    finally:
        os.close(top)
    return frozenset(odd.union(path for path in chain(files, folders) if path.startswith(links)) if links else odd)


def _moved(file: Path, target: str) -> None:
    """Give a file another name, which nothing has."""
    if os.path.lexists(target):
        raise FileExistsError(target)
    file.rename(target)


class _Marks(Mapping[str, FileMark]):
    """The marks of files by path."""

    def __init__(self, files: Mapping[str, Noted]) -> None:
        self._files = files

    def __getitem__(self, path: str) -> FileMark:
        return mark_in(self._files[path])

    def __contains__(self, path: object) -> bool:
        return path in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _noted(file: Path, mark: FileMark) -> Noted | None:
    """What to note of a file, if it holds what the mark says; None where there is none."""
    try:
        return noted_of(file.lstat(), mark.sha256)
    except AWAY:
        return None


def _mark(file: Path) -> FileMark | None:
    """The mark of a plain file's content; None where there is none."""
    try:
        return mark_of(file.read_bytes()) if stat.S_ISREG(file.lstat().st_mode) else None
    except AWAY:
        return None
