"""The whole index: built from all documents, or brought up to date where a few of them changed.

Records are numbered in the order of ``rank``. A list of occurrences names them by these numbers, so an edit that
leaves the order as it is touches only the shards of the grams that it adds or removes, and the result is byte for
byte what building anew would give.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO

import numpy as np

from gongshi.outputs.file import OutputFile
from gongshi.outputs.search.documents import Document
from gongshi.outputs.search.facets import FACETS, Labels, Row, facet_files
from gongshi.outputs.search.folding import common_pairs, simplified
from gongshi.outputs.search.postings import BUCKETS, MAX_RECORDS, Numbers, Span, occurrences
from gongshi.outputs.search.shards import shard_bits, shard_files
from gongshi.outputs.search.sheets import deflated, sheet_files, sheets, spans

FORMAT = 1
"""Changes with the files' meaning: an index of another format is built anew."""
IN_MEMORY = 16_000_000
"""Occurrences (8 bytes each) that are kept in memory before they go to disk."""
TABLES = 16
"""Files that the folding table is spread over, by character, so that a query loads about a kilobyte of it."""
SPANS_AT_ONCE = 1 << 22
"""Characters that are taken apart at a time."""


class TooManyRecordsError(Exception):
    """There are more records than a list of occurrences can name."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the index says besides records: its main and its other language, and what readers call the facets."""

    languages: tuple[str, str]
    labels: Labels


def rank(document: Document) -> tuple[int, str, str]:
    """The order of records: what stands before what does not, the newest first."""
    return (document.standing, "".join(chr(0x7F - ord(character)) for character in document.day) + "\x7f", document.key)


def index_files(documents: Iterable[Document], frame: Frame) -> Iterator[OutputFile]:
    """All files of the index. ``documents`` come in the order of ``rank`` and are asked for once."""
    rows: list[Row] = []
    marks: list[tuple[str, str]] = []
    with _Store() as store:
        waiting: list[Span] = []
        size = 0
        for number, document in enumerate(documents):
            pages = sheets(document)
            yield from sheet_files(number, document, pages)
            rows.append(Row.of(document))
            marks.append((document.key, mark(document)))
            new = list(spans(number, document, pages))
            waiting += new
            size += sum(len(span.text) for span in new)
            if size >= SPANS_AT_ONCE:
                store.add(waiting)
                waiting, size = [], 0
        if len(rows) > MAX_RECORDS:
            raise TooManyRecordsError(str(len(rows)))
        store.add(waiting)
        bits = shard_bits(store.size)
        for bucket in range(BUCKETS):
            yield from shard_files(bucket, store.take(bucket), bits, len(rows))
        yield from common_files(rows, marks, store.size, frame)


def common_files(rows: list[Row], marks: list[tuple[str, str]], size: int, frame: Frame) -> Iterator[OutputFile]:
    """The files that say something of all records: facets, marks, the folding table, and last the manifest."""
    facets = facet_files(rows, frame.labels)
    yield from facets
    listed = "\n".join(f"{key} {sign}" for key, sign in marks)
    records = OutputFile("search/records.bin", deflated(listed.encode()))
    yield records
    for number in range(TABLES):
        pairs = "".join(old + new for old, new in sorted(simplified().items()) if ord(old) % TABLES == number)
        yield OutputFile(f"search/simplified/{number:x}.bin", deflated(pairs.encode()))
    manifest = {
        "format": FORMAT,
        "version": hashlib.sha256(records.data + b"".join(file.data for file in facets)).hexdigest()[:12],
        "records": len(rows),
        "entries": size,
        "bits": shard_bits(size),
        "languages": frame.languages,
        "facets": [name for name in FACETS if any(file.path.endswith(f"/{name}.bin") for file in facets)],
        "collections": frame.labels.get("collection", {}),
        "common": common_pairs(),
    }
    text = json.dumps(manifest, ensure_ascii=False, separators=(",", ":"))
    yield OutputFile("search/index.json", text.encode())


def mark(document: Document) -> str:
    """Sixteen hex digits that change with anything that the index says of a document."""
    said = [
        document.title, document.day, document.standing, document.other_title, sorted(document.facets.items()),
        [[part.place, part.heading, part.text] for part in document.parts],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]


@dataclass
class _Store:
    """Occurrences by bucket: in memory, and from ``IN_MEMORY`` on in files that close with it."""

    size: int = 0
    held: int = 0
    memory: list[list[Numbers]] = field(default_factory=lambda: [[] for _ in range(BUCKETS)])
    disk: list[IO[bytes]] = field(default_factory=list)

    def __enter__(self) -> _Store:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self.disk:
            file.close()

    def add(self, texts: list[Span]) -> None:
        """Take in the occurrences of these texts."""
        batch = occurrences(texts)
        for bucket, numbers in enumerate(batch):
            self.memory[bucket].append(numbers)
        found = sum(len(numbers) for numbers in batch)
        self.size += found
        self.held += found
        if self.held > IN_MEMORY:
            self._to_disk()

    def take(self, bucket: int) -> Numbers:
        """All occurrences of a bucket, unsorted; they are forgotten."""
        parts = self.memory[bucket]
        self.memory[bucket] = []
        if self.disk:
            self.disk[bucket].seek(0)
            parts = [np.frombuffer(self.disk[bucket].read(), np.uint64), *parts]
            self.disk[bucket].close()
        return np.concatenate(parts) if parts else np.zeros(0, np.uint64)

    def _to_disk(self) -> None:
        if not self.disk:
            self.disk = [tempfile.TemporaryFile() for _ in range(BUCKETS)]  # noqa: SIM115 (closed by __exit__)
        for bucket, parts in enumerate(self.memory):
            self.disk[bucket].write(np.concatenate(parts).tobytes())
            self.memory[bucket] = []
        self.held = 0
