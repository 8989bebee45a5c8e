"""Measure the search: what it finds, what it loads, what it costs to build; beside pagefind and Material's search.

    python tests/benchmarks/search.py [--records 10000] [--large 100000] [--no-peers] [--pages 250]

Needs the dependency group ``bench`` (jieba, pagefind) and Chromium. The truth is plain substring search over the
folded texts. Bytes are those that a server sends, with headers, which gzips text as hosts do. Records are made
beforehand; reading them counts. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.measured import measured, median
from benchmarks.search_corpus import Kept
from benchmarks.search_peers import TIMES, build_material, material, pagefind
from benchmarks.search_queries import Query, p, pairs_of_queries, queries, scores, truth
from benchmarks.search_served import Served
from gongshi.outputs.search.index import Frame

ROOT = Path(__file__).parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
FRAME = Frame(("zh", "en"), {})


# ------------------------------------------------------------------------------------------------ building


def ours(records: Kept, folder: Path) -> dict[str, Any]:
    """Build our index in a process of its own, and bring it up to date in another one."""
    command = [sys.executable, str(Path(__file__).with_name("search_index.py")), str(records.folder), str(folder)]
    whole = median(TIMES, lambda _: shutil.rmtree(folder, ignore_errors=True), command)
    changed, said = measured([*command, "--edit"])
    text_bytes = sum(
        len(piece.encode())
        for document in records
        for piece in (document.title, *(p.heading for p in document.parts), *(p.text for p in document.parts))
    )
    sizes: Counter[str] = Counter()
    files = [path for path in (folder / "search").rglob("*") if path.is_file()]
    for path in files:
        sizes[path.relative_to(folder / "search").parts[0]] += path.stat().st_size
    snippets = sizes.pop("texts")
    return {
        "records": len(records), **whole, "files": len(files), "text_mb": text_bytes / 1e6,
        "index_mb": sizes.total() / 1e6, "snippets_mb": snippets / 1e6, "index_to_text": sizes.total() / text_bytes,
        "update_wall_s": changed["wall_s"], "update_cpu_s": changed["cpu_s"], "update_files": int(said.split()[-1]),
    }  # fmt: skip


def with_page(index: Path, site: Path) -> None:
    """Make a site around an index: the repository's own, with this index in the place of its."""
    command = [sys.executable, "-m", "gongshi", "build", "--site", str(site), "--date", "2026-11-24"]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    for path in (site / "search").iterdir():
        if path.name != "index.html":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in (index / "search").iterdir():
        (site / "search" / path.name).symlink_to(path.resolve())


# ------------------------------------------------------------------------------------------------ asking

SPENT = """(text) => new Promise((tell, fail) => {
  performance.clearMarks();
  performance.clearResourceTimings();
  performance.setResourceTimingBufferSize(5000);
  const input = document.getElementById("gs-q");
  setTimeout(() => fail(new Error(`${text}: no answer`)), 60_000);
  new PerformanceObserver((seen, observer) => {
    if (!seen.getEntriesByName("gongshi-settled").length) return;
    observer.disconnect();
    const until = performance.getEntriesByName("gongshi-first").at(0).startTime;
    const before = performance.getEntriesByType("resource").filter(({ startTime }) => startTime < until);
    const last = Math.max(...before.map(({ responseEnd }) => responseEnd));
    tell({ names: before.map(({ name }) => name), requests: before.length, wait: before.length ? until - last : 0 });
  }).observe({ type: "mark" });
  input.focus();
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
})"""


