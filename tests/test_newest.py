"""What feeds hold, after edits: the newest of all, mostly without a look at all."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongshi.kept.newest import KeptNewest
from gongshi.kept.store import Store, opened
from gongshi.outputs.feeds import NEWEST, News, newest
from gongshi.records.scalars import Day


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path / "kept.sqlite") as found:
        yield found


def news(number: int, day: int, title: str = "") -> News:
    return News(
        f"votes/{number}", Day.parse(f"{2000 + day // 28:04}-01-{day % 28 + 1:02}"), f"votes/{number}/", title, ""
    )


def after(store: Store, every: dict[str, News], changes: dict[str, News | None] | None) -> tuple[list[News], int]:
    """The newest as what was kept and some changes tell them, and how often all were looked at; they are kept then."""
    looks = 0

    def all_of_them() -> Iterator[News]:
        nonlocal looks
        looks += 1
        yield from every.values()

    kept = KeptNewest(store, "basis")
    found = kept.of("votes", changes, all_of_them)
    kept.keep()
    return found, looks


@pytest.mark.parametrize("seed", range(8))
def test_after_any_changes_they_are_the_newest_of_all(store: Store, seed: int) -> None:
    draw = random.Random(seed)
    every = {one.key: one for one in (news(number, draw.randrange(400)) for number in range(draw.choice((60, 140))))}
    assert after(store, every, None) == (newest(every.values()), 1)
    for _ in range(40):
        changes: dict[str, News | None] = {}
        for _ in range(draw.randint(1, 12)):
            number = draw.randrange(160)
            changes[f"votes/{number}"] = news(number, draw.randrange(400)) if draw.random() < 0.6 else None
        every = {key: one for key, one in {**every, **changes}.items() if one is not None}
        assert after(store, every, changes)[0] == newest(every.values())


def test_nobody_looks_at_all_for_a_new_title_or_a_new_record(store: Store) -> None:
    every = {one.key: one for one in (news(number, number) for number in range(NEWEST + 40))}
    after(store, every, None)
    for one in (news(NEWEST, NEWEST, "改"), news(NEWEST + 50, NEWEST + 50), news(3, 3, "旧")):
        every[one.key] = one
        assert after(store, every, {one.key: one}) == (newest(every.values()), 0)


def test_where_one_of_the_newest_goes_the_next_one_is_found(store: Store) -> None:
    every = {one.key: one for one in (news(number, number) for number in range(NEWEST + 40))}
    before, _ = after(store, every, None)
    gone = every.pop(before[0].key)
    found, looks = after(store, every, {gone.key: None})
    assert (found[-1], looks) == (news(39, 39), 1)


def test_what_is_not_of_the_served_site_is_not_relied_on(store: Store) -> None:
    after(store, {}, None)
    assert after(store, {"votes/1": news(1, 1)}, None) == ([news(1, 1)], 1)
