"""All pages of a site, in the order of their addresses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from jinja2 import Environment
from markupsafe import Markup, escape

from gongshi.catalogue import LANGUAGES, Catalogue, Language
from gongshi.derive.facts import Facts
from gongshi.derive.translations import has_stale_translation
from gongshi.records.corpus import Entry
from gongshi.records.fields import Text
from gongshi.records.record import Source
from gongshi.records.references import Reference, Term
from gongshi.records.scalars import Day
from gongshi.records.site import ReportedTotal
from gongshi.render.collections import VIEWS
from gongshi.render.home import figures, questions
from gongshi.render.markdown_text import without_marks
from gongshi.render.page import Heading, Page, root_of
from gongshi.render.promise_pages import PromisePages
from gongshi.render.view import CellValue, Facet, Row, View
from gongshi.render.words import Badge, Words, has_page, json_for_html, language_path

DATED = {"regulations", "opinions", "projects", "supervision", "suggestions", "plans"}
"""Collections whose record pages state something that depends on the day."""

NEWS, NEWS_EACH = 10, 3
"""How many records the home page names as new, and how many of one collection: ten projects of one
day must not hide everything else."""

LISTED = 250
"""Rows of a page of a list: about 15 kB gzipped, and as much as one looks through or prints."""

SOUGHT = ("state", "year", "body", "district")
"""Facets that a list of several pages leaves to the search, which knows all of them."""

LISTED_ABOVE = {("votes", "deputies"), ("votes", "projects"), ("deputies", "votes"), ("deputies", "suggestions")}
"""Collections whose records a page already lists in full, so that its related records leave them out."""


@dataclass(frozen=True, slots=True)
class Job:
    """A page, or a record with the pages below it, to be rendered in one language."""

    language: Language
    kind: Literal["home", "search", "data", "promises", "list", "record"]
    collection: str = ""
    id: str = ""


@dataclass(frozen=True)
class Renderer:
    """Renders the pages of one language."""

    facts: Facts
    words: Words
    env: Environment

    @classmethod
    def of(cls, facts: Facts, catalogue: Catalogue, language: Language) -> Renderer:
        """A renderer with its template environment set up."""
        words = Words(facts, catalogue, language)
        return cls(facts, words, words.environment())

    def jobs(self) -> Iterator[Job]:
        """The work that makes every page of the language: the fixed ones, the lists, and the records that have one."""
        for name in ("home", "search", "data", "promises"):
            yield Job(self.words.language, name)
        for view in VIEWS.values():
            yield Job(self.words.language, "list", view.collection)
            for entry in self.facts.corpus.collections[view.collection].values():
                if has_page(entry, self.words.language, self.words.site.language):
                    yield Job(self.words.language, "record", view.collection, entry.id)

    def pages_of(self, job: Job) -> Iterator[Page]:
        """The pages that a job makes; it needs no other."""
        match job.kind:
            case "home":
                yield self._fixed("", "home.html", self._home())
            case "search":
                yield self._fixed("search", "search.html", self._search())
            case "data":
                yield self._fixed("data", "data.html", {"collections": self._counts()})
            case "promises":
                yield from PromisePages(self.facts, self.words, self.env).pages()
            case "list":
                yield from self._lists(VIEWS[job.collection])
            case "record":
                entry = self.facts.corpus.collections[job.collection][job.id]
                yield from self._record(VIEWS[job.collection], entry)

    def _search(self) -> dict[str, Any]:
        """The collections, and as JSON the words that narrow a search before a colon (在:法规), in both languages."""
        facets = ("collection", "year", "state", "topic", "body", "district")
        said = {
            word: facet
            for facet in facets
            for language in LANGUAGES
            for word in self.words.catalogue.text(f"search.field.{facet}", language).split()
        }
        return {"collections": self._counts(), "fields": json.dumps(said, ensure_ascii=False)}

    def _counts(self) -> list[tuple[str, int]]:
        return [(name, len(entries)) for name, entries in self.facts.corpus.collections.items()]

    def _home(self) -> dict[str, Any]:
        real = [entry for entry in self.facts.corpus.entries() if not entry.record.illustrative]
        shown = [(entry, day) for entry in real if not entry.record.withdrawn and (day := day_of(entry))]
        shown.sort(key=lambda pair: (pair[1], pair[0].key), reverse=True)
        examples = [entry for entry in self.facts.corpus.entries() if entry.record.illustrative]
        by_collection = {entry.collection: entry for entry in reversed(examples)}
        return {
            "questions": questions(),
            "figures": figures(self.facts, self.words),
            "news": _varied(shown),
            "examples": [by_collection[name] for name in VIEWS if name in by_collection],
            "totals": self._totals(""),
        }

    def _totals(self, section: str) -> Markup | None:
        totals: list[tuple[list[Source], list[ReportedTotal]]] = []
        for total in self.words.site.reported_totals:
            if not totals or totals[-1][0] != total.sources:
                totals.append((total.sources, []))
            totals[-1][1].append(total)
        if not totals:
            return None
        path = language_path(f"{section}/" if section else "", self.words.language)
        template = self.env.get_template("totals.html")
        return Markup(template.render(totals=totals, root=root_of(path)))

    def _fixed(self, section: str, template: str, variables: dict[str, Any]) -> Page:
        path = f"{section}/" if section else ""
        address = language_path(path, self.words.language)
        content = self.env.get_template(template).render(root=root_of(address), **variables)
        key = section or "home"
        return Page(
            address, section, self.words.language,
            self.words.t(f"{key}.title"), self.words.t(f"{key}.description"), content,
            languages={language: language_path(path, language) for language in LANGUAGES},
        )  # fmt: skip

    def _lists(self, view: View) -> Iterator[Page]:
        """The collection's list, in pages where it is long: ``votes/``, ``votes/page/2/``…"""
        entries = list(self.facts.corpus.collections[view.collection].values())
        entries.sort(key=lambda entry: _newest_first(entry, view))
        rows = [(entry, view.row(entry, self.facts, self.words)) for entry in entries]
        last = max(1, -(-len(rows) // LISTED))
        for number in range(1, last + 1):
            yield self._list(view, rows, number, last)

    def _list(self, view: View, rows: list[tuple[Entry, Row]], number: int, last: int) -> Page:
        path = list_path(view.collection, number)
        address = language_path(path, self.words.language)
        root = root_of(address)
        here = rows[(number - 1) * LISTED : number * LISTED]
        paged = last > 1
        content = self.env.get_template("list.html").render(
            root=root,
            view=view,
            rows=[(entry, {"facets": row.facets, "pairs": self._pairs(view, row, root)}) for entry, row in here],
            filters=_filters([row for _, row in rows], SOUGHT if paged else None),
            above=self._above(view, root) if number == 1 else "",
            total=len(rows),
            first=(number - 1) * LISTED + 1,
            number=number,
            last=last,
            near=[n for n in range(1, last + 1) if n in (1, last) or abs(n - number) <= 2],
            list_path=list_path,
        )
        name = self.words.t(f"collection.{view.collection}")
        title = f"{name} - {self.words.t('list.page', n=number)}" if number > 1 else name
        return Page(
            address, view.collection, self.words.language,
            title, self.words.t(f"collection_lead.{view.collection}"), content,
            head=self._feed_link(root, f"{view.collection}/feed.xml", name),
            languages={language: language_path(path, language) for language in LANGUAGES},
        )  # fmt: skip

    def _above(self, view: View, root: str) -> Markup:
        """What stands above the collection's list: totals, or a board."""
        above = view.above(self.facts, self.words) if view.above is not None else None
        if above is None:
            return Markup("")
        return Markup(self.env.get_template(above.template).render(root=root, **above.variables))

    def _pairs(self, view: View, row: Row, root: str) -> list[tuple[object, Markup]]:
        return [(column, self._cell(value, root)) for column, value in zip(view.columns, row.cells, strict=True)]

    def _cell(self, value: CellValue, root: str) -> Markup:
        match value:
            case None:
                return Markup("")
            case Text():
                return self.words.say(value)
            case Term():
                return self.words.name(value)
            case Day():
                return self.words.time(value)
            case Badge():
                return Markup('<span class="gs-badge gs-badge--{}">{}</span>').format(
                    value.tone, self.words.badge_text(value)
                )
            case Reference():
                template = self.env.from_string("{{ link(target) }}")
                return Markup(template.render(root=root, target=value))
            case str() if not isinstance(value, Markup):
                return self.words.typed(value)
            case _:
                return escape(value)

    def _record(self, view: View, entry: Entry) -> Iterator[Page]:
        """The record's own page, and those below it."""
        own = language_path(f"{entry.key}/", self.words.language)
        shown = view.record(entry, self.facts, self.words)
        record = entry.record
        common = {"entry": entry, "record": record, "badges": view.badges(entry, self.facts)}
        content = self.env.get_template(f"collections/{view.collection}.html").render(
            root=root_of(own),
            related=self._related(entry),
            stale=self.words.language == "en" and has_stale_translation(record),
            dated=view.collection in DATED,
            headings=self._marked(shown.headings),
            **common,
            **shown.variables,
        )
        title = self.words.plain(record.title)
        summary = without_marks(self.words.plain(record.summary) if record.summary else title)[:160]
        languages = [language for language in LANGUAGES if has_page(entry, language, self.words.site.language)]
        linked = ""
        if shown.linked_data is not None and record.withdrawn is None:
            linked = f'<script type="application/ld+json">{json_for_html(shown.linked_data)}</script>'

        def page(below: str, title: str, content: str, headings: tuple[Heading, ...], head: str) -> Page:
            path = f"{entry.key}/{below}"
            addresses: dict[str, str] = {language: language_path(path, language) for language in languages}
            address = language_path(path, self.words.language)
            scripts = "".join(f'<script src="{root_of(address)}assets/{name}" defer></script>' for name in view.scripts)
            return Page(
                address,
                view.collection,
                self.words.language,
                title,
                summary,
                content,
                self._marked(headings),
                head + scripts,
                addresses,
            )

        yield page("", title, content, shown.headings, linked)
        for further in shown.further:
            inner = self.env.get_template("withdrawn.html" if record.withdrawn else further.template).render(
                root=root_of(own + further.path), headings=self._marked(further.headings), **common, **further.variables
            )
            yield page(further.path, further.title, inner, further.headings, "")

    def _marked(self, headings: tuple[Heading, ...]) -> tuple[Heading, ...]:
        """Contents of a page with Chinese marked where the page is in English."""
        return tuple(Heading(one.anchor, self.words.typed(one.text), self._marked(one.inner)) for one in headings)

    def _related(self, entry: Entry) -> list[tuple[str, list[tuple[Entry, Day | None]]]]:
        groups: dict[str, list[tuple[Entry, Day | None]]] = {}
        for other in self.facts.links.of(entry):
            if (entry.collection, other.collection) in LISTED_ABOVE:
                continue
            groups.setdefault(other.collection, []).append((other, day_of(other)))
        return list(groups.items())

    @staticmethod
    def _feed_link(root: str, path: str, title: str) -> str:
        link = Markup('<link rel="alternate" type="application/atom+xml" href="{}{}" title="{}">')
        return str(link.format(root, path, title))


class SitePages:
    """All pages of a site, as jobs that can be done one by one and anywhere."""

    def __init__(self, facts: Facts, catalogue: Catalogue) -> None:
        self.renderers = {language: Renderer.of(facts, catalogue, language) for language in LANGUAGES}
        self.jobs = [job for renderer in self.renderers.values() for job in renderer.jobs()]

    def of(self, job: Job) -> Iterator[Page]:
        """The pages of one job."""
        return self.renderers[job.language].pages_of(job)


def pages(facts: Facts, catalogue: Catalogue) -> Iterator[Page]:
    """All pages of the site, language by language."""
    site = SitePages(facts, catalogue)
    for job in site.jobs:
        yield from site.of(job)


def day_of(entry: Entry) -> Day | None:
    """The date that lists, feeds and search order a record by."""
    return VIEWS[entry.collection].day(entry)


def _varied(newest: list[tuple[Entry, Day]]) -> list[tuple[Entry, Day]]:
    """The first of them, at most a few of one collection."""
    seen: dict[str, int] = {}
    kept = []
    for entry, day in newest:
        seen[entry.collection] = seen.get(entry.collection, 0) + 1
        if seen[entry.collection] <= NEWS_EACH:
            kept.append((entry, day))
    return kept[:NEWS]


def _newest_first(entry: Entry, view: View) -> tuple[int, str]:
    day = view.day(entry)
    return (-day.last.toordinal() if day else 0, entry.id)


def list_path(collection: str, number: int) -> str:
    """Where a page of a collection's list stands; they count from 1."""
    return f"{collection}/page/{number}/" if number > 1 else f"{collection}/"


def _filters(rows: list[Row], names: tuple[str, ...] | None = None) -> list[tuple[str, list[Facet]]]:
    """For each facet (of these names) that can tell rows apart, its values in order."""
    found: dict[str, set[Facet]] = {}
    for row in rows:
        for name, facet in row.facets.items():
            if names is None or name in names:
                found.setdefault(name, set()).add(facet)
    return [
        (name, sorted(values, key=lambda facet: facet.value, reverse=name == "year"))
        for name, values in found.items()
        if len(values) > 1
    ]
