"""The parser of legal texts, Chinese numerals, citations, and GS314 to GS316."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broken_content import places
from gongshi.checks.law_text import numbering
from gongshi.derive.law.numerals import chinese, number_of
from gongshi.derive.law.text import parse
from gongshi.derive.law.texts import LawTexts
from gongshi.derive.law.tree import (
    Article,
    Attachment,
    Block,
    Heading,
    LawText,
    place_in_law,
    quoted_title,
    render,
)
from gongshi.findings import located
from gongshi.load.content import load
from gongshi.load.locations import Locations

DATA = Path(__file__).parents[1].parent / "shared" / "data" / "regulations"

WORD = """示例市停车条例
（草案征求意见稿）
（2023年8月31日示例市第十七届人民代表大会常务委员会第十次会议通过
2023年9月27日示例省第十四届人民代表大会常务委员会第五次会议批准）

目　　录
第一章　总　　则
第二章　规划与建设
　第一节　规划
　第二节　建设
第三章　附　　则

第一章　总　　则
　　第一条　为了规范停车，制定本条例。
　　第二条　本条例适用于本市。
　　本条例所称停车场，包括：
　　（一）公共停车场；
　　1.路内；
　　2．路外；
　　（二）专用停车场。
　　有下列情形之一，依照
第三条第二款规定的除外。
第二章　规划与建设
第一节　规划
　　第三条：编制规划，依照本法
第一条 第二款规定的程序。
第二节　建设
　　第四条建设应当合规。
　　第四条之一　新增。
第三章　附　　则
　　第五条　本条例自2024年1月1日起施行。

示例市人民代表大会常务委员会
2023年9月28日

