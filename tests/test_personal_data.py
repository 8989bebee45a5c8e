"""GS701 and GS702: mobile and resident identity numbers in any disguise, and what only looks like them."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broken_content import findings_in, places
from gongshi.catalogue import read_catalogue
from gongshi.checks.personal_data import masked
from gongshi.checks.personal_data_kinds import spelt_in_digits
from gongshi.checks.personal_data_numbers import is_resident_number, personal_numbers
from gongshi.report import as_github, as_json, as_text

REGULATIONS = Path(__file__).parents[1].parent / "shared/data/regulations"
HEAD = "title: 示例\nillustrative: true\n"
MOBILE = "138" + "12345678"  # in two pieces, so that this file holds none
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def with_check(first_17: str) -> str:
    """The 18 characters of GB 11643-1999, by the formula of ISO 7064 instead of its weights."""
    remainder = 0
    for digit in first_17:
        remainder = (remainder + int(digit)) * 2 % 11
    return first_17 + "0123456789X"[(12 - remainder) % 11]


RESIDENT = with_check("62010219900307" + "001")


def codes(text: str) -> list[str]:
    return [number.code for number in personal_numbers(spelt_in_digits(text))]


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "电话{}。",
        "+86{}",
        "+86 {}",
        "0086-{}",
        "(+86){}",
        "86{}",
        "Tel:{}",
        "tel{}",
        "手机：{}转809",
        "0931-8826111 {}",
        "、{}、",
        "“{}”",
        "微信同号{}",
        "<{}>",
        "?id={}",
        "# {}",
        "{}-",
        "2024年{}",
    ],
)
def test_mobile_numbers_in_their_surroundings(text: str) -> None:
    assert codes(text.format(MOBILE)) == ["GS701"]
    assert codes(text.format(MOBILE).translate(FULL_WIDTH)) == ["GS701"]


@pytest.mark.parametrize(
    "between", [" ", "-", ".", " - ", "\u3000", "－", "．", "·", "\u00a0", "\t", "\u200b", "\u2011", "‐"]
)
@pytest.mark.parametrize("lengths", [(3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (1,) * 11])
def test_mobile_numbers_in_groups(between: str, lengths: tuple[int, ...]) -> None:
    rest, groups = MOBILE, []
    for length in lengths:
        groups.append(rest[:length])
        rest = rest[length:]
    for prefix in ("", "+86 ", "0086-"):
        assert codes(f"电话：{prefix}{between.join(groups)}。") == ["GS701"]


@pytest.mark.parametrize(
    "text",
    [
        "1" + MOBILE,
        MOBILE + "1",
        "12812345678",
        "1381234567",
        f"6222{MOBILE}000",
        f"{MOBILE}元",
        f"￥{MOBILE}",
        f"{MOBILE}.50",
        f"amount: {MOBILE}",
        f"0.{MOBILE}",
        f"{MOBILE}b428cb7963",
        "135-20240112",
        "138 20240112",
        "6222 1381 2345 6780 123",
        "0931-8826111",
        "4008123456",
        "12345",
        "2024-01-12 13:45:00",
        "13,812,345,678",
        "1704067200000",
        "138 1234 567",
        "13 8123 45678 9",
    ],
)
def test_what_is_no_mobile_number(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize("between", ["", " ", "-", "\u200b", "\u3000"])
@pytest.mark.parametrize("at", [(6, 14), (6, 10, 14), (4, 8, 12, 16), tuple(range(1, 18))])
def test_resident_numbers_in_groups(between: str, at: tuple[int, ...]) -> None:
    for number in (RESIDENT, with_check("11010120000229" + "002")):
        pieces = [number[start:end] for start, end in zip((0, *at), (*at, 18), strict=True)]
        text = f"身份证号{between.join(pieces)}，"
        assert codes(text) == ["GS702"]
        assert codes(text.lower()) == ["GS702"]
        assert codes(text.translate(FULL_WIDTH)) == ["GS702"]


def test_the_standards_own_examples() -> None:
    assert is_resident_number("11010519491231" + "002X")
    assert is_resident_number("44052418800101" + "0014") is False  # born before 1900
    assert codes("11010519491231" + "002x") == ["GS702"]


@pytest.mark.parametrize("change", range(18))
def test_every_wrong_character_breaks_the_check(change: int) -> None:
    for other in "0123456789":
        if other != RESIDENT[change]:
            assert not is_resident_number(RESIDENT[:change] + other + RESIDENT[change + 1 :])


@pytest.mark.parametrize(
    "number",
    [
        with_check("62010219900230001"),
        with_check("62010219901301001"),
        with_check("00010219900307001"),
        with_check("16010219900307001"),
        with_check("62010218990307001"),
        "1" + RESIDENT,
        RESIDENT + "0",
        RESIDENT[:-1],
    ],
)
def test_what_is_no_resident_number(number: str) -> None:
    assert "GS702" not in codes(number)


def test_the_old_form_has_15_digits() -> None:
    assert codes("证件号 62010290" + "0307001。") == ["GS702"]
    assert codes("证件号 62010290" + "1307001。") == []
    assert codes("流水号 20240112" + "0307001") == []
    assert codes("https://example.cn/62010290" + "0307001.html") == []


@given(st.text(alphabet="0123456789Xx +-.()１３８\u200b甲\n", max_size=80))
def test_any_text_can_be_scanned_and_masked(text: str) -> None:
    numbers = list(personal_numbers(spelt_in_digits(text)))
    hidden = masked(text)
    assert len(hidden) == len(text)
    assert all(before.end <= after.start for before, after in pairwise(numbers))
    assert all("*" in hidden[number.start : number.end] for number in numbers)


@given(st.dates(), st.integers(0, 999), st.sampled_from(["620102", "110101", "440305", "830000", "915401"]))
def test_every_resident_number_of_its_time_is_found(born: object, order: int, region: str) -> None:
    digits = region + str(born).replace("-", "") + f"{order:03}"
    assert is_resident_number(with_check(digits)) == (digits[6:8] in ("19", "20"))


def test_every_place_of_a_file_is_scanned(tmp_path: Path) -> None:
    escaped = "\\x31" + MOBILE[1:]
    found = findings_in(
        tmp_path,
        {
            "cases/a.yml": f"{HEAD}# 联系人 {MOBILE}\nsummary: 甲 {RESIDENT}\nstory: |\n  乙\n  {MOBILE}\n",
            "cases/b.yml": f'{HEAD}summary: "{escaped}"\n',
            "cases/c.yml": f"{HEAD}summary: 电话 {MOBILE[:3]}\n  {MOBILE[3:7]}\n  {MOBILE[7:]}\n",
            "regulations/d.yml": HEAD + "kind: 条例\nversions:\n  - {version: a, status: draft, file: d.txt}\n",
            "regulations/d.txt": f"第一条 甲\n乙 {MOBILE}\n",
            "cases/notes.txt": f"{MOBILE}\n",
            f"cases/{MOBILE}.yml": HEAD,
        },
    )
    assert places(found) == [
        ("GS701", f"cases/{MOBILE}.yml", 1, 1),
        ("GS701", "cases/a.yml", 3, 7),
        ("GS702", "cases/a.yml", 4, 12),
        ("GS701", "cases/a.yml", 7, 3),
        ("GS701", "cases/b.yml", 3, 10),
        ("GS701", "cases/c.yml", 3, 10),
        ("GS701", "cases/notes.txt", 1, 1),
        ("GS701", "regulations/d.txt", 2, 3),
    ]


def test_files_that_are_refused_are_scanned_too(tmp_path: Path) -> None:
    found = findings_in(tmp_path, {"cases/A.yml": MOBILE, "other/b.yml": MOBILE, "c.yaml": MOBILE})
    assert [code for code, *_ in places(found)].count("GS701") == 3


def test_no_report_repeats_a_number(tmp_path: Path) -> None:
    found = findings_in(
        tmp_path,
        {
            f"cases/{MOBILE}.yml": f"{HEAD}year: {MOBILE}甲\n'{RESIDENT}': 乙\n"
            f"summary: {MOBILE[:3]} {MOBILE[3:7]}\n  {MOBILE[7:]}\n",
            "cases/a.yml": f"{HEAD}sumary: {MOBILE} {RESIDENT} {MOBILE.translate(FULL_WIDTH)}\n",
        },
    )
    rules = read_catalogue()
    for language in ("zh", "en"):
        for output in (
            as_text(found, rules, language, True, str),
            as_json(found, rules, language, str),
            as_github(found, rules, language, str),
        ):
            assert codes(output) == []
            assert MOBILE[3:7] not in output
            assert RESIDENT[6:14] not in output
    assert len(json.loads(as_json(found, rules, "zh", str))) == len(found)


@pytest.mark.skipif(not REGULATIONS.exists(), reason=f"the regulations are not at {REGULATIONS}")
def test_nothing_is_found_in_the_laws_of_the_land() -> None:
    texts = [path.read_text("utf-8") for path in REGULATIONS.rglob("*.md")]
    assert len(texts) > 600
    assert [codes(text) for text in texts if codes(text)] == []


def test_long_rows_of_digits_end() -> None:
    for row in (
        "1 " * 50_000,
        "1" * 100_000,
        "138-" * 50_000,
        "1\u200b \u200b" * 50_000,
        "1" + "\u200b" * 100_000,
    ):
        assert codes(row) == []
