"""The pages below a regulation: each version's text, and each pair of versions compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from gongshi.derive.facts import Facts, HeardFacts, RegulationFacts
from gongshi.derive.law.comparison import Change, Row
from gongshi.derive.law.force import last_day
from gongshi.derive.law.tree import Article, Block, LawText, place_in_law, quoted_title
from gongshi.derive.law.tree import Heading as LawHeading
from gongshi.derive.provenance import Funnel, Touch
from gongshi.records.corpus import Entry
from gongshi.records.opinions import OUTCOMES, AdoptedIn, Consultation
from gongshi.records.references import Reference
from gongshi.records.regulations import Regulation, Version
from gongshi.render.page import Heading
from gongshi.render.view import FurtherPage
from gongshi.render.words import Badge, Words

_LEFT_OUT = {"title", "contents", "comment"}
"""Kinds of line that the page says in its own way, or that are not part of the law."""


def regulation_facts(entry: Entry, facts: Facts) -> RegulationFacts:
    """What was derived of a regulation."""
    derived = facts.derived[entry.key]
    assert isinstance(derived, RegulationFacts)
    return derived


def version_path(version: str) -> str:
    """Where a version's page stands below its regulation's."""
    return f"v/{version}/"


def comparison_path(old: str, new: str) -> str:
    """Where the comparison of two versions stands below their regulation's page."""
    return f"compare/{old}..{new}/"


@dataclass(frozen=True, slots=True)
class VersionLink:
    """A version in the list of a regulation's versions; ``last_day`` is the last on which it can bind."""

    version: Version
    last_day: date | None
    path: str | None
    label: str
    badge: Badge


def version_links(record: Regulation, derived: RegulationFacts, today: date, words: Words) -> list[VersionLink]:
    """All versions in the record's order; one without a text has no page."""
    return [
        VersionLink(
            version,
            last_day(version, record),
            version_path(version.version) if version.version in derived.texts else None,
            version_label(version, words),
            version_badge(version, derived, today),
        )
        for version in record.versions
    ]


def version_label(version: Version, words: Words) -> str:
    """A version as readers name it: by its day, or as a draft."""
    if version.status == "draft":
        day = f" ({version.date})" if version.date else ""
        return words.t("regulations.draft_label", version=version.version) + day
    if version.effective_from is not None:
        return words.t("regulations.enacted_label", day=version.effective_from)
    return version.version


def version_badge(version: Version, derived: RegulationFacts, today: date) -> Badge:
    """What a version is on a day: a draft, to come, in force, or superseded."""
    if version.status == "draft":
        return Badge("version_state.draft", "plain")
    if derived.in_force is not None and derived.in_force.version == version.version:
        return Badge("version_state.in_force", "good")
    if version.effective_from is not None and version.effective_from.first > today:
        return Badge("version_state.not_yet", "wait")
    if derived.force.state == "repealed":
        return Badge("version_state.repealed", "bad")
    return Badge("version_state.superseded", "bad")


def version_pages(entry: Entry, record: Regulation, facts: Facts, words: Words, once: Once) -> Iterator[FurtherPage]:
    """A page for each version that has a text."""
    derived = regulation_facts(entry, facts)
    title = words.plain(record.title)
    for version in record.versions:
        law = derived.texts.get(version.version)
        if law is None:
            continue
        variables = {
            "d": derived,
            "version": version,
            "label": version_label(version, words),
            "state": version_badge(version, derived, facts.today),
            "versions": version_links(record, derived, facts.today, words),
            **law_variables(entry, version.version, derived, words),
            "quoted": False,
            "once": once,
        }
        name = f"{title} - {version_label(version, words)}"
        yield FurtherPage(version_path(version.version), "regulation_version.html", name, variables, law_headings(law))


Once = Callable[[Callable[[Touch], Markup], Touch], Markup]


def rendered_once() -> Once:
    """A function that renders an opinion the first time, and then has it: each text of a regulation names it."""
    rendered: dict[tuple[str, str], Markup] = {}

    def once(render: Callable[[Touch], Markup], touch: Touch) -> Markup:
        key = touch.consultation.id, touch.opinion.id
        if key not in rendered:
            rendered[key] = render(touch)
        return rendered[key]

    return once


def law_variables(entry: Entry, version: str, derived: RegulationFacts, words: Words) -> dict[str, Any]:
    """What ``law.html`` needs: the text's pieces, each with its kind, and the opinions that touched its articles."""
    law = derived.texts[version]
    nodes = [
        (type(node).__name__.lower(), node)
        for node in law.blocks
        if not (isinstance(node, Block) and node.kind in _LEFT_OUT)
    ]
    title = words.plain(entry.record.title)

    def place(article: Article) -> str:
        found = place_in_law(article)
        return found.zh if words.language == "zh" else found.en

    heard = words.facts.heard[entry.key]
    return {
        "nodes": nodes,
        "touched": heard.touches.get(version, {}),
        "pairs": heard.pairs,
        "shown_version": version,
        "cited_as": quoted_title(entry.record.title.zh or title) if words.language == "zh" else f"{title}, ",
        "place": place,
    }


