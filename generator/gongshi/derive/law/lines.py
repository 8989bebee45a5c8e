"""What one line of a Chinese legal text is, by its look alone.

The forms follow the State's rules on legislative technique: 编 章 节 条 number with Chinese
numerals before the unit, 款 are unnumbered paragraphs, 项 stand as （一）, 目 as 1.
(Legislation Law of the PRC 2023, article 65). Every pattern is bounded, so that no line can make
it backtrack for long.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from gongshi.derive.law.numerals import NUMERAL_CHARACTERS, number_of

HeadingLevel = Literal["part", "chapter", "section"]

INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"
"""Characters of no width that Word and web pages leave at the start of lines."""

MARKS = "#*_ \u3000\t" + INVISIBLE
"""What may stand before a label: Markdown's marks, spaces and what cannot be seen."""

_N = f"[{NUMERAL_CHARACTERS}]"
_NS = rf"[{NUMERAL_CHARACTERS}\s]"
_START = rf"[{INVISIBLE}]{{0,4}}(?:(?P<mark>#{{1,6}})\s*)?(?:\*\*|__)?\s*"
_END = r"(?:\*\*|__)?"

_LABEL = re.compile(
    rf"{_START}(?P<label>第(?P<main>{_NS}{{1,14}})(?P<unit>[条章节]|分?编)(?:\s?之(?P<sub>{_N}{{1,4}}))?){_END}"
)
_POINT = re.compile(rf"{_START}(?P<label>(?P<number>[一二三四五六七八九十百]{{1,5}})、){_END}")
_ENUMERATION = re.compile(
    rf"[{INVISIBLE}]{{0,4}}(?:\*\*|__)?(?P<label>(?P<n0>[一二三四五六七八九十百]{{1,5}})、"
    r"|[（(]\s?(?P<n1>[一二三四五六七八九十百]{1,6})\s?[）)]|(?P<c1>[㈠-㈩])"
    r"|(?P<n2>[0-9０-９]{1,3})(?:、|[.．](?![0-9０-９]))"
    r"|[（(](?P<n3>[0-9０-９]{1,3})[）)]|(?P<n4>[0-9０-９]{1,3})[）)]"
    rf"|(?P<c3>[①-⑳⑴-⒇])){_END}"
)
_RANKS = {"n0": 0, "n1": 1, "c1": 1, "n2": 2, "n3": 3, "n4": 3, "c3": 3}

_CIRCLED = frozenset(map(chr, (*range(0x3220, 0x322A), *range(0x2460, 0x2488))))

ENUMERATION_STARTS = frozenset("一二三四五六七八九十百（(0123456789０１２３４５６７８９*_" + INVISIBLE) | _CIRCLED
"""First characters of lines that may be a 项 or 目."""

STRUCTURE_STARTS = frozenset("第#*_附总分目<|一二三四五六七八九十百" + INVISIBLE)
"""First characters of lines that may end an article: everything else in it is its text."""

_PART_OF_REFERENCE = re.compile(rf"第{_NS}{{1,8}}[款项目]|[、，,；;。.）)》〉”’]|[（(]{_N}{{1,5}}[）)]项")
_REFERENCE = re.compile(
    rf"的|所|规定|[、，,；;。.）)》〉”’]|[和与及或至]第|以[及下上]|第{_NS}{{1,8}}[条款项目章节]"
    rf"|[中前后](?:的|所|款)|[（(]{_N}{{1,5}}[）)]项|{_N}{{1,5}}项|修改|改|删|增加|作为|移作|之规定|等规定"
)
_ATTACHMENT = re.compile(
    rf"(?P<label>附(?:\s{{0,4}}[件表录图]\s{{0,3}}{_N}{{0,4}}(?=[:：\s《]|$)|(?=\s{{0,3}}[:：]|$)))[:：\s]{{0,4}}(?P<title>.{{0,80}})$"
)
_YEAR = r"(?:[0-9]{4}|[一二][〇○零Ｏ０O一二三四五六七八九]{3})\s?年"
_DATE = re.compile(_YEAR)
_DATED_WORD = re.compile("通过|批准|修正|修订|公布|发布|颁布|施行|实施|生效|修改|废止|公告|备案|第.{1,6}号")
_ONLY_DATE = re.compile(_YEAR + r"\s?[0-9一二三四五六七八九十]{1,2}\s?月\s?[0-9一二三四五六七八九十]{1,3}\s?日")
_BODY_NAME = re.compile("委员会|人民代表大会|主席团|人民政府|国务院|法院|检察院|办公室|办公厅")
_MARKED = re.compile(r"#{1,6}\s+\S.{0,60}")
_COMMENT = re.compile(r"<!--[A-Z \t]{1,60}-->")
_SENTENCE_ENDS = "。；：，、;:,."


