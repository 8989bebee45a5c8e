"""The search as a citizen uses it: an input method, the middle of a word, facets, the way back, the keyboard alone."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from conftest import serving
from gongshi.outputs.search.index import write_index
from gongshi.outputs.search.sheets import NOTE
from search_site import holding, own_documents, said, search


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    """A new page that fails the test on any console error, missing file or request to elsewhere."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    wrong: list[str] = []
    opened = context.new_page()
    opened.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("response", lambda r: wrong.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    opened.on("request", lambda r: None if r.url.startswith((served, "data:")) else wrong.append(r.url))
    yield opened
    context.close()
    assert wrong == []


def test_any_piece_of_any_text_is_found_and_nothing_else(page: Page, served: str, site: Path) -> None:
    documents, _ = own_documents()
    draw = random.Random(7)
    texts = [piece for document in documents for piece in said(document) if len(piece) > 8]
    queries: list[str] = []
    while len(queries) < 150:
        text = draw.choice(texts)
        at = draw.randrange(len(text) - 6)
        piece = text[at : at + 2 + len(queries) % 5]
        if re.fullmatch(r"[\u4e00-\u9fff]+", piece):
            queries.append(piece)
    queries += ["173日", "1016", "30%", "2024-01", "〔2026〕3号", "parking", "park", "regulat", "12处", "六月"]
    page.goto(f"{served}search/")
    for query, found in zip(queries, search(page, served, site, queries), strict=True):
        assert len(found) == len(set(found))
        assert set(found) == holding(documents, query), query


def test_the_way_to_further_results_comes_back_when_their_texts_do_not_arrive(browser: Browser, served: str) -> None:
    page = browser.new_page()
    page.goto(f"{served}search/?q=人大")
    more = page.locator(".gs-more button")
    expect(more).to_be_visible()
    page.route("**/search/**", lambda route: route.abort())
    more.click()
    expect(page.locator(".gs-count")).to_contain_text("没有载入")
    expect(more).to_be_focused()
    page.unroute("**/search/**")
    more.click()
    expect(page.locator(".gs-results > li:not(.gs-more)")).to_have_count(30)
    page.close()


def test_a_filter_keeps_what_it_narrows_by_and_counts_nothing_where_nothing_is_asked(page: Page, served: str) -> None:
    page.goto(f"{served}search/?q=停车&year=1066")
    year = page.locator("select[name=year]")
    expect(page.locator(".gs-count")).to_contain_text("没有找到")
    expect(year).to_have_value("1066")
    expect(year.locator("option:checked")).to_have_text("1066（0）")
    page.goto(f"{served}search/?q=停车")
    collection = page.locator("select[name=collection] option[value=regulations]")
    expect(collection).to_have_text(re.compile("^法规（[0-9]+）$"))
    page.locator("#gs-q").fill("")
    expect(collection).to_have_text("法规")


def test_nothing_is_loaded_before_the_search_is_touched(page: Page, served: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served}search/")
    assert not [
        url for url in asked if re.search("gongshi-(search|marks)", url) or ".bin" in url or "index.json" in url
    ]
    with page.expect_request("**/search/index.json"):
        page.locator("#gs-q").focus()


def test_an_input_method_never_asks_for_half_typed_words(page: Page, served: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served}search/")
    with page.expect_response("**/search/index.json"):
        page.locator("#gs-q").focus()
    expect(page.locator("form.gs-narrow")).to_be_visible()
    keyboard = page.context.new_cdp_session(page)
    for typed in ("t", "ting", "tingche"):
        keyboard.send(
            "Input.imeSetComposition", {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)}
        )
    page.wait_for_timeout(400)  # longer than the search waits after a key
    assert not [url for url in asked if "/shards/" in url]
    keyboard.send("Input.insertText", {"text": "停车"})
    expect(page.locator(".gs-results mark").first).to_have_text("停车")
    expect(page).to_have_url(re.compile(r"\?q=%E5%81%9C%E8%BD%A6$"))


