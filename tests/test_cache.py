"""What a build keeps for the next one never shows: only in the time that it takes."""

from __future__ import annotations

import hashlib
import random
import shutil
import zipfile
from pathlib import Path

import pytest

from benchmarks.corpus import Sizes, write
from conftest import ROOT, TODAY
from gongshi.cli import run
from gongshi.publish.shell_cache import ShellCache, folders_of
from gongshi.publish.staging import prepare
from gongshi.unchanged import files_state, inputs_of


def digest(folder: Path) -> dict[str, str]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def build(content: Path, site: Path, *more: str) -> int:
    options = ["--content", str(content), "--site", str(site), "--config", str(ROOT / "mkdocs.yml"), "--date", TODAY]
    return run(["build", *options, *more])


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """60 records, written so long ago that a change of them would show in their times."""
    write(tmp_path / "content", Sizes(3, 3, 4, 12, 6, 32, 4), seed=3)
    while inputs_of(tmp_path / "content", ROOT / "mkdocs.yml") is None:
        pass
    return tmp_path / "content"


def test_edits_at_random_come_out_as_a_clean_build_makes_them(tmp_path: Path, content: Path) -> None:
    choose, cache = random.Random(7), tmp_path / "cache"
    for step in range(2):  # test_kept.py has more of them, without the command
        edit(content, choose, step)
        kept = build(content, tmp_path / "kept", "--cache", str(cache))
        clean = build(content, tmp_path / f"clean{step}", "--fresh")
        assert kept == clean
        if clean == 0:
            assert digest(tmp_path / "kept") == digest(tmp_path / f"clean{step}")


def edit(content: Path, choose: random.Random, step: int) -> None:
    """Change, add, remove or rename a record, or leave all as it is."""
    files = sorted(content.glob("s*/*.yml"))
    file = choose.choice(files)
    match choose.choice(("edit", "add", "remove", "rename", "nothing")):
        case "edit":
            file.write_text(file.read_text("utf-8").replace("示例", "例示", 1), "utf-8")
        case "add":
            (file.parent / f"added-{step}.yml").write_bytes(file.read_bytes())
        case "remove":
            choose.choice(sorted(content.glob("suggestions/*.yml"))).unlink()
        case "rename":
            moved = choose.choice(sorted(content.glob("votes/*.yml")))
            moved.rename(moved.with_name(f"renamed-{step}.yml"))


def test_what_python_compiles_in_a_folder_is_no_change_and_what_goes_is(content: Path) -> None:
    before = files_state(content, ROOT / "mkdocs.yml")
    (content / "__pycache__").mkdir()
    (content / "__pycache__" / "module.pyc").write_bytes(b"compiled")
    assert files_state(content, ROOT / "mkdocs.yml") == before
    next(content.glob("votes/*.yml")).unlink()
    assert files_state(content, ROOT / "mkdocs.yml") != before


def test_nothing_changed_leaves_the_site_as_it_is(
    tmp_path: Path, content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site, cache = tmp_path / "site", str(tmp_path / "cache")
    assert build(content, site, "--cache", cache) == 0
    inode = site.stat().st_ino
    assert build(content, site, "--cache", cache) == 0
    assert "没有变化" in capsys.readouterr().out
    assert site.stat().st_ino == inode
    (site / "index.html").write_text("changed by another hand")
    assert build(content, site, "--cache", cache) == 0
    assert "没有变化" not in capsys.readouterr().out
    assert site.stat().st_ino != inode
    assert "changed by another hand" not in (site / "index.html").read_text("utf-8")


def test_a_twin_that_is_prepared_changes_nothing(
    tmp_path: Path, content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build(content, tmp_path / "site", "--cache", str(tmp_path / "cache"))
    prepare(tmp_path / "site")
    assert (tmp_path / ".site.twin").is_dir()
    build(content, tmp_path / "site", "--cache", str(tmp_path / "cache"))
    assert "没有变化" in capsys.readouterr().out


def test_warnings_are_told_again(tmp_path: Path, content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = content / "suggestions" / "suggestion-00001.yml"
    record.write_text(record.read_text("utf-8").replace("title: ", "title: \u200b", 1), "utf-8")
    for _ in range(2):
        assert build(content, tmp_path / "site", "--cache", str(tmp_path / "cache")) == 0
        assert "GS106" in capsys.readouterr().out


def test_another_day_is_another_build(tmp_path: Path, content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site, cache = tmp_path / "site", str(tmp_path / "cache")
    assert build(content, site, "--cache", cache) == 0
    assert build(content, site, "--cache", cache, "--date", "2027-01-01") == 0
    assert "没有变化" not in capsys.readouterr().out


def test_a_damaged_cache_is_as_good_as_none(tmp_path: Path, content: Path) -> None:
    cache = tmp_path / "cache"
    assert build(content, tmp_path / "one", "--cache", str(cache)) == 0
    for damage in (b"", b"not a zip file", b"PK\x05\x06" + bytes(18)):
        for file in cache.iterdir():
            file.write_bytes(damage)
        assert build(content, tmp_path / "two", "--cache", str(cache)) == 0
        assert digest(tmp_path / "one") == digest(tmp_path / "two")
        shutil.rmtree(tmp_path / "two")


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path, content: Path) -> None:
    (tmp_path / "file").write_text("")
    assert build(content, tmp_path / "site", "--cache", str(tmp_path / "file" / "below")) == 0


def test_a_flipped_byte_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "a.html").write_text("x" * 1000)
    cache = ShellCache(tmp_path / "cache", "0" * 64)
    cache.keep(tmp_path / "made")
    assert cache.restore(tmp_path / "good")
    data = bytearray(cache.file.read_bytes())
    data[500] ^= 1
    cache.file.write_bytes(data)
    assert not cache.restore(tmp_path / "bad")
    assert not (tmp_path / "bad").exists()


def test_no_file_is_written_outside_the_folder(tmp_path: Path) -> None:
    cache = ShellCache(tmp_path, "0" * 64)
    with zipfile.ZipFile(cache.file, "w") as kept:
        kept.comment = f"gongshi shells 1 {cache.key}".encode()
        kept.writestr("../outside", "x")
    assert not cache.restore(tmp_path / "target")


def test_timings_name_every_stage(tmp_path: Path, content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(content, tmp_path / "site", "--fresh", "--timings", "--lang", "en") == 0
    lines = capsys.readouterr().out.splitlines()
    stages = [line.partition(" s  ")[2] for line in lines if " s  " in line]
    assert stages[1:5] == ["read the records", "check", "derive", "wait for the page shells (MkDocs)"]
    assert stages[-1] == "total"


def test_a_configuration_that_reads_elsewhere_is_not_trusted(tmp_path: Path) -> None:
    config = tmp_path / "mkdocs.yml"
    config.write_text("docs_dir: pages\ntheme:\n  custom_dir: 'look'\n")
    assert folders_of(config) == (tmp_path / "pages", tmp_path / "look")
    config.write_text("hooks: [more.py]\n")
    assert folders_of(config) is None
    assert folders_of(ROOT / "mkdocs.yml") == (ROOT / "docs", ROOT / "theme")