@dataclass(frozen=True, slots=True)
class Label:
    """The numbered head of a line: 第十二条, 第三章, 一、.

    ``end`` is where the text after it starts; ``mark`` is the number of ``#`` before it.
    """

    unit: str
    label: str
    number: tuple[int, int]
    end: int
    mark: int


def label_of(line: str) -> Label | None:
    """The 编 章 节 条 label that a line begins with, whether it is a heading or a reference."""
    match = _LABEL.match(line)
    if match is None:
        return None
    mark, label, typed, unit, typed_sub = match.groups()
    main, sub = number_of(typed), number_of(typed_sub) if typed_sub else 0
    if main is None or sub is None:
        return None
    return Label(unit, label, (main, sub), match.end(), len(mark) if mark else 0)


def point_of(line: str) -> Label | None:
    """The 一、 that a line begins with."""
    match = _POINT.match(line)
    number = number_of(match["number"]) if match else None
    if match is None or number is None:
        return None
    return Label("、", match["label"], (number, 0), match.end(), len(match["mark"] or ""))


def enumeration_of(line: str) -> tuple[int, int, str, int] | None:
    """The 项 or 目 label of a line: its rank (一、 0, （一） 1, 1. 2, （1） 3), number, label and end."""
    match = _ENUMERATION.match(line)
    if match is None:
        return None
    kind = next(name for name in _RANKS if match[name])
    typed = match[kind]
    number = _circled(typed) if kind[0] == "c" else number_of(typed)
    return (_RANKS[kind], number, match["label"], match.end()) if number is not None else None


def _circled(character: str) -> int:
    code = ord(character)
    return code - next(first for first in (0x3220, 0x2474, 0x2460) if code >= first) + 1


def opens_article(line: str, label: Label, last: int) -> bool:
    """Whether a line that begins with 第…条 begins an article, where ``last`` is the number before it.

    A label followed by white space, a colon or nothing does, unless a reference goes on behind it
    (第三条 第二款). Without any space the number must follow on the last one.
    """
    rest = line[label.end :]
    body = rest.lstrip()
    if label.mark or not body or rest[0] in ":：":
        return True
    if len(body) < len(rest):
        return _PART_OF_REFERENCE.match(body) is None
    return last < label.number[0] + bool(label.number[1]) <= last + 5 and _REFERENCE.match(body) is None


def opens_heading(line: str, label: Label) -> bool:
    """Whether a line that begins with 第…编, 章 or 节 is a heading: short, no sentence, no reference."""
    if label.mark:
        return True
    return len(line) <= 60 and line[-1] not in _SENTENCE_ENDS and _REFERENCE.match(line[label.end :].lstrip()) is None


def is_marked_heading(line: str) -> bool:
    """Whether a line is marked as a heading (``## 序言``), whatever it says."""
    return _MARKED.fullmatch(line) is not None


def attachment_of(line: str) -> tuple[str, str] | None:
    """The label and title of a line that begins an attachment (附件1, 附表：…, 附：…)."""
    match = _ATTACHMENT.match(line.lstrip(MARKS).rstrip("*_"))
    if match is None or match["title"].endswith(("。", "；", "，")):
        return None
    return "".join(match["label"].split()), match["title"].strip()


def bare_word(line: str) -> str:
    """A short line without marks and spaces, to be matched with 目录 or 附则; empty for longer lines."""
    return "".join(line.strip(MARKS).split()).strip("：:") if len(line) <= 16 else ""


def is_dated(line: str) -> bool:
    """Whether a line tells when a text was passed, approved, amended or published."""
    return (
        len(line) <= 400
        and line[-1] not in "：:"
        and _DATE.search(line) is not None
        and _DATED_WORD.search(line) is not None
    )


def is_date(line: str) -> bool:
    """Whether a line is a date and no more, as under a signature."""
    return len(line) <= 24 and _ONLY_DATE.fullmatch(line) is not None


def is_body_name(line: str) -> bool:
    """Whether a line names a public body and no more, as in a signature."""
    return len(line) <= 40 and line[-1] not in _SENTENCE_ENDS and _BODY_NAME.search(line) is not None


def is_comment(line: str) -> bool:
    """Whether a line is a mark that collections of law put between lines (``<!-- INFO END -->``).

    Any other comment is text like all that looks like HTML.
    """
    return _COMMENT.fullmatch(line) is not None


def is_table_row(line: str) -> bool:
    """Whether a line is a row of a table: Markdown, or cells with tabs between as Word pastes them."""
    return line[0] == "|" or (line.count("\t") >= 2 and line[0] not in "第#")
