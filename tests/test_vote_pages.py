"""A vote's page: the sentence on top, the picture with the cut, the ballots, the roll, polls over the years."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from gongshi.catalogue import LANGUAGES, read_catalogue
from gongshi.derive.votes.recount import recount
from gongshi.derive.votes.rules import RULES
from gongshi.records.votes import Vote
from gongshi.render.page import Page
from gongshi.render.vote_page import ballot_lines, candidate_rows, panel_fields
from rendered import pages
from test_promises import NOTE, SITE, facts_of
from test_recount import ballot, question, vote

CATALOGUE = read_catalogue()


def rendered(folder: Path, content: dict[str, str]) -> dict[str, Page]:
    return {page.path: page for page in pages(facts_of(folder, {"site.yml": SITE, **content}), CATALOGUE)}


def text_of(html: str) -> str:
    """The words of a page, with a space between blocks and cells."""
    spaced = re.sub(r"</(td|th|tr|p|div|dt|dd|li|h\d|caption)>", " ", html)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", spaced)).strip()


def sentence(page: Page) -> str:
    return text_of(page.content.partition('<p class="gs-vote-words">')[2].partition("</p>")[0])


BALLOT = """
title: {zh: 票决, en: Ballot}
date: 2026-01-12
motion: 票决
purpose: decision
method: secret_ballot
seats: 340
vacant: 4
present: 310
issued: 306
returned: 304
valid: 301
invalid: 3
rule: {requires: majority_and_top_n, of: returned, choose: 2}
candidates:
  - {id: c1, title: {zh: 公园, en: Parks}, votes: 200, elected: true}
  - {id: c2, title: {zh: 学校, en: Schools}, votes: 180, elected: true}
  - {id: c3, title: {zh: 道路, en: Roads}, votes: 160, elected: false}
  - {id: c4, title: {zh: 桥梁, en: Bridges}, votes: 100, elected: false}
