"""The content folder: which files there are, and the text of one of them."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gongshi.findings import Finding
from gongshi.load.characters import BIDI, CONTROL, ZERO_WIDTH
from gongshi.records.corpus import ContentFile
from gongshi.source import Place, Span

MAX_MEGABYTES = 16

RESERVED_IDS = frozenset(("index", "page", "v", "compare", "en", "feed", "calendar", "data"))
"""Names that the site gives to its own pages and files beside or below records."""

_DEVICE = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?")
_UNFIT = "|".join(("con", "prn", "aux", "nul", "com[0-9]", "lpt[0-9]", *sorted(RESERVED_IDS)))
_FIT = re.compile(rf"(?:(?!(?:{_UNFIT})[/.])[a-z0-9-]+[/.])+yml")
"""Paths whose names every system has, and that are the same where case does not count: nearly all."""
_WINDOWS = re.compile(r'[<>:"|?*\\]|[. ]$')
"""What Windows cannot have in the name of a file ("Naming Files, Paths, and Namespaces", Microsoft Learn)."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The ordinary files below a folder, by path (forward slashes), and what was wrong with the others."""

    paths: list[str]
    findings: list[Finding]


def files_below(content: Path) -> Folder:
    """List a folder but its hidden files. Links that leave it and unreadable folders are findings."""
    paths: list[str] = []
    findings: list[Finding] = []
    if not content.exists():
        return Folder(paths, findings)
    root, todo = content.resolve(), [""]
    while todo:
        start = todo.pop()
        try:
            with os.scandir(f"{content}/{start}") as inside:
                entries = [entry for entry in inside if not entry.name.startswith(".")]
        except OSError as error:
            findings.append(_unreadable(content, error))
            continue
        for entry in entries:
            path = f"{start}{entry.name}"
            if entry.is_symlink() and not _is_inside(Path(entry.path), root):
                findings.append(Finding("GS119", Place(path)))
            elif not _is_folder(entry):
                paths.append(path)
            elif not entry.is_symlink():
                todo.append(f"{path}/")
    paths.sort()
    findings.extend(_unfit_names(paths))
    return Folder(paths, findings)


def read_text(content: Path, path: str) -> ContentFile | Finding:
    """The text of one file, its line ends as line feeds and no byte order mark, or why there is none."""
    data = _bytes_of(content, path)
    if isinstance(data, Finding):
        return data
    try:
        return ContentFile(path, data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        place = Place(path, Span(line, column, line, column + 1))
        return Finding("GS115", place, {"byte": f"0x{data[error.start]:02X}"})


def _bytes_of(content: Path, path: str) -> bytes | Finding:
    most = MAX_MEGABYTES * 1024 * 1024
    whole = f"{content}/{path}"
    try:
        state = os.stat(whole)  # noqa: PTH116 (Paths take as long as the system does)
        if not stat.S_ISREG(state.st_mode):
            return Finding("GS120", Place(path), {"reason": "not-a-file"})  # a pipe would never end
        with open(whole, "rb", buffering=0) as stream:  # noqa: PTH123
            data = stream.read(min(state.st_size, most) + 1)  # room for all that may be there takes time to make
            if len(data) != state.st_size:  # it grows, or the system gives it in pieces
                while len(data) <= most and (more := stream.read(most)):
                    data += more
    except OSError as error:
        return Finding("GS120", Place(path), {"reason": error.strerror or str(error)})
    if len(data) > most:
        return Finding("GS121", Place(path), {"limit": str(MAX_MEGABYTES)})
    return data


def _unfit_names(paths: list[str]) -> Iterator[Finding]:
    """GS123: names that are one where case does not count (Windows, macOS). GS124: names that not every system has."""
    first: dict[str, str] = {}
    for path in paths:
        fit = _FIT.fullmatch(path)
        same = path if fit else unicodedata.normalize("NFC", path).casefold()
        if first.setdefault(same, path) != path:
            yield Finding("GS123", Place(path), {"first": first[same]})
        if fit:
            continue
        if reason := next((reason for name in path.split("/") if (reason := _unfit(name))), _reserved(path)):
            yield Finding("GS124", Place(path), {"reason": reason})


def _unfit(name: str) -> str:
    if CONTROL.search(name) or BIDI.search(name) or ZERO_WIDTH.search(name):
        return "hidden"
    return "device" if _DEVICE.fullmatch(name) else "character" if _WINDOWS.search(name) else ""


def _reserved(path: str) -> str:
    """A record's id that the site needs for itself. Only what stands in a collection's folder is a record."""
    name = path.rpartition("/")[2]
    return "reserved" if "/" in path and name.endswith(".yml") and name[:-4] in RESERVED_IDS else ""


def path_beside(content: Path, record: str, name: str) -> str | None:
    """The path of the file that a record names relative to itself, or None where ``content`` lacks it."""
    path = (content / record).parent / name
    try:
        if name.startswith(("/", "\\")) or not path.is_file() or not _is_inside(path, content.resolve()):
            return None
    except OSError:  # a name that is too long
        return None
    inside = os.path.relpath(os.path.normpath(path), os.path.normpath(content))
    return None if inside.startswith("..") else Path(inside).as_posix()


def _is_inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # links that go round in a circle
        return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads nowhere: reading it will tell why
        return False


def _unreadable(content: Path, error: OSError) -> Finding:
    folder = Path(error.filename).relative_to(content).as_posix()
    return Finding("GS120", Place(folder), {"reason": error.strerror or str(error)})
