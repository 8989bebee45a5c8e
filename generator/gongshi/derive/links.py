"""Which records speak of which: every reference, read backwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gongshi.records.corpus import Corpus, Entry, values_of
from gongshi.records.references import Reference


@dataclass(frozen=True, slots=True)
class Links:
    """For each record (``<collection>/<id>``), the other records that it names and that name it, each once."""

    related: Mapping[str, tuple[Entry, ...]]

    def of(self, entry: Entry) -> tuple[Entry, ...]:
        """The related records, in the order of collections and ids."""
        return self.related.get(entry.key, ())


def links(corpus: Corpus) -> Links:
    """Read all references of a corpus in both directions."""
    keys: dict[str, set[str]] = {}
    for entry in corpus.entries():
        for _, reference in values_of(entry.record, Reference):
            target = corpus.find(reference)
            if target is not None and target.key != entry.key:
                keys.setdefault(entry.key, set()).add(target.key)
                keys.setdefault(target.key, set()).add(entry.key)
    order = {entry.key: (position, entry) for position, entry in enumerate(corpus.entries())}
    return Links({key: tuple(entry for _, entry in sorted((order[k] for k in some), key=lambda pair: pair[0]))
                  for key, some in keys.items()})  # fmt: skip
