"""A build changes what changed: any order of builds, kills and other hands' work, and the site is old or new."""

from __future__ import annotations

import os
import shutil
import tempfile
import traceback
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.publish import staged as staged_module
from gongshi.publish import staging as staging_module
from gongshi.publish.manifest import NAME, manifest, mark_of, verify
from gongshi.publish.site_state import read_state
from gongshi.publish.staged import NotWholeError, Staged
from gongshi.publish.staging import TargetError, prepare, publish, staging

Files = Mapping[str, bytes]
FoundT = TypeVar("FoundT")

PATHS = ("a", "a/b", "a/b/c", "d/e", "d/f", "g", "d", "法规/一/index.html")
PIECE_BY_PIECE = ("a/b", "g")
CHANGES = ("open", "write", "link", "unlink", "rename", "replace", "mkdir", "rmdir", "chmod")
KILLED = 42


def write(staged: Staged, files: Files, kept: bool) -> None:
    """A small site; with ``kept``, what the served site has is kept, and else offered again."""
    for path, data in files.items():
        if kept and staged.before.get(path) == mark_of(data):
            staged.keep_all([path])
        else:
            staged.write(path, iter((data[:1], data[1:])) if path in PIECE_BY_PIECE else data)
    staged.write(NAME, manifest(staged.marks, "2026-01-01", {}))
    publish(staged, staged.settle())


def build(site: Path, files: Files, kept: bool = True) -> None:
    """As the pipeline does it."""
    try:
        with staging(site) as staged:
            write(staged, files, kept)
    except NotWholeError:
        with staging(site, anew=True) as staged:
            write(staged, files, kept)


def found(site: Path) -> dict[str, bytes]:
    """The files of a site besides its manifest, which must be right."""
    if not site.exists():
        return {}
    assert verify(site) == []
    assert not [path for path in site.rglob("*") if path.is_symlink() or (path.is_dir() and not any(path.iterdir()))]
    files = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    del files[NAME]
    return files


