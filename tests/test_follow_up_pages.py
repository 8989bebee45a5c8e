"""Projects against their time, and suggestions against the law's: what their pages say."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.catalogue import read_catalogue
from gongshi.derive.facts import Facts
from gongshi.derive.follow_up import goal_promise, project_progress, reply_state
from gongshi.derive.progress_course import course
from gongshi.records.plans import Goal
from gongshi.records.site import Deadlines
from gongshi.records.suggestions import Suggestion
from gongshi.render.collections.projects import points
from gongshi.render.page import Page
from gongshi.render.progress_picture import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, picture
from gongshi.render.suggestion_totals import Handled, handled, suggestion_totals
from rendered import pages
from test_follow_up import project, suggestion
from test_promises import NOTE, SITE, facts_of
from test_vote_pages import text_of

TODAY = date(2026, 6, 30)


def rendered(folder: Path, content: dict[str, str]) -> dict[str, Page]:
    return {page.path: page for page in pages(facts_of(folder, content, TODAY), read_catalogue())}


# Suggestions: three months, six at most


@pytest.mark.parametrize(
    ("received", "due", "reply", "state", "late", "over"),
    [
        ("2026-01-15", None, "2026-04-15", "done", 0, 0),
        ("2026-01-15", None, "2026-04-16", "done_late", 1, 0),
        ("2025-12-01", None, "2026-06-01", "done_late", 92, 0),
        ("2025-12-01", None, "2026-06-02", "done_late", 93, 1),
        ("2026-01-15", "2026-07-15", None, "open", 0, 0),
        ("2025-10-15", "2026-07-15", None, "open", 0, 76),
        ("2025-12-01", None, None, "overdue", 121, 29),
        ("2026-01", None, None, "open", 0, 0),
        (None, "2026-06-01", None, "overdue", 29, 0),
    ],
)
def test_an_answer_is_late_beyond_three_months_and_over_the_limit_beyond_six(
    received: str | None, due: str | None, reply: str | None, state: str, late: int, over: int
) -> None:
    fields: dict[str, Any] = {name: day for name, day in (("received", received), ("due", due)) if day}
    if reply:
        fields["replies"] = [{"date": reply}]
    found = reply_state(suggestion(**fields), Deadlines(), TODAY)
    assert (found.promise.state, found.promise.days_late, found.days_over) == (state, late, over)


def test_the_sites_own_limits_count() -> None:
    limits = Deadlines.model_validate({"suggestion_reply_months": "1", "suggestion_reply_months_max": "2"})
    found = reply_state(suggestion(received="2026-03-31"), limits, TODAY)
    assert (str(found.promise.due), str(found.limit), found.days_over) == ("2026-04-30", "2026-05-31", 30)


SUGGESTION = """
title: {{zh: 建议{n}, en: Suggestion {n}}}
number: "{n}"
kind: suggestion
received: {received}
lead: roads
"""
LETTERS = SITE + "outcome_letters:\n  A: {zh: 已经解决, en: Solved}\n  B: {zh: 列入计划, en: Planned}\n"
ANSWER = "replies:\n  - {{date: {day}, body: roads, outcome: {letter}, text: 答复}}\n"


def suggestions() -> dict[str, str]:
    made = {
        "s1": SUGGESTION.format(n=1, received="2026-01-15") + ANSWER.format(day="2026-03-01", letter="A")
        + "satisfaction: {deputy: dissatisfied}\n",
        "s2": SUGGESTION.format(n=2, received="2025-10-01") + ANSWER.format(day="2026-05-01", letter="A"),
        "s3": SUGGESTION.format(n=3, received="2025-10-01"),
        "s4": SUGGESTION.format(n=4, received="2026-06-01"),
        "s5": SUGGESTION.format(n=5, received="2026"),
    }  # fmt: skip
    content = {f"suggestions/{name}.yml": text + NOTE for name, text in made.items()}
    return {"site.yml": LETTERS, **content, "suggestions/x.yml": made["s1"] + "illustrative: true\n"}


def handled_of(facts: Facts) -> list[Handled]:
    return [
        handled(record, facts.derived[entry.key].reply, facts.today)
        for entry, record in facts.corpus.of("suggestions", Suggestion)
    ]


def test_totals_of_suggestions_are_of_the_real_ones_and_keep_two_things_apart(tmp_path: Path) -> None:
    real, examples = suggestion_totals(handled_of(facts_of(tmp_path, suggestions(), TODAY)))
    assert (real.total, real.answered, real.on_time, real.of, real.share) == (5, 2, 1, 3, Fraction(1, 3))
    assert (real.late, real.over_limit, real.due_unknown) == (2, 2, 1)
    assert (real.outcomes, real.outcome_unknown) == ({"A": 2}, 0)
    assert real.satisfaction == {"satisfied": 0, "basically_satisfied": 0, "dissatisfied": 1}
    assert real.satisfaction_unknown == 1
    assert (examples.example, examples.total) == (True, 1)


def test_the_list_of_suggestions_says_what_its_numbers_are_of(tmp_path: Path) -> None:
    page = rendered(tmp_path, suggestions())["suggestions/"].content
    head = page.partition('id="totals"')[2].partition("</section>")[0]
    real, _, examples = head.partition("gs-banner--example")
    for words in (
        "占全部 5 件",
        "3 项中的 1 项",
        "其中 2 件超过最长 6 个月",
        "1 件的期限算不出来",
        "以已答复的 2 件为总数",
    ):
        assert words in real, words
    assert examples
    assert head.index("办理结果") < head.index("代表满意度")


def test_a_suggestions_page_explains_its_letter_and_shows_the_limit(tmp_path: Path) -> None:
    found = rendered(tmp_path, suggestions())
    answered = text_of(found["suggestions/s1/"].content)
    assert "已经解决" in answered and "列入计划" in answered and "本件" in answered
    assert "交办之日起 3 个月" in answered and "不合并成一个数" in answered
    late = found["suggestions/s3/"].content
    assert "超过最长期限 90 天" in text_of(late) and "2026-04-01" in late
    assert "超过最长期限" in found["suggestions/"].content


# Goals


@pytest.mark.parametrize(
    ("due", "steps", "state", "late"),
    [
        ("2026-06-29", [], "overdue", 1),
        ("2026-06-30", [], "open", 0),
        ("2026-06-01", [("2026-06-03", "done")], "done_late", 2),
        ("2026-06-01", [("2026-05-03", "done"), ("2026-05-09", None)], "done", 0),
        (None, [("2026-05-03", "in_progress")], "in_progress", 0),
        ("2026-06-01", [("2026-07-03", "done")], "overdue", 29),
    ],
)
def test_the_state_of_a_goal(due: str | None, steps: list[tuple[str, str | None]], state: str, late: int) -> None:
    fields: dict[str, Any] = {"id": "g", "text": "目标", **({"due": due} if due else {})}
    fields["progress"] = [{"date": day, **({"status": status} if status else {})} for day, status in steps]
    found = goal_promise(Goal.model_validate(fields), TODAY)
    assert (found.state, found.days_late) == (state, late)


# Projects: the picture of a target against its time


def test_each_report_is_set_against_the_straight_line_of_its_day() -> None:
    made = project("2026-12-31", ("2026-04-01", "2"), ("2026-06-01", "6"), ("2026-08-01", "9"))
    found = course(made, made.targets[0], TODAY)
    assert found is not None
    assert [point.share for point in found.points] == [Fraction(1, 5), Fraction(3, 5)]
    assert [point.expected for point in found.points] == [Fraction(90, 364), Fraction(151, 364)]


@given(
    st.dates(date(2026, 1, 2), date(2027, 6, 1)),
    st.lists(st.tuples(st.dates(date(2025, 6, 1), date(2027, 1, 1)), st.integers(0, 40)), max_size=6),
    st.dates(date(2025, 6, 1), date(2028, 1, 1)),
)
def test_a_picture_stays_in_its_frame(due: date, steps: list[tuple[date, int]], today: date) -> None:
    made = project(due.isoformat(), *((day.isoformat(), str(amount)) for day, amount in steps))
    (target,) = project_progress(made, today)
    drawn = picture(made, target, today)
    assert drawn is not None and drawn.expected is not None
    for x, y in (*drawn.actual, *drawn.expected):
        assert LEFT <= x <= WIDTH - RIGHT and TOP <= y <= HEIGHT - BOTTOM
    assert [x for x, _ in drawn.actual] == sorted(x for x, _ in drawn.actual)
    assert drawn.today is None or LEFT <= drawn.today <= WIDTH - RIGHT
    assert len(drawn.points) == sum(day <= today for day, _ in steps)


def test_points_ahead_and_behind() -> None:
    assert points(Fraction(1, 2), Fraction(5, 8)) == points(Fraction(0), Fraction(1, 8))
    assert float(points(Fraction(1, 2), Fraction(5, 8))) == -12.5
    assert float(points(Fraction(6, 5), Fraction(1, 2))) == 50.0


PROJECT = """
title: {zh: 建设公园, en: Parks}
year: 2026
status: selected
responsible: roads
origin: {ideas: 46, deputies: 9}
targets:
  - {id: t1, metric: {zh: 公园, en: Parks}, amount: 10, unit: {zh: 个, en: parks}, due: 2026-12-31}
  - {id: t2, metric: {zh: 座椅, en: Benches}, amount: 50}
