"""What a build knows of the served site without reading its files, kept beside it: git's index, for git's reason.

A file whose kind, size, time of modification and inode are as they were noted holds what was noted of it. A folder is
modified when a name is put into it or taken out, so that what nobody noted shows too.
"""

from __future__ import annotations

import json
import os
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from gongshi.publish.manifest import FileMark

FORM = 2
"""The form of a kept state. Another form is as good as none."""

Stamp = tuple[int, int, int, int]
"""Mode (with the kind of file), size, time of modification in nanoseconds, and inode."""

AWAY = (FileNotFoundError, NotADirectoryError)
"""What the system says of a file that is not there."""


@dataclass(frozen=True, slots=True)
class TwinState:
    """What is known of the twin: its folders' stamps, and which of its files the site has no more.

    Its other files are those of the site, as their stamps show, or others in their place.
    """

    folders: Mapping[str, Stamp] = field(default_factory=dict)
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteState:
    """A site's files by path, with marks and stamps, its folders' stamps (its own is that of ``""``), and its twin."""

    marks: Mapping[str, FileMark] = field(default_factory=dict)
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    folders: Mapping[str, Stamp] = field(default_factory=dict)
    twin: TwinState = field(default_factory=TwinState)


def stamp_of(found: os.stat_result) -> Stamp:
    """The stamp of a file or folder."""
    return found.st_mode, found.st_size, found.st_mtime_ns, found.st_ino


def changed(noted: Mapping[str, Stamp], top: int) -> Iterator[str]:
    """The files and folders below the open folder ``top`` that are not as they were noted, in their order."""
    look = os.lstat
    for path, stamp in noted.items():  # of a large site these are most of what a small build does: no call but one
        try:
            found = look(path or ".", dir_fd=top)
        except AWAY:
            yield path
        else:
            if (found.st_mode, found.st_size, found.st_mtime_ns, found.st_ino) != stamp:
                yield path


def read_state(file: Path) -> SiteState:
    """A kept state; an empty one where there is none that can be read."""
    try:
        kept = json.loads(file.read_bytes())
        if kept["form"] != FORM:
            return SiteState()
        stamps, hashes = _unpacked(kept["files"]), kept["sha256"]
        pairs = zip([size for _, size, _, _ in stamps.values()], _cut(hashes, 64), strict=True)
        marks = map(partial(tuple.__new__, FileMark), pairs)  # its own __new__ is written in Python
        twin = TwinState(_unpacked(kept["twin_folders"]), tuple(kept["twin_gone"]))
        return SiteState(dict(zip(stamps, marks, strict=True)), stamps, _unpacked(kept["folders"]), twin)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return SiteState()


def write_state(file: Path, state: SiteState) -> None:
    """Keep a state, whole or not at all. Numbers stand in columns: as JSON they take several times as long."""
    kept = {
        "form": FORM,
        "files": _packed(state.stamps),
        "sha256": "".join([state.marks[path].sha256 for path in state.stamps]),
        "folders": _packed(state.folders),
        "twin_folders": _packed(state.twin.folders),
        "twin_gone": state.twin.gone,
    }
    new = file.with_name(f"{file.name}.new")
    new.write_text(json.dumps(kept, separators=(",", ":")), "utf-8")
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


def _packed(stamps: Mapping[str, Stamp]) -> dict[str, Any]:
    columns = zip(*stamps.values(), strict=True) if stamps else ((), (), (), ())
    numbers = [array(kind, column).tobytes().hex() for kind, column in zip(_KINDS, columns, strict=True)]
    return {"paths": list(stamps), "numbers": numbers}


def _unpacked(kept: Mapping[str, Any]) -> dict[str, Stamp]:
    columns = zip(_KINDS, kept["numbers"], strict=True)
    modes, sizes, times, inodes = (array(kind, bytes.fromhex(column)) for kind, column in columns)
    return dict(zip(kept["paths"], zip(modes, sizes, times, inodes, strict=True), strict=True))


def _cut(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


_KINDS = ("q", "q", "q", "Q")
