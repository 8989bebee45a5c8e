"""``python tests/benchmarks/edits.py 1000``: so many random sequences of edits on sixty records, each built on what was
kept and compared with a build anew; the last line is JSON."""

from __future__ import annotations

import json
import random
import sys
import tempfile
from functools import partial
from multiprocessing import Pool
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from edits import base_content, differences
from gongshi.workers import cores


def sequence(base: Path, seed: int) -> tuple[int, list[str]]:
    """One sequence of one to four edits: how many, and what differs."""
    edits = random.Random(seed).randint(1, 4)
    with tempfile.TemporaryDirectory(dir=base.parent) as folder:
        return edits, differences(Path(folder), base, seed, edits)


def main(count: int) -> int:
    """Run the sequences on all cores; 1 where two sites differ."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        base = base_content(Path(folder) / "content")
        with Pool(cores()) as pool:
            results = pool.map(partial(sequence, base), range(count), chunksize=4)
    different = [found for _, found in results if found]
    for found in different:
        print(*found, sep="\n")
    edits = sum(number for number, _ in results)
    print(json.dumps({"sequences": count, "edits": edits, "different": len(different)}))
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