result: elected
"""


def test_a_ballot_in_plain_words(tmp_path: Path) -> None:
    found = rendered(tmp_path, {"votes/b.yml": BALLOT + NOTE})
    assert sentence(found["votes/b/"]) == (
        "应到 336 人，出席 310 人，发出选票 306 张，收回选票 304 张，有效 301 张、无效 3 张。"
        "4 个候选，得票超过收回票数一半的，按得票多少取前 2 个，至少需要 153 票，公布入选 2 个。"
        "宣布的结果：选出。按公布的数字重新计算，结果一致。"
    )
    assert sentence(found["en/votes/b/"]).startswith(
        "336 members, 310 present, 306 ballots issued, 304 ballots returned, 301 of them valid and 3 spoiled. "
        "4 candidates, the 2 with most votes and more than half of ballots returned are chosen, "
        "153 votes are needed at least, 2 were declared chosen. Declared: Elected."
    )


def test_the_picture_has_the_cut_the_line_and_anchors(tmp_path: Path) -> None:
    page = rendered(tmp_path, {"votes/b.yml": BALLOT + NOTE})["votes/b/"].content
    table = page.partition('id="candidates"')[2].partition("</table>")[0]
    rows = [table.index(f'id="c{n}"') for n in (1, 2, 3, 4)]
    cut = table.index("gs-tally-cut")
    assert rows == sorted(rows) and rows[1] < cut < rows[2]
    assert table.count("gs-bar-line") == 4  # 153 of 304 on every bar
    assert 'x1="50.33"' in table and 'width="65.79"' in table
    assert "竖线：需要的票数（153 票）" in page


def test_ballots_not_returned_and_spoiled_ones(tmp_path: Path) -> None:
    page = rendered(tmp_path, {"votes/b.yml": BALLOT + NOTE})["votes/b/"].content
    shown = text_of(page.partition('id="ballots"')[2].partition("</table>")[0])
    for line in ("没有收回 2 0.7%", "无效（废票） 3 1%", "收回 304 99.3%"):
        assert line in shown
    unknown = {one.key: one.count for one in ballot_lines(vote(method="secret_ballot", returned=304))}
    assert unknown == {"issued": None, "returned": 304, "unreturned": None, "valid": None, "invalid": None}
    assert ballot_lines(vote(method="electronic", present=28)) == []
    assert [one.key for one in ballot_lines(vote(method="electronic", valid=28))] == ["valid"]


@pytest.mark.parametrize(
    ("votes", "rule", "ends"),
    [
        ([9, 8, 7], {"requires": "top_n", "choose": 2}, ["", "cut", ""]),
        ([9, 8, 8], {"requires": "top_n", "choose": 2}, ["", "", ""]),
        ([9, 8, 8, 7], {"requires": "top_n", "choose": 2}, ["", "", "tie", ""]),
        ([80, 51, 50], {"requires": "majority", "of": "returned"}, ["", "enough", ""]),
        ([80, 51, 50], {"requires": "majority_and_top_n", "of": "returned", "choose": 3}, ["", "enough", ""]),
        ([7, 9, None], {"requires": "top_n", "choose": 2}, ["", "", ""]),
    ],
)
def test_where_the_cut_falls(votes: list[int | None], rule: dict[str, Any], ends: list[str]) -> None:
    made = ballot(votes, [None] * len(votes), rule, returned=100)
    assert [row.ends for row in candidate_rows(made, recount(made))] == ends


def test_unpublished_votes_stand_as_listed_without_bars_and_never_as_zero(tmp_path: Path) -> None:
    listed = BALLOT.replace(", votes: 200", "").replace(", votes: 180", "").replace(", votes: 160", "")
    page = rendered(tmp_path, {"votes/b.yml": listed.replace(", votes: 100", "") + NOTE})["votes/b/"].content
    table = page.partition('id="candidates"')[2].partition("</table>")[0]
    assert "各候选的得票没有公布" in page and "gs-bar" not in table.replace("gs-tally-bar", "") and ">0<" not in table
    assert table.index("公园") < table.index("桥梁")


QUESTION = """
title: {zh: 任免, en: Appointment}
date: 2026-03-26
motion: 任免
purpose: appointment
meeting: meetings/m1
method: electronic
seats: 31
vacant: 1
present: 28
rule: {requires: majority, of: all_members}
quorum: {share: two_thirds}
tally: {yes: 24, no: 1, abstain: 2, not_voting: 1}
roll:
  - {voter: deputies/d1, option: "yes"}
  - {voter: 甲, option: abstain}