def test_a_word_begun_right_after_another_is_not_asked_for(page: Page, served: str) -> None:
    page.goto(f"{served}search/")
    page.locator("#gs-q").focus()
    expect(page.locator("form.gs-narrow")).to_be_visible()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.insertText", {"text": "停车"})
    keyboard.send("Input.imeSetComposition", {"text": "guan", "selectionStart": 4, "selectionEnd": 4})
    page.wait_for_timeout(400)  # longer than the search waits after a key
    assert page.url == f"{served}search/"
    keyboard.send("Input.insertText", {"text": "管理"})
    expect(page).to_have_url(re.compile("q=%E5%81%9C%E8%BD%A6%E7%AE%A1%E7%90%86$"))
    expect(page.locator(".gs-results mark").first).to_have_text("停车管理")


def test_what_is_being_typed_when_the_search_arrives_stays(page: Page, served: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    waiting: list[Route] = []
    page.route("**/gongshi-search.js", lambda route: waiting.append(route))
    page.goto(f"{served}search/")
    with page.expect_request("**/gongshi-search.js"):
        page.locator("#gs-q").focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "ting", "selectionStart": 4, "selectionEnd": 4})
    while not waiting:
        page.wait_for_timeout(10)
    waiting.pop().continue_()
    expect(page.locator("form.gs-narrow")).to_be_visible()
    page.wait_for_timeout(400)  # longer than the search waits after a key
    assert not [url for url in asked if "/shards/" in url]
    keyboard.send("Input.insertText", {"text": "停车"})
    expect(page.locator(".gs-results mark").first).to_have_text("停车")


def test_what_was_asked_is_asked_whatever_is_begun_meanwhile(page: Page, served: str) -> None:
    waiting: list[Route] = []
    page.route("**/search/index.json", lambda route: waiting.append(route))
    page.goto(f"{served}search/?q=停车")
    while not waiting:
        page.wait_for_timeout(10)
    page.locator("#gs-q").press("End")
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "guan", "selectionStart": 4, "selectionEnd": 4})
    waiting.pop().continue_()
    expect(page.locator(".gs-results mark").first).to_have_text("停车")
    keyboard.send("Input.insertText", {"text": "管理"})
    expect(page.locator(".gs-results mark").first).to_have_text("停车管理")


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("车停放", "车停放"),
        ("車停放", "车停放"),
        ("ＰＡＲＫｉｎｇ", "parking"),
        ("１０１６", "1016"),
        ("《停车管理条例》", "停车管理条例"),
    ],
)
def test_however_it_is_typed_the_words_are_lit(page: Page, served: str, query: str, marked: str) -> None:
    page.goto(f"{served}search/")
    page.locator("#gs-q").fill(query)
    first = page.locator(".gs-results mark").first
    expect(first).to_be_visible()
    assert (first.text_content() or "").lower() == marked


def test_results_come_as_one_types_and_from_the_second_letter(page: Page, served: str) -> None:
    page.goto(f"{served}search/")
    page.locator("#gs-q").press_sequentially("停车")
    expect(page.locator(".gs-results > li").first).to_be_visible()
    expect(page.locator(".gs-count")).to_have_text(re.compile(r"^\d+ 条结果$"))


def test_one_character_answers_from_titles_and_says_so(page: Page, served: str) -> None:
    page.goto(f"{served}search/?q=车")
    expect(page.locator(".gs-count")).to_contain_text("只找标题")
    for title in page.locator(".gs-results > li > a").all_text_contents():
        assert "车" in title


def test_the_place_of_a_result_lights_the_words_again(page: Page, served: str) -> None:
    page.goto(f"{served}search/?q=首次三十分钟")
    page.locator(".gs-results .gs-snippet a", has_text="第二十五条").first.click()
    expect(page).to_have_url(re.compile(r"/regulations/example-parking/\?h=.*#art-25$"))
    expect(page.locator("#art-25 mark").first).to_have_text("首次三十分钟")


