"""/sitemap.xml (sitemaps.org 0.9) with the languages of each page, and /robots.txt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from gongshi.outputs.file import OutputFile
from gongshi.render.page import Page
from gongshi.render.words import HTML_LANGUAGE

MAX_ADDRESSES = 50_000
"""What one site map may hold by the protocol."""


def site_map(pages: Iterable[Page], url: str | None) -> Iterator[OutputFile]:
    """The site map's files. Without a public address there is none: its addresses must be absolute."""
    if url is None:
        return
    entries = [_entry(page, url) for page in sorted(pages, key=lambda page: page.path)]
    parts = [entries[at : at + MAX_ADDRESSES] for at in range(0, len(entries), MAX_ADDRESSES)] or [[]]
    names = ["sitemap.xml"] if len(parts) == 1 else [f"sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        body = "\n".join(part)
        yield _xml(
            name,
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{body}\n</urlset>',
        )
    if len(parts) > 1:
        index = "\n".join(f"<sitemap><loc>{escape(url + name)}</loc></sitemap>" for name in names)
        yield _xml(
            "sitemap.xml",
            f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{index}\n</sitemapindex>',
        )
    yield OutputFile("robots.txt", f"User-agent: *\nAllow: /\nSitemap: {url}sitemap.xml\n".encode())


def _entry(page: Page, url: str) -> str:
    alternates = ""
    if len(page.languages) > 1:
        alternates = "".join(
            f'<xhtml:link rel="alternate" hreflang="{HTML_LANGUAGE[language]}" href="{escape(url + path)}"/>'
            for language, path in page.languages.items()
        )
    return f"<url><loc>{escape(url + page.path)}</loc>{alternates}</url>"


def _xml(name: str, body: str) -> OutputFile:
    return OutputFile(name, f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'.encode())