progress:
  - {date: 2026-04-01, target: t1, amount: 1, note: 开工}
acceptance: {date: 2026-12-31, result: accepted, satisfaction: votes/poll}
"""
POLL = """
title: {zh: 测评, en: Poll}
date: 2026-06-01
subject: projects/parks
purpose: poll
tally: {satisfied: 88, basically_satisfied: 42, dissatisfied: 8}
result: passed
"""


def test_a_projects_page_goes_from_the_idea_to_the_acceptance(tmp_path: Path) -> None:
    content = {"site.yml": SITE, "projects/parks.yml": PROJECT + NOTE, "votes/poll.yml": POLL + NOTE}
    page = rendered(tmp_path, content)["projects/parks/"].content
    anchors = [
        page.index(f'id="{name}"') for name in ("origin", "ballot", "targets", "t1", "t2", "progress", "acceptance")
    ]
    assert anchors == sorted(anchors)
    said = text_of(page)
    assert "截至 2026-06-30：完成 10%，按时间应完成 49.5%。" in said and "比时间进度少 39.5 个百分点，落后" in said
    assert "截至 2026-06-30 没有公布进展，也没有公布期限" in said
    assert "满意 88，基本满意 42，不满意 8，弃权 未公布" in said
    assert '<a href="../../bodies/roads/">道路局</a>' in page


def test_a_picture_has_words_and_a_table_for_who_does_not_see_it(tmp_path: Path) -> None:
    content = {"site.yml": SITE, "projects/parks.yml": PROJECT.partition("acceptance")[0] + NOTE}
    page = rendered(tmp_path, content)["projects/parks/"].content
    charts = re.findall(r'<svg class="gs-chart"[^>]*>', page)
    assert len(charts) == 2
    assert all('role="img"' in chart and "aria-label=" in chart and "style" not in chart for chart in charts)
    assert "公园的进度图。截至 2026-06-30：完成 10%" in charts[0]
    table = text_of(page.partition('aria-label="公园：逐次公布的进度"')[2].partition("</table>")[0])
    assert "2026-04-01 1 个 10% 24.7% 开工" in table


def test_a_project_that_was_not_chosen_shows_its_targets_as_proposed(tmp_path: Path) -> None:
    proposed = PROJECT.replace("selected", "not_selected").partition("progress:")[0]
    page = rendered(tmp_path, {"site.yml": SITE, "projects/parks.yml": proposed + NOTE})["projects/parks/"].content
    assert 'id="t1"' in page and "尚未成为承诺" in page
    assert "gs-chart" not in page and "逾期" not in page
