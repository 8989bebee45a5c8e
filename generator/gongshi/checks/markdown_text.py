"""What the limited Markdown of texts leaves out: HTML, pictures, links but to http(s), mailto and the site.

Legal texts (``versions[].text`` and ``file``) are shown as typed, never read as Markdown, and not looked at.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace

from pydantic import BaseModel

from gongshi.derive.translations import is_stale
from gongshi.findings import Finding
from gongshi.records.corpus import Corpus, values_of
from gongshi.records.fields import Text
from gongshi.records.scalars import is_safe_link, short_hash
from gongshi.source import Place, Route

_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]+:[^\s<>]*|[^\s<>\"'/:]+@[^\s<>\"'/@]+)>")
_HTML = re.compile(r"<(?:/?[A-Za-z][A-Za-z0-9:-]*|!--|!\[CDATA\[|![A-Za-z]+|\?)")
"""What a Markdown reader takes for HTML. "a < b" is none, nor is <办法>: a tag's name begins in ASCII."""
_IMAGE = re.compile(r"!\[[^\[\]]*\]\s*(?:\(\s*<?([^\s)>]*)|\[([^\]]*)\])")
_LINK = re.compile(r"\]\((?=\s*<?([^\s)>]{0,300}))")
_DEFINITION = re.compile(r"^[ \t>*+\-\d.)]*\[[^\[\]]*\]:(?=\s*<?([^\s>]{0,300}))", re.MULTILINE)
"""Links may hide inside the targets of others, so targets are looked at and not consumed."""
_SHOWN = 60
"""How much of an offending target a message repeats, in characters."""


def raw_html(corpus: Corpus) -> Iterator[Finding]:
    """GS214: the first HTML tag, comment or declaration in each text."""
    for place, text in _texts(corpus):
        if "<" in text and (tag := _HTML.search(_AUTOLINK.sub(" ", text))):
            yield Finding("GS214", replace(place, words=tag.group()), {"tag": tag.group()})


def link_scheme(corpus: Corpus) -> Iterator[Finding]:
    """GS215: a link whose target is not http(s), mailto or a path on this site, or a picture."""
    for place, text in _texts(corpus):
        for target, image in dict.fromkeys(_targets(text)):
            if image or not _is_safe(target):
                kind = "picture" if image else "link"
                facts = {"target": target[:_SHOWN], "kind": kind, "image": "![" if image else ""}
                yield Finding("GS215", replace(place, words=target), facts)


def translation_out_of_date(corpus: Corpus) -> Iterator[Finding]:
    """GS220: an ``en_of`` that is not the short hash of the Chinese text beside it."""
    for file, route, text in _all_texts(corpus):
        if is_stale(text) and text.zh is not None and text.en_of is not None:
            facts = {"given": text.en_of, "current": short_hash(text.zh)}
            yield Finding("GS220", Place(file, (*route, "en_of")), facts)


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


def _texts(corpus: Corpus) -> Iterator[tuple[Place, str]]:
    """Every Markdown text in each language, with its place."""
    for file, route, text in _all_texts(corpus):
        for language, words in text.languages():
            yield Place(file, (*route, language)), words


def _all_texts(corpus: Corpus) -> Iterator[tuple[str, Route, Text]]:
    """Every text of the site and its records, with its file and its route there."""
    documents: list[tuple[str, BaseModel]] = [("site.yml", corpus.site)]
    documents += [(entry.file, entry.record) for entry in corpus.entries()]
    for file, document in documents:
        for route, text in values_of(document, Text):
            yield file, route, text
