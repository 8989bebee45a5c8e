"""The guide says what is so: every field, value, command and option, in both languages, with examples that load."""

from __future__ import annotations

import json
import re
import types
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

import pytest
from pydantic import BaseModel

from gongshi.cli import ERRORS, NO_ERROR, OUR_BUG, USAGE, run
from gongshi.derive.facts import facts_on
from gongshi.load.yaml_text import compose
from gongshi.outputs.open_data import data_row, open_data
from gongshi.pipeline import check_content
from gongshi.records import COLLECTIONS, fields, references, scalars
from gongshi.records.record import Record, Source
from gongshi.records.site import Redirects, Site, Vocabulary

ROOT = Path(__file__).parents[1]
GUIDES = {"zh": ROOT / "docs" / "guide", "en": ROOT / "docs" / "en" / "guide"}
LANGUAGES = tuple(GUIDES)
PAGES = {
    language: sorted(path.relative_to(guide).as_posix() for path in guide.rglob("*.md"))
    for language, guide in GUIDES.items()
}
FRONT = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "CONTENT-LICENCE.md")]

REFERENCES = {
    "regulations": references.RegulationRef, "votes": references.VoteRef, "stations": references.StationRef,
    "deputies": references.DeputyRef, "plans": references.PlanRef, "projects": references.ProjectRef,
}  # fmt: skip
TERMS = {
    "topics": references.Topic,
    "districts": references.District,
    "bodies": references.Body,
    "outcome_letters": references.OutcomeLetter,
}
KINDS: list[tuple[Any, str, str]] = [
    (scalars.Integer, "整数", "whole number"),
    (scalars.Number, "数字", "number"),
    (scalars.Boolean, "true 或 false", "true or false"),
    (scalars.Clock, "时刻", "time"),
    (scalars.Url, "网址", "link"),
    (scalars.SiteAddress, "网站地址", "site address"),
    (scalars.TimeZone, "时区", "time zone"),
    (scalars.Line, "原样文字", "plain text"),
    (scalars.Day, "日期", "date"),
    (scalars.Count, "数目", "count"),
    (fields.Text, "文字", "text"),
    (fields.Subject, "记录或文字", "record or text"),
    (fields.Document, "文件", "document"),
    (references.Reference, "引用", "reference"),
    (references.ArticleName, "引用或条文名", "reference or article"),
    (references.Voter, "引用 `deputies` 或姓名", "reference to `deputies` or name"),
    (references.MeetingName, "引用 `meetings` 或词表名称", "reference to `meetings` or name"),
    (references.Bodies, "词表 `bodies`，一个或列表", "name of `bodies`, one or a list"),
    (Vocabulary, "词表", "vocabulary"),
    (Redirects, "转向", "redirects"),
    *((kind, f"引用 `{name}`", f"reference to `{name}`") for name, kind in REFERENCES.items()),
    *((kind, f"词表 `{name}`", f"name of `{name}`") for name, kind in TERMS.items()),
]
"""Every kind of value that is no group, with the guide's word for it."""


class Kind(NamedTuple):
    """A field's kind: its words, the group inside it, whether it is a list, and the values it is limited to."""

    zh: str
    en: str
    group: type[BaseModel] | None = None
    is_list: bool = False
    values: tuple[str, ...] = ()


class Row(NamedTuple):
    """One field as its page should have it: the way to it, what the second column says, and its values."""

    path: str
    write: Mapping[str, str]
    values: tuple[str, ...]


def _kind(hint: Any) -> Kind:
    for kind, zh, en in KINDS:
        if hint == kind:
            return Kind(zh, en)
    if get_origin(hint) in (Union, types.UnionType):
        (inner,) = (part for part in get_args(hint) if part is not type(None))
        return _kind(inner)
    if get_origin(hint) is Literal:
        return Kind("选项", "choice", values=get_args(hint))
    if get_origin(hint) is list:
        inner = _kind(get_args(hint)[0])
        return Kind(f"列表：{inner.zh}", f"list: {inner.en}", inner.group, True, inner.values)
    assert isinstance(hint, type) and issubclass(hint, BaseModel), f"{hint}: a kind that the guide has no word for"
    return Kind("一组", "group", hint)


def _rows(model: type[BaseModel], known: set[type[BaseModel]], before: str = "") -> Iterator[Row]:
    """The fields of a model and of its groups; a group that was explained already is not explained again."""
    hints = get_type_hints(model, include_extras=True)
    for name, info in model.model_fields.items():
        kind = _kind(hints[name])
        path = before + (info.alias or name)
        zh, en = ("，必填", ", required") if info.is_required() else ("", "")
        yield Row(path, {"zh": kind.zh + zh, "en": kind.en + en}, kind.values)
        if kind.group is not None and kind.group not in known:
            known.add(kind.group)
            yield from _rows(kind.group, known, path + ("[]." if kind.is_list else "."))


