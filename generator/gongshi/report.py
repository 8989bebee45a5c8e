"""Findings for people and machines: text like a compiler's, JSON, and GitHub's annotations.

No output repeats a personal number or passes on a character that cannot be seen, wherever
in a message, a path or a line it stands.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from gongshi.catalogue import Catalogue, Language, Rule
from gongshi.checks.personal_data import masked
from gongshi.findings import LocatedFinding, Severity
from gongshi.load.characters import BIDI, CONTROL, ZERO_WIDTH, code_point
from gongshi.source import WHOLE_FILE

ShownPath = Callable[[str], str]
"""Turns a path below the content folder into the one that the reader knows."""

LINE_CELLS = 96
"""How many terminal cells of an offending line are shown."""

_PERSONAL = "GS7"
_COLOURS = {"error": "1;31", "warning": "1;33", "frame": "34", "strong": "1"}


def as_text(
    findings: Sequence[LocatedFinding],
    catalogue: Catalogue,
    language: Language,
    colour: bool,
    shown_path: ShownPath,
) -> str:
    """The findings with the lines that they point at, and a last line with their number."""
    paint = _painter(colour)
    blocks = [_block(finding, catalogue, language, paint, shown_path) for finding in findings]
    return "\n".join([*blocks, _summary(findings, catalogue, language, paint)]) + "\n"


def as_json(findings: Sequence[LocatedFinding], catalogue: Catalogue, language: Language, shown_path: ShownPath) -> str:
    """A list of objects, one a finding. Lines and columns count from 1, columns in code points."""
    rows = [
        {
            "code": finding.code,
            "severity": catalogue.rules[finding.code].severity,
            "file": _visible(shown_path(finding.file)),
            "line": finding.span.line,
            "column": finding.span.column,
            "end_line": finding.span.end_line,
            "end_column": finding.span.end_column,
            "message": _visible(catalogue.rules[finding.code].message_for(language, finding)),
            "help": _visible(catalogue.rules[finding.code].help_for(language, finding)),
        }
        for finding in findings
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def as_github(
    findings: Sequence[LocatedFinding], catalogue: Catalogue, language: Language, shown_path: ShownPath
) -> str:
    """One workflow command a finding, which GitHub shows at its line of the pull request.

    Columns are given only for spans within one line, since GitHub drops them otherwise.
    """
    return "".join(
        _command(
            finding,
            catalogue.rules[finding.code],
            catalogue.text("report.help", language),
            language,
            shown_path,
        )
        for finding in findings
    )


def _command(finding: LocatedFinding, rule: Rule, help_word: str, language: Language, shown_path: ShownPath) -> str:
    span = finding.span
    properties = {
        "file": _visible(shown_path(finding.file)),
        "line": str(span.line),
        "endLine": str(span.end_line),
    }
    if span.line == span.end_line:
        properties |= {"col": str(span.column), "endColumn": str(span.end_column)}
    properties["title"] = f"{finding.code} {rule.name}"
    message = _visible(rule.message_for(language, finding))
    text = f"{message}\n{help_word}: {_visible(rule.help_for(language, finding))}"
    fields = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{rule.severity} {fields}::{_data(text)}\n"


def _data(text: str) -> str:
    """Escaped as the message of a workflow command (the toolkit's ``escapeData``)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escaped as a property of a workflow command (the toolkit's ``escapeProperty``)."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


Painter = Callable[[str, str], str]


def _painter(colour: bool) -> Painter:
    if not colour:
        return lambda style, text: text
    return lambda style, text: f"\x1b[{_COLOURS[style]}m{text}\x1b[0m" if text else ""


def _block(
    finding: LocatedFinding, catalogue: Catalogue, language: Language, paint: Painter, shown_path: ShownPath
) -> str:
    rule, span = catalogue.rules[finding.code], finding.span
    width = len(str(span.line))
    gutter = paint("frame", f"{' ' * width} |")
    word = catalogue.text(f"report.{rule.severity}", language)
    message = _visible(rule.message_for(language, finding))
    path = _visible(shown_path(finding.file))
    lines = [
        paint(rule.severity, f"{word}[{finding.code}]") + paint("strong", f": {message}"),
        f"{' ' * width}{paint('frame', '-->')} {path}:{span.line}:{span.column}",
    ]
    if span != WHOLE_FILE:
        shown, carets = _pointed(finding)
        lines += [
            gutter,
            f"{paint('frame', f'{span.line} |')} {shown}".rstrip(),
            f"{gutter} {paint(rule.severity, carets)}",
        ]
    notes = (("help", _visible(rule.help_for(language, finding))), ("docs", f"docs/checks/{finding.code}"))
    lines.append(gutter)
    lines += [
        f"{' ' * width} {paint('frame', '=')} {catalogue.text(f'report.{name}', language)}: {note}"
        for name, note in notes
    ]
    return "\n".join(lines) + "\n"


def _summary(findings: Iterable[LocatedFinding], catalogue: Catalogue, language: Language, paint: Painter) -> str:
    severities: list[Severity] = [catalogue.rules[finding.code].severity for finding in findings]
    if not severities:
        return catalogue.text("report.clean", language)
    errors, warnings = severities.count("error"), severities.count("warning")
    counts = catalogue.text("report.counts", language, errors=errors, warnings=warnings)
    return paint("error" if errors else "warning", counts)


def _pointed(finding: LocatedFinding) -> tuple[str, str]:
    """The part of the line around the span, and carets that stand below the span in a terminal."""
    text = masked(finding.line_text)
    if finding.code.startswith(_PERSONAL):
        text = "".join("*" if character.isdecimal() else character for character in text)
    span = finding.span
    start = min(span.column - 1, len(text))
    end = span.end_column - 1 if span.end_line == span.line else len(text.rstrip())
    end = min(max(end, start + 1), max(len(text), start + 1))
    cells = [_shown(character) for character in text]
    first, last = _window(cells, start, end)
    before, under = "".join(cells[first:start]), "".join(cells[start : min(end, last)])
    head, tail = "…" if first else "", "…" if last < len(cells) else ""
    carets = " " * (len(head) + _cells(before)) + "^" * max(1, _cells(under))
    return head + "".join(cells[first:last]) + tail, carets


def _window(cells: list[str], start: int, end: int) -> tuple[int, int]:
    """The first and last character to show: the span's start, then as much around it as there is room for."""
    room = LINE_CELLS - sum(_cells(cell) for cell in cells[start : start + 1])
    first, last = start, min(start + 1, len(cells))
    while last < min(end, len(cells)) and _cells(cells[last]) <= room:
        room -= _cells(cells[last])
        last += 1
    before = room if last == len(cells) else room // 2
    while first > 0 and _cells(cells[first - 1]) <= before:
        first -= 1
        before -= _cells(cells[first])
        room -= _cells(cells[first])
    while last < len(cells) and _cells(cells[last]) <= room:
        room -= _cells(cells[last])
        last += 1
    return first, last


def _shown(character: str) -> str:
    """A character as the terminal is to show it: tabs as spaces, what cannot be seen by its code point."""
    if character == "\t":
        return "    "
    if CONTROL.match(character) or BIDI.match(character) or ZERO_WIDTH.match(character):
        return f"<{code_point(character)}>"
    return character


def _visible(text: str) -> str:
    """A message or path without personal numbers and with nothing hidden in it; line ends become spaces."""
    return "".join(_shown(character) for character in " ".join(masked(text).split("\n")))


def _cells(text: str) -> int:
    """Terminal cells: two for wide and full-width characters (UAX 11), none for combining marks."""
    return sum(map(_width, text))


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
