"""GS401 to GS407: totals that add up, reasons that are given, articles that did change."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broken_content import Case, broken_and_mended, findings_in, places
from gongshi.checks.opinions import reported_parts
from gongshi.records.corpus import Corpus, Entry
from gongshi.records.opinions import OUTCOMES, Consultation
from gongshi.records.site import Site

HEAD = "title: 示例\nillustrative: true\nopened: 2024-01-12\n"
ON_SUBJECT = HEAD + "subject: 甲\n"
LAW = {
    "regulations/draft.txt": "示例条例\n第一条 为了甲。\n第二条 停车不得超过十五分钟。\n"
    "第三条 本条例自公布之日起施行。\n",
    "regulations/law.txt": "示例条例\n第一条 为了甲。\n第二条 停车不得超过二十分钟。\n"
    "第三条 本条例自公布之日起施行。\n",
    "regulations/a.yml": (
        "title: 示例\nillustrative: true\nkind: 条例\nversions:\n"
        "  - {version: draft, status: draft, file: draft.txt}\n"
        "  - {version: law, status: enacted, effective_from: 2024-06-01, file: law.txt}\n"
    ),
}
ON_DRAFT = HEAD + "regulation: regulations/a\nversion: draft\n"


def items(*statuses: str) -> str:
    """Opinions with those outcomes and reasons, o1 first."""
    lines = ["opinions:\n"]
    for number, status in enumerate(statuses, 1):
        lines.append(f"  - {{id: o{number}, text: 乙, response: {{status: {status}, reason: 丙}}}}\n")
    return "".join(lines)


CASES = [
    Case(
        "GS408",
        "draft not named",
        LAW
        | {
            "opinions/a.yml": HEAD
            + "regulation: ¦regulations/a\nopinions:\n"
            + "  - {id: o1, text: 乙, article: 第二条, response: {status: adopted, reason: 丙, "
            + "adopted_in: {version: law, article: 第二条}}}\n"
        },
        ("regulation: regulations/a", "regulation: regulations/a\nversion: draft"),
    ),
    Case(
        "GS401",
        "all published",
        {
            "opinions/a.yml": ON_SUBJECT
            + "reported:\n  collected: ¦9\n  adopted: 2\n  partly_adopted: 1\n  merged: 0\n"
            "  not_adopted: 5\n  pending: 0\n"
        },
        ("collected: 9", "collected: 8"),
    ),
    Case(
        "GS401",
        "parts above the whole",
        {"opinions/a.yml": ON_SUBJECT + "reported: {collected: ¦8, adopted: 9}\n"},
        ("adopted: 9", "adopted: 2"),
    ),
    Case(
        "GS401",
        "lower bound above the whole",
        {"opinions/a.yml": ON_SUBJECT + "reported: {collected: ¦19, adopted: {at_least: 20}}\n"},
        ("collected: 19", "collected: {at_least: 19}"),
    ),
    Case(
        "GS401",
        "whole above its parts",
        {
            "opinions/a.yml": ON_SUBJECT + "reported: {collected: ¦{at_least: 20}, adopted: 2, partly_adopted: 0, "
            "merged: 0, not_adopted: 5, pending: 0}\n"
        },
        ("pending: 0", "pending: {at_least: 0}"),
    ),
    Case(
        "GS402",
        "number of items",
        {"opinions/a.yml": ON_SUBJECT + "reported: {collected: ¦3}\n" + items("adopted", "not_adopted")},
        ("collected: 3", "collected: 2"),
    ),
    Case(
        "GS402",
        "outcome of a complete list",
        {"opinions/a.yml": ON_SUBJECT + "reported:\n  collected: 2\n  adopted: ¦2\n" + items("adopted", "not_adopted")},
        ("adopted: 2", "adopted: 1"),
    ),
    Case(
        "GS402",
        "source of a complete list",
        {
            "opinions/a.yml": ON_SUBJECT + "reported: {collected: 2, by_source: {expert: ¦1}}\nopinions:\n"
            "  - {id: o1, text: 乙, from: {kind: expert}}\n"
            "  - {id: o2, text: 丙, from: {kind: expert}}\n"
        },
        ("expert: 1", "expert: 2"),
    ),
    Case(
        "GS402",
        "more than a total in a selection",
        {"opinions/a.yml": ON_SUBJECT + "reported: {adopted: ¦1}\n" + items("adopted", "adopted")},
        ("adopted: 1", "adopted: 4"),
    ),
    *(
        Case(
            "GS403",
            status,
            {
                "opinions/a.yml": ON_SUBJECT
                + f"opinions:\n  - id: o1\n    text: 乙\n    response: {{status: ¦{status}}}\n"
            },
            (f"status: {status}", f"status: {status}, reason: 丙"),
        )
        for status in ("partly_adopted", "merged", "not_adopted")
    ),
    Case(
        "GS404",
        "both texts are there",
        {
            **LAW,
            "opinions/a.yml": ON_DRAFT + "opinions:\n  - id: o1\n    text: 乙\n    response:\n      status: ¦adopted\n",
        },
        ("status: adopted", "status: adopted\n      adopted_in: {version: law, article: 第二条}"),
    ),
    Case(
        "GS405",
        "same wording",
        {
            **LAW,
            "opinions/a.yml": ON_DRAFT + "opinions:\n  - id: o1\n    text: 乙\n    response:\n"
            "      status: adopted\n      adopted_in:\n        version: law\n"
            "        article: ¦第三条\n",
        },
        ("article: 第三条", "article: art-2"),
    ),
    Case(
        "GS405",
        "the draft itself",
        {
            **LAW,
            "opinions/a.yml": ON_DRAFT + "opinions:\n  - id: o1\n    text: 乙\n    response:\n"
            "      status: partly_adopted\n      reason: 丙\n"
            "      adopted_in: {version: draft, article: ¦第二条}\n",
        },
        ("in: {version: draft", "in: {version: law"),
    ),
    Case(
        "GS407",
        "above the whole",
        {"opinions/a.yml": ON_SUBJECT + "reported:\n  collected: 8\n  by_source: ¦{citizen: 5, expert: 4}\n"},
        ("citizen: 5", "citizen: 3"),
    ),
    Case(
        "GS407",
        "all published",
        {
            "opinions/a.yml": ON_SUBJECT
            + "reported:\n  collected: 8\n  by_source:\n    ¦contact_point: 1\n    deputy: 1\n"
            "    citizen: 1\n    expert: 1\n    organisation: 1\n    department: 1\n"
        },
        ("collected: 8", "collected: 6"),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_broken_and_mended(tmp_path: Path, case: Case) -> None:
    broken_and_mended(tmp_path, case)


@pytest.mark.parametrize(
    "consultation",
    [
        "reported: {collected: 8, adopted: 2}\n",  # what was not published can be anything
        "reported: {collected: {at_least: 20}, adopted: 3, not_adopted: {at_least: 30}}\n",
        "reported: {collected: {at_least: 100}}\n" + items("adopted"),  # a selection
        "reported: {adopted: 3, not_adopted: {at_least: 1}}\n" + items("adopted", "not_adopted", "not_adopted"),
        "reported: {collected: 1, by_source: {expert: 1}}\nopinions: [{id: o1, text: 乙}]\n",  # the giver is unknown
        "reported: {collected: 1, pending: 1}\nopinions: [{id: o1, text: 乙}]\n",  # no answer yet
        "reported: {collected: 0, by_source: {}}\n",
    ],
)
def test_what_was_not_published_contradicts_nothing(tmp_path: Path, consultation: str) -> None:
    assert places(findings_in(tmp_path, {"opinions/a.yml": ON_SUBJECT + consultation})) == []


def test_adopted_needs_an_article_only_where_both_texts_are_there(tmp_path: Path) -> None:
    draft_only = LAW["regulations/a.yml"].replace("status: enacted, effective_from: 2024-06-01", "status: draft")
    opinions = ON_DRAFT + items("adopted")
    files = {**LAW, "regulations/a.yml": draft_only, "opinions/a.yml": opinions}
    assert places(findings_in(tmp_path, files)) == []


def test_only_typography_changed_is_unchanged(tmp_path: Path) -> None:
    files = {
        **LAW,
        "regulations/law.txt": LAW["regulations/draft.txt"].replace("超过十五", "超过 十五"),
        "opinions/a.yml": ON_DRAFT + "opinions:\n  - id: o1\n    text: 乙\n    response:\n      status: adopted\n"
        "      adopted_in: {version: law, article: 第二条}\n",
    }
    assert places(findings_in(tmp_path, files)) == [("GS405", "opinions/a.yml", 11, 43)]


_COUNT = st.one_of(st.none(), st.tuples(st.integers(0, 3), st.booleans()))


def _allowed(count: tuple[int, bool] | None) -> set[int]:
    """The numbers up to 16 that a published count can stand for."""
    if count is None:
        return set(range(17))
    return set(range(count[0], 17)) if count[1] else {count[0]}


@given(st.tuples(*[_COUNT] * 5), st.tuples(st.integers(0, 16), st.booleans()))
def test_a_total_is_refused_where_no_numbers_fit(
    parts: tuple[tuple[int, bool] | None, ...], collected: tuple[int, bool]
) -> None:
    """Held against an enumeration of all numbers that the parts and the whole could be."""
    sums = {0}
    for part in parts:
        sums = {min(one + other, 16) for one, other in product(sums, _allowed(part))}
    named = {name: part for name, part in zip(OUTCOMES, parts, strict=True) if part is not None}
    fields = {name: {"at_least": str(n)} if bound else str(n) for name, (n, bound) in named.items()}
    number = {"at_least": str(collected[0])} if collected[1] else str(collected[0])
    record = Consultation.model_validate(
        {"title": "甲", "opened": "2024", "subject": "乙", "reported": {"collected": number, **fields}}
    )
    corpus = Corpus(Site(), (), {"opinions": {"a": Entry("opinions", "a", "a.yml", record)}}, frozenset())
    assert bool(list(reported_parts(corpus))) == sums.isdisjoint(_allowed(collected))