附件1：停车场标准
1.甲
"""


def dense(text: str) -> str:
    """A text without white space: what must not be lost."""
    return "".join(text.split())


def anchors(law: LawText) -> Iterator[str]:
    """Every anchor of a text."""
    yield from (heading.anchor for heading in law.headings)
    units: tuple[Article | Attachment, ...] = (*law.articles, *law.sections, *law.attachments)
    for unit in units:
        yield unit.anchor
        for paragraph in unit.paragraphs:
            yield paragraph.anchor
            for item in paragraph.items:
                yield item.anchor
                yield from (subitem.anchor for subitem in item.subitems)


def labels(law: LawText) -> list[str]:
    return [article.label for article in law.articles]


def kinds(law: LawText) -> list[str]:
    return [block.kind if isinstance(block, Block) else type(block).__name__ for block in law.blocks]


# Numerals


@given(st.integers(0, 9999))
def test_a_number_written_in_chinese_is_read_again(number: int) -> None:
    assert number_of(chinese(number)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10), ("一十", 10), ("二十", 20), ("一百〇三", 103), ("一百零三", 103), ("一百一十", 110),
        ("一千零四十", 1040), ("一千二百六十", 1260), ("两百", 200), ("二〇二四", 2024), ("１２", 12),
        ("12", 12), ("第", None), ("", None), ("百", None), ("十百", None), ("一二十", None),
        ("一百一百", None), ("九" * 13, None), ("十 五", 15),
    ],
)  # fmt: skip
def test_numerals(text: str, number: int | None) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "零"), (10, "十"), (15, "十五"), (110, "一百一十"), (203, "二百零三"), (1001, "一千零一"), (10000, "10000")],
)
def test_numbers_are_written_as_law_writes_them(number: int, text: str) -> None:
    assert chinese(number) == text


def test_there_are_no_negative_articles() -> None:
    with pytest.raises(ValueError, match="-1"):
        chinese(-1)


# A text as pasted from Word


def test_the_head_of_a_pasted_text() -> None:
    law = parse(WORD)
    assert law.title == "示例市停车条例（草案征求意见稿）"
    assert [line[:5] for line in law.dated_lines] == ["（2023", "2023年"]
    assert kinds(law).count("contents") == 6


def test_chapters_sections_and_the_articles_below_them() -> None:
    law = parse(WORD)
    assert [(heading.anchor, heading.label, heading.title) for heading in law.headings] == [
        ("chap-1", "第一章", "总则"),
        ("chap-2", "第二章", "规划与建设"),
        ("chap-2-sec-1", "第一节", "规划"),
        ("chap-2-sec-2", "第二节", "建设"),
        ("chap-3", "第三章", "附则"),
    ]
    assert labels(law) == ["第一条", "第二条", "第三条", "第四条", "第四条之一", "第五条"]
    assert [article.anchor for article in law.articles][3:] == ["art-4", "art-4-1", "art-5"]
    assert law.articles[3].path == ("第二章 规划与建设", "第二节 建设")
    assert law.articles[1].line == 15
    assert law.warnings == ()


def test_paragraphs_items_and_subitems() -> None:
    article = parse(WORD).articles[1]
    assert [paragraph.anchor for paragraph in article.paragraphs] == [f"art-2-p{n}" for n in (1, 2, 3, 4)]
    first, second = article.paragraphs[1].items
    assert (first.anchor, first.label, first.text) == ("art-2-p2-i1", "（一）", "公共停车场；")
    assert [(sub.anchor, sub.label) for sub in first.subitems] == [
        ("art-2-p2-i1-s1", "1."),
        ("art-2-p2-i1-s2", "2．"),
    ]
    assert second.subitems == ()
    assert article.text.splitlines()[:4] == [
        "本条例适用于本市。",
        "本条例所称停车场，包括：",
        "（一）公共停车场；",
        "1.路内；",
    ]


def test_signature_and_attachment() -> None:
    law = parse(WORD)
    assert kinds(law)[-3:] == ["signature", "signature", "Attachment"]
    [attachment] = law.attachments
    assert (attachment.anchor, attachment.label, attachment.title) == ("att-1", "附件1", "停车场标准")
    assert attachment.text == "1.甲"


def test_a_pasted_text_comes_back_whole() -> None:
    assert dense(render(parse(WORD))) == dense(WORD)


@pytest.mark.parametrize(
    "line",
    [
        "第三条规定的情形", "第三条第二款规定的情形", "第三条 第二款规定的情形", "第三条、第四条所列行为",
        "第三条所称停车场", "第三条和第四条的规定", "第三条（二）项所列行为", "第三条至第五条", "第三条修改为：",
    ],
)  # fmt: skip
def test_a_reference_at_the_start_of_a_line_is_no_article(line: str) -> None:
    law = parse(f"第一条 甲。\n第二条 依照\n{line}\n处理。")
    assert labels(law) == ["第一条", "第二条"]


@pytest.mark.parametrize(
    "line",
    [
        "第二条 乙", "第二条　乙", "第二条：乙", "第二条:乙", "第二条乙", "第 二 条 乙", "第2条 乙", "第２条 乙",
        "**第二条**　乙", "## 第二条 乙", "第二条\t乙", "第二条\xa0乙", "第二条【乙】丙", "\u200b第二条 乙", "第二条",
        "第二条 所有人应当", "第二条 规定公布以后",
    ],
)  # fmt: skip
def test_an_article_however_it_is_typed(line: str) -> None:
    law = parse(f"第一条 甲\n{line}\n丁")
    assert [article.number for article in law.articles] == [(1, 0), (2, 0)]
    assert dense(render(law)) == dense(f"第一条 甲\n{line}\n丁")


def test_a_chapter_whose_title_is_on_the_next_line() -> None:
    law = parse("第一章\n总则\n第一条 甲\n第二章\n附则\n第二条 乙")
    assert [heading.display for heading in law.headings] == ["第一章 总则", "第二章 附则"]


def test_bare_headings_and_marked_ones_without_number() -> None:
    law = parse("# 示例法\n## 序言\n甲。\n## 第一章 总纲\n第一条 甲\n附　则\n第二条 乙")
    assert [heading.anchor for heading in law.headings] == ["head-1", "chap-1", "chap-supplementary"]
    assert law.articles[1].path == ("附则",)


def test_parts_and_divisions_of_a_code() -> None:
    law = parse("第一编　总则\n第一章　甲\n第一条 甲\n第二编　物权\n第一分编　通则\n第一章　乙\n第一节　丙\n第二条 乙")
    assert [heading.anchor for heading in law.headings] == [
        "part-1", "part-1-chap-1", "part-2", "part-2-sub-1", "part-2-sub-1-chap-1", "part-2-sub-1-chap-1-sec-1",
    ]  # fmt: skip
    assert law.articles[1].path == ("第二编 物权", "第一分编 通则", "第一章 乙", "第一节 丙")
    assert law.warnings == ()


def test_a_table_of_contents_without_its_title() -> None:
    law = parse("# 示例法\n## 第一章 甲\n## 第二章 乙\n## 第一章 甲\n第一条 甲\n## 第二章 乙\n第二条 乙")
    assert len(law.headings) == 2
    assert kinds(law).count("contents") == 2


def test_headings_under_a_contents_title_that_do_not_come_again_are_the_body() -> None:
    law = parse("示例条例\n目录\n第一章 甲\n第一条 甲\n第二章 乙\n第二条 乙")
    assert [heading.label for heading in law.headings] == ["第一章", "第二章"]


def test_old_texts_put_articles_below_points() -> None:
    law = parse("示例办法\n一、总则\n第一条 甲\n二、附则\n第二条 乙\n一、子\n二、丑")
    assert [heading.display for heading in law.headings] == ["一、 总则", "二、 附则"]
    assert [item.label for item in law.articles[1].paragraphs[0].items] == ["一、", "二、"]


# Decisions


DECISION = """示例市人民代表大会常务委员会关于修改《示例市停车条例》的决定
（2024年3月1日示例市第十七届人民代表大会常务委员会第十五次会议通过）
示例市第十七届人民代表大会常务委员会第十五次会议决定对《示例市停车条例》作如下修改：
一、将第三条修改为：“第三条　停车场应当公示。
第四条　另行规定。”
二、增加一条，作为第五条：
第五条 新的规定。
三、删去第六条。
本决定自公布之日起施行。
"""


def test_a_decision_has_points_and_no_articles() -> None:
    law = parse(DECISION)
    assert law.articles == ()
    assert [(point.anchor, point.label) for point in law.sections] == [
        ("point-1", "一、"),
        ("point-2", "二、"),
        ("point-3", "三、"),
    ]
    assert law.sections[1].text == "增加一条，作为第五条：\n第五条 新的规定。"
    assert law.preamble[0].startswith("示例市第十七届")
    assert kinds(law)[-1] == "text"
    assert law.find("二、") is law.sections[1]


def test_an_attachment_with_articles_of_its_own() -> None:
    text = "第一条 甲\n第二条 乙\n附件：示例办法\n第一章 总则\n第一条 丙\n附件2\n表\n第三条 依据\n"
    law = parse(text)
    assert [article.anchor for article in law.articles] == ["art-1", "art-2", "att-1-art-1", "art-3"]
    assert law.articles[2].path == ("附件 示例办法", "第一章 总则")
    assert [attachment.label for attachment in law.attachments] == ["附件", "附件2"]


def test_an_announcement_before_the_law_is_not_its_title() -> None:
    law = parse(
        "示例市人民代表大会常务委员会公告\n（第12号）\n《示例条例》已于2023年8月31日通过，现予公布。\n"
        "示例条例\n(2023年8月31日通过)\n第一条 甲"
    )
    assert law.title == "示例条例"
    assert len(law.preamble) == 3
    assert law.dated_lines == ("(2023年8月31日通过)",)


# Tables, marks, lists that go on


def test_tables_are_kept_as_text_with_what_they_stand_behind() -> None:
    law = parse("第一条 税额如下：\n|税目|税额|\n|---|---|\n（一）甲\n甲\t乙\t丙\n第二条 乙\n<table>\n<tr>\n</table>")
    [table] = law.articles[0].paragraphs[0].extras
    assert (table.kind, table.text) == ("table", "|税目|税额|\n|---|---|")
    assert law.articles[0].paragraphs[0].items[0].extras[0].text == "甲\t乙\t丙"
    assert law.articles[1].text == "乙\n<table>\n<tr>\n</table>"


def test_upstream_marks_are_no_text_but_other_comments_are() -> None:
    law = parse("# 示例法\n<!-- INFO END -->\n第一条 甲\n<!-- TABLE -->\n<!-- 乙 -->")
    assert law.articles[0].text == "甲\n<!-- 乙 -->"


def test_front_matter_is_kept_aside() -> None:
    law = parse("---\nsidebar: auto\n---\n\n# 示例法\n第一条 甲")
    assert (law.title, kinds(law)[:3]) == ("示例法", ["comment"] * 3)


def test_a_list_that_goes_on_behind_a_line_of_its_own() -> None:
    law = parse("第一条 下列：\n（一）甲\n续甲。\n（二）乙\n除下列情形外：\n1.丙\n2.丁\n（三）戊\n第二款。")
    first, second = law.articles[0].paragraphs
    assert [item.label for item in first.items] == ["（一）", "（二）", "（三）"]
    assert first.items[0].text == "甲\n续甲。"
    assert [sub.anchor for sub in first.items[1].subitems] == ["art-1-p1-i2-s1", "art-1-p1-i2-s2"]
    assert second.text == "第二款。"
    assert law.warnings == ()


def test_a_table_between_two_items_keeps_its_place() -> None:
    text = "第一条 下列：\n（一）甲\n|表|\n续\n（二）乙"
    law = parse(text)
    assert render(law) == text
    assert [len(paragraph.items) for paragraph in law.articles[0].paragraphs] == [1, 1]


def test_an_article_that_begins_with_its_items() -> None:
    law = parse("第一条 （一）甲\n（二）乙\n第二条\n（一）丙")
    assert [len(article.paragraphs[0].items) for article in law.articles] == [2, 1]
    assert law.anchor_of("第一条第二项") == "art-1-p1-i2"


# Names and citations


@pytest.mark.parametrize(
    ("name", "anchor"),
    [
        ("第二条", "art-2"), ("第2条", "art-2"), ("art-2", "art-2"), ("#art-2", "art-2"), ("第四条之一", "art-4-1"),
        ("art-4-1", "art-4-1"), ("第二条第二款", "art-2-p2"), ("《示例市停车条例》第二条第二款第一项", "art-2-p2-i1"),
        ("第二条第一项第2目", "art-2-p2-i1-s2"), ("art-2-i1", "art-2-p2-i1"), ("第 二 条", "art-2"),
        ("第九条", None), ("第二条第九款", None), ("art-2-p1-i1", None), ("停车", None), ("", None),
    ],
)  # fmt: skip
def test_names_of_articles(name: str, anchor: str | None) -> None:
    law = parse(WORD)
    assert law.anchor_of(name) == anchor
    found = law.find(name)
    assert (found is not None) or anchor is None
    assert found is None or anchor is None or anchor.startswith(found.anchor)


def test_a_point_is_named_as_it_is_typed() -> None:
    assert parse(DECISION).anchor_of("point-2") == "point-2"


def test_citations() -> None:
    law = parse(WORD)
    article = law.articles[1]
    paragraph = article.paragraphs[1]
    place = place_in_law(article, paragraph, paragraph.items[1])
    assert place.zh == "第二条第二款第二项"
    assert place.en == "Article 2, paragraph 2, item 2"
    only = law.articles[4]
    assert place_in_law(only, only.paragraphs[0]).zh == "第四条之一"
    assert place_in_law(parse(DECISION).sections[1]).en == "Point 2"
    assert quoted_title("示例市停车条例") == quoted_title("《示例市停车条例》") == "《示例市停车条例》"


# Numbers that do not follow


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一条 甲\n第三条 乙\n第四条 丙", [("gap", 2, "第三条", "第二条")]),
        ("第一条 甲\n第一条 乙\n第二条 丙", [("repeat", 2, "第一条", "第二条")]),
        (
            "第一条 甲\n第三条 乙\n第二条 丙\n第四条 丁",
            [("gap", 2, "第三条", "第二条"), ("disorder", 3, "第二条", "第四条")],
        ),
        ("第一条 甲\n第一条之一 乙\n第一条之二 丙\n第二条 丁", []),
        ("第一条 甲\n第一条之二 乙\n第二条 丙", [("gap", 2, "第一条之二", "第二条")]),
        ("第一条 下列：\n（一）甲\n（三）乙", [("gap", 3, "（三）", "（二）")]),
        ("第一条 下列：\n（一）甲\n（一）乙\n（二）丙", []),
        ("第一条 下列：\n（一）甲\n（二）乙\n（二）丙", [("repeat", 4, "（二）", "（三）")]),
        ("第一章 甲\n第一条 甲\n第三章 丙\n第二条 乙", [("gap", 3, "第三章", "第二章")]),
        ("第一章 甲\n第一节 甲\n第一条 甲\n第二章 丙\n第一节 乙\n第二条 乙", []),
        ("一、甲\n三、乙", [("gap", 2, "三、", "二、")]),
    ],
)
def test_numbering_warnings(text: str, expected: list[tuple[str, int, str, str]]) -> None:
    found = [(each.kind, each.line, each.label, each.expected) for each in parse(text).warnings]
    assert found == expected


def test_a_repeated_number_has_an_anchor_of_its_own() -> None:
    law = parse("第一条 甲\n第一条 乙\n第一章 甲\n第一章 乙\n第二条 下列：\n（一）甲\n（一）乙")
    assert [article.anchor for article in law.articles] == ["art-1", "art-1-r2", "art-2"]
    assert [heading.anchor for heading in law.headings] == ["chap-1", "chap-1-r2"]
    assert len(set(anchors(law))) == len(list(anchors(law)))
    second = law.find("art-1-r2")
    assert second is not None
    assert second.text == "乙"


RECORD = "title: 示例条例\nillustrative: true\nkind: 条例\nversions:\n  - {version: v1, status: draft, "


@pytest.mark.parametrize(
    ("code", "broken", "mended"),
    [
        ("GS314", "第一条 甲\n\n  第三条 乙\n", "第一条 甲\n\n  第二条 乙\n"),
        ("GS315", "第一条 甲\n\n  第一条 乙\n", "第一条 甲\n\n  第一条之一 乙\n"),
        (
            "GS316",
            "第一条 甲\n第一条之一 乙\n  第〇条 丙\n",
            "第一条 甲\n第一条之一 乙\n  第二条 丙\n",
        ),
    ],
)
def test_numbers_that_do_not_follow_are_reported_at_their_line(
    tmp_path: Path, code: str, broken: str, mended: str
) -> None:
    assert _reported(tmp_path / "broken", broken) == [(code, "regulations/text/a.txt", 3, 3)]
    assert _reported(tmp_path / "mended", mended) == []


def test_numbers_in_a_record_are_reported_at_its_text(tmp_path: Path) -> None:
    record = f"{RECORD}text: '第一条 甲\n\n    第三条 乙'}}\n"
    (tmp_path / "regulations").mkdir()
    (tmp_path / "regulations" / "a.yml").write_text(record, "utf-8")
    assert _findings(tmp_path) == [("GS314", "regulations/a.yml", 5, 40)]


def _reported(folder: Path, text: str) -> list[tuple[str, str, int, int]]:
    (folder / "regulations" / "text").mkdir(parents=True)
    (folder / "regulations" / "a.yml").write_text(f"{RECORD}file: text/a.txt}}\n", "utf-8")
    (folder / "regulations" / "text" / "a.txt").write_text(text, "utf-8")
    return _findings(folder)


def _findings(folder: Path) -> list[tuple[str, str, int, int]]:
    loaded = load(folder)
    return places(located(numbering(loaded.corpus, LawTexts(loaded.corpus)), Locations(folder)))


# Any text at all


PIECES = st.sampled_from(
    [
        "第一条", "第二条", "第三条之一", "第１０条", "第一章", "第二节", "第一编", "第二分编", "目录",
        "附则", "附件1：",
        "附表", "一、", "二、", "（一）", "（二）", "(三)", "1.", "2．", "（1）", "①", "㈠", "甲", "的规定", "第二款",
        "。", "，",
        "：", "“", "”", "（", "）", "#", "## ", "### ", "**", "|", "<table>", "</table>", "<!-- INFO END -->", "---",
        "2019年1月1日", "通过", "示例市人民代表大会常务委员会", "公告", "关于示例的决定", "本决定自公布之日起施行。",
        " ", "　", "\t", "\t\t", "\n", "\n\n", "\r\n", "\ufeff", "\u200b", "增加一条：",
    ]
)  # fmt: skip
LAW_LIKE = st.lists(PIECES, max_size=60).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.one_of(LAW_LIKE, st.text(max_size=200)))
def test_any_text_comes_back_whole_with_unique_anchors(text: str) -> None:
    law = parse(text)
    assert dense(render(law)) == dense(text)
    names = list(anchors(law))
    assert len(names) == len(set(names))
    for article in (*law.articles, *law.sections):
        assert law.find(article.anchor) is article


@settings(max_examples=200, deadline=None)
@given(LAW_LIKE)
def test_every_line_belongs_to_one_block_in_order(text: str) -> None:
    law = parse(text)
    lines = [block.line for block in law.blocks]
    assert lines == sorted(lines)
    assert [warning.line for warning in law.warnings] == sorted(warning.line for warning in law.warnings)
    again = parse(render(law))
    assert list(anchors(again)) == list(anchors(law))
    assert render(again) == render(law) == "\n".join(filter(None, map(str.strip, text.split("\n"))))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 3), st.lists(st.integers(0, 3), min_size=1, max_size=3)), min_size=1, max_size=6)
)
def test_a_text_made_by_the_rules_is_read_as_it_was_made(plan: list[tuple[int, list[int]]]) -> None:
    """Chapters of articles; each article has 款, each 款 some 项."""
    lines, number = ["示例市条例", "（2024年1月1日通过）"], 0
    made: list[list[int]] = []
    for chapter, (times, paragraphs) in enumerate(plan, 1):
        lines.append(f"第{chinese(chapter)}章　甲")
        for _ in range(times):
            number += 1
            made.append(paragraphs)
            for index, items in enumerate(paragraphs):
                lines.append(f"第{chinese(number)}条　甲：" if index == 0 else "乙：")
                lines.extend(f"（{chinese(item)}）丙；" for item in range(1, items + 1))
    law = parse("\n".join(lines))
    assert [heading.level for heading in law.headings] == ["chapter"] * len(plan)
    assert [[len(one.items) for one in article.paragraphs] for article in law.articles] == made
    assert law.warnings == ()


@pytest.mark.parametrize(
    "line",
    [
        "第一条",
        "一、",
        "目录",
        "<table>",
        "附件",
        "# 甲",
        "（2019年通过",
        "第一章",
        "（一）甲\n乙\n（二）",
        "“",
        "|甲|",
    ],
)
def test_one_line_ten_thousand_times(line: str) -> None:
    text = f"{line}\n" * 10_000
    assert dense(render(parse(text))) == dense(text)


# Real texts


def _real_texts() -> list[tuple[dict[str, str], str]]:
    if not DATA.is_dir():
        pytest.skip("the folder of real texts is not here")
    with (DATA / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        return [(row, (DATA / row["path"]).read_text("utf-8")) for row in csv.DictReader(stream)]


def test_real_texts_come_back_whole_with_their_articles() -> None:
    different = []
    texts = _real_texts()
    for row, text in texts:
        law = parse(text)
        assert dense(render(law)) == dense(text), row["path"]
        names = list(anchors(law))
        assert len(names) == len(set(names)), row["path"]
        marked = [_mark(block) for block in law.blocks]
        found = marked.count(2), marked.count(3), len(law.articles)
        if found != (int(row["chapters"]), int(row["sections"]), int(row["articles"])):
            different.append(row["path"])
    assert len(different) <= len(texts) * 0.01, different


def _mark(block: Block | Heading | Article | Attachment) -> int:
    """The number of ``#`` before a heading, point or attachment: the manifest counts by it."""
    typed = block.raw if isinstance(block, Heading) else "" if isinstance(block, Block) else block.lead
    return len(typed) - len(typed.lstrip("#"))
