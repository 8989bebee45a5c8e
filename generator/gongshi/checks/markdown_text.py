"""What the limited Markdown of texts leaves out: HTML, pictures, links but to http(s), mailto and the site.

Legal texts (``versions[].text`` and ``file``) are shown as typed, never read as Markdown, and not looked at.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace

from gongshi.checks.gathered import Gathered
from gongshi.derive.translations import is_stale
from gongshi.findings import Finding
from gongshi.records.fields import Text
from gongshi.records.scalars import is_safe_link, short_hash
from gongshi.source import Place

_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]+:[^\s<>]*|[^\s<>\"'/:]+@[^\s<>\"'/@]+)>")
_HTML = re.compile(r"<(?:/?[A-Za-z][A-Za-z0-9:-]*|!--|!\[CDATA\[|![A-Za-z]+|\?)")
"""What a Markdown reader takes for HTML. "a < b" is none, nor is <办法>: a tag's name begins in ASCII."""
_IMAGE = re.compile(r"!\[[^\[\]]*\]\s*(?:\(\s*<?([^\s)>]*)|\[([^\]]*)\])")
_LINK = re.compile(r"\]\((?=\s*<?([^\s)>]{0,300}))")
_DEFINITION = re.compile(r"^[ \t>*+\-\d.)]*\[[^\[\]]*\]:(?=\s*<?([^\s>]{0,300}))", re.MULTILINE)
"""Links may hide inside the targets of others, so targets are looked at and not consumed."""
_MAY_BE_HTML = re.compile("<")
_MAY_BE_LINK = re.compile(r"[\]<]")
"""What every tag, and every link or picture, has in it and few texts do."""
_SHOWN = 60
"""How much of an offending target a message repeats, in characters."""


def raw_html(gathered: Gathered) -> Iterator[Finding]:
    """GS214: the first HTML tag, comment or declaration in each text."""
    for place, words in _where(gathered, _MAY_BE_HTML):
        if tag := _HTML.search(_AUTOLINK.sub(" ", words)):
            yield Finding("GS214", replace(place, words=tag.group()), {"tag": tag.group()})


def link_scheme(gathered: Gathered) -> Iterator[Finding]:
    """GS215: a link whose target is not http(s), mailto or a path on this site, or a picture."""
    for place, words in _where(gathered, _MAY_BE_LINK):
        for target, image in dict.fromkeys(_targets(words)):
            if image or not _is_safe(target):
                kind = "picture" if image else "link"
                facts = {"target": target[:_SHOWN], "kind": kind, "image": "![" if image else ""}
                yield Finding("GS215", replace(place, words=target), facts)


def translation_out_of_date(gathered: Gathered) -> Iterator[Finding]:
    """GS220: an ``en_of`` that is not the short hash of the Chinese text beside it."""
    for document, route, text in gathered.where(Text, is_stale):
        if text.zh is not None and text.en_of is not None:
            facts = {"given": text.en_of, "current": short_hash(text.zh)}
            yield Finding("GS220", Place(document.file, (*route, "en_of")), facts)


def _targets(text: str) -> Iterator[tuple[str, bool]]:
    """Every link target of a Markdown text, as typed, and whether it is a picture's."""
    for match in _IMAGE.finditer(text):
        yield match[1] or match[2] or "", True
    rest = _IMAGE.sub(" ", text)
    for pattern in (_LINK, _DEFINITION):
        for match in pattern.finditer(rest):
            yield match[1], False
    for match in _AUTOLINK.finditer(rest):
        inner = match.group()[1:-1]
        yield inner if ":" in inner else f"mailto:{inner}", False


def _is_safe(target: str) -> bool:
    """Safe as typed, and still safe once a browser has read its character references."""
    while is_safe_link(target):
        plain = html.unescape(target)
        if plain == target:
            return True
        target = plain
    return False


def _where(gathered: Gathered, sign: re.Pattern[str]) -> Iterator[tuple[Place, str]]:
    """Every Markdown text that has a sign, in each language, with its place."""

    def has_sign(text: Text) -> bool:
        zh, en = text.zh, text.en
        return (zh is not None and sign.search(zh) is not None) or (en is not None and sign.search(en) is not None)

    for document, route, text in gathered.where(Text, has_sign):
        for language, words in text.languages():
            yield Place(document.file, (*route, language)), words
