"""The tree of a legal text, how places in it are named and cited, and how it becomes text again.

Anchors are permanent within a text, because they come from the numbers that the law itself gives:
``part-1`` ``chap-2`` ``chap-2-sec-1`` ``art-12`` (第十二条之一 is ``art-12-1``), and inside an article
``art-12-p2`` (its second 款), ``art-12-p2-i3`` (第三项) and ``art-12-p2-i3-s1`` (第1目). The 款 is always
named, also where there is only one; ``LawText.anchor_of`` resolves the short ``art-12-i3`` to it. A
number that comes twice gets ``-r2``, ``-r3``… on its later anchors. Points 一、 are ``point-1``,
attachments ``att-1``, and what is numbered inside an attachment begins with its anchor:
``att-1-art-3``. A bare 总则, 分则, 附则 is ``chap-general``, ``chap-specific``, ``chap-supplementary``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Literal

from gongshi.derive.law.lines import HeadingLevel
from gongshi.derive.law.numerals import NUMERAL_CHARACTERS, chinese, number_of

BlockKind = Literal["title", "dated", "comment", "contents", "preamble", "text", "table", "signature"]
WarningKind = Literal["gap", "repeat", "disorder"]


@dataclass(frozen=True, slots=True)
class Extra:
    """A table (its rows as typed, one a line) or an upstream mark that stands behind a piece of law."""

    kind: Literal["table", "comment"]
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Subitem:
    """A 目. ``lead`` is what was typed before ``text``: the label with its marks."""

    anchor: str
    label: str
    number: int
    lead: str
    text: str
    line: int
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A 项: ``label`` as typed, （三）. Its text has more lines where the list goes on behind them."""

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
        return "\n".join(_said(self.paragraphs, self.extras))


@dataclass(frozen=True, slots=True)
class Attachment:
    """A 附件, 附表 or 附录. Articles inside it are articles of the text; their path begins with it."""

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
        return "\n".join(_said(self.paragraphs, self.extras))


@dataclass(frozen=True, slots=True)
class Heading:
    """A 编, 章 or 节. ``raw`` is the line as typed; where the title stands on the next line, both."""

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

    kind: WarningKind
    line: int
    label: str
    expected: str


Node = Block | Heading | Article | Attachment


@dataclass(frozen=True, slots=True)
class LawText:
    """One legal text. ``blocks`` hold all of it in its order; the other fields are views of them.

    ``articles`` are its 条, those of attachments too; ``sections`` its points 一、.
    """

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
        """The article that 第十二条, 第12条, art-12, 第十二条之一, art-12-1 or 第十二条第二款 names.

        A point of a decision is named 一、 or point-1. None where the text has no such article.
        """
        found = _parts_of(name)
        return self._by_anchor.get(found[0]) if found else None

    def anchor_of(self, name: str) -> str | None:
        """The anchor of the 条, 款, 项 or 目 that a name means, or None where the text has none such.

        A 项 named without its 款 is sought in the only 款 that has 项.
        """
        found = _parts_of(name)
        article = self._by_anchor.get(found[0]) if found else None
        if found is None or article is None:
            return None
        _, paragraph, item, subitem = found
        if not (paragraph or item):
            return article.anchor
        named = (one for one in article.paragraphs if one.number == paragraph)
        chosen = tuple(named if paragraph else (one for one in article.paragraphs if one.items))
        if len(chosen) != 1 or not item:
            return chosen[0].anchor if len(chosen) == 1 else None
        inside = next((one for one in chosen[0].items if one.number == item), None)
        if inside is None or not subitem:
            return inside.anchor if inside else None
        return next((one.anchor for one in inside.subitems if one.number == subitem), None)


_N = f"[{NUMERAL_CHARACTERS}]"
_CHINESE_NAME = re.compile(
    rf"(?:《[^》]{{1,200}}》)?第({_N}{{1,12}})条(?:之({_N}{{1,4}}))?"
    rf"(?:第({_N}{{1,6}})款)?(?:第[（(]?({_N}{{1,6}})[）)]?项)?(?:第({_N}{{1,6}})目)?"
)
_POINT_NAME = re.compile(rf"({_N}{{1,6}})、?")
_ANCHOR_NAME = re.compile(
    r"#?((?:att-[0-9]{1,6}-)?(?:art|point)-[0-9]{1,12}(?:-[0-9]{1,12})?(?:-r[0-9]{1,6})?)"
    r"(?:-p([0-9]{1,6}))?(?:-i([0-9]{1,6}))?(?:-s([0-9]{1,6}))?"
)


