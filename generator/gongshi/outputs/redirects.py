"""Pages at the old addresses of renamed records (``redirects`` of site.yml) that lead to the new ones."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from gongshi.catalogue import LANGUAGES, Catalogue, Language
from gongshi.derive.facts import Facts
from gongshi.derive.law.texts import LawTexts
from gongshi.outputs.file import OutputFile
from gongshi.records.corpus import Entry
from gongshi.records.references import Reference
from gongshi.records.regulations import Regulation
from gongshi.render.page import root_of
from gongshi.render.words import HTML_LANGUAGE, has_page, language_path, page_path

_PAGE = Markup("""<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="canonical" href="{canonical}">
<meta http-equiv="refresh" content="0; url={target}">
</head>
<body>
<p>{moved} <a href="{target}">{title}</a></p>
</body>
</html>
""")


def redirects(facts: Facts, catalogue: Catalogue) -> Iterator[OutputFile]:
    """A page for each old address, in the languages of the record that stands there now, and of its versions."""
    main = facts.corpus.site.language
    for old, reference in facts.corpus.site.redirects.items():
        entry = facts.corpus.find(reference)
        if entry is None:
            continue  # GS805, or a record with errors of its own: no build
        for language in LANGUAGES:
            if not has_page(entry, language, main):
                continue
            for below in ("", *_versions(entry, facts.texts)):
                yield _redirect(old, reference, entry, below, language, facts, catalogue)


def _versions(entry: Entry, texts: LawTexts) -> Iterator[str]:
    if isinstance(entry.record, Regulation):
        for version in entry.record.versions:
            if texts.parsed(entry.key, version.version) is not None:
                yield f"v/{version.version}/"


def _redirect(
    old: str, reference: Reference, entry: Entry, below: str, language: Language, facts: Facts, catalogue: Catalogue
) -> OutputFile:
    site = facts.corpus.site
    path = language_path(f"{old}/{below}", language)
    address = page_path(entry, language, site.language) + below
    part = f"#{reference.part}" if reference.part and not below else ""
    root = root_of(path)
    html = _PAGE.format(
        lang=HTML_LANGUAGE[language],
        title=entry.record.title.in_language(language) or entry.record.title.zh or entry.record.title.en or "",
        canonical=f"{site.url or root}{address}",
        target=f"{root}{address}{part}",
        moved=catalogue.text("redirect.moved", language),
    )
    return OutputFile(f"{path}index.html", html.encode())
