"""One ledger of promises: what it holds, where each stands on a day, and what the totals are shares of."""

from __future__ import annotations

import re
import unicodedata
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.catalogue import LANGUAGES, read_catalogue
from gongshi.derive.bodies import body_slug
from gongshi.derive.facts import Facts, facts_on
from gongshi.derive.promises import GROUPS, summary
from gongshi.outputs.promise_feeds import promise_calendar, promise_feed
from gongshi.pipeline import check_content
from gongshi.records.scalars import Day
from gongshi.render.collections import day_of
from gongshi.render.collections.supervision import LONGEST
from gongshi.render.page import Page
from rendered import pages

TODAY = date(2026, 11, 24)
ATOM = "{http://www.w3.org/2005/Atom}"

SITE = """
name: {zh: 示例, en: Example}
url: https://example.org/
bodies:
  roads: {zh: 道路局, en: Roads Office}
  水务局: {zh: 水务局, en: Water Office}
  idle: {zh: 闲置局, en: Idle Office}
"""
NOTE = "source_note: 为测试编写。\n"

PROJECT = """
title: {zh: 建设公园, en: Parks}
year: 2026
status: selected
responsible: [roads, 水务局]
targets:
  - {id: t1, metric: 公园, amount: 10, unit: 个, due: 2026-10-31}
  - {id: t2, metric: 座椅, amount: 50, due: 2026-11-30}
  - {id: t3, metric: 路灯, amount: 5}
progress:
  - {date: 2026-10-01, target: t1, amount: 12}
"""
SUPERVISION = """
title: {zh: 检查公园, en: Inspection}
kind: law_inspection
tasks:
  - {id: a, text: 逾期很久, responsible: roads, due: 2026-03-01}
  - {id: b, text: 逾期不久, responsible: roads, due: 2026-11-20, updates: [{date: 2026-11-01, status: in_progress}]}
  - {id: c, text: 晚办, responsible: 水务局, due: 2026-05-01, updates: [{date: 2026-05-03, status: done, note: 办结}]}
  - {id: d, text: 取消, responsible: roads, due: 2026-05-01, updates: [{date: 2026-06-01, status: dropped}]}
  - {id: e, text: 以后, due: 2027-01}
"""
SUGGESTION = """
title: {zh: 建议修路, en: Mend the road}
number: "1"
kind: suggestion
received: 2026-09-01
lead: roads
with: 水务局
"""
PLAN = """
title: {zh: 年度计划, en: Plan}
kind: supervision_plan
body: roads
goals:
  - {id: g1, text: 检查, due: 2026-12-31}
  - {id: g2, text: 没有期限}
"""
CONTENT = {
    "site.yml": SITE,
    "projects/parks.yml": PROJECT + NOTE,
    "projects/maybe.yml": PROJECT.replace("selected", "candidate") + NOTE,
    "projects/example.yml": PROJECT + "illustrative: true\n",
    "supervision/parks.yml": SUPERVISION + NOTE,
    "suggestions/road.yml": SUGGESTION + NOTE,
    "suggestions/gone.yml": SUGGESTION + NOTE + "withdrawn: {date: 2026-10-01, reason: 重复}\n",
    "plans/plan.yml": PLAN + NOTE,
}


def days_of(facts: Facts) -> dict[str, Day | None]:
    return {entry.key: day_of(entry) for entry in facts.corpus.entries()}


def facts_of(folder: Path, content: dict[str, str], today: date = TODAY) -> Facts:
    for path, text in content.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    checked = check_content(folder)
    assert [finding for finding in checked.findings if finding.code.startswith(("GS1", "GS2"))] == []
    return facts_on(checked.corpus, today, checked.texts)


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    return facts_of(tmp_path, CONTENT)


@pytest.fixture
def rendered(facts: Facts) -> dict[str, Page]:
    return {page.path: page for page in pages(facts, read_catalogue())}


def test_every_commitment_of_every_kind_is_in_it_once_overdue_first(facts: Facts) -> None:
    found = [(one.key, one.group) for one in facts.ledger if one.counts]
    assert found == [
        ("supervision/parks#a", "overdue"),
        ("supervision/parks#b", "overdue"),
        ("projects/parks#t2", "this_month"),
        ("suggestions/road", "later"),
        ("plans/plan#g1", "later"),
        ("supervision/parks#e", "later"),
        ("plans/plan#g2", "undated"),
        ("projects/parks#t3", "undated"),
        ("projects/parks#t1", "kept"),
        ("supervision/parks#c", "kept"),
        ("supervision/parks#d", "dropped"),
    ]


def test_a_project_that_was_not_chosen_promises_nothing(facts: Facts) -> None:
    assert not [one for one in facts.ledger if one.entry.id == "maybe"]


