"""The recount: a decision table for every rule, and what must hold for any vote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.catalogue import LANGUAGES, Language, read_catalogue
from gongshi.derive.votes.recount import Recount, recount
from gongshi.derive.votes.rules import RESULT_WORDS, RULES
from gongshi.derive.votes.steps import REMARKS, WORDS_OF, Step
from gongshi.records.votes import Vote

COUNTS = {"seats": 100, "vacant": 0, "present": 90, "issued": 90, "returned": 88, "valid": 86, "invalid": 2}
SIZES = {"all_members": 100, "present": 90, "returned": 88, "valid": 86}
SHARES = {"majority": (1, 2), "two_thirds": (2, 3), "three_quarters": (3, 4)}
BASES = ("all_members", "present", "returned", "valid", "cast")


def typed(value: Any) -> Any:
    """As YAML hands it over: every scalar a text."""
    if isinstance(value, Mapping):
        return {name: typed(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, (list, tuple)):
        return [typed(inner) for inner in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def vote(**fields: Any) -> Vote:
    basic = {"title": "示例", "date": "2024-01-12", "motion": "示例", "result": "passed"}
    return Vote.model_validate(typed(basic | fields))


def question(requires: str, of: str | None, yes: int, no: int, **fields: Any) -> Vote:
    """Counts that agree with each other, and a question whose valid ballots are yes, no and abstentions."""
    rule = {"requires": requires, "of": of, "votes": 60 if requires == "fixed" else None}
    tally = {"yes": yes, "no": no, "abstain": COUNTS["valid"] - yes - no}
    return vote(**{**COUNTS, "rule": rule, "tally": tally, **fields})


def ballot(votes: Sequence[int | None], elected: Sequence[bool | None], rule: Any, **fields: Any) -> Vote:
    candidates = [
        {"id": f"c{index}", "title": f"候选{index}", "votes": number, "elected": is_elected}
        for index, (number, is_elected) in enumerate(zip(votes, elected, strict=True))
    ]
    return vote(**{"candidates": candidates, "rule": rule, "result": "elected", **fields})


def kinds(result: Recount) -> list[str]:
    return [found.kind for found in result.discrepancies]


def verdicts(result: Recount) -> dict[str, str]:
    return {each.id: each.verdict for each in result.ranking}


def enough(requires: str, size: int) -> int:
    """Votes needed, written a second time and more plainly than in the code under test."""
    over, under = SHARES[requires]
    for votes in range(1, size + 2):
        if votes * under > size * over or (requires != "majority" and votes * under == size * over):
            return votes
    raise AssertionError


# The decision table: one question


@pytest.mark.parametrize("of", SIZES)
@pytest.mark.parametrize("requires", SHARES)
def test_share_of_a_published_base(requires: str, of: str) -> None:
    need = enough(requires, SIZES[of])
    for yes, computed in ((need, "passed"), (need - 1, "rejected")):
        result = recount(question(requires, of, yes, 0, result=computed))
        assert (result.status, result.computed, result.missing) == ("confirmed", computed, ())
        assert result.threshold is not None
        assert (result.threshold.needed.low, result.threshold.needed.high) == (need, need)
        other = "rejected" if computed == "passed" else "passed"
        wrong = recount(question(requires, of, yes, 0, result=other))
        assert (wrong.status, wrong.computed, kinds(wrong)) == ("mismatch", computed, ["result"])


@pytest.mark.parametrize("requires", [*SHARES, "plurality"])
@pytest.mark.parametrize(("yes", "no"), [(40, 39), (40, 40), (40, 41), (40, 20), (20, 10), (40, 13), (30, 10)])
def test_share_of_votes_cast(requires: str, yes: int, no: int) -> None:
    share = Fraction(yes, yes + no)
    passes = share > Fraction(1, 2) if requires in ("majority", "plurality") else share >= Fraction(*SHARES[requires])
    result = recount(question(requires, "cast", yes, no, result="passed" if passes else "rejected"))
    assert (result.status, result.computed) == ("confirmed", "passed" if passes else "rejected")


@pytest.mark.parametrize(("yes", "computed"), [(60, "passed"), (59, "rejected"), (86, "passed"), (1, "rejected")])
def test_fixed_number(yes: int, computed: str) -> None:
    assert recount(question("fixed", None, yes, 0, result=computed)).status == "confirmed"
    bare = vote(tally={"yes": yes}, rule={"requires": "fixed", "votes": 60}, result=computed)
    assert recount(bare).status == "confirmed"


@pytest.mark.parametrize("of", BASES)
@pytest.mark.parametrize("requires", [*SHARES, "majority_and_top_n"])
def test_missing_base(requires: str, of: str) -> None:
    fields = {"all_members": ["seats"], "cast": []}.get(of, [of])
    rule = {"requires": requires, "of": of, "choose": 1 if requires == "majority_and_top_n" else None}
    for name in fields:
        result = recount(question(requires, of, 40, 30, rule=rule, **{name: None}))
        assert (result.status, result.missing, result.computed) == ("cannot_recount", (name,), None)
    for name in ("yes", *(("no",) if of == "cast" else ())):
        tally = {"yes": 40, "no": 30, "abstain": 16, name: None}
        result = recount(question(requires, of, 0, 0, rule=rule, tally=tally))
        assert (result.status, result.missing, result.computed) == (
            "cannot_recount",
            (f"tally.{name}",),
            None,
        )
    result = recount(question(requires, of, 0, 0, rule=rule, tally=None))
    assert (result.status, result.missing[0], result.computed) == ("cannot_recount", "tally", None)


@pytest.mark.parametrize("requires", RULES)
def test_incomplete_rule(requires: str) -> None:
    for votes in (question("majority", "cast", 50, 20), ballot([50, 30], [True, False], None)):
        for lacking in RULES[requires].needs:  # type: ignore[index]
            full = {"requires": requires, "of": "present", "votes": 60, "choose": 1}
            for nothing in ({}, {lacking: 0}) if lacking != "of" else ({},):
                rule = {name: value for name, value in full.items() if name != lacking} | nothing
                result = recount(votes.model_copy(update={"rule": vote(rule=rule).rule}))
                assert result.status == "cannot_recount"
                assert result.missing == (f"rule.{lacking}",)
                assert kinds(result) == ["rule_incomplete"]


def test_no_rule_and_no_word() -> None:
    assert recount(question("majority", "cast", 50, 20, rule=None)).missing == ("rule",)
    assert recount(vote()).missing == ("rule", "tally")
    odd = recount(question("majority", "cast", 50, 20, result="deferred"))
    assert (odd.status, odd.missing, kinds(odd)) == ("cannot_recount", ("result",), ["result_word"])


@pytest.mark.parametrize(("word", "meaning"), RESULT_WORDS.items())
def test_every_result_word(word: str, meaning: str) -> None:
    passes = recount(question("majority", "cast", 50, 20, result=word))
    fails = recount(question("majority", "cast", 20, 50, result=word))
    expected = {"for": ("confirmed", "mismatch"), "against": ("mismatch", "confirmed")}
    assert (passes.status, fails.status) == expected.get(meaning, ("cannot_recount", "cannot_recount"))


def test_unpublished_vacancies_are_not_zero() -> None:
    """Between 86 (all who are counted) and 100 members: only what holds for all of these is certain."""
    cases = {51: "confirmed", 50: "cannot_recount", 44: "cannot_recount", 43: "mismatch"}
    for yes, status in cases.items():
        fields = {"vacant": None, "present": None, "issued": None, "returned": None, "invalid": None}
        result = recount(question("majority", "all_members", yes, 0, **fields))
        assert result.status == status, yes
        assert result.missing == (("vacant",) if status == "cannot_recount" else ())


def test_tie_on_a_question() -> None:
    passed = recount(question("majority", "cast", 43, 43))
    assert (passed.status, passed.computed, kinds(passed)) == ("mismatch", "rejected", ["tie"])
    rejected = recount(question("majority", "cast", 43, 43, result="rejected"))
    assert (rejected.status, kinds(rejected)) == ("confirmed", [])
    assert "recount.even" in [step.key for step in rejected.steps]
    decided = recount(question("majority", "cast", 43, 43, tie_break={"method": "主席加投一票"}))
    assert (decided.status, kinds(decided)) == ("confirmed", [])
    excused = recount(question("majority", "cast", 43, 43, exception={"reason": "主席加投一票"}))
    assert (excused.status, kinds(excused)) == ("exception", ["tie"])


@pytest.mark.parametrize("requires", ["two_thirds", "three_quarters"])
def test_tie_break_is_no_way_to_two_thirds(requires: str) -> None:
    result = recount(question(requires, "cast", 43, 43, tie_break={"method": "主席加投一票"}))
    assert (result.status, kinds(result)) == ("mismatch", ["result"])


def test_nobody_voted() -> None:
    for rule in ({"requires": "majority", "of": "cast"}, {"requires": "fixed", "votes": 60}):
        tally = {"yes": 0, "no": 0, "abstain": 0, "absent": 180}
        result = recount(vote(seats=180, vacant=0, tally=tally, rule=rule, result="rejected"))
        assert (result.status, result.missing, kinds(result)) == (
            "cannot_recount",
            ("tally",),
            ["nobody_voted"],
        )
    none = recount(ballot([0, 0], [False, False], {"requires": "plurality"}, result="not_elected"))
    assert (none.status, kinds(none)) == ("cannot_recount", ["nobody_voted"])


def test_satisfaction_poll() -> None:
    tally = {"satisfied": 30, "basically_satisfied": 15, "dissatisfied": 10, "abstain": 5}
    poll = {"purpose": "poll", "result": "satisfied", "valid": 60, "tally": tally}
    assert recount(vote(**poll)).missing == ("rule",)
    ruled = poll | {"rule": {"requires": "two_thirds", "of": "valid"}}
    assert recount(vote(**ruled)).status == "confirmed"
    assert recount(vote(**ruled, exception={"reason": "示例"})).status == "confirmed"
    half = {**tally, "basically_satisfied": None}
    assert recount(vote(**ruled | {"tally": half})).missing == ("tally.basically_satisfied",)


def test_quorum() -> None:
    two_thirds = {"share": "two_thirds"}
    for present, status in ((67, "confirmed"), (66, "mismatch")):
        counts: dict[str, Any] = dict.fromkeys(COUNTS) | {"seats": 100, "vacant": 0, "present": present}
        tally = {"yes": 40, "no": 10}
        made = question("majority", "cast", 0, 0, **counts, tally=tally, quorum=two_thirds)
        assert recount(made).status == status
        assert recount(made.model_copy(update={"present": None})).missing == ("present",)
    assert (recount(made).computed, kinds(recount(made))) == ("no_quorum", ["no_quorum"])
    assert recount(made.model_copy(update={"result": "no_quorum"})).status == "confirmed"
    assert recount(made.model_copy(update={"vacant": 1})).status == "confirmed"
    assert recount(made.model_copy(update={"vacant": None})).missing == ("vacant",)
    enough_there = {"result": "no_quorum", "present": 67}
    assert kinds(recount(made.model_copy(update=enough_there))) == ["result"]


def test_exception() -> None:
    excused = question("majority", "valid", 43, 43, exception={"reason": "示例"})
    assert recount(excused).status == "exception"
    assert recount(excused.model_copy(update={"valid": 85})).status == "mismatch", "sums are not excused"
    unneeded = recount(question("majority", "valid", 44, 42, exception={"reason": "示例"}))
    assert (unneeded.status, kinds(unneeded)) == ("confirmed", ["exception_unneeded"])


def test_roll_instead_of_a_tally() -> None:
    roll = [{"voter": f"代表{n}", "option": option} for n, option in enumerate(["yes"] * 3 + ["no"] * 2)]
    rule = {"requires": "majority", "of": "cast"}
    assert recount(vote(roll=roll, rule=rule)).status == "confirmed"
    dirty = [*roll, {"voter": "代表9", "option": "赞成"}]
    result = recount(vote(roll=dirty, rule=rule))
    assert (result.status, result.missing) == ("mismatch", ("tally",))
    assert kinds(result) == ["roll_label"]


def test_members_who_are_not_accounted_for() -> None:
    base = {"seats": 20, "vacant": 0, "rule": {"requires": "majority", "of": "cast"}}
    clear = recount(vote(**base, tally={"yes": 9, "no": 7, "abstain": 0, "absent": 3}))
    assert (clear.status, kinds(clear)) == ("confirmed", ["unaccounted"])
    close = recount(vote(**base, tally={"yes": 9, "no": 7, "abstain": 0, "absent": 2}))
    assert (close.status, close.missing) == ("cannot_recount", ("tally.not_voting",))
    said = recount(vote(**base, tally={"yes": 9, "no": 7, "abstain": 0, "absent": 2, "not_voting": 2}))
    assert (said.status, kinds(said)) == ("confirmed", [])


# The decision table: several candidates

TOP_TWO = {"requires": "top_n", "choose": 2}
HALF_OF_100 = {"requires": "majority_and_top_n", "of": "returned", "choose": 2}


@pytest.mark.parametrize(
    ("rule", "votes", "expected"),
    [
        ({"requires": "majority", "of": "returned"}, [80, 51, 50], "in in out"),
        ({"requires": "two_thirds", "of": "returned"}, [80, 67, 66], "in in out"),
        ({"requires": "three_quarters", "of": "returned"}, [80, 75, 74], "in in out"),
        ({"requires": "fixed", "votes": 60}, [80, 60, 59], "in in out"),
        ({"requires": "plurality"}, [40, 39, 1], "in out out"),
        ({"requires": "plurality"}, [40, 40, 1], "tie tie out"),
        ({"requires": "plurality", "choose": 2}, [40, 40, 1], "in in out"),
        (TOP_TWO, [9, 8, 7], "in in out"),
        (TOP_TWO, [9, 8, 8], "in tie tie"),
        (TOP_TWO, [8, 8, 8], "tie tie tie"),
        (TOP_TWO, [9, 9, 8], "in in out"),
        (TOP_TWO, [9, 0, 0], "in out out"),
        (HALF_OF_100, [80, 70, 60], "in in out"),
        (HALF_OF_100, [80, 51, 50], "in in out"),
        (HALF_OF_100, [80, 50, 50], "in out out"),
        (HALF_OF_100, [80, 60, 60], "in tie tie"),
        (HALF_OF_100, [50, 50, 50], "out out out"),
    ],
)
def test_ballots(rule: Mapping[str, Any], votes: list[int], expected: str) -> None:
    decided = [{"in": True, "out": False}.get(verdict) for verdict in expected.split()]
    result = "elected" if "in" in expected or "tie" in expected else "not_elected"
    first_tied = [verdict == "tie" for verdict in expected.split()].index(True) if "tie" in expected else None
    elected = [is_in if is_in is not None else index == first_tied for index, is_in in enumerate(decided)]
    if expected == "tie tie tie":
        elected = [True, True, False]
    made = ballot(votes, elected, rule, returned=100, result=result)
    found = recount(made)
    assert [each.verdict for each in found.ranking] == expected.split()
    if first_tied is None:
        assert (found.status, kinds(found)) == ("confirmed", [])
    else:
        assert (found.status, kinds(found)) == ("mismatch", ["tie"])
        assert recount(made.model_copy(update={"exception": vote(exception={"reason": "甲"}).exception})).status == (
            "exception"
        )
        stated = vote(tie_break={"method": "再次投票"}).tie_break
        assert recount(made.model_copy(update={"tie_break": stated})).status == "confirmed"


@pytest.mark.parametrize(
    ("elected", "expected"),
    [
        ([True, True, False], []),
        ([True, False, False], ["result"]),
        ([True, False, True], ["result", "result"]),
        ([True, True, True], ["result", "elected_count"]),
        ([False, False, False], ["result", "result"]),
    ],
)
def test_declared_candidates(elected: list[bool], expected: list[str]) -> None:
    result = recount(ballot([80, 70, 60], elected, HALF_OF_100, returned=100))
    assert kinds(result) == expected
    assert result.status == ("mismatch" if expected else "confirmed")


def test_declared_elected_or_not() -> None:
    rule = {"requires": "majority", "of": "returned"}
    one = recount(ballot([51], [None], rule, returned=100))
    assert one.status == "confirmed", "the result itself says who was elected"
    assert kinds(recount(ballot([50], [None], rule, returned=100))) == ["result"]
    several = recount(ballot([51, 60], [None, None], rule, returned=100))
    assert (several.status, several.missing) == ("cannot_recount", ("candidates.elected",))
    winners = recount(ballot([51, 60, 40], [True, True, None], rule, returned=100))
    assert winners.status == "confirmed", "who is not marked as elected was not"
    fields = {"result": "rejected", "returned": 100}
    assert kinds(recount(ballot([51], [None], rule, **fields))) == ["result"]


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"candidates": []}, ("candidates", "vacant")),
        ({"candidates": [], "seats": None}, ("candidates", "seats")),
        ({"candidates": [], "vacant": 0}, ("candidates",)),
        ({"rule": TOP_TWO, "candidates": []}, ("candidates",)),
        ({"rule": None, "candidates": []}, ("rule", "candidates")),
        ({"candidate_count": 4}, ("candidates",)),
        ({"candidate_count": 3}, ()),
        ({"candidate_count": 3, "seats": None}, ("seats",)),
    ],
)
def test_ballots_not_fully_published(fields: dict[str, Any], missing: tuple[str, ...]) -> None:
    rule = {"requires": "majority_and_top_n", "of": "all_members", "choose": 2}
    made = ballot([80, 70, 10], [True, True, False], rule, seats=100, candidate_count=13)
    changed = vote(**{**_plain(made), **fields})
    result = recount(changed)
    assert (result.status, result.missing) == ("cannot_recount" if missing else "confirmed", missing)


def _plain(made: Vote) -> dict[str, Any]:
    return {
        **made.model_dump(include={"seats", "rule", "candidate_count", "result", "returned"}, exclude_none=True),
        "candidates": [
            {"id": each.id, "title": each.id, "votes": each.votes, "elected": each.elected} for each in made.candidates
        ],
    }


def test_unpublished_votes_of_some_candidates() -> None:
    """Contradictions show even so: a loser with more votes than a winner, a winner without a majority."""
    hidden = recount(ballot([80, 70, None], [True, True, False], HALF_OF_100, returned=100))
    assert (hidden.status, hidden.missing) == ("cannot_recount", ("candidates.votes",))
    assert verdicts(hidden) == {"c0": "in", "c1": "unknown", "c2": "unknown"}
    low = recount(ballot([80, 40, None], [True, True, False], HALF_OF_100, returned=100))
    assert kinds(low) == ["result"]
    third = recount(ballot([80, 70, 60, None], [True, False, True, False], HALF_OF_100, returned=100))
    assert [found.route for found in third.discrepancies] == [("candidates", 2, "elected")]
    all_hidden = recount(ballot([None] * 3, [True, True, True], TOP_TWO))
    assert kinds(all_hidden) == ["elected_count"]


def test_candidates_with_yes_and_no() -> None:
    """Each has a base of its own where the share is of the votes cast."""
    tallies = [{"yes": 30, "no": 10}, {"yes": 20, "no": 20}, {"yes": 2, "no": 1}]
    rule = {"requires": "majority", "of": "cast"}
    made = ballot([None] * 3, [True, False, True], rule)
    parts = [
        {"id": each.id, "title": each.id, "tally": tally, "elected": each.elected}
        for each, tally in zip(made.candidates, tallies, strict=True)
    ]
    result = recount(vote(candidates=parts, rule=rule, result="elected"))
    assert (result.status, list(verdicts(result).values())) == ("confirmed", ["in", "out", "in"])
    counted = recount(ballot([30, 20], [True, False], rule))
    assert counted.missing == ("candidates.tally",)


def test_a_tie_broken_for_too_few() -> None:
    rule = {"requires": "top_n", "choose": 3}
    stated = {"method": "再次投票"}
    three_level = [9, 8, 8, 8]
    assert kinds(recount(ballot(three_level, [True, True, False, False], rule, tie_break=stated))) == ["elected_count"]
    assert recount(ballot(three_level, [True, False, False, False], rule, tie_break=stated)).status == "confirmed"
    assert recount(ballot(three_level, [True, True, True, False], rule, tie_break=stated)).status == "confirmed"


# What must hold for any vote

small = st.integers(0, 40)
requirements = st.sampled_from([*SHARES, "majority_and_top_n"])


@st.composite
def ballots(draw: st.DrawFn) -> Vote:
    votes = draw(st.lists(small, min_size=1, max_size=7))
    requires = draw(st.sampled_from([*RULES]))
    rule = {"requires": requires, "of": draw(st.sampled_from(["all_members", "returned"])), "votes": 12}
    choose = draw(st.integers(1, 5))
    elected = [draw(st.booleans()) for _ in votes]
    seats = draw(st.integers(max([*votes, 1]), 60))
    vacant = draw(st.integers(0, seats - max([*votes, 1])))
    made = {"seats": seats, "vacant": vacant, "returned": draw(st.integers(max(votes), seats - vacant))}
    return ballot(votes, elected, rule | ({"choose": choose} if RULES[requires].ranked else {}), **made)


def oracle(made: Vote) -> list[str]:
    """The verdicts of a fully published ballot, in the plainest words."""
    assert made.rule is not None and made.seats is not None and made.vacant is not None
    size = made.seats - made.vacant if made.rule.of == "all_members" else made.returned or 0
    needed = {"fixed": 12, "plurality": 1, "top_n": 1}.get(made.rule.requires)
    if needed is None:
        needed = enough(made.rule.requires.replace("_and_top_n", ""), size)
    able = [each.votes or 0 for each in made.candidates if (each.votes or 0) >= needed]
    found = []
    for each in made.candidates:
        votes = each.votes or 0
        more, same = sum(other > votes for other in able), able.count(votes)
        limit = made.rule.choose or len(made.candidates)
        if votes < needed or more >= limit:
            found.append("out")
        else:
            found.append("in" if more + same <= limit else "tie")
    return found


@given(ballots())
def test_ballots_equal_a_plain_count(made: Vote) -> None:
    assert [each.verdict for each in recount(made).ranking] == oracle(made)


@given(ballots(), st.randoms(use_true_random=False))
def test_order_and_names_of_candidates_do_not_matter(made: Vote, random: Any) -> None:
    shuffled = list(made.candidates)
    random.shuffle(shuffled)
    again = made.model_copy(update={"candidates": shuffled})
    assert verdicts(recount(again)) == verdicts(recount(made))
    assert (recount(again).status, sorted(kinds(recount(again)))) == (
        recount(made).status,
        sorted(kinds(recount(made))),
    )
    renamed = [each.model_copy(update={"id": f"z{each.id}"}) for each in made.candidates]
    other = recount(made.model_copy(update={"candidates": renamed}))
    assert [each.verdict for each in other.ranking] == [each.verdict for each in recount(made).ranking]


@given(ballots(), st.data())
def test_what_is_certain_stays_so_when_the_rest_is_published(made: Vote, data: st.DataObject) -> None:
    """Hide some numbers: whatever is still decided is decided as with all of them."""
    full = verdicts(recount(made))
    hide = data.draw(st.sets(st.integers(0, len(made.candidates) - 1)))
    candidates = [
        each.model_copy(update={"votes": None}) if index in hide else each for index, each in enumerate(made.candidates)
    ]
    fields: dict[str, Any] = {"candidates": candidates}
    fields |= {name: None for name in ("vacant", "seats", "returned") if data.draw(st.booleans())}
    partly = recount(made.model_copy(update=fields))
    for each in partly.ranking:
        assert each.verdict in ("unknown", full[each.id])
    if partly.status == "confirmed":
        assert recount(made).status == "confirmed"
    dropped = made.model_copy(update={"candidates": made.candidates[:-1], "candidate_count": len(made.candidates)})
    for each in recount(dropped).ranking:
        assert each.verdict in ("unknown", full[each.id])


@given(ballots(), st.data())
def test_one_more_vote_never_costs_a_place(made: Vote, data: st.DataObject) -> None:
    better = {"out": 0, "tie": 1, "in": 2}
    index = data.draw(st.integers(0, len(made.candidates) - 1))
    before = recount(made).ranking[index]
    more = list(made.candidates)
    more[index] = more[index].model_copy(update={"votes": (before.votes or 0) + 1})
    after = recount(made.model_copy(update={"candidates": more})).ranking[index]
    assert better[after.verdict] >= better[before.verdict]


def _computed(requires: str, of: str, yes: int, no: int, other: int) -> str | None:
    room = yes + no + other
    made = vote(
        **dict.fromkeys(("seats", "present", "returned", "valid"), room),
        vacant=0,
        tally={"yes": yes, "no": no},
        rule={"requires": requires, "of": of, "votes": 15},
    )
    return recount(made).computed


rules = st.sampled_from([*SHARES, "fixed", "plurality"])
bases = st.sampled_from(BASES)


@given(rules, bases, small, small, small)
def test_a_losing_vote_never_passes_and_a_winning_one_never_rejects(
    requires: str, of: str, yes: int, no: int, other: int
) -> None:
    before = _computed(requires, of, yes, no, other)
    if before == "rejected":
        assert _computed(requires, of, yes, no + 1, other) == "rejected"
        assert _computed(requires, of, yes, no, other + 1) == "rejected"
    if before == "passed":
        assert _computed(requires, of, yes + 1, no, other) == "passed"


@given(bases, small, small, small)
def test_thresholds_rise(of: str, yes: int, no: int, other: int) -> None:
    passes = [_computed(requires, of, yes, no, other) == "passed" for requires in SHARES]
    assert passes == sorted(passes, reverse=True), "three quarters is two thirds is a majority"
    by_base = [_computed("majority", base, yes, no, other) == "passed" for base in ("all_members", "cast")]
    assert by_base != [True, False], "a majority of all members is one of the votes cast"


@given(small, small, small, small, st.integers(0, 30), rules)
def test_vacancies_within_bounds(yes: int, no: int, spare: int, vacant: int, more: int, requires: str) -> None:
    """Certain without the number of vacancies: then the same for every number that it can be."""
    seats = yes + no + spare + vacant + more
    fields = {"seats": seats, "present": yes + no + spare, "tally": {"yes": yes, "no": no}}
    rule = {"requires": requires, "of": "all_members", "votes": 15}
    unknown = recount(vote(**fields, rule=rule)).computed
    known = recount(vote(**fields, rule=rule, vacant=vacant)).computed
    assert unknown in (None, known)


maybe = st.none() | small


@st.composite
def any_votes(draw: st.DrawFn) -> Vote:
    names = ("seats", "vacant", "present", "issued", "returned", "valid", "invalid", "candidate_count")
    options = (
        "yes",
        "no",
        "abstain",
        "not_voting",
        "absent",
        "satisfied",
        "basically_satisfied",
        "dissatisfied",
    )
    tallies = st.none() | st.fixed_dictionaries({}, optional=dict.fromkeys(options, small))
    rule_of = st.fixed_dictionaries(
        {"requires": st.sampled_from([*RULES])},
        optional={"of": bases, "votes": small, "choose": st.integers(0, 4)},
    )
    candidate = st.fixed_dictionaries(
        {"id": st.just("a"), "title": st.just("甲")},
        optional={"votes": small, "tally": tallies, "elected": st.booleans()},
    )
    entries = st.fixed_dictionaries(
        {"voter": st.sampled_from("甲乙丙丁戊"), "option": st.sampled_from([*options, "赞成"])}
    )
    quorums = st.fixed_dictionaries({"share": st.sampled_from([*SHARES])}, optional={"of": bases})
    return vote(
        **{name: draw(maybe) for name in names},
        tally=draw(tallies),
        rule=draw(st.none() | rule_of),
        candidates=draw(st.lists(candidate, max_size=4)),
        roll=draw(st.lists(entries, max_size=4)),
        quorum=draw(st.none() | quorums),
        tie_break=draw(st.none() | st.just({"method": "再次投票"})),
        exception=draw(st.none() | st.just({"reason": "示例"})),
        result=draw(st.sampled_from([*RESULT_WORDS, "deferred"])),
    )


CATALOGUE = read_catalogue()


def _word(group: str, value: str, language: Language) -> str:
    words = CATALOGUE.words.get(f"{group}.{value}")
    return words[language] if words else value


def said(step: Step, language: Language) -> str:
    """A line in words, as a page writes it."""
    facts = {
        name: _word(WORDS_OF[name], str(fact), language) if name in WORDS_OF else fact
        for name, fact in step.facts.items()
    }
    for name, group in WORDS_OF.items():
        if name in step.facts and name not in ("declared",):
            assert f"{group}.{step.facts[name]}" in CATALOGUE.words, step
    return CATALOGUE.words[step.key][language].format_map(facts)


@settings(max_examples=400)
@given(any_votes())
def test_any_vote_has_an_answer_in_words(made: Vote) -> None:
    result = recount(made)
    wrong = {found.kind for found in result.discrepancies} - REMARKS
    assert (result.status in ("mismatch", "exception")) == bool(wrong)
    assert (result.status == "exception") <= (made.exception is not None)
    if result.status == "confirmed":
        assert not result.missing and result.computed is not None and made.rule is not None
        assert all(step.holds is not False for step in result.steps)
    if result.status == "cannot_recount":
        assert result.missing
    for step in result.steps:
        for language in LANGUAGES:
            assert said(step, language)


def test_every_rule_has_words_and_a_source() -> None:
    for requires, kind in RULES.items():
        for key in (kind.law, f"recount.rule.ballot.{requires}", f"recount.needed.{requires}"):
            assert set(CATALOGUE.words[key]) == set(LANGUAGES)
        if kind.question:
            assert f"recount.rule.question.{kind.question[0]}" in CATALOGUE.words
        if kind.share is not None:
            assert f"recount.needed_between.{requires}" in CATALOGUE.words