result: passed
"""
MEETING = "title: {zh: 会议, en: Meeting}\nkind: standing_committee\n"
DEPUTY = "title: {zh: 代表一, en: Deputy One}\nconstituency: {zh: 第一选区, en: Ward 1}\n"


def appointments(folder: Path) -> dict[str, Page]:
    content = {
        "votes/a.yml": QUESTION.replace('  - {voter: 甲, option: abstain}', "") + NOTE,
        "votes/other.yml": QUESTION.partition("roll:")[0] + "result: passed\n" + NOTE,
        "votes/roll.yml": QUESTION.replace("appointment", "decision").partition("tally:")[0]
        + "roll:\n" + QUESTION.partition("roll:\n")[2] + NOTE,
        "meetings/m1.yml": MEETING + NOTE,
        "deputies/d1.yml": DEPUTY + NOTE,
    }  # fmt: skip
    return rendered(folder, content)


def test_a_question_in_plain_words_with_the_source_of_its_rule(tmp_path: Path) -> None:
    page = appointments(tmp_path)["votes/other/"]
    assert sentence(page) == (
        "应到 30 人，出席 28 人。赞成 24 票，反对 1 票，弃权 2 票，未表决 1 票，至少需要 16 票。"
        "宣布的结果：通过。按公布的数字重新计算，结果一致。"
    )
    law = text_of(page.content.partition('id="law"')[2].partition("</ul>")[0])
    assert "全体组成人员过半数" in law and "三分之二以上的代表出席" in law


def test_appointments_name_the_others_of_their_meeting(tmp_path: Path) -> None:
    found = appointments(tmp_path)
    assert "votes/other/" in found["votes/a/"].content.partition('id="appointments"')[2]
    assert 'id="appointments"' not in found["votes/roll/"].content


def test_a_roll_by_vote_and_as_a_list_with_every_deputy_linked(tmp_path: Path) -> None:
    page = appointments(tmp_path)["votes/roll/"].content.partition('id="roll"')[2]
    table = page.partition("<table")[2].partition("</table>")[0]
    assert 'data-option="yes"' in table and "第一选区" in table and "甲" in table
    assert page.count('href="../../deputies/d1/"') == 2
    assert "赞成：1 人" in page and "弃权：1 人" in page


POLL = """
title: {{zh: "{year}年测评", en: "Poll of {year}"}}
date: {year}-10-28
motion: {{zh: "{year}年度环境保护工作满意度测评", en: Poll}}
purpose: poll
method: electronic
seats: 30
vacant: 0
present: 28
tally: {{satisfied: {good}, basically_satisfied: 9, dissatisfied: 3, abstain: 1}}
rule: {{requires: majority, of: all_members}}
result: passed
"""


def test_polls_show_shares_and_the_years_before(tmp_path: Path) -> None:
    content = {f"votes/p{year}.yml": POLL.format(year=year, good=good) + NOTE for year, good in ((2024, 7), (2026, 15))}
    content["votes/sample.yml"] = POLL.format(year=2025, good=15) + "illustrative: true\n"
    content["votes/alone.yml"] = POLL.format(year=2025, good=15).replace("环境保护", "教育") + NOTE
    found = rendered(tmp_path, content)
    page = found["votes/p2026/"].content
    poll = text_of(page.partition('id="poll"')[2].partition("</table>")[0])
    assert "满意 15 53.6%" in poll and "满意和基本满意 85.7%" in poll
    assert "以下比例以 28 张票为总数" in page
    trend = page.partition('id="trend"')[2].partition("</table>")[0]
    assert trend.index("2024-10-28") < trend.index("2026-10-28") and "p2024/" in trend and "80%" in trend
    assert "本次" in trend and "sample" not in trend and "2025" not in trend
    assert 'id="trend"' not in found["votes/sample/"].content and 'id="trend"' not in found["votes/alone/"].content


def test_a_poll_with_a_grade_that_was_not_published_has_no_share(tmp_path: Path) -> None:
    hidden = POLL.format(year=2026, good=15).replace("basically_satisfied: 9, ", "")
    page = rendered(tmp_path, {"votes/p.yml": hidden + NOTE})["votes/p/"].content
    assert "总票数没有公布，算不出比例" in page
    assert "%" not in text_of(page.partition('id="poll"')[2].partition("</table>")[0])


def test_the_list_says_how_many_of_the_real_votes_can_be_recounted(tmp_path: Path) -> None:
    content = {"votes/b.yml": BALLOT + NOTE, "votes/x.yml": BALLOT + "illustrative: true\n"}
    assert "复算一致 1 占全部 1 次真实表决" in text_of(rendered(tmp_path, content)["votes/"].content)


def test_a_vote_says_what_it_can_where_the_rule_is_missing(tmp_path: Path) -> None:
    bare = "title: 表决\ndate: 2026\nmotion: 表决\nresult: passed\n"
    page = rendered(tmp_path, {"votes/b.yml": bare + NOTE})["votes/b/"]
    assert (
        sentence(page) == "出席人数和票数没有公布。表决规则没有公布。宣布的结果：通过。公布的数字不够，无法重新计算。"
    )


def test_every_rule_has_words_for_the_sentence_and_the_panel() -> None:
    for requires in RULES:
        for key in (f"vote_page.ballot.{requires}", f"recount_here.kind.{requires}"):
            assert set(CATALOGUE.words[key]) == set(LANGUAGES)


def test_the_panel_offers_the_numbers_that_were_published() -> None:
    fields = panel_fields(question("majority", "valid", 50, 20, vacant=None))
    assert ("vacant", "vacant", None) in fields["counts"] and ("tally.yes", "yes", 50) in fields["tally"]
    tallied: Vote = ballot([5, None], [True, False], {"requires": "plurality"})
    assert [name for name, _, _ in panel_fields(tallied)["candidates"]] == ["candidates.0.votes", "candidates.1.votes"]
