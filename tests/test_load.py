"""GS101 and GS111 to GS121: what a content folder may hold, and that no file makes the loading fall over."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from broken_content import Case, broken_and_mended, findings_in, places
from gongshi.catalogue import LANGUAGES, read_catalogue
from gongshi.findings import located
from gongshi.load.content import load
from gongshi.load.decode import Said
from gongshi.load.files import read_file
from gongshi.load.folder import MAX_MEGABYTES, read_text
from gongshi.load.locations import Locations
from gongshi.records import COLLECTIONS
from gongshi.records.corpus import ContentFile

HEAD = "title: 示例\nillustrative: true\n"

CASES = [
    Case(
        "GS102",
        "in a list",
        {"votes/a.yml": HEAD + "date: 2024\nresult: 通过\nmotion: 甲\n¦title: 乙\n"},
        ("title: 乙", "seats: 9"),
    ),
    Case("GS103", "a colon too many", {"cases/a.yml": HEAD + "summary: 关于¦: 停车\n"}, (": 停车", "停车")),
    Case("GS104", "a bell", {"cases/a.yml": HEAD + "summary: 关¦\x07于\n"}, ("\x07", "")),
    Case("GS105", "an override", {"cases/a.yml": HEAD + "summary: 关¦\u202e于\n"}, ("\u202e", "")),
    Case("GS106", "a zero-width space", {"cases/a.yml": HEAD + "summary: 关¦\u200b于\n"}, ("\u200b", "")),
    Case("GS107", "emphasis", {"cases/a.yml": HEAD + "summary: ¦&x 甲\n"}, ("&x ", "")),
    Case("GS108", "an exclamation", {"cases/a.yml": HEAD + "summary: ¦!b 乙\n"}, ("!b", "甲")),
    Case("GS109", "a tab", {"cases/a.yml": HEAD + "story:\n¦\tzh: 甲\n"}, ("\t", "  ")),
    Case("GS110", "two records", {"cases/a.yml": HEAD + "¦---\nsummary: 甲\n"}, ("---\n", "")),
    Case("GS111", "comments only", {"cases/a.yml": "# 甲\n"}, ("# 甲\n", HEAD), "cases/a.yml"),
    Case("GS112", "too deep", {"cases/a.yml": HEAD + "summary: " + "[" * 39 + "¦[\n"}, ("[" * 40, "甲")),
    Case("GS113", "braces", {"cases/a.yml": HEAD + "summary: {¦[甲]: 乙}\n"}, ("{[甲]: 乙}", "甲")),
    Case("GS114", "a list", {"cases/a.yml": "- title: 示例\n"}, ("- title: 示例\n", HEAD), "cases/a.yml"),
    Case("GS114", "a wide colon", {"cases/a.yml": "title：示例\n"}, ("title：示例\n", HEAD), "cases/a.yml"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_broken_and_mended(case: Case, tmp_path: Path) -> None:
    broken_and_mended(tmp_path, case)


@pytest.mark.parametrize(
    ("code", "path", "better"),
    [
        ("GS101", "cases/示例.yml", "cases/example.yml"),
        ("GS101", "cases/A.yml", "cases/a.yml"),
        ("GS101", "cases/a_b.yml", "cases/a-b.yml"),
        ("GS101", "cases/a b.yml", "cases/2024/a-b.yml"),
        ("GS116", "case/a.yml", "cases/a.yml"),
        ("GS116", "cases/a.yaml", "cases/a.yml"),
        ("GS116", "cases/a.YML", "cases/a.yml"),
        ("GS116", "cases/a.yml.txt", "cases/a.yml"),
        ("GS116", "a.yml", "cases/a.yml"),
    ],
)
def test_file_names(code: str, path: str, better: str, tmp_path: Path) -> None:
    assert places(findings_in(tmp_path / "broken", {path: HEAD})) == [(code, path, 1, 1)]
    assert findings_in(tmp_path / "mended", {better: HEAD}) == []


def test_an_id_is_unique_in_its_collection(tmp_path: Path) -> None:
    found = findings_in(
        tmp_path, {"cases/2023/a.yml": HEAD, "cases/2024/a.yml": HEAD, "meetings/a.yml": HEAD + "kind: other\n"}
    )
    assert places(found) == [("GS117", "cases/2024/a.yml", 1, 1)]
    assert found[0].facts == {"key": "cases/a", "first": "cases/2023/a.yml"}


def test_no_site_file(tmp_path: Path) -> None:
    assert [(finding.code, finding.place.file) for finding in load(tmp_path).findings] == [("GS118", "site.yml")]


def test_an_absent_folder_is_an_empty_corpus(tmp_path: Path) -> None:
    loaded = load(tmp_path / "nowhere")
    assert list(loaded.corpus.entries()) == []
    assert [finding.code for finding in loaded.findings] == ["GS118"]


def test_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases/a.yml").write_bytes("\ufefftitle: 甲\r\nsummary: 乙".encode() + "中文".encode("gb18030"))
    found = located(load(tmp_path).findings, Locations(tmp_path))
    assert places(found)[0] == ("GS115", "cases/a.yml", 2, 11)
    assert found[0].facts == {"byte": "0xD6"}


def test_links(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "b.yml").write_text(HEAD, "utf-8")
    content = tmp_path / "content"
    (content / "cases").mkdir(parents=True)
    (content / "cases/a.yml").symlink_to(outside / "b.yml")
    (content / "cases/more").symlink_to(outside)
    (content / "cases/round.yml").symlink_to("round.yml")
    (content / "cases/real.yml").write_text(HEAD, "utf-8")
    (content / "cases/inside.yml").symlink_to("real.yml")
    loaded = load(content)
    codes = [(finding.code, finding.place.file) for finding in loaded.findings if finding.code != "GS118"]
    assert sorted(codes) == [("GS119", f"cases/{name}") for name in ("a.yml", "more", "round.yml")]
    assert [entry.id for entry in loaded.corpus.entries()] == ["inside", "real"]


@pytest.mark.parametrize("wrong", ["", "nonsense: 甲\n", "summary: [甲]\n", "published: 昨天\n"])
def test_a_record_is_the_same_when_it_is_made_again(wrong: str, tmp_path: Path) -> None:
    text = "title: {zh: 示例, en: Example}\ntopics: [停车]\nstory: 甲\nillustrative: true\n" + wrong
    (tmp_path / "a.yml").write_text(text, "utf-8")
    read, decoded = read_file(tmp_path, "a.yml", COLLECTIONS["cases"], "zh")
    assert len(read.file.findings) == bool(wrong)
    assert decoded.value is not None
    said = Said(type(decoded.value), decoded.said, "zh")
    assert pickle.loads(pickle.dumps(said)) == decoded.value


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    os.mkfifo(tmp_path / "cases/a.yml")
    [finding] = [finding for finding in load(tmp_path).findings if finding.code != "GS118"]
    assert (finding.code, finding.facts) == ("GS120", {"reason": "not-a-file"})


def test_links_that_no_system_follows_are_unreadable(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases/long.yml").symlink_to("a" * 300)
    (tmp_path / "cases/below.yml").symlink_to("../site.yml/a")
    (tmp_path / "site.yml").write_text("name: 示例", "utf-8")
    found = [(finding.code, finding.place.file) for finding in load(tmp_path).findings if finding.code == "GS120"]
    assert found == [("GS120", "cases/below.yml"), ("GS120", "cases/long.yml")]


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux has files that come in pieces")
def test_a_file_that_comes_in_pieces_is_read_to_its_end() -> None:
    text = read_text(Path("/proc/self"), "smaps")
    assert isinstance(text, ContentFile)
    assert text.text.rpartition("\n")[0].rpartition("\n")[2].startswith("VmFlags:")


def test_a_link_to_nothing_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases/a.yml").symlink_to("b.yml")
    [finding] = located([f for f in load(tmp_path).findings if f.code != "GS118"], Locations(tmp_path))
    assert finding.code == "GS120"
    assert "文件不存在" in read_catalogue().rules["GS120"].message_for("zh", finding)


def test_too_large(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    with (tmp_path / "cases/a.yml").open("wb") as stream:
        stream.truncate(MAX_MEGABYTES * 1024 * 1024 + 1)
    assert [finding.code for finding in load(tmp_path).findings] == ["GS118", "GS121"]


def test_hidden_files_and_other_files_are_no_records(tmp_path: Path) -> None:
    files = {".git/a.yml": "x", "cases/.a.yml.swp": "x", "cases/README.md": "甲\n", "cases/a.yml": HEAD}
    assert findings_in(tmp_path, files) == []
    loaded = load(tmp_path)
    assert [file.path for file in loaded.corpus.files] == ["cases/README.md", "cases/a.yml", "site.yml"]


def test_byte_order_mark_and_windows_line_ends_keep_places_right(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases/a.yml").write_bytes(b"\xef\xbb\xbf" + "title: 甲\r\nyear: 乙\r\nillustrative: true\r\n".encode())
    [finding] = [f for f in located(load(tmp_path).findings, Locations(tmp_path)) if f.code != "GS118"]
    assert (finding.code, finding.span.line, finding.span.column) == ("GS203", 2, 7)
    assert finding.line_text == "year: 乙"


LAW = HEAD + "kind: 条例\nversions:\n  - {version: one, status: draft, file: "


def test_legal_text_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "regulations/text").mkdir(parents=True)
    (tmp_path / "regulations/text/a.txt").write_bytes("\ufeff第一条 甲\r\n乙\u200b\r\n".encode())
    (tmp_path / "regulations/a.yml").write_text(LAW + "text/a.txt}\n", "utf-8")
    loaded = load(tmp_path)
    assert loaded.corpus.law_texts == {("regulations/a", "one"): "第一条 甲\n乙\u200b\n"}
    found = [f for f in located(loaded.findings, Locations(tmp_path)) if f.code != "GS118"]
    assert places(found) == [("GS106", "regulations/text/a.txt", 2, 2)]


@pytest.mark.parametrize(
    "name", ["b.txt", "../../outside.txt", "/etc/passwd", "text", ".", "'a\\b'", "甲" * 300, "'\0'"]
)
def test_legal_text_that_is_not_there(name: str, tmp_path: Path) -> None:
    content = tmp_path / "content"
    (content / "regulations/text").mkdir(parents=True)
    (tmp_path / "outside.txt").write_text("甲", "utf-8")
    (content / "regulations/a.yml").write_text(LAW + name + "}\n", "utf-8")
    loaded = load(content)
    assert loaded.corpus.law_texts == {}
    assert {finding.code for finding in loaded.findings} & {"GS305", "GS104"}


def test_a_broken_record_is_still_known(tmp_path: Path) -> None:
    findings_in(tmp_path, {"cases/a.yml": "title: [", "cases/b.yml": "titel: 甲\n"})
    assert load(tmp_path).corpus.known == {"cases/a", "cases/b"}


def test_a_broken_site_file_does_not_hide_the_records(tmp_path: Path) -> None:
    found = findings_in(tmp_path, {"site.yml": "name: [", "cases/a.yml": "title: 甲\nyear: 乙\nillustrative: true\n"})
    assert [(code, file) for code, file, *_ in places(found)] == [("GS203", "cases/a.yml"), ("GS103", "site.yml")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=st.binary(max_size=200), site=st.binary(max_size=200))
@example(record=b"\xff\xfet\x00", site=b"title: \xed\xa0\x80")
@example(record=b"title: a\xf4\x90\x80\x80", site=b"\xef\xbb\xbf\xef\xbb\xbftitle: a")
def test_any_bytes_are_read_or_refused(record: bytes, site: bytes, tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir(exist_ok=True)
    (tmp_path / "cases/a.yml").write_bytes(record)
    (tmp_path / "site.yml").write_bytes(site)
    rules = read_catalogue().rules
    for finding in located(load(tmp_path).findings, Locations(tmp_path)):
        for language in LANGUAGES:
            assert rules[finding.code].message_for(language, finding)
            assert rules[finding.code].help_for(language, finding)


FIELDS = st.sampled_from(
    ["title", "year", "summary", "topics", "sources", "published", "illustrative", "story", "x", "zh", "en"]
)
VALUES = st.recursive(
    st.sampled_from(["甲", "2024", "true", "2024-01-12", "''", "cases/a", "null"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: "[" + ", ".join(items) + "]")
        | st.dictionaries(FIELDS, inner, max_size=3).map(
            lambda entries: "{" + ", ".join(f"{key}: {value}" for key, value in entries.items()) + "}"
        )
    ),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=st.dictionaries(FIELDS, VALUES, max_size=6))
def test_any_fields_give_a_record_or_findings(fields: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir(exist_ok=True)
    text = "".join(f"{field}: {value}\n" for field, value in fields.items())
    (tmp_path / "cases/a.yml").write_text(text, "utf-8")
    loaded = load(tmp_path)
    found = [f for f in located(loaded.findings, Locations(tmp_path)) if f.file == "cases/a.yml"]
    assert found or loaded.corpus.collections["cases"]
    assert all(finding.span.line <= max(1, len(fields)) for finding in found)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["votes/a/x.txt", "votes/A/x.txt"], [("GS123", "votes/a/x.txt")]),
        (["votes/é.txt", "votes/e\u0301.txt"], [("GS123", "votes/é.txt")]),
        (["votes/page.yml"], [("GS124", "votes/page.yml")]),
        (["votes/con.yml"], [("GS124", "votes/con.yml")]),
        (["votes/NUL.txt"], [("GS124", "votes/NUL.txt")]),
        (["votes/aux/x.txt"], [("GS124", "votes/aux/x.txt")]),
        (["votes/a?.txt"], [("GS124", "votes/a?.txt")]),
        (["votes/a\u202etxt.lmy"], [("GS124", "votes/a\u202etxt.lmy")]),
        (["votes/a\u200b.txt"], [("GS124", "votes/a\u200b.txt")]),
        (["votes/a."], [("GS124", "votes/a.")]),
        (["votes/pages.yml", "votes/console.txt", "page.txt", "votes/2026/附件 1.txt"], []),
    ],
)
def test_names_that_collide_or_cannot_be(names: list[str], expected: list[tuple[str, str]], tmp_path: Path) -> None:
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("title: 甲\n", "utf-8")
    found = [(finding.code, finding.place.file) for finding in load(tmp_path).findings]
    assert [one for one in found if one[0] in ("GS123", "GS124")] == expected
