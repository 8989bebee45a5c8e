"""Numbers of 编 章 节 条 项 as they come in a text, and where they do not follow."""

from __future__ import annotations

from gongshi.derive.law.numerals import chinese
from gongshi.derive.law.tree import NumberingWarning, WarningKind

Number = tuple[int, int]
"""Main number and 之 number: 第十二条之一 is (12, 1)."""


class Series:
    """One series of numbers, taken one by one.

    After a jump the count goes on from where it landed, so that one slip makes one warning.
    """

    __slots__ = ("last", "most", "seen")

    def __init__(self) -> None:
        self.last: Number = (0, 0)
        self.most = 0
        self.seen: set[Number] = set()

    def take(self, number: Number) -> tuple[WarningKind, int] | None:
        """What is wrong with the next number, and the whole number that was due; None where it follows."""
        main, sub = number
        last, last_sub = self.last
        due = last + 1 if (last + 1, 0) not in self.seen else self.most + 1
        repeated = number in self.seen
        follows = number == ((last, last_sub + 1) if sub else (due, 0))
        self.seen.add(number)
        if repeated:
            return "repeat", due
        self.last, self.most = number, max(self.most, main)
        if follows:
            return None
        return ("gap" if main >= due or (sub and main == last) else "disorder"), due


def numbering_warning(kind: WarningKind, due: int, unit: str | int, label: str, line: int) -> NumberingWarning:
    """A warning; ``unit`` is the unit of 第…条, or 、 for points, or the rank of an item (0 to 3)."""
    match unit:
        case "、" | 0:
            expected = f"{chinese(due)}、"
        case 1:
            expected = f"（{chinese(due)}）"
        case 2:
            expected = f"{due}."
        case 3:
            expected = f"（{due}）"
        case _:
            expected = f"第{chinese(due)}{unit}"
    return NumberingWarning(kind, line, "".join(label.split()), expected)
