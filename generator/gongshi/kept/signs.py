"""The signs of records that have not changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from gongshi.derive.signs import Signs, signs_of
from gongshi.kept.store import Store
from gongshi.records.corpus import Corpus, Entry
from gongshi.workers import in_parallel

_SIGNS = "signs"
PARALLEL_FROM = 500
"""Records to read from which more cores are faster than one."""


class KeptSigns:
    """Signs by the key of the record, each with the digest of the file that it was read from."""

    def __init__(self, store: Store, basis: str) -> None:
        self._store, self._basis = store, basis
        self._kept: Mapping[str, tuple[str, Signs]] = store.get(_SIGNS, dict, basis) or {}
        self._now: dict[str, tuple[str, Signs]] = {}

    def signs(self, corpus: Corpus, digests: Mapping[str, str], today: date) -> dict[str, Signs]:
        """The signs of all records."""
        entries = list(corpus.entries())
        missing = [
            one for one in entries if one.key not in self._kept or self._kept[one.key][0] != digests.get(one.file)
        ]

        def read(entry: Entry) -> Signs:
            return signs_of(entry, corpus.site, today)

        fresh = dict(zip((one.key for one in missing), in_parallel(read, missing, PARALLEL_FROM), strict=True))
        for entry in entries:
            found = fresh[entry.key] if entry.key in fresh else self._kept[entry.key][1]
            self._now[entry.key] = digests.get(entry.file, ""), found
        return {entry.key: _with_entry(self._now[entry.key][1], entry) for entry in entries}

    def keep(self) -> None:
        """Keep the signs of now, where they are not those of before."""
        if self._now != self._kept:
            self._store.put({_SIGNS: self._now}, self._basis)


def _with_entry(signs: Signs, entry: Entry) -> Signs:
    """Signs that were carried here, as those of the record that is here."""
    if not signs.commitments:
        return signs
    return replace(signs, commitments=tuple(replace(one, entry=entry) for one in signs.commitments))
