"""From a Chinese legal text to its tree: 编 章 节 条 款 项 目. ``tree.render`` gives the text back without loss.

A line is the unit: offices paste one 款 or 项 a line. Nothing here fails; what cannot be told apart
stays text. Parsing takes time in proportion to the text's length and does not recurse.
"""

from __future__ import annotations

from itertools import groupby

from gongshi.derive.law.head import BARE_HEADINGS, UNITS, contents_end, read_head
from gongshi.derive.law.lines import (
    MARKS,
    STRUCTURE_STARTS,
    HeadingLevel,
    Label,
    attachment_of,
    bare_word,
    enumeration_of,
    is_comment,
    is_marked_heading,
    is_table_row,
    label_of,
    opens_article,
    opens_heading,
    point_of,
)
from gongshi.derive.law.nesting import Line, nested
from gongshi.derive.law.numbering import Series, numbering_warning
from gongshi.derive.law.open_part import OpenPart
from gongshi.derive.law.tree import (
    Article,
    Attachment,
    Block,
    BlockKind,
    Heading,
    LawText,
    Node,
    NumberingWarning,
    dashed,
)


def parse(text: str) -> LawText:
    """Make a tree of a legal text. Any text has one: at worst all its lines are plain blocks."""
    lines = [(number, line) for number, raw in enumerate(text.split("\n"), 1) if (line := raw.strip())]
    return _Parser(lines).law()


