"""Hostile content: whatever stands in a record, nothing of it runs and the page around it stays whole."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser

import hostile_site as hostile
from gongshi.records import COLLECTIONS

SAMPLE = 340


@pytest.fixture(scope="module")
def unchecked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of records that no check has seen: a sample of payloads in every field of every collection."""
    site = tmp_path_factory.mktemp("unchecked") / "site"
    hostile.build_unchecked(hostile.sample(1, SAMPLE), 2, site)
    return site


def test_our_own_payloads_are_about_sixty_and_each_is_another() -> None:
    assert len(hostile.own_payloads()) == len(set(hostile.own_payloads())) >= 60


def test_what_the_check_accepts_is_built_and_does_nothing(browser: Browser, tmp_path: Path) -> None:
    accepted = hostile.split(hostile.sample(2, SAMPLE), tmp_path / "split")
    assert len(accepted.prose) >= 20
    assert len(accepted.plain) >= 60
    site = tmp_path / "site"
    hostile.build_accepted(accepted, tmp_path, site)
    with hostile.serving(site) as base:
        seen = hostile.look(browser, base, hostile.addresses(site, ["opinions", "regulations"]))
    assert seen.wrong == []
    assert seen.marks >= len(accepted.prose) + 3 * len(accepted.plain)


def test_what_no_check_has_seen_does_nothing(browser: Browser, unchecked: Path) -> None:
    sections = [*COLLECTIONS, "promises", "bodies", "search", "data"]
    with hostile.serving(unchecked) as base:
        seen = hostile.look(browser, base, hostile.addresses(unchecked, sections))
    assert seen.wrong == []
    assert seen.pages > 2 * len(COLLECTIONS)


def test_every_feed_and_data_file_can_be_read(unchecked: Path) -> None:
    for path in unchecked.rglob("*.xml"):
        ElementTree.fromstring(path.read_bytes())
    for path in (unchecked / "data").glob("*.json"):
        json.loads(path.read_bytes())
    for path in (unchecked / "data").glob("*.csv"):
        rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
        assert len({len(row) for row in rows}) <= 1
        assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "\t", "\r"))] == []


def test_the_browser_would_tell(browser: Browser, tmp_path: Path) -> None:
    """What the other tests look for is seen where it is: a script that runs, a mark and a footer elsewhere."""
    head = "<!doctype html><meta charset=utf-8><link rel=icon href='data:,'><title>x</title>"
    page = head + "<main><h1>x</h1>{}</main><footer>x</footer>"
    opinion = '<div class="gs-opinion" id="o1">{}</div>'
    cases = {
        "fine": opinion.format("<p>〔1〕</p>"),
        "runs": "<script>alert(1)</script>",
        "handler": "<p onclick='x()'>x</p>",
        "mark": opinion.format("") + "<p>〔1〕</p>",
        "nested": opinion.format(opinion.format("")),
        "elsewhere": "<a href='http://127.0.0.9/x.png'></a><link rel=stylesheet href='http://127.0.0.9/x.css'>",
        "closed": "</main><main>",
    }
    for name, inside in cases.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(page.format(inside), "utf-8")
    with hostile.serving(tmp_path) as base:
        wrong = {name for name in cases if hostile.look(browser, base, [f"{name}/"]).wrong}
    assert wrong == set(cases) - {"fine"}
