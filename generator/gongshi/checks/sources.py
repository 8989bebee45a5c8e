"""Where facts come from: a public record names the publication that it can be held against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gongshi.findings import Finding
from gongshi.load.content import SITE_FILE
from gongshi.records.corpus import Corpus
from gongshi.records.record import Source
from gongshi.source import Place, Route


def no_sources(corpus: Corpus) -> Iterator[Finding]:
    """GS310: a record that does not say where it comes from."""
    for entry in corpus.entries():
        record = entry.record
        if not record.sources and not record.illustrative and record.source_note is None:
            yield Finding("GS310", Place(entry.file), {"total": ""})


def total_no_sources(corpus: Corpus) -> Iterator[Finding]:
    """GS310: a published total of ``site.yml`` that does not say where it comes from."""
    for index, total in enumerate(corpus.site.reported_totals):
        if not total.sources:
            name = total.what.zh or total.what.en or ""
            yield Finding("GS310", Place(SITE_FILE, ("reported_totals", index)), {"total": name})


def source_incomplete(corpus: Corpus) -> Iterator[Finding]:
    """GS312: a source without publisher or date. What illustrative records invent is not asked for more."""
    for entry in corpus.entries():
        record = entry.record
        if not record.illustrative:
            yield from _incomplete(entry.file, ("sources",), record.sources)


def total_source_incomplete(corpus: Corpus) -> Iterator[Finding]:
    """GS312: a source of a published total of ``site.yml`` without publisher or date."""
    for index, total in enumerate(corpus.site.reported_totals):
        yield from _incomplete(SITE_FILE, ("reported_totals", index, "sources"), total.sources)


def _incomplete(file: str, route: Route, sources: Sequence[Source]) -> Iterator[Finding]:
    for index, source in enumerate(sources):
        missing = [name for name in ("publisher", "date") if getattr(source, name) is None]
        if missing:
            yield Finding("GS312", Place(file, (*route, index)), {"missing": ", ".join(missing)})
