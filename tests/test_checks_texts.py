"""GS214 to GS220: texts, vocabularies, names of parts, fields that exclude each other."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown import markdown

from broken_content import Case, broken_and_mended, findings_in, places
from gongshi.checks import markdown_text
from gongshi.checks.gathered import in_records
from gongshi.derive.law.texts import LawTexts
from gongshi.records.cases import Case as PracticeCase
from gongshi.records.corpus import Corpus, Entry
from gongshi.records.fields import Text
from gongshi.records.scalars import is_safe_link, short_hash
from gongshi.records.site import Site

PRACTICE = "title: 示例做法\nillustrative: true\n"
VOTE = "title: 示例表决\nillustrative: true\ndate: 2024-01-12\nresult: passed\n"
VOCABULARIES = "name: 示例区人大\ntopics: {traffic: {zh: 交通, en: Traffic}, water: 水务}\nbodies: [ex-gov]\n"

CASES = [
    Case("GS214", "tag", {"cases/a.yml": PRACTICE + "story: ¦甲<b>乙</b>\n"}, ("<b>乙</b>", "**乙**")),
    Case("GS214", "comment", {"cases/a.yml": PRACTICE + "story: ¦甲 <!-- 乙 -->\n"}, (" <!-- 乙 -->", "")),
    Case("GS214", "in a subject", {"votes/a.yml": VOTE + "subject:\n  zh: 甲\n  en: ¦a<br>b\n"}, ("<br>", " ")),
    Case("GS214", "in site.yml", {"site.yml": "name: 示例\nnotice: ¦<p>甲\n"}, ("<p>", "")),
    Case(
        "GS215",
        "scheme",
        {"cases/a.yml": PRACTICE + "story: ¦'[看](javascript:alert(1))'\n"},
        ("javascript:alert(1)", "https://example.cn/"),
    ),
    Case(
        "GS215",
        "picture",
        {"cases/a.yml": PRACTICE + "story: ¦'![看](https://example.cn/a.png)'\n"},
        ("![", "["),
    ),
    Case(
        "GS216",
        "near its name",
        {"site.yml": VOCABULARIES, "cases/a.yml": PRACTICE + "topics: [¦trafic]\n"},
        ("trafic", "traffic"),
    ),
    Case(
        "GS216",
        "its meaning",
        {"site.yml": VOCABULARIES, "cases/a.yml": PRACTICE + "topics: [water, ¦交通]\n"},
        (", 交通", ""),
    ),
    Case(
        "GS217",
        "malformed",
        {
            "projects/a.yml": "title: 甲\nillustrative: true\nyear: 2026\nstatus: candidate\n"
            "targets:\n  - id: ¦指标1\n    metric: 座数\n"
        },
        ("指标1", "t1"),
    ),
    Case(
        "GS217",
        "repeated",
        {
            "opinions/a.yml": "title: 甲\nillustrative: true\nsubject: 乙\nopened: 2024-01-12\nopinions:\n"
            "  - {id: o1, text: 甲}\n  - {text: 乙, id: ¦O1}\n"
        },
        ("O1", "o2"),
    ),
    Case(
        "GS217",
        "task named as a finding",
        {
            "supervision/a.yml": "title: 甲\nillustrative: true\nkind: visit\nfindings: [{id: a, text: 甲}]\n"
            "tasks: [{id: ¦a, text: 乙}]\n"
        },
        ("{id: a, text: 乙}", "{id: b, text: 乙}"),
    ),
    Case(
        "GS218",
        "vote",
        {"votes/a.yml": VOTE},
        ("result: passed", "result: passed\nmotion: 甲"),
        whole_file="votes/a.yml",
    ),
    Case(
        "GS218",
        "consultation",
        {"opinions/a.yml": "title: 甲\nillustrative: true\nopened: 2024\n"},
        ("opened: 2024", "opened: 2024\nsubject: 乙"),
        whole_file="opinions/a.yml",
    ),
    Case(
        "GS218",
        "version",
        {
            "regulations/a.yml": "title: 甲\nillustrative: true\nkind: 条例\nversions:\n"
            "  - ¦version: v1\n    status: draft\n"
        },
        ("status: draft", "status: draft\n    text: 第一条 甲。"),
    ),
    Case(
        "GS218",
        "hours",
        {"stations/a.yml": 'title: 甲\nillustrative: true\nkind: home\nhours:\n  - ¦{from: "09:00", to: "17:00"}\n'},
        ("{from", "{weekday: monday, from"),
    ),
    Case(
        "GS218",
        "progress",
        {
            "projects/a.yml": "title: 甲\nillustrative: true\nyear: 2026\nstatus: candidate\n"
            "progress:\n  - ¦{date: 2026-03}\n"
        },
        ("2026-03", "2026-03, note: 开工"),
    ),
    Case(
        "GS219",
        "progress",
        {
            "projects/a.yml": "title: 甲\nillustrative: true\nyear: 2026\nstatus: candidate\n"
            "progress:\n  - date: 2026-03\n    ¦percent: 10\n    amount: 2\n"
        },
        ("    percent: 10\n", ""),
    ),
    Case(
        "GS219",
        "version",
        {
            "regulations/t.txt": "第一条 甲。",
            "regulations/a.yml": "title: 甲\nillustrative: true\nkind: 条例\nversions:\n"
            "  - {version: v1, status: draft, text: 第一条 甲。, ¦file: t.txt}\n",
        },
        (", file: t.txt", ""),
    ),
    Case(
        "GS220",
        "old hash",
        {"cases/a.yml": PRACTICE + "story:\n  zh: 甲\n  en: a\n  en_of: ¦00000000\n"},
        ("00000000", short_hash("甲")),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_broken_and_mended(tmp_path: Path, case: Case) -> None:
    broken_and_mended(tmp_path, case)


def _codes(story: str) -> list[str]:
    record = PracticeCase(title=Text(zh="甲"), illustrative="true", story=Text(zh=story))
    corpus = Corpus(Site(), (), {"cases": {"a": Entry("cases", "a", "cases/a.yml", record)}}, frozenset())
    gathered = in_records(corpus, LawTexts(corpus))
    return [finding.code for rule in (markdown_text.raw_html, markdown_text.link_scheme) for finding in rule(gathered)]


@pytest.mark.parametrize(
    "story",
    [
        "甲 < 乙，且 a < b", "《关于印发<办法>的通知》", "1<2", "<https://example.cn/a?b=1&c=2>",
        "<mailto:a@example.cn>", "<office@example.cn>", "[看](https://example.cn/)", "[看](/votes/a/)",
        '[看](https://example.cn/ "题")',
        "[看](<https://example.cn/a>)", "[看](mailto:office@example.cn)", "[看][1]\n\n"
        "[1]: https://example.cn/",
        "[看](#art-1)", "兰府发〔2024〕1号", "&lt;b&gt;",
    ],
)  # fmt: skip
def test_what_the_limited_markdown_allows(story: str) -> None:
    assert _codes(story) == []


@pytest.mark.parametrize(
    "story",
    [
        "<script>", "</div>", "<!-- a", "<!DOCTYPE html>", "<?php", "<![CDATA[", "<SVG/onload=a>",
        "<img src=x>",
        "<a href='https://example.cn'>", "<custom-element>", "x<y", "<https://example.cn/ onclick=a>", "<<b>",
    ],
)  # fmt: skip
def test_raw_html_in_any_form(story: str) -> None:
    assert _codes(story) == ["GS214"]


@pytest.mark.parametrize(
    "story",
    [
        "[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](java&#115;cript:alert(1))",
        "[a](&#x6A;avascript:alert(1))", "[a]( javascript:alert(1))", "[a](\tjavascript:x)", "[a](\n"
        "javascript:x)",
        "[a](<javascript:x>)", "[a](java\\script:x)", "[a](data:text/html,a)", "[a](vbscript:a)", "[a](file:///etc)",
        "[a](//example.cn/)", "[a](/&#47;example.cn/)", "[a](/&amp;#47;example.cn/)", "[a](/\\example.cn)",
        "[a](/&Tab;/example.cn)", "[a](example.cn)", "[a](ftp://example.cn)", "[a]()", "[a]: javascript:x",
        "[看][a]\n\n[a]:\n"
        "javascript:x", "[注]: 本条", "<javascript:x>", "<data:text/html,a>", "<ftp://example.cn>",
        "![a](https://example.cn/a.png)", "![a][b]", "[![a](/a.png)](/b/)", "[a](/x[b](javascript:y))",
        "- [a]: javascript:x", "> [a]: javascript:x",
    ],
)  # fmt: skip
def test_links_that_lead_elsewhere(story: str) -> None:
    assert _codes(story) == ["GS215"]


class _Html(HTMLParser):
    """The tags of a rendered text, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


