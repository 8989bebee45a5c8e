"""The site is whole or the old one stays: a staging folder beside it, and one swap at the end.

What the swap takes away stays beside the site as its twin, and the next build makes its site of it. From the moment
that a build takes it, it has the name of a staging folder, which every build throws away that did not make it:
whatever ends a build, what has the twin's name is whole. Nothing here asks the clock, and nothing that a killed
build leaves behind is in the next one's way.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path

from gongshi.publish.manifest import NAME
from gongshi.publish.site_state import SiteState, TwinState, changed, noted_of, read_state, write_state
from gongshi.publish.staged import Staged

_RENAME_EXCHANGE = 2
_AT_FDCWD = -100

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_REFUSED = {errno.EROFS, errno.EACCES, errno.EPERM, errno.EBUSY, errno.ENAMETOOLONG}
_NO_FOLDER = {errno.ENOTDIR, errno.EEXIST}


class NotASiteError(Exception):
    """The target is a folder with other things in it, which a build must not throw away."""


class TargetError(Exception):
    """The target cannot be written. ``reason``: ``disk_full``, ``not_writable``, ``mount_point`` or ``busy``."""

    def __init__(self, reason: str, path: Path) -> None:
        super().__init__(reason, str(path))
        self.reason = reason
        self.path = path


@contextmanager
def staging(site: Path, anew: bool = False) -> Iterator[Staged]:
    """A new site beside ``site``. It is thrown away unless ``publish`` moved it into place.

    What builds that were killed left behind is removed first. Where ``site`` is a link, the folder
    that it leads to is the site. With ``anew`` nothing of what is there is used, for when another hand was in it.
    Raises ``TargetError``, also for what the body could not write below the folder that holds the site, and
    ``NotASiteError``.
    """
    site = site.resolve()
    if os.path.ismount(site):
        raise TargetError("mount_point", site)
    with _told(site):
        site.parent.mkdir(parents=True, exist_ok=True)
        with _only_build(site):
            _recover(site)
            if site.exists() and not _is_ours(site):
                raise NotASiteError(str(site))
            folder, served = _taken(site, SiteState() if anew else read_state(_state_file(site)))
            scratch = _new_folder(site)
            try:
                yield Staged(site, folder, scratch, served)
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
                shutil.rmtree(folder, ignore_errors=True)


def publish(staged: Staged, state: SiteState) -> None:
    """Put the staged site, which ``state`` was found of, in the place of the old one, once the disk holds all of it.

    Where the system can exchange two folders in one step, readers see the old site or the new
    one and never neither; elsewhere the old one is moved aside first, and ``staging`` puts it back
    if the build ends there. The old one is then the twin.
    """
    site, folder = staged.site, staged.folder
    write_state(_state_file(site, folder), state)
    _to_disk(folder)
    if not site.exists():
        folder.rename(site)
    elif _exchange(folder, site):
        _keep(folder, site)
    else:
        aside = folder.with_name(f"{folder.name}.old")
        site.rename(aside)
        try:
            folder.rename(site)
        except OSError:
            aside.rename(site)
            raise
        _keep(aside, site)
    _folder_to_disk(site.parent)


def prepare(site: Path) -> None:
    """Make the twin of a site that was published for the first time, for which the next build would have to wait.

    Raises ``TargetError`` where a build is going on.
    """
    site = site.resolve()
    if os.path.lexists(_twin(site)):
        return
    with _only_build(site):
        state = read_state(_state_file(site))
        if not state.files or os.path.lexists(_twin(site)):
            return
        folder = _new_folder(site)
        try:
            for name in sorted(state.folders.keys() - {""}):
                (folder / name).mkdir()
            for path in state.files:
                os.link(f"{site}/{path}", f"{folder}/{path}")
            folders = {name: noted_of((folder / name).lstat()) for name in state.folders}
            write_state(_state_file(site), replace(state, twin=TwinState(folders)))
            folder.rename(_twin(site))
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def last_published(site: Path) -> str:
    """What tells what was published last from anything else that may be published; empty where nothing was."""
    try:
        return " ".join(map(str, noted_of((site / NAME).lstat())))
    except OSError:
        return ""


def is_as_published(site: Path) -> bool:
    """Whether no other hand was in a site: all its files and folders are as they were noted."""
    state = read_state(_state_file(site.resolve()))
    try:
        top = os.open(site, os.O_RDONLY)
    except OSError:
        return False
    try:
        return bool(state.files) and next(changed(chain(state.files.items(), state.folders.items()), top), None) is None
    finally:
        os.close(top)


def _keep(old: Path, site: Path) -> None:
    """Make the old site the twin of the new one, whose state says what is known of it."""
    _state_file(site, old).unlink(missing_ok=True)
    old.rename(_twin(site))


def _taken(site: Path, served: SiteState) -> tuple[Path, SiteState]:
    """The folder to make the site in, and what is known: the twin, or a new one where nothing is known of the site.

    The twin may be any folder. Each file of it that is not one with the site's is replaced, and what is in a folder
    that is not as it was noted is looked through.
    """
    twin, folder = _twin(site), _new_folder(site)
    if twin.is_dir() and not twin.is_symlink():
        twin.rename(folder)
        if served.files:
            return folder, served
        shutil.rmtree(folder, ignore_errors=True)
        folder = _new_folder(site)
    elif os.path.lexists(twin):
        twin.unlink()
    return folder, replace(served, twin=TwinState())


def _new_folder(site: Path) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=_prefix(site), dir=site.parent))
    folder.chmod(0o755)
    return folder


def _twin(site: Path) -> Path:
    return site.with_name(f".{site.name}.twin")


def _state_file(site: Path, folder: Path | None = None) -> Path:
    """Where the state of a folder is kept that is the site, or is to be: it is named by its inode."""
    try:
        return site.with_name(f".{site.name}.state-{(folder or site).lstat().st_ino}")
    except FileNotFoundError:
        return site.with_name(f".{site.name}.state-none")


@contextmanager
def _told(site: Path) -> Iterator[None]:
    """Make a ``TargetError`` of what the system says when the place of the site is full or may not be written."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise TargetError("disk_full", site) from error
        named = [Path(os.fsdecode(name)) for name in (error.filename, error.filename2) if isinstance(name, str | bytes)]
        refused = error.errno in _REFUSED and any(_belongs(path, site) for path in named)
        if refused or (error.errno in _NO_FOLDER and any(path in (site, *site.parents) for path in named)):
            raise TargetError("not_writable", site) from error
        raise


