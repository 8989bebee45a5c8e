"""The comparison of two texts of a law: articles paired by what they say, words marked as an editor would."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.derive.law.comparison import Change, Comparison, RowKind, compare, folded, word_changes
from gongshi.derive.law.numerals import chinese
from gongshi.derive.law.text import parse
from gongshi.derive.law.tree import Article, LawText

DATA = Path(__file__).parents[1].parent / "shared" / "data" / "regulations"
TABLE = Path(__file__).parent / "benchmarks" / "law_text_versions.csv"

PARKING = "停车场应当在出入口公示收费标准和服务时间。"
CHARGING = "新建住宅区应当按照规划配建电动自行车充电设施。"
BUSES = "公共汽车站点三十米以内禁止停放其他车辆。"
BIKES = "共享单车经营者应当及时清理乱停乱放的车辆。"
PENALTY = "违反本条例规定的，由交通管理部门处二百元以上五百元以下罚款。"


def law(*articles: str) -> LawText:
    """A text of these articles, numbered in order."""
    return parse("\n".join(f"第{chinese(number)}条　{text}" for number, text in enumerate(articles, 1)))


def rows(comparison: Comparison) -> list[tuple[RowKind, str | None, str | None]]:
    """Kind, old anchor, new anchor."""
    return [
        (row.kind, row.old.anchor if row.old else None, row.new.anchor if row.new else None) for row in comparison.rows
    ]


def marked(changes: tuple[Change, ...]) -> str:
    """Changes as ``[-removed-]`` and ``{+added+}``."""
    forms = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(forms[change.kind].format(change.text) for change in changes)


def joined(changes: tuple[Change, ...]) -> tuple[str, str]:
    """The old text and the new one that changes stand for."""
    old = "".join(each.old_text if each.kind == "same" else each.text for each in changes if each.kind != "added")
    return old, "".join(each.text for each in changes if each.kind != "removed")


# Typographic noise


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("甲、乙：丙", "甲､乙︰丙"), ("（一）甲", "(一)甲"), ("臺北", "台北"), ("１２ａ", "12a"), ("甲 乙", "甲乙"),
        ("甲　乙\n丙", "甲乙丙"), ("“甲”", '"甲"'), ("“甲”乙“丙”", '"甲"乙"丙"'), ("甲，乙；丙", "甲,乙;丙"),
        ("甲\u200b乙", "甲乙"),
        ("二〇二四", "二○二四"), ("5％", "5%"), ("〔2024〕1号", "[2024]1号"), ("甲—乙", "甲-乙"),
    ],
)  # fmt: skip
def test_typographic_noise_does_not_count(one: str, other: str) -> None:
    assert folded(one) == folded(other)
    assert [change.kind for change in word_changes(one, other)] == ["same"]
    assert rows(compare(law(one), law(other))) == [("unchanged", "art-1", "art-1")]


@pytest.mark.parametrize(("one", "other"), [("甲", "乙"), ("五", "5"), ("甲、乙", "甲，乙"), ("A", "a")])
def test_words_do_count(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


# Articles


def test_an_inserted_article_renumbers_but_does_not_change_the_others() -> None:
    comparison = compare(law(PARKING, CHARGING, PENALTY), law(PARKING, BUSES, CHARGING, PENALTY))
    assert rows(comparison) == [
        ("unchanged", "art-1", "art-1"),
        ("added", None, "art-2"),
        ("unchanged", "art-2", "art-3"),
        ("unchanged", "art-3", "art-4"),
    ]


def test_a_removed_article_stands_behind_the_one_it_followed() -> None:
    comparison = compare(law(PARKING, CHARGING, PENALTY), law(PARKING, PENALTY))
    assert rows(comparison)[1] == ("removed", "art-2", None)
    first = compare(law(PARKING, CHARGING), law(CHARGING))
    assert rows(first) == [("removed", "art-1", None), ("unchanged", "art-2", "art-1")]


def test_a_moved_article() -> None:
    comparison = compare(law(BUSES, PARKING, CHARGING, PENALTY), law(PARKING, CHARGING, PENALTY, BUSES))
    assert rows(comparison)[-1] == ("moved", "art-1", "art-4")
    assert {kind for kind, _, _ in rows(comparison)[:-1]} == {"unchanged"}


def test_a_moved_article_with_other_words() -> None:
    after = BUSES.replace("三十米", "五十米")
    comparison = compare(law(BUSES, PARKING, CHARGING, PENALTY), law(PARKING, CHARGING, PENALTY, after))
    assert rows(comparison)[-1] == ("moved_changed", "art-1", "art-4")


def test_rows_are_found_by_anchor_and_tell_what_changed() -> None:
    after = PENALTY.replace("二百元", "一百元")
    comparison = compare(law(PARKING, PENALTY), law(PARKING, BIKES, after))
    assert [comparison.changed(f"art-{number}") for number in (1, 2, 3, 4)] == [False, True, True, False]
    row = comparison.row_for_old("art-2")
    assert row is not None
    assert row is comparison.row_for_new("art-3")
    assert row.kind == "changed"
    assert comparison.row_for_old("art-9") is None
    assert comparison.counts() == {
        "unchanged": 1, "changed": 1, "moved": 0, "moved_changed": 0, "added": 1, "removed": 0,
    }  # fmt: skip


def test_two_articles_with_nothing_in_common_are_not_one() -> None:
    assert [kind for kind, _, _ in rows(compare(law(PARKING), law(BIKES)))] == ["removed", "added"]


def test_decisions_are_compared_by_their_points() -> None:
    old, new = parse(f"一、{PARKING}\n二、{BUSES}"), parse(f"一、{BUSES}")
    assert rows(compare(old, new)) == [("removed", "point-1", None), ("unchanged", "point-2", "point-1")]


ARTICLES = st.lists(
    st.one_of(
        st.sampled_from([PARKING, CHARGING, BUSES, BIKES, PENALTY]),
        st.lists(st.sampled_from([*PARKING, *CHARGING, "，", "\n"]), min_size=1, max_size=40).map("".join),
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(ARTICLES, ARTICLES)
def test_the_comparison_applied_to_the_old_text_gives_the_new_one(old: list[str], new: list[str]) -> None:
    before, after = law(*old), law(*new)
    assert_applies(before, after, compare(before, after))


@settings(max_examples=300, deadline=None)
@given(ARTICLES, ARTICLES)
def test_the_comparison_of_the_swapped_texts_is_its_mirror(old: list[str], new: list[str]) -> None:
    before, after = law(*old), law(*new)
    assert mirrored(compare(before, after)) == Counter(rows(compare(after, before)))


def assert_applies(before: LawText, after: LawText, comparison: Comparison) -> None:
    """Each article of either text has one row; the rows' changes make the new text from the old one."""
    old_articles, new_articles = before.articles or before.sections, after.articles or after.sections
    old = [row.old for row in comparison.rows if row.old is not None]
    assert Counter(article.anchor for article in old) == Counter(article.anchor for article in old_articles)
    made = [_new_text(row.kind, row.old, row.new) for row in comparison.rows if row.new is not None]
    assert made == [article.text for article in new_articles]
    for row in comparison.rows:
        same = row.old is not None and row.new is not None and folded(row.old.text) == folded(row.new.text)
        assert same == (row.kind in ("unchanged", "moved"))


