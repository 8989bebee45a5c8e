"""What the site gives besides pages and the search index: open data, feeds, calendars and the site map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gongshi.catalogue import Catalogue
from gongshi.derive.facts import Facts
from gongshi.outputs.calendar import Closing, consultation_calendars
from gongshi.outputs.feeds import News, feeds
from gongshi.outputs.file import OutputFile
from gongshi.outputs.promise_feeds import promise_feed
from gongshi.outputs.recount_table import recount_tables
from gongshi.outputs.redirects import redirects
from gongshi.outputs.site_map import site_map
from gongshi.records.scalars import Day
from gongshi.render.page import Page


@dataclass(frozen=True, slots=True)
class Extracts:
    """What files about many records take from each: news, the closing days of consultations, and by key the days
    that lists order by."""

    news: Sequence[News]
    closings: Sequence[Closing]
    days: Mapping[str, Day | None]


def output_files(facts: Facts, catalogue: Catalogue, pages: Sequence[Page], extracts: Extracts) -> Iterator[OutputFile]:
    """The feeds and other small files of the site: all but pages, the open data, the calendar of promises and the
    search index."""
    site = facts.corpus.site
    yield from feeds(extracts.news, facts.corpus.collections, site, catalogue)
    yield from consultation_calendars(extracts.closings, facts, catalogue)
    yield promise_feed(facts, catalogue, extracts.days)
    yield from recount_tables(catalogue)
    yield from redirects(facts, catalogue)
    yield from site_map(pages, site.url)
