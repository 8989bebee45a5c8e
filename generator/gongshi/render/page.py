"""What a rendered page is, before it is stamped into its shell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from gongshi.catalogue import Language


@dataclass(frozen=True)
class Heading:
    """An entry of the page's table of contents, with the entries below it. ``text`` may be markup."""

    anchor: str
    text: str | Markup
    inner: tuple[Heading, ...] = ()


@dataclass(frozen=True)
class Page:
    """A page at ``path`` (``votes/x/``, from the site's root) in the shell of a ``section``.

    ``content`` and ``head`` are HTML; ``languages`` maps each language that the page exists in
    to its path there.
    """

    path: str
    section: str
    language: Language
    title: str
    description: str
    content: str
    headings: tuple[Heading, ...] = ()
    head: str = ""
    languages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Above:
    """What stands above a collection's list: a template and its variables."""

    template: str
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Overview:
    """A page about many records before it is rendered: what its ``template`` is given, ``variables`` tell.

    ``path`` is its address in the main part of the site (``votes/``), to which a language adds its own. What ``shown``
    gives is written alike by Python whenever the page shows the same, and no other cells have changed that are asked
    for it; None where that is not told.
    """

    path: str
    section: str
    title: str
    description: str
    template: str
    variables: Callable[[], Mapping[str, Any]]
    above: Above | None = None
    headings: tuple[Heading, ...] = ()
    head: str = ""
    shown: Callable[[], object] | None = None


ROOT = "\x1a"
"""What templates write for the way to the site's root: what they make does not depend on where it will stand. No
content can have this character, nor the next (GS104)."""

EXAMPLE = "\x1b"
"""What they write behind a link to an illustrative record, for the badge that says so."""


def placed(html: str, root: str, badge: str) -> str:
    """What templates wrote, where it stands: with the way from there to the site's root, and the ``badge`` behind links
    to illustrative records."""
    return html.replace(ROOT, root).replace(EXAMPLE, badge)


def root_of(path: str) -> str:
    """The relative way from a page to the site's root: ``../../`` from ``votes/x/``, ``./`` from the root."""
    return "../" * path.count("/") or "./"
