"""``python tests/benchmarks/hostile.py``: every payload through every way to a page, fifty in each field, in Chromium.

The last line is JSON; the exit code is 1 where anything ran or a page broke.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import sync_playwright

import hostile_site as hostile
from conftest import CHROMIUM_FLAGS
from gongshi.records import COLLECTIONS

EACH = 50


def main() -> int:
    """Split, build both sites, open all pages."""
    began = time.monotonic()
    payloads = hostile.own_payloads() + hostile.shared_payloads()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        accepted = hostile.split(payloads, folder / "split")
        hostile.build_accepted(accepted, folder, folder / "accepted")
        hostile.build_unchecked([*accepted.refused, *accepted.prose], EACH, folder / "unchecked")
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
        seen = {}
        for site in ("accepted", "unchecked"):
            with hostile.serving(folder / site) as base:
                sections = [*COLLECTIONS, "promises", "bodies", "search", "data"]
                seen[site] = hostile.look(chromium, base, hostile.addresses(folder / site, sections))
        chromium.close()
    for one in seen.values():
        for wrong in one.wrong[:50]:
            print(wrong)
    counts = {"payloads": len(payloads), **{name: len(some) for name, some in asdict(accepted).items()}}
    shown = {site: {**asdict(one), "wrong": len(one.wrong)} for site, one in seen.items()}
    print(json.dumps({**counts, **shown, "seconds": round(time.monotonic() - began)}))
    return 1 if any(one.wrong for one in seen.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
