"""Measure how soon ``gongshi serve`` shows an edit: ``python tests/benchmarks/serve.py [--scale 1] [--edits 6]``.

A text of one record is edited; what counts is the time until its page says so, asked for as a browser does: when the
server has told of a build. Prints the seconds of each edit, and which part of a core waiting took.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.corpus import Sizes, write
from gongshi.serve import EVENTS

ROOT = Path(__file__).parents[2]
PORT = 8765
PATIENCE = 600
QUIET = 5.0
"""Seconds for which nothing is edited, to see what waiting takes."""


def page(path: str) -> str:
    """A page as it is served now; empty while nobody answers."""
    connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    except OSError:
        return ""
    finally:
        connection.close()


def until_served(path: str) -> float:
    """Seconds until a page is served at all."""
    start = time.perf_counter()
    while not page(path):
        if time.perf_counter() - start > PATIENCE:
            raise TimeoutError(path)
        time.sleep(0.01)
    return time.perf_counter() - start


def until_shown(path: str, words: str, seen: str) -> float:
    """Seconds until a page says some words. ``seen`` is the last build that the server told of."""
    start = time.perf_counter()
    while words not in page(path):
        if time.perf_counter() - start > PATIENCE:
            raise TimeoutError(path)
        seen = page(f"{EVENTS}?seen={seen}")
    return time.perf_counter() - start


def cores_taken(process: int) -> float:
    """Seconds of cores that a process and those that it waited for took so far (proc(5))."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--edits", type=int, default=6)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:
        folder = Path(name)
        write(folder / "records", Sizes.at(options.scale), 1)
        record = folder / "records" / "suggestions" / "suggestion-00001.yml"
        text = record.read_text("utf-8")
        command = [sys.executable, "-m", "gongshi", "serve", "--port", str(PORT), "--config", str(ROOT / "mkdocs.yml")]
        command += ["--content", str(folder / "records"), "--site", str(folder / "site")]
        serving = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
        try:
            print(f"first page: {until_served('/suggestions/suggestion-00001/'):.1f} s")
            for number in range(options.edits):
                time.sleep(2)  # an editor pauses; what the last build left for later is done
                seen, words = page(EVENTS), f"第{number}次修改"
                record.write_text(text.replace("。", f"，{words}。", 1), "utf-8")
                print(f"edit {number}: {until_shown('/suggestions/suggestion-00001/', words, seen):.2f} s")
            time.sleep(2)
            before = cores_taken(serving.pid)
            time.sleep(QUIET)
            print(f"waiting: {(cores_taken(serving.pid) - before) / QUIET:.1%} of a core")
        finally:
            serving.terminate()
            serving.wait()


if __name__ == "__main__":
    main()
