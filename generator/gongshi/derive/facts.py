"""Everything that follows from the records on one day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongshi.derive.consultation import Totals, totals
from gongshi.derive.follow_up import (
    ReplyState,
    SupervisionFollowUp,
    TargetProgress,
    project_progress,
    reply_state,
    supervision_follow_up,
)
from gongshi.derive.law_text import LawText, parse
from gongshi.derive.legal_force import LegalForce, legal_force, shown_version, version_in_force
from gongshi.derive.links import Links, links
from gongshi.derive.recount import Recount, recount
from gongshi.records.corpus import Corpus, Entry
from gongshi.records.opinions import Consultation
from gongshi.records.projects import Project
from gongshi.records.regulations import Regulation, Version
from gongshi.records.suggestions import Suggestion
from gongshi.records.supervision import Supervision
from gongshi.records.votes import Vote


@dataclass(frozen=True, slots=True)
class RegulationFacts:
    """A regulation on a day: its force, the text to show, and its parsed texts by version."""

    force: LegalForce
    in_force: Version | None
    shown: Version | None
    texts: Mapping[str, LawText]


@dataclass(frozen=True, slots=True)
class VoteFacts:
    """A vote, counted again."""

    recount: Recount


@dataclass(frozen=True, slots=True)
class OpinionFacts:
    """A consultation in numbers."""

    totals: Totals


@dataclass(frozen=True, slots=True)
class SupervisionFacts:
    """A supervision's tasks on a day."""

    follow_up: SupervisionFollowUp


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """A project's targets on a day."""

    targets: tuple[TargetProgress, ...]


@dataclass(frozen=True, slots=True)
class SuggestionFacts:
    """A suggestion's answer on a day."""

    reply: ReplyState


@dataclass(frozen=True, slots=True)
class Facts:
    """All records with what follows from them on ``today``; ``derived`` is keyed by ``<collection>/<id>``."""

    today: date
    corpus: Corpus
    links: Links
    derived: Mapping[str, Any]


def facts_on(corpus: Corpus, today: date) -> Facts:
    """Derive everything once. ``today`` is a day in the site's time zone."""
    derived = {
        entry.key: DERIVATIONS[entry.collection](entry, corpus, today)
        for entry in corpus.entries()
        if entry.collection in DERIVATIONS
    }
    return Facts(today, corpus, links(corpus), derived)


def _regulation(entry: Entry, corpus: Corpus, today: date) -> RegulationFacts:
    record = entry.record
    assert isinstance(record, Regulation)
    texts = {
        version.version: parse(corpus.law_texts[entry.key, version.version])
        for version in record.versions
        if (entry.key, version.version) in corpus.law_texts
    }
    return RegulationFacts(
        legal_force(record, today), version_in_force(record, today), shown_version(record, today), texts
    )


def _vote(entry: Entry, corpus: Corpus, today: date) -> VoteFacts:
    assert isinstance(entry.record, Vote)
    return VoteFacts(recount(entry.record))


def _opinions(entry: Entry, corpus: Corpus, today: date) -> OpinionFacts:
    assert isinstance(entry.record, Consultation)
    return OpinionFacts(totals(entry.record))


def _supervision(entry: Entry, corpus: Corpus, today: date) -> SupervisionFacts:
    assert isinstance(entry.record, Supervision)
    return SupervisionFacts(supervision_follow_up(entry.record, today))


def _project(entry: Entry, corpus: Corpus, today: date) -> ProjectFacts:
    assert isinstance(entry.record, Project)
    return ProjectFacts(project_progress(entry.record, today))


def _suggestion(entry: Entry, corpus: Corpus, today: date) -> SuggestionFacts:
    assert isinstance(entry.record, Suggestion)
    return SuggestionFacts(reply_state(entry.record, corpus.site.deadlines, today))


DERIVATIONS: Mapping[str, Callable[[Entry, Corpus, date], object]] = {
    "regulations": _regulation,
    "votes": _vote,
    "opinions": _opinions,
    "supervision": _supervision,
    "projects": _project,
    "suggestions": _suggestion,
}
"""What is derived from one record, by collection. The others stand as they were written."""
