"""From a content folder to the corpus that its files make."""

from __future__ import annotations

import hashlib
import os
import pickle
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Protocol

from pydantic import BaseModel

from gongshi.findings import Finding
from gongshi.load.decode import decode, decode_value
from gongshi.load.folder import Folder, files_below, path_beside, read_text
from gongshi.load.plain_yaml import read_plain
from gongshi.load.problem import Problem
from gongshi.load.yaml_text import Node, compose, forbidden_characters, locate
from gongshi.records import COLLECTIONS
from gongshi.records.corpus import Card, ContentFile, Corpus, Entry, Reads
from gongshi.records.record import Record
from gongshi.records.regulations import Regulation
from gongshi.records.site import Site
from gongshi.source import WHOLE_FILE, Place, Span
from gongshi.workers import in_parallel

SITE_FILE = "site.yml"
PARALLEL_FROM = 250
"""Files to read from which more cores are faster than one."""

Stat = tuple[int, int, int, int]
"""A file's size, its times of modification and of change in nanoseconds, and its inode."""


NO_STAT: Stat = (-1, 0, 0, 0)
"""Of a file that is not there."""


@dataclass(frozen=True)
class LawSource:
    """Where a version of a regulation has its text: in a ``file`` beside the record, or in the record itself."""

    version: str
    place: int
    file: str | None


