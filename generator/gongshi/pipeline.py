"""The order of the stages: load, check, derive, render, publish."""

from __future__ import annotations

import gc
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from gongshi.catalogue import Catalogue
from gongshi.checks import check
from gongshi.checks.permanence import permanence, published
from gongshi.derive.facts import facts_on
from gongshi.derive.law.texts import LawTexts
from gongshi.findings import Finding, LocatedFinding, located
from gongshi.load.content import Locations, load
from gongshi.outputs import output_files
from gongshi.outputs.search.site import write_search
from gongshi.publish.manifest import verify, write_manifest
from gongshi.publish.shells import build_shells
from gongshi.publish.site import SiteWriter
from gongshi.publish.staging import publish, staging
from gongshi.records.corpus import Corpus
from gongshi.render.page import Page
from gongshi.render.site_pages import Job, SitePages
from gongshi.stages import Stages
from gongshi.workers import in_parallel

NOT_OURS = ("assets/javascripts", "assets/images", "sitemap.xml.gz")
"""What MkDocs and Material put into every site and ours never uses."""


PARALLEL_FROM = 500
"""Pages to write from which more cores are faster than one."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A content folder read and checked."""

    corpus: Corpus
    texts: LawTexts
    findings: list[LocatedFinding]

    def errors(self, catalogue: Catalogue) -> int:
        """How many findings stop a build."""
        return sum(catalogue.rules[finding.code].severity == "error" for finding in self.findings)


class NotWholeError(Exception):
    """The staged site is not what its manifest says. That is our bug, or the disk's."""


def check_content(
    content: Path, before: Mapping[str, Mapping[str, Any]] | None = None, stages: Stages | None = None
) -> Checked:
    """Load and check a content folder: everything wrong with it, at once.

    With ``before``, what an earlier site's manifest keeps of its records, also what vanished since.
    """
    stages = stages or Stages()
    with _nothing_thrown_away():
        with stages.stage("load"):
            loaded = load(content)
            texts = LawTexts(loaded.corpus)
        with stages.stage("check"):
            in_part = frozenset(finding.place.file for finding in loaded.findings if _took_a_field_away(finding))
            findings = [
                *loaded.findings,
                *check(loaded.corpus, texts, in_part),
                *permanence(before or {}, loaded.corpus, texts),
            ]
            return Checked(loaded.corpus, texts, located(findings, Locations(content)))


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
) -> None:
    """Build the whole site beside ``site`` and put it in its place in one step. ``checked`` has no errors.

    ``cache`` is a folder for what MkDocs made, which is used again while nothing that it reads has changed.
    """
    stages = stages or Stages()
    with staging(site) as folder:
        with stages.stage("shells"):
            shells = build_shells(config, folder, cache)
            for name in NOT_OURS:
                _remove(folder / name)
            for source_map in folder.rglob("*.map"):
                source_map.unlink()
        with stages.stage("derive"), _nothing_thrown_away():
            facts = facts_on(checked.corpus, today, checked.texts)
        writer = SiteWriter(shells, checked.corpus.site, catalogue)
        with stages.stage("pages"):
            written = _write_pages(SitePages(facts, catalogue), writer)
        with stages.stage("files"):
            writer.write_hand_written({page.path for page in written})
            writer.write_files(output_files(facts, catalogue, written))
            write_search(folder, facts, catalogue, site)
        with stages.stage("verify"):
            write_manifest(folder, today.isoformat(), published(checked.corpus, checked.texts))
            if differences := verify(folder):
                raise NotWholeError(str(differences))
        with stages.stage("publish"):
            publish(folder, site)


def _write_pages(pages: SitePages, writer: SiteWriter) -> list[Page]:
    """Render and write all pages on all cores; what is left of each page is what a site map says of it.

    Two pages with one address would lose one of them: that is our bug, and ``ValueError``.
    """

    def write(job: Job) -> list[Page]:
        written = []
        for page in pages.of(job):
            writer.write_page(page)
            written.append(replace(page, content="", head="", headings=()))
        return written

    gc.freeze()  # what was read stays to the end, and need not be looked through again and again
    written = [page for some in in_parallel(write, pages.jobs, PARALLEL_FROM) for page in some]
    for path, times in Counter(page.path for page in written).items():
        if times > 1:
            raise ValueError(f"two pages for {path}")
    return written


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
