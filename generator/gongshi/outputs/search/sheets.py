"""The texts that results are shown from: each record's parts on sheets of some hundred characters, one a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from json.encoder import encode_basestring as quoted

from gongshi.outputs.search.documents import Document, Part
from gongshi.outputs.search.folding import rare_pairs
from gongshi.outputs.search.postings import BODY, HEADING, MAX_SHEETS, TITLE, Span

Sheets = tuple[tuple[Part, ...], ...]

SHEET = 500
"""Letters of text after which a new sheet begins; Han characters count as two. A part is never cut, so that any phrase
of it stands on one sheet."""

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


def spans(record: int, document: Document, pages: Sheets) -> Iterator[Span]:
    """What is indexed of a record: its titles, and each part's heading and text on its sheet."""
    for title in filter(None, (document.title, document.other_title)):
        yield Span(TITLE, record, 0, _LAST_MARKS.sub("", title))
    for number, parts in enumerate(pages):
        yield from (Span(HEADING, record, number, part.heading) for part in parts if part.heading)
        yield from (Span(BODY, record, number, part.text) for part in parts)


def sheet_texts(document: Document, pages: Sheets) -> list[str]:
    """Each sheet as JSON: the record's head, then its parts."""
    names = ",".join(map(quoted, (document.key, document.title, document.day)))
    head = f"[{names},{document.standing},{quoted(document.other_title)}]"
    return [f"[{head},[{','.join(map(_part, parts))}]]" for parts in pages]


def _part(part: Part) -> str:
    return f"[{quoted(part.place)},{quoted(part.heading)},{quoted(part.text)}]"


def code_path(code: str) -> str:
    """Where a code stands."""
    return f"search/texts/{code}/code.bin"


def sheet_path(code: str, record: int, sheet: int) -> str:
    """Where a sheet stands, beside the code that it is written in: no reader takes another code for it."""
    return f"search/texts/{code}/{record >> 8:x}/{record & 0xFF:x}-{sheet:x}.bin"


def written(text: str) -> str:
    """A sheet's JSON as it is written: with what it has of the folding table."""
    pairs = rare_pairs(text)
    return f'{text[:-1]},"{pairs}"]' if pairs else text
