"""Which records speak of which: every reference, read backwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gongshi.records.corpus import Corpus, Entry


@dataclass(frozen=True, slots=True)
class Links:
    """For each record (``<collection>/<id>``), the keys of the other records that it names and that name it.

    They come each once, in the order of collections and ids.
    """

    corpus: Corpus
    keys: Mapping[str, tuple[str, ...]]

    def of(self, entry: Entry, collection: str = "") -> tuple[Entry, ...]:
        """The related records (of one collection)."""
        self.corpus.reads.note(f"links:{entry.key}")
        found = (self.corpus.find(key) for key in self.keys.get(entry.key, ()) if key.startswith(collection))
        return tuple(other for other in found if other is not None)


def links(corpus: Corpus, references: Mapping[str, tuple[str, ...]]) -> Links:
    """Read the references of all records (keys by key) in both directions."""
    known = {entry.key: position for position, entry in enumerate(corpus.entries())}
    named: dict[str, set[str]] = {}
    for key, others in references.items():
        for other in others:
            if other in known and other != key:
                named.setdefault(key, set()).add(other)
                named.setdefault(other, set()).add(key)
    return Links(corpus, {key: tuple(sorted(some, key=known.__getitem__)) for key, some in named.items()})
