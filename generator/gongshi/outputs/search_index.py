"""/search/index.json and /en/search/index.json: titles and texts of all records, for exact search in the browser."""

from __future__ import annotations

import json
from collections.abc import Iterator

from gongshi.catalogue import LANGUAGES, Catalogue, Language
from gongshi.derive.facts import Facts, RegulationFacts
from gongshi.outputs.file import OutputFile
from gongshi.records.corpus import Entry, values_of
from gongshi.records.fields import Text
from gongshi.records.references import Reference, Term
from gongshi.render.markdown_text import without_marks
from gongshi.render.site_pages import day_of
from gongshi.render.words import HTML_LANGUAGE, has_page, language_path, page_path


def search_indexes(facts: Facts, catalogue: Catalogue) -> Iterator[OutputFile]:
    """An index for each language, beside its search page."""
    for language in LANGUAGES:
        text = json.dumps(
            {"records": [_record(entry, language, facts, catalogue) for entry in facts.corpus.entries()]},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        yield OutputFile(language_path("search/index.json", language), text.encode())


def _record(entry: Entry, language: Language, facts: Facts, catalogue: Catalogue) -> dict[str, object]:
    """Address, title, collection, text, date, whether it is illustrative; its page's language where that is another."""
    main = facts.corpus.site.language
    title = entry.record.title
    day = day_of(entry)
    shown = language if has_page(entry, language, main) else main
    record: dict[str, object] = {
        "u": page_path(entry, language, main),
        "t": title.in_language(shown) or title.zh or title.en,
        "c": catalogue.text(f"collection.{entry.collection}", language),
        "x": "" if entry.record.withdrawn else " ".join(_texts(entry, facts, shown)),
        "d": day.text if day else "",
        "i": int(entry.record.illustrative),
    }
    return record if shown == language else {**record, "l": HTML_LANGUAGE[shown]}


def _texts(entry: Entry, facts: Facts, language: Language) -> Iterator[str]:
    """Everything in words that the record's page says, its legal text included; what is in the other language last."""
    vocabularies = facts.corpus.site
    texts = [text for _, text in values_of(entry.record, Text) if text is not entry.record.title]
    yield from (without_marks(words) for text in texts if (words := text.in_language(language)))
    for _, term in values_of(entry.record, Term):
        meaning = getattr(vocabularies, term.vocabulary).get(term.name)
        yield (meaning.in_language(language) or meaning.zh or meaning.en or term.name) if meaning else term.name
    for _, reference in values_of(entry.record, Reference):
        other = facts.corpus.find(reference)
        if other is not None:
            yield other.record.title.in_language(language) or ""
    number = getattr(entry.record, "number", None)
    if number is not None:
        yield str(number)
    derived = facts.derived.get(entry.key)
    if isinstance(derived, RegulationFacts) and derived.shown and derived.shown.version in derived.texts:
        for article in derived.texts[derived.shown.version].articles:
            yield f"{article.label} {article.text}".replace("\n", " ")
    for text in [entry.record.title, *texts]:
        yield from (without_marks(words) for written, words in text.languages() if written != language)
