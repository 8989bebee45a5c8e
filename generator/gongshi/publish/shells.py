"""What MkDocs builds: the hand-written pages and the shells. It knows nothing of the records."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from gongshi.publish.shell_cache import ShellCache, folders_of, shells_key


class MkDocsError(Exception):
    """MkDocs refused ``docs/``, ``theme/`` or ``mkdocs.yml``; the message is its own."""


@dataclass(frozen=True, slots=True)
class BuiltShells:
    """The folder that MkDocs wrote, and the HTML pages in it. ``made_of`` tells them from those of another time;
    empty where it cannot be told what MkDocs reads."""

    folder: Path
    pages: tuple[str, ...]
    made_of: str = ""


def build_shells(config: Path, target: Path, cache: Path | None = None) -> BuiltShells:
    """Run MkDocs into ``target``, or take what it made of the same input before from the folder ``cache``.

    Raises ``MkDocsError`` with MkDocs' words where it fails, ``OSError`` on a full disk.
    """
    folders = folders_of(config)
    key = shells_key(config, folders) if folders else ""
    kept = ShellCache(cache, key) if cache and folders else None
    if kept is None or not kept.restore(target):
        _run_mkdocs(config, target)
        if kept is not None:
            kept.keep(target)
    pages = sorted(path.relative_to(target).as_posix() for path in target.rglob("*.html"))
    return BuiltShells(target, tuple(pages), key)


def _run_mkdocs(config: Path, target: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
    command += ["--config-file", str(config.resolve()), "--site-dir", str(target.resolve())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own arguments)
    for full in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        if f"[Errno {full}]" in done.stderr:
            raise OSError(full, os.strerror(full), str(target))
    if done.returncode != 0:
        raise MkDocsError((done.stderr or done.stdout).strip())
