"""Measure the parser of legal texts, and the comparison of versions, over a folder of real texts.

    python tests/benchmarks/law_text.py FOLDER [--versions TABLE.csv]

FOLDER holds ``manifest.csv`` (columns path, title, chapters, sections, articles, and dates) and the
texts that it names. Every text whose numbers differ from the manifest's is listed with the reason. The
last line is one JSON object with the figures. ``--versions`` also writes what became of the articles
of each title that stands there in two or more versions.

The manifest counts chapters and sections by Markdown level (``##`` and ``###``), whatever the heading
says. So each text is judged twice: ``equal_by_mark`` counts the headings that the parser found at
these levels, ``equal_by_unit`` its 章 and 节. Times are those of one core (process time, best of three).
"""

from __future__ import annotations

import argparse
import csv
import gc
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "generator"))

from gongshi.derive.law.comparison import Comparison, RowKind, compare, word_changes
from gongshi.derive.law.text import parse
from gongshi.derive.law.tree import Article, Attachment, Block, Heading, LawText, render

Counts = tuple[int, int, int]
"""Chapters, sections, articles."""

KINDS: tuple[RowKind, ...] = ("unchanged", "changed", "moved", "moved_changed", "added", "removed")


@dataclass
class Figures:
    """What was measured over the texts one by one."""

    documents: int = 0
    megabytes: float = 0.0
    seconds: float = 0.0
    crashes: list[str] = field(default_factory=list)
    lossy: list[str] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)
    differ_by_unit: list[str] = field(default_factory=list)
    differ_by_mark: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class VersionPair:
    """Two versions of one title, compared."""

    title: str
    old: str
    new: str
    comparison: Comparison
    seconds: float
    seconds_words: float


def by_unit(law: LawText) -> Counts:
    """Numbered 章 and 节, and 条."""
    numbered = [heading.level for heading in law.headings if heading.label.startswith("第")]
    return numbered.count("chapter"), numbered.count("section"), len(law.articles)


def by_mark(law: LawText, with_contents: bool = False) -> Counts:
    """What is marked ``##`` and ``###``, and 条."""
    marks = [
        _mark(block.text)
        if isinstance(block, Block)
        else _mark(block.raw)
        if isinstance(block, Heading)
        else _mark(block.lead)
        for block in law.blocks
        if not isinstance(block, Block) or (with_contents and block.kind == "contents")
    ]
    return marks.count(2), marks.count(3), len(law.articles)


def _mark(typed: str) -> int:
    return len(typed) - len(typed.lstrip("#"))


def reason(law: LawText, wanted: Counts) -> str:
    """Why a text's numbers are not the manifest's."""
    if by_mark(law) == wanted:
        return "a heading's level in Markdown is not that of its 章 or 节, or it has neither (一、, 附表)"
    if by_mark(law, with_contents=True) == wanted:
        return "upstream marked the table of contents as headings; the manifest counts them twice"
    if any(" " in article.label for article in law.articles):
        return "a space inside the label of an article, which the manifest does not count"
    return "not explained"


def anchors(law: LawText) -> Iterator[str]:
    """Every anchor of a text."""
    for heading in law.headings:
        yield heading.anchor
    units: tuple[Article | Attachment, ...] = (*law.articles, *law.sections, *law.attachments)
    for unit in units:
        yield unit.anchor
        for paragraph in unit.paragraphs:
            yield paragraph.anchor
            for item in paragraph.items:
                yield item.anchor
                yield from (subitem.anchor for subitem in item.subitems)


def measure(folder: Path, rows: list[dict[str, str]]) -> tuple[Figures, dict[str, LawText]]:
    """Parse every text of the manifest and judge it."""
    figures = Figures()
    laws: dict[str, LawText] = {}
    texts = {row["path"]: (folder / row["path"]).read_text("utf-8") for row in rows}
    for row in rows:
        path = row["path"]
        figures.documents += 1
        try:
            laws[path] = parse(texts[path])
        except Exception as error:
            figures.crashes.append(f"{path}: {error!r}")
            continue
        wanted = int(row["chapters"]), int(row["sections"]), int(row["articles"])
        judge(figures, path, texts[path], laws[path], wanted)
    sound = [texts[path] for path in laws]
    figures.megabytes = sum(len(text.encode()) for text in sound) / 1e6
    gc.freeze()  # what was kept above must not slow down what is measured
    figures.seconds = min(timed(lambda: [parse(text) is None for text in sound]) for _ in range(3))
    return figures, laws


