"""What the rules found in the parts of the corpus that nothing has changed in."""

from __future__ import annotations

from collections.abc import Mapping

from gongshi.checks import check_records, check_site
from gongshi.checks.parts import Parts
from gongshi.derive.law.texts import LawTexts
from gongshi.findings import Finding
from gongshi.kept.cells import OF_RECORDS, Answers, Trace, answers_of, changed_cells
from gongshi.kept.store import Store
from gongshi.records.corpus import Corpus
from gongshi.workers import in_parallel

_FINDINGS = "findings"
PART = 12
"""Files that are judged at once, and again where one of them changed: with fewer, the rules' own start would show."""
PARALLEL_FROM = 40
"""Parts to judge from which more cores are faster than one."""


def found_in(corpus: Corpus, texts: LawTexts, digests: Mapping[str, str], store: Store, basis: str) -> list[Finding]:
    """All that the rules find, site and records; parts that are as they were when they were judged are not judged
    again."""
    before: Answers
    files: Mapping[str, tuple[str | None, str]]
    kept: Mapping[str, tuple[Finding, ...]]
    found_before = store.get(_FINDINGS, tuple, basis)
    before, files, kept = found_before or ({}, {}, {})
    traced, parts = Trace(store, _FINDINGS, basis, found_before is not None, OF_RECORDS), Parts(corpus, PART)
    now = answers_of(corpus, digests, before)
    files_now = {path: (digests.get(path), part) for path, part in parts.names.items()}
    moved = [one for path in files.keys() | files_now.keys() for one in _parted(files.get(path), files_now.get(path))]
    every = dict.fromkeys(parts.names.values())
    todo = {*moved, *traced.stale(changed_cells(before, now)), *(every.keys() - kept.keys())} & every.keys()
    some = parts.some(todo)

    def judge(name: str) -> tuple[tuple[Finding, ...], frozenset[str]]:
        with corpus.reads.watched() as cells:
            found = check_records(some[name], texts)
        return tuple(found), frozenset(cells)

    fresh = dict(zip(some, in_parallel(judge, list(some), PARALLEL_FROM), strict=True))
    found = {name: fresh[name][0] if name in fresh else kept[name] for name in every}
    if fresh or files != files_now:
        with store.together():
            traced.keep({name: cells for name, (_, cells) in fresh.items()}, kept.keys() - every.keys())
            store.put({_FINDINGS: (now, files_now, found)}, basis)
    return [*check_site(corpus, texts), *(finding for one in found.values() for finding in one)]


def _parted(before: tuple[str | None, str] | None, now: tuple[str | None, str] | None) -> list[str]:
    """The parts that a file left and came to, or changed in."""
    return [] if before == now else [one[1] for one in (before, now) if one is not None]
