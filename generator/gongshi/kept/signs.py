"""The signs of records that have not changed, and what all of them make together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from gongshi.derive.facts import Related, related
from gongshi.derive.signs import Signs, signs_of
from gongshi.kept.chunks import Chunks
from gongshi.kept.store import LostError, Store
from gongshi.records.corpus import Corpus, Entry
from gongshi.workers import streamed

_RELATED = "related"
PARALLEL_FROM = 500
"""Records to read from which more cores are faster than one."""


class KeptSigns(Mapping[str, Signs]):
    """Signs by the key of the record: read now where the record has ``changed``, and kept otherwise.

    ``gone`` are the records that are no more; ``related`` is what follows from all signs. ``promised`` are the
    collections in which something is promised otherwise than when they were kept.
    """

    def __init__(self, store: Store, basis: str, corpus: Corpus, changed: set[str], today: date) -> None:
        self._store, self._basis, self._corpus = store, basis, corpus
        last = store.get(_RELATED, Related, basis)
        self._kept: Chunks[Signs] = Chunks(store, "signs", basis, last is not None)
        self.gone = [key for key in changed if corpus.find(key) is None]
        stale = [entry for entry in corpus.entries() if entry.key in changed]
        read = streamed(lambda entry: signs_of(entry, corpus.site, today), stale, PARALLEL_FROM)
        self._fresh = {entry.key: _with_entry(one, entry) for entry, one in zip(stale, read, strict=True)}
        before = {key: self._kept.get(key) for key in changed}
        self.promised = frozenset(
            key.partition("/")[0] for key, old in before.items() if _promised(old) != _promised(self._fresh.get(key))
        )
        same = all(_relates(old) == _relates(self._fresh.get(key)) for key, old in before.items())
        self._all: dict[str, Signs] | None = None
        self._remade = last is None or not same or bool(self.promised)
        self.related = related(corpus, self) if last is None or self._remade else last

    def keep(self) -> None:
        """Keep the signs of now, where they are not those of before."""
        self._kept.put(self._fresh, self.gone)
        if self._remade:
            self._store.put({_RELATED: self.related}, self._basis)

    def __getitem__(self, key: str) -> Signs:
        return self._every()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._every())

    def __len__(self) -> int:
        return len(self._every())

    def _every(self) -> dict[str, Signs]:
        if self._all is None:
            kept = {**self._kept.every(), **self._fresh}
            entries = list(self._corpus.entries())
            if not kept.keys() >= {entry.key for entry in entries}:
                raise LostError("signs")
            self._all = {
                entry.key: self._fresh.get(entry.key) or _with_entry(kept[entry.key], entry) for entry in entries
            }
        return self._all


def _promised(signs: Signs | None) -> str:
    return signs.promised if signs else ""


def _relates(signs: Signs | None) -> object:
    return (signs.references, signs.series) if signs else None


def _with_entry(signs: Signs, entry: Entry) -> Signs:
    """Signs that were carried here, as those of the record that is here."""
    if not signs.commitments:
        return signs
    title = entry.card.title
    return replace(
        signs,
        commitments=tuple(
            replace(one, entry=entry, text=title if one.text == title else one.text) for one in signs.commitments
        ),
    )