def law_headings(law: LawText) -> tuple[Heading, ...]:
    """The contents of a text: parts and chapters, with their sections."""
    chapters: list[tuple[LawHeading, list[Heading]]] = []
    for heading in law.headings:
        if heading.level == "section" and chapters:
            chapters[-1][1].append(Heading(heading.anchor, heading.display))
        else:
            chapters.append((heading, []))
    return tuple(Heading(chapter.anchor, chapter.display, tuple(inner)) for chapter, inner in chapters)


@dataclass(frozen=True, slots=True)
class ComparedArticle:
    """A row of the comparison: where it stands, what became of the article, and its words if they changed."""

    anchor: str
    row: Row
    changes: tuple[Change, ...]
    touches: tuple[Any, ...]

    @property
    def alike(self) -> bool:
        """Whether both texts have the article in the same words and in the same place, so that it is shown once."""
        old, new = self.row.old, self.row.new
        return self.row.kind == "unchanged" and (old and (old.label, old.text)) == (new and (new.label, new.text))


def comparison_links(record: Regulation, heard: HeardFacts, words: Words) -> list[tuple[str, str, str]]:
    """Path and the two labels of each comparison."""
    labels = {version.version: version_label(version, words) for version in record.versions}
    return [(comparison_path(old, new), labels[old], labels[new]) for old, new in heard.pairs]


def comparison_pages(entry: Entry, record: Regulation, facts: Facts, words: Words, once: Once) -> Iterator[FurtherPage]:
    """A page for each pair of versions: every article of both, with the words that changed."""
    heard = facts.heard[entry.key]
    labels = {version.version: version_label(version, words) for version in record.versions}
    for old, new in heard.pairs:
        comparison = facts.texts.compared(entry.key, old, new)
        if comparison is None:
            continue
        touched = heard.touches.get(new, {})
        rows = [_compared(row, touched.get(row.new.anchor, ()) if row.new else (), facts) for row in comparison.rows]
        variables = {
            "rows": rows,
            "once": once,
            "counts": [(kind, number) for kind, number in comparison.counts().items() if number],
            "old": (old, labels[old]),
            "new": (new, labels[new]),
        }
        title = words.t("compare.title", title=words.plain(record.title), old=labels[old], new=labels[new])
        yield FurtherPage(comparison_path(old, new), "regulation_compare.html", title, variables)


def _compared(row: Row, touches: tuple[Any, ...], facts: Facts) -> ComparedArticle:
    anchor = row.new.anchor if row.new else f"old-{row.old.anchor}" if row.old else ""
    changed = row.kind in ("changed", "moved_changed", "added", "removed")
    changes = facts.texts.changes(_text(row.old), _text(row.new)) if changed else ()
    return ComparedArticle(anchor, row, changes, touches)


def _text(article: Article | None) -> str:
    return article.text if article else ""


def changed_words(record: Consultation, facts: Facts) -> dict[str, str]:
    """For each opinion id, where below the regulation's page the words that it changed can be seen."""
    places = {
        opinion.id: place_of_words(record.regulation, record.version, opinion.response.adopted_in, facts)
        for opinion in record.opinions
        if opinion.response
    }
    return {key: place for key, place in places.items() if place is not None}


def place_of_words(
    regulation: Reference | None, draft: str | None, adopted_in: AdoptedIn | None, facts: Facts
) -> str | None:
    """Where below the page of a regulation the words can be seen that an opinion on a draft changed.

    The comparison of the draft with the version that took it; that version's article where no draft is known.
    """
    entry = facts.corpus.find(regulation) if regulation and adopted_in else None
    if entry is None or adopted_in is None or entry.collection != "regulations":  # the record itself is not needed
        return None
    version = adopted_in.version
    law = facts.texts.parsed(entry.key, version)
    article = law.find(adopted_in.article) if law else None
    if article is None:
        return None
    compared = draft not in (None, version) and (entry.key, draft) in facts.corpus.law_texts
    return f"{comparison_path(draft or '', version) if compared else version_path(version)}#{article.anchor}"


def funnel_rows(funnel: Funnel | None) -> list[tuple[str, int, list[int]]]:
    """For each kind of giver: how many opinions, and how many of each outcome in the order of ``OUTCOMES``."""
    if funnel is None:
        return []
    return [
        (source, sum(counts.values()), [counts.get(outcome, 0) for outcome in OUTCOMES])
        for source, counts in funnel.by_source.items()
    ]
