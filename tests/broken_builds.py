"""Builds of the golden content that are killed or run out of disk, and what is left of the site.

The site that stands must always be the old one or the new one, whole; and the next build must work.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gongshi.publish.manifest import NAME, verify

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden" / "content"
DAYS = ("2025-07-01", "2031-01-01", "2019-02-03")
"""The days that builds are made for: the clock jumps forward and back."""


@dataclass
class Outcome:
    """What a series of broken builds left: counts, and everything that was not as it must be."""

    runs: int = 0
    old: int = 0
    new: int = 0
    ended: int = 0
    wrong: list[str] = field(default_factory=list)


def command(site: Path, day: str) -> list[str]:
    """The command line of one build."""
    options = ["--content", str(GOLDEN), "--config", str(ROOT / "mkdocs.yml"), "--site", str(site)]
    options += ["--cache", f"{site.parent}.cache", "--date", day]
    return [sys.executable, "-m", "gongshi", "build", "--lang", "en", *options]


def build(site: Path, day: str, limit: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run one build to its end; with ``limit``, no file of it can grow beyond so many bytes."""
    before = (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))) if limit is not None else None
    return subprocess.run(command(site, day), capture_output=True, text=True, check=False, preexec_fn=before)


def stands(site: Path) -> str | None:
    """The day that the site is of, or None where it is not whole."""
    if verify(site):
        return None
    day: str = json.loads((site / NAME).read_bytes())["built_for"]
    return day


def killed(site: Path, count: int, seed: int) -> Outcome:
    """Kill ``count`` builds at moments of their lives that ``seed`` decides, each for another day than the last site.

    Every second kill takes the build's children with it; the others leave them running. A build that
    ends before its moment is judged too, but is none of the ``count``.
    """
    dice, outcome = random.Random(seed), Outcome()
    began = time.monotonic()
    assert build(site, DAYS[0]).returncode == 0
    whole = time.monotonic() - began
    while outcome.runs - outcome.ended < count:
        old = stands(site)
        new = next(day for day in DAYS[outcome.runs % 3 :] + DAYS if day != old)
        lived = _kill_after(dice.uniform(0, whole), command(site, new), outcome)
        if lived is not None:
            whole = 0.5 * whole + 0.5 * lived  # how long a build takes now: the machine has other work, too
        else:
            whole *= 1.02
        _judge(f"run {outcome.runs}", site, old, new, outcome)
    _next_build(site, outcome)
    return outcome


def _kill_after(seconds: float, arguments: list[str], outcome: Outcome) -> float | None:
    """Kill a build after so long; how long it lived where it ended by itself before."""
    began = time.monotonic()
    started = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        if started.wait(seconds) != 0:
            outcome.wrong.append(f"run {outcome.runs}: exit {started.returncode}")
        outcome.ended += 1
        return time.monotonic() - began
    except subprocess.TimeoutExpired:
        if outcome.runs % 2:
            started.kill()
        else:
            os.killpg(started.pid, signal.SIGKILL)
        started.wait()
    with contextlib.suppress(ProcessLookupError):
        while True:  # what it started may run on for a while, as after a real kill
            os.killpg(started.pid, 0)
            time.sleep(0.02)
    return None


def _judge(name: str, site: Path, old: str | None, new: str, outcome: Outcome) -> None:
    outcome.runs += 1
    found = stands(site)
    if found is not None and found == old:
        outcome.old += 1
    elif found is not None and found == new:
        outcome.new += 1
    else:
        outcome.wrong.append(f"{name}: the site is {found}, neither {old} nor {new}")


def _next_build(site: Path, outcome: Outcome) -> None:
    """The next build works without any cleaning, and nothing of the broken ones remains."""
    day = next(day for day in DAYS if day != stands(site))  # for the same day there is nothing to build
    done = build(site, day)
    if done.returncode != 0 or stands(site) != day:
        outcome.wrong.append(f"the next build: {done.returncode} {done.stderr}")
    others = (path for path in site.parent.iterdir() if not is_of_next_build(path))
    left = [path.name for path in others if path != site and path.name != "lost+found"]
    if left:
        outcome.wrong.append(f"left behind: {left}")


def is_of_next_build(path: Path) -> bool:
    """Whether a file or folder beside a site is what its next build makes the new site of, and is known to it."""
    site = path.with_name(path.name.removeprefix(".").rsplit(".", 1)[0])
    return path.name == f".{site.name}.twin" or (
        site.is_dir() and path.name == f".{site.name}.state-{site.stat().st_ino}"
    )


def full_by_limit(site: Path, count: int, seed: int) -> Outcome:
    """Builds none of whose files can grow beyond a size: what a full disk looks like, without one."""
    dice, outcome = random.Random(seed), Outcome()
    assert build(site, DAYS[0]).returncode == 0
    for run in range(count):
        done = build(site, DAYS[1], limit=dice.randrange(0, 60_000))
        _refused(f"run {run}", done, outcome)
        _judge(f"run {run}", site, DAYS[0], DAYS[1], outcome)
    _next_build(site, outcome)
    return outcome


def full_disk(disk: Path, count: int, seed: int) -> Outcome:
    """Builds on a disk of its own with too little room beside the old site. ``disk`` is a mounted tmpfs."""
    dice, outcome = random.Random(seed), Outcome()
    site = disk / "site"
    assert build(site, DAYS[0]).returncode == 0
    needed = shutil.disk_usage(disk).used
    for run in range(count):
        room = int(needed * dice.uniform(0, 0.95))
        filler = disk / "filler"
        with filler.open("wb") as stream:
            os.posix_fallocate(stream.fileno(), 0, max(1, shutil.disk_usage(disk).free - room))
        done = build(site, DAYS[1])
        filler.unlink()
        _refused(f"run {run}", done, outcome)
        _judge(f"run {run}", site, DAYS[0], DAYS[1], outcome)
    _next_build(site, outcome)
    return outcome


def _refused(name: str, done: subprocess.CompletedProcess[str], outcome: Outcome) -> None:
    if done.returncode != 2 or "disk is full" not in done.stderr or "Traceback" in done.stderr:
        outcome.wrong.append(f"{name}: exit {done.returncode}: {done.stderr[-300:]}")


@contextlib.contextmanager
def memory_disk(folder: Path, megabytes: int) -> Iterator[Path | None]:
    """A tmpfs of that size mounted at ``folder``, or None where this process may not mount."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = shutil.which("mount")
    done = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not done or done.returncode != 0:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
