"""The site is whole or the old one: killed builds, full disks, read-only places, two builds at once, odd targets."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

import broken_builds as broken
from broken_builds import DAYS, build, command, stands
from gongshi.publish.manifest import NAME
from gongshi.publish.staging import TargetError, publish, staging


def stage(site: Path, word: str) -> None:
    """Publish a small site that says a word."""
    with staging(site) as staged:
        staged.write("index.html", word.encode())
        staged.write(NAME, b"{}")
        publish(staged, staged.settle())


def names(folder: Path) -> list[str]:
    """What is in a folder besides what the next build makes its site of."""
    return sorted(path.name for path in folder.iterdir() if not broken.is_of_next_build(path))


def test_builds_killed_at_any_moment(tmp_path: Path) -> None:
    outcome = broken.killed(tmp_path / "site", 8, seed=1)
    assert outcome.wrong == []
    assert outcome.old + outcome.new == outcome.runs == outcome.ended + 8


def test_builds_that_cannot_write_more(tmp_path: Path) -> None:
    outcome = broken.full_by_limit(tmp_path / "site", 2, seed=1)
    assert outcome.wrong == []
    assert outcome.old == 2


def test_a_full_disk_and_a_read_only_one(tmp_path: Path) -> None:
    with broken.memory_disk(tmp_path / "disk", 64) as disk:
        if disk is None:
            pytest.skip("this process may not mount a disk of its own")
        outcome = broken.full_disk(disk, 2, seed=1)
        assert outcome.wrong == []
        assert outcome.old == 2
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        done = build(disk / "site", DAYS[2])
        assert (done.returncode, "Traceback" in done.stderr) == (2, False)
        assert "cannot be written" in done.stderr
        assert stands(disk / "site") == DAYS[1]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere; the read-only disk stands for it")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o555)
    with pytest.raises(TargetError, match="not_writable"):
        stage(tmp_path / "closed" / "site", "new")


def test_a_second_build_says_so_and_does_nothing(tmp_path: Path) -> None:
    site = tmp_path / "site"
    stage(site, "old")
    with (tmp_path / ".site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = build(site, DAYS[0])
        assert done.returncode == 2
        assert "another build" in done.stderr
        assert (site / "index.html").read_text() == "old"
    stage(site, "new")
    assert (site / "index.html").read_text() == "new"
    assert names(tmp_path) == ["site"]


def test_two_builds_started_together(tmp_path: Path) -> None:
    site = tmp_path / "site"
    running = [subprocess.Popen(command(site, day), stderr=subprocess.PIPE) for day in DAYS[:2]]
    codes = [one.wait() for one in running if one.communicate() is not None]
    assert 0 in codes
    assert set(codes) <= {0, 2}
    assert stands(site) in [day for day, code in zip(DAYS, codes, strict=False) if code == 0]
    assert names(tmp_path) == ["site"]


def test_what_killed_builds_left_is_removed(tmp_path: Path) -> None:
    for name in (".site.staging-a", ".site.staging-b.old", ".site2.staging-c"):
        (tmp_path / name / "deep").mkdir(parents=True)
    for name in (".site.lock", ".site.state-1", ".site.state-2.new"):
        (tmp_path / name).write_text("")
    stage(tmp_path / "site", "new")
    left = [f".site.state-{(tmp_path / 'site').stat().st_ino}", ".site2.staging-c", "site"]
    assert sorted(path.name for path in tmp_path.iterdir()) == left


def test_a_twin_that_the_site_does_not_know_is_not_used(tmp_path: Path) -> None:
    site, twin = tmp_path / "site", tmp_path / ".site.twin"
    for strange in ("folder", "file", "link"):
        stage(site, "old")
        if twin.exists():
            shutil.rmtree(twin)
        match strange:
            case "folder":
                twin.mkdir()
            case "file":
                twin.write_text("mine")
            case "link":
                twin.symlink_to("site")
        stage(site, strange)
        assert (site / "index.html").read_text() == strange
        assert names(tmp_path) == ["site"] and names(site) == ["index.html", NAME]


def test_a_site_that_was_moved_aside_is_put_back(tmp_path: Path) -> None:
    stage(tmp_path / "site", "old")
    (tmp_path / "site").rename(tmp_path / ".site.staging-x.old")
    with pytest.raises(ZeroDivisionError), staging(tmp_path / "site"):
        assert (tmp_path / "site" / "index.html").read_text() == "old"
        raise ZeroDivisionError
    assert names(tmp_path) == ["site"]


def test_a_link_stays_a_link_to_the_new_site(tmp_path: Path) -> None:
    (tmp_path / "releases").mkdir()
    (tmp_path / "site").symlink_to("releases/current")
    stage(tmp_path / "site", "old")
    stage(tmp_path / "site", "new")
    assert (tmp_path / "site").is_symlink()
    assert (tmp_path / "releases" / "current" / "index.html").read_text() == "new"
    assert names(tmp_path) == ["releases", "site"]
    assert names(tmp_path / "releases") == ["current"]


def test_a_mount_point_is_refused(tmp_path: Path) -> None:
    with broken.memory_disk(tmp_path / "site", 1) as disk:
        if disk is None:
            pytest.skip("this process may not mount a disk of its own")
        with pytest.raises(TargetError, match="mount_point"):
            stage(disk, "new")


def test_a_file_in_the_place_of_the_site_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("mine")
    done = build(tmp_path / "site", DAYS[0])
    assert done.returncode == 2
    assert (tmp_path / "site").read_text() == "mine"
    assert build(tmp_path / "site" / "below", DAYS[0]).returncode == 2
    assert set(names(tmp_path)) <= {"site", "site.cache"}  # the cache of the second, which did check the content


def test_a_clock_that_jumps_back_builds_what_that_day_was(tmp_path: Path) -> None:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1735664400"}
    site, manifests = tmp_path / "site", []
    for day in (None, DAYS[1], None):
        arguments = command(site, day or "")
        if day is None:
            arguments = arguments[:-2]
        assert subprocess.run(arguments, env=environment, capture_output=True, check=False).returncode == 0
        manifests.append((site / NAME).read_bytes())
    assert manifests[0] == manifests[2] != manifests[1]
    assert json.loads(manifests[0])["built_for"] == "2025-01-01"