def test_examples_and_withdrawn_records_are_listed_and_never_counted(facts: Facts, rendered: dict[str, Page]) -> None:
    outside = {one.entry.key for one in facts.ledger if not one.counts}
    assert outside == {"projects/example", "suggestions/gone"}
    for language, marks in (("", ("示例", "已撤回")), ("en/", ("Illustrative", "Withdrawn"))):
        page = rendered[f"{language}promises/"].content
        rows = re.findall(r"<tr data-state.*?</tr>", page, re.S)
        for key, mark in zip(("projects/example", "suggestions/gone"), marks, strict=True):
            named = [row for row in rows if f"{key}/" in row]
            assert named and all(mark in row for row in named)
    assert len(re.findall('data-record="example"', rendered["promises/"].content)) == 2  # those with a due date


def test_totals_say_what_they_are_shares_of_and_what_is_unknown(facts: Facts, rendered: dict[str, Page]) -> None:
    dated = summary([one for one in facts.ledger if one.counts and one.promise.due is not None])
    assert dated.groups == {"overdue": 2, "this_month": 1, "later": 3, "undated": 0, "kept": 2, "dropped": 1}
    assert (dated.on_time, dated.late, dated.of, dated.share) == (1, 1, 5, Fraction(1, 5))
    assert dated.unreported == 5  # all that is open, but for the one task in progress
    assert dated.without_body == 1
    page = rendered["promises/"].content
    said = (
        "占有期限的 9 项",
        "5 项中的 1 项",
        "另有 2 项承诺没有公布期限",
        "表内 1 项没有公布责任单位",
        "没有办结的 6 项中，5 项没有公布任何进展",
        "2026-11-24",
    )
    for words in said:
        assert words in page, words


def test_the_home_page_counts_what_the_ledger_counts(rendered: dict[str, Page]) -> None:
    home = rendered[""].content
    assert '<a href="./promises/">有期限的承诺</a></dt><dd>9</dd><dd class="gs-note">另有 2 项没有公布期限</dd>' in home
    assert '<a href="./promises/?state=overdue">逾期</a></dt><dd>2</dd>' in home


def test_references_open_at_the_part(facts: Facts, rendered: dict[str, Page]) -> None:
    page = rendered["promises/"].content
    for one in facts.ledger:
        if one.promise.due is None or one.part is None:
            continue
        assert f'href="../{one.entry.key}/#{one.part}"' in page
        assert f'id="{one.part}"' in rendered[f"{one.entry.key}/"].content


def test_each_body_has_a_page_with_all_that_it_owes(facts: Facts, rendered: dict[str, Page]) -> None:
    assert list(facts.accounts) == ["roads", "水务局"]
    water = facts.accounts["水务局"]
    assert re.fullmatch(r"x-[0-9a-f]{12}", water.slug)
    assert {one.key for one in water.real} == {
        *(f"projects/parks#t{n}" for n in (1, 2, 3)), "supervision/parks#c"
    }  # fmt: skip
    page = rendered[f"bodies/{water.slug}/"].content
    assert "<h1>水务局</h1>" in page and "2 项中的 1 项" in page
    assert "Water Office" in rendered[f"en/bodies/{water.slug}/"].content
    assert "bodies/idle/" not in rendered and "闲置局" not in rendered["bodies/"].content
    for path in ("projects/parks/", "supervision/parks/"):
        assert f'href="../../bodies/{water.slug}/">水务局</a>' in rendered[path].content
    assert 'href="../../bodies/roads/">道路局</a>' in rendered["suggestions/road/"].content


def test_the_lead_body_owes_the_answer_and_not_those_that_help(facts: Facts) -> None:
    (answer,) = [one for one in facts.ledger if one.key == "suggestions/road"]
    assert [body.name for body in answer.responsible] == ["roads"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [("roads", "roads"), ("ex-traffic", "ex-traffic"), ("a1-b2-c3", "a1-b2-c3")],
)
def test_a_plain_name_is_its_own_address(name: str, slug: str) -> None:
    assert body_slug(name) == slug


