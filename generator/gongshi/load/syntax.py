"""libyaml's complaints, and layouts that it lets pass, as a closed set of problems that editors know.

The set is the ``fact_words`` of GS103 in the message catalogue.
"""

from __future__ import annotations

import re
from typing import TypeAlias

import yaml

from gongshi.load.problem import Problem
from gongshi.source import WHOLE_FILE, Span

Mark: TypeAlias = "yaml.error.Mark | yaml._yaml.Mark"

MAX_DEPTH = 40
MAX_NODES = 1_000_000
TOO_DEEP_OR_LARGE = {"depth": str(MAX_DEPTH), "nodes": str(MAX_NODES)}
"""The facts of GS112."""

_KINDS = {
    "mapping values are not allowed in this context": "colon-in-value",
    "could not find expected ':'": "missing-colon",
    "did not find expected key": "misaligned",
    "did not find expected '-' indicator": "misaligned",
    "did not find expected <document start>": "misaligned",
    "did not find expected ',' or ']'": "unclosed-list",
    "did not find expected ',' or '}'": "unclosed-mapping",
    "found unexpected ':'": "colon-in-value",
    "found unexpected end of stream": "unclosed-quote",
    "found unexpected document indicator": "unclosed-quote",
    "found unknown escape character": "bad-escape",
    "did not find expected hexdecimal number": "bad-escape",
    "found invalid Unicode character escape code": "bad-escape",
    "found character that cannot start any token": "reserved-start",
    "did not find expected alphabetic or numeric character": "star-start",
    "did not find expected node content": "value-expected",
    "block sequence entries are not allowed in this context": "list-not-allowed",
    "mapping keys are not allowed in this context": "key-not-allowed",
    "did not find expected comment or line break": "block-header",
    "found an indentation indicator equal to 0": "block-header",
}
"""libyaml's text of a problem, and ours for it."""

_STARTS_EARLIER = (
    "directive", "missing-colon", "star-start", "tag", "unclosed-list", "unclosed-mapping", "unclosed-quote",
)  # fmt: skip
"""Problems that libyaml notices lines after the place that must be mended."""

_TIGHT_COMMENT = re.compile(r"#|[ \t]*,#")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*#")


def syntax_problem(text: str, error: yaml.MarkedYAMLError) -> Problem:
    """The problem that ended libyaml's reading of ``text``, where it must be mended."""
    detail = str(error.problem)
    kind = _KINDS.get(detail, "other")
    words = f"{error.context} {detail}".split()
    kind = next((word for word in ("directive", "tag") if word in words), kind)
    mark = error.problem_mark or error.context_mark
    if kind in _STARTS_EARLIER and error.context_mark is not None:
        mark = error.context_mark
    if mark is None:
        return Problem("GS103", WHOLE_FILE, {"problem": kind, "mend": kind, "detail": detail})
    if "nesting depth" in detail:
        return Problem("GS112", _one_character(mark), TOO_DEEP_OR_LARGE)
    line = text.split("\n")[mark.line] if mark.line < text.count("\n") + 1 else ""
    if kind in ("missing-colon", "misaligned") and "：" in line and ":" not in line:
        kind = "wide-colon"
    return Problem("GS103", _one_character(mark), {"problem": kind, "mend": kind, "detail": detail})


def _one_character(mark: Mark) -> Span:
    return Span(mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2)


def strange_layout(text: str, event: yaml.Event, flow: bool, indent: int) -> str | None:
    """What YAML 1.2 forbids at an event and libyaml accepts, or None.

    ``flow`` says whether the event's value stands in brackets, ``indent`` how far the block that
    it stands in is indented (-1 at the top).
    """
    start, end = (mark.index for mark in marks(event))
    scalar = event if isinstance(event, yaml.ScalarEvent) else None
    if flow and text[start - 1 : start] == "?":
        return "reserved-start"  # libyaml would drop the question mark
    if scalar and scalar.style in ("|", ">"):
        return "tight-comment" if _BLOCK_HEADER.match(text, start) else None
    if scalar and scalar.style in ("'", '"'):
        if _leaves_block(text[start:end], indent):
            return "unclosed-quote"  # the next field was most likely swallowed
    elif scalar and not flow:
        return None
    elif scalar and scalar.value == "-":
        return "lone-dash"
    return "tight-comment" if _TIGHT_COMMENT.match(text, end) else None


def marks(event: yaml.Event) -> tuple[Mark, Mark]:
    """Where an event starts and ends; libyaml always says."""
    start, end = event.start_mark, event.end_mark
    assert start is not None and end is not None
    return start, end


def _leaves_block(typed: str, indent: int) -> bool:
    """Whether a later line of a quoted text is indented no deeper than the block around it."""
    if indent < 0 or "\n" not in typed:
        return False
    return any(line.strip() and len(line) - len(line.lstrip(" ")) <= indent for line in typed.split("\n")[1:])
