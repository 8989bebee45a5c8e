"""Totals of a consultation: counted where items are published, else as reported; unknown is never zero."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gongshi.derive.consultation import totals
from gongshi.records.opinions import OUTCOMES, Consultation
from gongshi.records.scalars import Count


def consultation(**fields: Any) -> Consultation:
    return Consultation.model_validate({"title": "征求意见", "subject": "草案", "opened": "2025", **fields})


def test_reported_totals_are_shown_as_published() -> None:
    found = totals(consultation(reported={"collected": "8", "adopted": "2"}))
    assert (found.basis, found.collected) == ("reported", Count(8))
    assert found.by_outcome == {"adopted": Count(2)}
    assert found.adopted_share == Fraction(1, 4)


def test_a_lower_bound_gives_no_share() -> None:
    found = totals(consultation(reported={"collected": {"at_least": "20"}, "adopted": "2"}))
    assert found.collected == Count(20, at_least=True)
    assert found.adopted_share is None
    assert totals(consultation()).collected is None


@given(st.lists(st.sampled_from(OUTCOMES)))
def test_items_are_counted_whatever_was_reported(outcomes: list[str]) -> None:
    items = [{"id": f"o{n}", "text": "意见", "response": {"status": outcome}} for n, outcome in enumerate(outcomes)]
    found = totals(consultation(opinions=items, reported={"collected": "999"}))
    if not outcomes:
        assert found.basis == "reported"
        return
    assert found.collected == Count(len(outcomes))
    assert sum(count.number for count in found.by_outcome.values()) == len(outcomes)
    taken_up = outcomes.count("adopted") + outcomes.count("partly_adopted")
    assert found.adopted_share == Fraction(outcomes.count("adopted"), len(outcomes))
    assert found.taken_up_share == Fraction(taken_up, len(outcomes))
