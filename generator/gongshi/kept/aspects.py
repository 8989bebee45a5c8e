"""What is made of all records, aspect by aspect: as it was kept, or laid down now and read when it is asked for."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from gongshi.heap import Heap, Slot
from gongshi.kept.chunks import Chunks
from gongshi.kept.store import LostError, Store

ValueT = TypeVar("ValueT")


class Laid:
    """Where in a ``heap`` that lies which was made of each record now: its slots by key, collection by collection. A
    site has a hundred thousand records, and a dozen things are made of each."""

    def __init__(self, collections: Iterable[str]) -> None:
        self.heap = Heap()
        self.slots: dict[str, dict[str, array[int]]] = {one: {} for one in collections}

    def __contains__(self, key: str) -> bool:
        return key in self.slots[key.partition("/")[0]]

    def get(self, key: str, place: int) -> Any:
        """What lies in one of the slots of a record. Raises ``KeyError`` where nothing was made of it now."""
        return self.heap.get(Slot(self.slots[key.partition("/")[0]][key][place]))


class Values(Mapping[str, ValueT]):
    """Values by key: those that were ``kept``, and all others as ``read`` gives them whenever they are asked for."""

    def __init__(self, keys: Sequence[str], kept: Mapping[str, ValueT], read: Callable[[str], ValueT]) -> None:
        self._keys, self._kept, self._read = keys, kept, read

    def __getitem__(self, key: str) -> ValueT:
        return self._kept[key] if key in self._kept else self._read(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class Aspect(Generic[ValueT]):
    """One thing that is made of each record, of all of them, kept or made now: its ``name``, and the slot ``place`` in
    which it is ``laid`` down. ``changed`` are the collections in which it is not as it was kept."""

    def __init__(
        self, name: str, place: int, laid: Laid, store: Store, basis: str, kept: bool, keys: Mapping[str, Sequence[str]]
    ) -> None:
        self.name, self._place, self._laid, self._keys = name, place, laid, keys
        self._kept: dict[str, Chunks[ValueT]] = {one: Chunks(store, f"{name}: {one}", basis, kept) for one in keys}
        self._as_kept: set[str] = set()
        self._gone: dict[str, set[str]] = {one: set() for one in keys}
        self.changed: set[str] = set()

    def note(self, key: str) -> None:
        """Take in that of a record that was made now."""
        collection = key.partition("/")[0]
        chunks = self._kept[collection]
        if key in chunks and chunks.get(key) == self._made(key):
            self._as_kept.add(key)
        else:
            self.changed.add(collection)

    def forget(self, key: str) -> None:
        """Note that a record is gone."""
        collection = key.partition("/")[0]
        self._gone[collection].add(key)
        self.changed.add(collection)

    def _made(self, key: str) -> ValueT:
        value: ValueT = self._laid.get(key, self._place)
        return value

    def _fresh(self, collection: str) -> list[str]:
        """The records of which it is not as it was kept."""
        return [key for key in self._laid.slots[collection] if key not in self._as_kept]

    def get(self, key: str) -> ValueT | None:
        """That of a record, or None."""
        if key in self._laid and key not in self._as_kept:
            return self._made(key)
        return self._kept[key.partition("/")[0]].get(key)

    def of(self, collection: str) -> Values[ValueT]:
        """That of each record of a collection, by key and in their order. Raises ``LostError``."""
        return Values(self._keys[collection], self._standing(collection), self._made)

    def _standing(self, collection: str) -> dict[str, ValueT]:
        """That which was kept of a collection's records and still is so."""
        keys, fresh = self._keys[collection], self._fresh(collection)
        if len(fresh) == len(keys):
            return {}
        kept = self._kept[collection].every()
        if not (kept.keys() | set(fresh)) >= set(keys):
            raise LostError(collection)
        for key in fresh:
            kept.pop(key, None)
        return kept

    def replaced(self, collection: str) -> list[tuple[ValueT, ValueT]] | None:
        """That which was kept of records of a collection with that which is in its place now, where they differ. None
        where records came or went."""
        kept, pairs = self._kept[collection], []
        for key in self._fresh(collection):
            before = kept.get(key)
            if before is None:
                return None
            pairs.append((before, self._made(key)))
        return None if self._gone[collection] else pairs

    def changes(self, collection: str) -> dict[str, ValueT | None]:
        """That of a collection's records of which it is not as it was kept, by key; None of those that are gone."""
        return {**{key: self._made(key) for key in self._fresh(collection)}, **dict.fromkeys(self._gone[collection])}

    def every(self) -> Values[ValueT]:
        """That of each record, by key. Raises ``LostError``."""
        kept = {key: one for collection in self._keys for key, one in self._standing(collection).items()}
        return Values([key for keys in self._keys.values() for key in keys], kept, self._made)

    def keep(self) -> None:
        """Keep what is not as it was kept."""
        for collection, chunks in self._kept.items():
            chunks.put(Values(self._fresh(collection), {}, self._made), self._gone[collection])
