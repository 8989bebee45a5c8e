"""Characters that have no business in a public record.

Control and bidirectional-format characters can make a text read as what it is not
(Unicode Technical Report 36, "Unicode Security Considerations"; CVE-2021-42574), and
zero-width ones hide in it: the first two are errors, the last a warning.
"""

from __future__ import annotations

import re

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
_ZERO_WIDTH = "\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff\U000e0000-\U000e007f"

BIDI = re.compile(f"[{_BIDI}]")
"""Bidirectional formatting characters (Unicode Standard Annex 9, section 2)."""

CONTROL = re.compile(f"[{_CONTROL}]")
"""C0 (but tab and line feed), DEL, C1, the two Unicode line separators, interlinear marks, non-characters."""

ZERO_WIDTH = re.compile(f"[{_ZERO_WIDTH}]")
"""Characters that take no room and can hide a difference."""

ORDINARY = re.compile(f"[^{_BIDI}{_CONTROL}{_ZERO_WIDTH}]*")
"""A text without any of them; to match it whole takes a third of the time of three searches."""


def code_point(character: str) -> str:
    """``U+200B`` for a zero-width space: how a finding names a character that cannot be seen."""
    return f"U+{ord(character):04X}"
