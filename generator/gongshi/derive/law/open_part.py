"""An article, point or attachment of a legal text whose lines are still coming."""

from __future__ import annotations

import re
from typing import Literal

from gongshi.derive.law.lines import is_body_name, is_date
from gongshi.derive.law.nesting import Line
from gongshi.derive.law.numbering import Number

_CLOSING = re.compile(r"本(?:决定|决议|规定|办法|意见)自.{1,60}(?:施行|实施|生效)|《.{1,60}》.{0,12}根据本决定")
_AMENDS = re.compile(r"(?:改为|作为|增加|修改).{0,60}[：:]$")


class OpenPart:
    """Gathers lines. Whether a label may begin the next part depends on it: a point may be ``quoted`` up to here, or
    say of the article behind it what it ``amends``."""

    __slots__ = ("amends", "kind", "label", "lead", "line", "lines", "number", "quoted", "title")

    def __init__(
        self,
        kind: Literal["article", "point", "attachment"],
        label: str,
        number: Number,
        line: int,
        typed: str,
        end: int,
    ) -> None:
        """``typed`` is its first line, of which the label goes up to ``end``."""
        rest = typed[end:].lstrip().lstrip(":：").lstrip()
        self.kind, self.label, self.number, self.line = kind, label, number, line
        self.lead = typed[: len(typed) - len(rest)]
        self.title = ""
        self.lines: list[Line] = [(line, rest)] if rest else []
        self.amends = kind == "point" and _AMENDS.search(rest) is not None
        self.quoted = kind == "point" and _quote_left_open(rest, False)

    def add(self, number: int, line: str) -> None:
        """Take its next line."""
        self.lines.append((number, line))
        if self.kind == "point":
            self.quoted = _quote_left_open(line, self.quoted)

    def cut_signature(self) -> list[Line]:
        """Cut date and body's name off its end."""
        cut = len(self.lines)
        while cut > 1 and is_date(self.lines[cut - 1][1]):
            cut -= 1
        if cut == len(self.lines):
            return []
        while cut > 1 and is_body_name(self.lines[cut - 1][1]) and len(self.lines) - cut < 4:
            cut -= 1
        return self._cut(cut)

    def cut_closing(self) -> list[Line]:
        """Cut off the end of a decision's last point what closes the decision as a whole."""
        cut = len(self.lines)
        while self.kind == "point" and cut > 1 and _CLOSING.match(self.lines[cut - 1][1]):
            cut -= 1
        return self._cut(cut)

    def _cut(self, at: int) -> list[Line]:
        lines = self.lines[at:]
        del self.lines[at:]
        return lines


def _quote_left_open(line: str, before: bool) -> bool:
    """Whether a “ is open behind the line: decisions quote the articles that they change."""
    opened, closed = line.rfind("“"), line.rfind("”")
    return before if opened == closed else opened > closed
