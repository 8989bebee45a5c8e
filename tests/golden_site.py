"""The golden site: what the generator makes of ``tests/golden/content``, before it is stamped into shells."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gongshi.catalogue import read_catalogue
from gongshi.derive.facts import facts_on
from gongshi.outputs import output_files
from gongshi.pipeline import check_content
from gongshi.render.site_pages import pages

CONTENT = Path(__file__).parent / "golden" / "content"
EXPECTED = Path(__file__).parent / "golden" / "expected"
TODAY = date(2025, 7, 1)


def golden_files() -> dict[str, bytes]:
    """Every page's content and every other file, by path."""
    catalogue = read_catalogue()
    checked = check_content(CONTENT)
    assert checked.findings == []
    facts = facts_on(checked.corpus, TODAY, checked.texts)
    rendered = list(pages(facts, catalogue))
    files = {f"{page.path}index.html": page.content.encode() + b"\n" for page in rendered}
    return files | {file.path: file.data for file in output_files(facts, catalogue, rendered)}