def killed_at(count: int, work: Callable[[], None]) -> int:
    """Do the work in a process that ends before its ``count``-th change to the disk; the process' exit code."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        count_changes(count)
        work()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def count_changes(count: int) -> None:
    left = iter(range(count))

    def counted(work: Callable[..., Any]) -> Callable[..., Any]:
        def counts(*arguments: Any, **named: Any) -> Any:
            if next(left, None) is None:
                os._exit(KILLED)
            return work(*arguments, **named)

        return counts

    for name in CHANGES:
        setattr(os, name, counted(getattr(os, name)))
    staging_module._exchange = counted(staging_module._exchange)


def apart(files: dict[str, bytes]) -> dict[str, bytes]:
    """Without files that would be in other files."""
    return {
        path: data
        for path, data in files.items()
        if not any(f"{path}/".startswith(f"{one}/") for one in files if one != path)
    }


sites = st.dictionaries(st.sampled_from(PATHS), st.sampled_from([b"", b"one", b"two", b"three" * 1000])).map(apart)


def overwrite(path: Path) -> None:
    if path.is_file():
        with path.open("r+b") as file:  # the same file, and so the twin's
            file.write(b"bad")


def replace(path: Path) -> None:
    if path.is_file():
        path.unlink()
        path.write_bytes(b"bad")


def close(path: Path) -> None:
    if path.exists():
        path.chmod(0o700)


def lead_away(path: Path) -> None:
    if path.is_dir():
        path.rename(path.with_name("elsewhere"))
        path.symlink_to("elsewhere")


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    elif path.exists():
        path.unlink()


def add(path: Path) -> None:
    if path.parent.is_dir() and not path.exists():
        path.write_bytes(b"not ours")


HANDS = (overwrite, replace, close, lead_away, remove, add)
FOLDERS = ("site", ".site.twin")


class Case:
    """A folder for one example: hypothesis gives many to one call of a test."""

    def __enter__(self) -> Path:
        self.folder = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
        return self.folder / "site"

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(sites, st.booleans(), st.integers(0, 60)), min_size=2, max_size=6), sites)
def test_a_build_that_is_killed_between_any_two_changes(runs: list[tuple[Files, bool, int]], last: Files) -> None:
    with Case() as site:
        old: Files = {}
        for files, kept, moment in runs:
            code = killed_at(moment, partial(build, site, files, kept))
            assert code in (0, KILLED)
            if not site.exists():
                assert not old and code == KILLED
                aside = list(site.parent.glob(".site.staging-*.old"))
                assert not aside
                continue
            now = found(site)
            assert now == files or (code == KILLED and now == old)
            old = now
        build(site, last)
        assert found(site) == last
        assert_tidy(site)


def test_several_processes_look_at_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGSHI_CORES", "2")
    monkeypatch.setattr(staged_module, "_MANY", 2)
    site, files = tmp_path / "site", {f"folder/{number}": str(number).encode() for number in range(9)}
    for changed in range(4):
        files[f"folder/{changed}"] = b"another"
        build(site, files)
        assert found(site) == files
    overwrite(site / "folder" / "7")
    with pytest.raises(NotWholeError), staging(site) as staged:
        write(staged, files, kept=True)
    with staging(site, anew=True) as staged:
        write(staged, files, kept=True)
    assert found(site) == files


def test_every_moment_of_one_build(tmp_path: Path) -> None:
    old, new = {"a/b": b"one", "d/e": b"one", "g": b"one"}, {"a": b"two", "d/e": b"one", "d/f": b"new"}
    site, outcomes = tmp_path / "site", []
    for moment in range(1000):
        build(site, new)
        build(site, old)
        code = killed_at(moment, lambda: build(site, new))
        outcomes.append(found(site))
        assert outcomes[-1] in (old, new)
        build(site, {"last": b"right"})
        assert found(site) == {"last": b"right"}
        if code == 0:
            break
    assert outcomes == sorted(outcomes, key=lambda files: files == new)
    assert old in outcomes and new in outcomes[:-1]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(sites, min_size=2, max_size=4),
    st.lists(st.tuples(*map(st.sampled_from, (HANDS, FOLDERS, (*PATHS, "", "x")))), max_size=3),
    sites,
    st.booleans(),
    st.booleans(),
)  # fmt: skip
def test_other_hands_in_the_site_or_its_twin(
    before: list[Files], hands: list[tuple[Callable[[Path], None], str, str]], last: Files, kept: bool, early: bool
) -> None:
    with Case() as site, pytest.MonkeyPatch.context() as patch:
        if early:
            patch.setattr(staged_module, "aside", at_once)
        for files in before:
            build(site, files)
        for hand, folder, path in hands:
            if path or hand is not lead_away:
                hand(site.with_name(folder) / path)
        (site / NAME).parent.mkdir(exist_ok=True)
        if not (site / NAME).exists():
            (site / NAME).write_text("{}")
        build(site, {**last}, kept)
        assert found(site) == last
        modes = {(path.is_dir(), path.stat().st_mode & 0o777) for path in site.rglob("*")}
        assert modes <= {(False, 0o666 & ~umask()), (True, 0o777 & ~umask())}
        assert_tidy(site)


def at_once(work: Callable[[], FoundT], worth_it: bool) -> Callable[[], FoundT]:
    """Work that is done before anything else is, as another core may."""
    found = work()
    return lambda: found


@pytest.mark.parametrize("early", [True, False])
def test_what_a_link_in_the_twin_leads_to_is_not_in_it(
    early: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if early:
        monkeypatch.setattr(staged_module, "aside", at_once)
    site, files = tmp_path / "site", {"a/1/i": b"one", "a/2/i": b"two", "a/3/i": b"three", "b": b"four"}
    for n in range(2):
        build(site, {**files, "b": b"%d" % n})
    twin = tmp_path / ".site.twin" / "a"
    twin.rename(tmp_path / "elsewhere")
    twin.symlink_to(tmp_path / "elsewhere")
    build(site, {**files, "a/1/i": b"new"}, kept=True)
    assert found(site) == {**files, "a/1/i": b"new"}
    assert (tmp_path / "elsewhere" / "1" / "i").read_bytes() == b"one"


def umask() -> int:
    now = os.umask(0)
    os.umask(now)
    return now


def assert_tidy(site: Path) -> None:
    """Nothing is beside a site but its twin and what is known of them."""
    names = {path.name for path in site.parent.iterdir()} - {"site", ".site.twin"}
    assert all(name.startswith(".site.state-") for name in names) and len(names) == 1


@pytest.fixture(params=["linked", "no links", "no exchange", "neither"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    def refused(*_: object, **__: object) -> NoReturn:
        raise PermissionError(1, "Operation not permitted")

    if request.param in ("no links", "neither"):
        monkeypatch.setattr(os, "link", refused)
    if request.param in ("no exchange", "neither"):
        monkeypatch.setattr(staging_module, "_exchange", lambda one, other: False)
    yield request.param


def test_any_system(system: str, tmp_path: Path) -> None:
    site = tmp_path / "site"
    files = {f"{n % 7}/{n}": b"%d" % n for n in range(50)}
    for run in range(5):
        files = {**files, f"{run}/{run}": b"edit", "new/file": b"%d" % run}
        files.pop(f"{run}/{run + 7}", None)
        build(site, files, kept=run % 2 == 0)
        assert found(site) == files
    assert_tidy(site)
    one = (site / "6" / "6").stat()
    assert (one.st_ino == (tmp_path / ".site.twin" / "6" / "6").stat().st_ino) == (system in ("linked", "no exchange"))


def test_an_edit_changes_what_it_changes(tmp_path: Path) -> None:
    site = tmp_path / "site"
    files = {f"{n % 20}/{n}/index.html": b"%d" % n for n in range(500)}
    for n in range(3):
        build(site, {**files, "0/0/index.html": b"first %d" % n})
    for kept in (True, False):
        edited = {**files, "1/1/index.html": b"edit %d" % kept}
        assert killed_at(40, partial(build, site, edited, kept)) == 0
        assert found(site) == edited


@pytest.mark.parametrize("folder", ["site", ".site.twin"])
@pytest.mark.parametrize("name", ["added", "added/deep/file"])
def test_what_another_hand_added_is_never_published(tmp_path: Path, folder: str, name: str) -> None:
    site = tmp_path / "site"
    files = {"a/b": b"one", "d/e": b"one"}
    build(site, files)
    build(site, files)
    (tmp_path / folder / "a" / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / folder / "a" / name).write_bytes(b"not ours")
    for n in range(3):
        build(site, {**files, "d/e": b"%d" % n})
        assert found(site) == {**files, "d/e": b"%d" % n}


def test_a_link_in_the_twin_leads_no_build_out_of_it(tmp_path: Path) -> None:
    site = tmp_path / "site"
    for n in range(2):
        build(site, {"a/b": b"%d" % n, "d/e": b"one"})
    twin = tmp_path / ".site.twin" / "a"
    twin.rename(tmp_path / "a")
    twin.symlink_to(tmp_path / "a")
    with staging(site) as staged:
        staged.write("a/b", b"new")
        assert (tmp_path / "a" / "b").read_bytes() == b"0"
    build(site, {"a/c": b"new"})
    assert found(site) == {"a/c": b"new"}
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b"]


def test_what_was_closed_is_opened_again(tmp_path: Path) -> None:
    site, files = tmp_path / "site", {"a/b": b"one", "d/e": b"one"}
    for _ in range(2):
        build(site, files)
    (tmp_path / ".site.twin" / "a").chmod(0o700)
    (site / "d" / "e").chmod(0o600)
    build(site, files)
    assert (site / "a").stat().st_mode & 0o777 == 0o777 & ~umask()
    assert (site / "d" / "e").stat().st_mode & 0o777 == 0o666 & ~umask()


def test_a_file_that_grew_with_its_old_time_is_noticed(tmp_path: Path) -> None:
    site, files = tmp_path / "site", {"a/b": b"one", "d/e": b"one"}
    for _ in range(2):
        build(site, files)
    before = (site / "a" / "b").stat()
    with (site / "a" / "b").open("ab") as file:
        file.write(b"!")
    os.utime(site / "a" / "b", ns=(before.st_atime_ns, before.st_mtime_ns))
    build(site, files)
    assert found(site) == files


def test_what_is_the_same_is_not_written(tmp_path: Path) -> None:
    files = {"a/b": b"one", "g": b"one"}
    for _ in range(3):
        build(tmp_path / "site", files, kept=False)
    inodes = [(tmp_path / folder / "a" / "b").stat().st_ino for folder in ("site", ".site.twin")]
    assert inodes[0] == inodes[1]


def test_the_served_site_is_never_written_to_while_the_next_is_made(tmp_path: Path) -> None:
    site, files = tmp_path / "site", {"a/b": b"one", "g": b"one"}
    build(site, files)
    build(site, files)
    with staging(site) as staged:
        staged.write("a/b", b"two")
        staged.write("g/h", b"two")
        assert found(site) == files
    assert found(site) == files


def test_what_a_worker_wrote_must_be_noted_and_be_there(tmp_path: Path) -> None:
    with pytest.raises(NotWholeError), staging(tmp_path / "site") as staged:
        mark = staged.write("a", b"one")
        staged.note("never/written", mark)
        staged.settle()
    with staging(tmp_path / "site") as staged:
        staged.write("a", b"one")
        with pytest.raises(ValueError, match="two files for a"):
            staged.write("a", b"two")
        with pytest.raises(KeyError):
            staged.keep_all(["unknown"])


@pytest.mark.parametrize("place", [0, 10, 60, 130, -1, None])
def test_a_damaged_state_is_as_good_as_none(tmp_path: Path, place: int | None) -> None:
    site = tmp_path / "site"
    build(site, {"a": b"one"})
    build(site, {"a": b"two"})
    for file in tmp_path.glob(".site.state-*"):
        data = bytearray(file.read_bytes())
        if place is not None:
            data[place] ^= 1
        file.write_bytes(data if place is not None else data[:100])
    with staging(site) as staged:
        assert staged.before == {}
    build(site, {"g": b"one"})
    assert found(site) == {"g": b"one"}


def test_a_twin_that_is_prepared_spares_the_second_build_its_links(tmp_path: Path) -> None:
    site, files = tmp_path / "site", {"a/b": b"one", "d/e/f": b"one", "g": b"one"}
    build(site, files)
    prepare(site)
    twin = tmp_path / ".site.twin"
    made = {path: (twin / path).stat().st_ino for path in files}
    assert made == {path: (site / path).stat().st_ino for path in files}
    (state,) = tmp_path.glob(".site.state-*")
    assert set(read_state(state).twin.folders) == {"", "a", "d", "d/e"}, "the second build need not look into them"
    build(site, {**files, "g": b"two"})
    assert found(site) == {**files, "g": b"two"}
    assert all((site / path).stat().st_ino == made[path] for path in ("a/b", "d/e/f"))
    prepare(site)  # there is a twin already
    assert (twin / "g").read_bytes() == b"one"


def test_a_twin_is_prepared_by_nobody_while_a_build_goes_on(tmp_path: Path) -> None:
    site = tmp_path / "site"
    build(site, {"a": b"one"})
    with staging(site), pytest.raises(TargetError):
        prepare(site)
    assert not (tmp_path / ".site.twin").exists()


def test_a_twin_half_prepared_is_in_no_builds_way(tmp_path: Path) -> None:
    site, files = tmp_path / "site", {"a/b": b"one", "d/e": b"one", "g": b"one"}
    ended = KILLED
    for count in range(100):
        shutil.rmtree(site, ignore_errors=True)
        shutil.rmtree(tmp_path / ".site.twin", ignore_errors=True)
        build(site, files)
        ended = killed_at(count, lambda: prepare(site))
        assert ended in (0, KILLED)
        build(site, {**files, "g": b"two"})
        assert found(site) == {**files, "g": b"two"}
        assert sorted(path.name for path in tmp_path.iterdir() if "staging" in path.name) == []
        if ended == 0:
            break
    assert ended == 0
    assert count > 5


def test_no_content_is_held(tmp_path: Path) -> None:
    tracemalloc.start()
    with staging(tmp_path / "site") as staged:
        for n in range(200):
            staged.write(f"{n}", os.urandom(100_000))
        write(staged, {}, kept=False)
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()
