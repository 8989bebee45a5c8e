"""The repository's own site, every page of it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from html_pages import ParsedPage, parse


@pytest.fixture(scope="module")
def parsed(site: Path) -> dict[str, ParsedPage]:
    return {path.relative_to(site).as_posix(): parse(path) for path in sorted(site.rglob("*.html"))}


def test_no_internal_link_is_broken(site: Path, parsed: dict[str, ParsedPage]) -> None:
    broken = []
    for name, page in parsed.items():
        if name == "404.html":
            continue
        for tag, attribute, target in page.links:
            parts = urlsplit(target)
            if parts.scheme or target.startswith("//") or (tag == "link" and parts.netloc):
                continue
            path = (site / name).parent / unquote(parts.path) if parts.path else site / name
            path = path / "index.html" if path.is_dir() else path
            where = f"{name}: {tag} {attribute}={target}"
            if not path.is_file() or not path.resolve().is_relative_to(site.resolve()):
                broken.append(where)
            elif parts.fragment and path.suffix == ".html":
                ids = parsed[path.resolve().relative_to(site.resolve()).as_posix()].ids
                if unquote(parts.fragment) not in ids:
                    broken.append(where)
    assert broken == []


def test_the_error_page_links_below_the_configured_address(parsed: dict[str, ParsedPage]) -> None:
    own = [target for _, _, target in parsed["404.html"].links if not urlsplit(target).scheme]
    assert own
    assert all(target.startswith(("/", "#")) for target in own), own


def test_ids_are_unique_on_every_page(parsed: dict[str, ParsedPage]) -> None:
    twice = {
        name: sorted({one for one in page.ids if page.ids.count(one) > 1})
        for name, page in parsed.items()
        if len(page.ids) != len(set(page.ids))
    }
    assert twice == {}


def test_every_page_has_a_policy_that_covers_its_scripts(parsed: dict[str, ParsedPage]) -> None:
    for name, page in parsed.items():
        assert "default-src 'none'" in page.policy, name
        assert "unsafe" not in page.policy, name
        for attributes, code in page.scripts:
            if "src" in attributes or attributes.get("type") in ("application/json", "application/ld+json"):
                continue
            digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in page.policy, name


def test_no_page_asks_another_host_for_anything(parsed: dict[str, ParsedPage]) -> None:
    loads = {"script", "img", "iframe", "source", "video", "audio", "embed", "object"}
    for name, page in parsed.items():
        outside = [target for tag, _, target in page.links if tag in loads and urlsplit(target).netloc]
        assert outside == [], name
        styles = [(tag, attribute) for tag, attribute, _ in page.attributes if attribute == "style"]
        handlers = [attribute for _, attribute, _ in page.attributes if attribute.startswith("on")]
        assert (styles, handlers, "style" in page.tags) == ([], [], False), name


def test_no_slot_is_left_open(site: Path, parsed: dict[str, ParsedPage]) -> None:
    assert [name for name in parsed if "__gongshi" in (site / name).read_text("utf-8")] == []


def test_every_illustrative_record_is_labelled_wherever_it_is_named(site: Path, parsed: dict[str, ParsedPage]) -> None:
    labels = {"zh": "示例", "en": "Illustrative"}
    for file in sorted((site / "data").glob("*.json")):
        for record in json.loads(file.read_bytes()):
            if not record.get("illustrative"):
                continue
            for language, prefix in (("zh", ""), ("en", "en/")):
                name = f"{prefix}{file.stem}/{record['id']}/index.html"
                if name in parsed:
                    badges = (site / name).read_text("utf-8").partition('<p class="gs-badges">')[2].partition("</p>")[0]
                    assert labels[language] in badges, name


def test_illustrative_records_are_in_no_feed(site: Path) -> None:
    feeds = sorted(site.rglob("feed.xml"))
    assert len(feeds) == 13
    assert [feed for feed in feeds if "/example-" in feed.read_text("utf-8")] == []
    assert "<entry>" in (site / "feed.xml").read_text("utf-8")


def test_totals_on_the_home_page_leave_illustrative_records_out(site: Path) -> None:
    votes = json.loads((site / "data/votes.json").read_bytes())
    real = [vote for vote in votes if not vote.get("illustrative")]
    home = (site / "index.html").read_text("utf-8")
    (number,) = re.findall(r'href="\./votes/">表决</a></dt><dd>(\d+)</dd>', home)
    assert len(real) < len(votes)
    assert int(number) == len(real)


def test_each_language_page_names_the_other(parsed: dict[str, ParsedPage], site: Path) -> None:
    english = [name for name in parsed if name.startswith("en/")]
    assert english
    for name in english:
        twin = name.removeprefix("en/")
        assert twin in parsed, name
        html = (site / name).read_text("utf-8")
        assert '<html lang="en"' in html, name
        assert 'hreflang="zh-Hans"' in html, name
    assert '<html lang="zh-Hans"' in (site / "index.html").read_text("utf-8")


def test_records_without_english_have_no_english_page_and_lists_say_so(site: Path) -> None:
    only_chinese = [
        (file.stem, record["id"])
        for file in sorted((site / "data").glob("*.json"))
        for record in json.loads(file.read_bytes())
        if "en" not in record["title"]
    ]
    for collection, identifier in only_chinese:
        assert not (site / "en" / collection / identifier).exists()
        listing = (site / "en" / collection / "index.html").read_text("utf-8")
        assert f'{collection}/{identifier}/" hreflang="zh-Hans"' in listing


def test_every_record_page_says_how_to_report_an_error_and_where_it_comes_from(site: Path) -> None:
    for file in sorted((site / "data").glob("*.json")):
        for record in json.loads(file.read_bytes()):
            html = (site / file.stem / record["id"] / "index.html").read_text("utf-8")
            assert "报告错误" in html
            assert record.get("illustrative") or 'class="gs-sources"' in html


def test_the_votes_and_the_regulation_name_each_other(site: Path) -> None:
    regulation = (site / "regulations/example-parking/index.html").read_text("utf-8")
    vote = (site / "votes/example-2025-10-parking-adoption/index.html").read_text("utf-8")
    assert "votes/example-2025-10-parking-adoption/" in regulation
    assert "opinions/example-parking-draft-1/" in regulation
    assert "supervision/example-inspection-parking-2026/" in regulation
    assert "regulations/example-parking/" in vote
