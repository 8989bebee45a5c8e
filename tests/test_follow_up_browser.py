"""What a citizen does with promises, projects and votes, in a real browser, on a phone and on a desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from test_browser import page as page
from test_browser import test_every_page_type_fits_and_is_quiet as fits_and_is_quiet

PAGES = [
    "promises/", "bodies/", "bodies/ex-traffic/", "bodies/gov-city/", "supervision/", "suggestions/",
    "suggestions/example-2026-s05/", "projects/example-2026-shared-parking/", "projects/2026-green-parks/",
    "votes/", "votes/example-2026-01-livelihood-ballot/", "votes/example-2026-10-parking-satisfaction/",
    "votes/example-2026-03-appointment/", "en/promises/", "en/bodies/ex-police/", "en/supervision/",
    "en/projects/example-2026-old-pipes/", "en/votes/example-2025-10-parking-adoption/",
]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_every_page_fits_and_is_quiet(page: Page, served: str, address: str) -> None:
    fits_and_is_quiet(page, served, address)


def test_from_the_home_page_to_what_is_overdue_and_who_owes_it(page: Page, served: str) -> None:
    page.goto(served)
    page.locator(".gs-figures").get_by_role("link", name="逾期").click()
    expect(page).to_have_url(f"{served}promises/?state=overdue")
    assert page.locator("select[name=state]").input_value() == "overdue"
    expect(page.locator("table.gs-list tbody tr[data-state=kept]:visible")).to_have_count(0)
    first = page.locator("table[data-gs-list] tbody tr:visible").first
    expect(first).to_contain_text("逾期")
    first.locator("td a").first.click()
    expect(page.locator("h1")).to_contain_text("示例区")
    expect(page.locator("#figures")).to_be_visible()


def test_the_ledger_is_filtered_by_body_and_kind_and_sorted_by_days_late(page: Page, served: str) -> None:
    page.goto(f"{served}promises/?body=ex-traffic&kind=supervision")
    rows = page.locator("table[data-gs-list] tbody tr:visible")
    assert 1 <= rows.count() < page.locator("table[data-gs-list] tbody tr").count()
    for text in rows.all_inner_texts():
        assert "示例区交通运输局" in text
    page.goto(f"{served}promises/?sort=4&dir=desc")
    expect(rows.first).to_contain_text("328 天")


def test_a_promise_opens_at_its_place_in_the_record(page: Page, served: str) -> None:
    page.goto(f"{served}promises/")
    page.get_by_role("link", name="共享停车泊位", exact=True).click()
    expect(page).to_have_url(f"{served}projects/example-2026-shared-parking/#g1")
    expect(page.locator("#g1:target")).to_be_visible()


@pytest.mark.parametrize(
    "address",
    [
        "votes/example-2026-01-livelihood-ballot/#ev-charging",
        "projects/2026-green-parks/#t1",
        "plans/example-legislation-2025/#g2",
        "supervision/example-inspection-parking-2026/#f4",
        "supervision/example-inspection-parking-2026/#t5",
    ],
)
def test_every_part_that_can_be_referred_to_opens(page: Page, served: str, address: str) -> None:
    page.goto(served + address)
    expect(page.locator(":target")).to_be_in_viewport()


def test_the_calendar_and_the_feed_can_be_had(page: Page, served: str) -> None:
    page.goto(f"{served}promises/")
    for name, start in (("日历", "BEGIN:VCALENDAR"), ("Atom", "<?xml")):
        address = page.locator(".gs-actions a", has_text=name).evaluate("link => link.href")
        answer = page.request.get(address)
        assert answer.ok and answer.text().startswith(start)


def test_a_picture_of_progress_is_drawn_and_said(page: Page, served: str) -> None:
    page.goto(f"{served}projects/example-2026-shared-parking/")
    charts = page.locator("svg.gs-chart")
    expect(charts).to_have_count(2)
    expect(charts.first).to_have_attribute(
        "aria-label", "共享停车泊位的进度图。截至 2026-11-24：完成 86.2%，按时间应完成 92.6%。"
    )
    expect(charts.first.locator("circle")).to_have_count(4)
    box = charts.first.bounding_box()
    assert box is not None and box["width"] > 200


def test_a_roll_is_filtered_by_vote(page: Page, served: str) -> None:
    page.goto(f"{served}votes/example-2025-10-parking-adoption/#roll")
    page.get_by_text("按名单查看").click()
    page.locator("select[name=option]").select_option("abstain")
    expect(page.locator("table[data-gs-list] tbody tr:visible")).to_have_count(2)
    page.locator("table[data-gs-list] tbody tr:visible a").first.click()
    expect(page).to_have_url(f"{served}deputies/example-d08/")


def test_without_scripts_everything_but_the_panel_is_there(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    opened = context.new_page()
    opened.goto(f"{served}votes/example-2026-01-livelihood-ballot/")
    expect(opened.locator(".gs-vote-words")).to_contain_text("应到 149 人")
    expect(opened.locator("[data-gs-again]")).to_be_hidden()
    assert "自己算一遍需要浏览器开启 JavaScript" in opened.content()
    opened.goto(f"{served}promises/")
    expect(opened.locator("table[data-gs-list] tbody tr").first).to_be_visible()
    context.close()
