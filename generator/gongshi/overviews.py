"""The pages about many records, and collections as open data: made now, or kept where nothing in them has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from gongshi.derive.signs import Signs
from gongshi.kept.cells import hashed
from gongshi.kept.store import Store
from gongshi.made import MadeRecords, written
from gongshi.outputs.open_data import open_data
from gongshi.outputs.promise_feeds import promise_calendar
from gongshi.publish.manifest import FileMark
from gongshi.publish.site import SiteWriter
from gongshi.publish.staged import Staged
from gongshi.render.collections import VIEWS
from gongshi.render.page import Page
from gongshi.render.site_pages import LanguageOverview, SitePages
from gongshi.workers import in_parallel

PARALLEL_FROM = 60
"""Pages to make from which more cores are faster than one: a site of few records has about fifty."""

PROMISES = "promises"
_OVERVIEWS = "overviews"


@dataclass(frozen=True)
class Group:
    """Pages and files that change together; and a hash that tells what they show from anything else, as long as no
    record of theirs is made anew."""

    shown: str
    pages: tuple[Page, ...]
    files: tuple[tuple[str, FileMark], ...]


class KeptOverviews:
    """The groups of earlier builds, by name: a collection's list, or the pages about promises."""

    def __init__(self, store: Store, basis: str) -> None:
        self._store, self._basis = store, basis
        self._kept: Mapping[str, Group] = store.get(_OVERVIEWS, dict, basis) or {}
        self._now: dict[str, Group] = {}

    def standing(self, name: str, shown: str, staged: Staged) -> bool:
        """Whether the served site has a group as it shows the same; it is kept then."""
        group = self._kept.get(name)
        if group is None or group.shown != shown or any(staged.before.get(path) != mark for path, mark in group.files):
            return False
        for path, _ in group.files:
            staged.keep(path)
        self._now[name] = group
        return True

    def note(self, name: str, group: Group) -> None:
        """Take in a group that was made now."""
        self._now[name] = group

    def pages(self) -> Iterator[Page]:
        """The pages of all groups."""
        return (page for group in self._now.values() for page in group.pages)

    def keep(self) -> None:
        """Keep the groups of now, where some are not those of before."""
        if self._now != self._kept:
            self._store.put({_OVERVIEWS: self._now}, self._basis)


def promised(signs: Mapping[str, Signs]) -> Iterator[tuple[str, str]]:
    """What tells the promises of all records from those of another time."""
    return ((key, one.promised) for key, one in signs.items() if one.promised)


def make_overviews(
    pages: SitePages, writer: SiteWriter, staged: Staged, found: MadeRecords, kept: KeptOverviews, promises: str
) -> list[Page]:
    """Write the pages about many records, on all cores, and the open data, or keep them. All pages of the site,
    without their contents.

    ``promises`` is a hash of all that the pages about them show. Two pages with one address would lose one of them:
    that is our bug, and ``ValueError``.
    """
    days = {key: one.day for key, one in found.records.items()}
    counted = {key: one.counted for key, one in found.records.items()}
    shown = {PROMISES: promises, **{name: hashed(*found.keys(name)) for name in VIEWS}}
    groups: dict[str, list[LanguageOverview]] = {"": list(pages.fixed(days, counted))}
    if not kept.standing(PROMISES, promises, staged):
        groups[PROMISES] = list(pages.promises())
    for name in VIEWS:
        if name in found.changed or not kept.standing(name, shown[name], staged):
            groups[name] = list(pages.lists(name, found.listed(name)))
    todo = [(name, one) for name, some in groups.items() for one in some]

    def made(one: tuple[str, LanguageOverview]) -> tuple[Page, tuple[str, FileMark]]:
        return written(pages.render(one[1]), writer)

    finished = list(zip((name for name, _ in todo), in_parallel(made, todo, PARALLEL_FROM), strict=True))
    staged.note_all(file for _, (_, file) in finished)
    for name in groups:
        own = [one for of, one in finished if of == name]
        files = [file for _, file in own]
        if name == PROMISES:
            files += writer.write_files([promise_calendar(pages.facts, writer.catalogue)])
        elif name in VIEWS:
            rows = found.rows(name)
            files += writer.write_files(open_data({name: [one.data for one in rows.values()]}))
        kept.note(name, Group(shown.get(name, ""), tuple(page for page, _ in own), tuple(files)))
    every = list(chain(kept.pages(), (page for one in found.records.values() for page in one.pages)))
    for path, times in Counter(page.path for page in every).items():
        if times > 1:
            raise ValueError(f"two pages for {path}")
    return every
