"""Measure the search: what it finds, what it loads, what it costs to build; beside pagefind and Material's search.

    python tests/benchmarks/search.py [--records 10000] [--large 100000] [--no-peers] [--pages 100]

Needs the dependency group ``bench`` (jieba, pagefind) and Chromium. The truth is plain substring search over the
folded texts. Bytes are those that Chromium reports with headers, from a server that gzips text as hosts do. The
last line is one JSON object.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.search_corpus import ENGLISH, documents
from gongshi.outputs.search.documents import Document
from gongshi.outputs.search.folding import folded, simplified
from gongshi.outputs.search.index import Frame, index_files
from gongshi.outputs.search.update import update

ROOT = Path(__file__).parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
FRAME = Frame(("zh", "en"), {})


# ------------------------------------------------------------------------------------------------ queries


@dataclass(frozen=True, slots=True)
class Query:
    """A query and why it is asked: ``substring``, ``phrase``, ``digits``, ``english``, ``traditional``, ``wide``."""

    kind: str
    text: str


def queries(number: int, seed: int = 5) -> list[Query]:
    """200 substrings of 2 to 6 Han characters (half of them begin inside a word), 30 phrases, 10 numbers with
    units, 10 English words, and 20 of the first in traditional and in full-width forms."""
    draw = random.Random(seed)
    some = [document for index, document in enumerate(documents(min(number, 2000))) if index % 4 == 0]
    texts = [part.text for document in some for part in document.parts]
    found: list[Query] = []
    while len(found) < 200:
        text = draw.choice(texts)
        length = 2 + len(found) % 5
        at = draw.randrange(max(1, len(text) - length))
        piece = text[at : at + length]
        if len(piece) == length and all("\u4e00" <= character <= "\u9fff" for character in piece):
            found.append(Query("substring", piece))
    found += [Query("phrase", draw.choice(some).title) for _ in range(20)]
    found += [Query("phrase", draw.choice(texts).split("，")[0][:14]) for _ in range(10)]
    found += [Query("digits", f"{draw.randint(10, 400)}{unit}") for unit in "日件项户个名日件项户"]
    found += [Query("english", word[: draw.randint(4, len(word))]) for word in ENGLISH[:10]]
    back = {new: old for old, new in simplified().items()}
    for query in found[:200:10]:
        found.append(Query("traditional", "".join(back.get(one, one) for one in query.text)))
    found += [
        Query("wide", "".join(chr(ord(one) + 0xFEE0) if one.isascii() else one for one in q.text))
        for q in found[230:250]
    ]
    return [query for query in found if folded(query.text)]


def truth(number: int, asked: Sequence[Query]) -> list[set[int]]:
    """For each query the records that hold it: in a title, a heading or a text of theirs, by plain search."""
    wanted = [folded(query.text) for query in asked]
    found: list[set[int]] = [set() for _ in wanted]
    for record, document in enumerate(documents(number)):
        pieces = [document.title, *(part.heading for part in document.parts), *(part.text for part in document.parts)]
        text = "\n".join(folded(piece) for piece in pieces)
        for index, one in enumerate(wanted):
            if one in text and (not one[0].isascii() or one[0].isdigit() or _begins_word(text, one)):
                found[index].add(record)
    return found


def _begins_word(text: str, word: str) -> bool:
    at = text.find(word)
    while at >= 0:
        if at == 0 or not (text[at - 1].isascii() and text[at - 1].isalpha()):
            return True
        at = text.find(word, at + 1)
    return False


# ------------------------------------------------------------------------------------------------ building


class _Timed:
    """An iterator that knows how long its own making took, so that it can be left out."""

    def __init__(self, items: Iterable[Document]) -> None:
        self.items = iter(items)
        self.wall = self.cpu = 0.0

    def __iter__(self) -> Iterator[Document]:
        return self

    def __next__(self) -> Document:
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            return next(self.items)
        finally:
            self.wall += time.perf_counter() - wall
            self.cpu += time.process_time() - cpu


def build(number: int, folder: Path) -> None:
    """Build our index in this process and print what it took, without making the records."""
    given = _Timed(documents(number))
    wall, cpu = time.perf_counter(), time.process_time()
    kinds: dict[str, int] = {}
    made: set[Path] = set()
    count = 0
    for file in index_files(given, FRAME):
        path = folder / file.path
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(file.data)
        kinds[file.path.split("/")[1]] = kinds.get(file.path.split("/")[1], 0) + len(file.data)
        count += 1
    took = {"wall_s": time.perf_counter() - wall - given.wall, "cpu_s": time.process_time() - cpu - given.cpu}
    print(json.dumps({**took, "files": count, "bytes": kinds, **edited(number, folder)}))


def edited(number: int, folder: Path) -> dict[str, float]:
    """What it takes to bring the index up to date after one sentence was added to one record."""

    def with_edit() -> Iterator[Document]:
        for index, document in enumerate(documents(number)):
            if index == number // 3:
                first, *others = document.parts
                changed = replace(first, text=f"{first.text}经再次研究，补充说明如下：有关意见已经采纳。")
                document = replace(document, parts=(changed, *others))
            yield document

    given = _Timed(with_edit())
    wall, cpu = time.perf_counter(), time.process_time()
    found = update(folder, given, FRAME)
    assert found is not None
    took = {"update_wall_s": time.perf_counter() - wall - given.wall}
    took["update_cpu_s"] = time.process_time() - cpu - given.cpu
    return {**took, "update_files": len(found.files)}


def measured(command: Sequence[str]) -> tuple[dict[str, float], str]:
    """Run a command: wall and CPU seconds, peak memory in MB, and what it said."""
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        child = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, env=os.environ)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = status
        said.seek(0)
        output = said.read()
    if status:
        raise RuntimeError(output)
    took = {"wall_s": time.perf_counter() - start, "cpu_s": usage.ru_utime + usage.ru_stime}
    return {**took, "peak_mb": usage.ru_maxrss / 1000}, output


def ours(number: int, folder: Path) -> dict[str, Any]:
    """Build our index in a process of its own."""
    whole, said = measured([sys.executable, __file__, "--build", str(number), str(folder)])
    text_bytes = sum(
        len(piece.encode())
        for document in documents(number)
        for piece in (document.title, *(p.heading for p in document.parts), *(p.text for p in document.parts))
    )
    own = json.loads(said.splitlines()[-1])
    index_bytes = sum(size for kind, size in own["bytes"].items() if kind != "texts")
    return {
        "records": number, "wall_s": own["wall_s"], "cpu_s": own["cpu_s"], "peak_mb": whole["peak_mb"],
        "files": own["files"], "text_mb": text_bytes / 1e6, "index_mb": index_bytes / 1e6,
        **{key: own[key] for key in ("update_wall_s", "update_cpu_s", "update_files")},
        "snippets_mb": own["bytes"]["texts"] / 1e6, "index_to_text": index_bytes / text_bytes,
    }  # fmt: skip


# ------------------------------------------------------------------------------------------------ serving


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder and gzips text, as static hosts do."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        data, kind = path.read_bytes(), self.guess_type(str(path))
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if path.suffix == ".js" else kind)
        if path.suffix in (".html", ".js", ".json", ".css", ".svg"):
            data = gzip.compress(data, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(data)


class Served:
    """A folder on loopback, for as long as the ``with`` lasts."""

    def __init__(self, folder: Path) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))

    def __enter__(self) -> str:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}/"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def with_page(index: Path, site: Path) -> None:
    """Make a site around an index: the repository's own, with this index in the place of its."""
    command = [sys.executable, "-m", "gongshi", "build", "--site", str(site), "--date", "2026-11-24"]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    for path in (site / "search").iterdir():
        if path.name != "index.html":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in (index / "search").iterdir():
        (site / "search" / path.name).symlink_to(path.resolve())


