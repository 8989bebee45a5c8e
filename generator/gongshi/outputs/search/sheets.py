"""The texts that results are shown from: each record's parts on sheets of some hundred characters, one a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from gongshi.outputs.search.documents import Document, Part
from gongshi.outputs.search.folding import rare_pairs
from gongshi.outputs.search.postings import BODY, HEADING, MAX_SHEETS, TITLE, Span, spot

Sheets = tuple[tuple[Part, ...], ...]

SHEET = 500
"""Letters of text after which a new sheet begins; Han characters count as two. A part is never cut, so that any phrase
of it stands on one sheet."""

FIELD, SECTION = "\x1f", "\x1e"
"""Stand between fields, and between the sections of a sheet; no content can have these characters (GS104)."""

NOTE = "\x1d"
"""Stands in a heading before what it says of the text that it is of, which is shown and never looked for."""

_LAST_MARKS = re.compile(r"[\W_]+\Z")


def sheets(document: Document) -> Sheets:
    """A record's parts by sheet; at least one, at most ``MAX_SHEETS`` (longer ones where a record is vast)."""
    lengths = [_letters(part.text) for part in document.parts]
    size = max(SHEET, sum(lengths) // (MAX_SHEETS // 2))
    found: list[tuple[Part, ...]] = []
    start = filled = 0
    for end, length in enumerate(lengths, 1):
        filled += length
        if filled >= size:
            found.append(document.parts[start:end])
            start, filled = end, 0
    if start < len(lengths) or not found:
        found.append(document.parts[start:])
    return tuple(found)


def _letters(text: str) -> int:
    """About how long a text is, in letters."""
    return len(text) if text.isascii() else 2 * len(text)


def spans(record: int, document: Document, pages: Sheets) -> list[Span]:
    """What is indexed of a record: its titles, and each part's heading and text on its sheet."""
    titles = filter(None, (document.title, document.other_title))
    found = [(spot(TITLE, record, 0), _LAST_MARKS.sub("", title)) for title in titles]
    for number, parts in enumerate(pages):
        heading, body = spot(HEADING, record, number), spot(BODY, record, number)
        headings = (part.heading.partition(NOTE)[0] for part in parts)
        found += [(heading, said) for said in headings if said]
        found += [(body, part.text) for part in parts]
    return found


def sheet_texts(document: Document, pages: Sheets) -> list[str]:
    """Each sheet as text: what stands of the record on each, then the sheet's parts."""
    said = document.key, document.title, document.day, str(document.standing), document.other_title
    head = FIELD.join(said)
    return [SECTION.join((head, *(FIELD.join((p.place, p.heading, p.text)) for p in parts))) for parts in pages]


def written(text: str) -> str:
    """A sheet's text as it is written: behind what it has of the folding table."""
    return f"{rare_pairs(text)}{SECTION}{text}"


def read_sheets(texts: Iterable[str]) -> tuple[Document, Sheets]:
    """A record from all its sheets, as they were written; and these. At least one."""
    head: Sequence[str] = ()
    pages = []
    for text in texts:
        _, head, *parts = (section.split(FIELD) for section in text.split(SECTION))
        pages.append(tuple(Part(*part) for part in parts))
    key, title, day, standing, other = head
    return Document(key, title, day, int(standing), tuple(chain.from_iterable(pages)), other), tuple(pages)


def code_path(code: str) -> str:
    """Where a code stands."""
    return f"search/texts/{code}/code.bin"


def sheet_path(code: str, record: int, sheet: int) -> str:
    """Where a sheet stands, beside the code that it is written in: no reader takes another code for it."""
    return f"search/texts/{code}/{record >> 8:x}/{record & 0xFF:x}-{sheet:x}.bin"