def timed(work: Callable[[], object]) -> float:
    """Seconds of one core that a piece of work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def judge(figures: Figures, path: str, text: str, law: LawText, wanted: Counts) -> None:
    """Add one text to the figures."""
    if "".join(render(law).split()) != "".join(text.split()):
        figures.lossy.append(path)
    names = list(anchors(law))
    if len(names) != len(set(names)):
        figures.ambiguous.append(path)
    figures.warnings.update(warning.kind for warning in law.warnings)
    if by_unit(law) != wanted:
        why = reason(law, wanted)
        figures.reasons[why] += 1
        figures.differ_by_unit.append(path)
        if by_mark(law) != wanted:
            figures.differ_by_mark.append(path)
        print(f"{path}: found {by_unit(law)}, by mark {by_mark(law)}, manifest {wanted}: {why}")


def version_pairs(rows: list[dict[str, str]], laws: dict[str, LawText]) -> Iterator[VersionPair]:
    """Neighbouring versions of each title, by date."""
    by_title: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        if row["path"] in laws:
            by_title.setdefault(row["title"], []).append(row)
    for title, versions in sorted(by_title.items()):
        versions.sort(key=lambda row: (_date(row), row["path"]))
        for old, new in pairwise(versions):
            before, after = laws[old["path"]], laws[new["path"]]
            comparison = compare(before, after)
            changed = [(one.text, other.text) for one, other in reworded(comparison)]
            seconds = min(timed(partial(compare, before, after)) for _ in range(3))
            words = min(timed(partial(all_words, changed)) for _ in range(3))
            yield VersionPair(title, _date(old), _date(new), comparison, seconds, words)


def all_words(texts: list[tuple[str, str]]) -> int:
    """Compare pairs of articles word by word."""
    return sum(len(word_changes(before, after)) for before, after in texts)


def _date(row: dict[str, str]) -> str:
    return row.get("effective") or row.get("published") or row.get("adopted") or ""


def reworded(comparison: Comparison) -> Iterator[tuple[Article, Article]]:
    """Articles that stand in both texts with different words."""
    for row in comparison.rows:
        if row.old is not None and row.new is not None and row.kind in ("changed", "moved_changed"):
            yield row.old, row.new


def write_versions(file: Path, pairs: list[VersionPair]) -> None:
    """The table of what became of the articles of each title."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("title", "old", "new", *KINDS))
        for pair in pairs:
            counts = Counter(row.kind for row in pair.comparison.rows)
            writer.writerow((pair.title, pair.old, pair.new, *(counts[kind] for kind in KINDS)))


def share(part: int, whole: int) -> float:
    """A share, rounded; 1 of nothing."""
    return round(part / whole, 4) if whole else 1.0


def report(figures: Figures, pairs: list[VersionPair]) -> dict[str, object]:
    """The figures as one object."""
    count = figures.documents
    parsed = count - len(figures.crashes)
    compared = [pair.seconds * 1000 for pair in pairs] or [0.0]
    worded = [(pair.seconds + pair.seconds_words) * 1000 for pair in pairs] or [0.0]
    changed = sum(1 for pair in pairs for _ in reworded(pair.comparison))
    return {
        "documents": count,
        "crashes": len(figures.crashes),
        "equal_by_mark": share(parsed - len(figures.differ_by_mark), count),
        "equal_by_unit": share(parsed - len(figures.differ_by_unit), count),
        "exceptions_by_mark": len(figures.differ_by_mark),
        "exceptions_by_unit": len(figures.differ_by_unit),
        "reasons": dict(figures.reasons),
        "round_trip": share(parsed - len(figures.lossy), count),
        "anchors_unique": share(parsed - len(figures.ambiguous), count),
        "numbering_warnings": dict(figures.warnings),
        "megabytes_per_second": round(figures.megabytes / (figures.seconds or 1), 1),
        "documents_per_second": round(parsed / (figures.seconds or 1)),
        "version_pairs": len(pairs),
        "compare_ms_average": round(sum(compared) / len(compared), 2),
        "compare_ms_worst": round(max(compared), 2),
        "reworded_articles": changed,
        "compare_with_words_ms_average": round(sum(worded) / len(worded), 2),
        "compare_with_words_ms_worst": round(max(worded), 2),
    }


def main() -> int:
    """Measure; 1 if a text crashed the parser, lost something or has an anchor twice."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--versions", type=Path, help="write the table of versions to this file")
    arguments = parser.parse_args()
    with (arguments.folder / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    figures, laws = measure(arguments.folder, rows)
    pairs = list(version_pairs(rows, laws))
    if arguments.versions:
        write_versions(arguments.versions, pairs)
    for name in ("crashes", "lossy", "ambiguous"):
        for path in getattr(figures, name):
            print(f"{name}: {path}")
    print(json.dumps(report(figures, pairs), ensure_ascii=False))
    return 1 if figures.crashes or figures.lossy or figures.ambiguous else 0


if __name__ == "__main__":
    sys.exit(main())