def _expected(page: str) -> list[Row]:
    if page == "index":
        return [row for model in (Record, fields.Text, fields.Document) for row in _rows(model, set())]
    if page == "site":
        return list(_rows(Site, {Source}))
    common = set(Record.model_fields)
    return [row for row in _rows(COLLECTIONS[page], set()) if re.split(r"[.\[]", row.path)[0] not in common]


FIELD_PAGES = ("index", "site", *COLLECTIONS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", FIELD_PAGES)
def test_a_field_page_lists_every_field_with_its_kind_and_values(page: str, language: str) -> None:
    text = (GUIDES[language] / "fields" / f"{page}.md").read_text("utf-8")
    listed = re.findall(r"(?m)^\| `([a-z_.\[\]]+)` \| (.+?) \| (.*) \|$", text)
    expected = _expected(page)
    assert [(path, write) for path, write, _ in listed] == [(row.path, row.write[language]) for row in expected]
    for (path, _, meaning), row in zip(listed, expected, strict=True):
        assert [value for value in row.values if f"`{value}`" not in meaning] == [], path
        assert re.match(r"\*\*.+?\*\*", meaning), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_value_is_explained(language: str) -> None:
    text = (GUIDES[language] / "fields" / "index.md").read_text("utf-8")
    words = {
        "zh": ("引用", "词表", "列表", "一组", "选项"),
        "en": ("reference", "name of …", "list", "group", "choice"),
    }
    plain = {"zh": 1, "en": 2}[language]
    alone = [kind[plain] for kind in KINDS if "`" not in kind[plain]]
    on_the_site_page = {"网站地址", "时区", "转向", "site address", "time zone", "vocabulary", "redirects"}
    missing = [word for word in {*alone, *words[language]} - on_the_site_page if f"\n| {word} | " not in text]
    assert missing == []


def test_every_page_of_the_guide_is_there_in_both_languages() -> None:
    assert PAGES["zh"] == PAGES["en"]
    assert {f"fields/{page}.md" for page in FIELD_PAGES} <= set(PAGES["zh"])


@pytest.mark.parametrize("page", PAGES["zh"])
def test_both_languages_have_the_same_parts(page: str) -> None:
    parts = [
        re.findall(r"(?m)^(#+) .*?(\{ #[a-z-]+ \})?$|^(```\w*)$", (guide / page).read_text("utf-8"))
        for guide in GUIDES.values()
    ]
    assert parts[0] == parts[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_reached_from_the_index(language: str) -> None:
    guide = GUIDES[language]
    reached, waiting = set[str](), ["index.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        for target in re.findall(r"\]\(([^)#:]+\.md)[^)]*\)", (guide / page).read_text("utf-8")):
            inside = ((guide / page).parent / target).resolve()
            if inside.is_relative_to(guide) and (name := inside.relative_to(guide).as_posix()) not in reached:
                waiting.append(name)
    assert sorted(reached) == PAGES[language]


# --------------------------------------------------------------------------------------------- examples


def _blocks(text: str, kind: str) -> list[str]:
    return re.findall(rf"(?ms)^```{kind}\n(.*?)^```$", text)


def _records_in(text: str) -> dict[str, str]:
    """The YAML examples that are complete files, by the path that their first line names."""
    found: dict[str, str] = {}
    for block in _blocks(text, "yaml"):
        if first := re.match(r"# content/(\S+\.yml)\n", block):
            assert first[1] not in found, f"{first[1]} stands twice"
            found[first[1]] = block
    return found


def _example_sets() -> Iterator[tuple[str, dict[str, str]]]:
    """Examples that stand together: those of the field pages refer to one another."""
    for language, guide in GUIDES.items():
        together: dict[str, str] = {}
        for page in FIELD_PAGES:
            together |= _records_in((guide / "fields" / f"{page}.md").read_text("utf-8"))
        yield f"{language}/fields", together
        for page in PAGES[language]:
            alone = _records_in((guide / page).read_text("utf-8"))
            if alone and not page.startswith("fields/"):
                yield f"{language}/{page}", {"site.yml": "name: 示例\n", **alone}
    yield "README.md", {"site.yml": "name: 示例\n", **_records_in((ROOT / "README.md").read_text("utf-8"))}


EXAMPLES = dict(_example_sets())


@pytest.mark.parametrize("name", EXAMPLES)
def test_complete_examples_load_without_a_finding(name: str, tmp_path: Path) -> None:
    for path, text in EXAMPLES[name].items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    checked = check_content(tmp_path)
    assert [(found.code, found.file, found.span.line) for found in checked.findings] == []
    assert sum(1 for _ in checked.corpus.entries()) == len(EXAMPLES[name]) - 1


def test_there_is_an_example_of_every_collection() -> None:
    for language in LANGUAGES:
        assert {path.partition("/")[0] for path in EXAMPLES[f"{language}/fields"]} == {*COLLECTIONS, "site.yml"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_other_yaml_example_can_be_read(language: str) -> None:
    for page in PAGES[language]:
        for block in _blocks((GUIDES[language] / page).read_text("utf-8"), "yaml"):
            assert compose(block).problems == [], f"{page}: {block}"


# --------------------------------------------------------------------------------------------- commands


def _help(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit):
        run([*arguments, "--help"])
    return capsys.readouterr().out


def _section(text: str, heading: str) -> str:
    assert f"\n## {heading}\n" in text, heading
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_and_option_is_documented(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    page = (GUIDES[language] / "commands.md").read_text("utf-8")
    commands = re.findall(r"(?m)^ {4}([a-z]+)\b", _help([], capsys))
    assert len(commands) >= 3
    assert sorted(re.findall(r"(?m)^## gongshi (\w+)$", page)) == sorted(commands)
    for command in commands:
        shown = _help([command], capsys)
        section = _section(page, f"gongshi {command}")
        options = set(re.findall(r"--[a-z]+", shown)) - {"--help"}
        assert set(re.findall(r"(?m)^\| `(--[a-z]+)` ", section)) == options, command
        for choices in re.findall(r"\{([a-z,]+)\}", shown.partition("\n\n")[0]):
            assert [choice for choice in choices.split(",") if f"`{choice}`" not in section] == [], command


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_make_target_and_exit_code_is_documented(language: str) -> None:
    page = (GUIDES[language] / "commands.md").read_text("utf-8")
    targets = re.findall(r"(?m)^([a-z]+):(?!=)", (ROOT / "Makefile").read_text("utf-8"))
    assert sorted(re.findall(r"(?m)^\| `make (\w+)` \|", page)) == sorted(targets)
    codes = [int(code) for code in re.findall(r"(?m)^\| (\d) \|", page)]
    assert codes == [NO_ERROR, ERRORS, USAGE, OUR_BUG]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_outputs_that_are_shown_are_real(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(tmp_path)
    record = "title: 示例\ndate: 2026-02-30\nmotion: 示例\nresult: passed\nillustrative: true\n"
    for path, text in {"site.yml": "name: 示例\n", "votes/example-vote.yml": record}.items():
        (tmp_path / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "content" / path).write_text(text, "utf-8")
    page = (GUIDES[language] / "commands.md").read_text("utf-8")
    text_form, github_form = _blocks(page, "text")
    shown = {"text": text_form, "json": _blocks(page, "json")[0], "github": github_form}
    for form, expected in shown.items():
        assert run(["check", "--lang", language, "--format", form]) == ERRORS
        assert capfdbinary.readouterr().out.decode() == expected
    finding, _, _ = text_form.rpartition("\n\n")
    assert f"```text\n{finding}\n```" in (GUIDES[language] / "write.md").read_text("utf-8")


# --------------------------------------------------------------------------------------------- data, links


def _names(value: Any) -> Iterator[str]:
    """The names of what is derived, but for those that come from the record itself."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key not in ("facts", "by_outcome", "by_source"):
                yield from _names(inner)
    elif isinstance(value, list):
        for item in value:
            yield from _names(item)


def test_every_derived_value_and_data_file_is_documented() -> None:
    checked = check_content(ROOT / "content")
    derived: dict[str, set[str]] = {}
    facts = facts_on(checked.corpus, date(2026, 11, 24), checked.texts)
    collections = {name: list(entries.values()) for name, entries in checked.corpus.collections.items()}
    rows = {name: [data_row(one, facts) for one in some] for name, some in collections.items()}
    for file in chain.from_iterable(open_data(name, some) for name, some in rows.items()):
        collection, _, form = file.path.removeprefix("data/").partition(".")
        assert collection in COLLECTIONS and form in ("json", "csv"), f"{file.path} is a new kind of file"
        if form == "json":
            said_rows = json.loads(b"".join(file.pieces))
            derived[collection] = {name for row in said_rows for name in _names(row.get("derived", {}))}
    for guide in GUIDES.values():
        page = (guide / "data.md").read_text("utf-8")
        said = {word for code in re.findall(r"`([^`]+)`", page) for word in re.split(r"\W+", code)}
        assert set(COLLECTIONS) <= said
        inside = {"level", "title", "id"}  # of headings, and of what the record itself names
        assert {name: names - said - inside for name, names in derived.items() if names - said - inside} == {}


@pytest.mark.parametrize("page", [*FRONT, *sorted((ROOT / "docs" / "decisions").glob("*.md"))], ids=lambda p: p.name)
def test_links_of_the_pages_outside_the_site_lead_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    targets = [target for target in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"https?:|#", target)]
    assert [target for target in targets if not (page.parent / target.partition("#")[0]).exists()] == []


def test_decisions_are_numbered_one_after_the_other() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        text = path.read_text("utf-8")
        assert text.startswith(f"# {path.name[:4]} ")
        assert re.findall(r"(?m)^## (.+)$", text) == ["背景", "决定", "结果", "In English"], path.name
