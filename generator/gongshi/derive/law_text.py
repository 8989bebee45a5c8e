"""Official Chinese legal text as a tree: 编 章 节 条 款 项 目, and back again without loss.

A line is the unit: offices paste one 款 or 项 a line. Nothing here fails; what cannot be told
apart stays text. Parsing takes time in proportion to the text's length and does not recurse.

Anchors are permanent within a text, because they come from the numbers that the law itself gives:
``part-1`` ``chap-2`` ``chap-2-sec-1`` ``art-12`` (第十二条之一 is ``art-12-1``), and inside an article
``art-12-p2`` (its second 款), ``art-12-p2-i3`` (第三项) and ``art-12-p2-i3-s1`` (第1目). The 款 is always
named, also where there is only one; ``anchor_of`` resolves the short ``art-12-i3`` to it. A number that
comes twice gets ``-r2``, ``-r3``… on its later anchors. Points 一、 are ``point-1``, attachments ``att-1``,
and what is numbered inside an attachment begins with its anchor: ``att-1-art-3``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from gongshi.derive.law_lines import (
    ENUMERATION_STARTS,
    INVISIBLE,
    STRUCTURE_STARTS,
    HeadingLevel,
    Label,
    attachment_of,
    enumeration_of,
    is_bare_heading,
    is_body_name,
    is_comment,
    is_contents_title,
    is_date,
    is_dated,
    is_table_row,
    label_of,
    opens_article,
    opens_heading,
    point_of,
)
from gongshi.derive.numerals import NUMERAL_CHARACTERS, chinese, number_of

__all__ = [
    "Article", "Attachment", "Block", "Citation", "Extra", "Heading", "HeadingLevel", "Item", "LawText",
    "NumberingWarning", "Paragraph", "Subitem", "citation", "parse", "render",
]  # fmt: skip

BlockKind = Literal["title", "dated", "comment", "contents", "preamble", "text", "table", "signature"]


@dataclass(frozen=True, slots=True)
class Extra:
    """A table (its rows as typed, one a line) or an upstream comment that stands behind a piece of law."""

    kind: Literal["table", "comment"]
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Subitem:
    """A 目. ``lead`` is what was typed before ``text``, the label with its marks."""

    anchor: str
    label: str
    number: int
    lead: str
    text: str
    line: int
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A 项: ``label`` as typed, （三）."""

    anchor: str
    label: str
    number: int
    lead: str
    text: str
    line: int
    subitems: tuple[Subitem, ...] = ()
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A 款: ``number`` counts from 1; ``text`` is empty where an article begins with its 项."""

    anchor: str
    number: int
    text: str
    line: int
    items: tuple[Item, ...] = ()
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A 条, or where ``kind`` is ``point`` a 一、 of a decision that has no 条.

    ``number`` is (12, 0) for 第十二条, (12, 1) for 第十二条之一. ``path`` names the headings above it.
    ``line`` counts from 1.
    """

    kind: Literal["article", "point"]
    anchor: str
    label: str
    number: tuple[int, int]
    path: tuple[str, ...]
    lead: str
    line: int
    paragraphs: tuple[Paragraph, ...] = ()
    extras: tuple[Extra, ...] = ()

    @property
    def text(self) -> str:
        """Its 款, 项 (with their labels) and tables, one a line, without its own label."""
        return _text(self.paragraphs, self.extras)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A 附件, 附表 or 附录. Articles inside it are articles of the text, with this above them in their path."""

    anchor: str
    label: str
    title: str
    lead: str
    line: int
    paragraphs: tuple[Paragraph, ...] = ()
    extras: tuple[Extra, ...] = ()

    @property
    def text(self) -> str:
        """What it says below its title, one piece a line."""
        return _text(self.paragraphs, self.extras)


@dataclass(frozen=True, slots=True)
class Heading:
    """A 编, 章 or 节. ``raw`` is the line as typed; ``label`` is empty for no heading but may be 附则."""

    level: HeadingLevel
    anchor: str
    label: str
    title: str
    raw: str
    line: int

    @property
    def display(self) -> str:
        """Label and title as one: 第二章 监督管理."""
        return f"{self.label} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class Block:
    """A line (a table: lines) outside articles, as typed."""

    kind: BlockKind
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class NumberingWarning:
    """A number that does not follow on the one before: ``label`` as typed, ``expected`` in its place."""

    kind: Literal["gap", "repeat", "disorder"]
    line: int
    label: str
    expected: str


Node = Block | Heading | Article | Attachment


@dataclass(frozen=True, slots=True)
class LawText:
    """One legal text. ``blocks`` hold all of it in its order; the other fields are views of them."""

    title: str | None
    dated_lines: tuple[str, ...]
    preamble: tuple[str, ...]
    headings: tuple[Heading, ...]
    articles: tuple[Article, ...]
    sections: tuple[Article, ...]
    attachments: tuple[Attachment, ...]
    warnings: tuple[NumberingWarning, ...]
    blocks: tuple[Node, ...]
    _by_anchor: dict[str, Article] = field(repr=False, compare=False)

    def find(self, name: str) -> Article | None:
        """The article that 第十二条, 第12条, art-12, 第十二条之一, art-12-1 or 第十二条第二款 names."""
        found = _parts_of(name)
        return self._by_anchor.get(found[0]) if found else None

    def anchor_of(self, name: str) -> str | None:
        """The anchor of the 条, 款, 项 or 目 that a name means, or None where the text has none such.

        An 项 named without its 款 is sought in the only 款 that has 项.
        """
        found = _parts_of(name)
        article = self._by_anchor.get(found[0]) if found else None
        if article is None or found is None:
            return None
        _, paragraph, item, subitem = found
        if not paragraph and not item:
            return article.anchor
        with_items = [one for one in article.paragraphs if one.items or not item]
        chosen = [one for one in article.paragraphs if one.number == paragraph] if paragraph else with_items
        if len(chosen) != 1:
            return None
        if not item:
            return chosen[0].anchor
        inside = next((one for one in chosen[0].items if one.number == item), None)
        if inside is None or not subitem:
            return inside.anchor if inside else None
        return next((one.anchor for one in inside.subitems if one.number == subitem), None)


_N = f"[{NUMERAL_CHARACTERS}]"
_CHINESE_NAME = re.compile(
    rf"(?:《.{{1,200}}》)?第({_N}{{1,12}})条(?:之({_N}{{1,4}}))?"
    rf"(?:第({_N}{{1,6}})款)?(?:第[（(]?({_N}{{1,6}})[）)]?项)?(?:第({_N}{{1,6}})目)?"
)
_ANCHOR_NAME = re.compile(
    r"#?((?:att-[0-9]+-)?(?:art|point)-[0-9]+(?:-[0-9]+)?(?:-r[0-9]+)?)(?:-p([0-9]+))?(?:-i([0-9]+))?(?:-s([0-9]+))?"
)


def _parts_of(name: str) -> tuple[str, int, int, int] | None:
    """The anchor of the article, and the numbers of 款 项 目 or 0, that a name means."""
    typed = "".join(name.split())
    if (match := _ANCHOR_NAME.fullmatch(typed)) is not None:
        return match[1], int(match[2] or 0), int(match[3] or 0), int(match[4] or 0)
    if (match := _CHINESE_NAME.fullmatch(typed)) is None:
        return None
    numbers = [number_of(group) if group else 0 for group in match.groups()]
    if None in numbers:
        return None
    main, sub, paragraph, item, subitem = (number or 0 for number in numbers)
    return f"art-{main}-{sub}" if sub else f"art-{main}", paragraph, item, subitem


@dataclass(frozen=True, slots=True)
class Citation:
    """How a place in a law is cited, in Chinese and in English."""

    zh: str
    en: str


def citation(
    title: str, article: Article, paragraph: Paragraph | None = None, item: Item | None = None
) -> Citation:
    """《…》第十二条第二款第三项 and "Article 12, paragraph 2, item 3".

    The only 款 of an article goes without number, as legislative practice has it.
    """
    main, sub = article.number
    if article.kind == "point":
        zh, en = f"第{chinese(main)}项", f"Point {main}"
    else:
        zh = f"第{chinese(main)}条" + (f"之{chinese(sub)}" if sub else "")
        en = f"Article {main}" + (f"-{sub}" if sub else "")
    if paragraph is not None and len(article.paragraphs) > 1:
        zh, en = f"{zh}第{chinese(paragraph.number)}款", f"{en}, paragraph {paragraph.number}"
    if item is not None:
        zh, en = f"{zh}第{chinese(item.number)}项", f"{en}, item {item.number}"
    return Citation(f"《{title.strip('《》')}》{zh}", en)


def render(law: LawText) -> str:
    """The text again, one line a piece: what was parsed, apart from white space."""
    return "\n".join(_typed(law.blocks))


def _typed(blocks: tuple[Node, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Block):
            yield block.text
        elif isinstance(block, Heading):
            yield block.raw
        else:
            yield block.lead
            yield from (extra.text for extra in block.extras)
            for paragraph in block.paragraphs:
                yield from _typed_paragraph(paragraph)


def _typed_paragraph(paragraph: Paragraph) -> Iterator[str]:
    yield paragraph.text
    yield from (extra.text for extra in paragraph.extras)
    for item in paragraph.items:
        yield item.lead + item.text
        yield from (extra.text for extra in item.extras)
        for subitem in item.subitems:
            yield subitem.lead + subitem.text
            yield from (extra.text for extra in subitem.extras)


def _text(paragraphs: tuple[Paragraph, ...], extras: tuple[Extra, ...]) -> str:
    lines = _tables(extras)
    for paragraph in paragraphs:
        lines += [paragraph.text] if paragraph.text else []
        lines += _tables(paragraph.extras)
        for item in paragraph.items:
            lines.append(item.label + item.text)
            lines += _tables(item.extras)
            for subitem in item.subitems:
                lines.append(subitem.label + subitem.text)
                lines += _tables(subitem.extras)
    return "\n".join(lines)


def _tables(extras: tuple[Extra, ...]) -> list[str]:
    return [extra.text for extra in extras if extra.kind == "table"] if extras else []


# The parser. Lines are (number, text without the white space around it).

_Line = tuple[int, str]


def parse(text: str) -> LawText:
    """Make a tree of a legal text. Any text has one: at worst all its lines are plain blocks."""
    lines = [(number, line) for number, raw in enumerate(text.split("\n"), 1) if (line := raw.strip())]
    return _Parser(lines).law()


class _Open:
    """An article, point or attachment whose lines are still coming."""

    __slots__ = ("kind", "label", "lead", "line", "lines", "number", "quoted", "title")

    def __init__(self, kind: str, label: str, number: tuple[int, int], line: int, lead: str, rest: str) -> None:
        self.kind, self.label, self.number, self.line, self.lead = kind, label, number, line, lead
        self.title = ""
        self.lines: list[_Line] = [(line, rest)] if rest else []
        self.quoted = _quote_left_open(rest, False)

    def add(self, number: int, line: str) -> None:
        self.lines.append((number, line))
        if self.kind == "point":
            self.quoted = _quote_left_open(line, self.quoted)


def _quote_left_open(line: str, before: bool) -> bool:
    opened, closed = line.rfind("“"), line.rfind("”")
    return before if opened == closed else opened > closed


class _Sequence:
    """The numbers of one series as they come, and what should have come."""

    __slots__ = ("last", "most", "seen")

    def __init__(self) -> None:
        self.last = (0, 0)
        self.most = 0
        self.seen: set[tuple[int, int]] = set()

    def take(self, number: tuple[int, int]) -> tuple[Literal["gap", "repeat", "disorder"], int] | None:
        """What is wrong with the next number, and the whole number that was due; None where it follows."""
        main, sub = number
        due = self.last[0] + 1 if (self.last[0] + 1, 0) not in self.seen else self.most + 1
        follows = number == (due, 0) or (sub and number == (self.last[0], self.last[1] + 1))
        repeated, backwards = number in self.seen, main < due and not (main == self.last[0] and sub)
        self.seen.add(number)
        if not repeated:
            self.last, self.most = number, max(self.most, main)
        if follows:
            return None
        return ("repeat" if repeated else "disorder" if backwards else "gap"), due


class _Parser:
    def __init__(self, lines: list[_Line]) -> None:
        self.lines = lines
        self.blocks: list[Node] = []
        self.warnings: list[NumberingWarning] = []
        self.anchors: dict[str, int] = {}
        self.open: _Open | None = None
        self.above: dict[str, Heading] = {}
        self.series: dict[str, _Sequence] = {"条": _Sequence()}
        self.attachment: tuple[str, str] | None = None
        self.main_articles = self.series["条"]

    def law(self) -> LawText:
        start = self.head()
        index = self.skip_contents_twice(start)
        lines = self.lines
        table_end = next((n for n in range(len(lines) - 1, -1, -1) if lines[n][1].startswith("</table")), -1)
        while index < len(lines):
            number, line = lines[index]
            if self.open is not None and line[0] not in STRUCTURE_STARTS and "\t" not in line:
                self.open.add(number, line)
                index += 1
            elif line.startswith("<table") and index < table_end:
                index = self.html_table(index)
            else:
                index = self.structure(index, number, line)
        self.close(True)
        return self.result()

    # -- the head: title, dated lines, and the table of contents

    def head(self) -> int:
        """Title and dated lines; the index of the first line behind them."""
        lines, index = self.lines, self.front_matter()
        end = next((n for n, (_, line) in enumerate(lines[:200]) if line == "<!-- INFO END -->"), -1)
        titled = False
        depth = 0
        while index < len(lines):
            number, line = lines[index]
            if is_comment(line):
                self.blocks.append(Block("comment", line, number))
            elif not titled and _is_title(line):
                titled = True
                index = self.take_title(index)
                continue
            elif index < end or depth > 0 or (titled and is_dated(line) and self.no_structure(line)):
                depth = max(0, depth + _depth(line)) if index - 6 < end or depth or line[0] in "（(" else 0
                self.blocks.append(Block("dated", line, number))
            else:
                break
            index += 1
        return index

    def front_matter(self) -> int:
        """The index behind a ``---`` block at the very top, kept as comments."""
        if not self.lines or self.lines[0][1] != "---":
            return 0
        end = next((n for n, (_, line) in enumerate(self.lines[1:40], 1) if line == "---"), -1)
        self.blocks.extend(Block("comment", line, number) for number, line in self.lines[: end + 1])
        return end + 1

    def take_title(self, index: int) -> int:
        """A title, which may go on over lines (机关 name, then 关于…)."""
        number, line = self.lines[index]
        self.blocks.append(Block("title", line, number))
        index += 1
        while index < len(self.lines) and len(self.blocks) < 8:
            before, (number, line) = self.lines[index - 1][1], self.lines[index]
            goes_on = line.startswith("关于") or (is_body_name(before) and before.endswith(_BODY_ENDS))
            if before.startswith("#") or not goes_on or not _is_title(line) or is_dated(line):
                break
            self.blocks.append(Block("title", line, number))
            index += 1
        return index

    def no_structure(self, line: str) -> bool:
        label = label_of(line) if "第" in line[:8] else None
        return label is None or (label.unit != "条" or not opens_article(line, label, 0))

    def skip_contents_twice(self, index: int) -> int:
        """Take the table of contents: headings that come again in the body. The index behind it."""
        titled = index < len(self.lines) and is_contents_title(self.lines[index][1])
        start = index + titled
        keys: list[tuple[str, ...]] = []
        place: dict[str, str] = {}
        end = start
        while end < len(self.lines) and (key := self.contents_key(self.lines[end][1], place)) is not None:
            if keys and key == keys[0]:
                break
            keys.append(key)
            end += 1
        again = end < len(self.lines) and bool(keys) and self.contents_key(self.lines[end][1], {}) is not None
        if not again and titled and keys:
            later = (self.contents_key(line, {}) for _, line in self.lines[end:])
            again = any(key == keys[0] for key in later)
        if again and (titled or len(keys) > 1):
            self.blocks.extend(Block("contents", line, number) for number, line in self.lines[index:end])
            return end
        if titled:
            self.blocks.append(Block("contents", self.lines[index][1], self.lines[index][0]))
        return start

    def contents_key(self, line: str, place: dict[str, str]) -> tuple[str, ...] | None:
        """What a heading line is called with the headings above it, for telling a repeat; None for other lines."""
        if is_bare_heading(line):
            return ("附则",)
        label = label_of(line) if line[0] in STRUCTURE_STARTS else None
        if label is None or label.unit == "条" or not opens_heading(line, label):
            return None
        if label.unit == "编":
            place.clear()
        elif label.unit == "章":
            place.pop("节", None)
        place[label.unit] = f"{label.unit}{label.number}"
        return tuple(place[unit] for unit in "编章节" if unit in place)

    # -- the body

    def structure(self, index: int, number: int, line: str) -> int:
        """Take one line that may begin something; the index of the next line."""
        bare = line.lstrip(INVISIBLE + "#*_ ")
        label = label_of(line) if bare.startswith("第") else None
        if label is not None and label.unit == "条" and self.is_article(line, label):
            self.start_article(number, line, label)
        elif label is not None and label.unit != "条" and not self.is_quoted() and opens_heading(line, label):
            return self.start_heading(index, label)
        elif is_bare_heading(line) and not self.is_quoted():
            self.close(False)
            self.add_heading("chapter", "章", "".join(bare.rstrip("*_").split()), "", line, number, None)
        elif bare.startswith("附") and (found := attachment_of(line)) is not None:
            self.start_attachment(number, line, found)
        elif (point := point_of(line)) is not None and self.is_point(index, line, point):
            self.start_point(index, number, line, point)
        elif is_contents_title(line) and self.open is None:
            return self.skip_contents_twice(index)
        else:
            self.plain(number, line)
        return index + 1

    def is_quoted(self) -> bool:
        return self.open is not None and self.open.quoted and self.open.kind == "point"

    def is_article(self, line: str, label: Label) -> bool:
        if self.is_quoted():
            return False
        series = self.series["条"]
        if self.attachment is not None and series is not self.main_articles and not series.seen:
            back = label.number[0] == self.main_articles.last[0] + 1 and label.number[0] > 1
            if label.number != (1, 0) and not back:
                return False
        return opens_article(line, label, series.last[0])

    def start_article(self, number: int, line: str, label: Label) -> None:
        self.close(False)
        series = self.series["条"]
        if series is not self.main_articles and not series.seen and label.number != (1, 0):
            self.series["条"] = self.main_articles
            self.attachment = None
        self.check("条", label, number)
        end = label.end
        while end < len(line) and line[end] in ":： \t　":
            end += 1
        self.open = _Open("article", label.label, label.number, number, line[:end], line[end:].strip())

    def start_point(self, index: int, number: int, line: str, point: Label) -> None:
        if self.is_point_heading(index, line):
            self.close(False)
            self.add_heading("chapter", "、", point.label, line[point.end :].strip(), line, number, point)
            return
        self.close(False)
        if point.number == (1, 0) and "、" in self.series:
            del self.series["、"]
        self.check("、", point, number)
        rest = line[point.end :].strip()
        self.open = _Open("point", point.label, point.number, number, line[: point.end], rest)

    def is_point(self, index: int, line: str, point: Label) -> bool:
        """Whether 一、 stands for itself: outside articles and attachments, or marked, or with articles below."""
        if self.attachment is not None or self.is_quoted():
            return False
        inside = self.open is not None and self.open.kind == "article"
        return not inside or point.mark > 0 or self.is_point_heading(index, line)

    def is_point_heading(self, index: int, line: str) -> bool:
        """Old texts put articles below 一、二、三 as below chapters."""
        if len(line) > 30 or line[-1] in "。；：，" or index + 1 >= len(self.lines):
            return False
        below = self.lines[index + 1][1]
        label = label_of(below)
        return label is not None and label.unit == "条" and opens_article(below, label, self.series["条"].last[0])

    def start_attachment(self, number: int, line: str, found: tuple[str, str]) -> None:
        self.close(True)
        label, title = found
        count = sum(isinstance(block, Attachment) for block in self.blocks) + 1
        anchor = f"att-{count}"
        self.attachment = (anchor, f"{label} {title}".strip())
        self.above.clear()
        self.series = {"条": _Sequence()}
        self.open = _Open("attachment", label, (count, 0), number, line, "")
        self.open.title = title

    def start_heading(self, index: int, label: Label) -> int:
        number, line = self.lines[index]
        self.close(False)
        title, raw = line[label.end :].strip().rstrip("*_#").strip(" :："), line
        index += 1
        if not title and index < len(self.lines) and _is_heading_title(self.lines[index][1]):
            title = self.lines[index][1]
            raw, index = f"{line}\n{title}", index + 1
        level: HeadingLevel = "part" if label.unit == "编" else "chapter" if label.unit == "章" else "section"
        self.add_heading(level, label.unit, label.label, title, raw, number, label)
        return index

    def add_heading(
        self, level: HeadingLevel, unit: str, label: str, title: str, raw: str, line: int, number: Label | None
    ) -> None:
        for lower in _BELOW[level]:
            self.above.pop(lower, None)
        if number is not None:
            if level != "section" and "节" in self.series:
                del self.series["节"]
            if unit == "章" and number.number == (1, 0):
                self.series.pop("章", None)
            self.check(unit, number, line)
        upper = next((self.above[name].anchor for name in _ABOVE[level] if name in self.above), None)
        upper = upper or (self.attachment[0] if self.attachment else None)
        own = f"{_SHORT[level]}-{_number(number.number) if number else 'x'}"
        anchor = self.unique(f"{upper}-{own}" if upper else own)
        heading = Heading(level, anchor, label, title, raw, line)
        self.above[level] = heading
        self.blocks.append(heading)

    def plain(self, number: int, line: str) -> None:
        if self.open is not None:
            self.open.add(number, line)
        elif is_comment(line):
            self.blocks.append(Block("comment", line, number))
        elif is_table_row(line):
            self.add_table(number, [line])
        else:
            self.blocks.append(Block("text", line, number))

    def add_table(self, number: int, rows: list[str]) -> None:
        if self.open is not None:
            self.open.lines.append((number, _TABLE_MARK + "\n".join(rows)))
        elif self.blocks and isinstance(before := self.blocks[-1], Block) and before.kind == "table":
            self.blocks[-1] = Block("table", "\n".join((before.text, *rows)), before.line)
        else:
            self.blocks.append(Block("table", "\n".join(rows), number))

    def html_table(self, index: int) -> int:
        first = index
        while not self.lines[index][1].endswith("</table>") and index + 1 < len(self.lines):
            index += 1
        self.add_table(self.lines[first][0], [line for _, line in self.lines[first : index + 1]])
        return index + 1

    # -- closing

    def close(self, last: bool) -> None:
        """Make a node of what is open. At the end of the body its last lines may be a signature."""
        opened, self.open = self.open, None
        if opened is None:
            return
        signature = _take_signature(opened.lines) if last else []
        if opened.kind == "attachment":
            anchor = self.unique(f"att-{opened.number[0]}")
            paragraphs, extras = self.inside(anchor, opened.lines)
            self.blocks.append(
                Attachment(anchor, opened.label, opened.title, opened.lead, opened.line, paragraphs, extras)
            )
        else:
            kind: Literal["article", "point"] = "article" if opened.kind == "article" else "point"
            prefix = f"{self.attachment[0]}-" if self.attachment else ""
            anchor = self.unique(f"{prefix}{'art' if kind == 'article' else 'point'}-{_number(opened.number)}")
            path = (self.attachment[1],) if self.attachment else ()
            path += tuple(self.above[level].display for level in _SHORT if level in self.above)
            paragraphs, extras = self.inside(anchor, opened.lines)
            self.blocks.append(
                Article(
                    kind, anchor, opened.label, opened.number, path, opened.lead, opened.line, paragraphs, extras
                )
            )
        self.blocks.extend(Block("signature", line, number) for number, line in signature)

    def unique(self, anchor: str) -> str:
        times = self.anchors[anchor] = self.anchors.get(anchor, 0) + 1
        return anchor if times == 1 else f"{anchor}-r{times}"

    def check(self, unit: str, label: Label, line: int) -> None:
        """Warn where a number does not follow."""
        series = self.series.setdefault(unit, _Sequence())
        wrong = series.take(label.number)
        if wrong is not None:
            kind, due = wrong
            expected = f"{chinese(due % 10_000)}、" if unit == "、" else f"第{chinese(due % 10_000)}{unit}"
            self.warnings.append(NumberingWarning(kind, line, "".join(label.label.split()), expected))

    def inside(self, anchor: str, lines: list[_Line]) -> tuple[tuple[Paragraph, ...], tuple[Extra, ...]]:
        """The 款 项 目 that the lines of an article make, and what stands before the first of them."""
        return _nested(_levels(lines), anchor)

    def result(self) -> LawText:
        blocks = self.blocks
        first = next((n for n, block in enumerate(blocks) if not isinstance(block, Block)), 0)
        for n in range(first):
            block = blocks[n]
            if isinstance(block, Block) and block.kind == "text":
                blocks[n] = Block("preamble", block.text, block.line)
        plain = [block for block in blocks if isinstance(block, Block)]
        units = [block for block in blocks if isinstance(block, Article)]
        title = "".join(block.text.strip("#*_ 　" + INVISIBLE) for block in plain if block.kind == "title")
        return LawText(
            title or None,
            tuple(block.text for block in plain if block.kind == "dated"),
            tuple(block.text for block in plain if block.kind == "preamble"),
            tuple(block for block in blocks if isinstance(block, Heading)),
            tuple(unit for unit in units if unit.kind == "article"),
            tuple(unit for unit in units if unit.kind == "point"),
            tuple(block for block in blocks if isinstance(block, Attachment)),
            tuple(self.warnings),
            tuple(blocks),
            {unit.anchor: unit for unit in units},
        )


_TABLE_MARK = "\0table\0"
_SHORT: dict[HeadingLevel, str] = {"part": "part", "chapter": "chap", "section": "sec"}
_BELOW: dict[HeadingLevel, tuple[HeadingLevel, ...]] = {
    "part": ("chapter", "section"),
    "chapter": ("section",),
    "section": (),
}
_ABOVE: dict[HeadingLevel, tuple[HeadingLevel, ...]] = {
    "part": (),
    "chapter": ("part",),
    "section": ("chapter", "part"),
}
_BODY_ENDS = ("委员会", "人民代表大会", "人民政府", "法院", "检察院")


def _number(number: tuple[int, int]) -> str:
    return f"{number[0]}-{number[1]}" if number[1] else str(number[0])


def _depth(line: str) -> int:
    return line.count("（") + line.count("(") - line.count("）") - line.count(")")


def _is_title(line: str) -> bool:
    """Whether the first line of a text can be its title."""
    if line.startswith("# ") or line.startswith("#") and label_of(line) is None:
        return True
    if len(line) > 80 or line[-1] in "。；：，" or is_contents_title(line) or line[0] in "（(<|":
        return False
    return label_of(line) is None and point_of(line) is None


def _is_heading_title(line: str) -> bool:
    return (
        len(line) <= 30
        and line[0] not in STRUCTURE_STARTS
        and line[-1] not in "。；：，、"
        and enumeration_of(line) is None
    )


def _take_signature(lines: list[_Line]) -> list[_Line]:
    """Cut date and body's name off the end of the last article's lines."""
    cut = len(lines)
    while cut > 1 and is_date(lines[cut - 1][1]):
        cut -= 1
    while cut > 1 and is_body_name(lines[cut - 1][1]) and len(lines) - cut < 4:
        cut -= 1
    signature = lines[cut:]
    del lines[cut:]
    return signature


_Piece = tuple[int, int, int, str, str, str]
"""Level (0 款, 1 项, 2 目, 3 table, 4 comment), line, number, label, lead, text."""


def _levels(lines: list[_Line]) -> list[_Piece]:
    pieces: list[_Piece] = []
    rank = -1
    for number, line in lines:
        first = line[0]
        if first in ENUMERATION_STARTS and (found := enumeration_of(line)) is not None:
            own, count, label, end = found
            level = 2 if 0 <= rank < own else 1
            rank = own if level == 1 else rank
            if not any(piece[0] < 3 for piece in pieces[:1]):
                pieces.insert(0, (0, number, 0, "", "", ""))
            pieces.append((level, number, count, label, line[:end], line[end:].strip()))
        elif line.startswith(_TABLE_MARK):
            pieces.append((3, number, 0, "", "", line.removeprefix(_TABLE_MARK)))
        elif first == "<" and is_comment(line):
            pieces.append((4, number, 0, "", "", line))
        elif first == "|" or ("\t" in line and is_table_row(line)):
            pieces.append((3, number, 0, "", "", line))
        else:
            rank = -1
            pieces.append((0, number, 0, "", "", line))
    return pieces


def _nested(pieces: list[_Piece], anchor: str) -> tuple[tuple[Paragraph, ...], tuple[Extra, ...]]:
    """Group pieces from the last to the first: each takes what was gathered behind it."""
    names = _anchors(pieces, anchor)
    paragraphs: list[Paragraph] = []
    items: list[Item] = []
    subitems: list[Subitem] = []
    extras: list[Extra] = []
    for index in range(len(pieces) - 1, -1, -1):
        level, line, number, label, lead, text = pieces[index]
        if level > 2:
            _add_extra(extras, "table" if level == 3 else "comment", text, line)
            continue
        behind = tuple(reversed(extras)) if extras else ()
        name, count = names[index]
        if level == 0:
            inner = tuple(reversed(items)) if items else ()
            paragraphs.append(Paragraph(name, count, text, line, inner, behind))
            items = []
        elif level == 1:
            low = tuple(reversed(subitems)) if subitems else ()
            items.append(Item(name, label, number, lead, text, line, low, behind))
            subitems = []
        else:
            subitems.append(Subitem(name, label, number, lead, text, line, behind))
        if extras:
            extras = []
    return tuple(reversed(paragraphs)), tuple(reversed(extras))


def _add_extra(extras: list[Extra], kind: Literal["table", "comment"], text: str, line: int) -> None:
    """Put a table row or comment before those gathered; rows of one table become one."""
    if kind == "table" and extras and extras[-1].kind == "table":
        extras[-1] = Extra("table", f"{text}\n{extras[-1].text}", line)
    else:
        extras.append(Extra(kind, text, line))


def _anchors(pieces: list[_Piece], anchor: str) -> list[tuple[str, int]]:
    """The anchor of each piece, and the number of each 款."""
    names: list[tuple[str, int]] = []
    paragraph = 0
    upper = item = anchor
    seen: dict[str, int] = {}
    for level, _, number, _, _, _ in pieces:
        if level == 0:
            paragraph += 1
            upper = f"{anchor}-p{paragraph}"
            names.append((upper, paragraph))
            continue
        if level > 2:
            names.append(("", 0))
            continue
        name = f"{upper}-i{number}" if level == 1 else f"{item}-s{number}"
        times = seen[name] = seen.get(name, 0) + 1
        name = name if times == 1 else f"{name}-r{times}"
        if level == 1:
            item = name
        names.append((name, 0))
    return names
