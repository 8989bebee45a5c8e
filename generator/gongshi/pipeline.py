"""The order of the stages: load, check, derive, render, publish."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from gongshi.catalogue import Catalogue
from gongshi.checks import standing
from gongshi.checks.permanence import permanence
from gongshi.derive.facts import Facts
from gongshi.derive.law.texts import LawTexts
from gongshi.findings import Finding, LocatedFinding, located
from gongshi.kept.cells import answers_of, changed_cells, facts_answer, hashed, records_of
from gongshi.kept.files import KeptFiles
from gongshi.kept.findings import found_in
from gongshi.kept.signs import KeptSigns
from gongshi.kept.store import Store
from gongshi.kept.templates import KeptTemplates
from gongshi.load.content import SITE_FILE, load
from gongshi.load.locations import Locations
from gongshi.made import MadeRecords, make_records
from gongshi.outputs.search.site import Before, write_search, write_words
from gongshi.overviews import CARDS, Overviews, make_frame, make_overviews
from gongshi.publish.manifest import NAME, FileMark, manifest, revised
from gongshi.publish.shells import BuiltShells, ShellsUnderway
from gongshi.publish.site import SiteWriter
from gongshi.publish.staged import NotWholeError, Staged
from gongshi.publish.staging import publish, staging
from gongshi.records.corpus import Corpus
from gongshi.render.site_pages import SitePages
from gongshi.stages import Stages
from gongshi.unchanged import program_state

NOT_OURS = ("assets/javascripts/", "assets/images/", "sitemap.xml.gz")
"""What MkDocs and Material put into every site and ours never uses."""
_ANSWERS = "answers"
"""What the cells answered when all that is kept was made, and the mark of the manifest that was published with it: only
in that site files are as they were made."""


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
    with stages.stage("load"):
        loaded = load(content, kept)
        kept.keep(loaded, started)
        corpus, unread, digests = loaded.corpus, loaded.findings, loaded.digests
        texts = LawTexts(corpus)
        del loaded, kept
    with stages.stage("check"):
        in_part = frozenset(finding.place.file for finding in unread if _took_a_field_away(finding))
        findings = [
            *unread,
            *standing(found_in(corpus, texts, digests, store, basis), in_part),
            *permanence(before or {}, corpus, texts),
        ]
        return Checked(corpus, texts, located(findings, Locations(content)), digests, basis)


def _site_text(content: Path) -> bytes:
    """What a site's settings say: all records are read with them."""
    try:
        return (content / SITE_FILE).read_bytes()
    except OSError:
        return b""


def _took_a_field_away(finding: Finding) -> bool:
    """Whether a record was read without a field that its editor meant to write."""
    return finding.code.startswith("GS2") and (finding.code != "GS201" or finding.facts.get("near") != "")


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
    job = _Job(checked, today, catalogue, stages or Stages(), store or Store(None))
    try:
        with staging(site) as staged, closing(ShellsUnderway(config, staged.scratch, cache)) as underway:
            _build(staged, job, underway)
    except NotWholeError:  # another hand was in the served site or in its twin, so that nothing of them can stay
        with staging(site, anew=True) as staged, closing(ShellsUnderway(config, staged.scratch, cache)) as underway:
            _build(staged, job, underway)


@dataclass(frozen=True, slots=True)
class _Job:
    """What a build is made of."""

    checked: Checked
    today: date
    catalogue: Catalogue
    stages: Stages
    store: Store


