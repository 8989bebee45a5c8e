"""``make fuzz SECONDS=600``: made-up files, Markdown and legal texts until the time is over; stops at the first fault.

The normal tests try a few hundred of each; this one goes on. Every round has a seed, which is printed, so that
``python tests/fuzz/fuzz.py 60 SEED`` begins with the round that failed.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from gongshi.catalogue import LANGUAGES, read_catalogue
from gongshi.checks.personal_data import data_in, masked
from gongshi.derive.law.text import parse
from gongshi.load.yaml_text import compose
from gongshi.pipeline import check_content
from gongshi.render.markdown_text import Renderer

EXAMPLES = 400
CATALOGUE = read_catalogue()
MARKDOWN = Renderer()
BIG = settings(
    max_examples=EXAMPLES, deadline=None, database=None, derandomize=False, suppress_health_check=list(HealthCheck)
)

_YAML = [
    "title: ",
    "illustrative: true\n",
    "- ",
    "  ",
    "\n",
    ": ",
    "|\n",
    ">-\n",
    "'",
    '"',
    "[",
    "]",
    "{",
    "}",
    ", ",
    "# ",
    "&a ",
    "*a",
    "!!str ",
    "---\n",
    "...\n",
    "? ",
    "\t",
    "\\x41",
    "\\u202e",
    "甲",
    "\ufeff",
    "\u200b",
    "versions:\n",
    "  - version: ",
    "opinions:\n",
    "text: ",
    "sources: ",
    "date: 2026-02-30",
    "en: ",
    "zh: ",
    "~",
    "yes",
    "007",
    "# gongshi: allow GS705 x",
]
_MARKDOWN = [
    "# ",
    "* ",
    "1. ",
    "> ",
    "|",
    "|-|-|\n",
    "[",
    "](",
    ")",
    "![",
    "`",
    "**",
    "_",
    "<",
    ">",
    "<script>",
    "javascript:",
    "&#x6a;",
    "\n",
    "\n\n",
    "    ",
    "[x]: ",
    "http://a.example/",
    "mailto:a@b",
    '"',
    "'",
    "\\",
    "甲",
    "&lt;",
    "<!--",
    "-->",
    "\x00",
    "\t",
]
_LAW = [
    "第一条　",
    "第二条 ",
    "第十二条之一",
    "第一章 总则\n",
    "第一编\n",
    "第一节\n",
    "（一）",
    "（二）",
    "1.",
    "一、",
    "附件1\n",
    "附则\n",
    "\n",
    "　　",
    "：",
    "“",
    "”",
    "改为",
    "甲",
    "第",
    "条",
    "零",
    "百",
    "|表|\n",
    "目录\n",
    "（2020年1月1日通过）\n",
    "\x00",
]


def made_of(pieces: list[str]) -> st.SearchStrategy[str]:
    """Texts of pieces that mean something to a parser, with any characters between."""
    return st.lists(st.one_of(st.sampled_from(pieces), st.text(max_size=4)), max_size=60).map("".join)


@BIG
@given(st.one_of(made_of(_YAML).map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary(max_size=400)))
def a_file(data: bytes) -> None:
    """Any bytes in a record's place become findings that can be told, never an exception."""
    with tempfile.TemporaryDirectory() as folder:
        for path in ("site.yml", "cases/x.yml", "regulations/x.yml", "opinions/x.yml"):
            file = Path(folder) / path
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(data)
        for finding in check_content(Path(folder)).findings:
            for language in LANGUAGES:
                assert CATALOGUE.rules[finding.code].message_for(language, finding)
                assert CATALOGUE.rules[finding.code].help_for(language, finding)


@BIG
@given(made_of(_YAML))
def a_yaml_text(text: str) -> None:
    """Any text is read or refused, and every problem stands inside it."""
    read = compose(text)
    lines = text.count("\n") + 2
    assert read.root is not None or read.problems
    assert all(1 <= problem.span.line <= lines for problem in read.problems)


@BIG
@given(made_of(_MARKDOWN))
def a_prose(text: str) -> None:
    """Whatever is written, only the allowed elements come out, and links lead nowhere that runs."""
    html = MARKDOWN(text, "../")
    for name, attributes in re.findall(r"<([a-zA-Z!][^\s>/]*)([^>]*)>", html):
        assert re.fullmatch(
            r"(?i)p|br|em|strong|code|pre|[uo]l|li|blockquote|a|hr|table|t[hrd]|thead|tbody|h[3-6]", name
        ), html
        assert not re.search(r"(?i)\son|style=", attributes), html
        assert not re.search(r"(?i)href=\"\s*(?:javascript|data|vbscript):", attributes), html


@BIG
@given(made_of(_LAW))
def a_legal_text(text: str) -> None:
    """Any text has a tree, and no two articles of it have one address."""
    anchors = [article.anchor for article in parse(text).articles]
    assert len(anchors) == len(set(anchors))


@BIG
@given(made_of([*_YAML, "138", "12345678", "@", ".com", "甘A", "电话", "0931-", "号楼", "一三八", "E1234", "６２"]))
def a_private_text(text: str) -> None:
    """Any text can be scanned, and masked without changing its length."""
    assert all(0 <= one.start < one.end <= len(text) for one in data_in(text, ""))
    assert len(masked(text)) == len(text)


TARGETS: tuple[Callable[[], None], ...] = (a_file, a_yaml_text, a_prose, a_legal_text, a_private_text)


def main(seconds: float, first: int) -> int:
    """Rounds of all targets until the time is over; 1 at the first fault."""
    ends, number = time.monotonic() + seconds, first
    tried = 0
    while tried == 0 or time.monotonic() < ends:
        for target in TARGETS:
            try:
                seed(number)(target)()
            except Exception:
                print(f"{target.__name__} failed with seed {number}", flush=True)
                raise
            tried += EXAMPLES
        number += 1
    print(f"{tried} examples, seeds {first} to {number - 1}: no fault")
    return 0


if __name__ == "__main__":
    chosen = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(2**31)
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60, chosen))
