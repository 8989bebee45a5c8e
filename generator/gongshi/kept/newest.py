"""The newest of each collection, so that an edit need not read what feeds say of all records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from gongshi.kept.store import Store
from gongshi.outputs.feeds import NEWEST, News, newest, newness

_NEWEST = "newest"


class KeptNewest:
    """The newest of each collection, kept or picked now."""

    def __init__(self, store: Store, basis: str) -> None:
        self._store, self._basis = store, basis
        self._kept: Mapping[str, list[News]] = store.get(_NEWEST, dict, basis) or {}
        self._now: dict[str, list[News]] = {}

    def of(
        self, collection: str, changes: Mapping[str, News | None] | None, every: Callable[[], Iterable[News | None]]
    ) -> list[News]:
        """The newest of a collection. ``changes`` are by key what feeds say now of the records of which they said
        something else when these were kept; ``every`` is asked where that does not tell, or is not known."""
        kept = self._kept.get(collection)
        found = None if kept is None or changes is None else _after(kept, changes)
        self._now[collection] = newest(every()) if found is None else found
        return self._now[collection]

    def keep(self) -> None:
        """Keep those that were asked for."""
        if self._now and {**self._kept, **self._now} != self._kept:
            self._store.put({_NEWEST: {**self._kept, **self._now}}, self._basis)


def _after(kept: list[News], changes: Mapping[str, News | None]) -> list[News] | None:
    """The newest after some changes; None where one that was none of the newest may be now."""
    stayed = [one for one in kept if one.key not in changes]
    found = newest([*stayed, *changes.values()])
    if len(kept) < NEWEST or len(stayed) == len(kept):
        return found
    return found if len(found) == NEWEST and newness(found[-1]) >= newness(kept[-1]) else None
