"""Records whose every text is hostile, built into a site, and what Chromium makes of its pages.

What the check accepts is built as an editor's content would be; what it refuses goes straight to the
renderers, as records that were never checked. Every field of every collection gets some, too.
"""

from __future__ import annotations

import contextlib
import json
import random
import threading
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from playwright.sync_api import Browser, Dialog
from pydantic import BaseModel

from gongshi.catalogue import read_catalogue
from gongshi.derive.law.texts import LawTexts
from gongshi.pipeline import Checked, build, check_content
from gongshi.records import COLLECTIONS, fields, references, scalars
from gongshi.records.corpus import ContentFile, Corpus, Entry
from gongshi.records.regulations import Regulation
from gongshi.records.site import Redirects, Site, Vocabulary

ROOT = Path(__file__).parents[1]
HOSTILE = ROOT.parent / "shared" / "data" / "hostile"
A_PAGE = 200
TODAY = date(2026, 11, 24)


def own_payloads() -> list[str]:
    """About sixty, made by rule: what breaks out of where a text can stand, around what would run there."""
    outs = [
        "",
        '"',
        "'",
        "`",
        "-->",
        "</title>",
        "</script>",
        "</textarea>",
        '">',
        "'>",
        "]]>",
        "&quot;>",
        "\\",
        "})",
        "*/",
    ]
    runs = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        " autofocus onfocus=alert(1) x=",
    ]
    links = [
        "[x](javascript:alert(1))", "[x](data:text/html,<script>alert(1)</script>)", "<javascript:alert(1)>",
        "![x](https://evil.example/x.png)", "[x]: javascript:alert(1)", "[x](//evil.example/)",
        "{{7*7}}{% raw %}", "=1+1|cmd",
    ]  # fmt: skip
    return [f"{out}{run}" for out in outs for run in runs] + links


def shared_payloads() -> list[str]:
    """The naughty strings and the script payloads of the shared data, or none where they are absent."""
    if not HOSTILE.exists():
        return []
    naughty: list[str] = json.loads((HOSTILE / "blns.json").read_text("utf-8"))
    scripts = (HOSTILE / "xss-payload-list.txt").read_bytes().decode("utf-8", "replace").split("\n")
    return [text for text in dict.fromkeys([*naughty, *scripts]) if text.strip()]


@dataclass(frozen=True)
class Split:
    """What the check accepts as prose, what it accepts in names and legal texts, and what it refuses somewhere."""

    prose: list[str]
    plain: list[str]
    refused: list[str]


def split(payloads: Sequence[str], folder: Path) -> Split:
    """Ask the check about each payload as prose and as a name and a legal text."""
    for collection in ("cases", "regulations"):
        (folder / collection).mkdir(parents=True)
    (folder / "site.yml").write_text('{"name": "x"}', "utf-8")
    for number, text in enumerate(payloads):
        record = {"title": text, "summary": text, "illustrative": "true"}
        _write(folder / f"cases/c{number}.yml", record)
        _write(folder / f"regulations/c{number}.yml", {**regulation([text]), "number": text})
    rules = read_catalogue().rules
    bad = {one.file for one in check_content(folder).findings if rules[one.code].severity == "error"}
    numbered = list(enumerate(payloads))
    prose = [text for number, text in numbered if f"cases/c{number}.yml" not in bad]
    plain = [text for number, text in numbered if f"regulations/c{number}.yml" not in bad]
    return Split(prose, plain, [text for text in payloads if text not in {*prose} & {*plain}])


