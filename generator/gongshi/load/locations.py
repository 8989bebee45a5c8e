"""Where the values of content files stand: files are opened again for those that have findings."""

from __future__ import annotations

from pathlib import Path

from gongshi.load.yaml_text import Node, compose, locate
from gongshi.source import WHOLE_FILE, Place, Span


class Locations:
    """Opens content files again to turn routes into spans. One file at a time is kept."""

    def __init__(self, content: Path) -> None:
        self.content = content

    def __call__(self, file: str) -> _FileLocations:
        """The locations of one file."""
        try:
            text = (self.content / file).read_bytes().decode("utf-8", "replace")
        except (OSError, ValueError):
            text = ""
        return _FileLocations(text.removeprefix("\ufeff").replace("\r\n", "\n"))


class _FileLocations:
    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.text = text
        self.root: Node | None = None

    def __call__(self, place: Place) -> tuple[Span, str]:
        span = place.at if isinstance(place.at, Span) else self._span(place)
        return span, self.lines[span.line - 1] if span.line <= len(self.lines) else ""

    def _span(self, place: Place) -> Span:
        if self.root is None:
            self.root = compose(self.text).root
        if self.root is None or isinstance(place.at, Span):
            return WHOLE_FILE
        span = locate(self.root, place.at, place.at_key)
        return self._narrowed(span, place.words) if place.words and span.end_line > span.line else span

    def _narrowed(self, span: Span, words: str) -> Span:
        """The first place in a span of several lines that has the words."""
        for number in range(span.line, span.end_line + 1):
            column = self.lines[number - 1].find(words) if number <= len(self.lines) else -1
            if column >= 0:
                return Span(number, column + 1, number, column + 1 + len(words))
        return span
