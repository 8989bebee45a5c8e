"""The YAML Test Suite: no case crashes or is read as something else; the refused ones by reason."""

from __future__ import annotations

import pytest

from yaml_suite_report import SUITE, Outcome, outcomes, refused_by_code

pytestmark = pytest.mark.skipif(not SUITE.exists(), reason=f"the YAML Test Suite is not at {SUITE}")

ACCEPTED_THOUGH_INVALID = {
    # the closing lines of a list in brackets stand at the left margin: a common layout, read as it is meant
    "9C9N",
    # a folded text that holds nothing but blank lines and what looks like a comment: read as empty, which
    # every field refuses (GS202)
    "S98Z",
}
REFUSED = {
    "GS103": 116,  # not YAML, or more than libyaml reads
    "GS104": 1,  # a control character by an escape
    "GS107": 30,  # anchors and aliases
    "GS108": 34,  # tags
    "GS109": 34,  # tabs in indentation
    "GS110": 12,  # more than one document
    "GS111": 9,  # nothing in it
    "GS113": 15,  # keys that are lists or mappings
}


@pytest.fixture(scope="module")
def every() -> list[Outcome]:
    return list(outcomes())


def test_all_cases_are_read(every: list[Outcome]) -> None:
    assert len(every) == 402


def test_no_value_is_changed(every: list[Outcome]) -> None:
    assert [outcome.name for outcome in every if not outcome.agrees] == []


def test_what_must_fail_is_refused(every: list[Outcome]) -> None:
    assert {case.name for case in every if case.must_fail and case.accepted} == ACCEPTED_THOUGH_INVALID


def test_the_refused_cases_by_reason(every: list[Outcome]) -> None:
    assert dict(refused_by_code(every)) == REFUSED
