"""/manifest.json: every file of the site with its size and SHA-256, so that anyone can check that it is whole.

It also keeps what was promised with each record (``checks.permanence``), for the next build to stand by.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Difference:
    """How a site differs from its manifest at one path: ``missing``, ``changed`` or ``extra``."""

    path: str
    kind: str


class ManifestError(Exception):
    """There is no manifest, or it cannot be read."""


def write_manifest(folder: Path, today: str, records: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the manifest of all files in ``folder`` and of the ``records`` as ``published`` gives them."""
    parts = (
        f'"built_for": {json.dumps(today)}',
        f'"files": {_by_line(_hashes(folder))}',
        f'"records": {_by_line(records)}',
    )
    (folder / NAME).write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


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
    found = _hashes(folder)
    missing = [Difference(path, "missing") for path in stated.keys() - found.keys()]
    extra = [Difference(path, "extra") for path in found.keys() - stated.keys()]
    changed = [Difference(path, "changed") for path in stated.keys() & found.keys() if stated[path] != found[path]]
    return sorted([*missing, *extra, *changed], key=lambda difference: difference.path)


def _by_line(entries: Mapping[str, Any]) -> str:
    """A JSON object with one entry a line, in order, so that two manifests can be compared as texts."""
    lines = (
        f"{json.dumps(name)}: {json.dumps(entry, sort_keys=True, separators=(',', ':'))}"
        for name, entry in sorted(entries.items())
    )
    return "{\n" + ",\n".join(lines) + "\n}"


def _hashes(folder: Path) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for path in folder.rglob("*"):
        if path.is_file() and path != folder / NAME:
            data = path.read_bytes()
            found[path.relative_to(folder).as_posix()] = {
                "bytes": len(data),
                "sha256": hashlib.sha256(data).hexdigest(),
            }
    return found
