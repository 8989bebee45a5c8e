"""The YAML that nearly every record is written in, read line by line.

It reads block mappings and lists, texts on one line (plain, or quoted without an escape),
``[lists]`` and ``{mappings}`` of such texts, and block texts (``|``, ``|-``). At anything else it gives up
and returns None: then ``yaml_text.compose``, which knows all of YAML and says what is wrong, reads
the file. So it can be narrow; but where it answers, it answers what ``compose`` does (a test
compares them on the YAML test suite, on texts made at random, and on the site's own content).
"""

from __future__ import annotations

import re

from gongshi.load.characters import ORDINARY
from gongshi.load.yaml_text import Value

MAX_LENGTH = 2_000_000
"""Characters of a text that is read here: far below what could hold too many values."""
MAX_DEPTH = 20

_ENTRY = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*):(?: +(.*))?")
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`")
_FLOW_WORD = r"""[^-?:,\[\]{}#&*!|>'"%@`\s][^?:,\[\]{}"'\s]*"""
_FLOW_TEXT = re.compile(rf""" *(?:"([^"\\\n]*)"|'([^'\n]*)'|({_FLOW_WORD}(?: +{_FLOW_WORD})*)) *""")
_FLOW_KEY = re.compile(r" *([A-Za-z_][A-Za-z0-9_-]*): ")


class _UnusualError(Exception):
    """Something that only the whole of YAML explains."""


def read_plain(text: str) -> dict[str, Value] | None:
    """What a YAML text says, or None where it has anything that is not plain, also anything wrong.

    ``text`` has line feeds only and no byte order mark, as ``load.folder.read_text`` gives it.
    """
    if len(text) > MAX_LENGTH or "\t" in text or not ORDINARY.fullmatch(text):
        return None
    reader = _Reader(text.split("\n"))
    try:
        return reader.document()
    except _UnusualError:
        return None


class _Reader:
    """Reads lines from the top. ``indent`` is that of the line at ``at``, -1 after the last."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = -1
        self.indent = -1

    def document(self) -> dict[str, Value]:
        if self._go_on() != 0:
            raise _UnusualError
        found = self._mapping(0, 1)
        if self.indent != -1:
            raise _UnusualError
        return found

    def _go_on(self) -> int:
        """Go to the next line that is neither blank nor a comment; its indent."""
        lines, at = self.lines, self.at + 1
        while at < len(lines):
            line = lines[at]
            rest = line.lstrip(" ")
            if rest and rest[0] != "#":
                self.at, self.indent = at, len(line) - len(rest)
                return self.indent
            at += 1
        self.at, self.indent = at, -1
        return -1

    def _mapping(self, indent: int, depth: int) -> dict[str, Value]:
        if depth > MAX_DEPTH:
            raise _UnusualError
        found: dict[str, Value] = {}
        while self.indent == indent:
            match = _ENTRY.fullmatch(self.lines[self.at], indent)
            if match is None:
                raise _UnusualError
            key, rest = match.groups()
            if key in found:
                raise _UnusualError
            if not rest:
                found[key] = self._below(indent, depth)
            elif rest[0] == "|":
                found[key] = self._block(rest.rstrip(" "), indent)
            else:
                found[key] = _one_line(rest.rstrip(" "))
                if self._go_on() > indent:  # it would belong to the value
                    raise _UnusualError
        return found

    def _below(self, indent: int, depth: int) -> Value:
        """A value that starts on the line below its key's, or none."""
        below = self._go_on()
        is_list = below >= 0 and self.lines[self.at].startswith("- ", below)
        if below > indent:
            return self._list(below, depth + 1) if is_list else self._mapping(below, depth + 1)
        return self._list(below, depth + 1) if below == indent and is_list else ""

    def _list(self, indent: int, depth: int) -> list[Value]:
        if depth > MAX_DEPTH:
            raise _UnusualError
        found: list[Value] = []
        while self.indent == indent:
            line = self.lines[self.at]
            if not line.startswith("- ", indent):
                break  # the next key of the mapping around a list that is not indented
            rest = line[indent + 2 :].lstrip(" ")
            if not rest or rest[0] in "-#":
                raise _UnusualError
            if _ENTRY.fullmatch(rest):
                inner = len(line) - len(rest)
                self.lines[self.at] = " " * inner + rest
                self.indent = inner
                found.append(self._mapping(inner, depth + 1))
            else:
                found.append(_one_line(rest.rstrip(" ")))
                if self._go_on() > indent:
                    raise _UnusualError
        if self.indent > indent:
            raise _UnusualError
        return found

    def _block(self, sign: str, parent: int) -> str:
        """A block text: its lines, up to the first that is indented less; behind ``|`` with its last line end."""
        if sign not in ("|", "|-"):
            raise _UnusualError
        lines, start = self.lines, self.at + 1
        first = next((at for at in range(start, len(lines)) if lines[at].strip(" ")), None)
        if first is None or any(lines[start:first]):
            raise _UnusualError
        indent = len(lines[first]) - len(lines[first].lstrip(" "))
        if indent <= parent:
            raise _UnusualError
        margin, end = " " * indent, first
        found = lines[start:first]
        for end in range(first, len(lines)):
            line = lines[end]
            if line.startswith(margin):
                if line.isspace():  # spaces that may or may not be part of the text
                    raise _UnusualError
                found.append(line[indent:])
            elif line.strip(" "):
                break
            else:
                found.append("")
        else:
            end = len(lines)
        while found and not found[-1]:
            found.pop()
        self.at = end - 1
        if self._go_on() > parent:
            raise _UnusualError
        return "\n".join(found) + ("\n" if sign == "|" else "")


def _one_line(typed: str) -> Value:
    """A text or a flow collection that fills the rest of a line."""
    first = typed[0]
    if first not in _INDICATORS:
        if ": " in typed or " #" in typed or typed[-1] == ":" or first.isspace():
            raise _UnusualError
        return typed
    if first in "\"'":
        inner = typed[1:-1]
        if len(typed) < 2 or typed[-1] != first or first in inner or (first == '"' and "\\" in inner):
            raise _UnusualError
        return inner
    if first == "[" and typed[-1] == "]":
        return _flow_list(typed[1:-1])
    if first == "{" and typed[-1] == "}":
        return _flow_mapping(typed[1:-1])
    raise _UnusualError


def _flow_list(inner: str) -> Value:
    found: list[Value] = []
    at = 0
    while inner:
        text, at = _flow_text(inner, at)
        found.append(text)
        if at == len(inner):
            break
        at += 1
    return found


def _flow_mapping(inner: str) -> Value:
    found: dict[str, Value] = {}
    at = 0
    while inner:
        key = _FLOW_KEY.match(inner, at)
        if key is None or key[1] in found:
            raise _UnusualError
        found[key[1]], at = _flow_text(inner, key.end())
        if at == len(inner):
            break
        at += 1
    return found


def _flow_text(inner: str, at: int) -> tuple[str, int]:
    """A text inside brackets, up to a comma or the end."""
    match = _FLOW_TEXT.match(inner, at)
    if match is None or (match.end() < len(inner) and inner[match.end()] != ","):
        raise _UnusualError
    return match[match.lastindex or 0], match.end()
