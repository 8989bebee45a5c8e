"""What is wrong with one YAML text, before it is known which file it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from gongshi.source import Span


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in one YAML text: the code of the rule, the span, the facts of the message."""

    code: str
    span: Span
    facts: dict[str, str] = field(default_factory=dict)
