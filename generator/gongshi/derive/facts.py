"""Everything that follows from the records on one day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongshi.derive.bodies import Account, accounts
from gongshi.derive.consultation import OpinionGroup, Totals, opinion_groups, opinion_places, totals
from gongshi.derive.evaluation import EvaluationStatus, evaluation_status
from gongshi.derive.follow_up import (
    Promise,
    ReplyState,
    SupervisionFollowUp,
    TargetProgress,
    goal_promise,
    project_progress,
    reply_state,
    supervision_follow_up,
)
from gongshi.derive.law.force import LegalForce, legal_force, shown_version, version_in_force
from gongshi.derive.law.text import LawText
from gongshi.derive.law.texts import LawTexts
from gongshi.derive.links import Links, links
from gongshi.derive.promises import Commitment, ledger
from gongshi.derive.provenance import Funnel, Touch, compared_pairs, consultations_on, funnel, touches
from gongshi.derive.votes.recount import Recount, recount
from gongshi.derive.votes.series import PollPoint, poll_series
from gongshi.records.corpus import Corpus, Entry
from gongshi.records.opinions import Consultation
from gongshi.records.plans import Plan
from gongshi.records.projects import Project
from gongshi.records.regulations import Regulation, Version
from gongshi.records.suggestions import Suggestion
from gongshi.records.supervision import Supervision
from gongshi.records.votes import Vote


@dataclass(frozen=True, slots=True)
class RegulationFacts:
    """A regulation on a day: its force, the text to show, and what opinions made of it.

    ``texts`` holds the parsed texts by version; ``pairs`` the versions (older, newer) to compare;
    ``touches``, by version and anchor, the opinions that touched each article.
    """

    force: LegalForce
    in_force: Version | None
    shown: Version | None
    texts: Mapping[str, LawText]
    pairs: tuple[tuple[str, str], ...]
    touches: Mapping[str, Mapping[str, tuple[Touch, ...]]]
    consultations: tuple[Entry, ...]
    funnel: Funnel | None
    evaluation: EvaluationStatus | None

    @property
    def shown_text(self) -> LawText | None:
        """The parsed text of the version that the regulation's own page shows."""
        return self.texts.get(self.shown.version) if self.shown else None


@dataclass(frozen=True, slots=True)
class VoteFacts:
    """A vote, counted again."""

    recount: Recount


@dataclass(frozen=True, slots=True)
class OpinionFacts:
    """A consultation in numbers; its opinions in groups, and each one's address below its page."""

    totals: Totals
    groups: tuple[OpinionGroup, ...]
    places: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SupervisionFacts:
    """A supervision's tasks on a day."""

    follow_up: SupervisionFollowUp


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """A project's targets on a day."""

    targets: tuple[TargetProgress, ...]


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan's goals on a day."""

    goals: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class SuggestionFacts:
    """A suggestion's answer on a day."""

    reply: ReplyState


@dataclass(frozen=True, slots=True)
class Facts:
    """All records with what follows from them on ``today``.

    ``derived`` and ``polls`` are keyed by ``<collection>/<id>``, ``accounts`` by the name of the body.
    """

    today: date
    corpus: Corpus
    texts: LawTexts
    links: Links
    derived: Mapping[str, Any]
    ledger: tuple[Commitment, ...]
    accounts: Mapping[str, Account]
    polls: Mapping[str, tuple[PollPoint, ...]]


def facts_on(corpus: Corpus, today: date, texts: LawTexts) -> Facts:
    """Derive everything once. ``today`` is a day in the site's time zone; ``texts`` are the corpus's."""
    context = _Context(corpus, texts, today)
    derived = {
        entry.key: DERIVATIONS[entry.collection](entry, context)
        for entry in corpus.entries()
        if entry.collection in DERIVATIONS
    }
    owed = ledger(corpus, today)
    return Facts(
        today, corpus, context.texts, links(corpus), derived, owed, accounts(corpus.site, owed), poll_series(corpus)
    )


@dataclass(frozen=True, slots=True)
class _Context:
    corpus: Corpus
    texts: LawTexts
    today: date


def _regulation(entry: Entry, context: _Context) -> RegulationFacts:
    record, today = entry.record, context.today
    assert isinstance(record, Regulation)
    names = [version.version for version in record.versions]
    parsed = {name: law for name in names if (law := context.texts.parsed(entry.key, name)) is not None}
    consultations = consultations_on(entry, context.corpus)
    return RegulationFacts(
        legal_force(record, today),
        version_in_force(record, today),
        shown_version(record, today),
        parsed,
        compared_pairs(record, entry.key, context.corpus),
        {name: touches(entry.key, name, consultations, context.texts) for name in parsed},
        consultations,
        funnel(consultations),
        evaluation_status(record, context.corpus.site.deadlines, today),
    )


def _vote(entry: Entry, context: _Context) -> VoteFacts:
    assert isinstance(entry.record, Vote)
    return VoteFacts(recount(entry.record))


def _opinions(entry: Entry, context: _Context) -> OpinionFacts:
    assert isinstance(entry.record, Consultation)
    regulation, version = entry.record.regulation, entry.record.version
    draft = context.texts.parsed(str(regulation), version) if regulation and version else None
    groups = opinion_groups(entry.record, draft)
    return OpinionFacts(totals(entry.record), groups, opinion_places(groups))


def _supervision(entry: Entry, context: _Context) -> SupervisionFacts:
    assert isinstance(entry.record, Supervision)
    return SupervisionFacts(supervision_follow_up(entry.record, context.today))


def _project(entry: Entry, context: _Context) -> ProjectFacts:
    assert isinstance(entry.record, Project)
    return ProjectFacts(project_progress(entry.record, context.today))


def _plan(entry: Entry, context: _Context) -> PlanFacts:
    assert isinstance(entry.record, Plan)
    return PlanFacts(tuple(goal_promise(goal, context.today) for goal in entry.record.goals))


def _suggestion(entry: Entry, context: _Context) -> SuggestionFacts:
    assert isinstance(entry.record, Suggestion)
    return SuggestionFacts(reply_state(entry.record, context.corpus.site.deadlines, context.today))


DERIVATIONS: Mapping[str, Callable[[Entry, _Context], object]] = {
    "regulations": _regulation,
    "votes": _vote,
    "opinions": _opinions,
    "supervision": _supervision,
    "projects": _project,
    "suggestions": _suggestion,
    "plans": _plan,
}
"""What is derived from one record, by collection. The others stand as they were written."""
