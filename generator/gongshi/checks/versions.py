"""The days on which the texts of a regulation bind: each day one text, without overlap or gap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from gongshi.findings import Finding
from gongshi.records.corpus import Corpus
from gongshi.records.regulations import Regulation, Version
from gongshi.records.scalars import Day
from gongshi.source import Place


def enacted_without_date(corpus: Corpus) -> Iterator[Finding]:
    """GS313: a text that is law, but not from when.

    A statute states the day from which it applies (Legislation Law of the PRC, in its chapter on laws);
    without that day its legal force cannot be derived.
    """
    for entry, regulation in corpus.of("regulations", Regulation):
        for index, version in enumerate(regulation.versions):
            if version.status == "enacted" and version.effective_from is None:
                place = Place(entry.file, ("versions", index))
                yield Finding("GS313", place, {"version": version.version})


def versions_overlap(corpus: Corpus) -> Iterator[Finding]:
    """GS308: a text that begins before the last one has ended, or on the day on which it began.

    A text without ``effective_to`` ends by itself where the next begins. ``effective_to`` is the last
    day of a text; the first day of the next is let pass there too, since both ways of counting are in use.
    """
    for file, (_, before), (index, after) in _successions(corpus):
        assert before.effective_from is not None and after.effective_from is not None
        end = before.effective_to
        overlaps = after.effective_from.surely_before(end) if end else _same_day(before, after)
        if overlaps:
            place = Place(file, ("versions", index, "effective_from"))
            facts = {"version": after.version, "from": str(after.effective_from), "before": before.version,
                     "to": str(end or before.effective_from)}  # fmt: skip
            yield Finding("GS308", place, facts)


def versions_gap(corpus: Corpus) -> Iterator[Finding]:
    """GS309: days between two texts on which none binds."""
    for file, (_, before), (index, after) in _successions(corpus):
        assert after.effective_from is not None
        if before.effective_to and after.effective_from.first > before.effective_to.last + timedelta(days=1):
            place = Place(file, ("versions", index, "effective_from"))
            facts = {"version": after.version, "from": str(after.effective_from), "before": before.version,
                     "to": str(before.effective_to)}  # fmt: skip
            yield Finding("GS309", place, facts)


def force_disagrees(corpus: Corpus) -> Iterator[Finding]:
    """GS317: the stage in_force and the first enacted text name different days."""
    for entry, regulation in corpus.of("regulations", Regulation):
        stages = [stage.date for stage in regulation.stages if stage.stage == "in_force"]
        texts = [
            (version.effective_from, index, version.version)
            for index, version in enumerate(regulation.versions)
            if version.status == "enacted" and version.effective_from is not None
        ]
        if not stages or not texts:
            continue
        stage, (text, index, name) = min(stages), min(texts)
        if stage.surely_before(text) or text.surely_before(stage):
            place = Place(entry.file, ("versions", index, "effective_from"))
            yield Finding("GS317", place, {"version": name, "from": str(text), "stage": str(stage)})


def _same_day(before: Version, after: Version) -> bool:
    first: Day | None = before.effective_from
    return first is not None and first == after.effective_from


def _successions(corpus: Corpus) -> Iterator[tuple[str, tuple[int, Version], tuple[int, Version]]]:
    """Enacted texts in the order of their days: each with its place in the list, and the one after it."""
    for entry, regulation in corpus.of("regulations", Regulation):
        dated = [
            (version.effective_from, index, version)
            for index, version in enumerate(regulation.versions)
            if version.status == "enacted" and version.effective_from is not None
        ]
        dated.sort(key=lambda each: each[:2])
        for (_, i, before), (_, j, after) in pairwise(dated):
            yield entry.file, (i, before), (j, after)