def _new_text(kind: RowKind, old: Article | None, new: Article | None) -> str:
    assert new is not None
    if old is None:
        assert kind == "added"
        return new.text
    changes = word_changes(old.text, new.text)
    assert joined(changes)[0] == old.text
    return joined(changes)[1]


def mirrored(comparison: Comparison) -> Counter[tuple[str, str | None, str | None]]:
    """The rows with old and new swapped."""
    swapped = {"added": "removed", "removed": "added"}
    return Counter((swapped.get(kind, kind), new, old) for kind, old, new in rows(comparison))


# Words


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "经营国际船舶运输业务，应当具备下列条件：",
            "经营国际客船、国际散装液体危险品船运输业务，应当具备下列条件：",
            "经营国际[-船舶-]{+客船、国际散装液体危险品船+}运输业务，应当具备下列条件：",
        ),
        (
            "由交通管理部门处二百元以上五百元以下罚款。",
            "由公安机关处五百元以下罚款。",
            "由[-交通管理部门处二百元以上-]{+公安机关处+}五百元以下罚款。",
        ),
        (
            "处1000元以上3000元以下的罚款",
            "处1000元以上12000元以下的罚款",
            "处1000元以上[-3000-]{+12000+}元以下的罚款",
        ),
        ("甲应当公示。乙应当备案。", "甲应当公示。", "甲应当公示。[-乙应当备案。-]"),
        ("公开、公平", "公开、公正、公平", "公开、{+公正、+}公平"),
        ("降低3.5%", "降低3.6%", "降低[-3.5%-]{+3.6%+}"),
        ("", "甲", "{+甲+}"),
        ("甲", "", "[-甲-]"),
        ("", "", ""),
    ],
)
def test_changes_read_like_an_editors(old: str, new: str, expected: str) -> None:
    assert marked(word_changes(old, new)) == expected


TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from([*"甲乙丙的了，。、：", "应当", "3.5", "12", "km", " ", "\n", '"', "(", "（", "\u200b"]),
        max_size=50,
    ).map("".join),
)


@settings(max_examples=500, deadline=None)
@given(TEXTS, TEXTS)
def test_changes_joined_are_the_two_texts(old: str, new: str) -> None:
    changes = word_changes(old, new)
    assert joined(changes) == (old, new)
    assert (folded(old) == folded(new)) == all(change.kind == "same" for change in changes)
    for change in changes:
        assert change.kind != "same" or folded(change.old_text) == folded(change.text) or '"' in old + new
    for one, other in pairwise(changes):
        assert one.kind != other.kind


# Real versions


def test_versions_of_real_titles() -> None:
    """For every pair: it applies, it mirrors, and its counts are those of the committed table."""
    if not DATA.is_dir():
        pytest.skip("the folder of real texts is not here")
    with (DATA / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        manifest = list(csv.DictReader(stream))
    by_title: dict[str, list[dict[str, str]]] = {}
    for row in manifest:
        by_title.setdefault(row["title"], []).append(row)
    made: list[list[str]] = []
    for title, versions in sorted(by_title.items()):
        versions.sort(key=lambda row: (_date(row), row["path"]))
        for old, new in pairwise(versions):
            before, after = (parse((DATA / row["path"]).read_text("utf-8")) for row in (old, new))
            comparison = compare(before, after)
            assert_applies(before, after, comparison)
            assert mirrored(comparison) == Counter(rows(compare(after, before)))
            counts = [str(count) for count in comparison.counts().values()]
            made.append([title, _date(old), _date(new), *counts])
    with TABLE.open(encoding="utf-8", newline="") as stream:
        assert made == list(csv.reader(stream))[1:]


def _date(row: dict[str, str]) -> str:
    return row["effective"] or row["published"] or row["adopted"]