# ------------------------------------------------------------------------------------------------ asking ours

SPENT = """() => {
  const marks = (name) => performance.getEntriesByName(name).at(-1)?.startTime;
  const [first, settled] = [marks("gongshi-first"), marks("gongshi-settled")];
  if (settled === undefined) return null;
  const all = performance.getEntriesByType("resource");
  const until = first ?? settled;
  const before = all.filter(({ startTime }) => startTime < until);
  const last = Math.max(...before.map(({ responseEnd }) => responseEnd));
  return {
    shown: document.querySelectorAll(".gs-results > li:not(.gs-more)").length,
    count: document.querySelector(".gs-count").textContent,
    names: before.map(({ name }) => name), requests: before.length, wait: until - last,
  };
}"""


class Search:
    """The search page in an empty browser, with the bytes of every response as they came, headers included."""

    def __init__(self, browser: Browser, address: str, throttle: int) -> None:
        self.page = browser.new_context().new_page()
        session = self.page.context.new_cdp_session(self.page)
        self.names: dict[str, str] = {}
        self.bytes: dict[str, float] = {}
        session.on(
            "Network.requestWillBeSent", lambda event: self.names.update({event["requestId"]: event["request"]["url"]})
        )
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")
        session.send("Emulation.setCPUThrottlingRate", {"rate": throttle})
        self.page.goto(f"{address}search/")

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes[self.names.get(event["requestId"], "")] = event["encodedDataLength"]

    def ask(self, text: str) -> dict[str, Any]:
        """Type a query; what was loaded until ten results stood, and after."""
        self.bytes.clear()
        self.page.evaluate(
            "() => { performance.clearMarks(); performance.clearResourceTimings();"
            " performance.setResourceTimingBufferSize(5000); }"
        )
        self.page.locator("#gs-q").fill(text)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            spent: dict[str, Any] | None = self.page.evaluate(SPENT)
            if spent is not None:
                before = sum(self.bytes.get(name, 0) for name in set(spent["names"]))
                return {**spent, "bytes": before, "later": sum(self.bytes.values()) - before}
            time.sleep(0.02)
        raise RuntimeError(f"{text}: no answer")

    def close(self) -> None:
        """Forget this browser."""
        self.page.context.close()


