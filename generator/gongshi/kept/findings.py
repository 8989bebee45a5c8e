"""What the rules found in the parts of the corpus that nothing has changed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gongshi.checks import check_records, check_site
from gongshi.checks.parts import parts
from gongshi.derive.law.texts import LawTexts
from gongshi.findings import Finding
from gongshi.kept.cells import Answers, Trace, hashed, trace
from gongshi.kept.store import Store
from gongshi.records.corpus import Corpus
from gongshi.workers import in_parallel

_FINDINGS = "findings"
PART = 100
"""Files that are judged at once: some dozens of parts make all cores end at the same time."""
PARALLEL_FROM = 5
"""Parts to judge from which more cores are faster than one."""


@dataclass(frozen=True)
class Judged:
    """What was found in a part; ``members`` is a hash of its files."""

    members: str
    findings: tuple[Finding, ...]


def found_in(corpus: Corpus, texts: LawTexts, digests: Mapping[str, str], store: Store, basis: str) -> list[Finding]:
    """All that the rules find, site and records; parts that are as they were when they were judged are not judged
    again."""
    before: Trace
    kept: Mapping[str, Judged]
    before, kept = store.get(_FINDINGS, tuple, basis) or (Trace(), {})
    answers = Answers(corpus, digests)
    stale = before.stale(answers)
    every = parts(corpus, PART)
    members = {name: _members(part, digests) for name, part in every.items()}
    good = {name for name, one in kept.items() if name not in stale and members.get(name) == one.members}
    todo = [name for name in every if name not in good]

    def judge(name: str) -> tuple[Judged, frozenset[str]]:
        with corpus.reads.watched() as cells:
            found = check_records(every[name], texts)
        return Judged(members[name], tuple(found)), frozenset(cells)

    fresh = dict(zip(todo, in_parallel(judge, todo, PARALLEL_FROM), strict=True))
    now = {name: fresh[name][0] if name in fresh else kept[name] for name in every}
    if fresh or kept.keys() != every.keys():
        asked = {name: fresh[name][1] if name in fresh else before.asked[name] for name in every}
        store.put({_FINDINGS: (trace(asked, answers), now)}, basis)
    return [*check_site(corpus, texts), *(finding for one in now.values() for finding in one.findings)]


def _members(part: Corpus, digests: Mapping[str, str]) -> str:
    return hashed(*((file.path, digests.get(file.path)) for file in part.files))