def test_several_words_quotes_minus_and_fields(page: Page, served: str, site: Path) -> None:
    page.goto(f"{served}search/")
    documents, _ = own_documents()
    both, quoted, without = search(page, served, site, ["停车 免费", "“停车 免费”", "停车 -免费"])
    assert set(both) == holding(documents, "停车") & holding(documents, "免费")
    assert set(quoted) == holding(documents, "停车 免费")
    assert set(without) == holding(documents, "停车") - holding(documents, "免费")
    page.locator("#gs-q").fill("停车 在:法规")
    expect(page.locator(".gs-count")).to_have_text("1 条结果")
    page.locator("#gs-q").fill("停车 栏目：议案建议")
    expect(page.locator(".gs-results .gs-badge--plain").first).to_have_text("议案建议")
    assert set(page.locator(".gs-results .gs-badge--plain").all_text_contents()) == {"议案建议"}
    page.locator("#gs-q").fill("停车 -在：法规")
    others = holding(documents, "停车")
    expect(page.locator(".gs-count")).to_have_text(f"{len(others) - 1} 条结果")
    page.locator("#gs-q").fill("停车 在: 法规")
    expect(page.locator(".gs-count")).to_have_text("1 条结果")
    page.locator("#gs-q").fill("停车 状态:")
    expect(page.locator(".gs-count")).to_have_text(f"{len(others)} 条结果")
    page.locator("#gs-q").fill("停车 单位:交通运输局")
    expect(page.locator(".gs-results > li").first).to_be_visible()
    regulations = {document.key for document in documents if document.collection == "regulations"}
    page.locator("#gs-q").fill("在:法规 -停车")
    left = len(regulations - holding(documents, "停车"))
    expect(page.locator(".gs-count")).to_have_text(f"{left} 条结果")
    page.locator("#gs-q").fill("停车 单位:没有这个单位")
    expect(page.locator(".gs-count")).to_contain_text("没有找到")


def test_a_date_is_found_without_its_zeros_too(page: Page, served: str, site: Path) -> None:
    documents, _ = own_documents()
    text = "\n".join(part.text for document in documents for part in document.parts)
    page.goto(f"{served}search/")
    for pattern in (r"(20\d\d)年([1-9])月([1-9])日", r"(20\d\d)年([1-9])月([1-9]\d)日"):
        year, month, day = next(re.finditer(pattern, text)).groups()
        queries = [f"{year}{one}{month}{one}{day}" for one in "-/."]
        queries += [f"{year}年0{month}月{day}日", f"{year}年{month}月{day}日"]
        right = holding(documents, f"{year}年{month}月{day}日")
        assert right
        assert [set(some) for some in search(page, served, site, queries)] == [right] * len(queries)
        (without,) = search(page, served, site, [f"常委会 -{queries[0]}"])
        assert set(without) == holding(documents, "常委会") - right


PARSED = """async ([base, query]) => {
  const { parse } = await import(new URL("../assets/gongshi-search-query.js", base).href);
  return parse(query, { 在: "collection", in: "collection", 状态: "state" });
}"""


@pytest.mark.parametrize(
    ("query", "terms", "without", "fields"),
    [
        ("停车 在：法规", ["停车"], [], [("collection", "法规", True)]),
        ("停车 In:votes", ["停车"], [], [("collection", "votes", True)]),
        ("停车 －在:法规", ["停车"], [], [("collection", "法规", False)]),
        ("停车 在:-法规", ["停车"], [], [("collection", "法规", False)]),
        ("停车 在: “法 规”", ["停车"], [], [("collection", "法 规", True)]),
        ("停车 状态:", ["停车"], [], []),
        ("审议意见：“停车” -甲乙", ["审议意见", "停车"], ["甲乙"], []),
        ("constructor:停车", ["constructor 停车"], [], []),
        ("2024-01-12 2024-1-12", ["2024 01 12", "2024年1月12日"], [], []),
        ("2024年01月02日", ["2024年1月2日"], [], []),
        ("-2024.1.2", [], ["2024年1月2日"], []),
        ("截至2024年01月02日 会期2024-1-2开始", ["截至2024年1月2日", "会期2024年1月2日开始"], [], []),
        ("“2024-1-2”", ["2024 1 2"], [], []),
        ("x/2024/1/2 1-2-3 2024-1-2-3", ["x 2024 1 2", "1 2 3", "2024 1 2 3"], [], []),
    ],
)
def test_what_a_query_asks(
    page: Page, served: str, query: str, terms: list[str], without: list[str], fields: list[tuple[str, str, bool]]
) -> None:
    page.goto(f"{served}search/")
    parsed = page.evaluate(PARSED, [f"{served}search/", query])
    assert [term["text"] for term in parsed["terms"]] == terms
    assert [term["text"] for term in parsed["without"]] == without
    assert [(field["name"], field["said"], field["wanted"]) for field in parsed["fields"]] == fields


