"""All pages of a site: those of each record, and those about many."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import BytecodeCache, Environment, nodes
from markupsafe import Markup, escape

from gongshi.catalogue import LANGUAGES, Catalogue, Language
from gongshi.derive.facts import Facts
from gongshi.records.corpus import Entry
from gongshi.records.fields import Text
from gongshi.records.record import Source
from gongshi.records.references import Reference, Term
from gongshi.records.scalars import Day
from gongshi.records.site import ReportedTotal
from gongshi.render.collections import VIEWS
from gongshi.render.home import figures, questions
from gongshi.render.page import Above, Overview, Page, placed, root_of
from gongshi.render.paging import ListPage, list_pages
from gongshi.render.promise_pages import PromisePages
from gongshi.render.record_pages import RecordPages
from gongshi.render.view import CellValue, Facet, Listed, ListRow, Order, View
from gongshi.render.words import Badge, Words, has_page, language_path

NEWS, NEWS_EACH = 10, 3
"""How many records the home page names as new, and how many of one collection: ten projects of one
day must not hide everything else."""


RowsByLanguage = Mapping[Language, ListRow]
Filters = list[tuple[str, list[Facet]]]
"""What a list can be narrowed by, and to which values."""


@dataclass(frozen=True)
class Rows:
    """The rows of a list, in the order of their ``keys``; each may be read from where it lies when it is asked for."""

    keys: Sequence[str]
    rows: Mapping[str, RowsByLanguage]

    def some(self, keys: Iterable[str], language: Language) -> Iterator[ListRow]:
        """Those of some records in a language."""
        return (self.rows[key][language] for key in keys)


@dataclass(frozen=True)
class Renderer:
    """Renders the pages of one language."""

    facts: Facts
    words: Words
    env: Environment
    records: RecordPages

    @classmethod
    def of(
        cls,
        facts: Facts,
        catalogue: Catalogue,
        language: Language,
        compiled: BytecodeCache | None,
        trees: dict[str, nodes.Template],
    ) -> Renderer:
        """A renderer with its template environment set up."""
        words = Words(facts, catalogue, language)
        environment = words.environment(compiled, trees)
        return cls(facts, words, environment, RecordPages(facts, words, environment))

    def fixed(self, orders: Mapping[str, Order]) -> Iterator[Overview]:
        """The home page, the search page and the page of the open data."""
        yield self._fixed("", "home", self._home(orders))
        yield self._fixed("search/", "search", self._search())
        yield self._fixed("data/", "data", {"collections": self._counts()})

    def promises(self) -> Iterator[Overview]:
        """The ledger of promises and the accounts of the bodies."""
        return PromisePages(self.facts, self.words).overviews()

    def render(self, overview: Overview) -> Page:
        """The page of an overview."""
        address = language_path(overview.path, self.words.language)
        root, template = root_of(address), self.env.get_template(overview.template)
        above = Markup("")
        if overview.above is not None:
            above = Markup(self.env.get_template(overview.above.template).render(**overview.above.variables))
        content = template.render(above=above, **overview.variables())
        return Page(
            address, overview.section, self.words.language, overview.title, overview.description,
            placed(content, root, self.words.example_badge), overview.headings, overview.head,
            {language: language_path(overview.path, language) for language in LANGUAGES},
        )  # fmt: skip

    def row(self, entry: Entry) -> ListRow:
        """A record's row in its collection's list."""
        view = VIEWS[entry.collection]
        row = view.row(entry, self.facts, self.words)
        pairs = [(column, self._cell(value)) for column, value in zip(view.columns, row.cells, strict=True)]
        template = self.env.get_template("list_row.html")
        html = template.render(entry=entry, pairs=pairs)
        return ListRow(html, row.facets)

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

    def _home(self, orders: Mapping[str, Order]) -> dict[str, Any]:
        entries = list(self.facts.corpus.entries())
        real = [entry for entry in entries if not entry.card.illustrative and not entry.card.withdrawn]
        shown = [(entry, day) for entry in real if (day := orders[entry.key].day)]
        shown.sort(key=lambda pair: (pair[1], pair[0].key), reverse=True)
        examples = [entry for entry in entries if entry.card.illustrative]
        by_collection = {entry.collection: entry for entry in reversed(examples)}
        return {
            "questions": questions(),
            "figures": figures({entry.key: orders[entry.key].counted for entry in real}, self.facts, self.words),
            "news": _varied(shown),
            "examples": [by_collection[name] for name in VIEWS if name in by_collection],
            "totals": self._totals(),
        }

    def _totals(self) -> Markup | None:
        totals: list[tuple[list[Source], list[ReportedTotal]]] = []
        for total in self.words.site.reported_totals:
            if not totals or totals[-1][0] != total.sources:
                totals.append((total.sources, []))
            totals[-1][1].append(total)
        if not totals:
            return None
        return Markup(self.env.get_template("totals.html").render(totals=totals))

    def _fixed(self, path: str, name: str, variables: dict[str, Any]) -> Overview:
        title, description = self.words.t(f"{name}.title"), self.words.t(f"{name}.description")
        return Overview(path, path.rstrip("/"), title, description, f"{name}.html", lambda: variables)

    def lists(self, view: View, rows: Rows, filters: Filters, counted: Mapping[str, object]) -> Iterator[Overview]:
        """The collection's list, in pages where it is long: ``votes/``, ``votes/page/2/``…"""
        for page in list_pages(f"{view.collection}/", len(rows.keys)):
            first = page.number == 1
            above = view.above(self.facts, self.words, counted) if view.above is not None and first else None
            yield self._list(view, page, rows, filters, above)

    def _list(
        self,
        view: View,
        page: ListPage,
        rows: Rows,
        filters: Filters,
        above: Above | None,
    ) -> Overview:
        keys, language = page.of(rows.keys), self.words.language

        def variables() -> dict[str, Any]:
            shown = [(Markup(row.html), row.facets) for row in rows.some(keys, language)]
            return {"view": view, "page": page, "rows": shown, "filters": filters}

        def shown() -> object:
            cells = [row if page.last == 1 else row.html for row in rows.some(keys, language)]
            return page.total, cells, filters

        name = self.words.t(f"collection.{view.collection}")
        title = f"{name} - {self.words.t('list.page', n=page.number)}" if page.number > 1 else name
        root = root_of(language_path(page.path, self.words.language))
        return Overview(
            page.path, view.collection, title, self.words.t(f"collection_lead.{view.collection}"), "list.html",
            variables, above, head=self._feed_link(root, f"{view.collection}/feed.xml", name),
            shown=shown if above is None else None,
        )  # fmt: skip

    def _cell(self, value: CellValue) -> Markup:
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
                shown = escape(self.words.badge_text(value))
                return Markup(f'<span class="gs-badge gs-badge--{value.tone}">{shown}</span>')
            case Reference():
                return self.words.link(value)
            case str() if not isinstance(value, Markup):
                return self.words.typed(value)
            case _:
                return escape(value)

    @staticmethod
    def _feed_link(root: str, path: str, title: str) -> str:
        link = Markup('<link rel="alternate" type="application/atom+xml" href="{}{}" title="{}">')
        return str(link.format(root, path, title))


