"""The whole index: built from all documents, or brought up to date where a few of them changed.

Records are numbered in the order of ``rank``. A list of occurrences names them by these numbers, so an edit that
leaves the order as it is touches only the shards of the grams that it adds or removes, and the result is byte for
byte what building anew would give. So it does with the code of the texts, which is made of a few records: an edit of
one of these has the index built anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Generic, TypeVar

import numpy as np

from gongshi.outputs.file import OutputFile
from gongshi.outputs.search import freed
from gongshi.outputs.search.deflate import deflated
from gongshi.outputs.search.documents import Document, Documents, Names
from gongshi.outputs.search.facets import FACETS, Row, facet_files
from gongshi.outputs.search.folding import common_pairs, simplified
from gongshi.outputs.search.postings import BUCKETS, MAX_RECORDS, Numbers, Places, occurrences
from gongshi.outputs.search.shards import shard_bits, shard_files
from gongshi.outputs.search.sheets import code_path, sheet_path, sheet_texts, sheets, spans, written
from gongshi.outputs.search.text_code import TextCode
from gongshi.workers import ResultT, in_parallel

RECORDS = "search/records.bin"
"""The file that tells the indexed records, with all that is said of them, from those of another time."""
FORMAT = 5
"""Changes with the files' meaning: an index of another format is built anew."""
SAMPLES, RECORDS_EACH, SHEETS_EACH = 8, 16, 8
"""The texts' code is made of so many samples: of so many records in a row each, so many first sheets."""
TABLES = 16
"""Files that the folding table is spread over, by character, so that a query loads about a kilobyte of it."""
RANGE = 256
"""Records that are taken apart at a time, by one process."""
BUCKETS_AT_ONCE = 8
PARALLEL_FROM = 8
"""Ranges from which on other processes are worth their while."""

WrittenT = TypeVar("WrittenT")
Write = Callable[[str, bytes], WrittenT]
"""Writes a file of the site: its path below the site's root, and its bytes."""


class TooManyRecordsError(Exception):
    """There are more records than a list of occurrences can name."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the index says besides records: its main and its other language, and what readers call the collections."""

    languages: tuple[str, str]
    collections: Mapping[str, Names]


def rank(document: Document) -> tuple[int, str, str]:
    """The order of records: what stands before what does not, the newest first."""
    return (document.standing, "".join(chr(0x7F - ord(character)) for character in document.day) + "\x7f", document.key)


@dataclass(frozen=True, slots=True)
class _Pile:
    """Occurrences in a file, bucket by bucket; and where each bucket ends there."""

    path: Path
    ends: Places

    def some(self, first: int) -> list[Numbers]:
        """``BUCKETS_AT_ONCE`` buckets."""
        bounds = np.concatenate([[0], self.ends])[first : first + BUCKETS_AT_ONCE + 1]
        count = int(bounds[-1] - bounds[0])
        return np.split(np.fromfile(self.path, np.uint64, count, offset=int(bounds[0]) * 8), bounds[1:-1] - bounds[0])


@dataclass(frozen=True, slots=True)
class _Taken(Generic[WrittenT]):
    """What is left of a range of records when their sheets are written and their occurrences lie on piles."""

    rows: list[Row]
    marks: list[tuple[str, str]]
    written: list[WrittenT]
    pile: _Pile


def write_index(documents: Documents, frame: Frame, write: Write[WrittenT]) -> list[WrittenT]:
    """Write all files of the index, and give what ``write`` gave for each. ``documents`` come in the order of ``rank``.

    ``write`` is called by several processes, and has nothing but its result to say what it did.
    """
    if len(documents) > MAX_RECORDS:
        raise TooManyRecordsError(str(len(documents)))
    starts = range(0, len(documents), RANGE)
    code = TextCode.of(_sample(documents))
    with TemporaryDirectory() as place, freed.kept():
        taken = shared(partial(_take, documents, code, write, Path(place)), starts, len(starts))
        rows = [row for one in taken for row in one.rows]
        piles = [one.pile for one in taken]
        size = sum(int(pile.ends[-1]) for pile in piles)
        index = partial(_write_buckets, piles, shard_bits(size), len(rows), write)
        buckets = shared(index, range(0, BUCKETS, BUCKETS_AT_ONCE), len(starts))
    marks = [mark for one in taken for mark in one.marks]
    done = [one for each in taken for one in each.written] + [one for some in buckets for one in some]
    common = [OutputFile(code_path(code.name), code.file()), *common_files(rows, marks, size, code.name, frame)]
    return done + [write(file.path, file.data) for file in common]


