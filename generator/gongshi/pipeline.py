"""The order of the stages: load, check, derive, render, publish."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from gongshi.catalogue import Catalogue
from gongshi.checks import standing
from gongshi.checks.permanence import permanence
from gongshi.derive.facts import Facts, facts_on
from gongshi.derive.law.texts import LawTexts
from gongshi.findings import Finding, LocatedFinding, located
from gongshi.kept.cells import Answers, hashed
from gongshi.kept.files import KeptFiles
from gongshi.kept.findings import found_in
from gongshi.kept.signs import KeptSigns
from gongshi.kept.store import Store
from gongshi.kept.templates import KeptTemplates
from gongshi.load.content import SITE_FILE, load
from gongshi.load.locations import Locations
from gongshi.made import KeptMade, MadeRecords, make_records
from gongshi.outputs import output_files
from gongshi.outputs.search.index import RECORDS
from gongshi.outputs.search.site import Before, write_search
from gongshi.overviews import KeptOverviews, make_overviews, promised
from gongshi.publish.manifest import NAME, FileMark, manifest
from gongshi.publish.shells import build_shells
from gongshi.publish.site import SiteWriter
from gongshi.publish.staged import NotWholeError, Staged
from gongshi.publish.staging import publish, staging
from gongshi.records.corpus import Corpus
from gongshi.render.site_pages import SitePages
from gongshi.stages import Stages
from gongshi.unchanged import program_state

NOT_OURS = ("assets/javascripts/", "assets/images/", "sitemap.xml.gz")
"""What MkDocs and Material put into every site and ours never uses."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A content folder read and checked. ``digests`` tell its files from what they are at another time; ``basis``
    does so for its settings and for this program."""

    corpus: Corpus
    texts: LawTexts
    findings: list[LocatedFinding]
    digests: Mapping[str, str] = field(default_factory=dict)
    basis: str = ""

    def errors(self, catalogue: Catalogue) -> int:
        """How many findings stop a build."""
        return sum(catalogue.rules[finding.code].severity == "error" for finding in self.findings)


def check_content(
    content: Path,
    before: Mapping[str, Mapping[str, Any]] | None = None,
    stages: Stages | None = None,
    store: Store | None = None,
) -> Checked:
    """Load and check a content folder: everything wrong with it, at once.

    With ``before``, what an earlier site's manifest keeps of its records, also what vanished since. ``store`` has
    what earlier runs read.
    """
    stages, store = stages or Stages(), store or Store(None)
    basis, started = hashed(program_state(), _site_text(content)), time.time_ns()
    kept = KeptFiles(store, basis)
    with _nothing_thrown_away():
        with stages.stage("load"):
            loaded = load(content, kept)
            texts = LawTexts(loaded.corpus)
            kept.keep(loaded, started)
        with stages.stage("check"):
            in_part = frozenset(finding.place.file for finding in loaded.findings if _took_a_field_away(finding))
            findings = [
                *loaded.findings,
                *standing(found_in(loaded.corpus, texts, loaded.digests, store, basis), in_part),
                *permanence(before or {}, loaded.corpus, texts),
            ]
            return Checked(loaded.corpus, texts, located(findings, Locations(content)), loaded.digests, basis)


def _site_text(content: Path) -> bytes:
    """What a site's settings say: all records are read with them."""
    try:
        return (content / SITE_FILE).read_bytes()
    except OSError:
        return b""


def _took_a_field_away(finding: Finding) -> bool:
    """Whether a record was read without a field that its editor meant to write."""
    return finding.code.startswith("GS2") and (finding.code != "GS201" or finding.facts.get("near") != "")


