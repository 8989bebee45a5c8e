"""The pages and files about many records: made now, or kept where nothing that they show has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain

from gongshi.catalogue import Catalogue
from gongshi.kept.cells import OF_FACTS, Trace, hashed
from gongshi.kept.store import Store
from gongshi.made import MadeRecords, written
from gongshi.outputs.calendar import consultation_calendars
from gongshi.outputs.feeds import feeds
from gongshi.outputs.file import LargeFile, OutputFile
from gongshi.outputs.open_data import open_data, revised_data
from gongshi.outputs.promise_feeds import promise_calendar, promise_feed
from gongshi.outputs.recount_table import recount_tables
from gongshi.outputs.redirects import redirects
from gongshi.outputs.site_map import site_map
from gongshi.publish.manifest import FileMark
from gongshi.publish.site import SiteWriter
from gongshi.publish.staged import Staged
from gongshi.render.collections import VIEWS
from gongshi.render.page import Page
from gongshi.render.site_pages import LanguageOverview, SitePages
from gongshi.render.view import Order
from gongshi.render.words import language_path
from gongshi.workers import in_parallel

PARALLEL_FROM = 60
"""Pages to make from which more cores are faster than one: a site of few records has about fifty."""

CARDS = "cards:"
"""The cell of all records' cards together."""
KINDS = OF_FACTS | {"cards", "promised", "order", "rows", "data", "news", "closing", "pages"}
"""The kinds of cells that these pages and files ask: those of records, and what was made of all records of a
collection (``rows:votes``)."""
_OVERVIEWS = "overviews"


@dataclass(frozen=True)
class Group:
    """Pages and files that change together. ``needs`` are the cells that they show: which records there are and what
    their cards say among them, so that only of other cells it counts that they are asked when the pages are made."""

    needs: frozenset[str]
    pages: Callable[[], Iterable[LanguageOverview]] = tuple
    files: Callable[[], Iterable[OutputFile | LargeFile]] = tuple


@dataclass(frozen=True)
class Shown:
    """What was made of a group: its pages without what they say, and the paths of all its files; what tells it from
    another of the same name where its cells do not; and a hash of what a page shows, by its path."""

    pages: tuple[Page, ...]
    files: tuple[str, ...]
    of: str = ""
    told: Mapping[str, str] = field(default_factory=dict)


class Overviews:
    """The groups of a site by name, kept or made now. ``changed`` are the cells that have; None where nothing that was
    kept is of the served site."""

    def __init__(self, store: Store, basis: str, staged: Staged, changed: set[str] | None) -> None:
        self._store, self._basis, self.staged = store, basis, staged
        kept = store.get(_OVERVIEWS, dict, basis)
        self._kept: Mapping[str, Shown] = kept or {}
        self._trace = Trace(store, _OVERVIEWS, basis, kept is not None, KINDS)
        self._changed = changed
        self._stale = self._kept.keys() if changed is None else self._trace.stale(changed)
        self._asked: dict[str, frozenset[str]] = {}
        self.shown: dict[str, Shown] = {}

    @property
    def of_the_served(self) -> bool:
        """Whether what was kept is what the served site shows."""
        return self._changed is not None

    def stands(self, name: str, of: str = "") -> bool:
        """Whether the served site has a group as it would be made; it is kept then."""
        kept = self._kept.get(name)
        if kept is None or name in self._stale or kept.of != of:
            return False
        self.staged.keep_all(kept.files)
        self.shown[name] = kept
        return True

    def standing(self, name: str, needs: frozenset[str]) -> dict[str, tuple[str, Page]]:
        """The pages of a group that stand if they show the same, with the hash of that, by path. There are none where
        more has changed than the group ``needs``."""
        kept, asked = self._kept.get(name), self._trace.asked(name)
        if kept is None or self._changed is None or (asked - needs) & self._changed:
            return {}
        return {page.path: (kept.told[page.path], page) for page in kept.pages if page.path in kept.told}

    def asked_before(self, name: str) -> frozenset[str]:
        """The cells that a group asked when it was made."""
        return self._trace.asked(name)

    def note(self, name: str, shown: Shown, asked: Iterable[str]) -> None:
        """Take in a group that was made now, with the cells that it asked."""
        self.shown[name] = shown
        self._asked[name] = frozenset(asked)

    def keep(self) -> None:
        """Keep the groups of now, where some are not those of before."""
        if self.shown != self._kept or self._asked:
            self._trace.keep(self._asked, self._kept.keys() - self.shown.keys())
            self._store.put({_OVERVIEWS: self.shown}, self._basis)


def make_overviews(pages: SitePages, writer: SiteWriter, found: MadeRecords, overviews: Overviews) -> None:
    """Write the pages and files about many records, the pages on all cores, or keep them."""
    groups = _groups(pages, found, writer.catalogue, overviews)
    todo = [_Todo.of(name, group, pages, overviews) for name, group in groups.items() if not overviews.stands(name)]
    reads = pages.facts.corpus.reads

    def made(one: LanguageOverview) -> _Made:
        with reads.watched() as cells:
            page, file = written(pages.render(one), writer)
            shown = one[1].shown
            return _Made(page, file, "" if shown is None else hashed(shown()), _of_itself(cells))

    finished = iter(in_parallel(made, [one for each in todo for one in each.pages], PARALLEL_FROM))
    for each in todo:
        own = [next(finished) for _ in each.pages]
        overviews.staged.note_all(one.file for one in own)
        with reads.watched() as cells:
            files = [*(one.file for one in own), *writer.write_files(each.group.files())]
        paths = (*(path for path, _ in files), *(f"{page.path}index.html" for page in each.standing))
        told = {one.page.path: one.told for one in own if one.told} | each.told
        shown = Shown((*each.standing, *(one.page for one in own)), paths, told=told)
        overviews.note(each.name, shown, each.asked.union(_of_itself(cells), *(one.asked for one in own)))


