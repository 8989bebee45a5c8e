"""Reads built pages: links, ids, scripts and what else the tests ask of HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path


@dataclass
class ParsedPage:
    """One page's ids, targets, scripts and elements."""

    ids: list[str] = field(default_factory=list)
    links: list[tuple[str, str, str]] = field(default_factory=list)
    scripts: list[tuple[dict[str, str], str]] = field(default_factory=list)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    policy: str = ""
    text: str = ""


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = ParsedPage()
        self.in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.page.tags.append(tag)
        self.page.attributes += [(tag, name, value) for name, value in given.items()]
        if "id" in given:
            self.page.ids.append(given["id"])
        self.page.links += [(tag, name, given[name]) for name in ("href", "src", "action") if name in given]
        if tag == "script":
            self.page.scripts.append((given, ""))
            self.in_script = True
        if tag == "meta" and given.get("http-equiv") == "Content-Security-Policy":
            self.page.policy = given["content"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self.in_script = False

    def handle_data(self, data: str) -> None:
        if self.in_script:
            given, code = self.page.scripts[-1]
            self.page.scripts[-1] = (given, code + data)
        else:
            self.page.text += data


def parse(path: Path) -> ParsedPage:
    parser = _Parser()
    parser.feed(path.read_text("utf-8"))
    parser.close()
    return parser.page
