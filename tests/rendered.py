"""All pages of a site in memory, before they are stamped into their shells."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from gongshi.catalogue import Catalogue
from gongshi.derive.facts import Facts
from gongshi.render.collections import VIEWS
from gongshi.render.page import Page
from gongshi.render.site_pages import SitePages


def pages(facts: Facts, catalogue: Catalogue) -> Iterator[Page]:
    """The pages about many records, then those of each."""
    return pages_of(SitePages(facts, catalogue))


def pages_of(site: SitePages) -> Iterator[Page]:
    """The same by renderers that are there."""
    facts = site.facts
    listed = {entry.key: site.listed(entry) for entry in facts.corpus.entries()}
    orders, rows = {key: one.order for key, one in listed.items()}, {key: one.rows for key, one in listed.items()}
    lists = (one for collection in VIEWS for one in site.lists(collection, orders, rows))
    for overview in chain(site.fixed(orders), site.promises(), lists):
        yield site.render(overview)
    for entry in facts.corpus.entries():
        yield from site.record(entry)
