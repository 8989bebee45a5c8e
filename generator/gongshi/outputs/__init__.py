"""What the site gives besides pages and the search index: open data, feeds, calendars and the site map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gongshi.catalogue import Catalogue
from gongshi.derive.facts import Facts
from gongshi.outputs.calendar import consultation_calendars
from gongshi.outputs.feeds import feeds
from gongshi.outputs.file import OutputFile
from gongshi.outputs.open_data import open_data
from gongshi.outputs.promise_feeds import promise_calendar, promise_feed
from gongshi.outputs.recount_table import recount_tables
from gongshi.outputs.redirects import redirects
from gongshi.outputs.site_map import site_map
from gongshi.render.page import Page


def output_files(facts: Facts, catalogue: Catalogue, pages: Sequence[Page]) -> Iterator[OutputFile]:
    """Every file of the site that is no page, does not come from MkDocs and is not of the search index."""
    yield from open_data(facts)
    yield from feeds(facts, catalogue)
    yield from consultation_calendars(facts, catalogue)
    yield promise_feed(facts, catalogue)
    yield promise_calendar(facts, catalogue)
    yield from recount_tables(catalogue)
    yield from redirects(facts, catalogue)
    yield from site_map(pages, facts.corpus.site.url)
