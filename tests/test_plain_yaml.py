"""The quick reader of YAML gives up or says exactly what the whole one says, and never hides a problem."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import ROOT
from gongshi.load.plain_yaml import read_plain
from gongshi.load.yaml_text import compose, plain
from yaml_suite_report import SUITE

PIECES = st.sampled_from(
    ["a", "b", "title", "甲", "：", ": ", ":", "- ", "-", " ", "  ", "\n", "\n  ", "\n    ", "\n- ", "\n  - ", "'", '"',
     "[", "]", "{", "}", ", ", ",", "|", "|\n", "|-\n", ">", " #", "#", "\n# note\n", "\\", "\\n", "~", "0x1",
     "12:30", "&a", "*a", "!t", "---\n", "...", "?", "? ", "%", "@", "`", "\u3000", "\xa0", "\t", "a: b", "\nb: ",
     "x: |\n  c\n"]
)  # fmt: skip


def agrees(text: str) -> bool:
    """Whether the text was read at all. Where it was, it must be as the whole reader has it."""
    quick = read_plain(text)
    if quick is None:
        return False
    whole = compose(text)
    assert whole.problems == []
    assert whole.root is not None
    assert plain(whole.root) == quick
    return True


@settings(max_examples=3000)
@given(st.lists(PIECES, max_size=24).map("".join))
@example("a: |\n\n  b\n\n\nc: d\n")
@example("a: |\n  b\n # note\nc: d\n")
@example("a:\n- b\n- c: d\n  e: f\ng: h\n")
@example("- a: b\n")
@example("a: [b#c, d #e]\n")
@example("a: b\n c\n")
def test_whatever_it_reads_is_what_compose_reads(text: str) -> None:
    agrees(text)


def lines(depth: int) -> st.SearchStrategy[list[str]]:
    """Blocks as editors write them, a few of them misaligned."""
    key = st.sampled_from(["a", "b", "title", "from"])
    value = st.sampled_from(
        ["甲 乙", "2024-01-12", '"09:00"', "'b'", "[a, b]", "[]", '{a: b, c: "d"}', "a#b", "a:b", "true"]
    )
    one = st.builds(lambda k, v: [f"{k}: {v}"], key, value)
    typed = st.lists(st.sampled_from(["甲", "", "  乙", "# 丙", "- 丁", "a: b"]), min_size=1, max_size=4)
    block = st.builds(
        lambda k, mark, some: [f"{k}: {mark}", *(f"  {line}" if line else "" for line in some)],
        key,
        st.sampled_from(["|", "|-"]),
        typed,
    )
    if depth == 0:
        return st.one_of(one, block)
    inner = st.lists(lines(depth - 1), min_size=1, max_size=3).map(
        lambda some: [line for part in some for line in part]
    )
    shift = st.sampled_from(["  ", "  ", "  ", " ", ""])
    nested = st.builds(lambda k, by, some: [f"{k}:", *(by + line if line else "" for line in some)], key, shift, inner)
    items = st.lists(inner, min_size=1, max_size=3).map(
        lambda some: [
            ("- " if at == 0 else "  ") + line if line else "" for part in some for at, line in enumerate(part)
        ]
    )
    listed = st.builds(lambda k, by, some: [f"{k}:", *(by + line if line else "" for line in some)], key, shift, items)
    return st.one_of(one, block, nested, listed)


@settings(max_examples=1000)
@given(st.lists(lines(3), min_size=1, max_size=4))
def test_blocks_as_editors_write_them(parts: list[list[str]]) -> None:
    agrees("\n".join(line for part in parts for line in part) + "\n")


@pytest.mark.skipif(not SUITE.exists(), reason=f"the YAML Test Suite is not at {SUITE}")
def test_the_yaml_test_suite() -> None:
    texts = [json.loads(line)["yaml"] for line in SUITE.read_text("utf-8").splitlines()]
    assert len(texts) > 300
    assert sum(agrees(text.removeprefix("\ufeff").replace("\r\n", "\n")) for text in texts) > 10


def test_the_sites_own_content_is_read_quickly() -> None:
    folders = (ROOT / "content", Path(__file__).parent / "golden" / "content")
    texts = [path.read_text("utf-8") for folder in folders for path in sorted(folder.rglob("*.yml"))]
    assert sum(agrees(text) for text in texts) / len(texts) > 0.9


def test_json_on_one_line_is_left_to_the_other_reader() -> None:
    assert read_plain(json.dumps({"a": {"b": ["c"]}})) is None