def costs(browser: Browser, address: str, asked: Sequence[Query], pages: int) -> dict[str, Any]:
    """First and next queries, each pair in an empty browser."""
    two = [query.text for query in asked if len(query.text) == 2 and query.kind == "substring"]
    others = [query.text for query in asked if query.kind not in ("traditional", "wide")]
    first, following = [], []
    for number in range(pages):
        search = Search(browser, address, 6)
        first.append(search.ask(two[number % len(two)]))
        following.append(search.ask(others[number * len(others) // pages]))
        search.close()
    both = [*first, *following]
    return {
        "first_bytes_p50": p(first, "bytes", 0.5), "first_bytes_p95": p(first, "bytes", 0.95),
        "next_bytes_p50": p(following, "bytes", 0.5), "next_bytes_p95": p(following, "bytes", 0.95),
        "facet_bytes_p50": p(both, "later", 0.5), "facet_bytes_p95": p(both, "later", 0.95),
        "first_requests_p95": p(first, "requests", 0.95),
        "wait_ms_6x_p50": p(both, "wait", 0.5), "wait_ms_6x_p95": p(both, "wait", 0.95),
    }  # fmt: skip


def p(rows: Sequence[dict[str, Any]], key: str, share: float) -> float:
    """The value below which a share of the rows lies (nearest rank)."""
    values = sorted(row[key] for row in rows)
    return float(values[min(len(values) - 1, int(share * len(values)))])


FIND = """async ([base, texts]) => {
  const { everyResult } = await import(new URL("../assets/gongshi-search.js", base).href);
  const answers = [];
  for (const text of texts) answers.push(await everyResult(base, text));
  return answers;
}"""


def found_by_us(browser: Browser, address: str, asked: Sequence[Query], right: Sequence[set[int]]) -> dict[str, Any]:
    """Recall and precision over whole result lists, by kind of query."""
    search = Search(browser, address, 1)
    answers = search.page.evaluate(FIND, [f"{address}search/", [query.text for query in asked]])
    search.close()
    rows = [
        (query, set(answer["records"]), truth_of) for query, answer, truth_of in zip(asked, answers, right, strict=True)
    ]
    return scores(rows) | {"queries_read": sum(answer["read"] > 0 for answer in answers)}


def scores(rows: Sequence[tuple[Query, set[Any], set[Any]]]) -> dict[str, Any]:
    """Mean recall and precision by kind; a query that nothing holds counts as right where nothing is found."""
    kinds: dict[str, list[tuple[float, float]]] = {}
    for query, found, right in rows:
        recall = len(found & right) / len(right) if right else 1.0
        precision = len(found & right) / len(found) if found else 1.0
        kinds.setdefault(query.kind, []).append((recall, precision))
        kinds.setdefault("all", []).append((recall, precision))
    return {
        kind: {
            "queries": len(pairs),
            "recall": mean(pair[0] for pair in pairs),
            "precision": mean(pair[1] for pair in pairs),
        }
        for kind, pairs in kinds.items()
    }


def mean(values: Iterable[float]) -> float:
    """The arithmetic mean, to four places."""
    listed = list(values)
    return round(sum(listed) / len(listed), 4)


# ------------------------------------------------------------------------------------------------ peers


def write_html(number: int, folder: Path) -> None:
    """The records as plain pages, which pagefind reads."""
    for document in documents(number):
        path = folder / document.key / "index.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            '<!doctype html><html lang="zh"><head><meta charset="utf-8">'
            f"<title>{html.escape(document.title)}</title></head><body>{_content(document)}</body></html>",
            "utf-8",
        )


def _content(document: Document) -> str:
    parts = (
        (f'<h2 id="{part.place[1:]}">{part.heading}</h2>' if part.heading else "") + f"<p>{html.escape(part.text)}</p>"
        for part in document.parts
    )
    return f"<h1>{html.escape(document.title)}</h1>{''.join(parts)}"


PAGEFIND = """async ([base, texts]) => {
  const pagefind = await import(base + "pagefind/pagefind.js");
  await pagefind.init();
  const answers = [];
  for (const text of texts) {
    performance.clearResourceTimings();
    performance.setResourceTimingBufferSize(5000);
    const { results } = await pagefind.search(text);
    const shown = await Promise.all(results.slice(0, 10).map((one) => one.data()));
    const bytes = performance.getEntriesByType("resource").reduce((total, { transferSize }) => total + transferSize, 0);
    answers.push({ ids: results.map(({ id }) => id), urls: shown.map(({ url }) => url), bytes });
  }
  return answers;
}"""


def pagefind(
    number: int, folder: Path, browser: Browser, asked: Sequence[Query], right: Sequence[set[int]]
) -> dict[str, Any]:
    """pagefind on the same records: build, size, bytes, recall and precision of its whole lists."""
    write_html(number, folder)
    took, _ = measured([sys.executable, "-m", "pagefind", "--site", str(folder)])
    size = sum(path.stat().st_size for path in (folder / "pagefind").rglob("*") if path.is_file())
    (folder / "empty").mkdir()
    (folder / "empty" / "index.html").write_text("<!doctype html><title>x</title>")
    keys = [document.key for document in documents(number)]
    with Served(folder) as address:
        page = browser.new_context().new_page()
        page.goto(f"{address}empty/")
        answers = page.evaluate(PAGEFIND, [address, [query.text for query in asked]])
        ids = page.evaluate(
            """async ([base, wanted]) => {
              const found = {};
              for (const id of wanted) {
                const answer = await fetch(`${base}pagefind/fragment/${id}.pf_fragment`);
                const text = await new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).text();
                found[id] = JSON.parse(text.replace(/^pagefind_dcd/, "")).url;
              }
              return found;
            }""",
            [address, sorted({one for answer in answers for one in answer["ids"]})],
        )
        page.context.close()
        first = []
        for query in [one for one in asked if len(one.text) == 2][:20]:
            page = browser.new_context().new_page()
            page.goto(f"{address}empty/")
            first.append(
                {
                    "bytes": page.evaluate(
                        PAGEFIND.replace("await pagefind.init();", "").replace(
                            "performance.clearResourceTimings();", ""
                        ),
                        [address, [query.text]],
                    )[0]["bytes"]
                }
            )
            page.context.close()
    numbers = {key: record for record, key in enumerate(keys)}
    rows = [
        (query, {numbers[ids[one].strip("/")] for one in answer["ids"]}, truth_of)
        for query, answer, truth_of in zip(asked, answers, right, strict=True)
    ]
    return {
        **took, "index_mb": size / 1e6, "first_bytes_p95": p(first, "bytes", 0.95),
        "next_bytes_p50": p(answers, "bytes", 0.5), "next_bytes_p95": p(answers, "bytes", 0.95), **scores(rows),
    }  # fmt: skip


WORKER = """async ([base, texts]) => {
  const worker = new Worker(base + "worker.js");
  const answer = () =>
    new Promise((done) => worker.addEventListener("message", ({ data }) => done(data), { once: true }));
  const start = performance.now();
  const data = await (await fetch(base + "search/search_index.json")).json();
  let got = answer();
  worker.postMessage({ type: 0, data: { config: data.config, docs: data.docs, options: { suggest: false } } });
  await got;
  const ready = performance.now() - start;
  const bytes = performance.getEntriesByType("resource").reduce((total, { transferSize }) => total + transferSize, 0);
  const found = [];
  for (const text of texts) {
    got = answer();
    worker.postMessage({ type: 2, data: text });
    const { data: { items } } = await got;
    found.push([...new Set(items.flat().map(({ location }) => location.split("#")[0]))]);
  }
  return { ready, bytes, found };
}"""


def build_material(number: int, folder: Path) -> None:
    """Material's own index with jieba, made by its own class, page by page."""
    import importlib

    fields = {"title": {"boost": 1000.0}, "text": {"boost": 1.0}, "tags": {"boost": 1000000.0}}
    made = importlib.import_module("material.plugins.search.plugin").SearchIndex
    index = made(lang=["zh"], separator=r"[\s\u200b\-]", pipeline=["stemmer"], fields=fields)
    for document in documents(number):
        page = SimpleNamespace(
            meta={}, content=_content(document), toc=[], url=f"{document.key}/", title=document.title
        )
        index.add_entry_from_context(page)
    (folder / "search").mkdir(parents=True, exist_ok=True)
    (folder / "search" / "search_index.json").write_text(index.generate_search_index(None), "utf-8")


def material(
    number: int, folder: Path, browser: Browser, asked: Sequence[Query], right: Sequence[set[int]]
) -> dict[str, Any]:
    """Material's search on the same records, in its own worker."""
    import material as package

    took, _ = measured([sys.executable, __file__, "--build-material", str(number), str(folder)])
    scripts = Path(package.__file__).parent / "templates" / "assets" / "javascripts"
    (worker,) = (scripts / "workers").glob("search.*.min.js")
    (folder / "worker.js").write_bytes(worker.read_bytes())
    shutil.copytree(scripts / "lunr", folder / "lunr", dirs_exist_ok=True)
    (folder / "index.html").write_text("<!doctype html><title>x</title>")
    keys = {f"{document.key}/": record for record, document in enumerate(documents(number))}
    with Served(folder) as address:
        page = browser.new_context().new_page()
        page.goto(address)
        page.set_default_timeout(600_000)
        answer = page.evaluate(WORKER, [address, [query.text for query in asked]])
        page.context.close()
    rows = [
        (query, {keys[one] for one in found}, truth_of)
        for query, found, truth_of in zip(asked, answer["found"], right, strict=True)
    ]
    size = (folder / "search" / "search_index.json").stat().st_size
    return {
        **took,
        "index_mb": size / 1e6,
        "first_bytes_p95": answer["bytes"],
        "ready_s": answer["ready"] / 1000,
        **scores(rows),
    }


# ------------------------------------------------------------------------------------------------ all


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=100_000, help="0 leaves it out")
    parser.add_argument("--pages", type=int, default=100, help="how many browsers ask a first and a next query")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--build", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--build-material", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        build(int(options.build[0]), Path(options.build[1]))
        return
    if options.build_material:
        build_material(int(options.build_material[0]), Path(options.build_material[1]))
        return
    result = run(options)
    print(json.dumps(result, ensure_ascii=False))


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Everything, in folders that go away."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    result: dict[str, Any] = {}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as place:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        asked = queries(options.records)
        for name, number in (("ours", options.records), ("ours_large", options.large)):
            if not number:
                continue
            folder = Path(place) / name
            result[name] = ours(number, folder / "index")
            show(name, result[name])
            with_page(folder / "index", folder / "site")
            right = truth(number, asked)
            with Served(folder / "site") as address:
                result[name] |= costs(browser, address, asked, options.pages)
                show(name, result[name])
                result[name] |= {"found": found_by_us(browser, address, asked, right)}
            show(name, result[name])
            if name == "ours" and not options.no_peers:
                result |= peers(options.records, Path(place), browser, asked, right)
            shutil.rmtree(folder)
        browser.close()
    if "pagefind" in result:
        mine, other = result["ours"], result["pagefind"]
        result["ratios"] = {key: round(mine[key] / other[key], 4) for key in ("wall_s", "cpu_s", "peak_mb", "index_mb")}
        show("ratios", result["ratios"])
    return result


def peers(
    number: int, place: Path, browser: Browser, asked: Sequence[Query], right: Sequence[set[int]]
) -> dict[str, Any]:
    """pagefind and Material's search on the same records and queries."""
    found = {"pagefind": pagefind(number, place / "pagefind", browser, asked, right)}
    show("pagefind", found["pagefind"])
    found["material"] = material(number, place / "material", browser, asked, right)
    show("material", found["material"])
    return found


def show(name: str, values: dict[str, Any]) -> None:
    """One engine's figures for people."""
    print(f"{name}:", file=sys.stderr)
    for key, value in values.items():
        print(f"  {key}: {round(value, 3) if isinstance(value, float) else value}", file=sys.stderr)


if __name__ == "__main__":
    main()