LanguageOverview = tuple[Language, Overview]


class SitePages:
    """All pages of a site: those of each record, and those about many."""

    def __init__(
        self,
        facts: Facts,
        catalogue: Catalogue,
        compiled: Callable[[Language], BytecodeCache | None] = lambda language: None,
    ) -> None:
        self.facts = facts
        trees: dict[str, nodes.Template] = {}
        self.renderers = {one: Renderer.of(facts, catalogue, one, compiled(one), trees) for one in LANGUAGES}

    def prepare(self) -> None:
        """Compile all templates, before the work is shared with processes that would each compile them."""
        for renderer in self.renderers.values():
            for name in renderer.env.list_templates():
                renderer.env.get_template(name)

    def record(self, entry: Entry) -> Iterator[Page]:
        """The pages of a record, in each language that it has any in."""
        for language, renderer in self.renderers.items():
            if has_page(entry, language, self.facts.corpus.site.language):
                yield from renderer.records.pages(entry)

    def listed(self, entry: Entry) -> Listed:
        """What pages about many records take from one."""
        view = VIEWS[entry.collection]
        counted = view.counted(entry, self.facts) if view.counted is not None else None
        rows = {name: one.row(entry) for name, one in self.renderers.items()}
        return Listed(Order(view.day(entry), counted), rows)

    def fixed(self, orders: Mapping[str, Order]) -> Iterator[LanguageOverview]:
        """The pages that any edit may change, in both languages."""
        for language, renderer in self.renderers.items():
            yield from ((language, one) for one in renderer.fixed(orders))

    def promises(self) -> Iterator[LanguageOverview]:
        """The pages about promises, in both languages."""
        for language, renderer in self.renderers.items():
            yield from ((language, one) for one in renderer.promises())

    def lists(
        self, collection: str, orders: Mapping[str, Order], rows: Mapping[str, RowsByLanguage]
    ) -> Iterator[LanguageOverview]:
        """The pages of a collection's list, in both languages."""
        entries = list(self.facts.corpus.collections[collection].values())
        entries.sort(key=lambda entry: _newest_first(entry, orders[entry.key].day))
        in_order = Rows([entry.key for entry in entries], rows)
        counted = {key: orders[key].counted for key in in_order.keys}
        filters = _filters(in_order)
        for language, renderer in self.renderers.items():
            pages = renderer.lists(VIEWS[collection], in_order, filters[language], counted)
            yield from ((language, one) for one in pages)

    def render(self, one: LanguageOverview) -> Page:
        """A page about many records."""
        language, overview = one
        return self.renderers[language].render(overview)


def _varied(newest: list[tuple[Entry, Day]]) -> list[tuple[Entry, Day]]:
    """The first of them, at most a few of one collection."""
    seen: dict[str, int] = {}
    kept = []
    for entry, day in newest:
        seen[entry.collection] = seen.get(entry.collection, 0) + 1
        if seen[entry.collection] <= NEWS_EACH:
            kept.append((entry, day))
    return kept[:NEWS]


def _newest_first(entry: Entry, day: Day | None) -> tuple[int, str]:
    return (-day.last.toordinal() if day else 0, entry.id)


def _filters(rows: Rows) -> dict[Language, Filters]:
    """For each facet that can tell rows apart, its values in order."""
    found: dict[Language, dict[str, set[Facet]]] = {language: {} for language in LANGUAGES}
    for key in rows.keys:
        for language, row in rows.rows[key].items():
            for name, facet in row.facets.items():
                found[language].setdefault(name, set()).add(facet)
    return {
        language: [
            (name, sorted(values, key=lambda facet: facet.value, reverse=name == "year"))
            for name, values in named.items()
            if len(values) > 1
        ]
        for language, named in found.items()
    }
