"""What MkDocs made, kept while nothing that it reads has changed.

It is never needed: a cache that is missing, damaged, from another version or not to be written only
costs the seconds that MkDocs takes.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gongshi.versions import versions_of

MADE_BY = ("mkdocs", "mkdocs-material", "markdown", "pymdown-extensions", "pygments", "jinja2", "markupsafe", "pyyaml")
"""Packages whose versions decide what MkDocs makes."""

MARK = "gongshi shells 1"
"""The form of a kept file. Another form is another key."""


@dataclass(frozen=True, slots=True)
class ShellCache:
    """One kept output: the file ``shells-<key>.zip`` in a folder. ZIP holds a check sum of every file."""

    folder: Path
    key: str

    @property
    def file(self) -> Path:
        """Where it is kept."""
        return self.folder / f"shells-{self.key[:32]}.zip"

    def restore(self, target: Path) -> bool:
        """Write the kept files below ``target``; False, with nothing written, where there are no sound ones."""
        try:
            with zipfile.ZipFile(self.file) as kept:
                if kept.comment.decode() != f"{MARK} {self.key}":
                    return False
                files = {name: kept.read(name) for name in kept.namelist()}
        except (OSError, ValueError, EOFError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
            return False
        if any(name.startswith("/") or ".." in name.split("/") for name in files):
            return False
        for name, data in files.items():
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return True

    def keep(self, made: Path) -> None:
        """Keep all files below ``made``, whole or not at all, in the place of older ones."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(prefix="shells-", suffix=".new", dir=self.folder)
            try:
                with os.fdopen(descriptor, "wb") as stream, zipfile.ZipFile(stream, "w") as kept:
                    kept.comment = f"{MARK} {self.key}".encode()
                    for path in _files(made):
                        kept.writestr(zipfile.ZipInfo(path.relative_to(made).as_posix()), path.read_bytes())
                Path(name).replace(self.file)
            finally:
                Path(name).unlink(missing_ok=True)
            for old in self.folder.glob("shells-*.zip"):
                if old != self.file:
                    old.unlink(missing_ok=True)


def folders_of(config: Path) -> tuple[Path, ...] | None:
    """The folders that MkDocs reads by a configuration; None where it may read more than can be told from here."""
    text = config.read_text("utf-8", "replace")
    if re.search(r"(?m)^(?:hooks|INHERIT)\s*:|!ENV", text):
        return None
    named = {"docs_dir": "docs", "custom_dir": "theme"}
    for key, folder in re.findall(r"(?m)^\s*(docs_dir|custom_dir)\s*:\s*['\"]?([^\s'\"#]+)", text):
        named[key] = folder
    return tuple(config.resolve().parent / folder for folder in named.values())


def shells_key(config: Path, folders: tuple[Path, ...]) -> str:
    """A hash of everything that MkDocs reads: its configuration, these folders, and the versions of its parts."""
    found = hashlib.sha256(f"{MARK}\n{sys.version}\n{versions_of(MADE_BY)}".encode())
    root = config.resolve().parent
    for path in (config.resolve(), *(file for folder in folders for file in _files(folder))):
        data = path.read_bytes()
        found.update(f"{os.path.relpath(path, root)}\0{len(data)}\0".encode("utf-8", "surrogateescape"))
        found.update(data)
    return found.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    """The files below a folder, in order."""
    yield from sorted(path for path in folder.rglob("*") if path.is_file())
