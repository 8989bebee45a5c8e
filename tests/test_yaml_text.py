"""YAML as records use it: what is read, what is refused and where, and that nothing makes it fall over."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.catalogue import LANGUAGES, read_catalogue
from gongshi.findings import LocatedFinding
from gongshi.load.syntax import MAX_DEPTH
from gongshi.load.yaml_text import Value, compose, locate, plain, scalars
from gongshi.source import WHOLE_FILE, Route, Span

MARK = "¦"


def refused(text: str) -> list[tuple[str, int, int]]:
    return [(problem.code, problem.span.line, problem.span.column) for problem in compose(text).problems]


def value_of(text: str) -> Value:
    read = compose(text)
    assert read.root is not None and read.problems == []
    return plain(read.root)


@pytest.mark.parametrize("typed", ["no", "017", "12:30:00", "1e3", "null", "~", "0x1F", "2024-01-12", "1_000", ".inf"])
def test_every_scalar_stays_the_text_that_was_typed(typed: str) -> None:
    assert value_of(f"a: {typed}\nb: [{typed}]\n") == {"a": typed, "b": [typed]}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("GS102", "a: 1\nb:\n  - c: 1\n    ¦c: 2\n"),
        ("GS103", "title: 关于¦: 停车\n"),
        ("GS104", "title: 示¦\x07例\n"),
        ("GS104", "title: 示¦\x85例\n"),
        ("GS104", "title: 示¦\u2028例\n"),
        ("GS104", 'title: ¦"\\0"\n'),
        ("GS104", "a: 1\n¦\ufeffb: 2\n"),
        ("GS105", "title: 示¦\u202e例\n"),
        ("GS105", 'title: ¦"\\u202e"\n'),
        ("GS106", "title: 示¦\u200b例\n"),
        ("GS106", 'title: ¦"\\u200b"\n'),
        ("GS107", "a: ¦&x 1\n"),
        ("GS107", "a: ¦*x\n"),
        ("GS107", "a: ¦&x [*x]\n"),
        ("GS108", "a: ¦!!str 1\n"),
        ("GS109", "a:\n  ¦\tb: 1\n"),
        ("GS110", "a: 1\n¦---\nb: 1\n"),
        ("GS111", "¦# 只有注释\n"),
        ("GS111", "¦"),
        ("GS113", "a:\n  ¦[b]: c\n"),
        ("GS113", "a:\n  ? ¦- b\n  : c\n"),
    ],
)
def test_refused_where_it_stands(code: str, text: str) -> None:
    before = text[: text.index(MARK)]
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    assert (code, line, column) in refused(text.replace(MARK, ""))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("colon-in-value", "title: 关于¦: 停车\n"),
        ("missing-colon", "a: 1\n¦只有文字\nb: 2\n"),
        ("wide-colon", "a: 1\n¦标题：示例\nb: 2\n"),
        ("misaligned", "a:\n  b: 1\n ¦c: 2\n"),
        ("unclosed-list", "a: ¦[1, 2\nb: 3\n"),
        ("unclosed-mapping", "a: ¦{b: 1\n"),
        ("unclosed-quote", 'a: ¦"一\nb: 二\n'),
        ("unclosed-quote", 'a: ¦"一\nb: "二"\n'),
        ("bad-escape", 'a: "C:¦\\目录"\n'),
        ("reserved-start", "a: ¦@示例\n"),
        ("reserved-start", "a: {?¦b: c}\n"),
        ("star-start", "a: ¦*重点*\n"),
        ("value-expected", "a: [¦, b]\n"),
        ("list-not-allowed", "a: ¦- b\n"),
        ("key-not-allowed", "a: ¦? b\n"),
        ("block-header", "a: |¦文字\n"),
        ("tight-comment", 'a: ¦"b"#注\n'),
        ("tight-comment", "a: ¦>#注\n  b\n"),
        ("tight-comment", "a: [¦b,#注\n  c]\n"),
        ("lone-dash", "a: [¦-]\n"),
        ("tag", "a: ¦!<\n"),
        ("directive", "¦%TAG x\n---\na: 1\n"),
    ],
)
def test_syntax_problems_have_plain_words(kind: str, text: str) -> None:
    before = text[: text.index(MARK)]
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    [problem] = compose(text.replace(MARK, "")).problems
    assert (problem.code, problem.facts["problem"]) == ("GS103", kind)
    assert (problem.span.line, problem.span.column) == (line, column)
    rule = read_catalogue().rules["GS103"]
    finding = LocatedFinding("GS103", "a.yml", problem.span, "", problem.facts)
    for language in LANGUAGES:
        assert rule.fact_words["problem"][kind][language] in rule.message_for(language, finding)
        assert rule.fact_words["mend"][kind][language] == rule.help_for(language, finding)


def test_unknown_syntax_problems_have_general_words() -> None:
    [problem] = compose("%YAML 9.9\n---\na: 1\n").problems
    rule = read_catalogue().rules["GS103"]
    finding = LocatedFinding("GS103", "a.yml", problem.span, "", problem.facts)
    assert problem.facts["problem"] == "other"
    assert "读不懂" in rule.message_for("zh", finding)
    assert "incompatible" in rule.message_for("en", finding)


def test_depth_and_recursion_are_refused() -> None:
    assert refused("a: &a [*a]\n") == [("GS107", 1, 4)]
    assert refused("[" * 500 + "]" * 500)[0][0] == "GS112"
    assert refused("[" * 100_000)[0][0] == "GS112"
    assert refused("\n".join(" " * depth + "a:" for depth in range(500)))[0][0] == "GS112"
    assert value_of("[" * MAX_DEPTH + "]" * MAX_DEPTH)


@pytest.mark.parametrize(
    "piece", ["[", "{", "- ", "? ", "a: ", "&a ", "!", "*", '"', "%", "---\n", "#\n", ",", "|", "\t"]
)
def test_long_nonsense_ends(piece: str) -> None:
    assert compose(piece * 100_000).problems


def test_many_problems_are_cut() -> None:
    assert len(compose("a: 1\n" * 5000 + "b: " + "\u200b" * 5000).problems) < 1000


def test_byte_order_mark_and_windows_line_ends_pass() -> None:
    assert value_of("\ufeffa: 甲\r\nb: |\r\n  乙\r\n  丙\r\n") == {"a": "甲", "b": "乙\n丙\n"}


def test_a_last_line_without_an_end_is_read_like_one_with_it() -> None:
    assert value_of("a: |\n  甲\n  乙") == value_of("a: |\n  甲\n  乙\n") == {"a": "甲\n乙\n"}


TREE = """\
title: 示例
text: |
  第一条
  第二条

