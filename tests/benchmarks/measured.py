"""What a command takes: seconds, and the memory of all its processes together."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path


def measured(command: Sequence[str], memory: bool = True) -> tuple[dict[str, float], str]:
    """Run a command: wall and CPU seconds, peak memory in MB, and what it said.

    Memory is the sum over its processes of what each has for itself and its share of what several have (PSS),
    looked at twenty times a second. Looking takes time of large processes: where seconds count, without it.
    """
    start = time.perf_counter()
    peak = 0
    with tempfile.TemporaryFile("w+") as said:
        child = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        while True:
            done, status, usage = os.wait4(child.pid, os.WNOHANG if memory else 0)
            if done:
                break
            peak = max(peak, sum(_memory(one) for one in _family(child.pid)))
            time.sleep(0.05)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        output = said.read()
    if child.returncode:
        raise RuntimeError(output)
    return {"wall_s": wall, "cpu_s": usage.ru_utime + usage.ru_stime, "peak_mb": peak / 1e6}, output


def median(times: int, prepare: Callable[[int], object], command: Sequence[str]) -> dict[str, float]:
    """Run a command several times, each after its preparation: the medians of its seconds by the clock and of all
    cores; and once more for the most memory that its processes have together."""
    some = []
    for number in range(times):
        prepare(number)
        some.append(measured(command, memory=False)[0])
    prepare(times)
    last, _ = measured(command)
    found = {key: statistics.median(one[key] for one in some or [last]) for key in ("wall_s", "cpu_s")}
    return {**found, "peak_mb": last["peak_mb"]}


def _family(process: int) -> list[int]:
    """A process and those that it started."""
    try:
        lists = [path.read_text().split() for path in Path(f"/proc/{process}/task").glob("*/children")]
    except OSError:
        return [process]
    return [process, *(one for listed in lists for child in listed for one in _family(int(child)))]


def _memory(process: int) -> int:
    """Bytes (PSS); 0 where the process has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