def _write(path: Path, record: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def consultation(payloads: Sequence[str]) -> dict[str, Any]:
    """A consultation with an opinion a payload: as its giver, its text (a mark behind it) and its reason."""
    opinions = [
        {
            "id": f"o{n}",
            "from": {"kind": "citizen", "label": text},
            "text": f"{text}\n\n〔{n}〕",
            "response": {"status": "not_adopted", "reason": text},
        }
        for n, text in enumerate(payloads, 1)
    ]
    return {
        "title": payloads[0], "summary": payloads[-1], "subject": payloads[0], "opened": "2026-01-01",
        "illustrative": "true", "opinions": opinions,
    }  # fmt: skip


def regulation(payloads: Sequence[str]) -> dict[str, Any]:
    """A regulation whose articles are payloads, in two versions that differ, a mark behind each."""
    lines = [" ".join(text.split()) for text in payloads]

    def law(texts: Sequence[str]) -> str:
        return "".join(f"第{n}条　甲{text}\n〔{n}〕\n" for n, text in enumerate(texts, 1))

    versions = [
        {"version": "draft", "status": "draft", "text": law(lines)},
        {
            "version": "enacted",
            "status": "enacted",
            "effective_from": "2026-02-01",
            "text": law([*lines[1:], lines[0]]),
        },
    ]
    return {
        "title": "示例", "number": payloads[0], "kind": payloads[-1], "illustrative": "true", "versions": versions,
    }  # fmt: skip


def pages_of(prose: Sequence[str], plain: Sequence[str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Collection, id and record for all payloads, ``A_PAGE`` a page."""
    for number, at in enumerate(range(0, len(prose), A_PAGE)):
        yield "opinions", f"h{number}", consultation(prose[at : at + A_PAGE])
    for number, at in enumerate(range(0, len(plain), A_PAGE)):
        yield "regulations", f"h{number}", regulation(plain[at : at + A_PAGE])


def build_accepted(accepted: Split, folder: Path, site: Path) -> None:
    """Write what the check accepts as an editor's content, check it and build it."""
    for collection, identifier, record in pages_of(accepted.prose, accepted.plain):
        _write(folder / "content" / collection / f"{identifier}.yml", record)
    checked = check_content(folder / "content")
    errors = [one for one in checked.findings if read_catalogue().rules[one.code].severity == "error"]
    assert errors == [], errors[:3]
    build(checked, site, ROOT / "mkdocs.yml", TODAY, read_catalogue())


def build_unchecked(payloads: Sequence[str], each: int, site: Path) -> None:
    """Give the renderers what no check would let pass: all payloads, and every field of ``each`` records of a kind."""
    records = list(pages_of(payloads, payloads))
    filling = _Filling(payloads)
    for number in range(each):
        for collection, model in COLLECTIONS.items():
            record = filling.model(model)
            if number % 5:
                del record["withdrawn"]
            record["illustrative"] = "false" if number % 2 else "true"
            records.append((collection, f"f{number}", record))
    collections: dict[str, dict[str, Entry]] = {name: {} for name in COLLECTIONS}
    texts: dict[tuple[str, str], str] = {}
    for collection, identifier, record in records:
        made = COLLECTIONS[collection].model_validate(record, context={"language": "zh"})
        entry = Entry(collection, identifier, f"{collection}/{identifier}.yml", made)
        collections[collection][identifier] = entry
        if isinstance(made, Regulation):
            texts |= {(entry.key, one.version): one.text for one in made.versions if one.text}
    known = frozenset(entry.key for entries in collections.values() for entry in entries.values())
    settings = {**filling.model(Site), "url": "http://127.0.0.1/", "language": "zh", "timezone": "Asia/Shanghai"}
    shared = Site.model_validate(settings, context={"language": "zh"})
    corpus = Corpus(shared, tuple[ContentFile, ...](), collections, known, texts)
    build(Checked(corpus, LawTexts(corpus), []), site, ROOT / "mkdocs.yml", TODAY, read_catalogue())


class _Filling:
    """Fills every field of a model: what can hold a text gets the next payload, all else something that fits."""

    def __init__(self, payloads: Sequence[str]) -> None:
        self.payloads, self.at = [text for text in payloads if text.strip()], 0
        self.safe = [text for text in self.payloads if scalars.is_safe_link(text)] or ["https://example.org/?q=%22onx"]
        self.kinds: dict[Any, Callable[[], Any]] = {
            scalars.Integer: lambda: "3",
            scalars.Number: lambda: "2",
            scalars.Boolean: lambda: "true",
            scalars.Clock: lambda: "09:00",
            scalars.Url: lambda: self.safe[self.at % len(self.safe)],
            scalars.SiteAddress: lambda: "http://127.0.0.1/",
            scalars.TimeZone: lambda: "Asia/Shanghai",
            scalars.Line: self.next,
            scalars.Day: lambda: "2025-01-02",
            scalars.Count: lambda: "4",
            fields.Text: lambda: {"zh": self.next(), "en": self.next(), "en_of": self.next()},
            fields.Subject: self.next,
            fields.Document: lambda: {"title": self.next(), "url": self.kinds[scalars.Url](), "date": "2025-01-02"},
            references.Reference: lambda: "cases/f0",
            references.Voter: self.next,
            references.MeetingName: self.next,
            references.Bodies: lambda: [self.next()],
            Vocabulary: lambda: {self.next(): self.next() for _ in range(9)},
            Redirects: dict,
            references.RegulationRef: lambda: "regulations/f0",
            references.VoteRef: lambda: "votes/f0",
            references.StationRef: lambda: "stations/f0",
            references.DeputyRef: lambda: "deputies/f0",
            references.PlanRef: lambda: "plans/f0",
            references.ProjectRef: lambda: "projects/f0",
            references.Topic: self.next,
            references.District: self.next,
            references.Body: self.next,
            references.OutcomeLetter: self.next,
        }

    def next(self) -> str:
        """The next payload, round and round; one that would be read as a reference is only a text."""
        self.at += 1
        return self.payloads[self.at % len(self.payloads)]

    def model(self, model: type[BaseModel]) -> dict[str, Any]:
        hints = get_type_hints(model, include_extras=True)
        filled: dict[str, Any] = {}
        for name, info in model.model_fields.items():
            if name in ("id", "version"):
                self.at += 1
                filled[name] = f"p{self.at}"
            else:
                filled[info.alias or name] = self._value(hints[name])
        for one, other in (("text", "file"), ("record", "url"), ("motion", "subject"), ("regulation", "subject")):
            if one in filled and other in filled and self.at % 2:
                del filled[other]
        return filled

    def _value(self, hint: Any) -> Any:
        for kind, make in self.kinds.items():
            if hint == kind:
                return make()
        origin = get_origin(hint)
        if origin is Annotated:  # a text or a reference, read by a function of its own
            return self._value(get_args(hint)[0])
        if hint is str:
            return self.next()
        if origin in (Union, types.UnionType):
            return self._value(next(part for part in get_args(hint) if part is not type(None)))
        if origin is Literal:
            return get_args(hint)[self.at % len(get_args(hint))]
        if origin is list:
            return [self._value(get_args(hint)[0]) for _ in range(2)]
        assert isinstance(hint, type) and issubclass(hint, BaseModel), hint
        return self.model(hint)


@dataclass
class Seen:
    """What the browser saw: how many pages, and everything that ran, was blocked or stood elsewhere than it should."""

    pages: int = 0
    marks: int = 0
    wrong: list[str] = field(default_factory=list)


SPIES = """
for (const name of ["alert", "prompt", "confirm", "print", "open"]) {
  window[name] = () => console.error("ran: " + name);
}
document.addEventListener("securitypolicyviolation", e => console.error("blocked: " + e.violatedDirective));
"""
LOOK = """() => {
  const wrong = [];
  const all = selector => [...document.querySelectorAll(selector)];
  if (all("main").length !== 1) wrong.push("main: " + all("main").length);
  if (all("footer").some(one => one.closest("main"))) wrong.push("a footer inside main");
  if (!all("footer").length) wrong.push("no footer");
  if (all("main h1").length !== 1) wrong.push("h1: " + all("main h1").length);
  const running = all("script").filter(one => !one.src && /^(|module|text.javascript)$/.test(one.type)
    && one.closest("main"));
  if (running.length) wrong.push("a script in main");
  for (const one of all("iframe, object, embed, main img, main base, main meta, main style, main math, body base")) {
    wrong.push("there is a " + one.tagName);
  }
  for (const one of all("main *, head *")) {
    for (const attribute of one.attributes) {
      if (/^on/i.test(attribute.name)) wrong.push(attribute.name + " on " + one.tagName);
      if (/^\\s*(javascript|data|vbscript):/i.test(attribute.value) && one.closest("main")
        && /^(href|src|action|formaction)$/.test(attribute.name)) wrong.push(attribute.value.slice(0, 40));
    }
  }
  const way = one => one.parentElement ? way(one.parentElement) + ">" + one.tagName : one.tagName;
  for (const selector of [".gs-opinion", "table.gs-list tbody tr"]) {
    const ways = new Set(all(selector).map(way));
    if (ways.size > 1) wrong.push(selector + " in different places: " + [...ways].join(" "));
  }
  let marks = 0;
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    for (const found of walker.currentNode.data.matchAll(/〔(\\d+)〕/g)) {
      marks += 1;
      const holder = walker.currentNode.parentElement.closest(".gs-opinion");
      if (all(".gs-opinion").length && (!holder || holder.id !== "o" + found[1])) wrong.push("mark " + found[1]);
    }
  }
  return [marks, wrong];
}"""


def look(browser: Browser, base: str, addresses: Sequence[str]) -> Seen:
    """Open the pages one after the other and tell what was wrong with any of them."""
    seen = Seen()
    context = browser.new_context(reduced_motion="reduce")
    context.add_init_script(SPIES)
    page = context.new_page()
    here = ""

    def tell(what: str) -> None:
        seen.wrong.append(f"{here}: {what[:200]}")

    def refuse(dialog: Dialog) -> None:
        tell(f"dialog {dialog.type}")
        dialog.dismiss()

    page.on("dialog", refuse)
    page.on("console", lambda message: tell(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: tell(str(error)))
    page.on("request", lambda request: None if request.url.startswith((base, "data:")) else tell(request.url))
    page.on("popup", lambda popup: tell("popup"))
    for here in addresses:
        page.goto(base + here, wait_until="load")
        marks, wrong = page.evaluate(LOOK)
        seen.pages += 1
        seen.marks += marks
        for what in wrong:
            tell(what)
    context.close()
    return seen


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def serving(site: Path) -> Iterator[str]:
    """The address of a site on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def addresses(site: Path, sections: Sequence[str]) -> list[str]:
    """The pages below some sections of a site, and the home page."""
    found = [""]
    for section in sections:
        found += sorted(path.parent.relative_to(site).as_posix() + "/" for path in (site / section).rglob("index.html"))
    return found


def sample(seed: int, count: int) -> list[str]:
    """Our own payloads and ``count`` of the shared ones."""
    shared = shared_payloads()
    return own_payloads() + random.Random(seed).sample(shared, min(count, len(shared)))
