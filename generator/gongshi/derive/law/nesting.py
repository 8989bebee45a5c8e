"""From the lines of one article to its 款, 项 and 目."""

from __future__ import annotations

from collections.abc import Set
from itertools import groupby
from operator import itemgetter

from gongshi.derive.law.lines import ENUMERATION_STARTS, enumeration_of, is_comment, is_table_row
from gongshi.derive.law.numbering import numbering_warning
from gongshi.derive.law.tree import Extra, Item, NumberingWarning, Paragraph, Subitem, WarningKind

Line = tuple[int, str]
"""A line's number from 1, and its text without the white space around it."""

_PARAGRAPH, _ITEM, _SUBITEM, _TABLE, _COMMENT, _CONTINUED = range(6)

_Piece = tuple[int, int, int, int, str, str, str]
"""Level, line, number, rank (of items), label, lead, text."""


def nested(
    lines: list[Line], tables: Set[int], anchor: str, warnings: list[NumberingWarning]
) -> tuple[tuple[Paragraph, ...], tuple[Extra, ...]]:
    """The 款 of the lines, and the tables and marks that stand before the first of them.

    ``tables`` are the numbers of lines that are known to be table rows. Numbers of 项 that do not
    follow are added to ``warnings``.
    """
    if len(lines) == 1:
        number, line = lines[0]
        if line[0] not in ENUMERATION_STARTS and line[0] not in "<|" and number not in tables:
            return (Paragraph(f"{anchor}-p1", 1, line, number),), ()
    pieces = _pieces(lines, tables)
    warnings.extend(_item_warnings(pieces))
    return _grouped(pieces, _anchors(pieces, anchor))


def _pieces(lines: list[Line], tables: Set[int]) -> list[_Piece]:
    pieces: list[_Piece] = []
    lasts: dict[int, int] = {}
    started, list_rank = False, -1
    for number, line in lines:
        first = line[0]
        if number in tables or first == "|" or ("\t" in line and is_table_row(line)):
            pieces.append((_TABLE, number, 0, 0, "", "", line))
        elif first == "<" and is_comment(line):
            pieces.append((_COMMENT, number, 0, 0, "", "", line))
        elif first not in ENUMERATION_STARTS or (found := enumeration_of(line)) is None:
            pieces.append((_PARAGRAPH, number, 0, 0, "", "", line))
            started, list_rank = True, -1
        else:
            rank, count, label, end = found
            if not started:
                pieces.append((_PARAGRAPH, number, 0, 0, "", "", ""))
                started = True
            elif list_rank != rank and rank in lasts and _goes_on(pieces, lasts[rank], count):
                list_rank = rank
            level = _SUBITEM if 0 <= list_rank < rank else _ITEM
            if level == _ITEM:
                lasts = {upper: place for upper, place in lasts.items() if upper < rank}
                lasts[rank], list_rank = len(pieces), rank
            text = line[end:].lstrip()
            pieces.append((level, number, count, rank, label, line[: len(line) - len(text)], text))
    return pieces


def _goes_on(pieces: list[_Piece], last: int, count: int) -> bool:
    """Where a list goes on behind unnumbered lines, make what stands between part of its last item.

    （一）, a line, （二）: a new 款 would begin its list at （一）, unless it announces one with a colon.
    """
    if count != pieces[last][2] + 1 or (pieces[-1][0] == _PARAGRAPH and pieces[-1][6].endswith(("：", ":"))):
        return False
    if any(piece[0] in (_TABLE, _COMMENT) for piece in pieces[last + 1 :]):
        return False  # a table stands between
    for index in range(last + 1, len(pieces)):
        level = pieces[index][0]
        if level == _PARAGRAPH:
            pieces[index] = (_CONTINUED, *pieces[index][1:])
        elif level == _ITEM:
            pieces[index] = (_SUBITEM, *pieces[index][1:])
    return True


def _item_warnings(pieces: list[_Piece]) -> list[NumberingWarning]:
    """Items that do not follow on the one before; a list may begin again at 1."""
    warnings = []
    due, seen = 1, set[int]()
    for level, line, number, rank, label, _, _ in pieces:
        if level != _ITEM:
            continue
        if number == 1:
            seen = set()
        elif number != due:
            kind: WarningKind = "repeat" if number in seen else "gap" if number > due else "disorder"
            warnings.append(numbering_warning(kind, due, rank, label, line))
        seen.add(number)
        due = number + 1
    return warnings


def _anchors(pieces: list[_Piece], anchor: str) -> list[tuple[str, int]]:
    """The anchor of each piece, and the number of each 款."""
    names: list[tuple[str, int]] = []
    paragraph = 0
    upper = item = anchor
    seen: dict[str, int] = {}
    for level, _, number, _, _, _, _ in pieces:
        if level == _PARAGRAPH:
            paragraph += 1
            upper = f"{anchor}-p{paragraph}"
            names.append((upper, paragraph))
        elif level > _SUBITEM:
            names.append(("", 0))
        else:
            name = f"{upper}-i{number}" if level == _ITEM else f"{item}-s{number}"
            times = seen[name] = seen.get(name, 0) + 1
            name = name if times == 1 else f"{name}-r{times}"
            item = name if level == _ITEM else item
            names.append((name, 0))
    return names


def _grouped(pieces: list[_Piece], names: list[tuple[str, int]]) -> tuple[tuple[Paragraph, ...], tuple[Extra, ...]]:
    """Go from the last piece to the first: each takes what was gathered behind it."""
    paragraphs: list[Paragraph] = []
    items: list[Item] = []
    subitems: list[Subitem] = []
    others: list[_Piece] = []
    more: list[str] = []
    for piece, (name, count) in zip(reversed(pieces), reversed(names), strict=True):
        level, line, number, _, label, lead, text = piece
        if level == _CONTINUED:
            more.append(text)
            continue
        if level > _SUBITEM:
            others.append(piece)
            continue
        behind = _extras(others) if others else ()
        if more:
            text = "\n".join((text, *reversed(more)))
        others, more = [], []
        if level == _PARAGRAPH:
            paragraphs.append(Paragraph(name, count, text, line, tuple(reversed(items)), behind))
            items = []
        elif level == _ITEM:
            low = tuple(reversed(subitems))
            items.append(Item(name, label, number, lead, text, line, low, behind))
            subitems = []
        else:
            subitems.append(Subitem(name, label, number, lead, text, line, behind))
    return tuple(reversed(paragraphs)), _extras(others)


def _extras(gathered: list[_Piece]) -> tuple[Extra, ...]:
    """Tables and marks, gathered from the last to the first; rows that follow on each other are one table."""
    extras = []
    for level, some in groupby(reversed(gathered), key=itemgetter(0)):
        rows = list(some)
        if level == _TABLE:
            extras.append(Extra("table", "\n".join(row[6] for row in rows), rows[0][1]))
        else:
            extras.extend(Extra("comment", row[6], row[1]) for row in rows)
    return tuple(extras)
