"""Projects, supervision, stations: parts that belong together, numbers that can be, proof that is there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from gongshi.findings import Finding
from gongshi.records.corpus import Corpus, Entry
from gongshi.records.projects import Project
from gongshi.records.stations import Station
from gongshi.records.supervision import Supervision, TaskUpdate
from gongshi.records.votes import Candidate, Vote
from gongshi.source import Place


def unknown_finding(corpus: Corpus) -> Iterator[Finding]:
    """GS601: a task for a finding that its supervision does not list."""
    for entry, supervision in corpus.of("supervision", Supervision):
        known = [finding.id for finding in supervision.findings]
        for index, task in enumerate(supervision.tasks):
            if task.finding is not None and task.finding not in known:
                place = Place(entry.file, ("tasks", index, "finding"))
                yield Finding("GS601", place, _unknown(task.finding, known))


def unknown_target(corpus: Corpus) -> Iterator[Finding]:
    """GS602: progress on a target that its project does not list."""
    for entry, project in corpus.of("projects", Project):
        known = [target.id for target in project.targets]
        for index, progress in enumerate(project.progress):
            if progress.target is not None and progress.target not in known:
                place = Place(entry.file, ("progress", index, "target"))
                yield Finding("GS602", place, _unknown(progress.target, known))


def percent_range(corpus: Corpus) -> Iterator[Finding]:
    """GS603: a percentage below 0 or above 100. What went beyond its target is told as ``amount``."""
    for entry, project in corpus.of("projects", Project):
        for index, progress in enumerate(project.progress):
            if progress.percent is not None and not 0 <= progress.percent <= 100:
                place = Place(entry.file, ("progress", index, "percent"))
                yield Finding("GS603", place, {"value": str(progress.percent)})


def done_without_evidence(corpus: Corpus) -> Iterator[Finding]:
    """GS604: a task reported as done, and neither a note nor a document that shows it."""
    for place, task, update, _ in _updates(corpus):
        if update.status == "done" and update.note is None and update.evidence is None:
            yield Finding("GS604", place, {"id": task})


def reopened_without_note(corpus: Corpus) -> Iterator[Finding]:
    """GS605: a task that was done or dropped and is open again, without a word why."""
    for place, task, update, before in _updates(corpus):
        closed = before is not None and before.status in ("done", "dropped")
        if closed and update.status in ("open", "in_progress") and update.note is None:
            yield Finding("GS605", place, {"id": task, "status": update.status})


def ballot_disagrees(corpus: Corpus) -> Iterator[Finding]:
    """GS606: a project whose status is not what its ballot says of the candidate that names it.

    The ballot is the one that the project names; where it names none, the only one that names the project.
    """
    projects = list(corpus.of("projects", Project))
    votes = replace(corpus, part=None).of("votes", Vote) if any(one.vote is None for _, one in projects) else ()
    by_project = _candidates(vote for vote, _ in votes)
    for entry, project in projects:
        if project.vote is None:
            decided = by_project.get(entry.key, [])
        else:
            ballot = corpus.find(project.vote)
            decided = _candidates([ballot] if ballot is not None else []).get(entry.key, [])
        if len(decided) != 1:
            continue  # of several ballots, only project.vote can say which one decided
        vote, candidate = decided[0]
        status = "selected" if candidate.elected else "not_selected"
        if project.status != status:
            facts = {"status": project.status, "expected": status, "vote": vote.key, "id": candidate.id}
            yield Finding("GS606", Place(entry.file, ("status",)), facts)


def location_range(corpus: Corpus) -> Iterator[Finding]:
    """GS608: degrees that are nowhere on Earth (WGS 84: latitude −90 to 90, longitude −180 to 180)."""
    for entry, station in corpus.of("stations", Station):
        if station.location is None:
            continue
        for field, limit in (("lat", 90), ("lon", 180)):
            value: Decimal = getattr(station.location, field)
            if abs(value) > limit:
                facts = {"field": field, "value": str(value), "limit": str(limit)}
                yield Finding("GS608", Place(entry.file, ("location", field)), facts)


def _candidates(votes: Iterable[Entry]) -> dict[str, list[tuple[Entry, Candidate]]]:
    """For each project by key, the candidates that stand for it and whose fate a ballot declares."""
    found: dict[str, list[tuple[Entry, Candidate]]] = {}
    for entry in votes:
        vote = entry.record
        for candidate in vote.candidates if isinstance(vote, Vote) else ():
            if candidate.project is not None and candidate.elected is not None:
                key = f"{candidate.project.collection}/{candidate.project.id}"
                found.setdefault(key, []).append((entry, candidate))
    return found


def _updates(corpus: Corpus) -> Iterator[tuple[Place, str, TaskUpdate, TaskUpdate | None]]:
    """Every update of every task: the place of its status, the task's id, and the update before it."""
    for entry, supervision in corpus.of("supervision", Supervision):
        for i, task in enumerate(supervision.tasks):
            before: TaskUpdate | None = None
            for j, update in enumerate(task.updates):
                yield Place(entry.file, ("tasks", i, "updates", j, "status")), task.id, update, before
                before = update


def _unknown(name: str, known: Iterable[str]) -> dict[str, str]:
    names = list(known)
    near = next(iter(difflib.get_close_matches(name, names, n=1, cutoff=0.5)), "")
    return {"id": name, "known": ", ".join(names), "near": near}
