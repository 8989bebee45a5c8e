"""Numbers of a legal text that do not follow on each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from posixpath import normpath

from gongshi.derive.law.texts import LawTexts
from gongshi.derive.law.tree import NumberingWarning
from gongshi.findings import Finding
from gongshi.records.corpus import Corpus, Entry
from gongshi.records.regulations import Regulation, Version
from gongshi.source import Place, Span

_CODES = {"gap": "GS314", "repeat": "GS315", "disorder": "GS316"}


def numbering(corpus: Corpus, texts: LawTexts) -> Iterator[Finding]:
    """GS314 to GS316: a number is left out, comes twice, or stands too late.

    At its line in the text's file; where the text stands in the record, at the record's field. A file
    that several versions share is reported once.
    """
    files = {file.path: file for file in corpus.files}
    seen: set[str] = set()
    for entry, regulation in corpus.of("regulations", Regulation):
        for index, version in enumerate(regulation.versions):
            law = texts.parsed(entry.key, version.version)
            path = path_of_text(entry, version)
            if law is None or path in seen:
                continue
            if path is not None:
                seen.add(path)
            for warning in law.warnings:
                place = Place(entry.file, ("versions", index, "text"))
                if path in files:
                    place = Place(path, _span(warning, files[path].text.split("\n")[warning.line - 1]))
                facts = {"label": warning.label, "expected": warning.expected}
                yield Finding(_CODES[warning.kind], place, facts)


def path_of_text(entry: Entry, version: Version) -> str | None:
    """The file below the content folder that holds a version's text, or None where the record holds it."""
    if version.file is None:
        return None
    return normpath((PurePosixPath(entry.file).parent / version.file).as_posix())


def _span(warning: NumberingWarning, line: str) -> Span:
    """The label in its line; the whole line where it is typed with spaces inside."""
    typed = line.rstrip()
    start = typed.find(warning.label)
    end = start + len(warning.label)
    if start < 0:
        start, end = len(typed) - len(typed.lstrip()), len(typed)
    return Span(warning.line, start + 1, warning.line, end + 1)
