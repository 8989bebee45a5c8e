"""The golden site: what the generator makes of ``tests/golden/content``, before it is stamped into shells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path

from gongshi.catalogue import read_catalogue
from gongshi.derive.facts import facts_on
from gongshi.outputs.calendar import closing_of, consultation_calendars
from gongshi.outputs.feeds import feeds, newest, news_of
from gongshi.outputs.file import LargeFile, OutputFile
from gongshi.outputs.open_data import data_row, open_data
from gongshi.outputs.promise_feeds import promise_calendar, promise_feed
from gongshi.outputs.recount_table import recount_tables
from gongshi.outputs.redirects import redirects
from gongshi.outputs.site_map import site_map
from gongshi.pipeline import check_content
from gongshi.render.collections import day_of
from rendered import pages

CONTENT = Path(__file__).parent / "golden" / "content"
EXPECTED = Path(__file__).parent / "golden" / "expected"
TODAY = date(2025, 7, 1)


def golden_files() -> dict[str, bytes]:
    """Every page's content and every other file, by path."""
    catalogue = read_catalogue()
    checked = check_content(CONTENT)
    assert checked.findings == []
    facts = facts_on(checked.corpus, TODAY, checked.texts)
    rendered = list(pages(facts, catalogue))
    files = {f"{page.path}index.html": page.content.encode() + b"\n" for page in rendered}
    entries = list(facts.corpus.entries())
    rows = {name: [data_row(one, facts) for one in some.values()] for name, some in facts.corpus.collections.items()}
    news = {
        name: newest(news_of(one, facts, catalogue) for one in some.values())
        for name, some in facts.corpus.collections.items()
    }
    closings = [closing for one in entries if (closing := closing_of(one, facts, catalogue))]
    site = facts.corpus.site
    others: Iterator[OutputFile | LargeFile] = chain(
        chain.from_iterable(open_data(name, some) for name, some in rows.items()),
        [promise_calendar(facts, catalogue), promise_feed(facts, catalogue, {one.key: day_of(one) for one in entries})],
        feeds(news, site, catalogue),
        consultation_calendars(closings, facts, catalogue),
        recount_tables(catalogue),
        redirects(facts, catalogue),
        site_map(rendered, site.url),
    )
    data = {one.path: one.data if isinstance(one, OutputFile) else b"".join(one.pieces) for one in others}
    return files | data
