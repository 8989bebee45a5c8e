"""GS801 to GS805: what was published does not vanish and does not change in silence."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT
from gongshi.cli import run
from gongshi.findings import LocatedFinding
from gongshi.pipeline import check_content
from gongshi.publish.manifest import ManifestError, read_records

GOLDEN = ROOT / "tests" / "golden" / "content"
OPTIONS = ["--config", str(ROOT / "mkdocs.yml"), "--date", "2025-07-01"]
Edit = Callable[[Path], None]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden site, built: what was published."""
    target = tmp_path_factory.mktemp("published") / "site"
    assert run(["build", "--content", str(GOLDEN), "--site", str(target), *OPTIONS]) == 0
    return target


def replaced(path: str, old: str, new: str) -> Edit:
    def edit(content: Path) -> None:
        text = (content / path).read_text("utf-8")
        assert text.count(old) == 1, "the edit must change one place"
        (content / path).write_text(text.replace(old, new), "utf-8")

    return edit


def added(path: str, text: str) -> Edit:
    def edit(content: Path) -> None:
        with (content / path).open("a", encoding="utf-8") as stream:
            stream.write(text)

    return edit


def deleted(path: str) -> Edit:
    return lambda content: (content / path).unlink()


def renamed(old: str, new: str) -> Edit:
    def edit(content: Path) -> None:
        (content / old).rename(content / new)

    return edit


def after(published: Path, folder: Path, *edits: Edit) -> list[LocatedFinding]:
    """The findings of the golden content, edited, against what was published."""
    content = folder / "content"
    shutil.copytree(GOLDEN, content)
    for edit in edits:
        edit(content)
    return check_content(content, read_records(published)).findings


def told(findings: list[LocatedFinding]) -> list[tuple[str, str, str]]:
    return [(one.code, one.file, next(iter(one.facts.values()), "")) for one in findings if one.code >= "GS8"]


def golden(name: str) -> str:
    return (GOLDEN / name).read_text("utf-8")


def test_what_did_not_change_has_no_findings(published: Path, tmp_path: Path) -> None:
    assert after(published, tmp_path) == []


def test_every_record_that_vanishes_is_named(published: Path, tmp_path: Path) -> None:
    kept = read_records(published)
    assert len(kept) >= 8
    for number, key in enumerate(sorted(kept)):
        found = told(after(published, tmp_path / str(number), deleted(f"{key}.yml")))
        assert ("GS801", f"{key}.yml", key) in found


def test_examples_may_go(published: Path) -> None:
    examples = [path for path in GOLDEN.rglob("*.yml") if "illustrative: true" in path.read_text("utf-8")]
    assert examples
    kept = read_records(published)
    assert not [path for path in examples if f"{path.parent.name}/{path.stem}" in kept]


def test_the_golden_site_keeps_addresses_and_anchors(published: Path) -> None:
    kept = read_records(published)["regulations/bicycles"]
    assert "regulations/bicycles/v/enacted/" in kept["pages"]
    assert kept["articles"]["enacted"][0] == "art-1"
    for one in read_records(published).values():
        assert [page for page in one["pages"] if not (published / page / "index.html").is_file()] == []


def test_withdrawing_keeps_the_page(published: Path, tmp_path: Path) -> None:
    withdrawn = added("votes/bicycles.yml", "withdrawn:\n  date: 2026-01-01\n  reason: 重复\n")
    assert told(after(published, tmp_path, withdrawn)) == []
    target = tmp_path / "site"
    options = ["--content", str(tmp_path / "content"), "--site", str(target), "--against", str(published)]
    assert run(["build", *options, *OPTIONS]) == 0
    assert "重复" in (target / "votes/bicycles/index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("edit", "finding"),
    [
        (replaced("votes/unpublished.yml", "result: ", "result: x"), ("GS804", "votes/unpublished.yml", "result")),
        (
            replaced("supervision/racks.yml", "id: t1", "id: t9"),
            ("GS802", "supervision/racks.yml", "supervision/racks"),
        ),
    ],
)
def test_changes(edit: Edit, finding: tuple[str, str, str], published: Path, tmp_path: Path) -> None:
    assert finding in told(after(published, tmp_path, edit))


def test_a_correction_tells_a_change(published: Path, tmp_path: Path) -> None:
    change = replaced("votes/unpublished.yml", "title: ", "title: x")
    correction = added("votes/unpublished.yml", "corrections:\n  - date: 2026-01-01\n    text: 名称写错，已经改正\n")
    assert [code for code, _, _ in told(after(published, tmp_path / "a", change))] == ["GS804"]
    assert told(after(published, tmp_path / "b", change, correction)) == []


