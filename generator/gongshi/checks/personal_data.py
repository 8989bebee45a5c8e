"""Personal data in any text of the content: numbers, addresses and plates that belong to a person.

They are personal information, which may not be published without the person's separate consent
(个人信息保护法, articles 4 and 25; for public bodies also 政府信息公开条例, article 15). What is
committed once stays in a repository's history, so most kinds are errors, and no finding carries the
text itself. What an office uses for its work is rightly public: telephones and homes are warnings, the
site's own contact is let through, and so is what a line allows (``personal_data_allow``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gongshi.checks.personal_data_allow import Allowance, allowances, files_allowed
from gongshi.checks.personal_data_kinds import EMAIL, LANDLINE, has_long_number, others, spelt_in_digits
from gongshi.checks.personal_data_numbers import personal_numbers
from gongshi.findings import Finding
from gongshi.load.yaml_text import Node, compose
from gongshi.records.corpus import Corpus
from gongshi.source import Place, Span

_ESCAPE = re.compile(r"\\[xuU\n]")
_FOLDED = re.compile(r"[\d.-][ \t]*\n[ \t]*+[-.(（+]?\d")
"""Where a YAML text can hold a number that its raw text does not show: escapes and folded lines."""

_DIGIT_AT_START = re.compile(r"\n[ \t]*+[-.(（+]?\d")
"""What every folded number has and few files have; it is found much faster."""

_CONTACT = re.compile(r"\s*(?:- )?contact\s*:")
"""The line of a station's or the site's contact, which is an office's by its meaning."""


@dataclass(frozen=True, slots=True)
class PersonalDatum:
    """Something that must not be public: the rule's code, and the stretch of text (code points)."""

    code: str
    start: int
    end: int


def personal_data(corpus: Corpus) -> Iterator[Finding]:
    """Personal data in the files' paths, texts and decoded values; allowances that are unused or say no reason."""
    contact = corpus.site.contact or ""
    texts = {file.path: file.text for file in corpus.files}
    given = {path: list(allowances(path, text)) for path, text in texts.items()}
    beside: dict[str, list[Allowance]] = {}
    for path, some in given.items():
        for name, allowance in files_allowed(path, some):
            beside.setdefault(name, []).append(allowance)
    for path, text in texts.items():
        for code in sorted({datum.code for datum in data_in(path, "")}):
            yield Finding(code, Place(path), {"where": "file-name", "in_name": "yes"})
        some = [*given[path], *beside.get(path, ())]
        for code, span in _in_file(path, text, contact):
            using = [one for one in some if one.lets(code, span, path)]
            for one in using:
                one.used.add(code)
            if not using:
                yield Finding(code, Place(path, span), {"where": "text", "in_name": ""})
    for path, some in given.items():
        yield from (finding for allowance in some for finding in allowance.findings(path))


def data_in(text: str, contact: str) -> list[PersonalDatum]:
    """All personal data of a text in order, none inside another. ``contact`` is the site's own, and public."""
    has_number = has_long_number(text)
    in_digits = spelt_in_digits(text) if has_number else text
    numbers = [PersonalDatum(one.code, one.start, one.end) for one in personal_numbers(in_digits)] if has_number else []
    found = list(numbers)
    for code, start, end in others(in_digits, has_number):
        if any(number.start < end and start < number.end for number in numbers):
            continue
        if code in (EMAIL, LANDLINE) and contact and text[start:end] in contact:
            continue
        found.append(PersonalDatum(code, start, end))
    return sorted(found, key=lambda datum: (datum.start, datum.code))


def masked(text: str) -> str:
    """The text with the digits and letters of all personal data replaced by ``*``, its length unchanged."""
    for datum in data_in(text, ""):
        shown = "".join("*" if _tells(character) else character for character in text[datum.start : datum.end])
        text = text[: datum.start] + shown + text[datum.end :]
    return text


def _tells(character: str) -> bool:
    return (
        character.isdigit() or character.isnumeric() or (character.isalpha() and not "\u4e00" <= character <= "\u9fff")
    )


def _in_file(path: str, text: str, contact: str) -> Iterator[tuple[str, Span]]:
    visible = list(_in_text(text, contact))
    lines = text.split("\n") if visible else []
    for code, span in visible:
        if not (code == LANDLINE and _CONTACT.match(lines[span.line - 1])):
            yield code, span
    if path.endswith(".yml") and _may_hide(text):
        for code, span in _in_values(text, contact):
            if not any(other == code and _within(inner, span) for other, inner in visible):
                yield code, span


def _may_hide(text: str) -> bool:
    folded = _DIGIT_AT_START.search(text) and _FOLDED.search(text)
    return bool(folded or _ESCAPE.search(text))


def _in_text(text: str, contact: str) -> Iterator[tuple[str, Span]]:
    line, line_start = 1, 0
    for datum in data_in(text, contact):
        line += text.count("\n", line_start, datum.start)
        line_start = max(line_start, text.rfind("\n", 0, datum.start) + 1)
        yield datum.code, Span(line, datum.start - line_start + 1, line, datum.end - line_start + 1)


def _in_values(text: str, contact: str) -> Iterator[tuple[str, Span]]:
    root = compose(text).root
    for span, value in _texts(root) if root else ():
        for code in sorted({datum.code for datum in data_in(value, contact)}):
            yield code, span


def _texts(root: Node) -> Iterator[tuple[Span, str]]:
    """Every key and every text of the tree with its span."""
    if isinstance(root.content, str):
        yield root.span, root.content
    elif isinstance(root.content, list):
        for item in root.content:
            yield from _texts(item)
    else:
        for key, (span, child) in root.content.items():
            yield span, key
            yield from _texts(child)


def _within(inner: Span, outer: Span) -> bool:
    start, end = (inner.line, inner.column), (inner.end_line, inner.end_column)
    return (outer.line, outer.column) <= start and end <= (outer.end_line, outer.end_column)
