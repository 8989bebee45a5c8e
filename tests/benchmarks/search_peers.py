"""pagefind and Material's search on the records and queries of the search benchmark."""

from __future__ import annotations

import html
import importlib
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from playwright.sync_api import Browser, Error, Page

from benchmarks.measured import measured, median
from benchmarks.search_corpus import Kept
from benchmarks.search_queries import Query, p, pairs_of_queries, scores
from benchmarks.search_served import Served
from gongshi.outputs.search.documents import Document

TIMES = 3
"""How often an index is built, for the median of its seconds."""
EMPTY = "<!doctype html><title>x</title>"


def write_html(records: Kept, folder: Path) -> None:
    """The records as plain pages, which pagefind reads."""
    for document in records:
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


PAGEFIND = """async ([base, text]) => {
  if (!window.pagefind) {
    window.pagefind = await import(base + "pagefind/pagefind.js");
    await window.pagefind.init();
  }
  const { results } = await window.pagefind.search(text);
  await Promise.all(results.slice(0, 10).map((one) => one.data()));
  return results.map(({ id }) => id);
}"""

URLS = """async ([base, wanted]) => {
  const found = {};
  for (const id of wanted) {
    const answer = await fetch(`${base}pagefind/fragment/${id}.pf_fragment`);
    const text = await new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).text();
    found[id] = JSON.parse(text.replace(/^pagefind_dcd/, "")).url;
  }
  return found;
}"""


def pagefind(
    records: Kept, folder: Path, browser: Browser, asked: Sequence[Query], right: Sequence[set[int]], pages: int
) -> dict[str, Any]:
    """pagefind on the same records: build, size, bytes, recall and precision of its whole lists."""
    write_html(records, folder)
    command = [sys.executable, "-m", "pagefind", "--site", str(folder)]
    took = median(TIMES, lambda _: shutil.rmtree(folder / "pagefind", ignore_errors=True), command)
    size = sum(path.stat().st_size for path in (folder / "pagefind").rglob("*") if path.is_file())
    (folder / "empty").mkdir()
    (folder / "empty" / "index.html").write_text(EMPTY)
    first, following = [], []
    with Served(folder) as served:
        for one, other in pairs_of_queries(asked, pages):
            page = _empty(browser, served)
            page.evaluate(PAGEFIND, [served.address, one])
            first.append({"bytes": served.bytes()})
            page.evaluate(PAGEFIND, [served.address, other])
            following.append({"bytes": served.bytes()})
            page.context.close()
        page = _empty(browser, served)
        answers = [page.evaluate(PAGEFIND, [served.address, query.text]) for query in asked]
        wanted = sorted({one for answer in answers for one in answer})
        urls = page.evaluate(URLS, [served.address, wanted])
        page.context.close()
    numbers = {document.key: record for record, document in enumerate(records)}
    rows = [
        (query, {numbers[urls[one].strip("/")] for one in answer}, truth_of)
        for query, answer, truth_of in zip(asked, answers, right, strict=True)
    ]
    return {
        **took, "index_mb": size / 1e6,
        "first_bytes_p50": p(first, "bytes", 0.5), "first_bytes_p95": p(first, "bytes", 0.95),
        "next_bytes_p50": p(following, "bytes", 0.5), "next_bytes_p95": p(following, "bytes", 0.95),
        "found": scores(rows),
    }  # fmt: skip


def _empty(browser: Browser, served: Served) -> Page:
    page = browser.new_context().new_page()
    page.goto(f"{served.address}empty/")
    served.bytes()
    return page


START = """async (base) => {
  const worker = new Worker(base + "worker.js");
  window.ask = (message) =>
    new Promise((done, fail) => {
      worker.addEventListener("message", ({ data }) => done(data), { once: true });
      worker.addEventListener("error", ({ message }) => fail(new Error(message)), { once: true });
      worker.postMessage(message);
    });
  window.started = false;
  const start = performance.now();
  const { config, docs } = await (await fetch(base + "search/search_index.json")).json();
  const data = { config, docs, options: { suggest: false } };
  window.ask({ type: 0, data }).then(() => (window.started = performance.now() - start));
}"""

ASK = """async (text) => {
  const { data: { items } } = await window.ask({ type: 2, data: text });
  return [...new Set(items.flat().map(({ location }) => location.split("#")[0]))];
}"""


def build_material(records: Kept, folder: Path) -> None:
    """Material's own index with jieba, made by its own class, page by page."""
    fields = {"title": {"boost": 1000.0}, "text": {"boost": 1.0}, "tags": {"boost": 1000000.0}}
    made = importlib.import_module("material.plugins.search.plugin").SearchIndex
    index = made(lang=["zh"], separator=r"[\s\u200b\-]", pipeline=["stemmer"], fields=fields)
    for document in records:
        page = SimpleNamespace(
            meta={}, content=_content(document), toc=[], url=f"{document.key}/", title=document.title
        )
        index.add_entry_from_context(page)
    (folder / "search").mkdir(parents=True, exist_ok=True)
    (folder / "search" / "search_index.json").write_text(index.generate_search_index(None), "utf-8")


READY_MINUTES = 20
"""How long Material's worker may take over its index."""


def material(
    records: Kept, folder: Path, browser: Browser, asked: Sequence[Query], right: Sequence[set[int]], pages: int
) -> dict[str, Any]:
    """Material's search on the same records, whose worker loads the whole index whatever is asked first."""
    package = importlib.import_module("material")
    script = Path(__file__).with_name("search.py")
    took, _ = measured([sys.executable, str(script), "--build-material", str(records.folder), str(folder)])
    scripts = Path(str(package.__file__)).parent / "templates" / "assets" / "javascripts"
    (worker,) = (scripts / "workers").glob("search.*.min.js")
    (folder / "worker.js").write_bytes(worker.read_bytes())
    shutil.copytree(scripts / "lunr", folder / "lunr", dirs_exist_ok=True)
    (folder / "empty").mkdir()
    (folder / "empty" / "index.html").write_text(EMPTY)
    index = (folder / "search" / "search_index.json").stat().st_size
    with Served(folder) as served:
        page = _empty(browser, served)
        page.evaluate(START, served.address)
        try:
            asked_of_material = _asked(page, asked, right, {f"{one.key}/": at for at, one in enumerate(records)})
        except Error as error:  # at ten thousand records its worker may run out of time or memory
            asked_of_material = {"failed": error.message.splitlines()[0]}
        if not page.is_closed():
            page.context.close()
        return {
            **took, "index_mb": index / 1e6, "first_bytes_p95": served.bytes(), "next_bytes_p95": 0,
            **asked_of_material,
        }  # fmt: skip


def _asked(page: Page, asked: Sequence[Query], right: Sequence[set[int]], numbers: Mapping[str, int]) -> dict[str, Any]:
    """How long the worker took until it could answer, and how right it was. ``Error`` where it never could."""
    page.wait_for_function("window.started", timeout=READY_MINUTES * 60_000, polling=1000)
    start = time.perf_counter()
    rows = [
        (query, {numbers[one] for one in page.evaluate(ASK, query.text)}, truth_of)
        for query, truth_of in zip(asked, right, strict=True)
    ]
    seconds = time.perf_counter() - start
    return {
        "ready_s": page.evaluate("window.started") / 1000, "query_s": seconds / len(asked), "found": scores(rows)
    }  # fmt: skip
