"""From a content folder to the corpus that its files make."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeVar

from pydantic import BaseModel

from gongshi.findings import Finding
from gongshi.load.decode import decode, decode_value
from gongshi.load.folder import Folder, files_below, path_beside, read_text
from gongshi.load.plain_yaml import read_plain
from gongshi.load.problem import Problem
from gongshi.load.yaml_text import Node, compose, forbidden_characters, locate
from gongshi.records import COLLECTIONS
from gongshi.records.corpus import ContentFile, Corpus, Entry
from gongshi.records.regulations import Regulation
from gongshi.records.site import Site
from gongshi.source import WHOLE_FILE, Place, Span

SITE_FILE = "site.yml"
ModelT = TypeVar("ModelT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The corpus as far as it could be read, with everything that was wrong on the way."""

    corpus: Corpus
    findings: list[Finding]


def load(content: Path) -> Loaded:
    """Read a content folder. Unreadable files become findings; an absent or empty folder is an empty corpus.

    The corpus's ``files`` are all texts of the folder, also those that belong to no record, so that
    the privacy rules see what is published with them.
    """
    folder = files_below(content)
    findings = list(folder.findings)
    files: dict[str, ContentFile] = {}
    site = _site(content, folder, files, findings)
    collections: dict[str, dict[str, Entry]] = {name: {} for name in COLLECTIONS}
    known: dict[str, str] = {}
    for path in folder.paths:
        key = _key(path, known, findings)
        if key is None:
            _read_quietly(content, path, files)
            continue
        collection, identifier = key
        record = _record(content, path, COLLECTIONS[collection], site.language, files, findings)
        if record is not None:
            collections[collection][identifier] = Entry(collection, identifier, path, record)
    in_order = {name: dict(sorted(entries.items())) for name, entries in collections.items()}
    corpus = Corpus(site, (), in_order, frozenset(known))
    law_texts = _law_texts(content, corpus, files, findings)
    in_files = tuple(files[path] for path in sorted(files))
    return Loaded(Corpus(site, in_files, in_order, corpus.known, law_texts), findings)


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


def _site(content: Path, folder: Folder, files: dict[str, ContentFile], findings: list[Finding]) -> Site:
    if SITE_FILE not in folder.paths:
        findings.append(Finding("GS118", Place(SITE_FILE)))
        return Site()
    return _record(content, SITE_FILE, Site, "zh", files, findings) or Site()


def _key(path: str, known: dict[str, str], findings: list[Finding]) -> tuple[str, str] | None:
    """The collection and id that a path names, or None where it is no record file."""
    parts = PurePosixPath(path)
    if path == SITE_FILE or not re.search(r"(?i)\.ya?ml(\.txt)?$", path):
        return None
    collection, identifier = parts.parts[0], parts.stem
    if collection not in COLLECTIONS or len(parts.parts) == 1 or parts.suffix != ".yml":
        findings.append(Finding("GS116", Place(path), {"name": path}))
        return None
    if not re.fullmatch(r"[a-z0-9-]+", identifier):
        findings.append(Finding("GS101", Place(path), {"name": parts.name}))
        return None
    key = f"{collection}/{identifier}"
    if key in known:
        findings.append(Finding("GS117", Place(path), {"key": key, "first": known[key]}))
        return None
    known[key] = path
    return collection, identifier


def _record(
    content: Path,
    path: str,
    model: type[ModelT],
    language: str,
    files: dict[str, ContentFile],
    findings: list[Finding],
) -> ModelT | None:
    file = read_text(content, path)
    if isinstance(file, Finding):
        findings.append(file)
        return None
    files[path] = file
    value = read_plain(file.text)
    if value is not None:
        decoded = decode_value(path, value, model, language)
    else:
        composed = compose(file.text)
        findings.extend(_finding(path, problem) for problem in composed.problems)
        if composed.root is None:
            return None
        decoded = decode(path, composed.root, model, language)
    findings.extend(decoded.findings)
    return decoded.value


def _read_quietly(content: Path, path: str, files: dict[str, ContentFile]) -> None:
    """Keep a file that is no record, if it is text."""
    file = read_text(content, path) if path not in files else None
    if isinstance(file, ContentFile):
        files[path] = file


def _finding(path: str, problem: Problem) -> Finding:
    return Finding(problem.code, Place(path, problem.span), problem.facts)


def _law_texts(
    content: Path, corpus: Corpus, files: dict[str, ContentFile], findings: list[Finding]
) -> dict[tuple[str, str], str]:
    """The legal text of every version. Files that hold one are checked for hidden characters."""
    texts: dict[tuple[str, str], str] = {}
    seen: set[str] = set()
    for entry, regulation in corpus.of("regulations", Regulation):
        for index, version in enumerate(regulation.versions):
            if version.text is not None:
                texts[entry.key, version.version] = version.text
            if version.file is None:
                continue
            path = path_beside(content, entry.file, version.file)
            if path is None:
                place = Place(entry.file, ("versions", index, "file"))
                findings.append(Finding("GS305", place, {"file": version.file}))
                continue
            if path not in seen:
                seen.add(path)
                findings.extend(_law_file(content, path, files))
            if path in files:
                texts[entry.key, version.version] = files[path].text
    return texts


def _law_file(content: Path, path: str, files: dict[str, ContentFile]) -> list[Finding]:
    """Read a version's text into ``files``; why it cannot be read, or the hidden characters in it."""
    file = files.get(path) or read_text(content, path)
    if isinstance(file, Finding):
        return [file]
    files[path] = file
    return [_finding(path, problem) for problem in forbidden_characters(file.text)]