@contextmanager
def _nothing_thrown_away() -> Iterator[None]:
    """No search for garbage while millions of values are read that all stay: it would double the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def build(
    checked: Checked,
    site: Path,
    config: Path,
    today: date,
    catalogue: Catalogue,
    cache: Path | None = None,
    stages: Stages | None = None,
    store: Store | None = None,
) -> None:
    """Build the whole site beside ``site`` and put it in its place in one step. ``checked`` has no errors.

    ``cache`` is a folder for what MkDocs made, which is used again while nothing that it reads has changed; ``store``
    has what was made of the records, of which the same holds.
    """
    job = _Job(checked, config, today, catalogue, cache, stages or Stages(), store or Store(None))
    try:
        with staging(site) as staged:
            _build(staged, job)
    except NotWholeError:  # another hand was in the served site or in its twin, so that nothing of them can stay
        with staging(site, anew=True) as staged:
            _build(staged, job)


@dataclass(frozen=True, slots=True)
class _Job:
    """What a build is made of."""

    checked: Checked
    config: Path
    today: date
    catalogue: Catalogue
    cache: Path | None
    stages: Stages
    store: Store


def _build(staged: Staged, job: _Job) -> None:
    checked, catalogue, stages = job.checked, job.catalogue, job.stages
    with stages.stage("shells"):
        shells = build_shells(job.config, staged.scratch, job.cache)
    with stages.stage("derive"), _nothing_thrown_away():
        kept_signs = KeptSigns(job.store, hashed(checked.basis, job.today))
        signs = kept_signs.signs(checked.corpus, checked.digests, job.today)
        facts = facts_on(checked.corpus, job.today, checked.texts, signs)
    writer = SiteWriter(shells, checked.corpus.site, catalogue, staged.write)
    templates = KeptTemplates(job.store, checked.basis)
    pages = SitePages(facts, catalogue, templates.of)
    basis = hashed(checked.basis, job.today, sorted(writer.html.items()))
    with stages.stage("pages"):
        with _nothing_thrown_away():
            kept, overviews = KeptMade(job.store, basis), KeptOverviews(job.store, basis)
        gc.freeze()  # what was read stays to the end, and need not be looked through again and again
        found, traced = make_records(pages, writer, staged, Answers(checked.corpus, checked.digests, facts), kept)
        written = make_overviews(pages, writer, staged, found, overviews, hashed(*promised(signs)))
    with stages.stage("files"):
        writer.write_hand_written({page.path for page in written})
        writer.write_files(output_files(facts, catalogue, written, found.extracts))
    with stages.stage("search"):
        same = job.store.get(_INDEX, tuple, basis) == staged.before.get(RECORDS)
        _write_search(staged, facts, found, job, found.unchanged if same else ())
        _write_rest(staged)
    with stages.stage("verify"):
        records = {key: one.published for key, one in found.records.items() if one.published is not None}
        staged.write(NAME, manifest(staged.marks, job.today.isoformat(), records))
        state = staged.settle()
    with stages.stage("publish"), _nothing_thrown_away():
        publish(staged, state)
        with job.store.together():
            kept_signs.keep()
            kept.keep(found, traced)
            overviews.keep()
            templates.keep()
            job.store.put({_INDEX: staged.marks[RECORDS]}, basis)


_INDEX = "search index"
"""The mark of the index that was published with what is kept: only there records are as they were."""


def _write_search(staged: Staged, facts: Facts, found: MadeRecords, job: _Job, unchanged: Iterable[str]) -> None:
    """Write what changes of the search index, and keep the rest of it."""

    def write(path: str, data: bytes) -> tuple[str, FileMark]:
        return path, staged.write(path, data)

    index = [path for path in staged.before if path.startswith("search/") and path.endswith(".bin")]
    before = Before(staged.read, frozenset(unchanged)) if index and job.store.keeps else None
    ranked = {key: one.ranked for key, one in found.records.items()}
    written, stale = write_search(facts, job.catalogue, ranked, write, before)
    staged.note_all(written)
    if stale is not None:
        for path in index:
            if path not in stale:
                staged.keep(path)


def _write_rest(staged: Staged) -> None:
    """Take over what MkDocs made besides pages and nothing of ours stands in the place of: styles and scripts."""
    for file in staged.scratch.rglob("*"):
        path = file.relative_to(staged.scratch).as_posix()
        ours = path not in staged.marks and not path.startswith(NOT_OURS) and not path.endswith(".map")
        if ours and file.is_file():
            staged.write(path, file.read_bytes())
