"""Every rule is whole: raised, worded in both languages, documented, tested, and in the tables of rules."""

from __future__ import annotations

import ast
import json
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongshi.catalogue import LANGUAGES, Rule, read_catalogue
from gongshi.checks import NAME_RULES, RULES, SITE_RULES, TEXT_RULES

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "generator" / "gongshi"
DOCS = ROOT / "docs" / "checks"
CATALOGUE = read_catalogue().rules
SEVERITIES = {"error": "错误", "warning": "警告"}


def _texts(file: Path) -> Iterator[str]:
    """The string constants of a Python file."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _raised() -> set[str]:
    texts = (text for file in SOURCE.rglob("*.py") for text in _texts(file))
    return {text for text in texts if re.fullmatch(r"GS\d{3}", text)}


def test_the_catalogue_holds_exactly_the_rules_that_are_raised() -> None:
    assert sorted(CATALOGUE) == sorted(_raised())


def test_every_rule_is_named_by_a_test() -> None:
    tests = (file for file in Path(__file__).parent.glob("*.py") if file.name != Path(__file__).name)
    named = {code for file in tests for text in _texts(file) for code in re.findall(r"GS\d{3}", text)}
    assert sorted(set(CATALOGUE) - named) == []


def test_every_rule_over_the_corpus_is_in_a_table() -> None:
    names = [
        (f"gongshi.checks.{file.stem}", node.name)
        for file in (SOURCE / "checks").glob("[!_]*.py")
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if [argument.arg for argument in node.args.args] in (["corpus"], ["gathered"])
    ]
    tables = (*RULES, *TEXT_RULES, *NAME_RULES, *SITE_RULES)
    assert sorted(names) == sorted((rule.__module__, rule.__name__) for rule in tables)


def _wordings(rule: Rule) -> Iterator[tuple[str, dict[str, str]]]:
    yield "message", dict(rule.message)
    yield "help", dict(rule.help)
    for fact, help_text in rule.help_if.items():
        yield f"help_if.{fact}", dict(help_text)


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_rule_is_worded_in_both_languages_with_the_same_facts(code: str) -> None:
    rule = CATALOGUE[code]
    assert rule.severity in SEVERITIES
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    for where, texts in _wordings(rule):
        assert sorted(texts) == sorted(LANGUAGES), where
        assert all(text.strip() for text in texts.values()), where
        zh, en = ({name for _, name, _, _ in string.Formatter().parse(texts[language]) if name}
                  for language in ("zh", "en"))  # fmt: skip
        assert zh == en - {"detail"}, where  # what the YAML library says, in English only
    for fact, words in rule.fact_words.items():
        for value, translated in words.items():
            assert sorted(translated) == sorted(LANGUAGES), f"{fact}.{value}"
            assert all(text.strip() for text in translated.values()), f"{fact}.{value}"


def test_the_catalogue_that_is_kept_is_the_one_that_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    read = read_catalogue.__wrapped__
    written = read()
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    read()
    (kept,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert read() == written
    state, entries, _ = json.loads(kept.read_bytes())
    kept.write_text(json.dumps([state, entries, {"a": {"zh": "甲", "en": "a"}}]), "utf-8")
    assert read().words == {"a": {"zh": "甲", "en": "a"}}
    kept.write_text(json.dumps([state[1:], entries, {}]), "utf-8")  # of other files
    assert read() == written
    kept.write_bytes(b"[")
    assert read() == written


def test_names_are_unique() -> None:
    names = [rule.name for rule in CATALOGUE.values()]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_rule_has_a_page_in_both_languages(code: str) -> None:
    page = (DOCS / f"{code}.md").read_text("utf-8")
    assert page.startswith(f"# {code} {CATALOGUE[code].name}\n")
    headings = re.findall(r"(?m)^## (.+)$", page)
    assert {"错误示例", "改法", "In English"} <= set(headings)


def test_no_page_is_about_a_rule_that_does_not_exist() -> None:
    assert {page.stem for page in DOCS.glob("GS*.md")} <= set(CATALOGUE)


def test_the_index_lists_every_rule_in_order() -> None:
    """Each row: the code as a link to its page, the name, the severity, and the meaning in both languages."""
    index = (DOCS / "index.md").read_text("utf-8")
    rows = re.findall(r"(?m)^\| \[(GS\d{3})\]\((GS\d{3})\.md\) \| (\S+) \| (\S+) \| (.+?) \| (.+?) \|$", index)
    listed = [(code, page, name, severity) for code, page, name, severity, _, _ in rows]
    expected = [(rule.code, rule.code, rule.name, SEVERITIES[rule.severity]) for rule in CATALOGUE.values()]
    assert listed == expected
