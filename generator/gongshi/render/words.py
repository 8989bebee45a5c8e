"""What templates can say: words, names, dates, numbers and links in one language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from jinja2 import BytecodeCache, PackageLoader, nodes
from markupsafe import Markup, escape

from gongshi.catalogue import Catalogue, Language
from gongshi.derive.bodies import body_slug
from gongshi.derive.facts import Facts, OpinionFacts
from gongshi.records.corpus import Entry
from gongshi.records.fields import Document, Subject, Text
from gongshi.records.references import Reference, Term
from gongshi.records.scalars import Count, Day
from gongshi.render.markdown_text import Renderer
from gongshi.render.markup import escaped, html
from gongshi.render.page import EXAMPLE, ROOT
from gongshi.render.template_environment import TemplateEnvironment

HTML_LANGUAGE = {"zh": "zh-Hans", "en": "en"}

PROMISE_TONES: Mapping[str, str] = MappingProxyType({
    "done": "good", "done_late": "wait", "open": "plain", "in_progress": "wait", "overdue": "bad", "dropped": "plain",
})  # fmt: skip
"""How a badge shows the state of a promise."""

_CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in a word (a catalogue key) with its tone: good, bad, wait, plain or example."""

    key: str
    tone: str = "plain"


def has_page(entry: Entry, language: Language, main: str) -> bool:
    """Whether the record has a page in a language: always in the main one, else where its title is translated."""
    return language == main or entry.card.title.in_language(language) is not None


def page_path(entry: Entry, language: Language, main: str) -> str:
    """The record's page in a language, or in the main language where it has none in the other."""
    return language_path(f"{entry.key}/", language if has_page(entry, language, main) else main)


def language_path(path: str, language: str) -> str:
    """The address of a page in a language: Chinese at the root, English below ``en/``."""
    return path if language == "zh" else f"en/{path}"


