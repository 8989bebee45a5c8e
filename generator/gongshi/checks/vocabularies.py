"""Names that should stand in one of the site's vocabularies."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from gongshi.checks.gathered import Gathered
from gongshi.findings import Finding
from gongshi.records.fields import Text
from gongshi.records.references import Term
from gongshi.source import Place


def outside_vocabulary(gathered: Gathered) -> Iterator[Finding]:
    """GS216: a topic, district, body, meeting or outcome letter that ``site.yml`` does not list.

    A vocabulary that is empty or absent constrains nothing. The suggestion knows meanings too:
    who typed 示例区人民政府 is told the name that stands for it.
    """
    near: dict[Term, str] = {}

    def words_for(term: Term) -> Mapping[str, Text]:
        words: Mapping[str, Text] = getattr(gathered.corpus.site, term.vocabulary)
        return words

    def is_outside(term: Term) -> bool:
        words = words_for(term)
        return bool(words) and term.name not in words

    for document, route, term in gathered.where(Term, is_outside):
        if term not in near:
            near[term] = _nearest(term.name, words_for(term))
        facts = {"name": term.name, "vocabulary": term.vocabulary, "near": near[term]}
        yield Finding("GS216", Place(document.file, route), facts)


def _nearest(name: str, words: Mapping[str, Text]) -> str:
    """The vocabulary's name for what was typed: by its meaning, or by likeness of the name. Empty if none."""
    for key, meaning in words.items():
        if name in (meaning.zh, meaning.en):
            return key
    return next(iter(difflib.get_close_matches(name, words, n=1, cutoff=0.6)), "")
