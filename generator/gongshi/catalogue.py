"""The message catalogue: everything that a person reads, in Chinese and English.

``messages/findings/*.yml`` hold one entry a rule; ``messages/site/*.yml`` the words of the pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Literal, cast

import yaml

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


def read_catalogue() -> Catalogue:
    """Read the catalogue that ships with the package."""
    messages = resources.files("gongshi") / "messages"
    rules = {code: _rule(code, entry) for code, entry in _entries(messages / "findings")}
    words = {key: text for name, entry in _entries(messages / "site") for key, text in _flat(name, entry)}
    return Catalogue(dict(sorted(rules.items())), words)


def _entries(folder: Traversable) -> Iterator[tuple[str, Any]]:
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yml"):
            content = yaml.load(file.read_text("utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 (every scalar stays text)
            yield from cast("dict[str, Any]", content or {}).items()


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