def _belongs(path: Path, site: Path) -> bool:
    """Whether a path is the site, a folder that holds it, or one of this module's own files beside it."""
    if path in (site, *site.parents):
        return True
    return any(one.parent == site.parent and one.name.startswith(f".{site.name}.") for one in (path, *path.parents))


@contextmanager
def _only_build(site: Path) -> Iterator[None]:
    """Hold the lock of the site's builds. The system lets go of it when the process ends, however it ends."""
    path = site.with_name(f".{site.name}.lock")
    lock = _locked(path, site)
    try:
        yield
    finally:
        with suppress(OSError):  # the file means nothing without its lock
            path.unlink()
        os.close(lock)


def _locked(path: Path, site: Path) -> int:
    """A locked descriptor of the file that stands at ``path`` now: a build that ends removes its own file."""
    while True:
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(lock), path.lstat()):
                    return lock
        except BlockingIOError:
            os.close(lock)
            raise TargetError("busy", site) from None
        except OSError:
            os.close(lock)
            raise
        os.close(lock)


def _recover(site: Path) -> None:
    """Undo what a killed build left: put back a site that it had moved aside, remove its folders and states."""
    for path in _beside(site, "staging"):
        if path.name.endswith(".old") and not site.exists() and (path / NAME).is_file():
            path.rename(site)
        else:
            shutil.rmtree(path, ignore_errors=True)
    for path in _beside(site, "state"):
        if path != _state_file(site):
            path.unlink()


def _beside(site: Path, what: str) -> list[Path]:
    """This module's own files and folders of one kind."""
    return [path for path in site.parent.iterdir() if path.name.startswith(f".{site.name}.{what}-")]


def _prefix(site: Path) -> str:
    return f".{site.name}.staging-"


def _is_ours(site: Path) -> bool:
    """Whether the target may be replaced: an empty folder, or one with a manifest."""
    return site.is_dir() and ((site / NAME).is_file() or not any(site.iterdir()))


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step with renameat2 (Linux 3.15 and later); False where that is not to be had."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    done = renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return bool(done == 0)


def _to_disk(folder: Path) -> None:
    """Have the system write out everything on the folder's disk, so that a power cut after the swap loses nothing.

    One syncfs (Linux) instead of an fsync for each of ten thousand files; it reports a disk that failed meanwhile.
    """
    opened = os.open(folder, os.O_RDONLY)
    try:
        syncfs = ctypes.CDLL(None, use_errno=True).syncfs
        if syncfs(opened) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), str(folder))
    except AttributeError:
        os.sync()
    finally:
        os.close(opened)


def _folder_to_disk(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as error:
        if error.errno != errno.EINVAL:  # a file system that cannot do it for folders
            raise
    finally:
        os.close(opened)
