"""Text and HTML: what pages are put together of."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from markupsafe import Markup, escape

html: Callable[[str], Markup] = partial(str.__new__, Markup)
"""Marks text as HTML. It must be text: ``Markup()``, which takes anything, asks what it is first, and is slow."""


def escaped(value: object) -> str:
    """A value as HTML; what is HTML already, or has nothing to escape, stays as it is."""
    if type(value) is Markup:
        return value
    if type(value) is str and not (  # to ask for each character is faster than to seek one pattern for all
        "&" in value or "<" in value or ">" in value or '"' in value or "'" in value
    ):
        return value
    return escape(value)
