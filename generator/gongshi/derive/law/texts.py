"""The legal texts of a corpus, each parsed once and each pair compared once, when first asked for."""

from __future__ import annotations

from gongshi.derive.law.comparison import Change, Comparison, compare, word_changes
from gongshi.derive.law.text import parse
from gongshi.derive.law.tree import LawText
from gongshi.records.corpus import Corpus


class LawTexts:
    """Parsed texts and comparisons by the regulation's key (``regulations/x``) and version names."""

    def __init__(self, corpus: Corpus) -> None:
        self._sources = corpus.law_texts
        self._reads = corpus.reads
        self._parsed: dict[tuple[str, str], LawText] = {}
        self._compared: dict[tuple[str, str, str], Comparison] = {}
        self._changes: dict[tuple[str, str], tuple[Change, ...]] = {}

    def parsed(self, key: str, version: str) -> LawText | None:
        """The parsed text of a version, or None where there is none."""
        self._reads.note(f"record:{key}")
        name = key, version
        if name not in self._parsed:
            if name not in self._sources:
                return None
            self._parsed[name] = parse(self._sources[name])
        return self._parsed[name]

    def compared(self, key: str, old: str, new: str) -> Comparison | None:
        """What changed between two versions of a regulation, or None where a text is missing."""
        before, after = self.parsed(key, old), self.parsed(key, new)
        if before is None or after is None:
            return None
        if (key, old, new) not in self._compared:
            self._compared[key, old, new] = compare(before, after)
        return self._compared[key, old, new]

    def changes(self, old: str, new: str) -> tuple[Change, ...]:
        """What changed between two wordings of an article."""
        if (old, new) not in self._changes:
            self._changes[old, new] = word_changes(old, new)
        return self._changes[old, new]
