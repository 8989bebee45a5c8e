"""What single content files say: read now, or known from earlier runs while they have not changed."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel

from gongshi.findings import Finding
from gongshi.load.decode import Said, decode, decode_value
from gongshi.load.folder import read_text
from gongshi.load.plain_yaml import read_plain
from gongshi.load.problem import Problem
from gongshi.load.yaml_text import compose, forbidden_characters
from gongshi.records import COLLECTIONS
from gongshi.records.corpus import Card
from gongshi.records.record import Record
from gongshi.records.regulations import Regulation
from gongshi.source import Place
from gongshi.workers import in_parallel

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
    """A file that was read now, and when it last changed; its record, pickled, and where it was read also as it is."""

    stat: Stat
    file: ReadFile
    record: bytes | None = None
    here: BaseModel | None = None

    def __reduce__(self) -> tuple[type[Read], tuple[Stat, ReadFile, bytes | None]]:
        """Carried to other processes without the record itself."""
        return Read, (self.stat, self.file, self.record)


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


@dataclass
class Files:
    """The files of a content folder, read by earlier runs or now. ``named`` are all of them, by purpose and
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
            return read_file(self.content, path, COLLECTIONS[keys[path][0]], self.language)

        for path, one in zip(missing, in_parallel(read, missing, PARALLEL_FROM), strict=True):
            self.read[f"record:{path}"] = one
            found[path] = one.file
        return {path: file for path, file in found.items() if file is not None}

    def record(self, path: str) -> Record:
        """A record that was found in a file."""
        name = f"record:{path}"
        if name not in self.read:
            return self.earlier.record(name)
        read = self.read[name]
        assert read.record is not None
        found = pickle.loads(read.record) if read.here is None else read.here  # noqa: S301 (made by this run)
        assert isinstance(found, Record)
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
                file = ReadFile(None if isinstance(text, Finding) else digest_of(text.text), ())
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
                file = ReadFile(digest_of(text.text), hidden)
            self.read[name] = Read(stat, file)
        return file

    def _known(self, name: str) -> ReadFile | None:
        self.named.add(name)
        return self.earlier.find(name, _stat(self.content, name.partition(":")[2]))

    def text(self, path: str) -> str:
        """The text of a file; empty where it has gone meanwhile."""
        file = read_text(self.content, path)
        return "" if isinstance(file, Finding) else file.text


def read_file(content: Path, path: str, model: type[BaseModel], language: str) -> Read:
    """Read a file that says what a model holds."""
    stat = _stat(content, path)  # before the text: a change in between is seen the next time
    file = read_text(content, path)
    if isinstance(file, Finding):
        return Read(stat, ReadFile(None, (file,)))
    digest = digest_of(file.text)
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
    said = Said(model, decoded.said, language)
    return Read(stat, found, pickle.dumps(said, pickle.HIGHEST_PROTOCOL), decoded.value)


def _law_sources(record: Record) -> Iterator[LawSource]:
    if isinstance(record, Regulation):
        for index, version in enumerate(record.versions):
            if version.text is not None or version.file is not None:
                yield LawSource(version.version, index, version.file)


def _finding(path: str, problem: Problem) -> Finding:
    return Finding(problem.code, Place(path, problem.span), problem.facts)


def digest_of(text: str) -> str:
    """What tells a text from any other."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _stat(content: Path, path: str) -> Stat:
    try:
        found = os.stat(f"{content}/{path}")  # noqa: PTH116 (a Path for each takes longer than asking the system)
    except OSError:
        return NO_STAT
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino
