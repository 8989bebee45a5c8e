"""What a citizen does, in a real browser, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
PAGE_TYPES = [
    "", "regulations/", "regulations/example-parking/", "opinions/", "opinions/example-parking-draft-1/",
    "votes/", "votes/example-2025-10-parking-adoption/", "votes/livelihood-projects-2024/",
    "projects/", "projects/example-2026-elderly-canteen/", "supervision/",
    "supervision/example-inspection-parking-2026/", "suggestions/", "stations/", "deputies/", "meetings/",
    "regulations/example-parking/v/draft-1/", "regulations/example-parking/compare/draft-1..enacted/",
    "cases/", "plans/", "search/", "data/", "guide/", "checks/", "en/", "en/votes/",
]  # fmt: skip


@pytest.fixture(params=sorted(SIZES))
def page(request: pytest.FixtureRequest, browser: Browser, served: str) -> Iterator[Page]:
    """A new page that fails the test on any console error, policy report or request to elsewhere."""
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    wrong: list[str] = []
    opened = context.new_page()
    opened.on(
        "console",
        lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None,
    )
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("request", lambda r: None if r.url.startswith((served, "data:")) else wrong.append(r.url))
    opened.on("response", lambda r: wrong.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    yield opened
    context.close()
    assert wrong == []


@pytest.mark.parametrize("address", PAGE_TYPES)
def test_every_page_type_fits_and_is_quiet(page: Page, served: str, address: str) -> None:
    page.goto(served + address)
    expect(page.locator("h1")).to_have_count(1)
    fits = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert fits, "the page is wider than the screen"


def test_two_taps_from_home_to_what_became_of_an_opinion(page: Page, served: str) -> None:
    page.goto(served)
    page.get_by_role("link", name="我的意见后来怎样了").click()
    page.get_by_role("link", name="养老服务条例").first.click()
    expect(page.locator(".gs-figures")).to_contain_text("8")
    expect(page.locator(".gs-figures")).to_contain_text("2")


@pytest.mark.parametrize("query", ["常委会", "票决", "车停放", "兰州市养老服务条例", "1016", "ｐ１"])
def test_search_finds_any_piece_of_a_text(page: Page, served: str, query: str) -> None:
    page.goto(f"{served}search/")
    field = page.locator("#gs-q")
    field.fill(query)
    if query == "ｐ１":
        expect(page.locator(".gs-count")).not_to_be_empty()
        return
    expect(page.locator(".gs-results li").first).to_be_visible()
    expect(page.locator(".gs-results mark").first).to_be_visible()


def test_search_from_the_home_page_keeps_the_words_in_the_address(page: Page, served: str) -> None:
    page.goto(served)
    page.locator("#gs-hero-q").fill("常委会")
    page.locator("#gs-hero-q").press("Enter")
    expect(page).to_have_url(f"{served}search/?q=%E5%B8%B8%E5%A7%94%E4%BC%9A")
    expect(page.locator(".gs-results li").first).to_be_visible()
    page.locator(".gs-results a").first.click()
    expect(page.locator("h1")).to_be_visible()


def test_nothing_found_says_so(page: Page, served: str) -> None:
    page.goto(f"{served}search/?q=%E9%BE%98%E9%BE%98%E9%BE%98")
    expect(page.locator(".gs-count")).to_contain_text("没有找到")


def test_switching_the_language_keeps_the_page(page: Page, served: str) -> None:
    page.goto(f"{served}votes/livelihood-projects-2024/")
    page.locator("a.gs-lang").click()
    expect(page).to_have_url(f"{served}en/votes/livelihood-projects-2024/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("main")).to_contain_text("Cannot be recounted")
    page.locator("a.gs-lang").click()
    expect(page).to_have_url(f"{served}votes/livelihood-projects-2024/")


def test_a_list_is_filtered_and_sorted(page: Page, served: str) -> None:
    page.goto(f"{served}supervision/")
    rows = page.locator("table.gs-list tbody tr:visible")
    total = rows.count()
    if page.locator(".gs-filter summary").is_visible():  # folded away on a phone
        page.locator(".gs-filter summary").click()
    page.locator("select[name=state]").select_option("overdue")
    expect(rows).not_to_have_count(total)
    expect(page.locator(".gs-count")).to_contain_text(f"{total}")
    page.locator("form.gs-filter button[type=reset]").click()
    expect(rows).to_have_count(total)


def test_an_article_opens_at_its_anchor(page: Page, served: str) -> None:
    page.goto(f"{served}opinions/example-parking-draft-1/#o1")
    page.locator("#o1 .gs-opinion-reply a").last.click()
    expect(page.locator(":target")).to_contain_text("三十分钟")


def test_the_navigation_is_a_row_on_a_desk_and_behind_a_button_on_a_phone(page: Page, served: str) -> None:
    page.goto(f"{served}suggestions/")
    navigation = page.get_by_role("navigation", name="栏目")
    if page.viewport_size == {"width": 390, "height": 844}:
        expect(navigation).to_be_hidden()
        page.locator("details.gs-menu summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(navigation.get_by_role("link").first).to_be_focused()
        page.keyboard.press("Escape")
        expect(navigation).to_be_hidden()
        page.locator("details.gs-menu summary").click()
        navigation.get_by_role("link", name="家站").click()
    else:
        expect(page.locator("details.gs-menu")).to_be_hidden()
        navigation.get_by_role("link", name="监督", exact=True).focus()
        page.keyboard.press("Tab")
        expect(navigation.get_by_role("link", name="代表", exact=True).first).to_be_focused()
        page.keyboard.press("Tab")  # what stands below the open tab follows it
        expect(navigation.get_by_role("link", name="议案建议")).to_be_focused()
        expect(navigation.get_by_role("link", name="法规")).to_be_hidden()
        navigation.get_by_role("link", name="家站").click()
    expect(page).to_have_url(f"{served}stations/")


def test_the_menu_and_the_search_work_without_scripts(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{served}votes/")
    page.locator("details.gs-menu summary").click()
    page.get_by_role("navigation", name="栏目").get_by_role("link", name="承诺台账").click()
    expect(page).to_have_url(f"{served}promises/")
    page.get_by_role("search").get_by_role("button").click()
    expect(page).to_have_url(f"{served}search/?q=")
    context.close()


@pytest.mark.parametrize(("language", "cited"), [("", "《示例区机动车停车管理条例》第二条"), ("en/", ", Article 2")])
def test_an_article_is_cited_with_its_address(page: Page, served: str, language: str, cited: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{served}{language}regulations/example-parking/")
    page.locator("#art-2 .gs-cite").click()
    expect(page.locator("#art-2 .gs-cite")).to_have_text("Copied" if language else "已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"{cited} {served}{language}regulations/example-parking/#art-2")


def test_the_site_is_readable_without_scripts(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{served}votes/")
    expect(page.locator("table.gs-list tbody tr").first).to_be_visible()
    expect(page.locator("form.gs-filter")).to_be_hidden()
    page.goto(f"{served}search/")
    expect(page.locator("noscript")).to_be_attached()
    expect(page.locator("main")).to_contain_text("按栏目查找")
    context.close()


def test_one_click_from_an_opinion_to_the_words_that_it_changed_and_back(page: Page, served: str) -> None:
    page.goto(f"{served}opinions/example-parking-draft-1/#o1")
    page.locator("#o1 .gs-opinion-reply a").last.click()
    row = page.locator("tr:target")
    expect(row).to_be_visible()
    expect(row.locator("ins:visible").first).to_contain_text("三十")
    row.get_by_role("link", name="o1 采纳").click()
    expect(page.locator("#o1:target")).to_be_visible()


def test_one_click_from_an_article_to_its_opinions_by_keyboard_alone(page: Page, served: str) -> None:
    page.goto(f"{served}regulations/example-parking/#art-25")
    summary = page.locator("#art-25 details.gs-touches summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#art-25 .gs-touches li").first).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".gs-opinion:target")).to_be_visible()


@pytest.mark.parametrize(("day", "address"), [("2026-03-01", "v/enacted/"), ("2025-12-31", "")])
def test_the_text_in_force_on_a_day(page: Page, served: str, day: str, address: str) -> None:
    page.goto(f"{served}regulations/example-parking/?on={day}")
    expect(page).to_have_url(f"{served}regulations/example-parking/{address}?on={day}")
    if not address:
        expect(page.locator(".gs-on .gs-count")).to_contain_text("没有有效的文本")


def test_a_draft_is_banded_as_having_no_force(page: Page, served: str) -> None:
    page.goto(f"{served}regulations/example-parking/v/draft-1/")
    expect(page.locator(".gs-banner--warning")).to_contain_text("不具有法律效力")


def test_comparisons_can_be_read_without_scripts(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{served}regulations/example-parking/compare/draft-1..draft-2/")
    expect(page.locator("table.gs-compare del").first).to_be_visible()
    expect(page.locator(".gs-compare-inline").first).to_be_hidden()
    alike = page.locator(".gs-compare--unchanged").first
    expect(alike.locator("td")).to_have_count(1)
    page.locator("#gs-inline").check()
    expect(page.locator(".gs-compare-inline").first).to_be_visible()
    expect(page.locator(".gs-compare-old").first).to_be_hidden()
    expect(alike).to_be_visible()
    context.close()


def test_an_english_search_answers_in_english(page: Page, served: str) -> None:
    page.goto(f"{served}en/search/?q=elderly")
    first = page.locator(".gs-results li").first
    expect(first).to_be_visible()
    english = page.locator(".gs-results a[href*='en/']").first
    english.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
