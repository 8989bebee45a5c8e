"""Records as documents: which words of a record a reader can find, and where the link to them leads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from gongshi.catalogue import LANGUAGES, Catalogue, Language
from gongshi.derive.facts import Facts, OpinionFacts, RegulationFacts
from gongshi.derive.law.tree import LawText
from gongshi.outputs.search.documents import Document, Names, Part
from gongshi.outputs.search.facets import OF_LISTS
from gongshi.outputs.search.folding import joined_lines
from gongshi.outputs.search.index import Frame, rank
from gongshi.outputs.search.sheets import NOTE
from gongshi.records.corpus import Entry
from gongshi.records.fields import Text
from gongshi.records.references import Reference, Term
from gongshi.records.regulations import Regulation, Version
from gongshi.records.scalars import Day
from gongshi.records.values import values_in
from gongshi.render.collections import VIEWS
from gongshi.render.law_pages import version_label, version_path
from gongshi.render.markdown_text import without_marks
from gongshi.render.view import Listed, ListRow
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

_BETWEEN = "\x1f"
"""Stands between pieces of text that are looked at together; no content can have this character (GS104)."""

_DATED = re.compile(r"([0-9]{4})(?:-0?([0-9]{1,2})(?:-0?([0-9]{1,2}))?)?\Z")


@dataclass(frozen=True)
class Ranked:
    """What orders and narrows a record (see ``Document``)."""

    standing: int
    day: str
    facets: Mapping[str, Mapping[str, Names]]


@dataclass(frozen=True)
class Writer:
    """Writes documents in the site's main language and, where a record has a page there, in the other.

    ``name`` is what a term is called in a language.
    """

    facts: Facts
    words: Mapping[Language, Words]
    name: Callable[[Term, Language], str]

    @property
    def main(self) -> Language:
        """The language of the addresses without prefix of their own."""
        return self.facts.corpus.site.language

    @property
    def other(self) -> Language:
        """The site's other language."""
        return next(language for language in LANGUAGES if language != self.main)

    def ranked(self, entry: Entry, listed: Listed) -> Ranked:
        """Where a record stands in the order of all, and what it is narrowed by; ``listed`` is what lists say of it."""
        day = listed.order.day
        return Ranked(self._standing(entry), day.text if day else "", self._facets(entry, listed.rows))

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
        invented = bool(entry.record.illustrative)
        if entry.record.withdrawn:
            return 3 + 2 * invented
        if isinstance(derived, RegulationFacts) and derived.force.state == "repealed":
            return 2 + 2 * invented
        return int(invented)

    def _parts(self, entry: Entry, language: Language) -> Iterator[Part]:
        record, collection = entry.record, entry.collection
        if record.withdrawn:  # its page says no more than this
            yield Part("", "", self._joined([record.withdrawn], language))
            return
        items, sections = ITEMS.get(collection, ()), SECTIONS.get(collection, ())
        below = {*items, *sections, "summary", *_UNSAID}
        lead = [record.summary] if record.summary else []
        rest = [value for name, value in vars(record).items() if value is not None and name not in below]
        yield Part("", "", self._joined([*lead, *rest], language))
        for name in sections:
            text = self._joined([getattr(record, name)], language)
            if text:
                yield Part(f"#{name}", self._heading(f"{collection}.{name}", language), text)
        derived = self.facts.derived.get(entry.key)
        places = derived.places if isinstance(derived, OpinionFacts) else {}
        for name in items:
            for item in getattr(record, name):
                heading = self._heading(f"{collection}.{name}", language, id=item.id)
                if name == "targets":
                    heading = self.own(item.metric, language)
                yield Part(places.get(item.id, f"#{item.id}"), heading, self._joined([item], language))
        if language == self.main:
            yield from self._law(entry)

    def _heading(self, key: str, language: Language, **facts: str) -> str:
        return self.words[language].t(_HEADINGS.get(key, key), **facts)

    def _law(self, entry: Entry) -> Iterator[Part]:
        """The text that the page shows, and of every other version what the texts before it do not say."""
        record, derived = entry.record, self.facts.derived.get(entry.key)
        if not isinstance(record, Regulation) or not isinstance(derived, RegulationFacts):
            return
        shown = derived.shown.version if derived.shown else ""
        said: set[str] = set()
        for version, law in sorted(derived.texts.items(), key=lambda pair: pair[0] != shown):
            below = "" if version == shown else version_path(version)
            for part in _law_parts(law, below):
                if part.text not in said:
                    said.add(part.text)
                    yield part if version == shown else self._of_version(part, record, version)

    def _of_version(self, part: Part, record: Regulation, version: str) -> Part:
        """A part of a text that is not the one shown: its heading says of which."""
        words = self.words[self.main]
        label = next(version_label(one, words) for one in record.versions if one.version == version)
        return replace(part, heading=f"{part.heading}{NOTE}{words.t('search.of_version', version=label)}")

    def _joined(self, values: Iterable[Any], language: Language) -> str:
        pieces: list[str] = []
        for value in values:
            self._say(value, language, pieces)
        joined = joined_lines(_BETWEEN.join(filter(None, pieces)))
        return "\n\n".join(dict.fromkeys(joined.split(_BETWEEN)))

    def _say(self, value: Any, language: Language, said: list[str]) -> None:
        """Add the words of a value on the page of a language, in the order of its fields."""
        kind: type = type(value)  # asking a model's class whether it has an instance takes longer than all else here
        if kind is str:
            if not _NO_WORDS.match(value):
                said.append(value)
        elif kind is list:
            for inner in value:
                self._say(inner, language, said)
        elif kind in _SAID_AS:
            said.append(_SAID_AS[kind](self, value, language))
        else:
            fields = vars(value) if (names := _said_fields(kind)) else {}
            for name in names:
                if fields[name] is not None:
                    self._say(fields[name], language, said)

    def title(self, reference: Reference, language: Language) -> str:
        """What the record is called that a reference names; nothing where there is none."""
        entry = self.facts.corpus.find(reference)
        return self.own(entry.card.title, language) if entry else ""

    def own(self, text: Text, language: Language) -> str:
        """A text as a page of the language shows it, without its Markdown."""
        return without_marks(text.in_language(language) or (text.zh or text.en or "" if language == self.main else ""))

    def _facets(self, entry: Entry, rows: Mapping[Language, ListRow]) -> dict[str, dict[str, Names]]:
        found: dict[str, dict[str, Names]] = {}
        terms = values_in(entry.record, Term)[Term]
        for name, vocabulary in (("topic", "topics"), ("body", "bodies"), ("district", "districts")):
            some = sorted({term.name for term in terms if term.vocabulary == vocabulary})
            if some:
                found[name] = {one: self._names(Term(vocabulary, one)) for one in some}
        for name in ("state", *OF_LISTS):
            main, other = (rows[one].facets.get(name) for one in (self.main, self.other))
            if main and other:
                found[name] = {main.value: (main.label, other.label)}
        return found

    def _names(self, term: Term) -> Names:
        return self.name(term, self.main), self.name(term, self.other)


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
    words = {language: Words(facts, catalogue, language) for language in LANGUAGES}

    @cache  # some dozens of names come again in every record
    def name(term: Term, language: Language) -> str:
        return str(words[language].name(term).striptags())

    return Writer(facts, words, name)


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


@cache
def _said_fields(kind: type) -> tuple[str, ...]:
    """The fields of a part of a record that pages say; none of what is no part, such as a number."""
    if kind is Version:
        return "date", "effective_from", "note"
    names = kind.model_fields if issubclass(kind, BaseModel) else ()
    return tuple(name for name in names if name not in _UNSAID or name == "title")


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


@lru_cache(maxsize=10_000)
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


_SAID_AS: Mapping[type, Callable[[Writer, Any, Language], str]] = MappingProxyType({
    Text: Writer.own, Term: lambda writer, term, language: writer.name(term, language), Reference: Writer.title,
    Day: lambda _, day, language: _said_day(day.text, language),
})  # fmt: skip
"""How values are said that are neither free text nor parts."""
