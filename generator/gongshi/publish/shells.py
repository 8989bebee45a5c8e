"""What MkDocs builds: the hand-written pages and the shells. It knows nothing of the records."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


class MkDocsError(Exception):
    """MkDocs refused ``docs/``, ``theme/`` or ``mkdocs.yml``; the message is its own."""


@dataclass(frozen=True, slots=True)
class BuiltShells:
    """The folder that MkDocs wrote, and the HTML pages in it."""

    folder: Path
    pages: tuple[str, ...]


def build_shells(config: Path, target: Path) -> BuiltShells:
    """Run MkDocs into ``target``. Raises ``MkDocsError`` with what it said where it fails."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
    command += ["--config-file", str(config.resolve()), "--site-dir", str(target.resolve())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own arguments)
    if done.returncode != 0:
        raise MkDocsError((done.stderr or done.stdout).strip())
    pages = sorted(path.relative_to(target).as_posix() for path in target.rglob("*.html"))
    return BuiltShells(target, tuple(pages))