def test_results_say_what_does_not_stand(browser: Browser, site: Path, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "site")
    documents, frame = own_documents()
    marks = {0: [], 1: ["示例"], 2: ["已废止"], 3: ["已撤回"], 4: ["已废止", "示例"], 5: ["已撤回", "示例"]}
    some = [replace(document, standing=standing) for document, standing in zip(documents, marks, strict=False)]

    def write(path: str, data: bytes) -> None:
        (tmp_path / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / path).write_bytes(data)

    write_index(some, frame, write)
    with serving(tmp_path / "site") as address, browser.new_context() as context:
        page = context.new_page()
        for document in some:
            page.goto(f"{address}search/?q={quote(document.title)}")
            badges = page.locator(".gs-results > li").first.locator(".gs-badge:not(.gs-badge--plain)")
            expect(badges).to_have_text(marks[document.standing])


def test_a_text_that_is_not_the_one_shown_says_which_it_is(page: Page, served: str, site: Path) -> None:
    documents, _ = own_documents()
    own = {part.text for document in documents for part in document.parts if not part.place.startswith("v/")}
    part = next(
        part
        for document in documents
        for part in document.parts
        if part.place.startswith("v/") and part.heading and part.text not in own
    )
    heading, _, version = part.heading.partition(NOTE)
    page.goto(f"{served}search/?q={quote('“' + part.text[:40] + '”')}")
    expect(page.locator(".gs-snippet a").first).to_have_text(f"{heading}{version}")
    assert heading
    assert version.startswith("（")


def test_results_come_in_the_order_of_their_days(page: Page, served: str) -> None:
    for way in ("date", "oldest"):
        page.goto(f"{served}search/?q=停车&sort={way}")
        expect(page.locator(".gs-count")).to_have_text(re.compile(r"^\d+ 条结果"))
        days = page.locator(".gs-results time").all_text_contents()
        assert len(set(days)) > 2
        assert days == sorted(days, reverse=way == "date")
    page.goto(f"{served}search/?q=停车&sort=another")
    expect(page.locator(".gs-results > li").first).to_be_visible()


def test_one_letter_left_of_a_word_leaves_no_results_of_it(page: Page, served: str) -> None:
    page.goto(f"{served}search/?q=pa")
    expect(page.locator(".gs-results > li").first).to_be_visible()
    page.locator("#gs-q").press("End")
    page.locator("#gs-q").press("Backspace")
    expect(page.locator(".gs-results > li")).to_have_count(0)
    expect(page.locator(".gs-count")).to_have_text("")


def test_facets_count_what_the_query_finds_and_narrow_it(page: Page, served: str) -> None:
    page.goto(f"{served}search/?q=停车")
    options = page.locator("select[name=collection] option")
    expect(options.nth(1)).to_be_attached()
    total = int((page.locator(".gs-count").text_content() or "").split(" ")[0])
    counts = [int(re.findall(r"\d+", text)[-1]) for text in options.all_text_contents()[1:]]
    assert sum(counts) == total
    page.locator("form.gs-narrow summary").click()
    expect(page.locator("select[name=topic] option", has_text="交通")).to_be_attached()
    votes = next(count for count, text in zip(counts, options.all_text_contents()[1:], strict=True) if "表决" in text)
    page.locator("select[name=collection]").select_option("votes")
    expect(page.locator(".gs-count")).to_have_text(f"{votes} 条结果")
    expect(page).to_have_url(re.compile("collection=votes"))