class _Parser:
    """Takes lines in their order; what is open gathers them until the next label closes it."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.blocks: list[Node] = []
        self.warnings: list[NumberingWarning] = []
        self.anchors: dict[str, int] = {}
        self.open: OpenPart | None = None
        self.tables: set[int] = set()
        self.table_end = -1
        self.above: dict[str, Heading] = {}
        self.path: tuple[str, ...] = ()
        self.prefix = ""
        self.attachment_count = self.heading_count = 0
        self.series = {"条": Series()}
        self.main_articles = self.series["条"]
        self.has_contents = False

    def law(self) -> LawText:
        """Parse all lines."""
        head, index = read_head(self.lines)
        self.blocks.extend(head)
        index = self.take_contents(index)
        lines, starts = self.lines, STRUCTURE_STARTS
        while index < len(lines):
            number, line = lines[index]
            opened = self.open
            if opened is not None and line[0] not in starts:
                opened.add(number, line)
                index += 1
            else:
                index = self.structure(index, number, line)
        self.close(signed=True)
        return self.result()

    def take_contents(self, index: int) -> int:
        """The index behind a table of contents, if one begins here."""
        end = contents_end(self.lines, index)
        self.blocks.extend(Block("contents", line, number) for number, line in self.lines[index:end])
        self.has_contents = self.has_contents or end > index
        return end

    def structure(self, index: int, number: int, line: str) -> int:
        """Take a line that may begin something; the index of the next line."""
        label = label_of(line) if "第" in line[:20] else None
        if label is None:
            return self.unnumbered(index, number, line)
        if label.unit != "条":
            if not self.is_quoted() and opens_heading(line, label):
                return self.start_heading(index, label)
        elif self.is_article(line, label):
            self.start_article(number, line, label)
            return index + 1
        self.plain(number, line)
        return index + 1

    def unnumbered(self, index: int, number: int, line: str) -> int:
        """Take a line that begins without 第…: 附则, 附件, 一、, a table, a marked heading, or plain text."""
        word = bare_word(line)
        if word in ("目录", "目次") and self.open is None and not self.has_contents:
            return self.take_contents(index)
        if line.startswith("<table"):
            return self.html_table(index)
        if word in BARE_HEADINGS and not self.is_quoted():
            self.unnumbered_heading(number, line, word)
        elif (found := attachment_of(line)) is not None:
            self.start_attachment(number, line, found)
        elif (point := point_of(line)) is not None and self.is_point(index, line, point):
            self.start_point(index, number, line, point)
        elif is_marked_heading(line) and not self.is_quoted():
            self.unnumbered_heading(number, line, word)
        else:
            self.plain(number, line)
        return index + 1

    def unnumbered_heading(self, number: int, line: str, word: str) -> None:
        """Add 附则 without 第…章, or what is marked as a heading (``## 序言``)."""
        self.close()
        unit = "节" if line.startswith("###") else "章"
        if word in BARE_HEADINGS:
            self.add_heading(unit, f"chap-{BARE_HEADINGS[word]}", word, "", line, number)
        else:
            self.heading_count += 1
            self.add_heading(unit, f"head-{self.heading_count}", "", line.strip(MARKS), line, number)

    def is_quoted(self) -> bool:
        """Whether the line belongs to what a point of a decision quotes."""
        return self.open is not None and self.open.quoted

    def is_article(self, line: str, label: Label) -> bool:
        """Whether 第…条 begins an article here, and is no reference, quotation or cell of an attachment."""
        if self.open is not None and (self.open.quoted or (self.open.amends and label.number != (1, 0))):
            return False
        series = self.series["条"]
        if self.prefix and not series.seen and label.number != (1, 0):
            follows_main = label.number == (self.main_articles.last[0] + 1, 0)
            return follows_main and opens_article(line, label, self.main_articles.last[0])
        return opens_article(line, label, series.last[0])

    def start_article(self, number: int, line: str, label: Label) -> None:
        """Open an article. One that goes on with the main text's numbers ends an attachment."""
        self.close()
        if self.prefix and not self.series["条"].seen and label.number != (1, 0):
            self.series["条"] = self.main_articles
            self.prefix, self.path = "", ()
        self.check("条", label, number)
        self.open = OpenPart("article", label.label, label.number, number, line, label.end)

    def is_point(self, index: int, line: str, point: Label) -> bool:
        """Whether 一、 stands for itself: outside articles and attachments, or marked, or above articles."""
        if self.is_quoted():
            return False
        inside = self.prefix or (self.open is not None and self.open.kind == "article")
        return not inside or point.mark > 0 or self.is_above_articles(index, line)

    def is_above_articles(self, index: int, line: str) -> bool:
        """Old texts have articles below 一、二、三、 as below chapters."""
        if len(line) > 30 or line[-1] in "。；：，" or index + 1 == len(self.lines):
            return False
        below = self.lines[index + 1][1]
        label = label_of(below)
        return label is not None and label.unit == "条" and self.is_article(below, label)

    def start_point(self, index: int, number: int, line: str, point: Label) -> None:
        """Open a point 一、, or take it for a heading where articles stand below it."""
        as_heading = self.is_above_articles(index, line)
        self.close()
        if point.number == (1, 0):
            self.series.pop("、", None)
        self.check("、", point, number)
        if as_heading:
            anchor = f"chap-{dashed(point.number)}"
            self.add_heading("章", anchor, point.label, line[point.end :].strip(MARKS), line, number)
        else:
            self.open = OpenPart("point", point.label, point.number, number, line, point.end)

    def start_attachment(self, number: int, line: str, found: tuple[str, str]) -> None:
        """Open an attachment: numbers inside it begin anew, and the headings of the text end."""
        self.close(signed=True)
        label, title = found
        self.attachment_count += 1
        self.prefix = f"att-{self.attachment_count}-"
        self.above.clear()
        self.path = (f"{label} {title}".strip(),)
        self.series = {"条": Series()}
        self.open = OpenPart("attachment", label, (self.attachment_count, 0), number, line, len(line))
        self.open.title = title

    def start_heading(self, index: int, label: Label) -> int:
        """Add a 编, 章 or 节, whose title may stand on the next line; the index behind it."""
        number, line = self.lines[index]
        self.close()
        title, raw = line[label.end :].strip(f"{MARKS}:： \xa0\u2002\u2003"), line
        index += 1
        if not title and index < len(self.lines) and _is_heading_title(self.lines[index][1]):
            title = self.lines[index][1]
            raw, index = f"{line}\n{title}", index + 1
        if label.unit != "节":
            self.series.pop("节", None)
        if label.number == (1, 0) and any(UNITS.index(unit) < UNITS.index(label.unit) for unit in self.above):
            self.series.pop(label.unit, None)
        self.check(label.unit, label, number)
        anchor = f"{_SHORT[label.unit]}-{dashed(label.number)}"
        self.add_heading(label.unit, anchor, "".join(label.label.split()), _close_up(title), raw, number)
        return index

    def add_heading(self, unit: str, own: str, label: str, title: str, raw: str, line: int) -> None:
        """Add a heading; its anchor ``own`` goes behind that of the heading above it."""
        wider = UNITS[: UNITS.index(unit)]
        self.above = {upper: heading for upper, heading in self.above.items() if upper in wider}
        nearest = next((f"{heading.anchor}-" for heading in reversed(self.above.values())), self.prefix)
        heading = Heading(_LEVELS[unit], self.unique(nearest + own), label, title, raw, line)
        self.above[unit] = heading
        in_attachment = self.path[:1] if self.prefix else ()
        self.path = (*in_attachment, *(heading.display for heading in self.above.values()))
        self.blocks.append(heading)

    def plain(self, number: int, line: str) -> None:
        """Take a line that begins nothing."""
        if self.open is not None:
            self.open.add(number, line)
            return
        kind: BlockKind = "comment" if is_comment(line) else "table" if is_table_row(line) else "text"
        self.blocks.append(Block(kind, line, number))

    def html_table(self, index: int) -> int:
        """Take the lines of a ``<table>`` up to its end, or one line where it has none; the index behind."""
        if self.table_end < index:
            rest = (n for n in range(index, len(self.lines)) if self.lines[n][1].endswith("</table>"))
            self.table_end = next(rest, len(self.lines))
        end = self.table_end + 1 if self.table_end < len(self.lines) else index + 1
        for number, line in self.lines[index:end]:
            if self.open is not None:
                self.open.add(number, line)
                self.tables.add(number)
            else:
                self.blocks.append(Block("table", line, number))
        return end

    def close(self, signed: bool = False) -> None:
        """Make a node of what is open. At the end of a text its last lines may be a signature."""
        opened, self.open = self.open, None
        if opened is None:
            return
        signature = opened.cut_signature() if signed else []
        closing = opened.cut_closing() if signed else []
        if opened.kind == "attachment":
            anchor = self.unique(f"att-{opened.number[0]}")
            inner = nested(opened.lines, self.tables, anchor, self.warnings)
            lead = (opened.label, opened.title, opened.lead, opened.line)
            self.blocks.append(Attachment(anchor, *lead, *inner))
        else:
            short = "art" if opened.kind == "article" else "point"
            anchor = self.unique(f"{self.prefix}{short}-{dashed(opened.number)}")
            inner = nested(opened.lines, self.tables, anchor, self.warnings)
            head = (opened.label, opened.number, self.path, opened.lead, opened.line)
            self.blocks.append(Article(opened.kind, anchor, *head, *inner))
        self.blocks.extend(Block("text", line, number) for number, line in closing)
        self.blocks.extend(Block("signature", line, number) for number, line in signature)

    def unique(self, anchor: str) -> str:
        """The anchor, or for a number that comes again the anchor with ``-r2`` and so on."""
        times = self.anchors[anchor] = self.anchors.get(anchor, 0) + 1
        return anchor if times == 1 else f"{anchor}-r{times}"

    def check(self, unit: str, label: Label, line: int) -> None:
        """Warn where a number does not follow on the one before."""
        series = self.series.get(unit)
        if series is None:
            series = self.series[unit] = Series()
        wrong = series.take(label.number)
        if wrong is not None:
            self.warnings.append(numbering_warning(*wrong, unit, label.label, line))

    def result(self) -> LawText:
        """The tree, with views of its parts. Text before the first label is the preamble."""
        blocks = _with_whole_tables(self.blocks)
        first = next((n for n, block in enumerate(blocks) if not isinstance(block, Block)), 0)
        for n, block in enumerate(blocks[:first]):
            if isinstance(block, Block) and block.kind == "text":
                blocks[n] = Block("preamble", block.text, block.line)
        plain = [block for block in blocks if isinstance(block, Block)]
        units = [block for block in blocks if isinstance(block, Article)]
        title = "".join(block.text.strip(MARKS) for block in plain if block.kind == "title")
        return LawText(
            title or None,
            tuple(block.text for block in plain if block.kind == "dated"),
            tuple(block.text for block in plain if block.kind == "preamble"),
            tuple(block for block in blocks if isinstance(block, Heading)),
            tuple(unit for unit in units if unit.kind == "article"),
            tuple(unit for unit in units if unit.kind == "point"),
            tuple(block for block in blocks if isinstance(block, Attachment)),
            tuple(sorted(self.warnings, key=lambda warning: warning.line)),
            tuple(blocks),
            {unit.anchor: unit for unit in units},
        )


_LEVELS: dict[str, HeadingLevel] = {"编": "part", "分编": "part", "章": "chapter", "节": "section"}
_SHORT = {"编": "part", "分编": "sub", "章": "chap", "节": "sec"}


def _close_up(title: str) -> str:
    """A title without the spaces that stretch short ones over a line: 总　则 is 总则."""
    words = title.split()
    return ("" if sum(map(len, words)) <= 4 else " ").join(words)


def _is_heading_title(line: str) -> bool:
    """Whether a line can be the title of the 第…章 that stands alone on the line before."""
    return (
        len(line) <= 30
        and (line[0] not in STRUCTURE_STARTS or (label_of(line) is None and bare_word(line) in BARE_HEADINGS))
        and line[-1] not in "。；：，、"
        and enumeration_of(line) is None
    )


def _with_whole_tables(blocks: list[Node]) -> list[Node]:
    """The blocks, where the rows of one table are one block."""
    result: list[Node] = []
    for is_row, some in groupby(blocks, key=lambda block: isinstance(block, Block) and block.kind == "table"):
        if is_row:
            rows = [block for block in some if isinstance(block, Block)]
            result.append(Block("table", "\n".join(row.text for row in rows), rows[0].line))
        else:
            result.extend(some)
    return result
