"""GS501 to GS515: a bad vote for every rule, at its place, and its mended twin."""

from __future__ import annotations

from pathlib import Path

import pytest

from broken_content import Case, broken_and_mended, findings_in
from gongshi.checks.votes import CODES
from gongshi.derive.votes.steps import EXCUSABLE

HEAD = "title: 示例表决\nillustrative: true\ndate: 2024-01-12\nmotion: 示例议案\n"
PASSED = HEAD + "result: passed\n"
MAJORITY = "rule: {requires: majority, of: cast}\n"
TWO = "rule: {requires: top_n, choose: 2}\n"
HALF = "rule: {requires: majority_and_top_n, of: returned, choose: 1}\n"


def of(name: str, text: str, mend: tuple[str, str], code: str) -> Case:
    return Case(code, name, {"votes/a.yml": text}, mend)


def candidates(*lines: str) -> str:
    return "candidates:\n" + "".join(f"  - {{id: c{n}, title: 候选{n}, {line}}}\n" for n, line in enumerate(lines))


CASES = [
    of("vacant", PASSED + "seats: 20\nvacant: ¦21\n", ("vacant: 21", "vacant: 1"), "GS501"),
    of("present", PASSED + "seats: 336\npresent: ¦363\n", ("363", "336"), "GS501"),
    of("present without vacancies", PASSED + "seats: 30\nvacant: 2\npresent: ¦29\n", ("29", "28"), "GS501"),
    of("issued", PASSED + "seats: 99\npresent: 90\nissued: ¦91\n", ("91", "90"), "GS501"),
    of("returned", PASSED + "present: 90\nissued: 90\nreturned: ¦91\n", ("91", "88"), "GS501"),
    of("across a gap", PASSED + "seats: 90\nreturned: ¦91\n", ("91", "88"), "GS501"),
    of("parts", PASSED + "returned: 304\nvalid: ¦300\ninvalid: 3\n", ("invalid: 3", "invalid: 4"), "GS501"),
    of("valid", PASSED + "present: 90\nvalid: ¦91\n", ("91", "90"), "GS501"),
    of("invalid", PASSED + "issued: 90\ninvalid: ¦91\n", ("91", "1"), "GS501"),
    of("no whole", PASSED + "issued: 90\nvalid: ¦90\ninvalid: 1\n", ("valid: 90", "valid: 89"), "GS501"),
    of("too many marked", PASSED + "valid: 86\ntally: ¦{yes: 80, no: 7}\n", ("no: 7", "no: 6"), "GS502"),
    of("valid", PASSED + "valid: 86\ntally: ¦{yes: 80, no: 3, abstain: 2}\n", ("no: 3", "no: 4"), "GS502"),
    of(
        "returned less invalid", PASSED + "returned: 88\ninvalid: 2\ntally: ¦{yes: 80, no: 7}\n",
        ("no: 7", "no: 6"), "GS502",
    ),
    of("returned", PASSED + "returned: 88\ntally: ¦{yes: 80, no: 9}\n", ("no: 9", "no: 6"), "GS502"),
    of(
        "those in the room", PASSED + "present: 60\ntally: ¦{yes: 50, no: 5, abstain: 3, not_voting: 1}\n",
        ("not_voting: 1", "not_voting: 2"), "GS502",
    ),
    of(
        "present and absent", PASSED + "seats: 60\nvacant: 1\npresent: 50\ntally:\n  yes: 40\n  absent: ¦8\n",
        ("absent: 8", "absent: 9"), "GS502",
    ),
    of(
        "all members",
        PASSED + "seats: 60\nvacant: 0\ntally: ¦{yes: 40, no: 9, abstain: 1, not_voting: 0, absent: 11}\n",
        ("absent: 11", "absent: 10"), "GS502",
    ),
    of(
        "more than seats", PASSED + "seats: 60\ntally: ¦{yes: 40, no: 9, absent: 12}\n",
        ("absent: 12", "absent: 11"), "GS502",
    ),
    of(
        "poll",
        PASSED + "valid: 60\npurpose: poll\n"
        "tally: ¦{satisfied: 40, basically_satisfied: 9, dissatisfied: 1, abstain: 9}\n",
        ("abstain: 9", "abstain: 10"), "GS502",
    ),
    of(
        "of a candidate",
        HEAD + "result: elected\nvalid: 60\n" + candidates("tally: ¦{yes: 50, no: 9, abstain: 2}"),
        ("no: 9", "no: 8"), "GS502",
    ),
    of(
        "tally", PASSED + "tally: {yes: ¦3, no: 1}\nroll:\n" + "".join(
            f"  - {{voter: 代表{n}, option: {option}}}\n" for n, option in enumerate(["yes", "yes", "no"])
        ), ("yes: 3", "yes: 2"), "GS503",
    ),
    of(
        "absent on the roll", PASSED + "tally: {yes: 1, absent: ¦2}\n"
        "roll: [{voter: 甲, option: yes}, {voter: 乙, option: absent}]\n",
        ("absent: 2", "absent: 1"), "GS503",
    ),
    of(
        "longer than seats",
        PASSED + "seats: 1\nroll: ¦[{voter: 甲, option: yes}, {voter: 乙, option: no}]\n",
        ("seats: 1", "seats: 2"), "GS503",
    ),
    of(
        "label",
        PASSED + "tally: {yes: 2}\nroll:\n  - {voter: 甲, option: yes}\n  - {voter: 乙, option: ¦赞成}\n",
        ("赞成", "yes"), "GS504",
    ),
    of("case", PASSED + "roll:\n  - {voter: 甲, option: ¦Yes}\n", ("Yes", "yes"), "GS504"),
    of("stray", PASSED + "roll:\n  - {voter: 甲, option: ¦']A'}\n", ("']A'", "absent"), "GS504"),
    of(
        "same name", PASSED + "roll:\n  - {voter: 王芳, option: yes}\n  - {voter: ¦王 芳, option: no}\n",
        ("王 芳", "王芳（第二代表团）"), "GS505",
    ),
    of(
        "question", HEAD + "result: ¦passed\ntally: {yes: 40, no: 41}\n" + MAJORITY,
        ("yes: 40", "yes: 42"), "GS506",
    ),
    of(
        "no exception stated", HEAD + "result: ¦passed\ntally: {yes: 40, no: 41}\n" + MAJORITY,
        (MAJORITY, MAJORITY + "exception: {reason: 示例理由}\n"), "GS506",
    ),
    of(
        "candidate", HEAD + "result: elected\nreturned: 99\n"
        + candidates("votes: 80, elected: true", "votes: 40, elected: ¦true") + HALF.replace("1", "2"),
        ("40, elected: true", "40, elected: false"), "GS506",
    ),
    of(
        "one too many", HEAD + "result: elected\n" + TWO
        + candidates("elected: true", "elected: true", "elected: ¦true"), ("choose: 2", "choose: 3"), "GS507",
    ),
    of(
        "question", HEAD + "result: ¦passed\ntally: {yes: 83, no: 83}\n" + MAJORITY,
        (MAJORITY, MAJORITY + "tie_break: {method: 主席加投一票}\n"), "GS508",
    ),
    of(
        "cut", HEAD + "result: elected\n" + TWO
        + candidates("votes: 9, elected: true", "votes: ¦8, elected: true", "votes: 8, elected: false"),
        (TWO, TWO + "tie_break: {method: 再次投票}\n"), "GS508",
    ),
    of(
        "of", PASSED + "tally: {yes: 40, no: 39}\nrule: ¦{requires: majority}\n",
        ("majority}", "majority, of: cast}"), "GS509",
    ),
    of(
        "votes", PASSED + "tally: {yes: 60}\nrule: ¦{requires: fixed}\n",
        ("fixed}", "fixed, votes: 60}"), "GS509",
    ),
    of(
        "choose", HEAD + "result: elected\ncandidate_count: 13\nrule: ¦{requires: top_n}\n",
        ("top_n}", "top_n, choose: 10}"), "GS509",
    ),
    of(
        "quorum",
        HEAD + "result: ¦passed\nseats: 99\nvacant: 0\npresent: 65\nquorum: {share: two_thirds}\n"
        "tally: {yes: 60, no: 1}\n" + MAJORITY, ("present: 65", "present: 66"), "GS510",
    ),
    of(
        "list", HEAD + "result: elected\ncandidate_count: ¦1\n" + candidates("votes: 9", "votes: 8"),
        ("count: 1", "count: 2"), "GS511",
    ),
    of(
        "votes", HEAD + "result: elected\nreturned: 304\n" + candidates("votes: ¦305", "votes: 8"),
        ("305", "304"), "GS511",
    ),
    of(
        "votes and tally", HEAD + "result: elected\n" + candidates("votes: ¦9, tally: {yes: 8, no: 1}"),
        ("votes: 9", "votes: 8"), "GS511",
    ),
    of("word", HEAD + "result: ¦deferred\n", ("deferred", "rejected"), "GS512"),
    of(
        "question", PASSED + "tally: ¦{yes: 0, no: 0, absent: 180}\n" + MAJORITY,
        ("yes: 0", "yes: 1"), "GS513",
    ),
    of(
        "candidates",
        HEAD + "result: elected\n" + TWO + "candidates:\n  ¦- {id: c1, title: 候选1, votes: 0}\n",
        ("votes: 0", "votes: 1"), "GS513",
    ),
    of(
        "left out",
        PASSED + "seats: 60\nvacant: 0\ntally: ¦{yes: 40, no: 9, abstain: 0, absent: 10}\n" + MAJORITY,
        ("abstain: 0", "abstain: 1"), "GS514",
    ),
    of(
        "follows anyway", PASSED + "tally: {yes: 40, no: 9}\n" + MAJORITY + "exception: ¦{reason: 示例}\n",
        ("result: passed", "result: rejected"), "GS515",
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_broken_and_mended(tmp_path: Path, case: Case) -> None:
    broken_and_mended(tmp_path, case)


def test_every_code_has_a_case() -> None:
    assert {case.code for case in CASES} == set(CODES.values())


EXCEPTION = "exception: {reason: 示例理由}\n"


@pytest.mark.parametrize("code", [CODES[kind] for kind in sorted(EXCUSABLE)])
def test_a_stated_exception_explains_the_result(tmp_path: Path, code: str) -> None:
    for index, case in enumerate(case for case in CASES if case.code == code):
        text = case.files["votes/a.yml"].replace("¦", "") + EXCEPTION
        assert not findings_in(tmp_path / str(index), {"votes/a.yml": text})


@pytest.mark.parametrize("code", ["GS501", "GS502", "GS503", "GS504", "GS505", "GS511"])
def test_an_exception_excuses_no_wrong_sum(tmp_path: Path, code: str) -> None:
    for index, case in enumerate(case for case in CASES if case.code == code):
        text = case.files["votes/a.yml"].replace("¦", "") + EXCEPTION
        assert [found.code for found in findings_in(tmp_path / str(index), {"votes/a.yml": text})] == [code]


@pytest.mark.parametrize(
    "text",
    [
        "result: elected\nseats: 336\nissued: 304\ncandidate_count: 13\n"
        "rule: {requires: majority_and_top_n, of: all_members, choose: 10}\n",
        "result: passed\nmethod: roll_call\n",
        "result: passed\nseats: 60\npresent: 50\ntally: {yes: 40}\n",  # what is absent is not checked
        "result: passed\npurpose: poll\ntally: {satisfied: 3, abstain: 1}\n",
        "result: passed\ntally: {yes: 2, absent: 9}\nroll: [{voter: 甲, option: yes}, {voter: 乙, option: yes}]\n",
        "result: rejected\ntally: {yes: 83, no: 83}\n" + MAJORITY,
    ],
)
def test_what_was_not_published_is_no_fault(tmp_path: Path, text: str) -> None:
    assert not findings_in(tmp_path, {"votes/a.yml": HEAD + text})
