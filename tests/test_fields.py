"""GS201 to GS213: the kinds of field, and that a fault points at the value that was typed."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broken_content import SITE, Case, broken_and_mended, findings_in, places
from gongshi.catalogue import read_catalogue
from gongshi.load.decode import decode
from gongshi.load.yaml_text import compose
from gongshi.records import COLLECTIONS
from gongshi.records.fields import Document, Text
from gongshi.records.references import Reference
from gongshi.records.regulations import Regulation
from gongshi.records.scalars import Count, Day, is_safe_link, shown

ABOUT_FILES = ("GS118", "GS123", "GS124")
"""Rules of whole files or names, whose pages show no record."""

PAGES = Path(__file__).parents[1] / "docs/checks"
HEAD = "title: 示例\nillustrative: true\n"
LAW = HEAD + "kind: 条例\n"
VOTE = HEAD + "date: 2024-01-12\nresult: passed\nmotion: 示例\n"
PROJECT = HEAD + "year: 2026\nstatus: candidate\n"

CASES = [
    Case("GS201", "at the top", {"cases/a.yml": HEAD + "¦sumary: 甲\n"}, ("sumary", "summary")),
    Case(
        "GS201",
        "in a list",
        {"regulations/a.yml": LAW + "stages:\n  - stage: drafted\n    date: 2024\n    ¦nota: 甲\n"},
        ("nota", "note"),
    ),
    Case("GS201", "in a text", {"cases/a.yml": HEAD + "story: {zh: 甲, ¦ne: b}\n"}, ("ne:", "en:")),
    Case("GS201", "in a subject's text", {"votes/a.yml": VOTE + "subject: {zh: 甲, ¦ne: b}\n"}, ("ne:", "en:")),
    Case(
        "GS201",
        "at an alias",
        {"suggestions/a.yml": HEAD + "number: '1'\nkind: motion\n¦wit: [甲]\n"},
        ("wit:", "with:"),
    ),
    Case(
        "GS201",
        "in site.yml",
        {"site.yml": SITE + "deadlines:\n  ¦sugestion_reply_months: 3\n"},
        ("sugestion", "suggestion"),
    ),
    Case(
        "GS202",
        "at the top",
        {"cases/a.yml": "illustrative: true\n"},
        ("illustrative", "title: 示例\nillustrative"),
        "cases/a.yml",
    ),
    Case(
        "GS202",
        "in a list",
        {"regulations/a.yml": LAW + "stages:\n  - ¦stage: drafted\n    note: 甲\n"},
        ("note: 甲", "date: 2024"),
    ),
    Case("GS202", "empty text", {"cases/a.yml": HEAD + "¦summary:\n"}, ("summary:", "summary: 甲")),
    Case("GS202", "blank text", {"cases/a.yml": HEAD + 'summary: ¦"  "\n'}, ('"  "', "甲")),
    Case(
        "GS202",
        "empty in one language",
        {"cases/a.yml": HEAD + "summary:\n  zh: 甲\n  ¦en:\n"},
        ("en:", "en: a"),
    ),
    Case(
        "GS202",
        "empty date",
        {"opinions/a.yml": HEAD + "subject: 甲\nopened: 2024\n¦closed:\n"},
        ("closed:", "closed: 2024"),
    ),
    Case("GS202", "empty list", {"cases/a.yml": HEAD + "¦stations:\n"}, ("stations:", "stations: []")),
    Case("GS202", "empty choice", {"votes/a.yml": VOTE + "¦method:\n"}, ("method:", "method: written")),
    Case("GS202", "empty item", {"cases/a.yml": HEAD + "summary: 甲\ntopics:\n  - ¦''\n"}, ("\n  - ''", " []")),
    Case("GS203", "a unit", {"votes/a.yml": VOTE + "seats: ¦336人\n"}, ("336人", "336")),
    Case("GS203", "a leading zero", {"cases/a.yml": HEAD + "year: ¦02024\n"}, ("02024", "2024")),
    Case("GS203", "full width", {"cases/a.yml": HEAD + "year: ¦２０２４\n"}, ("２０２４", "2024")),
    Case("GS203", "a list", {"cases/a.yml": HEAD + "year: ¦[2024]\n"}, ("[2024]", "2024")),
    Case(
        "GS204",
        "a percent sign",
        {"projects/a.yml": PROJECT + "progress:\n  - date: 2026\n    percent: ¦75%\n"},
        ("75%", "75"),
    ),
    Case("GS205", "yes", {"cases/a.yml": "title: 示例\nsource_note: 甲\nillustrative: ¦yes\n"}, ("yes", "true")),
    Case("GS206", "a list as text", {"cases/a.yml": HEAD + "summary: ¦[甲]\n"}, ("[甲]", "甲")),
    Case("GS206", "a group without zh", {"cases/a.yml": HEAD + "summary: ¦{cn: 甲}\n"}, ("cn", "zh")),
    Case("GS206", "an empty group", {"cases/a.yml": HEAD + "summary: ¦{}\n"}, ("{}", "甲")),
    Case("GS206", "a text as list", {"regulations/a.yml": LAW + "stages: ¦甲\n"}, ("甲", "[]")),
    Case("GS206", "a text as group", {"votes/a.yml": VOTE + "tally: ¦甲\n"}, ("甲", "{yes: 1}")),
    Case(
        "GS206",
        "a group as name",
        {"regulations/a.yml": HEAD + "kind: ¦{zh: 条例}\n"},
        ("{zh: 条例}", "条例"),
    ),
    Case("GS206", "a list as subject", {"votes/a.yml": VOTE + "subject: ¦[甲]\n"}, ("[甲]", "甲")),
    Case(
        "GS207",
        "a dotted date",
        {"cases/a.yml": HEAD + "published: ¦2024.1.12\n"},
        ("2024.1.12", "2024-01-12"),
    ),
    Case("GS207", "no such day", {"cases/a.yml": HEAD + "published: ¦2023-02-29\n"}, ("2023", "2024")),
    Case(
        "GS207",
        "in a list",
        {"regulations/a.yml": LAW + "stages:\n  - stage: drafted\n    date: ¦2024年\n"},
        ("2024年", "2024"),
    ),
    Case(
        "GS208",
        "余",
        {"opinions/a.yml": HEAD + "subject: 甲\nopened: 2024\nreported: {collected: ¦20余}\n"},
        ("20余", "{at_least: 20}"),
    ),
    Case(
        "GS208",
        "another key",
        {"opinions/a.yml": HEAD + "subject: 甲\nopened: 2024\nreported:\n  collected: ¦{atleast: 20}\n"},
        ("atleast", "at_least"),
    ),
    Case(
        "GS209",
        "a title",
        {"cases/a.yml": HEAD + "stations: [¦示例站]\n", "stations/b.yml": HEAD + "kind: home\n"},
        ("[示例站]", "[stations/b]"),
    ),
    Case(
        "GS210",
        "another collection",
        {
            "cases/a.yml": HEAD + "stations:\n  - ¦cases/b\n",
            "cases/b.yml": HEAD,
            "stations/b.yml": HEAD + "kind: home\n",
        },
        ("- cases/b", "- stations/b"),
    ),
    Case(
        "GS211",
        "a script",
        {"cases/a.yml": HEAD + "sources: [{title: 甲, publisher: 乙, date: 2024, url: ¦'javascript:alert(1)'}]\n"},
        ("javascript:alert(1)", "https://example.cn/"),
    ),
    Case(
        "GS211",
        "a bare link as document",
        {"regulations/a.yml": LAW + "evaluation:\n  document: ¦ftp://example.cn/\n"},
        ("ftp", "https"),
    ),
    Case(
        "GS212",
        "one digit",
        {"stations/a.yml": HEAD + "kind: home\nhours:\n  - {weekday: monday, from: ¦'9:00', to: '17:00'}\n"},
        ("'9:00'", "'09:00'"),
    ),
    Case("GS222", "query", {"site.yml": "url: ¦https://a.example/?x\n"}, ("/?x", "/x")),
    Case("GS222", "no host", {"site.yml": "url: ¦/record/\n"}, ("/record/", "https://a.example/record/")),
    Case("GS223", "near", {"site.yml": "timezone: ¦Asia/Shanhai\n"}, ("Shanhai", "Shanghai")),
    Case("GS223", "not near", {"site.yml": "timezone: ¦Mars/Base\n"}, ("Mars/Base", "UTC")),
    Case("GS213", "near", {"votes/a.yml": VOTE + "purpose: ¦decison\n"}, ("decison", "decision")),
    Case("GS213", "not near", {"projects/a.yml": HEAD + "year: 2026\nstatus: ¦已选\n"}, ("已选", "selected")),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_broken_and_mended(case: Case, tmp_path: Path) -> None:
    broken_and_mended(tmp_path, case)


def test_many_faults_in_one_file_are_all_reported(tmp_path: Path) -> None:
    text = VOTE + "seats: 甲\npresent: 乙\nmethod: 丙\npublished: 丁\nnobody: 戊\n"
    found = findings_in(tmp_path, {"votes/a.yml": text})
    assert [(code, line) for code, _, line, _ in places(found)] == [
        ("GS203", 6), ("GS203", 7), ("GS213", 8), ("GS207", 9), ("GS201", 10),
    ]  # fmt: skip


def test_a_record_with_one_wrong_value_still_gets_its_checks(tmp_path: Path) -> None:
    text = HEAD + "subject: 甲\nopened: 2024-02-01\nclosed: 2024-01-01\nsumary: 乙\npublished: 丙\n"
    found = findings_in(tmp_path, {"opinions/a.yml": text})
    assert [code for code, *_ in places(found)] == ["GS306", "GS201", "GS207"]


def test_hints() -> None:
    root = compose(LAW + "stages:\n  - {stage: drafte, date: 2024, documnt: 甲}\nversons: []\n").root
    assert root is not None
    findings = decode("a", root, Regulation, "zh").findings
    facts = {finding.code + finding.facts["field"]: finding.facts for finding in findings}
    assert facts["GS213stage"]["near"] == "drafted"
    assert facts["GS201documnt"]["near"] == "document"
    assert facts["GS201versons"]["near"] == "versions"


@pytest.mark.parametrize("collection", COLLECTIONS)
@pytest.mark.parametrize("value", ["甲", "[甲]", "{甲: 乙}", "[[甲]]", "[{甲: 乙}]", "''", "[{zh: [甲]}]"])
def test_any_value_in_any_field_gives_findings(collection: str, value: str, tmp_path: Path) -> None:
    fields = [info.alias or name for name, info in COLLECTIONS[collection].model_fields.items()]
    text = "".join(f"{field}: {value}\n" for field in fields)
    for finding in findings_in(tmp_path, {f"{collection}/a.yml": text}):
        assert finding.span.line <= len(fields)


def test_a_bare_text_is_in_the_main_language() -> None:
    assert Text.model_validate("甲", context={"language": "zh"}) == Text(zh="甲")
    assert Text.model_validate("a", context={"language": "en"}) == Text(en="a")


def test_documents() -> None:
    assert Document.model_validate("regulations/a#art-1").record == Reference("regulations", "a", "art-1")
    assert Document.model_validate("https://example.cn/a").url == "https://example.cn/a"
    assert Document.model_validate("/files/a.pdf").url == "/files/a.pdf"
    assert Document.model_validate("Decision: on parking").title == Text(zh="Decision: on parking")


def test_days() -> None:
    assert Day.parse("2024-02").last == Day.parse("2024-02-29").first
    assert Day.parse("2023").surely_before(Day.parse("2024-01-01"))
    assert not Day.parse("2024").surely_before(Day.parse("2024-05"))
    assert sorted([Day.parse("2024-05"), Day.parse("2023")])[0].text == "2023"


@given(st.dates())
def test_every_date_is_read(day: object) -> None:
    assert str(Day.parse(str(day))) == str(day)


@given(st.integers(0, 10**15 - 1))
def test_every_whole_number_is_read(number: int) -> None:
    assert Count.parse(str(number)) == Count(number)
    assert Count.parse({"at_least": str(number)}) == Count(number, at_least=True)


@given(st.decimals(-1000, 1000, places=3))
def test_every_decimal_is_read(number: Decimal) -> None:
    text = f"{number:f}"
    root = compose(PROJECT + f"targets: [{{id: a, metric: 甲, amount: {text}}}]\n").root
    assert root is not None
    project = decode("a", root, COLLECTIONS["projects"], "zh").value
    assert project is not None
    assert project.model_dump()["targets"][0]["amount"] == number


@pytest.mark.parametrize(
    "link",
    [
        "https://example.cn/a?b=c#d",
        "http://例子.中国/",
        "mailto:a@example.cn",
        "/a/",
        "../a",
        "./a",
        "#a",
        "?q=a",
    ],
)
def test_safe_links(link: str) -> None:
    assert is_safe_link(link)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,a",
        "//example.cn",
        "/\\example.cn",
        "https://",
        "vbscript:a",
        "https://[",
        "https://a:b/",
        "a b",
        "https://a b",
        "\thttps://a",
        "mailto:a",
        "https:///a",
        "ftp://a",
        "",
    ],
)
def test_unsafe_links(link: str) -> None:
    assert not is_safe_link(link)


def collection_of(text: str) -> str:
    """The collection that a page's example is for, by its title."""
    kinds = {
        "条例": "regulations",
        "表决": "votes",
        "项目": "projects",
        "征求意见": "opinions",
        "代表之家": "stations",
    }
    return next((kind for word, kind in kinds.items() if f"title: 示例{word}" in text), "cases")


@pytest.mark.parametrize("page", sorted(PAGES.glob("GS[12]*.md")), ids=lambda page: page.stem)
def test_the_examples_of_the_pages_show_the_rule(page: Path, tmp_path: Path) -> None:
    code, text = page.stem, page.read_text("utf-8")
    rule = read_catalogue().rules[code]
    assert text.startswith(f"# {code} {rule.name}\n")
    assert [text.count(f"\n## {title}\n") for title in ("为什么", "错误示例", "改法", "In English")] == [1, 1, 1, 1]
    examples = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    if code < "GS214" and "```text" not in text and code not in ABOUT_FILES:
        broken, mended = examples[:2]
        stations = {"stations/example-home.yml": HEAD + "kind: home\n"}
        where = f"{collection_of(broken)}/a.yml"
        assert {found.code for found in findings_in(tmp_path / "broken", stations | {where: broken})} == {code}
        assert findings_in(tmp_path / "mended", stations | {where: mended}) == []


def test_long_values_are_quoted_in_part() -> None:
    assert len(shown("甲" * 1000)) < 70
