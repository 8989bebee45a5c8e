"""What each body owes: the ledger of promises, body by body."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongshi.derive.promises import Commitment
from gongshi.records.site import Site


@dataclass(frozen=True, slots=True)
class Account:
    """Everything that a body owes or owed, in the ledger's order; ``slug`` is its address below ``bodies/``."""

    name: str
    slug: str
    commitments: tuple[Commitment, ...]

    @property
    def real(self) -> list[Commitment]:
        """What its totals count."""
        return [one for one in self.commitments if one.counts]

    @property
    def examples(self) -> list[Commitment]:
        """What is shown to demonstrate the page, and counted apart."""
        return [one for one in self.commitments if one.entry.card.illustrative]


def accounts(site: Site, ledger: Sequence[Commitment]) -> Mapping[str, Account]:
    """The bodies of the vocabulary that owe or owed something, by name and in its order."""
    owed: dict[str, list[Commitment]] = {}
    for one in ledger:
        for body in one.responsible:
            owed.setdefault(body.name, []).append(one)
    return {name: Account(name, body_slug(name), tuple(owed[name])) for name in site.bodies if name in owed}


def body_slug(name: str) -> str:
    """A body's permanent address, whatever its name and whatever other names there are.

    A name of lower-case letters, digits and single hyphens stands as it is. Any other one (中文, spaces, an ``x-``
    in front) becomes ``x-`` and the first 12 hex digits of the SHA-256 of the name (Unicode NFC, UTF-8).
    """
    if re.fullmatch(r"(?!x-)[a-z0-9]+(-[a-z0-9]+)*", name):
        return name
    return f"x-{hashlib.sha256(unicodedata.normalize('NFC', name).encode()).hexdigest()[:12]}"