def test_a_collection_is_narrowed_by_what_its_list_is_narrowed_by(page: Page, served: str) -> None:
    page.goto(f"{served}search/?collection=votes")
    select = page.locator("select[name=purpose]")
    expect(select).to_be_visible()
    value = select.locator("option").nth(1)
    count = re.findall(r"\d+", value.text_content() or "")[-1]
    select.select_option(value.get_attribute("value"))
    expect(page.locator(".gs-count")).to_have_text(f"{count} 条结果")
    expect(page).to_have_url(re.compile("purpose="))
    page.locator("select[name=collection]").select_option("")
    expect(select).to_be_hidden()
    expect(page).not_to_have_url(re.compile("purpose="))


def test_back_and_forward_go_through_the_searches(page: Page, served: str) -> None:
    page.goto(f"{served}search/")
    field = page.locator("#gs-q")
    field.fill("停车")
    field.press("Enter")
    expect(page.locator(".gs-results mark").first).to_have_text("停车")
    field.fill("养老")
    field.press("Enter")
    expect(page.locator(".gs-results mark").first).to_have_text("养老")
    page.locator("form.gs-narrow summary").click()
    page.locator("select[name=sort]").select_option("date")
    expect(page).to_have_url(re.compile("sort=date"))
    page.go_back()
    expect(page.locator("select[name=sort]")).to_have_value("")
    page.go_back()
    expect(field).to_have_value("停车")
    expect(page.locator(".gs-results mark").first).to_have_text("停车")
    expect(page).to_have_url(re.compile(quote("停车")))
    page.go_forward()
    expect(field).to_have_value("养老")
    expect(page.locator(".gs-results mark").first).to_have_text("养老")
    page.go_back()
    field.fill("监督")
    expect(page).to_have_url(re.compile(quote("监督")))
    page.go_back()
    expect(field).to_have_value("停车")


def test_the_keyboard_is_enough(page: Page, served: str) -> None:
    page.goto(f"{served}search/")
    page.keyboard.press("/")
    expect(page.locator("#gs-q")).to_be_focused()
    page.keyboard.type("停车")
    links = page.locator(".gs-results > li > a")
    expect(links.nth(1)).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#gs-q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#gs-q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?h="))


def test_all_results_can_be_paged_to(page: Page, served: str) -> None:
    page.goto(f"{served}search/?q=常委会")
    expect(page.locator(".gs-more button")).to_be_visible()
    total = int((page.locator(".gs-count").text_content() or "").split(" ")[0])
    while page.locator(".gs-more button").count():
        shown = page.locator(".gs-results > li:not(.gs-more)").count()
        page.locator(".gs-more button").click()
        expect(page.locator(".gs-results > li:not(.gs-more)").nth(shown)).to_be_visible()
        page.wait_for_timeout(50)  # the button comes back behind the last of them
    expect(page.locator(".gs-results > li")).to_have_count(total)


def test_a_file_that_is_opened_directly_says_why_it_cannot_search(browser: Browser, site: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto((site / "search" / "index.html").as_uri())
    expect(page.locator(".gs-count")).to_contain_text("通过网址打开")
    context.close()


def test_filters_alone_browse(page: Page, served: str) -> None:
    page.goto(f"{served}search/?collection=votes&sort=date")
    expect(page.locator(".gs-results > li").first).to_be_visible()
    for badge in page.locator(".gs-results .gs-badge--plain").all_text_contents():
        assert badge == "表决"


def test_a_site_that_changes_while_it_is_searched_is_searched_as_it_is_then(
    browser: Browser, site: Path, tmp_path: Path
) -> None:
    changed = tmp_path / "site"
    shutil.copytree(site, changed)
    with serving(changed) as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}search/")
        page.locator("#gs-q").fill("停车")
        expect(page.locator(".gs-results mark").first).to_have_text("停车")
        manifest = changed / "search" / "index.json"
        said = json.loads(manifest.read_text("utf-8"))
        texts = changed / "search" / "texts"
        (texts / said["code"]).rename(texts / "another")
        manifest.write_text(json.dumps({**said, "code": "another", "version": "another"}), "utf-8")
        page.locator("#gs-q").fill("养老")
        expect(page.locator(".gs-results mark").first).to_have_text("养老")
