"""What single content files say: read now, or known from earlier runs while they have not changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple, Protocol

from gongshi.findings import Finding
from gongshi.heap import Heap, Slot
from gongshi.load.decode import Decoded, ModelT, Said, decode, decode_value
from gongshi.load.folder import read_text
from gongshi.load.plain_yaml import read_plain
from gongshi.load.problem import Problem
from gongshi.load.yaml_text import compose, forbidden_characters
from gongshi.records import COLLECTIONS
from gongshi.records.corpus import Card
from gongshi.records.record import Record
from gongshi.records.regulations import Regulation
from gongshi.source import Place
from gongshi.workers import streamed

PARALLEL_FROM = 250
"""Files to read from which more cores are faster than one."""

Stat = tuple[int, int, int, int]
"""A file's size, its times of modification and of change in nanoseconds, and its inode."""


NO_STAT: Stat = (-1, 0, 0, 0)
"""Of a file that is not there."""


class LawSource(NamedTuple):
    """Where a version of a regulation has its text: in a ``file`` beside the record, or in the record itself."""

    version: str
    place: int
    file: str | None


class ReadFile(NamedTuple):
    """What was found when a file was read: a ``digest`` of its text (None where it is none), what is wrong with it,
    and if it holds a record the record's card and the places of its legal texts."""

    digest: str | None
    findings: tuple[Finding, ...]
    card: Card | None = None
    laws: tuple[LawSource, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read now, and when it last changed; where its ``record`` lies in the heap of ``Files``."""

    stat: Stat
    file: ReadFile
    record: Slot | None = None


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
    path; ``read`` is what the latter gave. Their records lie in the ``heap``: of all of them together there is never
    more than one at hand."""

    content: Path
    earlier: Earlier
    language: str
    named: set[str] = field(default_factory=set)
    read: dict[str, Read] = field(default_factory=dict)
    heap: Heap = field(default_factory=Heap)
    _slots: dict[str, Slot] = field(default_factory=dict)

    def records(self, keys: Mapping[str, tuple[str, str]]) -> dict[str, ReadFile]:
        """The files of records, by path."""
        found = {path: self._known(f"record:{path}") for path in keys}
        missing = [path for path, file in found.items() if file is None]

        def read(path: str) -> Read:
            one, decoded = read_file(self.content, path, COLLECTIONS[keys[path][0]], self.language)
            if decoded.value is None:
                return one
            (slot,) = self.heap.put(Said(type(decoded.value), decoded.said, self.language))
            return replace(one, record=slot)

        for path, one in zip(missing, streamed(read, missing, PARALLEL_FROM), strict=True):
            self.read[f"record:{path}"] = one
            found[path] = one.file
            if one.record is not None:
                self._slots[path] = one.record
        return {path: file for path, file in found.items() if file is not None}

    def record(self, path: str) -> Record:
        """A record that was found in a file."""
        if path not in self._slots:
            return self.earlier.record(f"record:{path}")
        found = self.heap.get(self._slots[path])
        assert isinstance(found, Record)
        return found

    def all_read(self) -> dict[str, Read]:
        """All that was read; only where the records lie is remembered from now on."""
        read, self.read = self.read, {}
        return read

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


def read_file(content: Path, path: str, model: type[ModelT], language: str) -> tuple[Read, Decoded[ModelT]]:
    """Read a file that says what a model holds."""
    stat = _stat(content, path)  # before the text: a change in between is seen the next time
    file = read_text(content, path)
    if isinstance(file, Finding):
        return Read(stat, ReadFile(None, (file,))), Decoded(None, [])
    digest = digest_of(file.text)
    value = read_plain(file.text)
    findings: list[Finding] = []
    if value is None:
        composed = compose(file.text)
        findings += (_finding(path, problem) for problem in composed.problems)
        if composed.root is None:
            return Read(stat, ReadFile(digest, tuple(findings))), Decoded(None, [])
        decoded = decode(path, composed.root, model, language)
    else:
        decoded = decode_value(path, value, model, language)
    found = ReadFile(digest, (*findings, *decoded.findings))
    if isinstance(decoded.value, Record):
        found = found._replace(card=Card.of(decoded.value), laws=tuple(_law_sources(decoded.value)))
    return Read(stat, found), decoded


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
