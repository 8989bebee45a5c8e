"""A published record does not vanish and does not change in silence: the content against the last manifest.

``published_of`` says what a site's manifest keeps of each record; ``permanence`` compares it with the records
of today. Illustrative records are no public record and may go. Addresses and parts of a record are
promised for ever (W3C, "Cool URIs don't change"); a change of what was a fact is told in ``corrections``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from gongshi.checks.references import part_names
from gongshi.checks.settled import given_fields, json_object, members, settled_json
from gongshi.derive.law.texts import LawTexts
from gongshi.findings import Finding
from gongshi.load.content import SITE_FILE
from gongshi.records.corpus import Corpus, Entry
from gongshi.records.opinions import Opinion
from gongshi.records.regulations import Regulation, Version
from gongshi.source import Place, Route

_LIVING = frozenset((
    "corrections", "withdrawn", "topics", "status", "summary", "source_note", "published", "illustrative",
    "evaluation", "acceptance", "satisfaction", "effective_to",
))  # fmt: skip
"""Fields that say how things stand or are the editors' own words: they change without a fact becoming another."""

_DIRECTORIES = frozenset(("stations", "deputies"))
"""Collections that say who and where, as of now; only what such a record is called is settled."""

_NAMED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "opinions": frozenset(("received", "from", "article", "text")),
        "candidates": frozenset(("title", "tally", "votes", "elected")),
        "targets": frozenset(("metric", "unit", "amount", "due")),
        "findings": frozenset(("text", "articles")),
        "tasks": frozenset(("finding", "text", "due")),
        "goals": frozenset(("text", "due")),
        "versions": frozenset(("status", "date", "effective_from")),
    }
)
"""Lists whose items have names, and what is settled in an item once it was published."""


def published_of(entry: Entry, corpus: Corpus, texts: LawTexts) -> dict[str, Any] | None:
    """What the manifest keeps of a record, ready for JSON; None of an example.

    ``pages``: its addresses. ``parts``: the names that can stand after ``#``. ``articles``: of each version
    with a text, the anchors of its articles. ``settled``: for each fact a short hash; where a list may grow
    at its end, how many items the hash is of (``3:1a2b3c4d``). ``corrections``: how many it had. What is
    empty is left out.
    """
    if entry.card.illustrative:
        return None
    return {name: value for name, value in _state(entry, corpus, texts).items() if value}


def permanence(before: Mapping[str, Mapping[str, Any]], corpus: Corpus, texts: LawTexts) -> Iterator[Finding]:
    """GS801 to GS804: what was published and is gone, or has changed without a correction.

    ``before`` is what ``published_of`` said when the last site was built. Records whose file cannot be read
    today have findings of their own.
    """
    for key, old in sorted(before.items()):
        moved = None if key in corpus.known else corpus.site.redirects.get(key)
        entry = corpus.find(moved if moved is not None else key)
        if entry is None:
            if key not in corpus.known and moved is None:
                yield Finding("GS801", Place(f"{key}.yml"), {"key": key})
            continue
        now = _state(entry, corpus, texts)
        if entry.record.withdrawn is None:
            yield from _vanished_parts(key, entry, old, now)
        if moved is None:
            yield from _vanished_pages(entry, old, now)
        if entry.record.withdrawn is None and now["corrections"] <= int(old.get("corrections", 0)):
            yield from _changes(entry, old, corpus)


def broken_redirect(corpus: Corpus) -> Iterator[Finding]:
    """GS805: a redirect that is not from the free address of a record to a record that is there."""
    for old, target in corpus.site.redirects.items():
        collection, _, identifier = old.partition("/")
        place = Place(SITE_FILE, ("redirects", old), at_key=True)
        if collection not in corpus.collections or not re.fullmatch(r"[a-z0-9-]+", identifier):
            yield Finding("GS805", place, {"old": old, "problem": "no-address"})
        elif old in corpus.known:
            yield Finding("GS805", place, {"old": old, "problem": "taken"})
        elif f"{target.collection}/{target.id}" not in corpus.known:
            yield Finding("GS805", Place(SITE_FILE, ("redirects", old)), {"old": old, "problem": "no-target"})


