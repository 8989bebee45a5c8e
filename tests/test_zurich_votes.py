"""1,036 real votes through the whole way: records, loading, recount, findings."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest

import zurich
from broken_content import MARK
from gongshi.checks.votes import votes_recounted
from gongshi.derive.votes.recount import Recount, recount
from gongshi.findings import Finding
from gongshi.load.content import Loaded, load
from gongshi.records.votes import Vote

pytestmark = pytest.mark.skipif(not zurich.DATA.is_dir(), reason="the trial data is not beside the repository")

BLANKS = "3b5590eb09cc4ed59f194df0687ee350-332"
"""Seven blank labels and three that are ``]A``; its tally lacks the same ten members."""
CAPITAL = "76ffd38d715745a0a6d191098ce2b52a-332"
"""One label is ``Ja`` where all others are ``JA``; its tally lacks that member."""
TIE = "6836d7d2a1d94faea0694fa18f026b47-332"
STEP_WORD = "AblaufschrittTyp names a step of the business and not the result of this vote."


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    folder = tmp_path_factory.mktemp("zurich") / "content"
    assert zurich.write_all(folder) == 1036
    return load(folder)


@pytest.fixture(scope="module")
def recounts(loaded: Loaded) -> dict[str, Recount]:
    return {entry.id: recount(vote) for entry, vote in loaded.corpus.of("votes", Vote)}


@pytest.fixture(scope="module")
def findings(loaded: Loaded) -> dict[str, list[Finding]]:
    by_vote: dict[str, list[Finding]] = defaultdict(list)
    for found in (*loaded.findings, *votes_recounted(loaded.corpus)):
        by_vote[Path(found.place.file).stem].append(found)
    return by_vote


def test_summary(recounts: dict[str, Recount], findings: dict[str, list[Finding]]) -> None:
    statuses = Counter(each.status for each in recounts.values())
    codes = Counter(found.code for some in findings.values() for found in some if found.code.startswith("GS5"))
    expected = {"confirmed": 956, "cannot_recount": 50, "mismatch": 29}
    expected_codes = {"GS504": 1, "GS506": 27, "GS508": 1, "GS512": 10, "GS513": 40, "GS514": 1}
    assert (statuses, codes) == (expected, expected_codes), "\n".join(_differences(recounts))


def _differences(recounts: dict[str, Recount]) -> list[str]:
    return [
        f"{name} {each.status} {found.kind} {dict(found.facts)}"
        for name, each in recounts.items()
        for found in each.discrepancies
    ]


def test_roll_and_tally_agree_where_the_labels_are_clean(loaded: Loaded, recounts: dict[str, Recount]) -> None:
    rolls = {entry.id: vote for entry, vote in loaded.corpus.of("votes", Vote) if vote.roll}
    assert len(rolls) == 62, "63 rolls, of which one cannot be read as a record"
    unusable = {name for name in rolls if "recount.roll_unusable" in _keys(recounts[name])}
    assert unusable == {CAPITAL}
    for name in rolls.keys() - unusable:
        compared = [step for step in recounts[name].steps if step.key == "recount.roll_option"]
        assert len(compared) >= 3, name
        assert all(step.holds for step in compared), name


def _keys(result: Recount) -> set[str]:
    return {step.key for step in result.steps}


def test_dirty_labels_are_findings(recounts: dict[str, Recount], findings: dict[str, list[Finding]]) -> None:
    assert BLANKS not in recounts
    assert [found.code for found in findings[BLANKS]].count("GS202") == 7
    [label] = [found for found in findings[CAPITAL] if found.code == "GS504"]
    assert label.facts["label"] == "Ja"
    assert isinstance(label.place.at, tuple)
    assert (label.place.at[0], label.place.at[-1]) == ("roll", "option")
    assert recounts[CAPITAL].status == "mismatch"


def test_other_stray_labels(tmp_path: Path) -> None:
    """Blank labels stop a record from being read; once they are filled in, ``]A`` is refused as well."""
    [row] = [row for row in zurich.rows() if row["eDocumentID"] == BLANKS]
    made = zurich.record(row)
    roll = zurich.roll_of(BLANKS)
    made["roll"] = [entry | {"option": entry["option"] or "absent"} for entry in roll]
    made_result = recount(Vote.model_validate(made))
    assert made_result.status == "mismatch"
    assert [found.facts["label"] for found in made_result.discrepancies if found.kind == "roll_label"] == ["]A"] * 3
    assert MARK not in str(made)


def test_the_tie_is_refused_until_it_is_explained(loaded: Loaded, findings: dict[str, list[Finding]]) -> None:
    vote = {entry.id: vote for entry, vote in loaded.corpus.of("votes", Vote)}[TIE]
    assert vote.tally is not None and vote.tally.yes == vote.tally.no == 83
    assert [found.code for found in findings[TIE]] == ["GS508"]
    assert recount(vote).status == "mismatch"
    excused = vote.model_copy(update={"exception": _exception()})
    assert recount(excused).status == "exception"


def _exception() -> object:
    basic = {"title": "t", "date": "2024", "motion": "m", "result": "passed"}
    return Vote.model_validate({**basic, "exception": {"reason": STEP_WORD}}).exception


def test_sixty_suffice_where_the_rule_says_so(loaded: Loaded, recounts: dict[str, Recount]) -> None:
    fixed = {
        entry.id: vote
        for entry, vote in loaded.corpus.of("votes", Vote)
        if vote.rule is not None and vote.rule.requires == "fixed"
    }
    by_majority_instead = 0
    for name, vote in fixed.items():
        assert vote.tally is not None and vote.tally.yes is not None and vote.tally.no is not None
        threshold = recounts[name].threshold
        assert threshold is not None and threshold.needed.low == threshold.needed.high == 60
        if recounts[name].computed is not None:
            assert (recounts[name].computed == "passed") == (vote.tally.yes >= 60)
            assert "recount.needed.fixed" in _keys(recounts[name])
            by_majority_instead += (vote.tally.yes > vote.tally.no) != (vote.tally.yes >= 60)
    assert len(fixed) == 203 and by_majority_instead == 55, (len(fixed), by_majority_instead)


def test_nothing_doubtful_is_confirmed(loaded: Loaded, recounts: dict[str, Recount]) -> None:
    for entry, vote in loaded.corpus.of("votes", Vote):
        result, tally = recounts[entry.id], vote.tally
        assert tally is not None and tally.yes is not None and tally.no is not None
        if tally.yes == tally.no == 0:
            assert (result.status, result.missing) == ("cannot_recount", ("tally",))
        if result.status == "confirmed":
            assert result.computed == vote.result
            assert not result.discrepancies
            assert all(step.holds is not False for step in result.steps)


def test_votes_whose_label_is_no_result_become_exceptions(tmp_path: Path, recounts: dict[str, Recount]) -> None:
    """With the reason stated a departure is shown as such; wrong labels are refused all the same."""
    departing = {name for name, each in recounts.items() if each.status == "mismatch"}
    zurich.write_all(tmp_path / "content", dict.fromkeys(departing, STEP_WORD))
    again = load(tmp_path / "content")
    statuses = {entry.id: recount(vote).status for entry, vote in again.corpus.of("votes", Vote)}
    assert {name for name, status in statuses.items() if status == "exception"} == departing - {CAPITAL}
    assert [found.code for found in votes_recounted(again.corpus) if found.code in ("GS506", "GS508")] == []
    assert statuses[CAPITAL] == "mismatch"
