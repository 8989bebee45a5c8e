"""What pieces of work asked, what the answers were, and which work an edit touches.

A piece of work is done again when one of its answers has changed (A. Mokhov, N. Mitchell, S. Peyton Jones, "Build
Systems à la Carte", 2018, call this verifying traces). What can be asked is named in ``records/corpus.py``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from sys import intern

from gongshi.derive.facts import Facts
from gongshi.kept.chunks import Chunks
from gongshi.kept.store import Store
from gongshi.records.corpus import Corpus, Entry

Answers = Mapping[str, str]
"""What tells the answer of a cell from any other, by cell; nothing of one that has nothing to say (a record that is
not there). Of ``all:<collection>`` the answers are those of its records."""

OF_RECORDS = frozenset(("record", "card", "all"))
"""The kinds of cells that the records answer, and the whole of them; every other must never count as unchanged."""
OF_FACTS = frozenset((*OF_RECORDS, "links", "polls", "account"))
"""Those that what was derived answers too."""

_ALWAYS = "?"
"""Stands among the changed cells always, and for every cell of an unknown kind."""


def answers_of(corpus: Corpus, digests: Mapping[str, str], before: Answers) -> dict[str, str]:
    """What the records answer now. ``digests`` are those of the content files, by path; a record of the same digest
    has the card that it had ``before``."""
    found = {f"card:{key}": "unreadable" for key in corpus.known}
    for entries in corpus.collections.values():
        for entry in entries.values():
            record, card = f"record:{entry.key}", f"card:{entry.key}"
            found[record] = digest = digests.get(entry.file, "")
            found[card] = before[card] if before.get(record) == digest else _card(entry)
    return found


def facts_answer(facts: Facts) -> dict[str, str]:
    """What the facts about many records answer now."""
    links = {f"links:{key}": " ".join(keys) for key, keys in facts.links.keys.items()}
    polls = {f"polls:{key}": " ".join(keys) for key, keys in facts.polls.keys.items()}
    return links | polls | {f"account:{name}": "owes" for name in facts.accounts}


def changed_cells(before: Answers, now: Answers) -> set[str]:
    """The cells whose answers are others than before."""
    changed = {cell for cell, _ in now.items() ^ before.items()}
    return changed | {f"all:{key.partition('/')[0]}" for key in records_of(changed)}


def records_of(cells: Iterable[str]) -> set[str]:
    """The keys of the records among cells."""
    return {cell.partition(":")[2] for cell in cells if cell.startswith("record:")}


def _card(entry: Entry) -> str:
    title, card = entry.card.title, entry.card
    return hashed(title.zh, title.en, title.en_of, card.illustrative, card.withdrawn)


class Trace:
    """For each piece of work of a kind the cells that it asked, and for each cell who asked it."""

    def __init__(self, store: Store, name: str, basis: str, kept: bool, known: frozenset[str]) -> None:
        self._known = known
        self._asked: Chunks[frozenset[str]] = Chunks(store, f"{name}: asked", basis, kept)
        self._asking: Chunks[frozenset[str]] = Chunks(store, f"{name}: asking", basis, kept)

    def stale(self, changed: Iterable[str]) -> set[str]:
        """The work that asked one of the changed cells."""
        return {work for cell in (*changed, _ALWAYS) for work in self._asking.get(cell) or ()}

    def asked(self, work: str) -> frozenset[str]:
        """The cells that a piece of work asked when it was done."""
        return self._asked.get(work) or frozenset()

    def keep(self, asked: Mapping[str, frozenset[str]], gone: Iterable[str] = ()) -> None:
        """Keep what work asked that was done now, and forget work that is ``gone``."""
        now = {work: frozenset(intern(self._named(cell)) for cell in cells) for work, cells in asked.items()}
        came: dict[str, set[str]] = {}
        went: dict[str, set[str]] = {}
        for work in (*now, *gone):
            before, after = self.asked(work), now.get(work, frozenset())
            for cell in after - before:
                came.setdefault(cell, set()).add(work)
            for cell in before - after:
                went.setdefault(cell, set()).add(work)
        self._asked.put(now, gone)
        self._asking.put({
            cell: frozenset(((self._asking.get(cell) or frozenset()) - went.get(cell, set())) | came.get(cell, set()))
            for cell in came.keys() | went.keys()
        })  # fmt: skip

    def _named(self, cell: str) -> str:
        return cell if cell.partition(":")[0] in self._known else _ALWAYS


def hashed(*values: object) -> str:
    """A short hash of values that Python writes alike whenever they are equal."""
    return hashlib.blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
