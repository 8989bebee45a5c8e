"""Work on several cores comes back as if one had done it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from benchmarks.corpus import Sizes, write
from conftest import ROOT, TODAY
from gongshi.workers import aside, cores, in_parallel


def test_results_keep_the_order_of_the_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert in_parallel(lambda n: n * n, range(1000)) == [n * n for n in range(1000)]
    monkeypatch.setenv("GONGSHI_CORES", "1")
    assert cores() == 1
    assert in_parallel(lambda n: n * n, range(10)) == [n * n for n in range(10)]
    assert in_parallel(lambda n: n, []) == []


def test_an_error_in_a_worker_is_raised_here() -> None:
    def work(number: int) -> int:
        if number >= 0:
            raise OSError(28, "No space left on device", "somewhere")
        return number

    with pytest.raises(OSError, match="No space left") as raised:
        in_parallel(work, range(100))
    assert raised.value.errno == 28


@pytest.mark.parametrize("number", ["1", "2"])
def test_work_aside_gives_its_result_or_its_error(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGSHI_CORES", number)
    here = cores() < 2 or threading.active_count() > 1  # threads that another test left would be cut off
    assert (aside(os.getpid)() == os.getpid()) == here
    assert (aside(os.getpid, worth_it=False)()) == os.getpid()
    with pytest.raises(ZeroDivisionError):
        aside(lambda: 1 // 0)()


def test_one_core_and_several_make_the_same_site(tmp_path: Path) -> None:
    write(tmp_path / "content", Sizes(8, 8, 5, 60, 40, 400, 40), seed=5)
    made = []
    for number in ("1", "8"):
        site = tmp_path / f"site{number}"
        command = [sys.executable, "-m", "gongshi", "build", "--content", str(tmp_path / "content"), "--date", TODAY]
        command += ["--site", str(site), "--config", str(ROOT / "mkdocs.yml"), "--fresh"]
        environment = {**os.environ, "GONGSHI_CORES": number}
        subprocess.run(command, check=True, capture_output=True, env=environment)
        made.append(hashlib.sha256((site / "manifest.json").read_bytes()).hexdigest())
    assert made[0] == made[1]
