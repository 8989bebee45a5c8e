"""/manifest.json: every file of the site with its size and SHA-256, so that anyone can check that it is whole.

It also keeps what was promised with each record (``checks.permanence``), for the next build to stand by.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
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
    entries = zip(_quoted(paths), map(marks.__getitem__, paths), strict=True)
    files = (f'{name}: {{"bytes":{size},"sha256":"{sha256}"}}' for name, (size, sha256) in entries)
    texts = [entry if isinstance(entry, str) else as_json(entry) for _, entry in sorted(records.items())]
    kept = (f"{name}: {text}" for name, text in zip(_quoted(sorted(records)), texts, strict=True))
    parts = (f'"built_for": {as_json(today)}', f'"files": {_by_line(files)}', f'"records": {_by_line(kept)}')
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


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


def _by_line(entries: Iterable[str]) -> str:
    return "{\n" + ",\n".join(entries) + "\n}"


def _quoted(paths: Sequence[str]) -> list[str]:
    """Each path as JSON has it. One call for all of them: a call for each takes ten times as long."""
    return json.dumps(paths, separators=("\n", ""))[1:-1].split("\n") if paths else []


def _marks(folder: Path) -> dict[str, FileMark]:
    files = (path for path in folder.rglob("*") if path.is_file() and path != folder / NAME)
    return {path.relative_to(folder).as_posix(): mark_of(path.read_bytes()) for path in files}
