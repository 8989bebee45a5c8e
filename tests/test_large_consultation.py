"""One consultation with 5,000 opinions stays usable: its first page is light, and each opinion has its address."""

from __future__ import annotations

import gzip
import random
import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from gongshi.catalogue import read_catalogue
from gongshi.derive.consultation import opinion_groups, opinion_places
from gongshi.derive.facts import Facts, facts_on
from gongshi.derive.law.numerals import chinese
from gongshi.pipeline import check_content
from gongshi.records.opinions import Consultation
from gongshi.render.page import Page
from rendered import pages

OPINIONS, ARTICLES = 5_000, 60
WORDS = (
    "停车", "泊位", "收费", "居民", "学校", "医院", "共享", "充电", "道路", "公示", "监督", "时间", "标准", "管理",
    "部门", "建议", "应当", "增加", "减少", "明确",
)  # fmt: skip


def article(number: int) -> str:
    return f"第{chinese(number)}条"


def write_content(folder: Path, opinions: int) -> None:
    """A regulation with a draft and an enacted text, and a consultation with many opinions. Always the same."""
    chance = random.Random(20260101)
    draft = "".join(f"{article(n)}　{''.join(chance.choices(WORDS, k=30))}。\n" for n in range(1, ARTICLES + 1))
    law = "".join(f"{line}并向社会公布。\n" for line in draft.splitlines())
    versions = [
        {"version": "draft", "status": "draft", "text": draft},
        {"version": "enacted", "status": "enacted", "effective_from": "2026-01-01", "text": law},
    ]
    items = []
    for number in range(1, opinions + 1):
        where = article(chance.randint(1, ARTICLES))
        response: dict[str, object] = {"status": "not_adopted", "reason": "".join(chance.choices(WORDS, k=15)) + "。"}
        if chance.random() < 0.3:
            response = {"status": "adopted", "adopted_in": {"version": "enacted", "article": where}}
        item = {
            "id": f"o{number}",
            "from": {"kind": chance.choice(["citizen", "deputy", "expert"])},
            "text": "".join(chance.choices(WORDS, k=25)) + "。",
            "response": response,
        }
        items.append(item if chance.random() < 0.1 else {**item, "article": where})
    common = {"illustrative": "true"}
    files = {
        "regulations/big.yml": {"title": "示例大条例", "kind": "条例", "versions": versions, **common},
        "opinions/big.yml": {
            "title": "示例大征集", "regulation": "regulations/big", "version": "draft", "opened": "2025-01-01",
            "opinions": items, **common,
        },
        "site.yml": {"name": "示例区人大"},
    }  # fmt: skip
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Facts, dict[str, Page]]:
    folder = tmp_path_factory.mktemp("content")
    write_content(folder, OPINIONS)
    checked = check_content(folder)
    assert checked.findings == []
    facts = facts_on(checked.corpus, date(2026, 6, 1), checked.texts)
    return facts, {page.path: page for page in pages(facts, read_catalogue())}


def test_the_first_page_is_light(built: tuple[Facts, dict[str, Page]]) -> None:
    first = built[1]["opinions/big/"]
    assert len(gzip.compress(first.content.encode())) < 55_000, "with the frame of 5 kB it must stay below 60 kB"


def test_every_page_below_it_is_light(built: tuple[Facts, dict[str, Page]]) -> None:
    below = {path: len(page.content.encode()) for path, page in built[1].items() if path.startswith("opinions/big/")}
    assert len(below) > ARTICLES
    assert max(below.values()) < 600_000


def test_each_opinion_has_its_address_on_its_page_and_a_way_there_from_the_first(
    built: tuple[Facts, dict[str, Page]],
) -> None:
    facts, rendered = built
    places = facts.derived["opinions/big"].places
    assert len(places) == OPINIONS
    first = rendered["opinions/big/"].content
    for identifier, place in places.items():
        path, _, part = place.partition("#")
        assert part == identifier
        assert f'id="{identifier}"' in first, "the address without a page keeps working"
        assert '<section class="gs-opinion' in rendered[f"opinions/big/{path}"].content
        assert f'id="{identifier}"' in rendered[f"opinions/big/{path}"].content
    assert {place.partition("#")[0].split("/")[0] for place in places.values()} == {
        "general",
        *(f"art-{number}" for number in range(1, ARTICLES + 1)),
    }


def test_the_regulation_leads_to_the_right_page(built: tuple[Facts, dict[str, Page]]) -> None:
    law = built[1]["regulations/big/"].content
    assert 'href="../../opinions/big/art-7/#o' in law


def test_the_regulations_page_names_the_rest_instead_of_repeating_all(built: tuple[Facts, dict[str, Page]]) -> None:
    law = built[1]["regulations/big/"].content
    assert len(gzip.compress(law.encode())) < 150_000
    assert law.count('class="gs-touch"') <= ARTICLES * 10


def test_a_version_names_the_first_opinions_and_leads_to_the_rest(built: tuple[Facts, dict[str, Page]]) -> None:
    draft = built[1]["regulations/big/v/draft/"].content
    assert 'class="gs-touch"' not in draft
    named = re.findall(r'<p class="gs-article-links"[^>]*>(.*?)</p>', draft)
    assert len(named) == ARTICLES
    for one in named:
        assert 1 < one.count('href="../../../../opinions/big/art-') <= 11
        assert "还有" in one


def test_one_article_is_one_page_however_it_is_named() -> None:
    names = ["第二条", "art-2", "第二条第一款", "art-2-p1", "第2条", None, "附表"]
    items = [{"id": f"o{n}", "text": "甲" * 400, "article": names[n % len(names)]} for n in range(350)]
    given = [{key: value for key, value in item.items() if value is not None} for item in items]
    record = Consultation.model_validate({"title": "征集", "subject": "草案", "opened": "2025", "opinions": given})
    groups = opinion_groups(record, None)
    assert len({group.path for group in groups}) == len(groups) == 3
    assert [group.path for group in groups][:1] == ["art-2/"]
    assert groups[-1].path == "general/"
    assert len(opinion_places(groups)) == 350
    fewer = Consultation.model_validate(
        {"title": "征集", "subject": "草案", "opened": "2025", "opinions": given[::-1][:340]}
    )
    later = opinion_places(opinion_groups(fewer, None))
    assert {key: opinion_places(groups)[key] for key in later} == later, "addresses do not move"


def test_a_small_consultation_stays_on_one_page(tmp_path: Path) -> None:
    write_content(tmp_path, 20)
    checked = check_content(tmp_path)
    facts = facts_on(checked.corpus, date(2026, 6, 1), checked.texts)
    assert set(facts.derived["opinions/big"].places.values()) == {f"#o{number}" for number in range(1, 21)}
