"""All pages of a site, in the order of their addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from gongshi.catalogue import LANGUAGES, Catalogue, Language
from gongshi.derive.facts import Facts
from gongshi.derive.translations import has_stale_translation
from gongshi.records.corpus import Entry
from gongshi.records.fields import Day, Reference, Term, Text
from gongshi.render.collections import VIEWS
from gongshi.render.home import figures, questions
from gongshi.render.page import Page, root_of
from gongshi.render.view import CellValue, Facet, Row, View
from gongshi.render.words import Badge, Words, has_page, json_for_html, language_path

DATED = {"regulations", "opinions", "projects", "supervision", "suggestions", "plans"}
"""Collections whose record pages state something that depends on the day."""

NEWS = 12
"""How many records the home page names as new."""


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

    def pages(self) -> Iterator[Page]:
        """Every page of the language: home, search, data, the lists, and the records that have one."""
        yield self._fixed("", "home.html", self._home())
        yield self._fixed("search", "search.html", {"collections": self._counts()})
        yield self._fixed("data", "data.html", {"collections": self._counts()})
        for view in VIEWS.values():
            yield self._list(view)
            for entry in self.facts.corpus.collections[view.collection].values():
                if has_page(entry, self.words.language, self.words.site.language):
                    yield self._record(view, entry)

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
            "news": shown[:NEWS],
            "examples": [by_collection[name] for name in VIEWS if name in by_collection],
            "totals": self._totals(""),
        }

    def _totals(self, section: str) -> Markup | None:
        totals = self.words.site.reported_totals
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

    def _list(self, view: View) -> Page:
        path = f"{view.collection}/"
        address = language_path(path, self.words.language)
        root = root_of(address)
        entries = list(self.facts.corpus.collections[view.collection].values())
        entries.sort(key=lambda entry: _newest_first(entry, view))
        rows = [(entry, view.row(entry, self.facts, self.words)) for entry in entries]
        content = self.env.get_template("list.html").render(
            root=root,
            view=view,
            rows=[(entry, {"facets": row.facets, "pairs": self._pairs(view, row, root)}) for entry, row in rows],
            filters=_filters([row for _, row in rows]),
            totals=None,
        )
        name = self.words.t(f"collection.{view.collection}")
        return Page(
            address, view.collection, self.words.language,
            name, self.words.t(f"collection_lead.{view.collection}"), content,
            head=self._feed_link(root, f"{view.collection}/feed.xml", name),
            languages={language: language_path(path, language) for language in LANGUAGES},
        )  # fmt: skip

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
                    value.tone, self.words.t(value.key)
                )
            case Reference():
                template = self.env.from_string("{{ link(target) }}")
                return Markup(template.render(root=root, target=value))
            case _:
                return escape(value)

    def _record(self, view: View, entry: Entry) -> Page:
        own = language_path(f"{entry.key}/", self.words.language)
        shown = view.record(entry, self.facts, self.words)
        record = entry.record
        content = self.env.get_template(f"collections/{view.collection}.html").render(
            root=root_of(own),
            entry=entry,
            record=record,
            badges=view.badges(entry, self.facts),
            related=self._related(entry),
            stale=self.words.language == "en" and has_stale_translation(record),
            dated=view.collection in DATED,
            headings=shown.headings,
            **shown.variables,
        )
        title = self.words.plain(record.title)
        summary = self.words.plain(record.summary) if record.summary else title
        languages: dict[str, str] = {
            language: language_path(f"{entry.key}/", language)
            for language in LANGUAGES
            if has_page(entry, language, self.words.site.language)
        }
        head = ""
        if shown.linked_data is not None:
            head = f'<script type="application/ld+json">{json_for_html(shown.linked_data)}</script>'
        return Page(
            own, view.collection, self.words.language, title, " ".join(summary.split())[:160], content,
            shown.headings, head, languages,
        )  # fmt: skip

    def _related(self, entry: Entry) -> list[tuple[str, list[tuple[Entry, Day | None]]]]:
        groups: dict[str, list[tuple[Entry, Day | None]]] = {}
        for other in self.facts.links.of(entry):
            groups.setdefault(other.collection, []).append((other, day_of(other)))
        return list(groups.items())

    @staticmethod
    def _feed_link(root: str, path: str, title: str) -> str:
        link = Markup('<link rel="alternate" type="application/atom+xml" href="{}{}" title="{}">')
        return link.format(root, path, title)


def pages(facts: Facts, catalogue: Catalogue) -> Iterator[Page]:
    """All pages of the site, language by language."""
    for language in LANGUAGES:
        yield from Renderer.of(facts, catalogue, language).pages()


def day_of(entry: Entry) -> Day | None:
    """The date that lists, feeds and search order a record by."""
    return VIEWS[entry.collection].day(entry)


def _newest_first(entry: Entry, view: View) -> tuple[int, str]:
    day = view.day(entry)
    return (-day.last.toordinal() if day else 0, entry.id)


def _filters(rows: list[Row]) -> list[tuple[str, list[Facet]]]:
    """For each facet that can tell rows apart, its values in order."""
    found: dict[str, set[Facet]] = {}
    for row in rows:
        for name, facet in row.facets.items():
            found.setdefault(name, set()).add(facet)
    return [
        (name, sorted(values, key=lambda facet: facet.value, reverse=name == "year"))
        for name, values in found.items()
        if len(values) > 1
    ]