class Search:
    """The search page in an empty browser."""

    def __init__(self, browser: Browser, served: Served, throttle: int) -> None:
        self.served = served
        self.page = browser.new_context().new_page()
        session = self.page.context.new_cdp_session(self.page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": throttle})
        self.page.goto(f"{served.address}search/")

    def ask(self, text: str) -> dict[str, Any]:
        """Type a query; what was loaded until ten results stood, and after."""
        self.served.sent.clear()
        spent: dict[str, Any] = self.page.evaluate(SPENT, text)
        names = {name.removeprefix(self.served.address) for name in spent.pop("names")}
        before = [(path, size) for path, size in self.served.sent if path.removeprefix("/") in names]
        size = sum(size for _, size in before)
        return {**spent, "bytes": size, "later": self.served.bytes() - size, "sent": before}

    def close(self) -> None:
        """Forget this browser."""
        self.page.context.close()


def costs(browser: Browser, served: Served, asked: Sequence[Query], pages: int) -> dict[str, Any]:
    """First and next queries, each pair in an empty browser."""
    first, following, short = [], [], []
    for one, other in pairs_of_queries(asked, pages):
        search = Search(browser, served, 6)
        first.append(search.ask(one))
        following.append(search.ask(other))
        if len(other) == 2:
            short.append(following[-1])
        search.close()
    both = [*first, *following]
    return {
        "first_bytes_p50": p(first, "bytes", 0.5), "first_bytes_p95": p(first, "bytes", 0.95),
        "next_bytes_p50": p(following, "bytes", 0.5), "next_bytes_p95": p(following, "bytes", 0.95),
        "next_bytes_of_two_characters_p95": p(short, "bytes", 0.95),
        "facet_bytes_p50": p(both, "later", 0.5), "facet_bytes_p95": p(both, "later", 0.95),
        "first_requests_p95": p(first, "requests", 0.95),
        "wait_ms_6x_p50": p(both, "wait", 0.5), "wait_ms_6x_p95": p(both, "wait", 0.95),
    }  # fmt: skip


FIND = """async ([base, texts]) => {
  const { everyResult } = await import(new URL("../assets/gongshi-search-query.js", base).href);
  const answers = [];
  for (const text of texts) answers.push(await everyResult(base, text));
  return answers;
}"""


def found_by_us(browser: Browser, served: Served, asked: Sequence[Query], right: Sequence[set[int]]) -> dict[str, Any]:
    """Recall and precision over whole result lists, by kind of query."""
    search = Search(browser, served, 1)
    answers = search.page.evaluate(FIND, [f"{served.address}search/", [query.text for query in asked]])
    search.close()
    rows = [
        (query, set(answer["records"]), truth_of) for query, answer, truth_of in zip(asked, answers, right, strict=True)
    ]
    return {"found": scores(rows), "queries_read": sum(answer["read"] > 0 for answer in answers)}


# ------------------------------------------------------------------------------------------------ all


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=100_000, help="0 leaves it out")
    parser.add_argument("--pages", type=int, default=250, help="how many browsers ask a first and a next query")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--build-material", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build_material:
        build_material(Kept(Path(options.build_material[0])), Path(options.build_material[1]))
    else:
        print(json.dumps(run(options), ensure_ascii=False))


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Everything, in folders that go away."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    result: dict[str, Any] = {}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as place:
        os.environ["TMPDIR"] = place  # of all that is measured
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name, number in (("ours", options.records), ("ours_large", options.large)):
            if number:
                folder = Path(place) / name
                records = Kept.made(folder / "records", number)
                result[name] = ours(records, folder / "index")
                asked = queries(records)
                right = truth(records, asked)
                result[name] |= asked_in_browser(browser, folder, asked, right, options.pages)
                show(name, result[name])
                if name == "ours" and not options.no_peers:
                    for peer, measure in (("pagefind", pagefind), ("material", material)):
                        result[peer] = measure(records, folder / peer, browser, asked, right, options.pages)
                        show(peer, result[peer])
                shutil.rmtree(folder)
        browser.close()
    if "pagefind" in result:
        mine, other = result["ours"], result["pagefind"]
        result["ratios"] = {key: round(mine[key] / other[key], 4) for key in ("wall_s", "cpu_s", "peak_mb", "index_mb")}
        show("ratios", result["ratios"])
    return result


def asked_in_browser(
    browser: Browser, folder: Path, asked: Sequence[Query], right: Sequence[set[int]], pages: int
) -> dict[str, Any]:
    """What queries cost and find, on the site in ``folder``."""
    with_page(folder / "index", folder / "site")
    with Served(folder / "site") as served:
        spent = costs(browser, served, asked, pages)
        show("queries", spent)
        return spent | found_by_us(browser, served, asked, right)


def show(name: str, values: dict[str, Any]) -> None:
    """One engine's figures for people."""
    print(f"{name}:", file=sys.stderr)
    for key, value in values.items():
        print(f"  {key}: {round(value, 3) if isinstance(value, float) else value}", file=sys.stderr)


if __name__ == "__main__":
    main()
