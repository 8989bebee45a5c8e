"""/manifest.json: every file of the site with its size and SHA-256, so that anyone can check that it is whole."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Difference:
    """How a site differs from its manifest at one path: ``missing``, ``changed`` or ``extra``."""

    path: str
    kind: str


def write_manifest(folder: Path, today: str) -> None:
    """Write the manifest of all files in ``folder``."""
    files = _hashes(folder)
    text = json.dumps({"built_for": today, "files": files}, indent=1, sort_keys=True)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")


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
