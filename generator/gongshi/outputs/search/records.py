"""Records as documents: which words of a record a reader can find, and where the link to them leads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from gongshi.catalogue import LANGUAGES, Catalogue, Language
from gongshi.derive.facts import Facts, OpinionFacts, RegulationFacts
from gongshi.derive.law.text import LawText
from gongshi.outputs.search.documents import Document, Names, Part
from gongshi.outputs.search.folding import joined_lines
from gongshi.outputs.search.index import Frame, rank
from gongshi.records.corpus import Entry, values_of
from gongshi.records.fields import Subject, Text
from gongshi.records.references import Reference, Term
from gongshi.records.regulations import Version
from gongshi.records.scalars import Day
from gongshi.render.collections import VIEWS
from gongshi.render.law_pages import version_path
from gongshi.render.markdown_text import without_marks
from gongshi.render.words import Words, has_page

OTHER = "@"
"""Begins the place of a part that stands on the record's page in the site's other language."""

ITEMS: Mapping[str, tuple[str, ...]] = {
    "opinions": ("opinions",),
    "supervision": ("findings", "tasks"),
    "projects": ("targets",),
    "plans": ("goals",),
}
"""Lists whose items have places of their own: each is a part, at its id."""

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "regulations": ("stages",),
    "votes": ("candidates", "roll"),
    "supervision": ("origin", "stages"),
    "projects": ("origin", "progress", "acceptance"),
    "suggestions": ("stages", "replies"),
    "stations": ("hours",),
    "deputies": ("performance",),
    "meetings": ("agenda",),
    "cases": ("story",),
}
"""Fields that are a section of their page, at their own name."""

_HEADINGS = {
    "opinions.opinions": "opinions.opinion", "supervision.tasks": "supervision.task",
    "stations.hours": "stations.hours", "projects.progress": "project_page.progress",
}  # fmt: skip
_UNSAID = {"title", "file", "version", "id", "url", "en_of", "illustrative", "location"}
_NO_WORDS = re.compile(r"[a-z0-9_:-]*\Z|https?://")
"""Values of closed sets, ids and addresses; a page shows them as something else."""

_DATED = re.compile(r"([0-9]{4})(?:-0?([0-9]{1,2})(?:-0?([0-9]{1,2}))?)?\Z")


@dataclass(frozen=True)
class Ranked:
    """What orders and narrows a record (see ``Document``)."""

    standing: int
    day: str
    facets: Mapping[str, Mapping[str, Names]]


@dataclass(frozen=True)
class Writer:
    """Writes documents in the site's main language and, where a record has a page there, in the other."""

    facts: Facts
    words: Mapping[Language, Words]

    @property
    def main(self) -> Language:
        """The language of the addresses without prefix of their own."""
        return self.facts.corpus.site.language

    @property
    def other(self) -> Language:
        """The site's other language."""
        return next(language for language in LANGUAGES if language != self.main)

    def ranked(self, entry: Entry) -> Ranked:
        """Where a record stands in the order of all, and what it is narrowed by."""
        day = VIEWS[entry.collection].day(entry)
        return Ranked(self._standing(entry), day.text if day else "", self._facets(entry))

    def document(self, entry: Entry, ranked: Ranked) -> Document:
        """One record as a document."""
        record = entry.record
        translated = has_page(entry, self.other, self.main)
        lead, *parts = self._parts(entry, self.main)
        others = [part for part in self._parts(entry, self.other) if part.text] if translated else []
        others = [Part(OTHER + part.place, part.heading, part.text) for part in others]
        return Document(
            entry.key,
            self.words[self.main].plain(record.title),
            ranked.day,
            ranked.standing,
            (lead, *others[:1], *parts, *others[1:]),  # how it begins stands on one sheet in both languages
            (record.title.in_language(self.other) or "") if translated else "",
            ranked.facets,
        )

    def _standing(self, entry: Entry) -> int:
        """How a record ranks before its date: what is withdrawn, repealed or invented comes after what stands."""
        derived = self.facts.derived.get(entry.key)
        if entry.record.withdrawn:
            return 3
        if isinstance(derived, RegulationFacts) and derived.force.state == "repealed":
            return 2
        return 1 if entry.record.illustrative else 0

    def _parts(self, entry: Entry, language: Language) -> Iterator[Part]:
        record, collection = entry.record, entry.collection
        if record.withdrawn:  # its page says no more than this
            yield Part("", "", self._joined([record.withdrawn], language))
            return
        items, sections = ITEMS.get(collection, ()), SECTIONS.get(collection, ())
        below = {*items, *sections, "summary"}
        lead = [record.summary] if record.summary else []
        rest = [getattr(record, name) for name in type(record).model_fields if name not in below | _UNSAID]
        yield Part("", "", self._joined([*lead, *rest], language))
        for name in sections:
            text = self._joined([getattr(record, name)], language)
            if text:
                yield Part(f"#{name}", self._heading(f"{collection}.{name}", language), text)
        for name in items:
            for item in getattr(record, name):
                heading = self._heading(f"{collection}.{name}", language, id=item.id)
                if name == "targets":
                    heading = self._own(item.metric, language)
                yield Part(self._place(entry, item.id), heading, self._joined([item], language))
        if language == self.main:
            yield from self._law(entry)

    def _heading(self, key: str, language: Language, **facts: str) -> str:
        return self.words[language].t(_HEADINGS.get(key, key), **facts)

    def _place(self, entry: Entry, part: str) -> str:
        derived = self.facts.derived.get(entry.key)
        return derived.places.get(part, f"#{part}") if isinstance(derived, OpinionFacts) else f"#{part}"

    def _law(self, entry: Entry) -> Iterator[Part]:
        """The text that the page shows, and of every other version what the texts before it do not say."""
        derived = self.facts.derived.get(entry.key)
        if not isinstance(derived, RegulationFacts):
            return
        shown = derived.shown.version if derived.shown else ""
        said: set[str] = set()
        for version, law in sorted(derived.texts.items(), key=lambda pair: pair[0] != shown):
            below = "" if version == shown else version_path(version)
            for part in _law_parts(law, below):
                if part.text not in said:
                    said.add(part.text)
                    yield part

    def _joined(self, values: list[Any], language: Language) -> str:
        pieces = (piece for value in values for piece in self._said(value, language))
        return "\n\n".join(dict.fromkeys(joined_lines(piece) for piece in pieces if piece))

    def _said(self, value: Any, language: Language) -> Iterator[str]:
        """The words of a value on the page of a language, in the order of its fields."""
        match value:
            case Text():
                yield self._own(value, language)
            case Term():
                yield str(self.words[language].name(value).striptags())
            case Reference():
                entry = self.facts.corpus.find(value)
                yield self._own(entry.card.title, language) if entry else ""
            case Day():
                yield _said_day(value.text, language)
            case str() if not _NO_WORDS.match(value):
                yield value
            case _:
                for inner in _inside(value):
                    yield from self._said(inner, language)

    def _own(self, text: Text, language: Language) -> str:
        """A text as a page of the language shows it, without its Markdown."""
        return without_marks(text.in_language(language) or (text.zh or text.en or "" if language == self.main else ""))

    def _facets(self, entry: Entry) -> dict[str, dict[str, Names]]:
        found: dict[str, dict[str, Names]] = {}
        for name, vocabulary in (("topic", "topics"), ("body", "bodies"), ("district", "districts")):
            terms = {term.name: term for _, term in values_of(entry.record, Term) if term.vocabulary == vocabulary}
            if terms:
                found[name] = {value: self._names(terms[value]) for value in sorted(terms)}
        state = self._state(entry)
        return found | ({"state": state} if state else {})

    def _names(self, term: Term) -> Names:
        main, other = (str(self.words[one].name(term).striptags()) for one in (self.main, self.other))
        return main, other

    def _state(self, entry: Entry) -> dict[str, Names]:
        view = VIEWS[entry.collection]
        main, other = (
            view.row(entry, self.facts, self.words[one]).facets.get("state") for one in (self.main, self.other)
        )
        return {main.value: (main.label, other.label)} if main and other else {}


