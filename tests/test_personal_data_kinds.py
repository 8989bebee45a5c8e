"""GS703 to GS710: landlines, cards, mail, passports, plates, homes; and what a line lets through."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import personal_data_lines
from broken_content import Case, broken_and_mended, findings_in, places
from gongshi.checks.personal_data import data_in, masked
from gongshi.checks.personal_data_kinds import BANK_CARD, has_long_number, is_luhn, others, spelt_in_digits
from gongshi.checks.personal_data_kinds import LANDLINE as LANDLINES
from gongshi.checks.personal_data_kinds import PASSPORT as PASSPORTS
from gongshi.checks.personal_data_numbers import personal_numbers

REGULATIONS = Path(__file__).parents[1].parent / "shared/data/regulations"
HEAD = "title: 示例\nillustrative: true\n"
MAIL = "li.si@" + "example.com"  # in two pieces, so that this file holds none
LANDLINE = "0931-" + "5552368"
CARD = personal_data_lines.luhn("62999912345" + "6789012")
PASSPORT = "EZ9" + "123456"
PLATE = "甘Z" + "12345"
HOME = "3号楼2单元" + "501室"
SAMPLES = {"GS703": LANDLINE, "GS704": CARD, "GS705": MAIL, "GS706": PASSPORT, "GS707": PLATE, "GS708": HOME}


def codes(text: str) -> list[str]:
    return [datum.code for datum in data_in(text, "")]


def test_the_lines_are_what_the_script_makes() -> None:
    assert personal_data_lines.TARGET.read_text("utf-8") == personal_data_lines.lines()


def test_at_least_99_of_100_lines_are_found() -> None:
    with personal_data_lines.TARGET.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 300
    missed = [row for row in rows if row["code"] not in codes(row["line"])]
    wrong = [row for row in rows if set(codes(row["line"])) - {row["code"]}]
    assert len(missed) <= 3
    assert wrong == []


@pytest.mark.skipif(not REGULATIONS.exists(), reason=f"the regulations are not at {REGULATIONS}")
def test_at_most_one_false_finding_in_a_thousand_kilobytes_of_law() -> None:
    found, size = Counter[str](), 0
    for path in REGULATIONS.rglob("*.md"):
        text = path.read_text("utf-8")
        size += len(text.encode())
        found.update(codes(text))
    assert size > 10_000_000
    assert found.total() <= size / 1_000_000, found


@pytest.mark.parametrize(
    "text",
    [
        "12345热线", "拨打12345", "电话：12345", "400-123-4567", "2024-01-12", "2024-2025学年",
        "0.0931-5552368", "GB/T 2260-2007", "第0931-12号", "统一社会信用代码 91620100MA00000000",
        "流水号 6222021234567890", "6222 0212 3456 7890", "1234567890123456", "@示例区人大", "第3号楼",
        "2号楼共3单元", "10号楼的居民", "甘政发〔2024〕12号", "甘A片区", "京津冀2024年", "G30高速",
        "G1234次列车", "E1234567890", "编号：E2024", "G20240112", "a@b", "price @ 5.00",
        "兰州市城关区示例路12号", "示例社区服务中心二楼", "第三组组长", "5栋楼", "一室一厅",
        "二〇二四年一月十二日", "一二三四五六七", "三百五十万零六千元", "居住满一年以上的村",
        "电话会议于2024年召开", "tel:12345",
    ],
)  # fmt: skip
def test_what_is_no_personal_data(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize("change", range(18))
def test_a_card_with_a_wrong_digit_is_none(change: int) -> None:
    assert is_luhn(CARD)
    wrong = CARD[:change] + str((int(CARD[change]) + 1) % 10) + CARD[change + 1 :]
    assert not is_luhn(wrong)
    assert "GS704" not in codes(wrong)


@pytest.mark.parametrize("code", SAMPLES)
def test_every_kind_is_found_and_mended(code: str, tmp_path: Path) -> None:
    text = f"电话 {SAMPLES[code]}" if code == "GS703" else SAMPLES[code]
    place = text.replace(SAMPLES[code], f"¦{SAMPLES[code]}")
    case = Case(code, "kind", {"cases/x.yml": f"{HEAD}summary: 联系 {place} 谢谢\n"}, (SAMPLES[code], "某处"))
    broken_and_mended(tmp_path, case)


@pytest.mark.parametrize("code", SAMPLES)
def test_a_line_lets_it_through_with_a_reason(code: str, tmp_path: Path) -> None:
    record = f"{HEAD}summary: 联系电话 {SAMPLES[code]} # gongshi: allow {code} 公告里公布的\n"
    assert places(findings_in(tmp_path, {"cases/x.yml": record})) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"summary: {MAIL} # gongshi: allow GS705", ["GS705", "GS710"]),
        (f"summary: {MAIL} # gongshi: allow", ["GS705", "GS710"]),
        (f"summary: {MAIL} # gongshi: allow e-mail 公布的", ["GS705", "GS710"]),
        (f"summary: {MAIL} # gongshi: allow GS702 公布的", ["GS705", "GS710"]),
        (f"summary: {MAIL} # gongshi: allow GS703 公布的", ["GS705", "GS709"]),
        ("summary: 无 # gongshi: allow GS705 公布的", ["GS709"]),
        (f"summary: {MAIL} {LANDLINE} # gongshi: allow GS703,GS705 公布的", []),
        (f"summary: |\n  甲\n  {MAIL} # gongshi: allow GS705 这是正文的字", ["GS705"]),
        (f"summary: | # gongshi: allow GS705 公布的\n  甲\n  {MAIL}", []),
        (f'summary: "{MAIL} # gongshi: allow GS705 这是正文的字"', ["GS705"]),
        (f'summary: "{MAIL}" # gongshi: allow GS705 公布的', []),
        (f"# {MAIL} # gongshi: allow GS705 公布的", []),
        (f"# gongshi: allow GS705 公布的\nsummary: {MAIL}", ["GS705", "GS709"]),
    ],
)
def test_allowances(line: str, expected: list[str], tmp_path: Path) -> None:
    found = findings_in(tmp_path, {"cases/x.yml": f"{HEAD}{line}\n"})
    assert sorted(finding.code for finding in found) == expected


def test_a_text_beside_a_record_is_let_through_on_its_file_line(tmp_path: Path) -> None:
    head = HEAD + "kind: 条例\nversions:\n  - version: a\n    status: draft\n    file: d.txt"
    files = {"regulations/d.txt": f"第一条 来信寄 {MAIL}。\n"}
    found = findings_in(tmp_path / "a", {"regulations/d.yml": f"{head}\n", **files})
    assert places(found) == [("GS705", "regulations/d.txt", 1, 9)]
    allowed = f"{head} # gongshi: allow GS705 公告里公布的\n"
    assert places(findings_in(tmp_path / "b", {"regulations/d.yml": allowed, **files})) == []


def test_contacts_are_public(tmp_path: Path) -> None:
    files = {
        "site.yml": f"name: 示例\ncontact: {MAIL}\n",
        "cases/x.yml": f"{HEAD}summary: 来信寄 {MAIL}\n",
        "stations/s.yml": f"{HEAD}kind: home\ncontact: {LANDLINE}\n",
    }
    assert places(findings_in(tmp_path, files)) == []


def test_file_names_and_sources_are_scanned(tmp_path: Path) -> None:
    files = {
        f"cases/{MAIL}.txt": "甲\n",
        "cases/x.yml": f"{HEAD}sources: [{{title: 甲, publisher: 乙, date: 2025-01-01, url: 'https://a.example/{CARD}?m={MAIL}'}}]\n",
    }
    found = sorted(finding.code for finding in findings_in(tmp_path, files))
    assert found.count("GS705") == 2


@pytest.mark.parametrize("code", SAMPLES)
def test_no_report_shows_it(code: str) -> None:
    text = f"电话 {SAMPLES[code]}。"
    assert len(masked(text)) == len(text)
    assert codes(masked(text)) == []


_PIECES = ("2024-01-12", "2024-01", "0931", "138", "1234", "12345678", "甲", "E", "电话", "\n")
_CHARACTERS = "0123456789一二零○３٣Xx \t-－—·.．()（）\u3000\u200b\u00ad"
_NUMBER_LIKE = st.lists(st.sampled_from([*_PIECES, *_CHARACTERS]), max_size=14).map("".join)


@settings(max_examples=2_000)
@given(_NUMBER_LIKE)
def test_a_text_without_a_long_number_has_none_of_any_kind(text: str) -> None:
    if not has_long_number(text):
        in_digits = spelt_in_digits(text)
        assert in_digits == text
        assert list(personal_numbers(in_digits)) == []
        assert [code for code, *_ in others(in_digits) if code in (BANK_CARD, LANDLINES, PASSPORTS)] == []


@given(st.text(alphabet="0123456789一二三零@.Ｅ甘AEaz路号楼单元室 -()\u200b电话家住\n", max_size=60))
def test_any_text_can_be_scanned_and_masked(text: str) -> None:
    found = data_in(text, "")
    assert all(0 <= datum.start < datum.end <= len(text) for datum in found)
    assert len(masked(text)) == len(text)
