"""The index of an earlier build brought up to date where only some records' words changed.

Only the shards of grams that came or went are read and written again. The result is byte for byte what building
anew would give; where the records or their order are others, or there are so many words more that the index would
be cut otherwise, or where one of the records changed that the texts' code is made of, there is nothing to bring up to
date.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from types import MappingProxyType
from typing import Any

import numpy as np

from gongshi.outputs.file import OutputFile
from gongshi.outputs.search.deflate import inflated
from gongshi.outputs.search.documents import Document, Documents
from gongshi.outputs.search.facets import Row, facet_path
from gongshi.outputs.search.index import (
    FORMAT,
    RANGE,
    RECORDS,
    Frame,
    common_files,
    mark,
    marked_files,
    sampled,
    shared,
)
from gongshi.outputs.search.lists import Read, WrittenList, lists_of, shard_of
from gongshi.outputs.search.postings import (
    BUCKET_BITS,
    BUCKETS,
    HASH_BITS,
    PLACE_BITS,
    ZONE_BITS,
    Numbers,
    Span,
    occurrences,
)
from gongshi.outputs.search.shards import shard_bits, shard_files, shard_path
from gongshi.outputs.search.sheets import code_path, read_sheets, sheet_path, sheet_texts, sheets, spans, written
from gongshi.outputs.search.text_code import TextCode
from gongshi.workers import in_parallel

PARALLEL_FROM = 16
"""Buckets to write anew from which more cores are faster than one."""
MANY = 64
"""Changed records from which on, if they are also a sixteenth of all, the index is built anew."""

_NONE = np.zeros(0, np.uint64)


@dataclass(frozen=True, slots=True)
class Update:
    """What to write into the folder that holds ``search/``, and what to delete there."""

    files: tuple[OutputFile, ...]
    gone: tuple[str, ...]


@dataclass
class _Changes:
    """Occurrences that went and came, by bucket, and how many of each there were before they were made unique."""

    old: list[list[Numbers]] = field(default_factory=lambda: [[] for _ in range(BUCKETS)])
    new: list[list[Numbers]] = field(default_factory=lambda: [[] for _ in range(BUCKETS)])
    size: int = 0

    def add(self, before: list[Span], after: list[Span]) -> None:
        """Note a record whose texts changed."""
        for target, texts, sign in ((self.old, before, -1), (self.new, after, 1)):
            numbers, ends = occurrences([texts])
            self.size += sign * len(numbers)
            for bucket, some in zip(target, np.split(numbers, ends[:-1]), strict=True):
                bucket.append(some)

    def of(self, bucket: int) -> tuple[Numbers, Numbers]:
        """The occurrences that went, and those that came."""
        old, new = (np.concatenate([_NONE, *some[bucket]]) for some in (self.old, self.new))
        if np.array_equal(old, new):  # as in most buckets, where a sentence changed
            return _NONE, _NONE
        old, new = np.unique(old), np.unique(new)
        return np.setdiff1d(old, new, True), np.setdiff1d(new, old, True)


@dataclass(frozen=True, slots=True)
class _Compared:
    """A range of records beside the earlier index. ``same`` says that they are the same records, not the same words."""

    rows: list[Row]
    marks: list[tuple[str, str]]
    changed: list[tuple[int, Document]]
    same: bool


def update(
    read: Read, documents: Documents, frame: Frame, unchanged: Mapping[int, Row] = MappingProxyType({})
) -> Update | None:
    """What brings an index up to date with these documents, or None where it must be built anew. ``read`` gives the
    files of the index, by their paths in its site, and raises ``FileNotFoundError``.

    ``unchanged`` has the rows of documents, by number, that are known to be as they were: they are not made.
    """
    before = _read_manifest(read)
    if before is None or len(before[1]) != len(documents):
        return None
    manifest, marks = before
    starts = range(0, len(documents), RANGE)
    to_make = (len(documents) - len(unchanged)) // RANGE
    compared = shared(partial(_compare, documents, marks, unchanged), starts, to_make)
    changed = [each for one in compared for each in one.changed]
    if not all(one.same for one in compared):
        return None
    changes = _updated(read, changed, manifest, len(documents))
    if changes is None:
        return None
    rows = [row for one in compared for row in one.rows]
    signs = [sign for one in compared for sign in one.marks]
    common = tuple(common_files(rows, signs, changes.size, manifest["code"], frame))
    facets = {facet_path(name) for name in manifest["facets"]} - {file.path for file in common}
    return Update((*changes.files, *common), (*changes.gone, *sorted(facets)))


def update_words(read: Read, documents: Mapping[str, Document]) -> Update | None:
    """What brings an index up to date with the words of these documents, by key; or None where it must be built anew.

    All others are as they were, and so are the order of all and what they are narrowed by.
    """
    before = _read_manifest(read)
    if before is None:
        return None
    manifest, marks = before
    changed, found = [], 0
    for number, (key, _) in enumerate(marks):
        if key in documents:
            found += 1
            sign = mark(documents[key], sheet_texts(documents[key], sheets(documents[key])))
            if (key, sign) != marks[number]:
                marks[number] = key, sign
                changed.append((number, documents[key]))
    changes = _updated(read, changed, manifest, len(marks)) if found == len(documents) else None
    if changes is None:
        return None
    facets = [read(facet_path(name)) for name in (*manifest["facets"], "day")]
    head = marked_files(marks, facets, {**manifest, "entries": changes.size})
    return Update((*changes.files, *head), changes.gone)


@dataclass(frozen=True, slots=True)
class _Updated:
    """The files of words that change, those that go, and how many entries the index has then."""

    files: tuple[OutputFile, ...]
    gone: tuple[str, ...]
    size: int


def _updated(
    read: Read, changed: list[tuple[int, Document]], manifest: Mapping[str, Any], total: int
) -> _Updated | None:
    """What the changed ones of ``total`` documents, by their numbers, change; None where they are too many, or the
    index is to be cut or the texts to be coded otherwise."""
    if len(changed) > max(MANY, total // 16) or any(number in some for number, _ in changed for some in sampled(total)):
        return None
    try:
        code = TextCode.read(read(code_path(manifest["code"])))
    except (OSError, ValueError):
        return None
    files, gone, changes = _texts(read, code, changed)
    size = int(manifest["entries"]) + changes.size
    if shard_bits(size) != manifest["bits"]:
        return None
    touched = [(bucket, *changes.of(bucket)) for bucket in range(BUCKETS)]
    touched = [(bucket, removed, added) for bucket, removed, added in touched if len(removed) or len(added)]

    def anew(one: tuple[int, Numbers, Numbers]) -> tuple[list[OutputFile], list[str]]:
        return _bucket(read, *one, manifest["bits"], total)

    for some, deleted in in_parallel(anew, touched, PARALLEL_FROM):
        files += some
        gone += deleted
    return _Updated(tuple(files), tuple(gone), size)


def _compare(
    documents: Documents, before: list[tuple[str, str]], unchanged: Mapping[int, Row], start: int
) -> _Compared:
    found = _Compared([], [], [], True)
    for number in range(start, min(start + RANGE, len(documents))):
        if number in unchanged:
            found.rows.append(unchanged[number])
            found.marks.append(before[number])
            continue
        (document,) = documents[number : number + 1]
        if document.key != before[number][0]:
            return replace(found, same=False)
        found.rows.append(Row.of(document))
        found.marks.append((document.key, mark(document, sheet_texts(document, sheets(document)))))
        if found.marks[-1] != before[number]:
            found.changed.append((number, document))
    return found


def _read_manifest(read: Read) -> tuple[dict[str, Any], list[tuple[str, str]]] | None:
    try:
        manifest = json.loads(read("search/index.json"))
        listed = inflated(read(RECORDS)).decode()
    except (OSError, ValueError):
        return None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        return None
    pairs = (line.partition(" ") for line in listed.split("\n") if line)
    return manifest, [(key, sign) for key, _, sign in pairs]


def _texts(
    read: Read, code: TextCode, changed: list[tuple[int, Document]]
) -> tuple[list[OutputFile], list[str], _Changes]:
    """The sheets of the changed records, those that go, and their occurrences."""
    files: list[OutputFile] = []
    gone: list[str] = []
    changes = _Changes()
    for number, document in changed:
        pages = sheets(document)
        coded = code.coded(map(written, sheet_texts(document, pages)))
        files += [OutputFile(sheet_path(code.name, number, sheet), data) for sheet, data in enumerate(coded)]
        old, old_pages = read_sheets(_old_sheets(read, code, number))
        gone += [sheet_path(code.name, number, sheet) for sheet in range(len(pages), len(old_pages))]
        changes.add(spans(number, old, old_pages), spans(number, document, pages))
    return files, gone, changes


def _old_sheets(read: Read, code: TextCode, number: int) -> Iterator[str]:
    with suppress(FileNotFoundError):
        for sheet in count():
            yield code.text(read(sheet_path(code.name, number, sheet)))


def _bucket(
    read: Read, bucket: int, removed: Numbers, added: Numbers, bits: int, total: int
) -> tuple[list[OutputFile], list[str]]:
    """The shards of a bucket that change, with the pieces of those of their lists that do; and pieces that go."""
    changed = np.concatenate([removed, added])
    first = bucket << (bits - BUCKET_BITS)
    stay: dict[str, tuple[int, list[WrittenList]]] = {}
    held: list[Numbers] = []
    pieces: set[str] = set()
    names = set(np.unique(changed >> np.uint64(PLACE_BITS)).tolist())
    for within in np.unique(changed >> np.uint64(HASH_BITS - bits + ZONE_BITS + PLACE_BITS)).tolist():
        shard = first + within
        lists = lists_of(read(shard_path(shard)), shard, bits, total)
        stay[shard_path(shard)] = shard, [one for one in lists if one.name not in names]
        for one in lists:
            if one.name in names:
                held.append(one.occurrences(read, total))
                pieces.update(one.paths, one.paths_beside)
    numbers = np.concatenate([np.setdiff1d(np.concatenate([_NONE, *held]), removed, True), added])
    files = []
    for file in shard_files(bucket, numbers, bits, total):
        if file.path in stay:
            shard, others = stay[file.path]
            lists = sorted([*others, *lists_of(file.data, shard, bits, total)], key=lambda one: one.name)
            files.append(OutputFile(file.path, shard_of(lists, shard, bits)))
        elif file.path.startswith("search/lists/"):
            files.append(file)
    return files, sorted(pieces - {file.path for file in files})
