"""Commitments as readers see them: the rows of a ledger, and the totals above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gongshi.derive.bodies import Account
from gongshi.derive.facts import Facts
from gongshi.derive.promises import GROUPS, Commitment, Summary, summary
from gongshi.render.view import Facet
from gongshi.render.words import PROMISE_TONES, Badge, Words


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One commitment in a list: what it says, its state in a word, and what the list can be filtered by."""

    one: Commitment
    state: Badge
    facets: Mapping[str, Facet]
    bodies: str


@dataclass(frozen=True, slots=True)
class Totals:
    """A summary over real commitments, or, apart from these, over the illustrative ones; with its breakdowns.

    ``by_collection`` and ``by_body`` leave out what owes nothing.
    """

    example: bool
    all: Summary
    by_collection: tuple[tuple[str, Summary], ...]
    by_body: tuple[tuple[Account, Summary], ...]
    by_age: tuple[tuple[str, int], ...]


AGES: tuple[tuple[str, int, int], ...] = (("over_90", 91, 10**6), ("31_to_90", 31, 90), ("1_to_30", 1, 30))
"""How long something is overdue: the catalogue key, and the days from and to."""

STATES: tuple[str, ...] = ("overdue", "in_progress", "open", "done", "done_late", "dropped")
"""The states of promises in the order of a board: what is late comes first."""


def ledger_rows(commitments: Sequence[Commitment], facts: Facts, words: Words) -> list[LedgerRow]:
    """The rows of a ledger, in its order."""
    return [_row(one, facts, words) for one in commitments]


def _row(one: Commitment, facts: Facts, words: Words) -> LedgerRow:
    owed_by = [facts.accounts[body.name].slug for body in one.responsible if body.name in facts.accounts]
    found = {
        "state": Facet(one.group, words.t(f"ledger.group.{one.group}")),
        "kind": Facet(one.entry.collection, words.t(f"collection.{one.entry.collection}")),
        "record": Facet(*_record_kind(one, words)),
    }
    if one.promise.due is not None:
        found["year"] = Facet(one.promise.due.text[:4], one.promise.due.text[:4])
    state = one.promise.state
    return LedgerRow(one, Badge(f"promise.{state}", PROMISE_TONES[state]), found, " ".join(owed_by))


def _record_kind(one: Commitment, words: Words) -> tuple[str, str]:
    kind = "example" if one.entry.card.illustrative else "real"
    return kind, words.t(f"ledger.record.{kind}")


def ledger_filters(rows: Sequence[LedgerRow], facts: Facts, words: Words) -> list[tuple[str, list[Facet]]]:
    """For each facet that can tell rows apart, its values; bodies last, in the vocabulary's order."""
    found: dict[str, set[Facet]] = {}
    for row in rows:
        for name, facet in row.facets.items():
            found.setdefault(name, set()).add(facet)
    orders: dict[str, list[str]] = {"state": list(GROUPS), "kind": list(facts.corpus.collections)}
    filters = [(name, _sorted(values, orders.get(name))) for name, values in found.items() if len(values) > 1]
    named = {slug for row in rows for slug in row.bodies.split()}
    bodies = [
        Facet(account.slug, words.plain(facts.corpus.site.bodies[account.name]))
        for account in facts.accounts.values()
        if account.slug in named
    ]
    return [*filters, *([("body", bodies)] if len(bodies) > 1 else [])]


def _sorted(values: set[Facet], order: list[str] | None) -> list[Facet]:
    if order is None:
        return sorted(values, key=lambda facet: facet.value, reverse=True)
    return sorted(values, key=lambda facet: order.index(facet.value))


def all_totals(commitments: Sequence[Commitment], facts: Facts) -> list[Totals]:
    """Totals over the real commitments; and, where there are examples, over these alone and labelled so."""
    examples = [one for one in commitments if one.entry.card.illustrative]
    real = [one for one in commitments if one.counts]
    return [_totals(real, facts, False), *([_totals(examples, facts, True)] if examples else [])]


def _totals(commitments: Sequence[Commitment], facts: Facts, example: bool) -> Totals:
    kinds: dict[str, list[Commitment]] = {name: [] for name in facts.corpus.collections}
    bodies: dict[str, list[Commitment]] = {name: [] for name in facts.accounts}
    for one in commitments:
        kinds[one.entry.collection].append(one)
        for body in one.responsible:
            if body.name in bodies:
                bodies[body.name].append(one)
    late = [one.promise.days_late for one in commitments if one.group == "overdue"]
    return Totals(
        example,
        summary(commitments),
        tuple((name, summary(some)) for name, some in kinds.items() if some),
        tuple((facts.accounts[name], summary(some)) for name, some in bodies.items() if some),
        tuple((key, sum(low <= days <= high for days in late)) for key, low, high in AGES),
    )


def by_state(commitments: Sequence[Commitment]) -> list[tuple[str, list[Commitment]]]:
    """Commitments by state, in the order of a board; states that nothing is in are left out."""
    groups = [(state, [one for one in commitments if one.promise.state == state]) for state in STATES]
    return [(state, some) for state, some in groups if some]


def share_of(part: int, whole: int) -> Fraction | None:
    """A part of a whole; None of nothing."""
    return Fraction(part, whole) if whole else None