def _build(staged: Staged, job: _Job, underway: ShellsUnderway) -> None:
    checked, catalogue, stages, store = job.checked, job.catalogue, job.stages, job.store
    basis = hashed(checked.basis, job.today, underway.made_of or _contents(underway.built()))
    kept = store.get(_ANSWERS, tuple, basis)
    with stages.stage("derive"):
        before = kept[0] if kept is not None else {}
        answers = answers_of(checked.corpus, checked.digests, before)
        signs = KeptSigns(store, basis, checked.corpus, records_of(changed_cells(before, answers)), job.today)
        facts = Facts(job.today, checked.corpus, checked.texts, signs, signs.related)
        answers |= facts_answer(facts)
        of_the_served = kept is not None and staged.before.get(NAME) == kept[1]
        changed = changed_cells(before, answers) if of_the_served else None
    with stages.stage("shells"):
        writer = SiteWriter(underway.built(), checked.corpus.site, catalogue, staged.write)
    templates = KeptTemplates(store, checked.basis)
    pages = SitePages(facts, catalogue, templates.of)
    found = MadeRecords(store, basis, kept is not None, checked.corpus)
    found.forget(signs.gone)
    with stages.stage("pages"):
        make_records(pages, writer, staged, found, changed)
        if changed is not None:
            changed |= _cells_about_many(changed, found, signs)
        overviews = Overviews(store, basis, staged, changed)
        make_overviews(pages, writer, found, overviews)
    with stages.stage("files"):
        make_frame(pages, writer, found, overviews)
    del pages
    facts.let_go()
    with stages.stage("search"):
        _write_search(staged, facts, found, job, changed is not None and not found.ranked.changed)
        _write_rest(staged)
    with stages.stage("verify"):
        published = staged.write(NAME, _manifest(staged, found, job.today, changed is not None))
        state = staged.settle()
    with stages.stage("publish"):
        publish(staged, state)
        with store.together():
            for one in (signs, found, overviews, templates):
                one.keep()
            store.put({_ANSWERS: (answers, published)}, basis)


def _contents(shells: BuiltShells) -> list[tuple[str, bytes]]:
    return [(name, (shells.folder / name).read_bytes()) for name in shells.pages]


def _cells_about_many(changed: set[str], found: MadeRecords, signs: KeptSigns) -> set[str]:
    """The cells about many records that have changed with these ``changed`` ones and with what was made of them."""
    cards = {CARDS} if any(cell.startswith("card:") for cell in changed) else set()
    return cards | found.changed | {f"promised:{name}" for name in signs.promised}


def _write_search(staged: Staged, facts: Facts, found: MadeRecords, job: _Job, in_order: bool) -> None:
    """Write what changes of the search index, and keep the rest of it. ``in_order`` says that the records of the served
    one are those of now, in their order."""

    def write(path: str, data: bytes) -> tuple[str, FileMark]:
        return path, staged.write(path, data)

    index = [path for path in staged.before if path.startswith("search/") and path.endswith(".bin")]
    changes = None
    if index and in_order:
        fresh = {key: one for key in found.fresh if (one := found.ranked.get(key)) is not None}
        changes = write_words(facts, job.catalogue, fresh, write, staged.read)
    if changes is None:
        ranked = found.ranked.every()
        before = Before(staged.read, frozenset(ranked.keys() - found.fresh)) if index and job.store.keeps else None
        files, stale = write_search(facts, job.catalogue, ranked, write, before, found.documents)
    else:
        files, stale = changes
    staged.note_all(files)
    if stale is not None:
        staged.keep_all(path for path in index if path not in stale)


def _manifest(staged: Staged, found: MadeRecords, today: date, kept: bool) -> bytes:
    """The manifest of all files so far; ``kept`` says that what was not made now is as the served site has it."""
    if not kept:
        published = {key: one for key, one in found.published.every().items() if one is not None}
        return manifest(staged.marks, today.isoformat(), published)
    changes = {path: mark for path, mark in staged.changes().items() if path != NAME}
    return revised(staged.read(NAME), today.isoformat(), changes, found.published_now)


def _write_rest(staged: Staged) -> None:
    """Take over what MkDocs made besides pages and nothing of ours stands in the place of: styles and scripts."""
    for file in staged.scratch.rglob("*"):
        path = file.relative_to(staged.scratch).as_posix()
        ours = path not in staged.marks and not path.startswith(NOT_OURS) and not path.endswith(".map")
        if ours and file.is_file():
            staged.write(path, file.read_bytes())
