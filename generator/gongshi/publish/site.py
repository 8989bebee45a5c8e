"""Writes a whole site into a folder: stamped pages, MkDocs' own pages with their slots filled, and all other files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from gongshi.catalogue import LANGUAGES, Catalogue, Language
from gongshi.outputs.file import OutputFile
from gongshi.publish.frame import Frame
from gongshi.publish.shells import BuiltShells
from gongshi.records.site import Site
from gongshi.render.page import Heading, Page, root_of
from gongshi.render.words import HTML_LANGUAGE, language_path


class SiteWriter:
    """Stamps pages into shells and writes them below one folder."""

    def __init__(self, shells: BuiltShells, site: Site, catalogue: Catalogue) -> None:
        self.shells = shells
        self.site = site
        self.catalogue = catalogue
        # read before any page is written, since pages stand in the place of the shells that they are stamped into
        self.html = {name: (shells.folder / name).read_text("utf-8") for name in shells.pages}
        self.frames: dict[str, Frame] = {}

    def write_page(self, page: Page) -> None:
        """Stamp a page into the shell of its section and language, over the shell's own file where it has one."""
        html = self._frame(language_path(f"{page.section}/" if page.section else "", page.language)).stamp(
            self._slots(page), root_of(page.path)
        )
        self._write(f"{page.path}index.html", html.encode())

    def write_hand_written(self, done: set[str]) -> None:
        """Fill the slots of the pages that MkDocs built and no record page replaced."""
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
            self._write(name, Frame.of(html, path).stamp(self._common(path, language, here, root), root).encode())

    def write_files(self, files: Iterable[OutputFile]) -> None:
        """Write what is no page."""
        for file in files:
            self._write(file.path, file.data)

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
        site = self.site
        name = escape(site.name.in_language(language) or site.name.zh or site.name.en or "")
        notice = site.notice and (site.notice.in_language(language) or site.notice.zh or site.notice.en)
        return {
            "site_name": name,
            "description": name,
            "canonical": escape(f"{site.url or root}{path}"),
            "head": self._alternates(languages),
            "language_links": self._switch(language, languages, root),
            "notice": Markup('<p class="gs-notice">{}</p>').format(notice) if notice else "",
            "footer": self._footer(language),
        }

    def _alternates(self, languages: Mapping[str, str]) -> str:
        """hreflang links; they must be absolute, so a site without an address has none."""
        if self.site.url is None or len(languages) < 2:
            return ""
        links = [(HTML_LANGUAGE[code], path) for code, path in languages.items()]
        links.append(("x-default", languages[self.site.language]))
        link = Markup('<link rel="alternate" hreflang="{}" href="{}{}">')
        return "".join(link.format(code, self.site.url, path) for code, path in links)

    def _switch(self, language: Language, languages: Mapping[str, str], root: str) -> str:
        """A link to the page in the other language, or to that language's home where the page has none."""
        other = next(code for code in LANGUAGES if code != language)
        path = languages.get(other, language_path("", other))
        link = Markup('<a class="gs-lang" hreflang="{0}" lang="{0}" href="{1}">{2}</a>')
        return link.format(HTML_LANGUAGE[other], root + path, self.catalogue.text("frame.language", other))

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
        title = self.catalogue.text("common.contents", page.language)
        return Markup(
            '<nav class="md-nav md-nav--secondary" aria-label="{0}"><p class="md-nav__title">{0}</p>'
            '<ul class="md-nav__list">{1}</ul></nav>'
        ).format(title, Markup("").join(_heading(heading) for heading in page.headings))

    def _write(self, path: str, data: bytes) -> None:
        target = self.shells.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def _heading(heading: Heading) -> Markup:
    inner = Markup("")
    if heading.inner:
        below = Markup("").join(_heading(one) for one in heading.inner)
        inner = Markup('<div class="md-nav"><ul class="md-nav__list">{}</ul></div>').format(below)
    item = Markup(
        '<li class="md-nav__item"><a href="#{}" class="md-nav__link"><span class="md-ellipsis">{}</span></a>{}</li>'
    )
    return item.format(heading.anchor, heading.text, inner)
