"""What a build knows of the served site without reading its files, kept beside it: git's index, for git's reason.

A file whose kind, size, time of modification and inode are as they were noted holds what was noted of it. A folder is
modified when a name is put into it or taken out, so that what nobody noted shows too.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gongshi.publish.manifest import FileMark

FORM = f"gongshi site state 3, Python {sys.hexversion}".encode()
"""The form of a kept state. Another form is as good as none."""

Noted = tuple[int, int, int, int, str]
"""What is noted of a file or folder: mode (with the kind of file), size, time of modification in nanoseconds, and
inode, which together are its stamp; and the SHA-256 of a file's content in hexadecimal. A site has tens of thousands
of these, and nearly all of a small build is to read, compare and write them."""

_PLAIN = 2
"""The form of ``marshal`` that looks for no value that comes twice, and takes a quarter of the time."""

AWAY = (FileNotFoundError, NotADirectoryError)
"""What the system says of a file that is not there."""


@dataclass(frozen=True, slots=True)
class TwinState:
    """What is known of the twin: its folders, and which of its files the site has no more.

    Its other files are those of the site, as their stamps show, or others in their place.
    """

    folders: Mapping[str, Noted] = field(default_factory=dict)
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteState:
    """A site's files by path, its folders (its own path is ``""``), and its twin."""

    files: Mapping[str, Noted] = field(default_factory=dict)
    folders: Mapping[str, Noted] = field(default_factory=dict)
    twin: TwinState = field(default_factory=TwinState)


def noted_of(found: os.stat_result, sha256: str = "") -> Noted:
    """What to note of a file or folder."""
    return found.st_mode, found.st_size, found.st_mtime_ns, found.st_ino, sha256


def mark_in(noted: Noted) -> FileMark:
    """The mark of a file."""
    return FileMark(noted[1], noted[4])


def changed(noted: Iterable[tuple[str, Noted]], top: int) -> Iterator[str]:
    """The files and folders below the open folder ``top`` that are not as they were noted, in their order."""
    look = os.lstat
    for path, (mode, size, time, inode, _) in noted:  # most of what a small build does: no call but one
        try:
            found = look(path or ".", dir_fd=top)
        except AWAY:
            yield path
        else:
            if found.st_mode != mode or found.st_size != size or found.st_mtime_ns != time or found.st_ino != inode:
                yield path


def read_state(file: Path) -> SiteState:
    """A kept state; an empty one where there is none that can be read. Whatever a file says, nothing of it is run."""
    try:
        kept = file.read_bytes()
        form, digest, data = kept.split(b"\n", 2)
        if form != FORM or digest != _digest(data):
            return SiteState()
        files, folders, twin_folders, gone = marshal.loads(data)  # noqa: S302 (it makes plain values only)
        return SiteState(files, folders, TwinState(twin_folders, gone))
    except (OSError, ValueError, EOFError, TypeError):
        return SiteState()


def write_state(file: Path, state: SiteState) -> None:
    """Keep a state, whole or not at all."""
    parts = dict(state.files), dict(state.folders), dict(state.twin.folders), state.twin.gone
    data = marshal.dumps(parts, _PLAIN)
    new = file.with_name(f"{file.name}.new")
    new.write_bytes(b"\n".join((FORM, _digest(data), data)))
    new.replace(file)


def folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder that files at these paths need."""
    found = {""}
    for folder in {path.rpartition("/")[0] for path in paths}:
        above = folder
        while above not in found:
            found.add(above)
            above = above.rpartition("/")[0]
    return found


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode()
