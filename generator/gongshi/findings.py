"""What is wrong with the content: findings are values, never log lines or exceptions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from gongshi.source import Place, Span

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """One thing wrong with the content.

    ``code`` names the rule (its severity, message and mend stand in the message catalogue);
    ``facts`` fill the message's placeholders.
    """

    code: str
    place: Place
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LocatedFinding:
    """A finding whose place has become a span, with the line of text it points at."""

    code: str
    file: str
    span: Span
    line_text: str
    facts: Mapping[str, str]


Locator = Callable[[str], Callable[[Place], tuple[Span, str]]]
"""Given a file, a function that turns the places in it into a span and the line it starts on."""


def located(findings: Iterable[Finding], open_file: Locator) -> list[LocatedFinding]:
    """Turn places into spans, each file opened once; sorted by file, span and code."""
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        by_file.setdefault(finding.place.file, []).append(finding)
    result = []
    for file, some in by_file.items():
        locate = open_file(file)
        for finding in some:
            span, line_text = locate(finding.place)
            result.append(LocatedFinding(finding.code, file, span, line_text, finding.facts))
    result.sort(key=lambda found: (found.file, found.span, found.code, sorted(found.facts.items())))
    return result
