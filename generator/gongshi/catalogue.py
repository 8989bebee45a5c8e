"""The message catalogue: everything that a person reads, in Chinese and English.

``messages/findings/*.yml`` hold one entry a rule; ``messages/site/*.yml`` the words of the pages.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any, Literal

from gongshi.findings import LocatedFinding, Severity

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Rule:
    """What the catalogue says of one rule.

    ``help_if`` gives another mend for findings whose fact of that name is not empty;
    ``fact_words`` translates the values of facts that come from a closed set.
    """

    code: str
    name: str
    severity: Severity
    message: Mapping[str, str]
    help: Mapping[str, str]
    help_if: Mapping[str, Mapping[str, str]]
    fact_words: Mapping[str, Mapping[str, Mapping[str, str]]]

    def facts_in(self, language: Language, finding: LocatedFinding) -> dict[str, str]:
        """The finding's facts, those from a closed set in the reader's language."""
        words = self.fact_words
        return {name: words.get(name, {}).get(value, {}).get(language, value) for name, value in finding.facts.items()}

    def message_for(self, language: Language, finding: LocatedFinding) -> str:
        """What is wrong."""
        return self.message[language].format_map(self.facts_in(language, finding))

    def help_for(self, language: Language, finding: LocatedFinding) -> str:
        """One concrete mend."""
        chosen = next((text for name, text in self.help_if.items() if finding.facts.get(name)), self.help)
        return chosen[language].format_map(self.facts_in(language, finding))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All rules by code, and all words of the site by dotted key."""

    rules: Mapping[str, Rule]
    words: Mapping[str, Mapping[str, str]]

    def text(self, key: str, language: Language, /, **facts: object) -> str:
        """The words of ``key``. A key that is not in the catalogue is our bug: ``KeyError``."""
        template = self.words[key][language]
        return template.format_map(facts) if facts else template


@cache
def read_catalogue() -> Catalogue:
    """Read the catalogue that ships with the package. What its files say is kept beside our compiled modules, as they
    are: to read YAML takes longer than a command that has nothing to do."""
    files = sorted(Path(__file__).with_name("messages").glob("*/*.yml"))
    state = [[f"{file.parent.name}/{file.name}", (found := file.stat()).st_size, found.st_mtime_ns] for file in files]
    kept = Path(cache_from_source(str(Path(__file__).with_name("messages.py")))).with_suffix(".json")
    try:
        before, entries, words = json.loads(kept.read_bytes())
    except (OSError, ValueError, TypeError):
        before = None
    if before != state:
        entries, words = _read(files)
        if not sys.dont_write_bytecode:
            _keep(kept, json.dumps([state, entries, words]))
    return Catalogue({code: _rule(code, entry) for code, entry in sorted(entries.items())}, words)


def _read(files: Iterable[Path]) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """What is said of each rule, and the words by key."""
    import yaml  # it is needed after a change only

    entries: dict[str, Any] = {}
    words: dict[str, dict[str, str]] = {}
    for file in files:
        content = yaml.load(file.read_text("utf-8"), Loader=yaml.CBaseLoader) or {}  # noqa: S506 (all stays text)
        if file.parent.name == "findings":
            entries |= content
        else:
            words |= {key: text for name, entry in content.items() for key, text in _flat(name, entry)}
    return entries, words


def _keep(file: Path, text: str) -> None:
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_suffix(f".{os.getpid()}")
        new.write_text(text, "utf-8")
        new.replace(file)


def _rule(code: str, entry: dict[str, Any]) -> Rule:
    return Rule(
        code,
        entry["name"],
        entry["severity"],
        entry["message"],
        entry["help"],
        entry.get("help_if", {}),
        entry.get("fact_words", {}),
    )


def _flat(key: str, entry: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    if set(entry) == set(LANGUAGES) and all(isinstance(text, str) for text in entry.values()):
        yield key, entry
    else:
        for name, inner in entry.items():
            yield from _flat(f"{key}.{name}", inner)
