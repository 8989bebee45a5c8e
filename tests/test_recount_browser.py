"""The panel counts as Python does: 2,000 random votes of every shape, in Chromium, line by line."""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from conftest import ROOT
from gongshi.derive.votes.recount import Recount, recount
from gongshi.derive.votes.rules import RESULT_WORDS, RULES
from gongshi.derive.votes.table import vote_numbers, vote_table
from gongshi.pipeline import check_content
from gongshi.records.votes import Vote
from test_recount import BASES, typed

BALLOTS = 2_000
OPTIONS = ("yes", "no", "abstain", "not_voting", "absent", "satisfied", "basically_satisfied", "dissatisfied")
COUNTS = ("seats", "vacant", "present", "issued", "returned", "valid", "invalid", "candidate_count")


def random_vote(chance: random.Random) -> Vote:
    """Counts that mostly agree, now and then do not, and now and then are not there."""
    yes, no, abstain = (chance.choice([0, chance.randint(0, 12), chance.randint(0, 90)]) for _ in range(3))
    valid = yes + no + abstain
    invalid, lost, away, vacant = (chance.choice([0, 0, chance.randint(0, 9)]) for _ in range(4))
    returned = valid + invalid
    whole: dict[str, Any] = {
        "valid": valid, "invalid": invalid, "returned": returned, "issued": returned + lost,
        "present": returned + lost, "seats": returned + lost + away + vacant, "vacant": vacant,
    }  # fmt: skip
    published = {name: count for name, count in whole.items() if chance.random() < 0.7}
    if published and chance.random() < 0.15:
        published[chance.choice(list(published))] += chance.choice([1, 7])
    fields: dict[str, Any] = {
        **published,
        "result": chance.choice(["passed", "rejected", "elected", *RESULT_WORDS, "延期"]),
    }
    fields["rule"] = chance.choice([None, _rule(chance), _rule(chance), _rule(chance)])
    if chance.random() < 0.3:
        fields["quorum"] = {"share": chance.choice([*RULES][:3]), "of": chance.choice(BASES)}
    if chance.random() < 0.3:
        fields["tie_break"] = {"method": "再次投票"}
    if chance.random() < 0.2:
        fields["exception"] = {"reason": "示例"}
    if chance.random() < 0.5:
        fields |= _candidates(chance, valid)
    else:
        fields |= _question(chance, {"yes": yes, "no": no, "abstain": abstain, "not_voting": lost, "absent": away})
    return Vote.model_validate(typed({"title": "示例", "date": "2024-01-12", "motion": "示例", **fields}))


def _rule(chance: random.Random) -> dict[str, Any]:
    given = {"of": chance.choice(BASES), "votes": chance.randint(0, 60), "choose": chance.randint(0, 4)}
    rule = {name: value for name, value in given.items() if chance.random() < 0.85}
    return {"requires": chance.choice([*RULES]), **rule}


def _tally(chance: random.Random, counts: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if chance.random() < 0.8}


def _question(chance: random.Random, counts: dict[str, int]) -> dict[str, Any]:
    if chance.random() < 0.3:
        counts = {"satisfied": counts["yes"], "basically_satisfied": chance.randint(0, 9), "dissatisfied": counts["no"],
                  "abstain": counts["abstain"]}  # fmt: skip
    fields: dict[str, Any] = {"tally": _tally(chance, counts)} if chance.random() < 0.8 else {}
    if chance.random() < 0.3:
        names = [name for name, count in counts.items() for _ in range(min(count, 6))]
        fields["roll"] = [
            {
                "voter": f"代表 {chance.choice([number] * 30 + [0])}",
                "option": chance.choice([name] * 30 + ["赞成"]),
            }
            for number, name in enumerate(names)
        ]
    return fields


def _candidates(chance: random.Random, valid: int) -> dict[str, Any]:
    most = chance.choice([3, 20, valid + 2])
    listed = []
    for number in range(chance.randint(0, 7)):
        each: dict[str, Any] = {"id": f"c{number}", "title": "示例"}
        if chance.random() < 0.85:
            each["votes"] = chance.randint(0, most)
        if chance.random() < 0.35:
            yes = each.get("votes", chance.randint(0, most))
            each["tally"] = _tally(chance, {"yes": yes, "no": chance.randint(0, 20), "abstain": chance.randint(0, 5)})
        if chance.random() < 0.85:
            each["elected"] = chance.random() < 0.5
        listed.append(each)
    fields: dict[str, Any] = {"candidates": listed}
    if not listed or chance.random() < 0.4:
        fields["candidate_count"] = max(len(listed) + chance.choice([0, 0, 2, -1]), 1)
    return fields


