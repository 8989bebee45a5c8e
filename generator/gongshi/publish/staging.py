"""The site is whole or the old one stays: a staging folder beside it, and one swap at the end."""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


class NotASiteError(Exception):
    """The target is a folder with other things in it, which a build must not throw away."""


@contextmanager
def staging(site: Path) -> Iterator[Path]:
    """A new folder beside ``site``. It is thrown away unless ``publish`` moved it into place."""
    site.parent.mkdir(parents=True, exist_ok=True)
    if site.is_dir() and any(site.iterdir()) and not (site / "manifest.json").is_file():
        raise NotASiteError(str(site))
    folder = Path(tempfile.mkdtemp(prefix=f".{site.name}.staging-", dir=site.parent))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(staged: Path, site: Path) -> None:
    """Put the staged site in the place of the old one.

    Where the system can exchange two folders in one step, readers see the old site or the new
    one and never neither; elsewhere the old one is moved aside first.
    """
    if not site.exists():
        staged.rename(site)
        return
    if _exchange(staged, site):
        shutil.rmtree(staged)
        return
    aside = staged.with_name(f"{staged.name}.old")
    site.rename(aside)
    try:
        staged.rename(site)
    except OSError:
        aside.rename(site)
        raise
    shutil.rmtree(aside)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step with renameat2 (Linux 3.15 and later); False where that is not to be had."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    done = renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return bool(done == 0)
