"""Legal force follows from dates alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gongshi.derive.law.force import last_day, legal_force, shown_version, version_in_force
from gongshi.records.regulations import Regulation

TODAY = date(2026, 1, 1)


def regulation(**fields: Any) -> Regulation:
    return Regulation.model_validate({"title": "示例条例", "kind": "条例", **fields})


def stage(name: str, day: str) -> dict[str, str]:
    return {"stage": name, "date": day}


def enacted(name: str, start: str, end: str | None = None) -> dict[str, str]:
    version = {"version": name, "status": "enacted", "effective_from": start, "text": "第一条　甲。"}
    return version | ({"effective_to": end} if end else {})


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        ([], "unknown"),
        ([stage("planned", "2025")], "in_preparation"),
        ([stage("adopted", "2025-06-01")], "adopted"),
        ([stage("adopted", "2025-06-01"), stage("in_force", "2026-01-01")], "in_force"),
        ([stage("adopted", "2025-06-01"), stage("in_force", "2026-01-02")], "not_yet_in_force"),
        ([stage("in_force", "2020-01-01"), stage("amended", "2024-01-01")], "amended"),
        ([stage("in_force", "2020-01-01"), stage("amended", "2026-02-01")], "in_force"),
        ([stage("in_force", "2020-01-01"), stage("repealed", "2026-01-01")], "repealed"),
        ([stage("in_force", "2020-01-01"), stage("repealed", "2026-01-02")], "in_force"),
        ([stage("in_force", "2020-01-01"), stage("repealed", "2026")], "in_force"),
        ([stage("planned", "2025"), stage("adopted", "2026-03-01")], "in_preparation"),
    ],
)
def test_the_state_follows_from_the_stages(stages: list[dict[str, str]], expected: str) -> None:
    assert legal_force(regulation(stages=stages), TODAY).state == expected


def test_versions_alone_give_the_state() -> None:
    assert legal_force(regulation(versions=[enacted("a", "2020-01-01")]), TODAY).state == "in_force"
    assert legal_force(regulation(versions=[enacted("a", "2030-01-01")]), TODAY).state == "not_yet_in_force"
    assert legal_force(regulation(versions=[enacted("a", "2020-01-01", "2025-12-31")]), TODAY).state == "repealed"
    both = regulation(versions=[enacted("a", "2020-01-01", "2023-12-31"), enacted("b", "2024-01-01")])
    assert legal_force(both, TODAY).state == "amended"


def test_the_version_in_force_changes_on_its_day() -> None:
    both = regulation(versions=[enacted("a", "2020-01-01", "2025-12-31"), enacted("b", "2026-01-01")])
    names = {day: version_in_force(both, day) for day in (date(2019, 12, 31), date(2025, 12, 31), TODAY)}
    assert [version and version.version for version in names.values()] == [None, "a", "b"]


def test_a_draft_is_shown_only_where_nothing_was_enacted() -> None:
    draft = {"version": "draft", "status": "draft", "text": "第一条　甲。"}
    only_draft = shown_version(regulation(versions=[draft]), TODAY)
    later = shown_version(regulation(versions=[enacted("a", "2030-01-01"), draft]), TODAY)
    assert only_draft is not None and only_draft.version == "draft"
    assert later is not None and later.version == "a"
    assert shown_version(regulation(), TODAY) is None


def test_no_text_is_in_force_after_the_repeal() -> None:
    repealed = regulation(
        stages=[stage("in_force", "2010-01-01"), stage("repealed", "2020-06-01")], versions=[enacted("a", "2010-01-01")]
    )
    assert legal_force(repealed, TODAY).state == "repealed"
    assert version_in_force(repealed, TODAY) is None
    assert last_day(repealed.versions[0], repealed) == date(2020, 5, 31)
    before = version_in_force(repealed, date(2020, 5, 31))
    assert before is not None and before.version == "a"


def test_the_last_day_is_a_day_in_force() -> None:
    ending = regulation(versions=[enacted("a", "2020-01-01", "2026-01-01")])
    assert legal_force(ending, TODAY).state == "in_force"
    assert version_in_force(ending, TODAY) is not None
    assert legal_force(ending, date(2026, 1, 2)).state == "repealed"
    assert version_in_force(ending, date(2026, 1, 2)) is None
