"""What lies in a heap is there for every process of the command, each value by itself."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import pytest

from conftest import ROOT
from gongshi.heap import Heap
from gongshi.load.content import RECENT, load
from gongshi.workers import cores, streamed


def test_values_come_back_one_by_one() -> None:
    heap = Heap()
    values: list[object] = ["甲", b"", {"a": [1, 2]}, None, "乙" * 100_000]
    slots = heap.put(*values)
    assert [heap.get(slot) for slot in reversed(slots)] == values[::-1]
    assert heap.put() == ()


# A process of its own: where threads run, as they do here, nothing is forked.
IN_PROCESSES = """import os
from gongshi.heap import Heap
from gongshi.workers import in_parallel

heap = Heap()
found = in_parallel(lambda n: (os.getpid(), heap.put([n] * (n % 50), str(n))), range(2_000))
assert len({process for process, _ in found}) > 1, "several worked"
assert [heap.get(slots[0]) for _, slots in found] == [[n] * (n % 50) for n in range(2_000)]
assert [heap.get(slots[1]) for _, slots in found] == [str(n) for n in range(2_000)]
"""


@pytest.mark.skipif(cores() < 2, reason="one core: nothing is forked")
def test_all_processes_put_into_one_heap() -> None:
    subprocess.run([sys.executable, "-c", IN_PROCESSES], check=True)


class Noticed:
    """Counts how many of it there are at a time."""

    alive: ClassVar[set[int]] = set()

    def __init__(self, number: int) -> None:
        self.number = number
        self.alive.add(number)

    def __reduce__(self) -> tuple[type[Noticed], tuple[int]]:
        return Noticed, (self.number,)

    def __del__(self) -> None:
        self.alive.discard(self.number)


def test_results_are_not_all_at_hand() -> None:
    most = 0
    for number, result in enumerate(streamed(Noticed, range(2_000))):
        assert result.number == number
        most = max(most, len(Noticed.alive))
    assert most < 100


def test_records_are_read_again_and_are_the_same(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    for number in range(RECENT + 10):
        text = f"title: 第{number}号\nstory: 甲\nillustrative: true\n"
        (tmp_path / "cases" / f"a{number}.yml").write_text(text, "utf-8")
    entries = list(load(tmp_path).corpus.entries())
    first = entries[0].record
    assert entries[0].record is first, "what was asked for lately is at hand"
    assert all(entry.record.title == entry.card.title for entry in entries)
    assert entries[0].record is not first
    assert entries[0].record == first


def test_a_full_folder_of_temporary_files_is_told() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gongshi", "check", "--content", str(ROOT / "content")],
        capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000)),
    )  # fmt: skip
    assert done.returncode == 2
    assert "TMPDIR" in done.stderr
    assert "Traceback" not in done.stderr
