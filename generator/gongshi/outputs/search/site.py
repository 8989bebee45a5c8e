"""The index of a whole site: written anew, or what changed of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gongshi.catalogue import Catalogue
from gongshi.derive.facts import Facts
from gongshi.outputs.search.documents import Documents
from gongshi.outputs.search.facets import Row
from gongshi.outputs.search.index import Write, WrittenT, write_index
from gongshi.outputs.search.lists import Read
from gongshi.outputs.search.records import Ranked, documents, writer_of
from gongshi.outputs.search.update import Update, update, update_words
from gongshi.records.corpus import Entry


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier site: what reads its files, and the keys of the records that are as they were in its index."""

    read: Read
    unchanged: frozenset[str]


def write_search(
    facts: Facts,
    catalogue: Catalogue,
    ranked: Mapping[str, Ranked],
    write: Write[WrittenT],
    before: Before | None = None,
    made: Callable[[Sequence[Entry]], Documents | None] = lambda _: None,
) -> tuple[list[WrittenT], frozenset[str] | None]:
    """Write the search index of a site; what ``write`` gave for each file. ``ranked`` has all records, by key; ``made``
    gives the documents of records in an order where somebody has made all of them.

    Where the index of the site ``before`` differs in some records' words only, those of its files that change are
    written, and the second result names them and those that go: the others stay as they are.
    """
    found, frame = documents(facts, catalogue, ranked)
    changes = None
    if before is not None:
        numbers = {number: entry.key for number, entry in enumerate(found.entries) if entry.key in before.unchanged}
        rows = {
            number: Row(key.partition("/")[0], ranked[key].day, ranked[key].facets) for number, key in numbers.items()
        }
        changes = update(before.read, found, frame, rows)
    if changes is not None:
        return _written(changes, write)
    there = made(found.entries)
    return write_index(found if there is None else there, frame, write), None


def write_words(
    facts: Facts, catalogue: Catalogue, changed: Mapping[str, Ranked], write: Write[WrittenT], read: Read
) -> tuple[list[WrittenT], frozenset[str]] | None:
    """Write what changes of the index that ``read`` reads with the words of the ``changed`` records, by key: no other
    record is another than it was, nor the order of all and what they are narrowed by. None where it must be written
    as ``write_search`` does."""
    entries = {key: facts.corpus.find(key) for key in changed}
    writer = writer_of(facts, catalogue)
    changes = update_words(read, {key: writer.document(one, changed[key]) for key, one in entries.items() if one})
    return None if changes is None else _written(changes, write)


def _written(changes: Update, write: Write[WrittenT]) -> tuple[list[WrittenT], frozenset[str]]:
    """Write the files that change; and which are not as they were."""
    stale = frozenset([*changes.gone, *(file.path for file in changes.files)])
    return [write(file.path, file.data) for file in changes.files], stale
