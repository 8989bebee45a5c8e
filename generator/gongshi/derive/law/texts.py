"""The legal texts of a corpus, each parsed and each pair compared when it is asked for. Of all texts of a large site
those that were asked for last are at hand."""

from __future__ import annotations

from functools import lru_cache
from sys import intern

from gongshi.derive.law.comparison import Comparison, compare, word_changes
from gongshi.derive.law.text import parse
from gongshi.derive.law.tree import LawText
from gongshi.records.corpus import Corpus

RECENT_TEXTS, RECENT_COMPARISONS = 512, 128
"""How many stay at hand: those of some dozens of regulations, and then some."""
RECENT_CHANGES = 4_096


class LawTexts:
    """Parsed texts and comparisons by the regulation's key (``regulations/x``) and version names."""

    def __init__(self, corpus: Corpus) -> None:
        self._sources, self._reads = corpus.law_texts, corpus.reads
        self._parsed = lru_cache(RECENT_TEXTS)(self._parse)
        self._anchors: dict[tuple[str, str], tuple[str, ...]] = {}  # many records ask, and all take little room
        self._compared = lru_cache(RECENT_COMPARISONS)(self._compare)
        self.changes = lru_cache(RECENT_CHANGES)(word_changes)
        """What changed between two wordings of an article."""

    def parsed(self, key: str, version: str) -> LawText | None:
        """The parsed text of a version, or None where there is none."""
        self._reads.note(f"record:{key}")
        return self._parsed(key, version)

    def has(self, key: str, version: str, name: str) -> bool | None:
        """Whether a text has an article, a part of one, a heading or an attachment of this name (``art-12``,
        ``chap-3``); None where there is no text."""
        self._reads.note(f"record:{key}")
        if name in self._anchors.get((key, version), ()):
            return True
        text = self._parsed(key, version)
        return None if text is None else name in self._anchors[key, version] or text.anchor_of(name) is not None

    def compared(self, key: str, old: str, new: str) -> Comparison | None:
        """What changed between two versions of a regulation, or None where a text is missing."""
        self._reads.note(f"record:{key}")
        return self._compared(key, old, new)

    def let_go(self) -> None:
        """Forget what is at hand."""
        self._parsed.cache_clear()
        self._compared.cache_clear()
        self.changes.cache_clear()

    def _parse(self, key: str, version: str) -> LawText | None:
        name = key, version
        if name not in self._sources:
            return None
        text = parse(self._sources[name])
        kinds = (text.articles, text.sections, text.headings, text.attachments)
        self._anchors[name] = tuple(intern(one.anchor) for some in kinds for one in some)
        return text

    def _compare(self, key: str, old: str, new: str) -> Comparison | None:
        before, after = self._parsed(key, old), self._parsed(key, new)
        return None if before is None or after is None else compare(before, after)
