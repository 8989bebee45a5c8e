"""References between records, to their parts and texts, and the names of parts themselves."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from gongshi.checks.gathered import Gathered
from gongshi.findings import Finding
from gongshi.records.corpus import Corpus
from gongshi.records.opinions import Consultation
from gongshi.records.plans import Plan
from gongshi.records.projects import Project
from gongshi.records.record import Record
from gongshi.records.references import Reference
from gongshi.records.regulations import Regulation
from gongshi.records.supervision import Supervision
from gongshi.records.votes import Vote
from gongshi.source import Place, Route


def unknown_record(gathered: Gathered) -> Iterator[Finding]:
    """GS301: a reference to a record that has no file. Records that could not be read count as there."""
    corpus = gathered.corpus
    near: dict[str, str] = {}

    def is_unknown(reference: Reference) -> bool:
        return corpus.find(reference) is None and _key(reference) not in corpus.known

    for document, route, reference in gathered.where(Reference, is_unknown):
        key = _key(reference)
        if key not in near:
            corpus.reads.note("known")  # any name that comes may be nearer
            near[key] = _nearest(key, corpus.known)
        yield Finding("GS301", Place(document.file, route), {"key": key, "near": near[key]})


def real_cites_illustrative(gathered: Gathered) -> Iterator[Finding]:
    """GS311: a record of real facts that leans on an invented one."""

    def is_illustrative(reference: Reference) -> bool:
        target = gathered.corpus.find(reference)
        return target is not None and target.card.illustrative

    real = tuple(one for one in gathered.documents if isinstance(one.content, Record) and not one.content.illustrative)
    for document, route, reference in replace(gathered, documents=real).where(Reference, is_illustrative):
        yield Finding("GS311", Place(document.file, route), {"key": _key(reference)})


def part_id(corpus: Corpus) -> Iterator[Finding]:
    """GS217: the name of a part that no address could hold, or that another part of its record has already.

    Names that differ in case alone count as the same: version names become folders.
    """
    for entry in corpus.entries():
        first: dict[str, tuple[str, int]] = {}
        for field, key, names in _parts(entry.record):
            for index, name in enumerate(names):
                place = Place(entry.file, (field, index, key))
                if not re.fullmatch(r"[A-Za-z0-9-]+", name):
                    yield Finding("GS217", place, {"id": name, "problem": "malformed", "list": "", "item": ""})
                    continue
                field_of_first, item = first.setdefault(name.lower(), (field, index))
                if (field_of_first, item) != (field, index):
                    facts = {"id": name, "problem": "repeated", "list": field_of_first, "item": str(item + 1)}
                    yield Finding("GS217", place, facts)


def unknown_version(corpus: Corpus) -> Iterator[Finding]:
    """GS304: a version that the regulation does not list. A regulation that lists none is not checked."""
    for entry, consultation in corpus.of("opinions", Consultation):
        target = corpus.find(consultation.regulation) if consultation.regulation else None
        if target is None or not isinstance(target.record, Regulation):
            continue
        known = [version.version for version in target.record.versions]
        for route, name in _versions_named(consultation):
            if known and name not in known:
                near = next(iter(difflib.get_close_matches(name, known, n=1, cutoff=0.5)), "")
                facts = {"version": name, "key": target.key, "known": ", ".join(known), "near": near}
                yield Finding("GS304", Place(entry.file, route), facts)


def part_names(record: Record) -> frozenset[str]:
    """The parts of a record that a reference can name after ``#``, articles of texts aside."""
    return frozenset(name for field, _, names in _parts(record) if field != "versions" for name in names)


def _key(reference: Reference) -> str:
    return f"{reference.collection}/{reference.id}"


_NAMED_PARTS: Mapping[type[Record], tuple[tuple[str, str], ...]] = MappingProxyType({
    Regulation: (("versions", "version"),),
    Consultation: (("opinions", "id"),),
    Vote: (("candidates", "id"),),
    Project: (("targets", "id"),),
    Supervision: (("findings", "id"), ("tasks", "id")),
    Plan: (("goals", "id"),),
})  # fmt: skip
"""The lists of records whose items have names, and the key that holds the name."""


def _parts(record: Record) -> list[tuple[str, str, list[str]]]:
    """The lists of a record whose items have names: the field, the key of the name, and the names."""
    lists = _NAMED_PARTS.get(type(record), ())
    return [(field, key, [getattr(item, key) for item in getattr(record, field)]) for field, key in lists]


def _versions_named(consultation: Consultation) -> Iterator[tuple[Route, str]]:
    """The versions that a consultation names: the text that it was about, and those that took opinions up."""
    if consultation.version is not None:
        yield ("version",), consultation.version
    for index, opinion in enumerate(consultation.opinions):
        adopted_in = opinion.response.adopted_in if opinion.response is not None else None
        if adopted_in is not None:
            yield ("opinions", index, "response", "adopted_in", "version"), adopted_in.version


def _nearest(key: str, known: frozenset[str]) -> str:
    """A record whose key is much like ``key``: the same id in another collection first."""
    collection, _, identifier = key.partition("/")
    same_id = sorted(other for other in known if other.endswith(f"/{identifier}"))
    candidates = sorted(other for other in known if other.startswith(f"{collection}/")) or sorted(known)
    return next(iter(same_id or difflib.get_close_matches(key, candidates, n=1, cutoff=0.7)), "")
