"""The top of a legal text: title, the lines that date it, and the table of contents."""

from __future__ import annotations

import re

from gongshi.derive.law.lines import (
    MARKS,
    STRUCTURE_STARTS,
    attachment_of,
    bare_word,
    is_body_name,
    is_comment,
    is_dated,
    label_of,
    opens_article,
    opens_heading,
    point_of,
)
from gongshi.derive.law.nesting import Line
from gongshi.derive.law.tree import Block, BlockKind

BARE_HEADINGS = {"总则": "general", "分则": "specific", "附则": "supplementary"}
"""Chapters that old texts leave without 第…章, and their anchors."""

UNITS = ("编", "分编", "章", "节")
"""The units of headings, from the widest."""

_BODY_ENDS = ("委员会", "人民代表大会", "人民政府", "法院", "检察院")
_ANNOUNCEMENT = re.compile(r"(?:公告|通告|主席令|令)(?:\s?[（(〔\[].{1,20}[）)〕\]]\s?(?:第.{1,6}号)?)?")
_LAW_NAME = re.compile(r".{2,60}(?:法|条例|办法|规定|规则|细则|决定|决议)(?:[（(](?:草案|修订|试行|修正).{0,12}[）)])?")
_DRAFT_MARK = re.compile(r"[（(].{0,12}(?:稿|草案|试行|修订本|修正本)[）)]")
_FARTHEST_TITLE = 20
"""Lines of a gazette announcement that are looked through for the law's own title."""


def read_head(lines: list[Line]) -> tuple[list[Block], int]:
    """Title, dated lines and marks; the index of the first line behind them."""
    blocks, index = _front_matter(lines)
    end = next((n for n, (_, line) in enumerate(lines[:200]) if line == "<!-- INFO END -->"), -1)
    while index < len(lines) and is_comment(lines[index][1]):
        blocks.append(_block("comment", lines[index]))
        index += 1
    index = _take_title(lines, index, blocks)
    titled = bool(blocks) and blocks[-1].kind == "title"
    depth = 0
    while index < len(lines):
        line = lines[index][1]
        if is_comment(line):
            blocks.append(_block("comment", lines[index]))
        elif index < end or ((depth > 0 or (titled and is_dated(line))) and not _is_structure(line)):
            if depth > 0 or line[0] in "（(":
                depth += sum(map(line.count, "（(")) - sum(map(line.count, "）)"))
            blocks.append(_block("dated", lines[index]))
        else:
            break
        index += 1
    return blocks, index


def _block(kind: BlockKind, line: Line) -> Block:
    return Block(kind, line[1], line[0])


def _front_matter(lines: list[Line]) -> tuple[list[Block], int]:
    """A ``---`` block at the very top, kept as marks."""
    if not lines or lines[0][1] != "---":
        return [], 0
    end = next((n for n, (_, line) in enumerate(lines[1:40], 1) if line == "---"), -1)
    return [_block("comment", line) for line in lines[: end + 1]], end + 1


def _take_title(lines: list[Line], index: int, blocks: list[Block]) -> int:
    """A title, which may go on over lines: the body's name, then 关于…, then （草案）."""
    if index == len(lines) or not _is_title(lines[index][1]):
        return index
    start = _behind_announcement(lines, index)
    blocks.extend(_block("preamble", line) for line in lines[index:start])
    blocks.append(_block("title", lines[start]))
    index = start + 1
    while index < len(lines) and index < start + 5 and _goes_on(lines[index - 1][1], lines[index][1]):
        blocks.append(_block("title", lines[index]))
        index += 1
    return index


def _behind_announcement(lines: list[Line], index: int) -> int:
    """A gazette puts the announcement first: the index of the law's own title, where there is one."""
    if not _ANNOUNCEMENT.search(lines[index][1].strip(MARKS)[-30:]):
        return index
    for n in range(index + 1, min(len(lines), index + _FARTHEST_TITLE)):
        line = lines[n][1]
        if _is_structure(line):
            break
        if _LAW_NAME.fullmatch(line.strip(MARKS)) and not is_dated(line):
            return n
    return index


def _goes_on(before: str, line: str) -> bool:
    if before.startswith("#") or is_dated(line) or _is_structure(line):
        return False
    if _DRAFT_MARK.fullmatch(line):
        return True
    named = is_body_name(before) and before.endswith(_BODY_ENDS)
    return (named or line.startswith("关于")) and _is_title(line)


def _is_title(line: str) -> bool:
    """Whether the first line of a text can be its title."""
    label = label_of(line)
    if line[0] == "#":
        return label is None
    if len(line) > 80 or line[-1] in "。；：，;:," or line[0] in "（(<|" or bare_word(line) in ("目录", "目次"):
        return False
    return label is None and point_of(line) is None


def _is_structure(line: str) -> bool:
    """Whether a line begins the body of a law, or its table of contents."""
    label = label_of(line) if line[0] in STRUCTURE_STARTS else None
    if label is None:
        return bare_word(line) in ("目录", "目次", *BARE_HEADINGS)
    return opens_article(line, label, 0) if label.unit == "条" else opens_heading(line, label)


def contents_end(lines: list[Line], index: int) -> int:
    """The index behind a table of contents that begins at ``index``, or ``index`` where there is none.

    Its headings come again in the body: either the whole list is followed by its first entry, or it
    stands under 目录 and its first entry comes later. Otherwise they are the body's own headings.
    """
    titled = index < len(lines) and bare_word(lines[index][1]) in ("目录", "目次")
    end = index + titled
    above: dict[str, str] = {}
    first = None
    while end < len(lines):
        key = _heading_key(lines[end][1], above)
        if key is None and titled and first and attachment_of(lines[end][1]):
            key = ("附",)
        if key is None or key == first:
            break
        first, end = first or key, end + 1
    if first is None or end == len(lines):
        return index + titled
    again = _heading_key(lines[end][1], {}) == first
    if not again and titled:
        again = any(_heading_key(line, {}) == first for _, line in lines[end:])
    return end if again and (titled or end - index > 1) else index + titled


def _heading_key(line: str, above: dict[str, str]) -> tuple[str, ...] | None:
    """What a heading is called with those above it, so that a repeat is known; None for other lines."""
    if (word := bare_word(line)) in BARE_HEADINGS:
        return (word,)
    label = label_of(line) if line[0] in STRUCTURE_STARTS else None
    if label is None or label.unit == "条" or not opens_heading(line, label):
        return None
    for lower in UNITS[UNITS.index(label.unit) :]:
        above.pop(lower, None)
    above[label.unit] = f"{label.unit}{label.number}"
    return tuple(above.values())
