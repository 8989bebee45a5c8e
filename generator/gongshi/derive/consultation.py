"""What became of the opinions of one consultation, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from gongshi.records.fields import Count
from gongshi.records.opinions import OUTCOMES, Consultation, Reported


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts by outcome and by who gave the opinion.

    ``basis`` says where they come from: ``items`` (counted from the published opinions) or
    ``reported`` (as the office published them). What was not published is absent, never zero.
    """

    basis: str
    collected: Count | None
    by_outcome: Mapping[str, Count]
    by_source: Mapping[str, Count]

    @property
    def adopted_share(self) -> Fraction | None:
        """Adopted and partly adopted of all collected; None where either is unknown or a bound."""
        parts = [self.by_outcome.get(outcome) for outcome in ("adopted", "partly_adopted")]
        known = [part for part in parts if part is not None]
        exact = self.collected is not None and not any(c.at_least for c in (*known, self.collected))
        if not known or self.collected is None or not exact or self.collected.number == 0:
            return None
        return Fraction(sum(part.number for part in known), self.collected.number)


def totals(consultation: Consultation) -> Totals:
    """Counted from the items where there are any, else as reported."""
    if consultation.opinions:
        return _from_items(consultation)
    reported = consultation.reported or Reported()
    outcomes: dict[str, Count | None] = {name: getattr(reported, name) for name in OUTCOMES}
    sources = dict(reported.by_source) if reported.by_source else {}
    return Totals("reported", reported.collected, _published(outcomes), _published(sources))


def _from_items(consultation: Consultation) -> Totals:
    items = consultation.opinions
    outcomes = Counter(item.response.status if item.response else "pending" for item in items)
    sources = Counter(item.giver.kind for item in items if item.giver)
    by_outcome: dict[str, Count] = {name: Count(outcomes[name]) for name in OUTCOMES}
    return Totals(
        "items", Count(len(items)), by_outcome, {name: Count(n) for name, n in sorted(sources.items())}
    )


def _published(counts: Mapping[str, Count | None]) -> dict[str, Count]:
    return {name: count for name, count in counts.items() if count is not None}
