"""Building on what earlier builds kept gives what building anew gives, byte for byte."""

from __future__ import annotations

import pickle
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from conftest import ROOT, TODAY
from edits import base_content, differences
from gongshi.cli import run
from gongshi.kept.store import opened
from gongshi.unchanged import name_of


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty records."""
    return base_content(tmp_path_factory.mktemp("base") / "content")


@pytest.mark.parametrize("seed", range(5))
def test_random_edits_give_the_site_of_a_new_build(seed: int, base: Path, tmp_path: Path) -> None:
    assert differences(tmp_path, base, seed, edits=3) == []


def _build(folder: Path, cache: Path, day: str = TODAY, site: str = "site") -> None:
    """Build the content of a folder beside it, with what was kept of that site."""
    options = ["--content", str(folder / "content"), "--site", str(folder / site), "--config", str(ROOT / "mkdocs.yml")]
    assert run(["build", *options, "--date", day, "--cache", str(cache)]) == 0


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for what all these sites keep: each has a file of its own, and the page shells are the same."""
    return tmp_path_factory.mktemp("cache")


def _site(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def edited(base: Path, cache: Path, tmp_path: Path) -> Path:
    """A folder with content that was built and then edited."""
    shutil.copytree(base, tmp_path / "content")
    _build(tmp_path, cache)
    path = next((tmp_path / "content" / "votes").rglob("*.yml"))
    path.write_text(path.read_text("utf-8") + "\n# 改动\n", "utf-8")
    return tmp_path


def _damage(file: Path) -> None:
    file.write_bytes(b"no database" * 1000)


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _lose_records(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("delete from kept where name like 'record:%'")


def _break_pickles(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("update kept set data = x'80059503'")


@pytest.mark.parametrize("harm", [_damage, _cut, _lose_records, _break_pickles])
def test_what_is_damaged_is_made_again(harm: Callable[[Path], None], edited: Path, cache: Path) -> None:
    harm(cache / f"kept-{name_of(edited / 'content', edited / 'site')}.sqlite")
    _build(edited, cache)
    _build(edited, cache, site="anew")
    assert _site(edited / "site") == _site(edited / "anew")


def test_another_day_is_another_site(edited: Path, cache: Path) -> None:
    _build(edited, cache, "2027-03-01")
    _build(edited, cache, "2027-03-01", site="anew")
    assert _site(edited / "site") == _site(edited / "anew")


def test_a_site_that_was_changed_by_hand_is_put_right(edited: Path, cache: Path) -> None:
    page = edited / "site" / "votes" / "index.html"
    page.unlink()
    page.write_text("changed")
    _build(edited, cache)
    _build(edited, cache, site="anew")
    assert _site(edited / "site") == _site(edited / "anew")


def test_two_builds_do_not_share_a_store(tmp_path: Path) -> None:
    with opened(tmp_path / "kept.sqlite") as first, opened(tmp_path / "kept.sqlite") as second:
        first.put({"a": pickle.dumps("甲")}, "basis")
        second.put({"a": pickle.dumps("乙")}, "basis")
        assert first.get("a", str, "basis") == "甲"
        assert second.get("a", str, "basis") is None
        assert first.get("a", str, "another") is None
        assert first.get("a", dict, "basis") is None
