"""A broken content folder, the place where it breaks, and its mended twin.

A case's files are YAML with the mark ``¦`` where the finding must point; the mend replaces one text by
another. The first part of every test: that finding and no other. The second: mended, none at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gongshi.catalogue import LANGUAGES, read_catalogue
from gongshi.findings import LocatedFinding
from gongshi.pipeline import check_content

MARK = "¦"
SITE = "name: 示例区人大\n"


@dataclass(frozen=True)
class Case:
    """Content files by path, and how to mend them. ``whole_file`` findings need no mark."""

    code: str
    name: str
    files: Mapping[str, str]
    mend: tuple[str, str]
    whole_file: str = ""

    def __str__(self) -> str:
        return f"{self.code}-{self.name}"


def findings_in(folder: Path, files: Mapping[str, str]) -> list[LocatedFinding]:
    """All findings of loading and checking these files; every message and mend can be written out."""
    for path, text in {"site.yml": SITE, **files}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    found = check_content(folder).findings
    rules = read_catalogue().rules
    for finding in found:
        for language in LANGUAGES:
            assert rules[finding.code].message_for(language, finding)
            assert rules[finding.code].help_for(language, finding)
    return found


def places(findings: list[LocatedFinding]) -> list[tuple[str, str, int, int]]:
    """What a test asserts: code, file, line and column."""
    return [(found.code, found.file, found.span.line, found.span.column) for found in findings]


def broken_and_mended(folder: Path, case: Case) -> None:
    """Assert the case's one finding at its place, and none once it is mended."""
    expected = [(case.code, case.whole_file, 1, 1)] if case.whole_file else [_marked(case)]
    broken = {path: text.replace(MARK, "") for path, text in case.files.items()}
    assert places(findings_in(folder / "broken", broken)) == expected
    wrong, right = case.mend
    assert sum(text.count(wrong) for text in broken.values()) == 1, "the mend must change one place"
    mended = {path: text.replace(wrong, right) for path, text in broken.items()}
    assert places(findings_in(folder / "mended", mended)) == []


def _marked(case: Case) -> tuple[str, str, int, int]:
    [(path, text)] = [(path, text) for path, text in case.files.items() if MARK in text]
    before = text[: text.index(MARK)]
    return case.code, path, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
