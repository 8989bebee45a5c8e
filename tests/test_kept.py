"""Building on what earlier builds kept gives what building anew gives, byte for byte."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tomllib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from conftest import ROOT, TODAY
from edits import base_content, differences
from gongshi.cli import run
from gongshi.kept.chunks import Chunks
from gongshi.kept.store import LostError, opened
from gongshi.pipeline import check_content
from gongshi.unchanged import PACKAGES, name_of


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


def test_a_record_that_went_while_nothing_was_kept_of_the_site_comes_back_whole(
    base: Path, cache: Path, tmp_path: Path
) -> None:
    shutil.copytree(base, tmp_path / "content")
    record = tmp_path / "content" / "cases" / "goes.yml"
    record.write_text("title: 走了又来\nsource_note: 为测试而写。\npublished: 2026-01-05\n", "utf-8")
    _build(tmp_path, cache)
    before = _site(tmp_path / "site")
    text = record.read_bytes()
    record.unlink()
    shutil.rmtree(tmp_path / "site")
    _build(tmp_path, cache)
    record.write_bytes(text)
    _build(tmp_path, cache)
    assert _site(tmp_path / "site") == before


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


def _changed(statement: str) -> Callable[[Path], None]:
    """A harm that one statement does to the database."""

    def harm(file: Path) -> None:
        with closing(sqlite3.connect(file)) as database, database:
            database.execute(statement)

    return harm


_lose_made = _changed("delete from kept where name = 'answers'")
HARMS = {
    "no database": _damage,
    "cut off": _cut,
    "no records": _changed("delete from kept where name like 'record:%'"),
    "no rows": _changed("delete from kept where name like 'rows: votes %'"),
    "no data": _changed("delete from kept where name like 'data: votes %'"),
    "no traces": _changed("delete from kept where name like '%: asking %'"),
    "no signs": _changed("delete from kept where name like 'signs %'"),
    "nothing made": _lose_made,
    "no pickles": _changed("update kept set data = x'80059503'"),
}


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS.keys())
def test_what_is_damaged_is_made_again(harm: Callable[[Path], None], edited: Path, cache: Path) -> None:
    harm(cache / f"kept-{name_of(edited / 'content', edited / 'site')}.sqlite")
    _build(edited, cache)
    _build(edited, cache, site="anew")
    assert _site(edited / "site") == _site(edited / "anew")


def _edit(content: Path, old: str, new: str) -> None:
    path = content / "cases" / "c8.yml"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")


def _written(folder: Path, cache: Path, old: str, new: str) -> set[str]:
    """The files that a build writes anew after an edit."""
    before = {path: path.stat().st_ino for path in (folder / "site").rglob("*") if path.is_file()}
    _edit(folder / "content", old, new)
    _build(folder, cache)
    files = {path: path.stat().st_ino for path in (folder / "site").rglob("*") if path.is_file()}
    return {path.relative_to(folder / "site").as_posix() for path, inode in files.items() if before.get(path) != inode}


def test_an_edit_is_made_where_it_shows(cache: Path, tmp_path: Path) -> None:
    _many(tmp_path / "content", 9)
    _edit(tmp_path / "content", "stations:", "summary: 甲\nstations:")
    _build(tmp_path, cache)
    text = _written(tmp_path, cache, "summary: 甲", "summary: 乙")
    assert {"cases/c8/index.html", "data/cases.json", "manifest.json"} <= text
    assert not {"index.html", "cases/index.html", "sitemap.xml", "data/stations.json", "feed.xml"} & text
    title = _written(tmp_path, cache, "title: 示例8", "title: 示例甲")
    assert {"cases/c8/index.html", "cases/index.html", "stations/s1/index.html"} <= title
    assert not {"stations/index.html", "cases/c7/index.html", "promises/index.html"} & title


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
        first.put({"a": "甲"}, "basis")
        second.put({"a": "乙"}, "basis")
        assert first.get("a", str, "basis") == "甲"
        assert second.get("a", str, "basis") is None
        assert first.get("a", str, "another") is None
        assert first.get("a", dict, "basis") is None


def _many(content: Path, number: int) -> None:
    """So many cases that they are judged in several parts, and a station that one of them names."""
    (content / "cases").mkdir(parents=True)
    (content / "stations").mkdir()
    (content / "site.yml").write_text("name: 示例\n", "utf-8")
    for index in range(number):
        (content / "cases" / f"c{index}.yml").write_text(f"title: 示例{index}\nillustrative: true\n", "utf-8")
    named = content / "cases" / "c8.yml"
    named.write_text(named.read_text("utf-8") + "stations: [stations/s1]\n", "utf-8")
    (content / "stations" / "s1.yml").write_text("title: 示例站\nkind: home\nillustrative: true\n", "utf-8")


def test_what_names_a_record_that_went_is_found_in_another_part(tmp_path: Path) -> None:
    _many(tmp_path / "content", 110)
    with opened(tmp_path / "kept.sqlite") as store:
        assert [finding.code for finding in check_content(tmp_path / "content", store=store).findings] == []
        (tmp_path / "content" / "stations" / "s1.yml").unlink()
        assert [finding.code for finding in check_content(tmp_path / "content", store=store).findings] == ["GS301"]


def test_all_that_was_read_is_kept_in_one_step_and_all_that_was_found_in_another(tmp_path: Path) -> None:
    """A kill between two steps would leave a file that counts as known beside the record of an earlier time."""
    _many(tmp_path / "content", 9)
    kept = tmp_path / "kept.sqlite"
    with opened(kept) as store:
        check_content(tmp_path / "content", store=store)
        before = _steps(kept)
        _edit(tmp_path / "content", "title: 示例8", "title: 示例甲")
        check_content(tmp_path / "content", store=store)
    assert _steps(kept) == before + 2


def _steps(database: Path) -> int:
    """How often a database was changed: SQLite counts it at byte 24."""
    return int.from_bytes(database.read_bytes()[24:28], "big")


def test_a_collection_that_becomes_empty_shows_nothing(cache: Path, tmp_path: Path) -> None:
    _many(tmp_path / "content", 9)
    _build(tmp_path, cache)
    (tmp_path / "content" / "stations" / "s1.yml").unlink()
    (tmp_path / "content" / "cases" / "c8.yml").unlink()
    _lose_made(cache / f"kept-{name_of(tmp_path / 'content', tmp_path / 'site')}.sqlite")
    _build(tmp_path, cache)
    assert json.loads((tmp_path / "site" / "data" / "stations.json").read_bytes()) == []


def test_an_index_that_was_tampered_with_is_made_anew(edited: Path, cache: Path) -> None:
    for path in (edited / "site" / "search" / "texts").rglob("*.bin"):
        path.unlink()
        path.write_bytes(b"tampered")
    _build(edited, cache)
    _build(edited, cache, site="anew")
    assert _site(edited / "site") == _site(edited / "anew")


def test_an_error_of_the_build_comes_out_of_the_store_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="gone"), opened(tmp_path / "kept.sqlite"):
        raise FileNotFoundError("gone")


def test_of_many_values_those_that_change_are_written(tmp_path: Path) -> None:
    numbers = {str(number): number for number in range(500)}
    with opened(tmp_path / "kept.sqlite") as store:
        Chunks[int](store, "numbers", "basis", kept=False).put(numbers)
        chunks = Chunks[int](store, "numbers", "basis", kept=True)
        assert (chunks.get("7"), chunks.get("500"), "500" in chunks) == (7, None, False)
        chunks.put({"500": 500}, gone=["7", "unknown"])
        del numbers["7"]
        assert Chunks[int](store, "numbers", "basis", kept=True).every() == {**numbers, "500": 500}
        store.put({}, gone=["numbers 7"])
        with pytest.raises(LostError):
            Chunks[int](store, "numbers", "basis", kept=True).every()


def test_what_is_put_together_is_kept_together(tmp_path: Path) -> None:
    with opened(tmp_path / "kept.sqlite") as store:
        with pytest.raises(KeyError), store.together():
            store.put({"a": "甲"})
            raise KeyError
        assert store.get("a", str) is None
        with store.together():
            store.put({"a": "甲"})
            store.put({"b": "乙"}, gone=["a"])
        assert (store.get("a", str), store.get("b", str)) == (None, "乙")


def test_every_dependency_tells_a_version_from_another() -> None:
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert {re.split(r"[<>=]", one)[0] for one in stated} <= set(PACKAGES)
