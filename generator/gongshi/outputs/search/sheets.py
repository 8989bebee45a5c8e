"""The texts that results are shown from: each record's parts on sheets of about a kilobyte, one a file."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator

from gongshi.outputs.file import OutputFile
from gongshi.outputs.search.documents import Document, Part
from gongshi.outputs.search.folding import rare_pairs
from gongshi.outputs.search.postings import BODY, HEADING, MAX_SHEETS, TITLE, Span

Sheets = tuple[tuple[Part, ...], ...]

SHEET = 900
"""Bytes of text after which a new sheet begins. A part is never cut, so that any phrase of it stands on one sheet."""

_LAST_MARKS = re.compile(r"[\W_]+\Z")


def sheets(document: Document) -> Sheets:
    """A record's parts by sheet; at least one, at most ``MAX_SHEETS`` (longer ones where a record is vast)."""
    whole = sum(len(part.text.encode()) for part in document.parts)
    size = max(SHEET, whole // (MAX_SHEETS // 2))
    found: list[tuple[Part, ...]] = []
    parts: list[Part] = []
    filled = 0
    for part in document.parts:
        parts.append(part)
        filled += len(part.text.encode())
        if filled >= size:
            found.append(tuple(parts))
            parts, filled = [], 0
    if parts or not found:
        found.append(tuple(parts))
    return tuple(found)


def spans(record: int, document: Document, pages: Sheets) -> Iterator[Span]:
    """What is indexed of a record: its titles, and each part's heading and text on its sheet."""
    for title in filter(None, (document.title, document.other_title)):
        yield Span(TITLE, record, 0, _LAST_MARKS.sub("", title))
    for number, parts in enumerate(pages):
        yield from (Span(HEADING, record, number, part.heading) for part in parts if part.heading)
        yield from (Span(BODY, record, number, part.text) for part in parts)


def sheet_files(record: int, document: Document, pages: Sheets) -> Iterator[OutputFile]:
    """Each sheet as JSON: the record's head, then its parts; and what it has of the folding table."""
    head = [document.key, document.title, document.day, document.standing, document.other_title]
    for number, parts in enumerate(pages):
        said = [head, [[part.place, part.heading, part.text] for part in parts]]
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        if pairs := rare_pairs(text):
            text = f'{text[:-1]},"{pairs}"]'
        yield OutputFile(sheet_path(record, number), deflated(text.encode()))


def sheet_path(record: int, sheet: int) -> str:
    """Where a sheet stands."""
    return f"search/texts/{record >> 8:x}/{record & 0xFF:x}-{sheet:x}.bin"


def deflated(data: bytes) -> bytes:
    """Raw deflate (RFC 1951), which a browser undoes with ``DecompressionStream("deflate-raw")``."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    return packer.compress(data) + packer.flush()
