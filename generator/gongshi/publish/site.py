"""Writes a whole site: stamped pages, MkDocs' own pages with their slots filled, and all other files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from gongshi.catalogue import LANGUAGES, Catalogue, Language
from gongshi.outputs.file import LargeFile, OutputFile
from gongshi.publish.frame import Frame
from gongshi.publish.manifest import FileMark
from gongshi.publish.shells import BuiltShells
from gongshi.records.site import Site
from gongshi.render.page import Heading, Page, root_of
from gongshi.render.words import HTML_LANGUAGE, language_path


class SiteWriter:
    """Stamps pages into shells. ``write`` writes a file of the site, by its path below the site's root."""

    def __init__(
        self,
        shells: BuiltShells,
        site: Site,
        catalogue: Catalogue,
        write: Callable[[str, bytes | Iterator[bytes]], FileMark],
    ) -> None:
        self.shells = shells
        self.site = site
        self.catalogue = catalogue
        self._write = write
        self.html = {name: (shells.folder / name).read_text("utf-8") for name in shells.pages}
        self.frames: dict[str, Frame] = {}
        self.same: dict[Language, dict[str, str]] = {language: self._same(language) for language in LANGUAGES}

    def write_page(self, page: Page) -> tuple[str, FileMark]:
        """Stamp a page into the shell of its section and language; the file's path and mark."""
        html = self._frame(language_path(f"{page.section}/" if page.section else "", page.language)).stamp(
            self._slots(page), root_of(page.path)
        )
        path = f"{page.path}index.html"
        return path, self._write(path, html.encode())

    def write_hand_written(self, done: set[str]) -> list[tuple[str, FileMark]]:
        """Fill the slots of the pages that MkDocs built and no record page replaced; each one's path and mark."""
        written = []
        for name in self.shells.pages:
            path = name.removesuffix("index.html")
            if path in done:
                continue
            html = self.html[name]
            language: Language = "en" if path.startswith("en/") else "zh"
            root = root_of(path)
            if name == "404.html":  # it is shown at any address, so its links must be absolute
                path, root = "", urlsplit(self.site.url or "/").path
            twin = path.removeprefix("en/") if language == "en" else f"en/{path}"
            here: dict[str, str] = {language: path}
            if name != "404.html" and f"{twin}index.html" in self.shells.pages:
                here["zh" if language == "en" else "en"] = twin
            page = Frame.of(html, path).stamp(self._common(path, language, here, root), root)
            written.append((name, self._write(name, page.encode())))
        return written

    def write_files(self, files: Iterable[OutputFile | LargeFile]) -> list[tuple[str, FileMark]]:
        """Write what is no page; each file's path and mark."""
        return [
            (file.path, self._write(file.path, file.data if isinstance(file, OutputFile) else file.pieces))
            for file in files
        ]

    def _frame(self, shell: str) -> Frame:
        if shell not in self.frames:
            self.frames[shell] = Frame.of(self.html[f"{shell}index.html"], shell)
        return self.frames[shell]

    def _slots(self, page: Page) -> dict[str, str]:
        root = root_of(page.path)
        common = self._common(page.path, page.language, page.languages, root)
        name = common["site_name"]
        return {
            **common,
            "title": name if page.path in ("", "en/") else f"{escape(page.title)} - {name}",
            "description": escape(page.description),
            "head": common["head"] + page.head,
            "content": page.content,
            "toc": self._contents(page),
        }

    def _common(self, path: str, language: Language, languages: Mapping[str, str], root: str) -> dict[str, str]:
        return {
            **self.same[language],
            "canonical": escape(f"{self.site.url or root}{path}"),
            "head": self._alternates(languages),
            "language_links": self._switch(language, languages, root),
        }

    def _same(self, language: Language) -> dict[str, str]:
        """The slots that hold the same on every page of a language."""
        site = self.site
        name = escape(site.name.in_language(language) or site.name.zh or site.name.en or "")
        notice = site.notice and (site.notice.in_language(language) or site.notice.zh or site.notice.en)
        aside = Markup('<aside class="gs-notice" aria-label="{}">{}</aside>')
        return {
            "site_name": name,
            "description": name,
            "notice": aside.format(self.catalogue.text("frame.notice", language), notice) if notice else "",
            "footer": self._footer(language),
        }

    def _alternates(self, languages: Mapping[str, str]) -> str:
        """hreflang links; they must be absolute, so a site without an address has none."""
        if self.site.url is None or len(languages) < 2:
            return ""
        links = [(HTML_LANGUAGE[code], path) for code, path in languages.items()]
        links.append(("x-default", languages[self.site.language]))
        url = self.site.url
        return "".join(f'<link rel="alternate" hreflang="{code}" href="{escape(url + path)}">' for code, path in links)

    def _switch(self, language: Language, languages: Mapping[str, str], root: str) -> str:
        """A link to the page in the other language, or to that language's home where the page has none."""
        other = next(code for code in LANGUAGES if code != language)
        address = escape(root + languages.get(other, language_path("", other)))
        code, name = HTML_LANGUAGE[other], escape(self.catalogue.text("frame.language", other))
        return f'<a class="gs-lang" hreflang="{code}" lang="{code}" href="{address}">{name}</a>'

    def _footer(self, language: Language) -> str:
        site, parts = self.site, []
        record = Markup("<p>{}</p>")
        if site.contact:
            parts.append(record.format(f"{self.catalogue.text('frame.contact', language)} {site.contact}"))
        if site.icp:
            icp = Markup('<p><a href="https://beian.miit.gov.cn/" rel="external noopener">{}</a></p>')
            parts.append(icp.format(site.icp))
        if site.police_record:
            police = Markup('<p><a href="https://beian.mps.gov.cn/" rel="external noopener">{}</a></p>')
            parts.append(police.format(site.police_record))
        if site.site_id_code:
            code = self.catalogue.text("frame.site_id_code", language)
            parts.append(record.format(f"{code} {site.site_id_code}"))
        return "".join(parts)

    def _contents(self, page: Page) -> str:
        if len(page.headings) < 2:
            return ""
        title = escape(self.catalogue.text("common.contents", page.language))
        return (
            '<div class="md-sidebar md-sidebar--secondary">'
            f'<nav class="md-sidebar__scrollwrap gs-toc" aria-label="{title}">'
            f"<p>{title}</p><ul>{''.join(map(_heading, page.headings))}</ul></nav></div>"
        )


def _heading(heading: Heading) -> str:
    inner = f"<ul>{''.join(map(_heading, heading.inner))}</ul>" if heading.inner else ""
    return f'<li><a href="#{escape(heading.anchor)}">{escape(heading.text)}</a>{inner}</li>'
