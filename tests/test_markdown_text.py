"""Prose: limited Markdown in, clean HTML out, whatever is typed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.render.markdown_text import Renderer, without_marks
from html_pages import _Parser

HOSTILE = Path(__file__).parents[1].parent / "shared" / "data" / "hostile"
ALLOWED = {
    "p", "br", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "a", "hr",
    "table", "thead", "tbody", "tr", "th", "td", "h3", "h4", "h5", "h6",
}  # fmt: skip
TO_HTML = Renderer()


def unsafe(html: str) -> list[str]:
    parser = _Parser()
    parser.feed(html)
    parser.close()
    page = parser.page
    wrong = [tag for tag in page.tags if tag not in ALLOWED]
    wrong += [name for _, name, _ in page.attributes if name not in ("href", "rel", "start")]
    for _, _, target in page.links:
        if not re.match(r"https?://|mailto:|\.{0,2}/|#|\?", target):
            wrong.append(target)
    return wrong


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("一段。\n\n两段。", "<p>一段。</p>\n<p>两段。</p>"),
        ("*重*与**要**", "<p><em>重</em>与<strong>要</strong></p>"),
        ("[法规](/regulations/x/)", '<p><a href="../../regulations/x/">法规</a></p>'),
        ("[外](https://e.example/)", '<p><a rel="external noopener" href="https://e.example/">外</a></p>'),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[x](javascript:alert(1))", None),
        ("![x](https://e.example/i.png)", None),
        ("# 标题", "<h3>标题</h3>"),
    ],
)
def test_what_markdown_becomes(text: str, html: str | None) -> None:
    made = TO_HTML(text, "../../")
    assert unsafe(made) == []
    if html is not None:
        assert made == html


@given(st.text() | st.from_regex(r"[\[\]()<>!*_`#a-z:/\"'=&;\n -]{0,60}", fullmatch=True))
def test_nothing_typed_becomes_markup_of_its_own(text: str) -> None:
    assert unsafe(TO_HTML(text, "./")) == []


def test_no_hostile_line_gets_through() -> None:
    if not HOSTILE.is_dir():
        pytest.skip("the optional collection of hostile lines is not on this machine")
    lines = (HOSTILE / "xss-payload-list.txt").read_text("utf-8", "replace").splitlines()
    lines += json.loads((HOSTILE / "blns.json").read_text("utf-8"))
    assert len(lines) > 7000
    assert [line for line in lines if unsafe(TO_HTML(line, "./"))] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("见[法规](/x/)。", "见法规。"),
        ("**重**要\n\n- 甲\n- 乙", "重要 - 甲 - 乙"),
        ("3 * 4 = 12", "3 * 4 = 12"),
        ("", ""),
    ],
)
def test_words_without_marks(text: str, words: str) -> None:
    assert without_marks(text) == words