def _vanished_parts(key: str, entry: Entry, old: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Finding]:
    for part in sorted(set(old.get("parts", ())) - set(now["parts"])):
        yield Finding("GS802", Place(entry.file), {"key": key, "part": part})
    for version, anchors in sorted(old.get("articles", {}).items()):
        if version in now["articles"]:
            for anchor in sorted(set(anchors) - set(now["articles"][version])):
                yield Finding("GS802", Place(entry.file), {"key": f"{key}/v/{version}/", "part": anchor})


def _vanished_pages(entry: Entry, old: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Finding]:
    for page in sorted(set(old.get("pages", ())) - set(now["pages"])):
        if entry.record.withdrawn is None or "/v/" not in page:  # of a withdrawn record the page itself must stay
            yield Finding("GS803", Place(entry.file), {"address": f"/{page}"})


def _changes(entry: Entry, old: Mapping[str, Any], corpus: Corpus) -> Iterator[Finding]:
    fields = dict(given_fields(entry.record))
    parts = {
        name: hashed for field in _NAMED for name, hashed in _parts_settled(field, fields.get(field), entry, corpus)
    }
    for name, stated in sorted(old.get("settled", {}).items()):
        field, _, part = name.partition("#")
        today = parts.get(name, stated) if part else _hash_as(fields.get(field), stated)  # a lost part is GS802
        if today != stated:
            yield Finding("GS804", Place(entry.file, _route(fields, field, part)), {"what": name})


def _hash_as(value: Any, stated: str) -> str:
    """The hash of a value; of a list only as far as the list went whose hash was ``stated``."""
    if isinstance(value, list) and ":" in stated:
        count = int(stated.partition(":")[0])
        return f"{min(count, len(value))}:{_hash(settled_json(value[:count]))}"
    return _hash(settled_json(value))


def _route(fields: Mapping[str, Any], field: str, part: str) -> Route:
    names = [_name(item) for item in fields.get(field) or ()] if part else []
    name = part.partition(".")[0]
    return (field, names.index(name)) if name in names else (field,)


def _state(entry: Entry, corpus: Corpus, texts: LawTexts) -> dict[str, Any]:
    articles = _articles(entry, texts)
    return {
        "pages": _pages(entry, corpus.site.language, articles),
        "parts": sorted(part_names(entry.record)),
        "articles": articles,
        "settled": dict(_settled(entry, corpus)),
        "corrections": len(entry.record.corrections),
    }


def _pages(entry: Entry, main: str, articles: Mapping[str, object]) -> list[str]:
    """The addresses that a record's page has in its languages, and those of its versions."""
    languages = [code for code in ("zh", "en") if code == main or entry.record.title.in_language(code) is not None]
    own = [("" if code == "zh" else "en/") + f"{entry.key}/" for code in languages]
    return own + [f"{page}v/{version}/" for page in own for version in articles]


def _articles(entry: Entry, texts: LawTexts) -> dict[str, list[str]]:
    if not isinstance(entry.record, Regulation):
        return {}
    parsed = {version.version: texts.parsed(entry.key, version.version) for version in entry.record.versions}
    return {name: [article.anchor for article in law.articles] for name, law in parsed.items() if law is not None}


def _settled(entry: Entry, corpus: Corpus) -> Iterator[tuple[str, str]]:
    for name, value in given_fields(entry.record):
        if name in _LIVING or (entry.collection in _DIRECTORIES and name != "title"):
            continue
        if name in _NAMED:
            yield from _parts_settled(name, value, entry, corpus)
        elif not isinstance(value, list):
            yield name, _hash(settled_json(value))
        elif value:
            yield name, f"{len(value)}:{_hash(settled_json(value))}"


def _parts_settled(
    field: str, items: Sequence[BaseModel] | None, entry: Entry, corpus: Corpus
) -> Iterator[tuple[str, str]]:
    """For each named item of a list its settled facts: a version's text is one; an opinion's answer apart."""
    for item in items or ():
        name, settled = _name(item), members(item, _NAMED[field])
        if field == "versions" and (entry.key, name) in corpus.law_texts:
            settled.append(f'"text":{settled_json(corpus.law_texts[entry.key, name].strip())}')
        yield f"{field}#{name}", _hash(json_object(settled))
        answer = item.response if type(item) is Opinion else None
        if answer is not None and answer.status != "pending":
            yield f"{field}#{name}.response", _hash(settled_json(answer))


def _name(item: Any) -> str:
    """What an item of a list is called by: each version by its own name."""
    return str(item.version if type(item) is Version else item.id)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
