"""The pages of one record: its own, and those below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from jinja2 import Environment

from gongshi.catalogue import LANGUAGES
from gongshi.derive.facts import Facts
from gongshi.derive.translations import has_stale_translation
from gongshi.records.corpus import Entry
from gongshi.records.scalars import Day
from gongshi.render.collections import VIEWS, day_of
from gongshi.render.markdown_text import without_marks
from gongshi.render.page import Heading, Page, placed, root_of
from gongshi.render.words import Words, has_page, json_for_html, language_path

DATED = {"regulations", "opinions", "projects", "supervision", "suggestions", "plans"}
"""Collections whose record pages state something that depends on the day."""

LISTED_ABOVE = {("votes", "deputies"), ("votes", "projects"), ("deputies", "votes"), ("deputies", "suggestions")}
"""Collections whose records a page already lists in full, so that its related records leave them out."""


@dataclass(frozen=True)
class RecordPages:
    """Renders the pages of records in one language."""

    facts: Facts
    words: Words
    env: Environment
    days: Callable[[Entry], Day | None] = field(default_factory=lambda: lru_cache(None)(day_of))

    def pages(self, entry: Entry) -> Iterator[Page]:
        """A record's own page, and those below it."""
        view = VIEWS[entry.collection]
        shown = view.record(entry, self.facts, self.words)
        record = entry.record
        common = {"entry": entry, "record": record, "badges": view.badges(entry, self.facts)}
        headings = self._marked(shown.headings)
        content = self.env.get_template(f"collections/{view.collection}.html").render(
            related=self._related(entry),
            stale=self.words.language == "en" and has_stale_translation(record),
            dated=view.collection in DATED,
            headings=headings,
            outlined=len(headings) > 2 or any(one.inner for one in headings),
            **common,
            **shown.variables,
        )
        title = self.words.plain(record.title)
        linked = ""
        if shown.linked_data is not None and record.withdrawn is None:
            linked = f'<script type="application/ld+json">{json_for_html(shown.linked_data)}</script>'
        yield self._page(entry, "", title, content, headings, linked)
        for further in shown.further:
            headings = self._marked(further.headings)
            inner = self.env.get_template("withdrawn.html" if record.withdrawn else further.template).render(
                headings=headings, **common, **further.variables
            )
            yield self._page(entry, further.path, further.title, inner, headings, "")

    def _page(
        self, entry: Entry, below: str, title: str, content: str, headings: tuple[Heading, ...], head: str
    ) -> Page:
        """A page of a record: its own, or one ``below`` it."""
        view, record = VIEWS[entry.collection], entry.record
        path = f"{entry.key}/{below}"
        languages = [language for language in LANGUAGES if has_page(entry, language, self.words.site.language)]
        address = language_path(path, self.words.language)
        root = root_of(address)
        badge = "" if record.illustrative else self.words.example_badge  # the banner of such a record says it once
        scripts = "".join(f'<script src="{root}assets/{name}" defer></script>' for name in view.scripts)
        return Page(
            address, view.collection, self.words.language, title,
            without_marks(self.words.plain(record.summary or record.title))[:160],
            placed(content, root, badge), headings, head + scripts,
            {language: language_path(path, language) for language in languages},
        )  # fmt: skip

    def _marked(self, headings: tuple[Heading, ...]) -> tuple[Heading, ...]:
        """Contents of a page with Chinese marked where the page is in English."""
        return tuple(Heading(one.anchor, self.words.typed(one.text), self._marked(one.inner)) for one in headings)

    def _related(self, entry: Entry) -> list[tuple[str, list[tuple[Entry, Day | None]]]]:
        groups: dict[str, list[tuple[Entry, Day | None]]] = {}
        for other in self.facts.links.of(entry):
            if (entry.collection, other.collection) in LISTED_ABOVE:
                continue
            self.facts.corpus.reads.note(f"record:{other.key}")
            groups.setdefault(other.collection, []).append((other, self.days(other)))
        return list(groups.items())
