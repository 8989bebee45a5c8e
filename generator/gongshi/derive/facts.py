"""Everything that follows from the records on one day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from gongshi.derive.bodies import Account, accounts
from gongshi.derive.consultation import OpinionGroup, Totals, is_split, opinion_groups, opinion_places, totals
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
from gongshi.derive.law.texts import LawTexts
from gongshi.derive.law.tree import LawText
from gongshi.derive.links import Links, links
from gongshi.derive.promises import Commitment, Summary, ledger, summary
from gongshi.derive.provenance import Funnel, Touch, compared_pairs, consultations_on, funnel, touches
from gongshi.derive.signs import Signs, signs_of
from gongshi.derive.stations import ThroughStations, through_stations
from gongshi.derive.votes.recount import Recount, recount
from gongshi.derive.votes.series import Polls, polls
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
    """A regulation on a day: its force, and the text to show. ``texts`` holds the parsed texts by version."""

    force: LegalForce
    in_force: Version | None
    shown: Version | None
    texts: Mapping[str, LawText]
    evaluation: EvaluationStatus | None

    @property
    def shown_text(self) -> LawText | None:
        """The parsed text of the version that the regulation's own page shows."""
        return self.texts.get(self.shown.version) if self.shown else None


@dataclass(frozen=True, slots=True)
class HeardFacts:
    """What opinions made of a regulation: the versions (older, newer) to compare, by version and anchor the opinions
    that touched each article, the consultations, and all of them in numbers."""

    pairs: tuple[tuple[str, str], ...]
    touches: Mapping[str, Mapping[str, tuple[Touch, ...]]]
    consultations: tuple[Entry, ...]
    funnel: Funnel | None


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


ValueT = TypeVar("ValueT")

RECENT = 64
"""Records of which what follows from them stays at hand."""


class Derived(Mapping[str, ValueT]):
    """What follows from single records of some collections, by key; made when it is asked for, and at hand as long as
    it was asked for lately (``recent`` of them, or all where it takes little room)."""

    def __init__(
        self, context: Context, made: Mapping[str, Callable[[Entry, Context], ValueT]], recent: int | None = RECENT
    ) -> None:
        self._context, self._by_collection = context, made
        self._recent = lru_cache(recent)(self._made)

    def __getitem__(self, key: str) -> ValueT:
        value, cells = self._recent(key)
        self._context.corpus.reads.repeat(cells)
        return value

    def _made(self, key: str) -> tuple[ValueT, tuple[str, ...]]:
        with self._context.corpus.reads.watched() as cells:
            entry = self._context.corpus.find(key)
            if entry is None or entry.collection not in self._by_collection:
                raise KeyError(key)
            return self._by_collection[entry.collection](entry, self._context), tuple(cells)

    def let_go(self) -> None:
        """Forget what is at hand."""
        self._recent.cache_clear()

    def __iter__(self) -> Iterator[str]:
        return (entry.key for entry in self._context.corpus.entries() if entry.collection in self._by_collection)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Accounts(Mapping[str, Account]):
    """What each body owes, by the body's name; read from all records when first asked for. That a body has an account
    is known without."""

    def __init__(self, corpus: Corpus, owing: Sequence[str], found: Callable[[], Mapping[str, Account]]) -> None:
        self._corpus, self._owing, self._found = corpus, dict.fromkeys(owing), found

    def __contains__(self, name: object) -> bool:
        self._corpus.reads.note(f"account:{name}")
        return name in self._owing

    def __getitem__(self, name: str) -> Account:
        self._corpus.reads.note(f"account:{name}")
        return self._found()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._owing)

    def __len__(self) -> int:
        return len(self._owing)


@dataclass(frozen=True)
class Related:
    """How the records of a corpus hang together: the keys of ``Links`` and ``Polls``, the bodies that have an account,
    and all real commitments in numbers."""

    links: Mapping[str, tuple[str, ...]]
    polls: Mapping[str, tuple[str, ...]]
    owing: tuple[str, ...]
    owed: Summary


def related(corpus: Corpus, signs: Mapping[str, Signs]) -> Related:
    """What follows from the signs of all records, by key."""
    owed = ledger(one for some in signs.values() for one in some.commitments)
    return Related(
        links(corpus, {key: one.references for key, one in signs.items()}).keys,
        polls(corpus, {key: one.series for key, one in signs.items() if one.series is not None}).keys,
        tuple(accounts(corpus.site, owed)),
        summary([one for one in owed if one.counts]),
    )