@dataclass(frozen=True)
class SiteDocuments:
    """The records of a site in the index's order; a slice makes their documents."""

    writer: Writer
    entries: Sequence[Entry]
    ranked: Mapping[str, Ranked]

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, some: slice, /) -> list[Document]:
        return [self.writer.document(entry, self.ranked[entry.key]) for entry in self.entries[some]]


def writer_of(facts: Facts, catalogue: Catalogue) -> Writer:
    """A writer of documents."""
    return Writer(facts, {language: Words(facts, catalogue, language) for language in LANGUAGES})


def documents(facts: Facts, catalogue: Catalogue, ranked: Mapping[str, Ranked]) -> tuple[SiteDocuments, Frame]:
    """All records as documents, and the frame. ``ranked`` has all of them, by key."""
    writer = writer_of(facts, catalogue)
    languages = (writer.main, writer.other)
    names = {one: [catalogue.text(f"collection.{one}", language) for language in languages] for one in VIEWS}
    order = sorted(facts.corpus.entries(), key=lambda entry: _rank(entry, ranked[entry.key]))
    frame = Frame(languages, {one: (main, other) for one, (main, other) in names.items()})
    return SiteDocuments(writer, order, ranked), frame


def _rank(entry: Entry, ranked: Ranked) -> tuple[int, str, str]:
    return rank(Document(entry.key, "", ranked.day, ranked.standing, ()))


def _inside(value: Any) -> Iterator[Any]:
    """What a value holds that pages say."""
    match value:
        case Subject():
            yield value.record or value.text
        case Version():
            yield from (value.date, value.effective_from, value.note)
        case BaseModel():
            names = (name for name in type(value).model_fields if name not in _UNSAID or name == "title")
            yield from (getattr(value, name) for name in names)
        case list() | tuple():
            yield from value
        case dict():
            yield from value.values()


def _law_parts(law: LawText, below: str) -> Iterator[Part]:
    if law.preamble:
        yield Part(f"{below}#text", "", _lines("\n".join(law.preamble)))
    for article in (*law.articles, *law.sections):
        heading = " ".join(dict.fromkeys((*article.path, article.label)))
        yield Part(f"{below}#{article.anchor}", heading, _lines(article.text))
    for attachment in law.attachments:
        yield Part(
            f"{below}#{attachment.anchor}", f"{attachment.label} {attachment.title}".strip(), _lines(attachment.text)
        )


def _said_day(day: str, language: Language) -> str:
    """A date as the page writes it, and in Chinese also as people say it: 2024-01-12 2024年1月12日."""
    found = _DATED.match(day)
    if language == "en" or found is None:
        return day
    units = zip(found.groups(), "年月日", strict=True)
    return f"{day} {''.join(number + unit for number, unit in units if number)}"


def _lines(text: str) -> str:
    """A legal text whose lines are lines of the law, not of a file's width: an empty one between each two."""
    return text.replace("\n", "\n\n")