@dataclass(frozen=True, slots=True)
class _Made:
    """A page that was made, without what it says; its file, a hash of what it shows, and the cells asked."""

    page: Page
    file: tuple[str, FileMark]
    told: str
    asked: frozenset[str]


@dataclass(frozen=True)
class _Todo:
    """A group that is to be made: the pages of it that are, those that stand, a hash of what each of these shows, and
    the cells asked so far."""

    name: str
    group: Group
    pages: list[LanguageOverview]
    standing: list[Page]
    told: dict[str, str]
    asked: frozenset[str]

    @classmethod
    def of(cls, name: str, group: Group, pages: SitePages, overviews: Overviews) -> _Todo:
        """Look which pages of a group stand."""
        kept, todo, standing, told = overviews.standing(name, group.needs), [], [], {}
        with pages.facts.corpus.reads.watched() as cells:
            for language, overview in group.pages():
                path = language_path(overview.path, language)
                told_before, page = kept.get(path, ("", None))
                if page is not None and overview.shown is not None and hashed(overview.shown()) == told_before:
                    standing.append(page)
                    told[path] = told_before
                else:
                    todo.append((language, overview))
        overviews.staged.keep_all(f"{page.path}index.html" for page in standing)
        before = overviews.asked_before(name) if standing else frozenset()
        return cls(name, group, todo, standing, told, before.union(_of_itself(cells), group.needs))


def _of_itself(cells: Iterable[str]) -> frozenset[str]:
    """The cells that count by themselves: what all cards say together, a group names among its needs."""
    return frozenset(cell for cell in cells if not cell.startswith(("card:", "all:")))


def make_frame(pages: SitePages, writer: SiteWriter, found: MadeRecords, overviews: Overviews) -> None:
    """Write what rests on which pages there are: the hand-written pages that none replaces, and the site map."""
    some = [page for shown in overviews.shown.values() for page in shown.pages]
    if not overviews.stands("hand written", names := hashed(sorted(page.path for page in some))):
        files = writer.write_hand_written({page.path for page in some})
        overviews.note("hand written", Shown((), tuple(path for path, _ in files), names), ())
    if not overviews.stands("site map", names):
        every = [*some, *chain.from_iterable(found.pages.every().values())]
        _assert_apart(every)
        files = writer.write_files(site_map(every, pages.facts.corpus.site.url))
        needs = {f"pages:{name}" for name in found.keys}
        overviews.note("site map", Shown((), tuple(path for path, _ in files), names), needs)


def _groups(pages: SitePages, found: MadeRecords, catalogue: Catalogue, overviews: Overviews) -> dict[str, Group]:
    """All groups but those of ``make_frame``."""
    facts = pages.facts

    @cache  # some groups may be made, or none
    def orders(name: str) -> Mapping[str, Order]:
        return dict(found.orders.of(name))

    def all_of(*kinds: str) -> frozenset[str]:
        return frozenset(f"{kind}:{name}" for kind in kinds for name in found.keys)

    def every_order() -> Mapping[str, Order]:
        return {key: one for name in found.keys for key, one in orders(name).items()}

    def home() -> Iterator[LanguageOverview]:
        return pages.fixed(every_order())

    def news() -> Iterator[OutputFile]:
        return feeds(
            {name: found.newest(name, overviews.of_the_served) for name in found.keys}, facts.corpus.site, catalogue
        )

    def closings() -> Iterator[OutputFile]:
        some = [one for one in found.closings.every().values() if one is not None]
        return consultation_calendars(some, facts, catalogue)

    def promises() -> Iterator[OutputFile]:
        yield promise_feed(facts, catalogue, {key: one.day for key, one in every_order().items()})

    return {
        "home": Group(all_of("order", "promised") | {CARDS}, home),
        "promises": Group(all_of("promised"), pages.promises, lambda: [promise_calendar(facts, catalogue)]),
        "promise feed": Group(all_of("order", "promised"), files=promises),
        "feeds": Group(all_of("news"), files=news),
        "closings": Group(all_of("closing"), files=closings),
        "tables": Group(frozenset(), files=lambda: recount_tables(catalogue)),
        "redirects": Group(frozenset({CARDS}), files=lambda: redirects(facts, catalogue)),
        **{f"list: {name}": _list_of(name, pages, found, orders) for name in VIEWS},
        **{f"data: {name}": _data_of(name, found, overviews) for name in VIEWS},
    }


def _list_of(name: str, pages: SitePages, found: MadeRecords, orders: Callable[[str], Mapping[str, Order]]) -> Group:
    needs = frozenset((f"rows:{name}", f"order:{name}", f"promised:{name}"))

    def lists() -> Iterator[LanguageOverview]:
        return pages.lists(name, orders(name), found.rows.of(name))

    return Group(needs, lists)


def _data_of(name: str, found: MadeRecords, overviews: Overviews) -> Group:
    def files() -> Iterable[OutputFile | LargeFile]:
        pairs = found.data.replaced(name) if overviews.of_the_served else None
        revised = None if pairs is None else revised_data(name, pairs, overviews.staged.read)
        return revised or open_data(name, found.data.of(name).values())

    return Group(frozenset((f"data:{name}",)), files=files)


def _assert_apart(pages: Sequence[Page]) -> None:
    """Two pages with one address would lose one of them: that is our bug, and ``ValueError``."""
    for path, times in Counter(page.path for page in pages).items():
        if times > 1:
            raise ValueError(f"two pages for {path}")
