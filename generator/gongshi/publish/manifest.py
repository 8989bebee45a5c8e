"""/manifest.json: every file of the site with its size and SHA-256, so that anyone can check that it is whole.

It also keeps what was promised with each record (``checks.permanence``), for the next build to stand by.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

NAME = "manifest.json"


class FileMark(NamedTuple):
    """What tells a file's content from any other: how many bytes, and their SHA-256 in hexadecimal."""

    bytes: int
    sha256: str


def mark_of(data: bytes) -> FileMark:
    """The mark of a file that holds these bytes."""
    return FileMark(len(data), hashlib.sha256(data).hexdigest())


@dataclass(frozen=True, slots=True)
class Difference:
    """How a site differs from its manifest at one path: ``missing``, ``changed`` or ``extra``."""

    path: str
    kind: str


class ManifestError(Exception):
    """There is no manifest, or it cannot be read."""


def as_json(value: object) -> str:
    """A value as the manifest writes it: the same text whenever it is the same."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def manifest(marks: Mapping[str, FileMark], today: str, records: Mapping[str, Mapping[str, Any] | str]) -> bytes:
    """The manifest of a site with these files and of the ``records`` as ``published_of`` gives them, or as its JSON.

    One entry a line, in order, so that two manifests can be compared as texts.
    """
    paths = sorted(marks)
    files = list(map(_file_line, _quoted(paths), map(marks.__getitem__, paths)))
    texts = [entry if isinstance(entry, str) else as_json(entry) for _, entry in sorted(records.items())]
    kept = list(map(_record_line, _quoted(sorted(records)), texts))
    return _whole(today, ",\n".join(files).encode(), ",\n".join(kept).encode())


def revised(
    before: bytes, today: str, marks: Mapping[str, FileMark | None], records: Mapping[str, str | None]
) -> bytes:
    """The manifest of a site that differs in these files and records from the one whose manifest was ``before``. None
    stands for what is gone."""
    files, _, kept = before.partition(_FILES)[2].partition(_RECORDS)
    lines = {path: None if mark is None else _file_line(json.dumps(path), mark) for path, mark in marks.items()}
    texts = {key: None if text is None else _record_line(json.dumps(key), text) for key, text in records.items()}
    return _whole(today, _put(files, lines), _put(kept.removesuffix(_END), texts))


_FILES, _RECORDS, _END = b'"files": {\n', b'\n},\n"records": {\n', b"\n}\n}\n"
_APART = b",\n"


def _whole(today: str, files: bytes, records: bytes) -> bytes:
    head = f'{{\n"built_for": {as_json(today)},\n'.encode()
    return b"".join((head, _FILES, files, _RECORDS, records, _END))


def _file_line(name: str, mark: FileMark) -> str:
    size, sha256 = mark
    return f'{name}: {{"bytes":{size},"sha256":"{sha256}"}}'


def _record_line(name: str, text: str) -> str:
    return f"{name}: {text}"


def _put(text: bytes, lines: Mapping[str, str | None]) -> bytes:
    """Have the lines of these names be others, or none, in lines that are in the order of their names. Of a large
    text only few are looked at."""
    parts, done = [], 0
    for name, line in sorted(lines.items()):
        start = _place(text, name, done)
        parts += [text[done:start].removesuffix(_APART), b"" if line is None else line.encode()]
        done = _next(text, start) if start < len(text) and _name(text, start) == name else start
    return _APART.join(part for part in (*parts, text[done:]) if part)


def _place(text: bytes, name: str, low: int) -> int:
    """Where the first line begins that is not before a name; the end where all are. A line begins at ``low``."""
    high = len(text)
    while low < high:
        apart = text.rfind(_APART, low, (low + high) // 2)
        at = low if apart < 0 else apart + len(_APART)
        if _name(text, at) < name:
            low = _next(text, at)
        else:
            high = at
    return low


def _next(text: bytes, at: int) -> int:
    """Where the line after that one begins."""
    apart = text.find(_APART, at)
    return len(text) if apart < 0 else apart + len(_APART)


def _name(text: bytes, at: int) -> str:
    """The name that a line begins with."""
    name: str = _DECODER.raw_decode(text[at : _next(text, at)].decode())[0]
    return name


_DECODER = json.JSONDecoder()


def read_records(manifest: Path) -> Mapping[str, Mapping[str, Any]]:
    """What the manifest of an earlier site keeps of its records; one from before it kept any has none.

    ``manifest`` is the file, or the site's folder. Raises ``ManifestError``.
    """
    try:
        stated = json.loads((manifest / NAME if manifest.is_dir() else manifest).read_bytes())
        records = stated.get("records", {})
        readable = isinstance(stated["files"], dict) and all(
            isinstance(one["settled"], dict) for one in records.values()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ManifestError(str(manifest)) from error
    if not readable:
        raise ManifestError(str(manifest))
    return dict(records)


def verify(folder: Path) -> list[Difference]:
    """The differences between a site and its manifest; none means whole. Without a readable manifest it is missing."""
    try:
        stated = json.loads((folder / NAME).read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return [Difference(NAME, "missing")]
    found = _marks(folder)
    missing = [Difference(path, "missing") for path in stated.keys() - found.keys()]
    extra = [Difference(path, "extra") for path in found.keys() - stated.keys()]
    changed = [
        Difference(path, "changed") for path in stated.keys() & found.keys() if stated[path] != found[path]._asdict()
    ]
    return sorted([*missing, *extra, *changed], key=lambda difference: difference.path)


def _quoted(paths: Sequence[str]) -> list[str]:
    """Each path as JSON has it. One call for all of them: a call for each takes ten times as long."""
    return json.dumps(paths, separators=("\n", ""))[1:-1].split("\n") if paths else []


def _marks(folder: Path) -> dict[str, FileMark]:
    files = (path for path in folder.rglob("*") if path.is_file() and path != folder / NAME)
    return {path.relative_to(folder).as_posix(): mark_of(path.read_bytes()) for path in files}