@dataclass(frozen=True)
class ReadFile:
    """What was found when a file was read: a ``digest`` of its text (None where it is none), what is wrong with it,
    and if it holds a record the record's card and the places of its legal texts."""

    digest: str | None
    findings: tuple[Finding, ...]
    card: Card | None = None
    laws: tuple[LawSource, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read now, and when it last changed; its record, pickled."""

    stat: Stat
    file: ReadFile
    record: bytes | None = None


class Earlier(Protocol):
    """What earlier runs read, by purpose and path (``record:votes/x.yml``)."""

    def find(self, name: str, stat: Stat) -> ReadFile | None:
        """What was found in a file, if that is known of the file as it is now."""

    def record(self, name: str) -> Record:
        """The record that was found in it."""


class Nothing:
    """No earlier run."""

    def find(self, name: str, stat: Stat) -> ReadFile | None:
        """Nothing is known."""
        return None

    def record(self, name: str) -> Record:
        """There is none."""
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The corpus as far as it could be read, with everything that was wrong on the way.

    ``digests`` tells the records (with their legal texts) and other files apart from what they may be at another
    time, by path. ``named`` is all that was read or known from earlier runs, by purpose and path; ``read`` is what
    was read now.
    """

    corpus: Corpus
    findings: list[Finding]
    digests: Mapping[str, str] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    read: Mapping[str, Read] = field(default_factory=dict)


def load(content: Path, earlier: Earlier | None = None) -> Loaded:
    """Read a content folder. Unreadable files become findings; an absent or empty folder is an empty corpus.

    The corpus's ``files`` are all texts of the folder, also those that belong to no record, so that
    the privacy rules see what is published with them.
    """
    folder = files_below(content)
    findings = list(folder.findings)
    known: dict[str, str] = {}
    keys = {path: key for path in folder.paths if (key := _key(path, known, findings)) is not None}
    site = _site(content, folder)
    findings += site.file.findings
    settings = pickle.loads(site.record) if site.record else Site()  # noqa: S301 (made above)
    source = _Source(content, earlier or Nothing(), settings.language)
    records = source.records(keys)
    others = source.others([path for path in folder.paths if path not in keys and path != SITE_FILE])
    texts = {path: file for path, file in {SITE_FILE: site.file, **records, **others}.items() if file.digest}
    files = {path: ContentFile(path, partial(source.text, path)) for path in sorted(texts)}
    reads = Reads()
    collections: dict[str, dict[str, Entry]] = {name: {} for name in COLLECTIONS}
    for path, (collection, identifier) in sorted(keys.items(), key=lambda item: item[1]):
        file = records[path]
        findings += file.findings
        if file.card is not None:
            record = partial(source.record, path)
            collections[collection][identifier] = Entry(collection, identifier, path, record, file.card, reads)
    laws = _laws(source, collections, records, files, findings, reads)
    digests = {path: file.digest or "" for path, file in {**records, **others}.items()}
    corpus = Corpus(settings, tuple(files[path] for path in sorted(files)), collections, frozenset(known), laws, reads)
    return Loaded(corpus, findings, digests, frozenset(source.named), source.read)


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


class LawSources(Mapping[tuple[str, str], str]):
    """The legal text of every version, by the regulation's key and the version's name; read when asked for."""

    def __init__(
        self, places: Mapping[tuple[str, str], tuple[Entry, LawSource, ContentFile | None]], reads: Reads
    ) -> None:
        self._places, self._reads = places, reads

    def __getitem__(self, name: tuple[str, str]) -> str:
        self._reads.note(f"record:{name[0]}")
        entry, source, file = self._places[name]
        if file is not None:
            return file.text
        assert isinstance(entry.record, Regulation)
        return entry.record.versions[source.place].text or ""

    def __contains__(self, name: object) -> bool:
        if isinstance(name, tuple):
            self._reads.note(f"record:{name[0]}")
        return name in self._places

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@dataclass
class _Source:
    """Where files are read from: earlier runs, else the content folder. ``named`` are all of them, by purpose and
    path; ``read`` is what the latter gave."""

    content: Path
    earlier: Earlier
    language: str
    named: set[str] = field(default_factory=set)
    read: dict[str, Read] = field(default_factory=dict)

    def records(self, keys: Mapping[str, tuple[str, str]]) -> dict[str, ReadFile]:
        """The files of records, by path."""
        found = {path: self._known(f"record:{path}") for path in keys}
        missing = [path for path, file in found.items() if file is None]

        def read(path: str) -> Read:
            return _read(self.content, path, COLLECTIONS[keys[path][0]], self.language)

        for path, one in zip(missing, in_parallel(read, missing, PARALLEL_FROM), strict=True):
            self.read[f"record:{path}"] = one
            found[path] = one.file
        return {path: file for path, file in found.items() if file is not None}

    def record(self, path: str) -> Record:
        """A record that was found in a file."""
        name = f"record:{path}"
        if name not in self.read:
            return self.earlier.record(name)
        data = self.read[name].record
        assert data is not None
        found: Record = pickle.loads(data)  # noqa: S301 (made by this run)
        return found

    def others(self, paths: Sequence[str]) -> dict[str, ReadFile]:
        """Files that hold no record: whether they are text."""
        found = {}
        for path in paths:
            name = f"other:{path}"
            file = self._known(name)
            if file is None:
                stat = _stat(self.content, path)
                text = read_text(self.content, path)
                file = ReadFile(None if isinstance(text, Finding) else _digest(text.text), ())
                self.read[name] = Read(stat, file)
            found[path] = file
        return found

    def law(self, path: str) -> ReadFile:
        """A file that holds a legal text: why it cannot be read, or the hidden characters in it."""
        name = f"law:{path}"
        file = self._known(name)
        if file is None:
            stat = _stat(self.content, path)
            text = read_text(self.content, path)
            if isinstance(text, Finding):
                file = ReadFile(None, (text,))
            else:
                hidden = tuple(_finding(path, problem) for problem in forbidden_characters(text.text))
                file = ReadFile(_digest(text.text), hidden)
            self.read[name] = Read(stat, file)
        return file

    def _known(self, name: str) -> ReadFile | None:
        self.named.add(name)
        return self.earlier.find(name, _stat(self.content, name.partition(":")[2]))

    def text(self, path: str) -> str:
        """The text of a file; empty where it has gone meanwhile."""
        file = read_text(self.content, path)
        return "" if isinstance(file, Finding) else file.text


def _site(content: Path, folder: Folder) -> Read:
    if SITE_FILE not in folder.paths:
        return Read(NO_STAT, ReadFile(None, (Finding("GS118", Place(SITE_FILE)),)))
    return _read(content, SITE_FILE, Site, "zh")


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


def _read(content: Path, path: str, model: type[BaseModel], language: str) -> Read:
    """Read a file that says what a model holds."""
    stat = _stat(content, path)  # before the text: a change in between is seen the next time
    file = read_text(content, path)
    if isinstance(file, Finding):
        return Read(stat, ReadFile(None, (file,)))
    digest = _digest(file.text)
    value = read_plain(file.text)
    findings: list[Finding] = []
    if value is None:
        composed = compose(file.text)
        findings += (_finding(path, problem) for problem in composed.problems)
        if composed.root is None:
            return Read(stat, ReadFile(digest, tuple(findings)))
        decoded = decode(path, composed.root, model, language)
    else:
        decoded = decode_value(path, value, model, language)
    found = ReadFile(digest, (*findings, *decoded.findings))
    if decoded.value is None:
        return Read(stat, found)
    if isinstance(decoded.value, Record):
        found = replace(found, card=Card.of(decoded.value), laws=tuple(_law_sources(decoded.value)))
    return Read(stat, found, pickle.dumps(decoded.value, pickle.HIGHEST_PROTOCOL))


def _law_sources(record: Record) -> Iterator[LawSource]:
    if isinstance(record, Regulation):
        for index, version in enumerate(record.versions):
            if version.text is not None or version.file is not None:
                yield LawSource(version.version, index, version.file)


def _laws(
    source: _Source,
    collections: Mapping[str, Mapping[str, Entry]],
    records: dict[str, ReadFile],
    files: dict[str, ContentFile],
    findings: list[Finding],
    reads: Reads,
) -> LawSources:
    """The legal text of every version. Files that hold one are checked for hidden characters, and count as part of
    their record."""
    places: dict[tuple[str, str], tuple[Entry, LawSource, ContentFile | None]] = {}
    seen: set[str] = set()
    for entry in collections.get("regulations", {}).values():
        for law in records[entry.file].laws:
            if law.file is None:
                places[entry.key, law.version] = (entry, law, None)
                continue
            path = _path_of(law.file, entry.file, source.content, files)
            if path is None:
                place = Place(entry.file, ("versions", law.place, "file"))
                findings.append(Finding("GS305", place, {"file": law.file}))
                continue
            found = source.law(path)
            if path not in seen:
                seen.add(path)
                findings += found.findings
            if found.digest is not None:
                file = files.setdefault(path, ContentFile(path, partial(source.text, path)))
                places[entry.key, law.version] = (entry, law, file)
            records[entry.file] = replace(
                records[entry.file], digest=_digest(f"{records[entry.file].digest} {path} {found.digest}")
            )
    return LawSources(places, reads)


def _path_of(name: str, record: str, content: Path, files: Mapping[str, ContentFile]) -> str | None:
    """The path of a file that a record names; one of the folder's own texts needs no further look."""
    path = os.path.normpath(f"{record.rpartition('/')[0]}/{name}")
    return path if path in files else path_beside(content, record, name)


def _finding(path: str, problem: Problem) -> Finding:
    return Finding(problem.code, Place(path, problem.span), problem.facts)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _stat(content: Path, path: str) -> Stat:
    try:
        found = os.stat(f"{content}/{path}")  # noqa: PTH116 (a Path for each takes longer than asking the system)
    except OSError:
        return NO_STAT
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino
