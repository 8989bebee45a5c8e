"""From a content folder to the corpus that its files make."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from gongshi.findings import Finding
from gongshi.heap import Heap
from gongshi.load.files import NO_STAT, Earlier, Files, Nothing, Read, ReadFile, read_file
from gongshi.load.folder import Folder, files_below
from gongshi.load.law_sources import law_sources
from gongshi.records import COLLECTIONS
from gongshi.records.corpus import ContentFile, Corpus, Entry, Reads
from gongshi.records.site import Site
from gongshi.source import Place

SITE_FILE = "site.yml"
RECENT = 256
"""Records that stay at hand once they were asked for: those that a part of the work asks again and again, and some
that many others name. All others are read again when they are asked for."""

_YAML = re.compile(r"(?i)\.ya?ml(\.txt)?$")
_IDENTIFIER = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Loaded:
    """The corpus as far as it could be read, with everything that was wrong on the way.

    ``digests`` tells the records (with their legal texts) and other files apart from what they may be at another
    time, by path. ``named`` is all that was read or known from earlier runs, by purpose and path; ``read`` is what
    was read now, and its records lie in the ``heap``.
    """

    corpus: Corpus
    findings: list[Finding]
    digests: Mapping[str, str] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    read: Mapping[str, Read] = field(default_factory=dict)
    heap: Heap = field(default_factory=Heap)


def load(content: Path, earlier: Earlier | None = None) -> Loaded:
    """Read a content folder. Unreadable files become findings; an absent or empty folder is an empty corpus.

    The corpus's ``files`` are all texts of the folder, also those that belong to no record, so that
    the privacy rules see what is published with them.
    """
    folder = files_below(content)
    findings = list(folder.findings)
    known: dict[str, str] = {}
    keys = {path: key for path in folder.paths if (key := _key(path, known, findings)) is not None}
    site, settings = _site(content, folder)
    findings += site.file.findings
    source = Files(content, earlier or Nothing(), settings.language)
    records = source.records(keys)
    others = source.others([path for path in folder.paths if path not in keys and path != SITE_FILE])
    texts = {path: file for path, file in {SITE_FILE: site.file, **records, **others}.items() if file.digest}
    files = {path: ContentFile(path, source.text) for path in sorted(texts)}
    reads, recent = Reads(), lru_cache(RECENT)(source.record)
    collections: dict[str, dict[str, Entry]] = {name: {} for name in COLLECTIONS}
    for path, (collection, identifier) in sorted(keys.items(), key=lambda item: item[1]):
        file = records[path]
        findings += file.findings
        if file.card is not None:
            collections[collection][identifier] = Entry(collection, identifier, path, recent, file.card, reads)
    laws = law_sources(source, collections, records, files, findings, reads)
    digests = {path: file.digest or "" for path, file in {**records, **others}.items()}
    corpus = Corpus(settings, tuple(files[path] for path in sorted(files)), collections, frozenset(known), laws, reads)
    return Loaded(corpus, findings, digests, frozenset(source.named), source.all_read(), source.heap)


def _site(content: Path, folder: Folder) -> tuple[Read, Site]:
    if SITE_FILE not in folder.paths:
        return Read(NO_STAT, ReadFile(None, (Finding("GS118", Place(SITE_FILE)),))), Site()
    read, decoded = read_file(content, SITE_FILE, Site, "zh")
    return read, decoded.value or Site()


def _key(path: str, known: dict[str, str], findings: list[Finding]) -> tuple[str, str] | None:
    """The collection and id that a path names, or None where it is no record file."""
    if path == SITE_FILE or not _YAML.search(path):
        return None
    collection, slash, rest = path.partition("/")
    name = rest.rpartition("/")[2]
    identifier = name.removesuffix(".yml")
    if collection not in COLLECTIONS or not slash or identifier == name:
        findings.append(Finding("GS116", Place(path), {"name": path}))
        return None
    if not _IDENTIFIER.fullmatch(identifier):
        findings.append(Finding("GS101", Place(path), {"name": name}))
        return None
    key = f"{collection}/{identifier}"
    if key in known:
        findings.append(Finding("GS117", Place(path), {"key": key, "first": known[key]}))
        return None
    known[key] = path
    return collection, identifier
