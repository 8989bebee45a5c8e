"""Findings as text, JSON and GitHub's commands."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.catalogue import Catalogue, read_catalogue
from gongshi.findings import LocatedFinding
from gongshi.report import LINE_CELLS, as_github, as_json, as_text
from gongshi.source import WHOLE_FILE, Span


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue()


def shown_path(file: str) -> str:
    return f"content/{file}"


def twice(line: str, span: Span) -> LocatedFinding:
    return LocatedFinding("GS102", "votes/x.yml", span, line, {"key": "title", "first": "3"})


def cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def pointed(line: str, span: Span) -> tuple[str, str]:
    """The line that is shown and the carets below it, without the gutter."""
    text = as_text([twice(line, span)], read_catalogue(), "zh", False, shown_path)
    rows = text.split("\n")
    index = next(index for index, row in enumerate(rows) if re.search(r"\| +\^|\| \^", row))
    gutter = len(str(span.line)) + 3
    return rows[index - 1][gutter:], rows[index][gutter:]


def test_text(catalogue: Catalogue) -> None:
    text = as_text([twice("  title: 另一个", Span(12, 3, 12, 8))], catalogue, "zh", False, shown_path)
    assert text == (
        "错误[GS102]: 字段“title”写了两次，第一次在第 3 行\n"
        "  --> content/votes/x.yml:12:3\n"
        "   |\n"
        "12 |   title: 另一个\n"
        "   |   ^^^^^\n"
        "   |\n"
        "   = 改法: 只留一个“title”；如果两处内容都要，合写到一处\n"
        "   = 说明: docs/checks/GS102\n"
        "\n"
        "检查完毕：1 个错误，0 个警告。\n"
    )


def test_text_in_english(catalogue: Catalogue) -> None:
    text = as_text([twice("  title: a", Span(12, 3, 12, 8))], catalogue, "en", False, shown_path)
    assert text.startswith("error[GS102]: The key “title” is written twice")
    assert text.endswith("\nChecked. Errors: 1, warnings: 0.\n")


def test_nothing_wrong_is_one_line(catalogue: Catalogue) -> None:
    assert as_text([], catalogue, "zh", False, shown_path) == "检查完毕，没有发现问题。\n"
    assert as_text([], catalogue, "en", True, shown_path).count("\n") == 1


def test_colour_changes_nothing_else(catalogue: Catalogue) -> None:
    findings = [twice("title: 甲", Span(1, 1, 1, 6)), LocatedFinding("GS118", "site.yml", WHOLE_FILE, "", {})]
    plain, coloured = (as_text(findings, catalogue, "zh", colour, shown_path) for colour in (False, True))
    assert "\x1b[" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert "\x1b[1;31m" in coloured and "\x1b[1;33m" in coloured


def test_a_whole_file_has_no_line(catalogue: Catalogue) -> None:
    text = as_text([twice("title: 甲", WHOLE_FILE)], catalogue, "zh", False, shown_path)
    assert "^" not in text
    assert "content/votes/x.yml:1:1" in text


@pytest.mark.parametrize("word", ["title", "标题", "ｔｉ", "é", "e\u0301", "👍"])
def test_carets_stand_below_what_they_point_at(word: str) -> None:
    line = f"  题目: “甲乙” {word} 丙"
    start = line.index(word) + 1
    shown, carets = pointed(line, Span(7, start, 7, start + len(word)))
    assert shown == line
    assert carets == " " * cells(line[: start - 1]) + "^" * (1 if word == "e\u0301" else cells(word))


def test_carets_of_several_lines_end_with_the_first() -> None:
    assert pointed("  a: 甲乙", Span(3, 6, 9, 2)) == ("  a: 甲乙", "     ^^^^")


def test_carets_beyond_the_line() -> None:
    assert pointed("a:", Span(3, 3, 3, 3)) == ("a:", "  ^")
    assert pointed("", Span(3, 1, 3, 2)) == ("", "^")
    assert pointed("a", Span(3, 40, 3, 50)) == ("a", " ^")


def test_tabs_and_what_cannot_be_seen_are_shown() -> None:
    assert pointed("\ta", Span(2, 1, 2, 2)) == ("    a", "^^^^")
    assert pointed("甲\u200b乙", Span(2, 2, 2, 3)) == ("甲<U+200B>乙", "  ^^^^^^^^")
    assert pointed("甲\u202e乙\x1b[31m", Span(2, 3, 2, 4)) == ("甲<U+202E>乙<U+001B>[31m", " " * 10 + "^^")


@given(st.integers(0, 2000), st.integers(1, 300), st.sampled_from(["甲", "a", "甲a"]))
def test_long_lines_are_cut_around_the_span(before: int, length: int, filler: str) -> None:
    line = (filler * 2000)[:before] + "题" * length + (filler * 2000)[:1000]
    shown, carets = pointed(line, Span(2, before + 1, 2, before + length + 1))
    assert cells(shown) <= LINE_CELLS + 2
    below = shown
    while cells(below) > len(carets):
        below = below[:-1]
    assert below.endswith("题" * min(length, 40))
    assert carets.count("^") <= cells("题" * length)


def test_json(catalogue: Catalogue) -> None:
    findings = [
        twice("  title: 甲", Span(12, 3, 12, 8)),
        LocatedFinding("GS118", "site.yml", WHOLE_FILE, "", {}),
    ]
    rows = json.loads(as_json(findings, catalogue, "zh", shown_path))
    assert rows[0] == {
        "code": "GS102",
        "severity": "error",
        "file": "content/votes/x.yml",
        "line": 12,
        "column": 3,
        "end_line": 12,
        "end_column": 8,
        "message": "字段“title”写了两次，第一次在第 3 行",
        "help": "只留一个“title”；如果两处内容都要，合写到一处",
    }
    assert rows[1]["severity"] == "warning"
    assert json.loads(as_json([], catalogue, "zh", shown_path)) == []


def test_github(catalogue: Catalogue) -> None:
    finding = LocatedFinding("GS102", "votes/a,b:c%.yml", Span(2, 3, 2, 8), "", {"key": "a%\r\n::b,", "first": "1"})
    assert as_github([finding], catalogue, "en", shown_path) == (
        "::error file=content/votes/a%2Cb%3Ac%25.yml,line=2,endLine=2,col=3,endColumn=8,"
        "title=GS102 duplicate-key::"
        "The key “a%25<U+000D> ::b,” is written twice, first on line 1%0A"
        "help: Keep one “a%25<U+000D> ::b,”; if both values are needed, write them as one\n"
    )


def test_github_gives_no_columns_for_several_lines(catalogue: Catalogue) -> None:
    output = as_github([twice("", Span(2, 3, 4, 1))], catalogue, "zh", shown_path)
    assert "line=2,endLine=4,title=" in output


@given(st.text(), st.text())
def test_any_value_stays_in_its_line(value: str, line: str) -> None:
    finding = LocatedFinding("GS213", "a\ud800.yml", Span(1, 1, 1, 2), line.replace("\n", ""), {
        "field": value, "value": value, "allowed": value, "near": "",
    })  # fmt: skip
    rules = read_catalogue()
    assert as_github([finding], rules, "zh", shown_path).count("\n") == 1
    text = as_text([finding], rules, "zh", False, shown_path)
    assert text.count("\n") == 10
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert json.loads(as_json([finding], rules, "zh", shown_path).encode())[0]["code"] == "GS213"


def test_every_rule_can_be_named_and_has_both_languages(catalogue: Catalogue) -> None:
    for code, rule in catalogue.rules.items():
        assert re.fullmatch(r"GS[1-8][0-9]{2}", code)
        assert re.fullmatch(r"[a-z0-9-]+", rule.name), code
        assert rule.severity in ("error", "warning"), code
        for texts in (rule.message, rule.help, *rule.help_if.values()):
            assert set(texts) == {"zh", "en"}, code
    names = [rule.name for rule in catalogue.rules.values()]
    assert len(set(names)) == len(names)