def test_a_version_that_goes_takes_its_address_and_one_whose_text_changes_is_told(
    published: Path, tmp_path: Path
) -> None:
    text = golden("regulations/bicycles.yml")
    assert text.count("第二条") >= 1
    found = told(
        after(published, tmp_path / "a", replaced("regulations/bicycles.yml", "version: draft", "version: d2"))
    )
    assert ("GS803", "regulations/bicycles.yml", "/regulations/bicycles/v/draft/") in found
    content = tmp_path / "b" / "content"
    shutil.copytree(GOLDEN, content)
    changed = text.replace("第二条", "第二十条")
    (content / "regulations/bicycles.yml").write_text(changed, "utf-8")
    found = told(check_content(content, read_records(published)).findings)
    assert any(code == "GS802" for code, _, _ in found)
    assert any(code == "GS804" and what.startswith("versions#") for code, _, what in found)


def test_lists_may_grow_and_texts_be_translated(published: Path, tmp_path: Path) -> None:
    last = '  - {voter: 丙, option: "no"}\n'
    grown = replaced("votes/bicycles.yml", last, f"{last}  - {{voter: 丁, option: absent}}\n")
    translated = replaced(
        "votes/unpublished.yml", "title: 未公布票数的表决", "title: {zh: 未公布票数的表决, en: No counts}"
    )
    assert told(after(published, tmp_path / "a", grown, translated)) == []
    put_first = replaced("votes/bicycles.yml", "roll:\n", "roll:\n  - {voter: 丁, option: absent}\n")
    assert told(after(published, tmp_path / "b", put_first)) == [("GS804", "votes/bicycles.yml", "roll")]


def test_a_renamed_record_is_declared_and_redirected(published: Path, tmp_path: Path) -> None:
    move = renamed("regulations/bicycles.yml", "regulations/cycles.yml")

    def follow(content: Path) -> None:
        for path in content.rglob("*.yml"):
            text = path.read_text("utf-8").replace("regulations/bicycles", "regulations/cycles")
            path.write_text(text, "utf-8")

    found = told(after(published, tmp_path / "a", move, follow))
    assert ("GS801", "regulations/bicycles.yml", "regulations/bicycles") in found
    declare = added("site.yml", "redirects:\n  regulations/bicycles: regulations/cycles\n")
    found = told(after(published, tmp_path / "b", move, follow, declare))
    assert [one for one in found if one[0] != "GS804"] == []  # what cites it by its new key has changed
    target = tmp_path / "site"
    options = ["--content", str(tmp_path / "b/content"), "--site", str(target), "--against", str(published)]
    assert run(["build", *options, *OPTIONS]) == 0
    for page in read_records(published)["regulations/bicycles"]["pages"]:
        html = (target / page / "index.html").read_text("utf-8")
        way = html.partition('content="0; url=')[2].partition('"')[0]
        assert ((target / page) / way / "index.html").is_file()
        assert 'rel="canonical"' in html
        assert "<script" not in html
    assert run(["verify", "--site", str(target)]) == 0


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("votes/bicycles: votes/unpublished", "taken"),
        ("votes/gone: votes/no-such", "no-target"),
        ("voting/gone: votes/bicycles", "no-address"),
        ("votes: votes/bicycles", "no-address"),
        ("votes/../x: votes/bicycles", "no-address"),
    ],
)
def test_redirects_that_cannot_be(line: str, problem: str, published: Path, tmp_path: Path) -> None:
    found = after(published, tmp_path, added("site.yml", f"redirects:\n  {line}\n"))
    assert [(one.code, one.file, one.facts["problem"]) for one in found] == [("GS805", "site.yml", problem)]


def test_manifests_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in {"a": "", "b": "[]", "c": '{"files": 1}', "d": '{"files": {}, "records": {"x": 1}}'}.items():
        (tmp_path / name).write_text(text)
        with pytest.raises(ManifestError):
            read_records(tmp_path / name)
        assert run(["check", "--content", str(GOLDEN), "--against", str(tmp_path / name)]) == 2
    assert str(tmp_path / "a") in capsys.readouterr().err
    (tmp_path / "old").write_text('{"built_for": "2025-01-01", "files": {}}')
    assert read_records(tmp_path / "old") == {}


def test_the_manifest_is_one_entry_a_line(published: Path) -> None:
    text = (published / "manifest.json").read_text("utf-8")
    stated = json.loads(text)
    assert len(text.split("\n")) > len(stated["files"]) + len(stated["records"])