def article_anchor(name: str) -> str | None:
    """The anchor of the article that a name means (第二条第一款, art-2: ``art-2``), without looking at any text."""
    found = _parts_of(name)
    return found[0] if found else None


@lru_cache(maxsize=10_000)
def _parts_of(name: str) -> tuple[str, int, int, int] | None:
    """The anchor of the article, and the numbers of 款 项 目 or 0, that a name means."""
    typed = "".join(name.split())
    if (match := _ANCHOR_NAME.fullmatch(typed)) is not None:
        return match[1], int(match[2] or 0), int(match[3] or 0), int(match[4] or 0)
    if (match := _POINT_NAME.fullmatch(typed)) is not None and typed.endswith("、"):
        return f"point-{number_of(match[1])}", 0, 0, 0
    if (match := _CHINESE_NAME.fullmatch(typed)) is None:
        return None
    numbers = [number_of(group) if group else 0 for group in match.groups()]
    if None in numbers:
        return None
    main, sub, paragraph, item, subitem = (number or 0 for number in numbers)
    return f"art-{dashed((main, sub))}", paragraph, item, subitem


def dashed(number: tuple[int, int]) -> str:
    """A number as anchors write it: 12, or 12-1 for 之一."""
    return f"{number[0]}-{number[1]}" if number[1] else str(number[0])


@dataclass(frozen=True, slots=True)
class PlaceName:
    """How a place in a law is named, in Chinese and in English."""

    zh: str
    en: str


def quoted_title(title: str) -> str:
    """《…》, once."""
    return f"《{title.strip('《》')}》"


def place_in_law(article: Article, paragraph: Paragraph | None = None, item: Item | None = None) -> PlaceName:
    """第十二条第二款第三项 and "Article 12, paragraph 2, item 3".

    The only 款 of an article goes without number, as legislative practice has it.
    """
    main, sub = article.number
    if article.kind == "point":
        zh, en = f"第{chinese(main)}项", f"Point {main}"
    else:
        zh = f"第{chinese(main)}条" + (f"之{chinese(sub)}" if sub else "")
        en = f"Article {dashed(article.number)}"
    if paragraph is not None and len(article.paragraphs) > 1:
        zh, en = f"{zh}第{chinese(paragraph.number)}款", f"{en}, paragraph {paragraph.number}"
    if item is not None:
        zh, en = f"{zh}第{chinese(item.number)}项", f"{en}, item {item.number}"
    return PlaceName(zh, en)


def render(law: LawText) -> str:
    """The text again, line for line: what was parsed, but for empty lines and white space around lines."""
    lines = groupby(_typed(law.blocks), key=itemgetter(0))
    return "\n".join("".join(text for _, text in pieces) for _, pieces in lines)


def _typed(blocks: Iterable[Node]) -> Iterator[tuple[int, str]]:
    """The tree's pieces as typed, each with the line that it begins on."""
    for block in blocks:
        if isinstance(block, Block):
            yield block.line, block.text
        elif isinstance(block, Heading):
            yield block.line, block.raw
        else:
            yield block.line, block.lead
            yield from ((extra.line, extra.text) for extra in block.extras)
            for paragraph in block.paragraphs:
                yield paragraph.line, paragraph.text
                yield from ((extra.line, extra.text) for extra in paragraph.extras)
                yield from _typed_items(paragraph.items)


def _typed_items(items: Iterable[Item]) -> Iterator[tuple[int, str]]:
    for item in items:
        yield item.line, item.lead + item.text
        yield from ((extra.line, extra.text) for extra in item.extras)
        for subitem in item.subitems:
            yield subitem.line, subitem.lead + subitem.text
            yield from ((extra.line, extra.text) for extra in subitem.extras)


def _said(paragraphs: Iterable[Paragraph], extras: Iterable[Extra]) -> Iterator[str]:
    """The pieces of an article as a reader sees them: marks of upstream left out."""
    yield from (extra.text for extra in extras if extra.kind == "table")
    for paragraph in paragraphs:
        if paragraph.text:
            yield paragraph.text
        yield from (extra.text for extra in paragraph.extras if extra.kind == "table")
        for item in paragraph.items:
            yield item.label + item.text
            yield from (extra.text for extra in item.extras if extra.kind == "table")
            for subitem in item.subitems:
                yield subitem.label + subitem.text
                yield from (extra.text for extra in subitem.extras if extra.kind == "table")
