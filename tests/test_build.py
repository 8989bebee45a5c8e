"""A build is the same to the byte, whole or not at all, and loses nothing."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from conftest import ROOT, TODAY
from gongshi.cli import run, today_in
from gongshi.publish.manifest import Difference, verify
from gongshi.publish.shells import MkDocsError, ShellsUnderway

GOLDEN = ROOT / "tests" / "golden" / "content"


def digest(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def built(target: Path, content: Path = GOLDEN) -> int:
    options = ["--config", str(ROOT / "mkdocs.yml"), "--date", TODAY]
    return run(["build", "--content", str(content), "--site", str(target), *options])


def test_two_builds_are_equal_whatever_surrounds_them(site: Path, tmp_path: Path) -> None:
    """Another process, folder, time zone, locale and hash seed, and records found in another place."""
    elsewhere = tmp_path / "深" / "content"
    elsewhere.parent.mkdir()
    elsewhere.symlink_to(ROOT / "content")
    environment = {**os.environ, "TZ": "America/Los_Angeles", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-m", "gongshi", "build", "--content", str(elsewhere), "--date", TODAY]
    command += ["--site", str(tmp_path / "again"), "--config", str(ROOT / "mkdocs.yml")]
    subprocess.run(command, check=True, env=environment, cwd=tmp_path, capture_output=True)
    assert digest(tmp_path / "again") == digest(site)


def test_a_build_replaces_the_old_site_whole(tmp_path: Path) -> None:
    target = tmp_path / "site"
    assert built(target) == 0
    first = digest(target)
    assert built(target) == 0
    assert digest(target) == first
    assert verify(target) == []
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == ["site"]


def test_wrong_content_leaves_the_old_site_untouched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target, content = tmp_path / "site", tmp_path / "content"
    assert built(target) == 0
    before = digest(target)
    (content / "meetings").mkdir(parents=True)
    (content / "meetings" / "m1.yml").write_text("title: 会议\nkind: other\ndate: 明天\nsource_note: 无\n", "utf-8")
    assert built(target, content) == 1
    assert digest(target) == before
    assert "GS207" in capsys.readouterr().out


def test_a_folder_with_other_things_in_it_is_never_replaced(tmp_path: Path) -> None:
    target = tmp_path / "papers"
    target.mkdir()
    (target / "thesis.txt").write_text("years of work")
    assert built(target) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["papers"]
    assert (target / "thesis.txt").read_text() == "years of work"


def test_empty_content_builds(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    assert built(tmp_path / "site", tmp_path / "content") == 0
    assert (tmp_path / "site" / "regulations" / "index.html").is_file()
    assert (tmp_path / "site" / "data" / "votes.json").read_text() == "[]\n"


def test_a_broken_frame_keeps_the_old_site(tmp_path: Path) -> None:
    target, config = tmp_path / "site", tmp_path / "mkdocs.yml"
    assert built(target) == 0
    before = digest(target)
    config.write_text("site_name: x\ntheme: {name: no-such-theme}\n")
    code = run(["build", "--content", str(GOLDEN), "--site", str(target), "--config", str(config)])
    assert code == 2
    assert digest(target) == before
    names = sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith("."))
    assert names == ["mkdocs.yml", "site"]


def test_mkdocs_ends_with_what_is_done_meanwhile(tmp_path: Path) -> None:
    with pytest.raises(KeyError), closing(ShellsUnderway(ROOT / "mkdocs.yml", tmp_path / "shells", None)) as underway:
        raise KeyError
    with pytest.raises(MkDocsError):
        underway.built()  # it was ended
    with closing(ShellsUnderway(ROOT / "mkdocs.yml", tmp_path / "again", None)) as underway:
        built, again = underway.built(), underway.built()
    assert built == again
    assert "votes/index.html" in built.pages


def test_verify_names_what_differs(tmp_path: Path) -> None:
    target = tmp_path / "site"
    assert built(target) == 0
    (target / "index.html").write_text("changed")
    (target / "votes" / "index.html").unlink()
    (target / "added.txt").write_text("added")
    expected = [
        Difference("added.txt", "extra"),
        Difference("index.html", "changed"),
        Difference("votes/index.html", "missing"),
    ]
    assert verify(target) == expected
    assert run(["verify", "--site", str(target)]) == 1


def test_verify_wants_a_manifest(tmp_path: Path) -> None:
    assert verify(tmp_path) == [Difference("manifest.json", "missing")]


def test_today_follows_the_epoch_in_the_sites_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735664400")  # 2024-12-31 17:00 UTC
    assert today_in("Asia/Shanghai").isoformat() == "2025-01-01"
    assert today_in("America/New_York").isoformat() == "2024-12-31"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["paint"],
        ["check", "--format", "pdf"],
        ["build", "--date", "tomorrow"],
        ["check", "--content", "/nowhere/at/all"],
    ],
)
def test_wrong_use_exits_with_two(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "gongshi", *arguments], capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr
