"""Lists of many records: pages with addresses of their own, each light, all of them together whole."""

from __future__ import annotations

import gzip
import re
from datetime import date
from pathlib import Path

import pytest

from gongshi.catalogue import read_catalogue
from gongshi.derive.facts import facts_on
from gongshi.outputs.search.facets import FACETS
from gongshi.pipeline import check_content
from gongshi.render.page import Page, root_of
from gongshi.render.paging import LISTED, list_path
from rendered import pages

NUMBER = 620


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    """The list pages of a site with many votes."""
    content = tmp_path_factory.mktemp("content")
    (content / "votes").mkdir()
    (content / "site.yml").write_text("name: 示例\nbodies: {office: 示例机关}\n", "utf-8")
    for index in range(NUMBER):
        (content / "votes" / f"v{index:04}.yml").write_text(
            f"title: 关于第{index}号议题的表决\ndate: {2000 + index % 20}-01-02\nbody: office\nseats: 31\nvacant: 1\n"
            "present: 28\nrule: {requires: majority, of: all_members}\ntally: {yes: 25, no: 1, abstain: 2}\n"
            "result: passed\nsource_note: 为测试而编造。\n",
            "utf-8",
        )
    checked = check_content(content)
    facts = facts_on(checked.corpus, date(2026, 11, 24), checked.texts)
    return {
        page.path: page for page in pages(facts, read_catalogue()) if page.section == "votes" and "/v0" not in page.path
    }


def test_each_page_has_an_address_and_every_record_stands_on_one(lists: dict[str, Page]) -> None:
    last = -(-NUMBER // LISTED)
    found = [lists[list_path("votes/", number)].content for number in range(1, last + 1)]
    titles = [title for content in found for title in re.findall(r">关于第(\d+)号议题的表决<", content)]
    assert sorted(map(int, titles)) == list(range(NUMBER))
    assert f"votes/page/{last + 1}/" not in lists
    assert set(lists) == {f"{prefix}{list_path('votes/', n)}" for prefix in ("", "en/") for n in range(1, last + 1)}


def test_pages_are_light_and_lead_to_each_other(lists: dict[str, Page]) -> None:
    for page in lists.values():
        assert len(gzip.compress(page.content.encode())) < 60_000
    second = lists["votes/page/2/"]
    assert 'rel="prev" href="../../../votes/"' in second.content
    assert 'rel="next" href="../../../votes/page/3/"' in second.content
    assert '<span aria-current="page">2</span>' in second.content
    assert second.title == "表决 - 第 2 页"
    assert "data-year" not in second.content, "nothing on a page of many is narrowed where it stands"
    assert second.languages == {"zh": "votes/page/2/", "en": "en/votes/page/2/"}


def test_a_list_of_several_pages_asks_the_search(lists: dict[str, Page]) -> None:
    first = lists["votes/"].content
    assert (
        'data-gs-find action="../search/" method="get" hidden><input type="hidden" name="collection" value="votes">'
        in first
    )
    assert '<option value="2019">' in first
    asked = set(re.findall(r'<select name="(\w+)"', first)) - {"sort"}
    assert "year" in asked <= set(FACETS), "the search knows all that a list is narrowed by"
    assert "data-gs-list" not in first


def test_a_long_list_of_promises_has_pages_and_its_numbers_stand_on_the_first(tmp_path: Path) -> None:
    (tmp_path / "supervision").mkdir()
    (tmp_path / "site.yml").write_text("name: 示例\nbodies: {office: 示例机关}\n", "utf-8")
    for index in range(2):
        tasks = "".join(
            f"  - {{id: t{number}, text: 第{index}项第{number}条, responsible: [office], due: 2026-12-01}}\n"
            for number in range(LISTED - 50)
        )
        record = f"title: 示例检查{index}\nkind: law_inspection\ndate: 2026-01-05\nsource_note: 为测试而编造。\n"
        (tmp_path / "supervision" / f"s{index}.yml").write_text(f"{record}tasks:\n{tasks}", "utf-8")
    checked = check_content(tmp_path)
    facts = facts_on(checked.corpus, date(2026, 11, 24), checked.texts)
    found = {page.path: page for page in pages(facts, read_catalogue())}
    for start in ("promises/", "bodies/office/"):
        first, second = found[start], found[list_path(start, 2)]
        said = re.findall(r"第\d项第\d+条", first.content + second.content)
        assert len(said) == len(set(said)) == 2 * (LISTED - 50)
        assert 'id="figures"' in first.content
        assert 'id="figures"' not in second.content
        assert "data-gs-filter" not in first.content, "it would seem to filter all pages"
        assert f'rel="next" href="{root_of(start)}{list_path(start, 2)}"' in first.content
        assert f'rel="prev" href="{root_of(second.path)}{start}"' in second.content
        assert list_path(start, 3) not in found
    assert 'href="../../../promises/feed.xml"' in found["promises/page/2/"].head
    assert "data-year" not in found["promises/page/2/"].content, "nothing on a page of many is narrowed where it stands"
