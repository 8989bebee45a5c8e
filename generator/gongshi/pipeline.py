"""The order of the stages: load, check, derive, render, publish."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gongshi.catalogue import Catalogue
from gongshi.checks import check
from gongshi.derive.facts import facts_on
from gongshi.derive.law.texts import LawTexts
from gongshi.findings import LocatedFinding, located
from gongshi.load.content import Locations, load
from gongshi.outputs import output_files
from gongshi.publish.manifest import verify, write_manifest
from gongshi.publish.shells import build_shells
from gongshi.publish.site import SiteWriter
from gongshi.publish.staging import publish, staging
from gongshi.records.corpus import Corpus
from gongshi.render.site_pages import pages

NOT_OURS = ("assets/javascripts", "assets/images", "sitemap.xml.gz")
"""What MkDocs and Material put into every site and ours never uses."""


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


def check_content(content: Path) -> Checked:
    """Load and check a content folder: everything wrong with it, at once."""
    loaded = load(content)
    texts = LawTexts(loaded.corpus)
    findings = [*loaded.findings, *check(loaded.corpus, texts)]
    return Checked(loaded.corpus, texts, located(findings, Locations(content)))


def build(checked: Checked, site: Path, config: Path, today: date, catalogue: Catalogue) -> None:
    """Build the whole site beside ``site`` and put it in its place in one step. ``checked`` has no errors."""
    with staging(site) as folder:
        shells = build_shells(config, folder)
        for name in NOT_OURS:
            _remove(folder / name)
        for source_map in folder.rglob("*.map"):
            source_map.unlink()
        facts = facts_on(checked.corpus, today, checked.texts)
        rendered = list(pages(facts, catalogue))
        writer = SiteWriter(shells, checked.corpus.site, catalogue)
        writer.write_pages(rendered)
        writer.write_hand_written({page.path for page in rendered})
        writer.write_files(output_files(facts, catalogue, rendered))
        write_manifest(folder, today.isoformat())
        if differences := verify(folder):
            raise NotWholeError(str(differences))
        publish(folder, site)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