class Facts:
    """All records with what follows from them on ``today``.

    ``derived`` is keyed by ``<collection>/<id>``, and so are ``heard`` (of regulations), ``through_stations`` and
    ``split`` (of consultations: whether their opinions stand on several pages); ``accounts`` by the name of the body.
    The ledger and the accounts are about all records, and made when first asked for: a page of one of these may ask
    whether a body has an account, and no more. ``owed`` are all real commitments in numbers.
    """

    def __init__(
        self, today: date, corpus: Corpus, texts: LawTexts, signs: Mapping[str, Signs], found: Related
    ) -> None:
        self.today, self.corpus, self.texts, self._signs = today, corpus, texts, signs
        self.links, self.polls = Links(corpus, found.links), Polls(corpus, found.polls)
        context = Context(corpus, texts, today, self.links)
        self.derived: Derived[Any] = Derived(context, DERIVATIONS)
        self.heard: Derived[HeardFacts] = Derived(context, {"regulations": _heard})
        self.through_stations: Derived[ThroughStations] = Derived(context, {"opinions": _through_stations}, None)
        self.split: Derived[bool] = Derived(context, {"opinions": _split}, None)
        self.accounts = Accounts(corpus, found.owing, lambda: self._accounts)
        self.owed = found.owed

    @cached_property
    def ledger(self) -> tuple[Commitment, ...]:
        """All that is promised, in the ledger's order."""
        return ledger(one for some in self._signs.values() for one in some.commitments)

    def let_go(self) -> None:
        """Forget what can be made again. When all pages are made, what comes after them asks for little of it."""
        for one in (self.derived, self.heard, self.through_stations, self.split):
            one.let_go()
        self.texts.let_go()
        for name in ("ledger", "_accounts"):
            vars(self).pop(name, None)

    def promised(self, key: str) -> str:
        """What tells all that is said of a record's promises from what is said of them at another time."""
        return self._signs[key].promised

    @cached_property
    def _accounts(self) -> Mapping[str, Account]:
        return accounts(self.corpus.site, self.ledger)


def facts_on(corpus: Corpus, today: date, texts: LawTexts) -> Facts:
    """What follows on a day, which is one in the site's time zone. ``texts`` are the corpus's."""
    signs = {entry.key: signs_of(entry, corpus.site, today) for entry in corpus.entries()}
    return Facts(today, corpus, texts, signs, related(corpus, signs))


@dataclass(frozen=True, slots=True)
class Context:
    """What a derivation may look at."""

    corpus: Corpus
    texts: LawTexts
    today: date
    links: Links


def _regulation(entry: Entry, context: Context) -> RegulationFacts:
    record, today = entry.record, context.today
    assert isinstance(record, Regulation)
    names = [version.version for version in record.versions]
    return RegulationFacts(
        legal_force(record, today),
        version_in_force(record, today),
        shown_version(record, today),
        {name: law for name in names if (law := context.texts.parsed(entry.key, name)) is not None},
        evaluation_status(record, context.corpus.site.deadlines, today),
    )


def _heard(entry: Entry, context: Context) -> HeardFacts:
    record, texts = entry.record, context.texts
    assert isinstance(record, Regulation)
    names = [one.version for one in record.versions if texts.parsed(entry.key, one.version) is not None]
    consultations = consultations_on(entry, context.links.of(entry, "opinions/"))
    return HeardFacts(
        compared_pairs(record, entry.key, context.corpus, consultations),
        {name: touches(entry.key, name, consultations, texts) for name in names},
        consultations,
        funnel(consultations),
    )


def _vote(entry: Entry, context: Context) -> VoteFacts:
    assert isinstance(entry.record, Vote)
    return VoteFacts(recount(entry.record))


def _opinions(entry: Entry, context: Context) -> OpinionFacts:
    assert isinstance(entry.record, Consultation)
    regulation, version = entry.record.regulation, entry.record.version
    draft = context.texts.parsed(str(regulation), version) if regulation and version else None
    groups = opinion_groups(entry.record, draft)
    return OpinionFacts(totals(entry.record), groups, opinion_places(groups))


def _split(entry: Entry, _: Context) -> bool:
    assert isinstance(entry.record, Consultation)
    return is_split(entry.record)


def _through_stations(entry: Entry, _: Context) -> ThroughStations:
    assert isinstance(entry.record, Consultation)
    return through_stations(entry.record)


def _supervision(entry: Entry, context: Context) -> SupervisionFacts:
    assert isinstance(entry.record, Supervision)
    return SupervisionFacts(supervision_follow_up(entry.record, context.today))


def _project(entry: Entry, context: Context) -> ProjectFacts:
    assert isinstance(entry.record, Project)
    return ProjectFacts(project_progress(entry.record, context.today))


def _plan(entry: Entry, context: Context) -> PlanFacts:
    assert isinstance(entry.record, Plan)
    return PlanFacts(tuple(goal_promise(goal, context.today) for goal in entry.record.goals))


def _suggestion(entry: Entry, context: Context) -> SuggestionFacts:
    assert isinstance(entry.record, Suggestion)
    return SuggestionFacts(reply_state(entry.record, context.corpus.site.deadlines, context.today))


DERIVATIONS: Mapping[str, Callable[[Entry, Context], Any]] = {
    "regulations": _regulation,
    "votes": _vote,
    "opinions": _opinions,
    "supervision": _supervision,
    "projects": _project,
    "suggestions": _suggestion,
    "plans": _plan,
}
"""What is derived from one record, by collection. The others stand as they were written."""