class Words:
    """The functions of one language that every template has."""

    def __init__(self, facts: Facts, catalogue: Catalogue, language: Language) -> None:
        self.facts = facts
        self.catalogue = catalogue
        self.language: Language = language
        self.site = facts.corpus.site
        self.to_html = Renderer()
        self._said = {key: words[language] for key, words in catalogue.words.items()}
        self.example_badge = (
            f' <span class="gs-badge gs-badge--example">{escaped(self.t("common.example_badge"))}</span>'
        )
        self._unpublished = html(f'<span class="gs-unknown">{escaped(self.t("common.not_published"))}</span>')

    def environment(
        self, compiled: BytecodeCache | None = None, trees: dict[str, nodes.Template] | None = None
    ) -> TemplateEnvironment:
        """The templates with these words. ``trees`` are those that were parsed, which all languages share."""
        names = {
            "language": self.language,
            "root": ROOT,
            "html_language": HTML_LANGUAGE[self.language],
            "site": self.site,
            "today": self.facts.today,
            "t": self.t,
            "word": lambda group, value: self.typed(self.word(group, value)),
            "say": self.say,
            "plain": self.plain,
            "prose": self.prose,
            "name": self.name,
            "body": self.body,
            "typed": self.typed,
            "time": self.time,
            "count": self.count,
            "number": number,
            "min": min,
            "some": some,
            "percent": self.percent,
            "badge_text": self.badge_text,
            "link": self.link,
            "subject": self.subject,
            "document": self.document,
            "page_url": self.page_url,
            "below": self.below,
            "report_link": self.report_link,
        }
        environment = TemplateEnvironment(
            trees,
            loader=PackageLoader("gongshi.render", "templates"),
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=compiled,
        )
        environment.globals.update(names)
        environment.tests["reference"] = lambda value: isinstance(value, Reference)
        return environment

    def t(self, key: str, /, **facts: object) -> str:
        """The words of a catalogue key."""
        words = self._said[key]
        return words.format_map(facts) if facts else words

    def badge_text(self, badge: Badge) -> str:
        """A badge's word, or the value itself where it is free text."""
        group, _, value = badge.key.partition(".")
        return self.word(group, value)

    def word(self, group: str, value: str) -> str:
        """The word for a value of a closed set (``stage.adopted``), or the value itself where it is free text."""
        return self._said.get(f"{group}.{value}", value)

    def plain(self, text: Text) -> str:
        """The text in this language, else in the other: for titles and attributes."""
        return text.in_language(self.language) or text.zh or text.en or ""

    def say(self, text: Text) -> Markup:
        """A short text inline; marked with its language where it is not the page's."""
        written = text.in_language(self.language)
        if written is not None:
            return html(escaped(written))
        return html(f'<span lang="{self._other}">{escaped(self.plain(text))}</span>')

    def typed(self, text: str) -> Markup:
        """Words that were typed in one form for both languages; Chinese is marked on an English page."""
        if self.language == "en" and not isinstance(text, Markup) and _CHINESE.search(text):
            return html(f'<span lang="{HTML_LANGUAGE["zh"]}">{escaped(text)}</span>')
        return html(escaped(text))

    def prose(self, text: Text) -> Markup:
        """A long text as paragraphs; marked with its language where it is not the page's."""
        written = text.in_language(self.language)
        if written is not None:
            return html(self.to_html(written, ROOT))
        inner = self.to_html(self.plain(text), ROOT)
        return html(f'<div lang="{self._other}">{inner}</div>')

    @property
    def _other(self) -> str:
        return HTML_LANGUAGE["en" if self.language == "zh" else "zh"]

    def name(self, term: Term | Reference | str) -> Markup:
        """A vocabulary's name in words for readers; a deputy's or meeting's title; or the name as typed."""
        if isinstance(term, str):
            return self.typed(term)
        if isinstance(term, Reference):
            entry = self.facts.corpus.find(term)
            return self.say(entry.card.title) if entry else html(escaped(str(term)))
        meaning = getattr(self.site, term.vocabulary).get(term.name)
        return self.say(meaning) if meaning is not None else html(escaped(term.name))

    def body(self, term: Term) -> Markup:
        """A body's name, linked to what it owes where it owes something."""
        if term.vocabulary != "bodies" or term.name not in self.facts.accounts:
            return self.name(term)
        address = f"{ROOT}{language_path(f'bodies/{body_slug(term.name)}/', self.language)}"
        return html(f'<a href="{escaped(address)}">{self.name(term)}</a>')

    def time(self, day: Day | date | None) -> Markup:
        """A date as a ``time`` element, or "not published"."""
        if day is None:
            return self._unpublished
        text = day.text if isinstance(day, Day) else day.isoformat()
        return html(f'<time datetime="{text}">{text}</time>')  # digits and dashes

    def count(self, count: Count | int | Decimal | None) -> Markup:
        """A number with thousands separated; a lower bound says so; absent is "not published", never zero."""
        if count is None:
            return self._unpublished
        if isinstance(count, Count):
            shown = number(count.number)
            return html(escaped(self.t("common.at_least", n=shown) if count.at_least else shown))
        return html(escaped(number(count)))

    def percent(self, share: Fraction | None) -> str:
        """A share as a percentage with one decimal, or "not published"."""
        if share is None:
            return self.t("common.not_published")
        tenths = round(share * 1000)
        return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths / 10:.1f}%"

    def link(
        self,
        target: Entry | Reference,
        text: str | Markup | None = None,
        part: str | None = None,
    ) -> Markup:
        """A link to a record (or a part of one), marked where its page is in the other language.

        On the page of an illustrative record, whose banner says so once, links do not say it again.
        """
        entry = self.facts.corpus.find(target) if isinstance(target, Reference) else target
        if entry is None:
            return html(escaped(text or str(target)))
        part = part or (target.part if isinstance(target, Reference) else None)
        anchor = self._place(entry, part) if part else ""
        label = escaped(text) if text is not None else self.say(entry.card.title)
        example = EXAMPLE if entry.card.illustrative and text is None else ""
        here = has_page(entry, self.language, self.site.language)
        foreign = "" if here else f' hreflang="{self._other}"'
        path = language_path(f"{entry.key}/", self.language if here else self.site.language)
        return html(f'<a href="{escaped(f"{ROOT}{path}{anchor}")}"{foreign}>{label}</a>{example}')

    def _place(self, entry: Entry, part: str) -> str:
        """Where a part stands below its record's page: on it, but for opinions of a split consultation."""
        if entry.collection != "opinions" or not self.facts.split[entry.key]:
            return f"#{part}"
        derived = self.facts.derived[entry.key]
        assert isinstance(derived, OpinionFacts)
        return derived.places.get(part, f"#{part}")

    def subject(self, subject: Subject) -> Markup:
        """What something is about: a link to the record, or the words."""
        if subject.record is not None:
            return self.link(subject.record)
        return self.say(subject.text) if subject.text is not None else Markup("")

    def document(self, document: Document) -> Markup:
        """A published document: its title, linked where it has an address."""
        if document.record is not None:
            return self.link(document.record, self.say(document.title) if document.title else None)
        title = self.say(document.title) if document.title else escape(document.url or "")
        if document.url is None:
            return title
        url = ROOT + document.url[1:] if document.url.startswith("/") else document.url
        return Markup('<a href="{}" rel="external noopener">{}</a>').format(url, title)

    def page_url(self, path: str) -> str:
        """The relative address of a page of the site in this language (``votes/``)."""
        return ROOT + language_path(path, self.language)

    def below(self, entry: Entry, path: str) -> str:
        """The relative address of a page below a record's own (``v/draft/``, ``compare/a..b/#art-1``)."""
        return f"{ROOT}{page_path(entry, self.language, self.site.language)}{path}"

    def report_link(self, key: str) -> str | None:
        """Where a reader reports an error in a record, or None where the site names no contact."""
        contact = self.site.contact
        if contact is None:
            return None
        if contact.startswith(("http://", "https://")):
            return contact
        subject = quote(self.t("common.report_subject", key=key))
        return f"mailto:{quote(contact.removeprefix('mailto:'), safe='@')}?subject={subject}"


def some(rows: Iterable[object], name: str) -> bool:
    """Whether any of the rows has a value of this name."""
    return any(getattr(row, name) is not None for row in rows)


def number(value: int | Decimal) -> str:
    """1234.50 as ``1,234.5``."""
    text = f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def json_for_html(value: Any) -> Markup:
    """JSON that is safe inside a ``script`` element of type ``application/ld+json``."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def joined(parts: Iterable[str]) -> str:
    """Parts with a middle dot between them."""
    return " · ".join(part for part in parts if part)
