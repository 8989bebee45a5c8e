"""/votes/recount.json: the table of rules and the words that the panel on each vote's page counts again with."""

from __future__ import annotations

import json
from collections.abc import Iterator

from gongshi.catalogue import LANGUAGES, Catalogue, Language
from gongshi.derive.votes.table import vote_table
from gongshi.outputs.file import OutputFile
from gongshi.render.collections.votes import UNCERTAIN
from gongshi.render.words import language_path

WORDS = ("recount.", "recount_here.", "votes.step_")
"""The catalogue groups that the panel speaks with."""


def recount_tables(catalogue: Catalogue) -> Iterator[OutputFile]:
    """The table in each language, below that language's list of votes."""
    for language in LANGUAGES:
        table = {**vote_table(), "uncertain": list(UNCERTAIN), "words": _words(catalogue, language)}
        text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
        yield OutputFile(language_path("votes/recount.json", language), f"{text}\n".encode())


def _words(catalogue: Catalogue, language: Language) -> dict[str, str]:
    return {key: text[language] for key, text in catalogue.words.items() if key.startswith(WORDS)}