@given(st.text(min_size=1), st.text(min_size=1))
def test_any_name_has_a_safe_address_of_its_own(one: str, other: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", body_slug(one))
    assert body_slug(body_slug(one)) != body_slug(one) or body_slug(one) == one
    if body_slug(one) == body_slug(other):
        assert unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


def test_the_board_has_overdue_tasks_first_by_state_body_and_age(rendered: dict[str, Page]) -> None:
    page = rendered["supervision/"].content
    board = page.partition('id="board"')[2].partition("</section>")[0]
    assert board.index("逾期很久") < board.index("逾期不久") < board.index("按状态") < board.index("按责任单位")
    assert re.search(r"逾期 90 天以上</th><td[^>]*>1<", board) and re.search(r"逾期 1 至 30 天</th><td[^>]*>1<", board)
    assert re.search(r"道路局</a></th>.*?<td[^>]*>3</td><td[^>]*>2</td>", board)
    assert "以全部 5 项任务为总数" in board
    assert page.index("以逾期未办的 2 项") < page.index("gs-listing")


@pytest.mark.parametrize("number", [LONGEST, LONGEST + 1])
def test_a_long_board_shows_the_longest_overdue_and_leads_to_the_others(tmp_path: Path, number: int) -> None:
    tasks = "".join(f"  - {{id: t{n}, text: 第{n}项, due: {date(2025, 1, 1) + timedelta(n)}}}\n" for n in range(number))
    record = f"title: 检查\nkind: law_inspection\n{NOTE}tasks:\n{tasks}"
    facts = facts_of(tmp_path, {"site.yml": SITE, "supervision/x.yml": record})
    board = next(page.content for page in pages(facts, read_catalogue()) if page.path == "supervision/")
    assert board.count("gs-task--overdue") == LONGEST
    assert "第0项" in board
    assert (f"第{LONGEST}项" in board, f"共 {number} 项，其余见" in board) == (False, number > LONGEST)


def test_a_board_of_examples_alone_is_labelled_and_real_totals_stay_empty(tmp_path: Path) -> None:
    content = {"site.yml": SITE, "supervision/x.yml": SUPERVISION + "illustrative: true\n"}
    found = {page.path: page.content for page in pages(facts_of(tmp_path, content), read_catalogue())}
    board = found["supervision/"]
    assert board.index("还没有公布过真实的整改任务") < board.index("gs-banner--example") < board.index("按状态")
    assert "真实记录里还没有公布过期限的承诺" in found["promises/"]
    assert '<a href="./promises/">有期限的承诺</a></dt><dd>0</dd>' in found[""]
    assert "gs-badge--example" in found["bodies/roads/"].partition("</header>")[0]


def test_no_promise_at_all(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, {"site.yml": SITE})
    found = {page.path: page.content for page in pages(facts, read_catalogue())}
    assert "还没有承诺" in found["promises/"] and "还没有承诺" in found["bodies/"]
    calendar = promise_calendar(facts, read_catalogue()).data.decode()
    assert "BEGIN:VTIMEZONE" in calendar and "BEGIN:VEVENT" not in calendar
    ET.fromstring(promise_feed(facts, read_catalogue(), days_of(facts)).data)


# Feed and calendar


def unfolded(data: bytes) -> list[str]:
    """The content lines of an iCalendar file (RFC 5545, 3.1)."""
    text = data.decode()
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_the_calendar_has_each_real_due_date_and_the_same_bytes(facts: Facts) -> None:
    file = promise_calendar(facts, read_catalogue())
    assert file == promise_calendar(facts, read_catalogue())
    lines = unfolded(file.data)
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(uids) == len(set(uids)) == lines.count("BEGIN:VEVENT") == 9
    assert {line for line in lines if line.startswith("DTSTAMP:")} == {"DTSTAMP:20261124T000000Z"}
    assert not [line for line in lines if "projects/example" in line or "suggestions/gone" in line]
    events = "\n".join(lines).split("BEGIN:VEVENT")
    (late,) = [event for event in events if "UID:supervision/parks#a/due" in event]
    assert "DTSTART;VALUE=DATE:20260301" in late and "SUMMARY:逾期 · 逾期很久" in late and "逾期 268 天" in late
    assert "URL:https://example.org/supervision/parks/#a" in late
    (dropped,) = [event for event in events if "parks#d/due" in event]
    assert "STATUS:CANCELLED" in dropped
    (month,) = [event for event in events if "parks#e/due" in event]
    assert "DTSTART;VALUE=DATE:20270131" in month and "期限只公布到“2027-01”" in month


def test_the_feed_tells_of_each_change_once(facts: Facts) -> None:
    feed = ET.fromstring(promise_feed(facts, read_catalogue(), days_of(facts)).data)
    entries = feed.findall(f"{ATOM}entry")
    by_id = {entry.findtext(f"{ATOM}id"): entry for entry in entries}
    assert len(by_id) == len(entries)
    updated = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert updated == sorted(updated, reverse=True)
    late = by_id["https://example.org/supervision/parks/#a/overdue"]
    assert late.findtext(f"{ATOM}updated") == "2026-03-01T16:00:00Z"  # midnight of 2 March in Shanghai
    assert "逾期" in (late.findtext(f"{ATOM}title") or "")
    assert not [one for one in by_id if one and ("projects/example" in one or "gone" in one)]
    link = late.find(f"{ATOM}link")
    assert link is not None and link.get("href") == "https://example.org/supervision/parks/#a"


# What must hold on any day


@pytest.fixture(scope="module")
def always(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    return facts_of(tmp_path_factory.mktemp("content"), CONTENT)


@given(today=st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_every_commitment_is_in_one_group_on_any_day(always: Facts, today: date) -> None:
    found = facts_on(always.corpus, today, always.texts).ledger
    counted = [one for one in found if one.counts]
    numbers = summary(counted)
    assert sum(numbers.groups.values()) == numbers.total == len(counted)
    assert numbers.on_time + numbers.late <= numbers.of <= numbers.dated
    order = [GROUPS.index(one.group) for one in found]
    assert order == sorted(order)
    for one in found:
        assert (one.group == "overdue") == (one.promise.state == "overdue")
        if one.group in ("this_month", "later"):
            assert one.promise.due is not None and one.promise.due.last >= today


def test_all_words_are_there_in_both_languages() -> None:
    words = read_catalogue().words
    for group in GROUPS:
        assert set(words[f"ledger.group.{group}"]) == set(LANGUAGES)
