"""Everything wrong is reported at once: one broken file for every rule that a record can break, in one folder."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from broken_content import MARK, Case
from conftest import ROOT
from gongshi.cli import run
from gongshi.pipeline import check_content
from test_checks_follow_up import CASES as FOLLOW_UP
from test_checks_opinions import CASES as OPINIONS
from test_checks_references import DATES, REFERENCES, SOURCES
from test_checks_texts import CASES as TEXTS
from test_fields import CASES as FIELDS

RAW = {
    "GS102": Case(
        "GS102", "raw", {"cases/x.yml": "title: 甲\nillustrative: true\n¦title: 乙\n"}, ("title: 乙", "summary: 乙")
    ),
    "GS103": Case("GS103", "raw", {"cases/x.yml": "title: 甲\nillustrative: true\nsummary: ¦[甲\n"}, ("[甲", "甲")),
    "GS104": Case("GS104", "raw", {"cases/x.yml": "title: 甲¦\x07\nillustrative: true\n"}, ("\x07", "")),
    "GS105": Case("GS105", "raw", {"cases/x.yml": "title: 甲¦\u202e乙\nillustrative: true\n"}, ("\u202e", "")),
    "GS107": Case("GS107", "raw", {"cases/x.yml": "title: ¦&a 乙\nillustrative: true\n"}, ("&a 乙", "乙")),
    "GS108": Case("GS108", "raw", {"cases/x.yml": "title: ¦!!str 乙\nillustrative: true\n"}, ("!!str ", "")),
    "GS701": Case(
        "GS701", "raw", {"cases/x.yml": "title: 电话¦13800138000\nillustrative: true\n"}, ("13800138000", "略")
    ),
}
"""Faults of the file itself, which the modules of the fields do not hold as cases."""


def chosen() -> list[Case]:
    """The first case of each code that stands in files of its own."""
    cases: dict[str, Case] = dict(RAW)
    for case in [*FIELDS, *TEXTS, *REFERENCES, *DATES, *SOURCES, *OPINIONS, *FOLLOW_UP]:
        if "site.yml" not in case.files and not case.whole_file:
            cases.setdefault(case.code, case)
    return [case for _, case in sorted(cases.items())]


def renamed(case: Case, number: int) -> dict[str, str]:
    """The case's files under names that no other case uses, references between them included."""
    names = {Path(path).stem: f"n{number}-{Path(path).stem}" for path in case.files}

    def in_text(text: str) -> str:
        for path in case.files:
            old, new = Path(path).stem, names[Path(path).stem]
            if path.endswith(".yml"):
                text = re.sub(rf"\b{Path(path).parts[0]}/{old}\b", f"{Path(path).parts[0]}/{new}", text)
            else:
                text = re.sub(rf"\b{re.escape(Path(path).name)}", f"{new}{Path(path).suffix}", text)
        return text

    return {str(Path(path).with_stem(names[Path(path).stem])): in_text(text) for path, text in case.files.items()}


def write(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text.replace(MARK, ""), "utf-8")


def expected(case: Case, files: Mapping[str, str]) -> tuple[str, str, int, int]:
    ((path, text),) = [(path, text) for path, text in files.items() if MARK in text]
    before = text[: text.index(MARK)]
    return case.code, path, before.count("\n") + 1, len(before) - before.rfind("\n")


def test_forty_broken_files_are_all_reported_in_one_run_and_the_old_site_stays(
    tmp_path: Path, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, target = tmp_path / "content", tmp_path / "site"
    shutil.copytree(site, target)
    before = (target / "manifest.json").read_bytes()
    write(content, {"site.yml": "name: 示例区人大\n"})
    wanted = []
    cases = chosen()
    for number, case in enumerate(cases):
        files = renamed(case, number)
        write(content, files)
        wanted.append(expected(case, files))
    assert len(cases) >= 40
    capsys.readouterr()
    assert run(["check", "--content", str(content), "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    places = [
        (one["code"], Path(one["file"]).relative_to(content).as_posix(), one["line"], one["column"]) for one in found
    ]
    assert sorted(places) == sorted(wanted)
    assert all(one["message"] and one["help"] for one in found)
    options = ["--config", str(ROOT / "mkdocs.yml")]
    assert run(["build", "--content", str(content), "--site", str(target), *options]) == 1
    assert (target / "manifest.json").read_bytes() == before


def test_their_mended_twins_are_clean(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {"site.yml": "name: 示例区人大\n"})
    for number, case in enumerate(chosen()):
        wrong, right = case.mend
        mended = Case(
            case.code,
            case.name,
            {path: text.replace(MARK, "").replace(wrong, right) for path, text in case.files.items()},
            case.mend,
        )
        write(tmp_path, renamed(mended, number))
    capsys.readouterr()
    assert run(["check", "--content", str(tmp_path), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_several_faults_in_one_record_are_reported_together(tmp_path: Path) -> None:
    """A wrong field does not hide what else is wrong, and nothing is concluded from its absence."""
    vote = (
        "title: <b>表决</b>\n"
        "illustrative: 是\n"
        "date: 2024-01-12\n"
        "subject: regulations/none\n"
        "tally: {yes: many, no: 1}\n"
        "candidates:\n  - {id: a, title: 甲}\n  - {id: a, title: 乙}\n"
        "result: passed\n"
    )
    write(tmp_path, {"site.yml": "name: 甲\n", "votes/one.yml": vote})
    found = [(one.code, one.span.line) for one in check_content(tmp_path).findings]
    assert found == [("GS214", 1), ("GS205", 2), ("GS301", 4), ("GS203", 5), ("GS217", 8)]
