"""GS601 to GS608: projects, supervision and stations."""

from __future__ import annotations

from pathlib import Path

import pytest

from broken_content import Case, broken_and_mended, findings_in, places

HEAD = "title: 示例\nillustrative: true\n"
SUPERVISION = HEAD + "kind: law_inspection\n"
PROJECT = HEAD + "year: 2026\n"
BALLOT = HEAD + "date: 2026-01-12\nresult: elected\nmotion: 甲\n"

CASES = [
    Case(
        "GS601",
        "no such finding",
        {
            "supervision/a.yml": SUPERVISION + "findings: [{id: f1, text: 甲}]\n"
            "tasks:\n  - id: t1\n    finding: ¦f2\n    text: 乙\n"
        },
        ("f2", "f1"),
    ),
    Case(
        "GS602",
        "no such target",
        {
            "projects/a.yml": PROJECT + "status: candidate\ntargets: [{id: beds, metric: 床位}]\n"
            "progress: [{date: 2026-03, target: ¦bed, percent: 20}]\n"
        },
        ("target: bed,", "target: beds,"),
    ),
    Case(
        "GS603",
        "above",
        {"projects/a.yml": PROJECT + "status: candidate\nprogress: [{date: 2026, percent: ¦100.5}]\n"},
        ("100.5", "100"),
    ),
    Case(
        "GS603",
        "below",
        {"projects/a.yml": PROJECT + "status: candidate\nprogress: [{date: 2026, percent: ¦-1}]\n"},
        ("-1", "0"),
    ),
    Case(
        "GS604",
        "no proof",
        {
            "supervision/a.yml": SUPERVISION + "tasks:\n  - id: t1\n    text: 甲\n    updates:\n"
            "      - {date: 2024-02, status: open}\n      - {date: 2024-03, status: ¦done}\n"
        },
        ("status: done", "status: done, note: 乙"),
    ),
    Case(
        "GS605",
        "open again",
        {
            "supervision/a.yml": SUPERVISION + "tasks:\n  - id: t1\n    text: 甲\n    updates:\n"
            "      - {date: 2024-02, status: dropped}\n      - {date: 2024-03, status: ¦open}\n"
        },
        ("status: open", "status: open, note: 乙"),
    ),
    Case(
        "GS606",
        "not elected but selected",
        {
            "projects/a.yml": PROJECT + "status: ¦selected\nvote: votes/b\n",
            "votes/b.yml": BALLOT + "candidates: [{id: c1, title: 甲, project: projects/a, elected: false}]\n",
        },
        ("status: selected", "status: not_selected"),
    ),
    Case(
        "GS606",
        "elected but candidate",
        {
            "projects/a.yml": PROJECT + "status: ¦candidate\n",
            "votes/b.yml": BALLOT + "candidates: [{id: c1, title: 甲, project: projects/a, elected: true}]\n",
        },
        ("status: candidate", "status: selected"),
    ),
    Case(
        "GS608",
        "lat",
        {"stations/a.yml": HEAD + "kind: home\nlocation: {lat: ¦103.83, lon: 36.06}\n"},
        ("103.83", "-90"),
    ),
    Case(
        "GS608",
        "lon",
        {"stations/a.yml": HEAD + "kind: home\nlocation: {lat: 36.06, lon: ¦-180.5}\n"},
        ("-180.5", "180"),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_broken_and_mended(tmp_path: Path, case: Case) -> None:
    broken_and_mended(tmp_path, case)


def test_evidence_alone_shows_that_a_task_is_done(tmp_path: Path) -> None:
    tasks = "tasks: [{id: t1, text: 甲, updates: [{date: 2024, status: done, evidence: 验收表}]}]\n"
    assert places(findings_in(tmp_path, {"supervision/a.yml": SUPERVISION + tasks})) == []


def test_the_vote_that_a_project_names_decides(tmp_path: Path) -> None:
    """A first round without success contradicts nothing."""
    candidate = "candidates: [{{id: c1, title: 甲, project: projects/a, elected: {}}}]\n"
    files = {
        "projects/a.yml": PROJECT + "status: selected\nvote: votes/second\n",
        "votes/first.yml": BALLOT + candidate.format("false"),
        "votes/second.yml": BALLOT + candidate.format("true"),
    }
    assert places(findings_in(tmp_path, files)) == []


@pytest.mark.parametrize(
    "candidate", ["{id: c1, title: 甲, elected: false}", "{id: c1, title: 甲, project: projects/a}"]
)
def test_a_candidate_without_link_or_result_says_nothing(tmp_path: Path, candidate: str) -> None:
    files = {
        "projects/a.yml": PROJECT + "status: selected\nvote: votes/b\n",
        "votes/b.yml": BALLOT + f"candidates: [{candidate}]\n",
    }
    assert places(findings_in(tmp_path, files)) == []
