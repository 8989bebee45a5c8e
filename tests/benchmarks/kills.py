"""``python tests/benchmarks/kills.py 200``: so many killed builds and 20 on a full disk; the last line is JSON."""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from broken_builds import full_by_limit, full_disk, killed, memory_disk

SEED = 20260101
FULL = 20


def main(count: int) -> int:
    """Run both series; 1 where a site was mixed or missing, or a build was in the next one's way."""
    with tempfile.TemporaryDirectory() as folder:
        kills = killed(Path(folder) / "kills" / "site", count, SEED)
        with memory_disk(Path(folder) / "disk", 64) as disk:
            if disk is None:
                full = full_by_limit(Path(folder) / "limit" / "site", FULL, SEED)
            else:
                full = full_disk(disk, FULL, SEED)
    for wrong in [*kills.wrong, *full.wrong]:
        print(wrong)
    print(json.dumps({"kills": asdict(kills), "full": asdict(full), "full_by": "limit" if disk is None else "tmpfs"}))
    return 1 if kills.wrong or full.wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
