"""Twenty expectations on the order of results, each with its reason, over the repository's own records."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from search_site import search

ORDER = [
    ("养老服务条例", ["regulations/lanzhou-elderly-care", "opinions/elderly-care-contact-points"],
     "the regulation whose title ends with the words comes before the consultation on it"),
    ("机动车停车管理条例", ["regulations/example-parking", "opinions/example-parking-draft-1"],
     "the regulation before the consultations that name it in their titles"),
    ("机动车停车管理条例", ["opinions/example-parking-draft-1", "meetings/example-npcsc-2026-10"],
     "a title that has the words before a text that has them"),
    ("停车管理", ["supervision/example-inspection-parking-2026", "meetings/example-npcsc-2026-10"],
     "title over text, here in another collection"),
    ("人大常委会", ["meetings/npcsc-17-31", "meetings/npcsc-17-23"],
     "of two titles that have the words, the newer"),
    ("人大常委会", ["meetings/npcsc-17-23", "meetings/npcsc-16-4"],
     "and the newer again, years apart"),
    ("人大常委会", ["meetings/npcsc-17-31", "meetings/example-npcsc-2026-10"],
     "what is real before what is invented, although that is newer"),
    ("立法联系点", ["stations/contact-point-jiuquanlu", "regulations/lanzhou-elderly-care"],
     "a contact point itself before a regulation that was commented on there"),
    ("民生实事", ["votes/livelihood-projects-2026", "votes/livelihood-projects-2024"],
     "of two ballots the newer"),
    ("民生实事", ["votes/livelihood-projects-2026", "votes/example-2026-01-livelihood-ballot"],
     "the real ballot before the illustrative one"),
    ("酒泉路", ["stations/contact-point-jiuquanlu", "opinions/elderly-care-contact-points"],
     "the place that has the name before what happened there"),
    ("供水", ["regulations/lanzhou-water-supply", "cases/legislative-contact-points"],
     "title over story"),
    ("大气污染", ["regulations/lanzhou-air-pollution", "meetings/province-npcsc-10-24"],
     "title over text"),
    ("停车 共享", ["projects/example-2026-shared-parking", "opinions/example-parking-draft-1"],
     "both words in the title before both in the text"),
    ("共享停车", ["projects/example-2026-shared-parking", "votes/example-2026-01-livelihood-ballot"],
     "the project before the ballot on which it was a line"),
    ("第二十五条", ["regulations/example-parking", "opinions/example-parking-draft-1"],
     "an article's own heading before texts that cite it"),
    ("免费时间", ["suggestions/example-2026-s06", "opinions/example-parking-draft-1"],
     "where all say it in their texts, the newer"),
    ("elderly care", ["regulations/lanzhou-elderly-care", "projects/2026-happiness-canteens"],
     "the same in English: title over text"),
    ("道路交通安全", ["regulations/lanzhou-road-traffic-safety", "cases/legislative-contact-points"],
     "a regulation's title over a story that names it"),
    ("文明城市", ["regulations/lanzhou-civilized-city", "meetings/npcsc-17-31"],
     "the regulation before the meeting that passed it"),
]  # fmt: skip


def test_there_are_twenty() -> None:
    assert len(ORDER) == 20


@pytest.mark.parametrize(("query", "wanted", "reason"), ORDER, ids=[f"{row[0]}: {row[1][0]}" for row in ORDER])
def test_the_order_is_one_that_a_reader_agrees_with(
    search_page: Page, served: str, site: Path, query: str, wanted: list[str], reason: str
) -> None:
    (found,) = search(search_page, served, site, [query])
    places = [found.index(key) if key in found else None for key in wanted]
    assert None not in places, f"not found: {wanted}, but {found[:10]}"
    assert places == sorted(places, key=lambda place: place or 0), reason
