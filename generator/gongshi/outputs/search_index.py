"""/search/index.json: titles and texts of all records, for exact search in the browser."""

from __future__ import annotations

import json
from collections.abc import Iterator

from gongshi.catalogue import Catalogue
from gongshi.derive.facts import Facts, RegulationFacts
from gongshi.outputs.file import OutputFile
from gongshi.records.corpus import Entry, values_of
from gongshi.records.fields import Reference, Term, Text
from gongshi.render.site_pages import day_of
from gongshi.render.words import page_path


def search_index(facts: Facts, catalogue: Catalogue) -> OutputFile:
    """One entry a record: address, title, collection, text, date, and whether it is illustrative."""
    main = facts.corpus.site.language
    records = []
    for entry in facts.corpus.entries():
        title = entry.record.title
        day = day_of(entry)
        records.append(
            {
                "u": page_path(entry, main, main),
                "t": title.in_language(main) or title.zh or title.en,
                "c": catalogue.text(f"collection.{entry.collection}", main),
                "x": " ".join(_texts(entry, facts)),
                "d": day.text if day else "",
                "i": int(entry.record.illustrative),
            }
        )
    text = json.dumps({"records": records}, ensure_ascii=False, separators=(",", ":"))
    return OutputFile("search/index.json", text.encode())


def _texts(entry: Entry, facts: Facts) -> Iterator[str]:
    """Everything in words that the record's page says, its legal text included."""
    vocabularies = facts.corpus.site
    for _, text in values_of(entry.record, Text):
        for _, words in text.languages():
            yield " ".join(words.split())
    for _, term in values_of(entry.record, Term):
        meaning = getattr(vocabularies, term.vocabulary).get(term.name)
        yield (meaning.zh or meaning.en or term.name) if meaning else term.name
    for _, reference in values_of(entry.record, Reference):
        other = facts.corpus.find(reference)
        if other is not None and other.record.title.zh:
            yield other.record.title.zh
    number = getattr(entry.record, "number", None)
    if number is not None:
        yield str(number)
    derived = facts.derived.get(entry.key)
    if isinstance(derived, RegulationFacts) and derived.shown and derived.shown.version in derived.texts:
        for article in derived.texts[derived.shown.version].articles:
            yield f"{article.label} {article.text}".replace("\n", " ")