_PIECES = st.sampled_from(
    ["[", "]", "(", ")", "!", "<", ">", ":", "/", "&#115;", "javascript", "java", "script", "https://a.cn",
     "\n", " ", "a", "b", "-", "`", "*", "\\", "&", ";", "\t", "mailto:",
     "@", "1. ", "    ", '"', "'", "?", "#", "甲", "|"]
)  # fmt: skip
_ALLOWED = {"p", "ul", "ol", "li", "a", "em", "strong", "blockquote", "code", "pre", "hr", "br", "table",
            "thead", "tbody", "tr", "th", "td", *(f"h{level}" for level in range(1, 7))}  # fmt: skip


@settings(max_examples=1000, deadline=None)
@given(st.lists(_PIECES, min_size=3, max_size=25).map("".join))
@example("[a](/x[b](javascript:y))")
@example("1. [a][b]\n\n    [b]: javascript:x")
def test_what_passes_renders_to_safe_links_and_no_other_tags(story: str) -> None:
    page = _Html()
    page.feed(markdown(story, extensions=["tables", "sane_lists"]))
    unsafe = [link for link in page.links if not is_safe_link(link)]
    if unsafe or not page.tags <= _ALLOWED:
        assert _codes(story)


def test_legal_text_is_not_markdown(tmp_path: Path) -> None:
    regulation = (
        "title: 甲\nillustrative: true\nkind: 条例\nversions:\n"
        "  - version: v1\n    status: draft\n    text: '第一条 <b>甲</b>[乙](javascript:a)。'\n"
    )
    assert places(findings_in(tmp_path, {"regulations/a.yml": regulation})) == []


def test_an_empty_vocabulary_constrains_nothing(tmp_path: Path) -> None:
    record = PRACTICE + "topics: [甲]\ndistrict: 乙\nbody: 丙\n"
    assert places(findings_in(tmp_path, {"site.yml": VOCABULARIES + "districts: []\n", "cases/a.yml": record})) == [
        ("GS216", "cases/a.yml", 3, 10),
        ("GS216", "cases/a.yml", 5, 7),
    ]


@given(st.text(), st.text())
def test_the_short_hash_is_of_the_normalised_text(one: str, other: str) -> None:
    assert len(short_hash(one)) == 8
    assert (short_hash(one) == short_hash(other)) >= (one == other)


def test_the_short_hash_does_not_see_how_a_letter_is_composed() -> None:
    assert short_hash("e\u0301") == short_hash("\u00e9") == "4a99557e"
