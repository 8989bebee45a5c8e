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
    """The folder that MkDocs wrote, and the HTML pages in it."""

    folder: Path
    pages: tuple[str, ...]


class ShellsUnderway:
    """MkDocs at work into the folder ``target``, while other things are done; or what it made of the same input before,
    from the folder ``cache``. ``made_of`` tells what it makes from what it made of another input;
    empty where it cannot be told what MkDocs reads."""

    def __init__(self, config: Path, target: Path, cache: Path | None) -> None:
        folders = folders_of(config)
        self.made_of = shells_key(config, folders) if folders else ""
        self._target, self._done = target, False
        self._cache = ShellCache(cache, self.made_of) if cache and folders else None
        kept = self._cache is not None and self._cache.restore(target)
        self._mkdocs = None if kept else _mkdocs(config, target)

    def built(self) -> BuiltShells:
        """What MkDocs built, once it has. Raises ``MkDocsError`` with MkDocs' words where it fails, ``OSError`` on a
        full disk."""
        if self._mkdocs is not None and not self._done:
            said, complaint = self._mkdocs.communicate()
            self._done = True
            _raise_if_failed(self._mkdocs.returncode, said, complaint, self._target)
            if self._cache is not None:
                self._cache.keep(self._target)
        pages = sorted(path.relative_to(self._target).as_posix() for path in self._target.rglob("*.html"))
        return BuiltShells(self._target, tuple(pages))

    def close(self) -> None:
        """Leave nothing at work."""
        if self._mkdocs is not None and not self._done:
            self._mkdocs.kill()
            self._mkdocs.communicate()


def _mkdocs(config: Path, target: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
    command += ["--config-file", str(config.resolve()), "--site-dir", str(target.resolve())]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603 (our own)


def _raise_if_failed(code: int, said: str, complaint: str, target: Path) -> None:
    for full in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        if f"[Errno {full}]" in complaint:
            raise OSError(full, os.strerror(full), str(target))
    if code != 0:
        raise MkDocsError((complaint or said).strip())