# 注
list:
  - a: 1
    b:
  - [二, 三]
last: {zh: 甲, en: b}
"""


@pytest.mark.parametrize(
    ("route", "at_key", "span"),
    [
        ((), False, WHOLE_FILE),
        (("title",), False, Span(1, 8, 1, 10)),
        (("title",), True, Span(1, 1, 1, 6)),
        (("title", "zh"), False, Span(1, 8, 1, 10)),
        (("text",), False, Span(2, 7, 4, 6)),
        (("list",), False, Span(8, 3, 10, 11)),
        (("list", 0), False, Span(8, 5, 9, 6)),
        (("list", 0, "b"), False, Span(9, 5, 9, 6)),
        (("list", 1, 1), False, Span(10, 9, 10, 10)),
        (("list", 7), False, Span(8, 3, 10, 11)),
        (("last",), False, Span(11, 7, 11, 21)),
        (("last", "en"), True, Span(11, 15, 11, 17)),
        (("nothing",), False, WHOLE_FILE),
    ],
)
def test_locate(route: Route, at_key: bool, span: Span) -> None:
    root = compose(TREE).root
    assert root is not None
    assert locate(root, route, at_key) == span


def test_columns_count_code_points() -> None:
    root = compose("a: {\U0001f600𠮷: 一, b: 二}\n").root
    assert root is not None
    assert locate(root, ("a", "b")) == Span(1, 15, 1, 16)
    assert list(scalars(root)) == [(("a", "\U0001f600𠮷"), "一"), (("a", "b"), "二")]


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    read = compose(text)
    assert read.root is not None or read.problems


@settings(max_examples=300)
@given(st.text(alphabet="ab: -?[]{}#&*!|>'\"%@`,\\\n \t甲：\ufeff\u200b0~", max_size=60))
def test_any_yaml_like_text_is_read_or_refused(text: str) -> None:
    read = compose(text)
    assert read.root is not None or read.problems
    lines = text.replace("\r\n", "\n").split("\n")
    for problem in read.problems:
        assert 1 <= problem.span.line <= len(lines) + 1


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co")))
TREES = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(TEXTS, TREES, min_size=1, max_size=4))
def test_what_json_writes_is_read_back(tree: dict[str, object]) -> None:
    assert value_of(json.dumps(tree, ensure_ascii=False)) == tree
    assert value_of(json.dumps(tree, ensure_ascii=False, indent=2)) == tree


@pytest.mark.parametrize(
    ("text", "column"),
    [("a: 修改 #3 的说明\n", 7), ("a: b  #c", 7), ("- x #y\n", 5), ("a: [b #c\n]", 7)],
)
def test_text_lost_behind_a_hash_is_named(text: str, column: int) -> None:
    """GS122."""
    (problem,) = compose(text).problems
    assert (problem.code, problem.span.line, problem.span.column) == ("GS122", 1, column)


@pytest.mark.parametrize(
    "text", ["a: b # c\n", 'a: "b #c"\n', "a: b#c\n", "a: 'b' #c\n", "#a\na: b\n", "a: |\n  b #c\n"]
)
def test_comments_and_quoted_hashes_are_left_alone(text: str) -> None:
    assert compose(text).problems == []