def as_plain(found: Recount) -> dict[str, Any]:
    """All that a recount says, in the words of the browser's."""
    return {
        "status": found.status,
        "missing": list(found.missing),
        "steps": [{"step": one.key, "facts": dict(one.facts), "holds": one.holds} for one in found.steps],
        "computed": found.computed,
        "choose": found.choose,
        "threshold": dataclasses.asdict(found.threshold) if found.threshold else None,
        "ranking": [dataclasses.asdict(one) for one in found.ranking],
        "discrepancies": [{"wrong": one.kind, "route": list(one.route)} for one in found.discrepancies],
    }


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    context = browser.new_context()
    opened = context.new_page()
    opened.goto(f"{served}votes/example-2026-01-livelihood-ballot/")
    yield opened
    context.close()


def in_browser(page: Page, votes: list[Vote]) -> list[dict[str, Any]]:
    given = {"table": vote_table(), "votes": [vote_numbers(vote) for vote in votes]}
    count = "({table, votes}) => votes.map((vote) => gongshiRecount(table, vote))"
    counted: list[dict[str, Any]] = page.evaluate(count, given)
    return counted


def test_the_browser_counts_2000_random_ballots_as_python_does(page: Page) -> None:
    chance = random.Random(20261124)
    votes = [random_vote(chance) for _ in range(BALLOTS)]
    expected = [as_plain(recount(vote)) for vote in votes]
    counted = in_browser(page, votes)
    for vote, mine, theirs in zip(votes, expected, counted, strict=True):
        assert theirs == mine, json.dumps(vote_numbers(vote), ensure_ascii=False)
    # The ballots are of every kind, so that the comparison means something.
    assert {one["status"] for one in expected} == {"confirmed", "cannot_recount", "mismatch", "exception"}
    keys = {step["step"] for one in expected for step in one["steps"]}
    assert len(keys) > 40
    assert {rank["verdict"] for one in expected for rank in one["ranking"]} == {"in", "out", "tie", "unknown"}
    found = {wrong["wrong"] for one in expected for wrong in one["discrepancies"]}
    assert {"tie", "result", "counts_chain", "tally_sum", "roll_against_tally", "roll_label", "voter_twice"} <= found


def test_the_browser_counts_the_sites_own_votes_as_python_does(page: Page) -> None:
    votes = [vote for _, vote in check_content(ROOT / "content").corpus.of("votes", Vote)]
    assert in_browser(page, votes) == [as_plain(recount(vote)) for vote in votes]


def test_large_numbers_are_exact_in_both(page: Page) -> None:
    most = 999_999_999_999_999
    fields = {"title": "示例", "date": "2024", "motion": "示例", "result": "passed", "seats": most, "vacant": 0}
    votes = [
        Vote.model_validate(
            typed({**fields, "rule": {"requires": requires, "of": "all_members"}, "tally": {"yes": yes, "no": 1}})
        )
        for requires in ("majority", "two_thirds", "three_quarters")
        for yes in (most // 2, most // 2 + 1, 2 * most // 3, most - 1)
    ]
    assert in_browser(page, votes) == [as_plain(recount(vote)) for vote in votes]


def test_the_numbers_of_the_rules_are_written_once() -> None:
    """Neither shares nor the names of rules stand in the script: they come with the table."""
    script = (ROOT / "theme" / "assets" / "gongshi-recount.js").read_text("utf-8")
    for name in RULES:
        assert f'"{name}"' not in script and f".{name}" not in script


def test_the_table_that_the_site_serves_is_pythons(site: Path) -> None:
    for path in ("votes/recount.json", "en/votes/recount.json"):
        served = json.loads((site / path).read_bytes())
        assert {name: served[name] for name in vote_table()} == vote_table()


def test_a_reader_counts_again_and_changes_what_the_share_is_of(page: Page) -> None:
    panel = page.locator("[data-gs-again]")
    result = panel.locator(".gs-again-result")
    expect(panel).to_be_visible()
    expect(result).to_have_text("按这些数字：当选；至少需要 75 票。")
    expect(panel.locator("output").nth(4)).to_have_text("入选")
    panel.locator("[name='rule.of']").select_option("valid")
    expect(result).to_contain_text("至少需要 71 票")
    panel.locator("[name='candidates.5.tally.yes']").fill("96")
    expect(panel.locator("output").nth(4)).to_have_text("票数相等")
    expect(panel.locator("output").nth(5)).to_have_text("票数相等")
    panel.locator("[name='seats']").fill("")
    expect(panel.locator("ol.gs-steps")).not_to_contain_text("个席位")
    panel.locator("button[type=reset]").click()
    expect(result).to_have_text("按这些数字：当选；至少需要 75 票。")
    expect(panel.locator("output").nth(5)).to_have_text("不入选")


def test_an_unpublished_number_is_an_empty_field_and_never_zero(page: Page, served: str) -> None:
    page.goto(f"{served}en/votes/livelihood-projects-2024/")
    panel = page.locator("[data-gs-again]")
    expect(panel.locator("[name='vacant']")).to_have_value("")
    expect(panel.locator("[name='returned']")).to_have_value("304")
    expect(panel.locator(".gs-again-result")).to_contain_text("no result follows")
