"""What pieces of work asked, what the answers were, and which work an edit touches.

A piece of work is done again when one of its answers has changed (A. Mokhov, N. Mitchell, S. Peyton Jones, "Build
Systems à la Carte", 2018, call this verifying traces). What can be asked is named in ``records/corpus.py``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gongshi.derive.facts import Facts
from gongshi.records.corpus import Corpus

Answer = str | None
"""What tells an answer from any other; None of one that must never count as the same."""


@dataclass(frozen=True)
class Trace:
    """Answers by cell, and for each piece of work the cells that it asked. All answers are of one time."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    asked: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def stale(self, answer: Callable[[str], Answer]) -> set[str]:
        """The work that an answer has changed for."""
        changed = {cell for cell, before in self.answers.items() if before is None or answer(cell) != before}
        return {name for name, cells in self.asked.items() if not changed.isdisjoint(cells)} if changed else set()


def trace(asked: Mapping[str, frozenset[str]], answer: Callable[[str], Answer]) -> Trace:
    """The trace of work that asked these cells, all of which have the answers of now."""
    cells = frozenset().union(*asked.values()) if asked else frozenset()
    return Trace({cell: answer(cell) for cell in cells}, asked)


class Answers:
    """What the cells answer now. ``digests`` are those of the content files, by path."""

    def __init__(self, corpus: Corpus, digests: Mapping[str, str], facts: Facts | None = None) -> None:
        self._corpus, self._digests, self._facts = corpus, digests, facts
        self._of = {
            "record": self._record,
            "card": self._card,
            "all": self._all,
            "links": self._links,
            "polls": self._polls,
            "account": self._account,
        }

    def __call__(self, cell: str) -> Answer:
        """The answer of a cell; None of one that is not known here."""
        kind, _, name = cell.partition(":")
        return self._of[kind](name) if kind in self._of else None

    def _record(self, key: str) -> Answer:
        entry = self._corpus.find(key)
        return "" if entry is None else self._digests.get(entry.file)

    def _card(self, key: str) -> Answer:
        entry = self._corpus.find(key)
        if entry is None:
            return "unreadable" if key in self._corpus.known else ""
        title, card = entry.card.title, entry.card
        return hashed(title.zh, title.en, title.en_of, card.illustrative, card.withdrawn)

    def _all(self, collection: str) -> Answer:
        entries = self._corpus.collections.get(collection, {}).values()
        return hashed(*((entry.key, self._digests.get(entry.file)) for entry in entries))

    def _links(self, key: str) -> Answer:
        return None if self._facts is None else " ".join(self._facts.links.keys.get(key, ()))

    def _polls(self, key: str) -> Answer:
        return None if self._facts is None else " ".join(self._facts.polls.keys.get(key, ()))

    def _account(self, name: str) -> Answer:
        return None if self._facts is None else str(name in iter(self._facts.accounts))


def hashed(*values: object) -> str:
    """A short hash of values that Python writes alike whenever they are equal."""
    return hashlib.blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