def sampled(total: int) -> list[range]:
    """The numbers of those of all documents whose texts make the code: an edit of any other leaves it as it is. They
    are of the older half, which is edited least."""
    step = max(RECORDS_EACH, -(-(total - total // 2) // SAMPLES))
    return [range(start, min(start + RECORDS_EACH, total)) for start in range(total // 2, total, step)]


def _sample(documents: Documents) -> Iterator[str]:
    for some in sampled(len(documents)):
        for document in documents[some.start : some.stop]:
            yield from map(written, sheet_texts(document, sheets(document)[:SHEETS_EACH]))


def shared(work: Callable[[int], ResultT], tasks: Sequence[int], ranges: int) -> list[ResultT]:
    """The results of the tasks, by all cores where there are many ranges of records."""
    return in_parallel(work, tasks) if ranges >= PARALLEL_FROM else [work(task) for task in tasks]


def _take(documents: Documents, code: TextCode, write: Write[WrittenT], place: Path, start: int) -> _Taken[WrittenT]:
    """Write the sheets of a range of records, and their occurrences on piles in ``place``."""
    rows, marks, said, paths, all_texts = [], [], [], [], []
    for number, document in enumerate(documents[start : start + RANGE], start):
        pages = sheets(document)
        texts = sheet_texts(document, pages)
        paths += [sheet_path(code.name, number, sheet) for sheet in range(len(texts))]
        all_texts += texts
        rows.append(Row.of(document))
        marks.append((document.key, mark(document, texts)))
        said.append(spans(number, document, pages))
    numbers, ends = occurrences(said)
    numbers.tofile(place / str(start))
    done = [write(path, data) for path, data in zip(paths, code.coded(map(written, all_texts)), strict=True)]
    return _Taken(rows, marks, done, _Pile(place / str(start), ends))


def _write_buckets(piles: Sequence[_Pile], bits: int, total: int, write: Write[WrittenT], first: int) -> list[WrittenT]:
    """Write the shards and lists of some buckets."""
    parts = [pile.some(first) for pile in piles]
    written = []
    for offset in range(BUCKETS_AT_ONCE):
        numbers = np.concatenate([np.zeros(0, np.uint64), *(part[offset] for part in parts)])
        files = shard_files(first + offset, numbers, bits, total)
        written += [write(file.path, file.data) for file in files]
    return written


def common_files(
    rows: list[Row], marks: list[tuple[str, str]], size: int, code: str, frame: Frame
) -> Iterator[OutputFile]:
    """The files that say something of all records: facets, marks, the folding table, and last the manifest. ``code``
    is the name of the code that texts are in."""
    facets = facet_files(rows, frame.collections)
    yield from facets
    for number in range(TABLES):
        pairs = "".join(old + new for old, new in sorted(simplified().items()) if ord(old) % TABLES == number)
        yield OutputFile(f"search/simplified/{number:x}.bin", deflated(pairs.encode()))
    manifest = {
        "format": FORMAT,
        "version": "",
        "records": len(rows),
        "entries": size,
        "bits": shard_bits(size),
        "code": code,
        "languages": frame.languages,
        "facets": [name for name in FACETS if any(file.path.endswith(f"/{name}.bin") for file in facets)],
        "collections": frame.collections,
        "common": common_pairs(),
    }
    yield from marked_files(marks, [file.data for file in facets], manifest)


def marked_files(
    marks: list[tuple[str, str]], facets: Sequence[bytes], manifest: Mapping[str, object]
) -> Iterator[OutputFile]:
    """The marks and the manifest, whose version changes with them, with the files of the ``facets``, with the format
    and with the code of the texts: a file that a browser keeps under an earlier version is never taken for one of now.
    """
    records = OutputFile(RECORDS, deflated("\n".join(f"{key} {sign}" for key, sign in marks).encode()))
    yield records
    form = f"{manifest['format']} {manifest['code']}\n".encode()
    version = hashlib.sha256(form + records.data + b"".join(facets)).hexdigest()[:12]
    text = json.dumps({**manifest, "version": version}, ensure_ascii=False, separators=(",", ":"))
    yield OutputFile("search/index.json", text.encode())


def mark(document: Document, texts: Sequence[str]) -> str:
    """Sixteen hex digits that change with anything that the index says of a document; ``texts`` are its sheets."""
    facets = json.dumps({name: document.facets[name] for name in sorted(document.facets)}, ensure_ascii=False)
    return hashlib.sha256("\n".join([facets, *texts]).encode()).hexdigest()[:16]
