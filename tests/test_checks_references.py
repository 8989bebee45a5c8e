"""GS301 to GS313: references, dates, sources, and the versions of regulations."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broken_content import Case, broken_and_mended, findings_in, places
from gongshi.checks.versions import versions_gap, versions_overlap
from gongshi.records.corpus import Corpus, Entry
from gongshi.records.regulations import Regulation
from gongshi.records.site import Site

HEAD = "title: 示例\nillustrative: true\n"
REGULATION = HEAD + "kind: 条例\n"
CONSULTATION = HEAD + "opened: 2024-01-12\n"
PROJECT = HEAD + "year: 2026\nstatus: candidate\n"
SUPERVISION = HEAD + "kind: law_inspection\n"
LAW = "示例条例\n第一条 甲。\n第二条 乙。\n"
VERSION = "versions: [{version: draft-1, status: draft, file: t.txt}]\n"
REAL = "title: 示例\nsources: [{title: 甲, publisher: 乙, date: 2024}]\n"


def enacted(*days: tuple[str, str]) -> str:
    """A regulation with one enacted version for each first and last day, v1 first."""
    lines = [REGULATION, "versions:\n"]
    for number, (first, last) in enumerate(days, 1):
        end = f", effective_to: {last}" if last else ""
        lines.append(f"  - {{version: v{number}, status: enacted, effective_from: {first}{end}, text: 第一条 甲。}}\n")
    return "".join(lines)


REFERENCES = [
    Case(
        "GS301",
        "near miss",
        {"cases/a.yml": HEAD + "stations: [¦stations/hom]\n", "stations/home.yml": HEAD + "kind: home\n"},
        ("stations/hom]", "stations/home]"),
    ),
    Case(
        "GS301",
        "in a document",
        {"regulations/a.yml": REGULATION + "stages:\n  - stage: adopted\n    date: 2024\n    document: ¦votes/x\n"},
        ("votes/x", "regulations/a"),
    ),
    Case(
        "GS301",
        "from a withdrawn record",
        {"cases/a.yml": HEAD + "withdrawn: {date: 2024, reason: 甲}\nstations: [¦stations/x]\n"},
        ("\nstations: [stations/x]", ""),
    ),
    Case(
        "GS302",
        "opinion",
        {
            "opinions/a.yml": CONSULTATION + "subject: 甲\nopinions: [{id: o1, text: 乙}]\n",
            "meetings/a.yml": HEAD + "kind: other\nagenda: [{subject: ¦opinions/a#o2}]\n",
        },
        ("#o2", "#o1"),
    ),
    Case(
        "GS302",
        "a record without parts",
        {"cases/b.yml": HEAD, "meetings/a.yml": HEAD + "kind: other\nagenda: [{subject: ¦cases/b#o1}]\n"},
        ("#o1", ""),
    ),
    Case(
        "GS302",
        "article",
        {
            "regulations/a.yml": REGULATION + VERSION,
            "regulations/t.txt": LAW,
            "supervision/a.yml": SUPERVISION + "findings:\n  - {id: a, text: 甲, articles: [¦regulations/a#art-3]}\n",
        },
        ("art-3", "art-2"),
    ),
    Case(
        "GS303",
        "article of the draft",
        {
            "regulations/a.yml": REGULATION + VERSION,
            "regulations/t.txt": LAW,
            "opinions/a.yml": CONSULTATION + "regulation: regulations/a\nversion: draft-1\n"
            "opinions: [{id: o1, text: 乙, article: ¦第三条}]\n",
        },
        ("第三条", "第二条"),
    ),
    Case(
        "GS303",
        "article of the new text",
        {
            "regulations/a.yml": REGULATION + VERSION,
            "regulations/t.txt": LAW,
            "opinions/a.yml": CONSULTATION + "regulation: regulations/a\nopinions:\n  - id: o1\n    text: 乙\n"
            "    response:\n      status: adopted\n"
            "      adopted_in: {version: draft-1, article: ¦art-9}\n",
        },
        ("art-9", "art-1"),
    ),
    Case(
        "GS304",
        "of the consultation",
        {
            "regulations/a.yml": REGULATION + VERSION,
            "regulations/t.txt": LAW,
            "opinions/a.yml": CONSULTATION + "regulation: regulations/a\nversion: ¦draft1\n",
        },
        ("draft1", "draft-1"),
    ),
    Case(
        "GS304",
        "of an answer",
        {
            "regulations/a.yml": REGULATION + VERSION,
            "regulations/t.txt": LAW,
            "opinions/a.yml": CONSULTATION + "regulation: regulations/a\nopinions:\n  - id: o1\n    text: 乙\n"
            "    response:\n      status: adopted\n"
            "      adopted_in: {version: ¦law, article: art-1}\n",
        },
        ("version: law", "version: draft-1"),
    ),
    Case(
        "GS305",
        "no such file",
        {
            "regulations/a.yml": REGULATION + "versions: [{version: v1, status: draft, file: ¦x.txt}]\n",
            "regulations/t.txt": LAW,
        },
        ("x.txt", "t.txt"),
    ),
    Case(
        "GS311",
        "real cites invented",
        {"cases/a.yml": REAL + "stations: [¦stations/home]\n", "stations/home.yml": HEAD + "kind: home\n"},
        ("sources: [{title: 甲, publisher: 乙, date: 2024}]", "illustrative: true"),
    ),
]

DATES = [
    Case(
        "GS306",
        "consultation",
        {"opinions/a.yml": CONSULTATION + "subject: 甲\nclosed: ¦2024-01-11\n"},
        ("2024-01-11", "2024-01-12"),
    ),
    Case(
        "GS306",
        "answer",
        {
            "opinions/a.yml": CONSULTATION
            + "subject: 甲\nopinions:\n  - id: o1\n    text: 乙\n    received: 2024-02-01\n"
            "    response: {status: adopted, date: ¦2024-01}\n"
        },
        ("date: 2024-01}", "date: 2024}"),
    ),
    Case(
        "GS306",
        "version",
        {"regulations/a.yml": enacted(("2020-02-01", "¦2020-01-01"))},
        ("2020-01-01", "2021-01-01"),
    ),
    Case(
        "GS306",
        "meeting",
        {"meetings/a.yml": HEAD + "kind: other\ndate: 2024-01-12\nend: ¦2024-01-02\n"},
        ("2024-01-02", "2024-01-13"),
    ),
    Case(
        "GS306",
        "reply",
        {
            "suggestions/a.yml": HEAD + "number: '1'\nkind: suggestion\nreceived: 2024-02-01\n"
            "replies:\n  - date: ¦2023-12-01\n"
        },
        ("2023-12-01", "2024-02-01"),
    ),
    Case(
        "GS306",
        "due",
        {"suggestions/a.yml": HEAD + "number: '1'\nkind: suggestion\nreceived: 2024-02-01\ndue: ¦2023\n"},
        ("due: 2023", "due: 2024"),
    ),
    Case(
        "GS306",
        "task due before it was asked",
        {
            "supervision/a.yml": SUPERVISION
            + "opinion: {date: 2024-05-01}\ntasks: [{id: t1, text: 甲, due: ¦2024-04}]\n"
        },
        ("2024-04", "2024-05"),
    ),
    Case(
        "GS306",
        "goal",
        {"plans/a.yml": HEAD + "kind: legislative_plan\ndate: 2024\ngoals: [{id: g1, text: 甲, due: ¦2023}]\n"},
        ("due: 2023", "due: 2025"),
    ),
    Case(
        "GS306",
        "hours",
        {"stations/a.yml": HEAD + 'kind: home\nhours: [{weekday: monday, from: "14:30", to: ¦"09:00"}]\n'},
        ("09:00", "17:00"),
    ),
    Case(
        "GS306",
        "in force before it was adopted",
        {
            "regulations/a.yml": REGULATION + "stages:\n  - {stage: in_force, date: ¦2024-01-01}\n"
            "  - {stage: adopted, date: 2024-02-01}\n"
        },
        ("2024-01-01", "2024-02"),
    ),
    Case(
        "GS306",
        "evaluated before it applied",
        {"regulations/a.yml": REGULATION + "stages: [{stage: in_force, date: 2024-01-01}]\nevaluation: {due: ¦2023}\n"},
        ("due: 2023", "due: 2027"),
    ),
    Case(
        "GS306",
        "withdrawn",
        {"cases/a.yml": HEAD + "published: 2024\nwithdrawn: {date: ¦2023, reason: 甲}\n"},
        ("2023", "2025"),
    ),
    Case(
        "GS306",
        "corrected",
        {"cases/a.yml": HEAD + "published: 2024\ncorrections: [{date: ¦2023, text: 甲}]\n"},
        ("2023", "2025"),
    ),
    Case(
        "GS307",
        "stages",
        {
            "regulations/a.yml": REGULATION + "stages:\n  - {stage: second_reading, date: 2024-03}\n"
            "  - {stage: first_reading, date: ¦2024-02}\n  - {stage: adopted, date: 2024-05}\n"
        },
        ("2024-02", "2024-04"),
    ),
    Case(
        "GS307",
        "updates",
        {
            "supervision/a.yml": SUPERVISION + "tasks:\n  - id: t1\n    text: 甲\n    updates:\n"
            "      - {date: 2024-03, status: open}\n      - {date: ¦2024-02, status: in_progress}\n"
        },
        ("2024-02", "2024-04"),
    ),
    Case(
        "GS307",
        "progress of one target",
        {
            "projects/a.yml": PROJECT + "targets: [{id: a, metric: 甲}, {id: b, metric: 乙}]\nprogress:\n"
            "  - {date: 2026-06, target: a, percent: 5}\n  - {date: 2026-03, target: b, percent: 5}\n"
            "  - {date: ¦2026-05, target: a, percent: 6}\n"
        },
        ("2026-05", "2026-07"),
    ),
    Case(
        "GS307",
        "replies",
        {"suggestions/a.yml": HEAD + "number: '1'\nkind: motion\nreplies: [{date: 2024-03}, {date: ¦2024-02}]\n"},
        ("2024-02", "2024-04"),
    ),
    Case(
        "GS307",
        "goal",
        {
            "plans/a.yml": HEAD + "kind: legislative_plan\ngoals:\n  - id: g1\n    text: 甲\n"
            "    progress: [{date: 2024-03}, {date: ¦2024-02}]\n"
        },
        ("2024-02", "2024-04"),
    ),
    Case(
        "GS308",
        "overlap",
        {"regulations/a.yml": enacted(("2020-01-01", "2022-12-31"), ("¦2022-06-01", ""))},
        ("2022-06-01", "2023-01-01"),
    ),
    Case(
        "GS308",
        "same day",
        {"regulations/a.yml": enacted(("2020-01-01", ""), ("¦2020-01-01", "2024"))},
        ("2020-01-01, effective_to", "2021-01-01, effective_to"),
    ),
    Case(
        "GS309",
        "gap",
        {"regulations/a.yml": enacted(("¦2024-01-01", ""), ("2020-01-01", "2022-12-31"))},
        ("2024-01-01", "2023-01-01"),
    ),
]

SOURCES = [
    Case(
        "GS317",
        "stage and text",
        {
            "regulations/a.yml": REGULATION
            + "stages: [{stage: in_force, date: 2026-03-01}]\nversions:\n"
            + "  - {version: e, status: enacted, effective_from: ¦2026-02-01, text: 第一条 甲。}\n"
        },
        ("2026-02-01", "2026-03-01"),
    ),
    Case(
        "GS310",
        "none",
        {"cases/a.yml": "title: 示例\n"},
        ("title: 示例", "title: 示例\nsource_note: 甲"),
        whole_file="cases/a.yml",
    ),
    Case(
        "GS310",
        "withdrawn",
        {"cases/a.yml": "title: 示例\nwithdrawn: {date: 2024, reason: 甲}\n"},
        ("title: 示例", "title: 示例\nsources: [{title: 甲, publisher: 乙, date: 2024}]"),
        whole_file="cases/a.yml",
    ),
    Case(
        "GS310",
        "total",
        {"site.yml": "name: 示例\nreported_totals:\n  - ¦{what: 甲, count: 117}\n"},
        ("117", "117, sources: [{title: 甲, publisher: 乙, date: 2024}]"),
    ),
    Case(
        "GS312",
        "no publisher",
        {"cases/a.yml": "title: 示例\nsources:\n  - ¦title: 甲\n    date: 2024\n"},
        ("date: 2024", "date: 2024\n    publisher: 乙"),
    ),
    Case(
        "GS312",
        "no date",
        {"cases/a.yml": "title: 示例\nsources:\n  - ¦title: 甲\n    publisher: 乙\n"},
        ("publisher: 乙", "publisher: 乙\n    date: 2024-01"),
    ),
    Case(
        "GS312",
        "of a total",
        {"site.yml": "name: 示例\nreported_totals:\n  - what: 甲\n    count: 117\n    sources: [¦{title: 乙}]\n"},
        ("{title: 乙}", "{title: 乙, publisher: 丙, date: 2024}"),
    ),
    Case(
        "GS313",
        "no day",
        {"regulations/a.yml": REGULATION + "versions:\n  - ¦version: v1\n    status: enacted\n    text: 第一条 甲。\n"},
        ("status: enacted", "status: enacted\n    effective_from: 2024"),
    ),
]


@pytest.mark.parametrize("case", [*REFERENCES, *DATES, *SOURCES], ids=str)
def test_broken_and_mended(tmp_path: Path, case: Case) -> None:
    broken_and_mended(tmp_path, case)


def test_the_suggestion_names_the_record_that_was_meant(tmp_path: Path) -> None:
    files = {
        "cases/a.yml": HEAD + "stations: [stations/riversid, stations/2024-01]\n",
        "stations/riverside.yml": HEAD + "kind: home\n",
        "votes/2024-01.yml": HEAD + "date: 2024\nresult: passed\nmotion: 甲\n",
    }
    near = [found.facts["near"] for found in findings_in(tmp_path, files)]
    assert near == ["stations/riverside", "votes/2024-01"]


def test_a_record_that_could_not_be_read_is_still_there(tmp_path: Path) -> None:
    files = {"cases/a.yml": HEAD + "stations: [stations/home]\n", "stations/home.yml": HEAD}
    assert places(findings_in(tmp_path, files)) == [("GS202", "stations/home.yml", 1, 1)]


def test_a_regulation_without_text_is_not_asked_for_articles(tmp_path: Path) -> None:
    files = {
        "regulations/a.yml": REGULATION,
        "opinions/a.yml": CONSULTATION + "regulation: regulations/a\nversion: draft\n"
        "opinions: [{id: o1, text: 乙, article: 第九条}]\n",
        "supervision/a.yml": SUPERVISION + "findings: [{id: a, text: 甲, articles: [regulations/a#art-3]}]\n",
    }
    assert places(findings_in(tmp_path, files)) == []


@pytest.mark.parametrize("part", ["art-1", "art-2", "art-2-p1-i1", "chap-1", "att-1"])
def test_parts_of_a_law_that_can_be_named(tmp_path: Path, part: str) -> None:
    law = "示例条例\n第一章 总则\n第一条 甲。\n第二条 乙：\n（一）丙；\n（二）丁。\n附件1 示例表\n"
    files = {
        "regulations/a.yml": REGULATION + VERSION,
        "regulations/t.txt": law,
        "meetings/a.yml": HEAD + f"kind: other\nagenda: [{{subject: regulations/a#{part}}}]\n",
    }
    assert places(findings_in(tmp_path, files)) == []


def test_reduced_dates_are_in_order_wherever_they_can_be(tmp_path: Path) -> None:
    files = {
        "opinions/a.yml": HEAD + "subject: 甲\nopened: 2024-03-31\nclosed: 2024-03\n",
        "regulations/a.yml": enacted(("2020", "2022"), ("2022-06", "2023"), ("2024-01-01", "")),
    }
    assert places(findings_in(tmp_path, files)) == []


_DAYS = st.integers(0, 40).map(lambda days: date(2020, 1, 1) + timedelta(days))


@given(st.lists(st.tuples(_DAYS, _DAYS), min_size=2, max_size=5))
def test_texts_without_overlap_and_gap_are_one_after_another(days: list[tuple[date, date]]) -> None:
    """Each text ends a day before the next one begins, or on that day, where neither rule finds anything."""
    spans = sorted((min(pair), max(pair)) for pair in days)
    versions = [
        {
            "version": f"v{n}",
            "status": "enacted",
            "effective_from": str(first),
            "effective_to": str(last),
            "text": "甲",
        }
        for n, (first, last) in enumerate(spans)
    ]
    record = Regulation.model_validate({"title": "甲", "kind": "条例", "versions": versions})
    corpus = Corpus(Site(), (), {"regulations": {"a": Entry("regulations", "a", "a.yml", record)}}, frozenset())
    steps = [(after[0] - before[1]).days for before, after in pairwise(spans)]
    assert len(list(versions_overlap(corpus))) == sum(step < 0 for step in steps)
    assert len(list(versions_gap(corpus))) == sum(step > 1 for step in steps)
