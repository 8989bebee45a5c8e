"""The repository's own records as the search sees them, and how a test asks the real search in a browser."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from conftest import ROOT, TODAY
from gongshi.catalogue import read_catalogue
from gongshi.derive.facts import facts_on
from gongshi.outputs.search.documents import Document
from gongshi.outputs.search.folding import LETTER, folded, table
from gongshi.outputs.search.index import Frame
from gongshi.outputs.search.records import documents, writer_of
from gongshi.outputs.search.sheets import NOTE
from gongshi.pipeline import check_content
from gongshi.render.site_pages import SitePages

_FIND = """async ([base, texts]) => {
  const { everyResult } = await import(new URL("../assets/gongshi-search-query.js", base).href);
  const answers = [];
  for (const text of texts) answers.push((await everyResult(base, text)).records);
  return answers;
}"""


def own_documents() -> tuple[tuple[Document, ...], Frame]:
    """The documents of ``content/`` on the day of the built site, in the index's order."""
    return documents_of(ROOT / "content", date.fromisoformat(TODAY))


@cache
def documents_of(content: Path, today: date) -> tuple[tuple[Document, ...], Frame]:
    """The documents of a content folder on a day, in the index's order."""
    checked = check_content(content)
    facts, catalogue = facts_on(checked.corpus, today, checked.texts), read_catalogue()
    writer, pages = writer_of(facts, catalogue), SitePages(facts, catalogue)
    ranked = {entry.key: writer.ranked(entry, pages.listed(entry)) for entry in facts.corpus.entries()}
    found, frame = documents(facts, catalogue, ranked)
    return tuple(found[:]), frame


def record_keys(site: Path) -> list[str]:
    """The keys of a built site's records by number."""
    listed = zlib.decompress((site / "search" / "records.bin").read_bytes(), -15).decode()
    return [line.partition(" ")[0] for line in listed.split("\n")]


def search(page: Page, served: str, site: Path, queries: Sequence[str]) -> list[list[str]]:
    """The keys of the records that the search finds for each query, in its order. ``page`` is on the served site."""
    keys = record_keys(site)
    return [[keys[number] for number in answer] for answer in answers(page, served, queries)]


def answers(page: Page, served: str, queries: Sequence[str]) -> list[list[int]]:
    """The numbers of the records that the search finds for each query, in its order."""
    found: list[list[int]] = page.evaluate(_FIND, [f"{served}search/", list(queries)])
    return found


def holding(documents_: Sequence[Document], query: str) -> set[str]:
    """The keys of the documents that hold a phrase, by plain search over what they say; a word from its beginning."""
    wanted = folded(query)
    return {document.key for document in documents_ if any(_holds(folded(piece), wanted) for piece in said(document))}


def said(document: Document) -> list[str]:
    """All texts of a document."""
    parts = [piece for part in document.parts for piece in (part.heading.partition(NOTE)[0], part.text)]
    return [document.title, document.other_title, *parts]


def _holds(text: str, wanted: str) -> bool:
    at = text.find(wanted)
    while at >= 0:
        if not (_is_letter(wanted[0]) and at and _is_letter(text[at - 1])):
            return True
        at = text.find(wanted, at + 1)
    return False


def _is_letter(character: str) -> Any:
    return character <= "\uffff" and table().kinds[ord(character)] == LETTER
