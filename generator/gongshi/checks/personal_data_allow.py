"""``# gongshi: allow GS705 <reason>``: a line's comment that lets through what is rightly public there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gongshi.findings import Finding
from gongshi.load.yaml_text import Node, compose
from gongshi.source import Place, Span

ALLOWABLE = frozenset(("GS701", "GS703", "GS704", "GS705", "GS706", "GS707", "GS708"))
"""What can be rightly public: an office's mobile, its address. A resident identity number never is."""

UNUSED = "GS709"
MALFORMED = "GS710"

_CODES = re.compile(r"(?P<codes>GS\d{3}(?:\s*[,，]\s*GS\d{3})*)(?:\s+(?P<reason>\S.*))?")
_MARK = re.compile(r"(?:^|(?<=\s))#\s*gongshi\s*[:：]\s*allow\b[ \t]*(?P<rest>.*?)\s*$", re.I)
_FILE = re.compile(r"\s*(?:- )?(?:\{.*?\b)?file\s*:\s*[\"']?([^\s,}\"'#]+)")


@dataclass(frozen=True, slots=True)
class Allowance:
    """A comment that allows ``codes`` on the lines from ``first`` to ``last`` of its file, or in a text beside it.

    ``problem`` says why it allows nothing: ``form``, ``reason`` or ``never``.
    """

    codes: tuple[str, ...]
    span: Span
    line: str
    first: int
    last: int
    problem: str = ""
    used: set[str] = field(default_factory=set)

    def lets(self, code: str, span: Span, path: str) -> bool:
        """Whether it lets through a finding of that code there. Whole texts beside a record have no lines of it."""
        beside = not path.endswith(".yml")
        return code in self.codes and not self.problem and (beside or self.first <= span.line <= self.last)

    def findings(self, path: str) -> Iterator[Finding]:
        """What is wrong with the allowance itself, once all else was checked."""
        if self.problem:
            yield Finding(MALFORMED, Place(path, self.span), {"problem": self.problem})
            return
        for code in self.codes:
            if code not in self.used:
                yield Finding(UNUSED, Place(path, self.span), {"code": code})


def allowances(path: str, text: str) -> Iterator[Allowance]:
    """The allowances of a record's file, each on the line of a value. A text that only looks like one is none."""
    if not path.endswith(".yml") or "gongshi" not in text:
        return
    values: list[tuple[Span, bool]] | None = None
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        found = _MARK.search(line)
        if found is None:
            continue
        if values is None:
            root = compose(text).root
            values = [
                (span, lines[span.line - 1][span.column - 1 : span.column] in ("|", ">")) for span in _spans(root)
            ]
        at = Span(number, found.start() + 1, number, len(line.rstrip()) + 1)
        if any(_holds(span, is_block, at) for span, is_block in values):
            continue
        last = max([number, *(span.end_line for span, _ in values if span.line == number)])
        codes, problem = _read(found["rest"])
        yield Allowance(codes, at, line, number, last, problem)


def files_allowed(path: str, some: Iterable[Allowance]) -> Iterator[tuple[str, Allowance]]:
    """The legal texts that an allowance on a ``file`` line stands for, by path."""
    for allowance in some:
        named = _FILE.match(allowance.line)
        if named:
            yield posixpath.normpath(posixpath.join(posixpath.dirname(path), named[1])), allowance


def _read(rest: str) -> tuple[tuple[str, ...], str]:
    """The codes and what is wrong: no code, no reason of two characters or more, or a code that cannot be allowed."""
    found = _CODES.fullmatch(rest)
    if found is None:
        return (), "form"
    codes = tuple(dict.fromkeys(re.findall(r"GS\d{3}", found["codes"])))
    if not ALLOWABLE.issuperset(codes):
        return codes, "never"
    if found["reason"] is None or len(found["reason"].strip()) < 2:
        return codes, "reason"
    return codes, ""


def _spans(root: Node | None) -> Iterator[Span]:
    """The spans of all texts of a tree."""
    waiting = [root] if root else []
    while waiting:
        node = waiting.pop()
        if isinstance(node.content, str):
            yield node.span
        elif isinstance(node.content, list):
            waiting.extend(node.content)
        else:
            waiting.extend(child for _, child in node.content.values())


def _holds(span: Span, is_block: bool, at: Span) -> bool:
    """Whether the mark is inside a value: not after its end, and not behind the sign that starts a block text."""
    if is_block and span.line == at.line:
        return False
    return (span.line, span.column) <= (at.line, at.column) < (span.end_line, span.end_column)
