"""The limited Markdown of prose fields: paragraphs, lists, tables, links, emphasis.

Raw HTML is never passed through, links go only where ``is_safe_link`` lets them, and what
comes out is cleaned once more by nh3 (an allow-list sanitiser), so that a slip in one layer
does not reach a reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property, partial

from gongshi.records.scalars import is_safe_link

_TAGS = {
    "p", "br", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "a", "hr",
    "table", "thead", "tbody", "tr", "th", "td", "h3", "h4", "h5", "h6",
}  # fmt: skip
_SPECIAL = re.compile(r"[*_`\[\]<>&#|\\~+=!-]|\d[.)]|^\s{4}", re.M)

_NO_MARKS = re.compile(r"[^\[*_`>#\s]*")


class Renderer:
    """From Markdown to clean HTML. Make one and keep it: the first text that has marks sets it up, which is slow."""

    def __call__(self, text: str, root: str) -> str:
        """The HTML of a text, on a page whose way to the site's root is ``root``."""
        return self._converted(text, root) if _SPECIAL.search(text) else _paragraphs(text)

    @cached_property
    def _converted(self) -> Callable[[str, str], str]:
        import markdown  # most edits of a record touch no text with marks: too slow for those
        import nh3

        converter = markdown.Markdown(extensions=["tables", "sane_lists"], output_format="html")
        converter.preprocessors.deregister("html_block")
        for pattern in ("html", "entity", "image_link", "image_reference"):
            converter.inlinePatterns.deregister(pattern)

        def to_html(text: str, root: str) -> str:
            clean = nh3.clean(
                _demoted(converter.reset().convert(text)),
                tags=_TAGS,
                attributes={"a": {"href"}, "ol": {"start"}},
                attribute_filter=partial(_attribute, root),
                url_schemes={"http", "https", "mailto"},
                link_rel=None,
            )
            return clean.replace('<a href="http', '<a rel="external noopener" href="http')

        return to_html


def _attribute(root: str, tag: str, name: str, value: str) -> str | None:
    """What becomes of an attribute: links are made for the page, and those that are not safe are left out."""
    if name != "href":
        return value if tag == "ol" and name == "start" else None
    if not is_safe_link(value):
        return None
    return root + value[1:] if value.startswith("/") else value


def without_marks(text: str) -> str:
    """The words of a Markdown text on one line, for places that show no markup: link targets and emphasis go."""
    if _NO_MARKS.fullmatch(text):
        return text
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"(?m)^[>#\s]+|[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}", "", words).split())


def _paragraphs(text: str) -> str:
    """What Markdown makes of a text without any mark of its own, without asking it: it has no ``&`` or ``<`` either."""
    if "\n" not in text:
        return f"<p>{text.strip()}</p>"
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return "\n".join(f"<p>{part}</p>" for part in parts)


def _demoted(text: str) -> str:
    """Headings of a field stand below the page's own: ``#`` becomes h3."""
    return re.sub(r"<(/?)h([1-4])>", lambda m: f"<{m[1]}h{int(m[2]) + 2}>", text)
