"""The content folder: which files there are, and the corpus that they make."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeVar

from pydantic import BaseModel

from gongshi.findings import Finding
from gongshi.load.decode import decode
from gongshi.load.yaml_text import Node, Problem, compose, forbidden_characters, locate
from gongshi.records import COLLECTIONS
from gongshi.records.corpus import ContentFile, Corpus, Entry
from gongshi.records.regulations import Regulation
from gongshi.records.site import Site
from gongshi.source import WHOLE_FILE, Place, Span

SITE_FILE = "site.yml"
ModelT = TypeVar("ModelT", bound=BaseModel)
MAX_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Loaded:
    """The corpus as far as it could be read, with everything that was wrong on the way."""

    corpus: Corpus
    findings: list[Finding]


def load(content: Path) -> Loaded:
    """Read a content folder. Unreadable files become findings; an absent or empty folder is an empty corpus."""
    findings: list[Finding] = []
    paths = sorted(_files_below(content, findings))
    site_text = _read(content, SITE_FILE, findings) if SITE_FILE in paths else None
    site = Site()
    files: list[ContentFile] = []
    if site_text is None:
        if SITE_FILE not in paths:
            findings.append(Finding("GS118", Place(SITE_FILE)))
    else:
        files.append(site_text)
        site = _decode_file(site_text, Site, "zh", findings) or site
    collections: dict[str, dict[str, Entry]] = {name: {} for name in COLLECTIONS}
    known: dict[str, str] = {}
    for path in paths:
        key = _key(path, known, findings)
        if key is None or (file := _read(content, path, findings)) is None:
            continue
        files.append(file)
        collection, identifier = key
        record = _decode_file(file, COLLECTIONS[collection], site.language, findings)
        if record is not None:
            collections[collection][identifier] = Entry(collection, identifier, path, record)
    in_order = {name: dict(sorted(entries.items())) for name, entries in collections.items()}
    corpus = Corpus(site, (), in_order, frozenset(known))
    law_texts, law_files = _law_texts(content, corpus, findings)
    return Loaded(Corpus(site, (*files, *law_files), in_order, corpus.known, law_texts), findings)


class Locations:
    """Opens content files again to turn routes into spans. One file at a time is kept."""

    def __init__(self, content: Path) -> None:
        self.content = content

    def __call__(self, file: str) -> _FileLocations:
        """The locations of one file."""
        try:
            text = (self.content / file).read_bytes().decode("utf-8", "replace")
        except OSError:
            text = ""
        return _FileLocations(text)


class _FileLocations:
    def __init__(self, text: str) -> None:
        self.lines = text.removeprefix("\ufeff").split("\n")
        self.text = text
        self.root: Node | None = None

    def __call__(self, place: Place) -> tuple[Span, str]:
        span = place.at if isinstance(place.at, Span) else self._span(place)
        line = self.lines[span.line - 1] if span.line <= len(self.lines) else ""
        return span, line.rstrip("\r")

    def _span(self, place: Place) -> Span:
        if self.root is None:
            self.root = compose(self.text).root
        if self.root is None or isinstance(place.at, Span):
            return WHOLE_FILE
        return locate(self.root, place.at, place.at_key)


def _files_below(content: Path, findings: list[Finding]) -> Iterator[str]:
    """Paths of all files, relative and with forward slashes. Links that leave the folder are refused."""
    root = content.resolve()
    for folder, folders, names in os.walk(content):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if name.startswith("."):
                continue
            path = Path(folder) / name
            relative = path.relative_to(content).as_posix()
            if not path.resolve().is_relative_to(root):
                findings.append(Finding("GS119", Place(relative)))
            else:
                yield relative


def _key(path: str, known: dict[str, str], findings: list[Finding]) -> tuple[str, str] | None:
    """The collection and id that a path names, or None where it is no record file."""
    parts = PurePosixPath(path)
    if path == SITE_FILE or parts.suffix not in (".yml", ".yaml"):
        return None
    collection, identifier = parts.parts[0], parts.stem
    if collection not in COLLECTIONS or len(parts.parts) == 1 or parts.suffix == ".yaml":
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


def _read(content: Path, path: str, findings: list[Finding]) -> ContentFile | None:
    try:
        with (content / path).open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        findings.append(Finding("GS120", Place(path), {"reason": error.strerror or str(error)}))
        return None
    if len(data) > MAX_BYTES:
        findings.append(Finding("GS121", Place(path), {"limit": str(MAX_BYTES)}))
        return None
    try:
        return ContentFile(path, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        place = Place(path, Span(line, column, line, column + 1))
        findings.append(Finding("GS115", place, {"byte": f"0x{data[error.start]:02X}"}))
        return None


def _decode_file(
    file: ContentFile, model: type[ModelT], language: str, findings: list[Finding]
) -> ModelT | None:
    composed = compose(file.text)
    findings.extend(_finding(file.path, problem) for problem in composed.problems)
    if composed.root is None:
        return None
    decoded = decode(file.path, composed.root, model, language)
    findings.extend(decoded.findings)
    return decoded.value


def _finding(path: str, problem: Problem) -> Finding:
    return Finding(problem.code, Place(path, problem.span), problem.facts)


def _law_texts(
    content: Path, corpus: Corpus, findings: list[Finding]
) -> tuple[dict[tuple[str, str], str], list[ContentFile]]:
    """The legal text of every version, and the files that were read for them."""
    texts: dict[tuple[str, str], str] = {}
    files: dict[str, ContentFile] = {}
    for entry, regulation in corpus.of("regulations", Regulation):
        for index, version in enumerate(regulation.versions):
            if version.text is not None:
                texts[entry.key, version.version] = version.text
            if version.file is None:
                continue
            place = Place(entry.file, ("versions", index, "file"))
            path = _law_file(content, entry.file, version.file)
            if path is None:
                findings.append(Finding("GS305", place, {"file": version.file}))
                continue
            if path not in files and (file := _read(content, path, findings)) is not None:
                files[path] = file
                findings.extend(_finding(path, problem) for problem in forbidden_characters(file.text))
            if path in files:
                texts[entry.key, version.version] = files[path].text
    return texts, list(files.values())


def _law_file(content: Path, record: str, name: str) -> str | None:
    """The path of a version's text below the content folder, or None where there is no such file in it."""
    root = content.resolve()
    path = (content / record).parent / name
    if name.startswith(("/", "\\")) or not path.is_file() or not path.resolve().is_relative_to(root):
        return None
    return Path(os.path.normpath(path)).relative_to(os.path.normpath(content)).as_posix()
