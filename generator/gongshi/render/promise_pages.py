"""The pages that no record has: the ledger of promises, the list of bodies, and what each body owes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from markupsafe import Markup

from gongshi.derive.bodies import Account
from gongshi.derive.facts import Facts
from gongshi.derive.promises import Commitment, summary
from gongshi.render.commitments import all_totals, ledger_filters, ledger_rows
from gongshi.render.page import Heading, Overview, root_of
from gongshi.render.paging import ListPage, list_pages
from gongshi.render.words import Words, language_path

FEED, CALENDAR = "promises/feed.xml", "promises/calendar.ics"


@dataclass(frozen=True, slots=True)
class PromisePages:
    """These pages in one language, to be rendered."""

    facts: Facts
    words: Words

    def overviews(self) -> Iterator[Overview]:
        """The ledger, the list of bodies, and a page for each body that owes or owed something."""
        yield from self._ledger()
        yield self._bodies()
        for account in self.facts.accounts.values():
            yield from self._body(account)

    def _ledger(self) -> Iterator[Overview]:
        dated = [one for one in self.facts.ledger if one.promise.due is not None]
        undated = [one for one in self.facts.ledger if one.promise.due is None and one.counts]
        links = Markup(
            '<link rel="alternate" type="application/atom+xml" href="{0}{1}" title="{3}">'
            '<link rel="alternate" type="text/calendar" href="{0}{2}" title="{3}">'
        )
        title = self.words.t("promises.title")

        @cache  # some of its pages may be rendered, or none
        def variables() -> dict[str, Any]:
            return {"totals": all_totals(dated, self.facts), "undated": len(undated)}

        kinds = _kinds(dated)
        for page in list_pages("promises/", len(dated)):
            head = str(links.format(self._root(page.path), FEED, CALENDAR, title))
            yield self._listed(page, dated, kinds, "promises", title, "promises.html", variables, head)

    def _bodies(self) -> Overview:
        listed = [
            (account, summary(account.real or account.examples), not account.real and bool(account.examples))
            for account in self.facts.accounts.values()
        ]
        title = self.words.t("bodies.title")
        description = self.words.t("bodies.description")
        return Overview("bodies/", "bodies", title, description, "bodies.html", lambda: {"listed": listed})

    def _body(self, account: Account) -> Iterator[Overview]:
        owed, name = account.commitments, self.facts.corpus.site.bodies[account.name]

        @cache
        def variables() -> dict[str, Any]:
            example = not account.real and bool(account.examples)
            return {"body_name": name, "totals": all_totals(owed, self.facts), "example": example}

        kinds = _kinds(owed)
        for page in list_pages(f"bodies/{account.slug}/", len(owed)):
            yield self._listed(page, owed, kinds, "bodies", self.words.plain(name), "body.html", variables)

    def _root(self, path: str) -> str:
        return root_of(language_path(path, self.words.language))

    def _listed(
        self,
        page: ListPage,
        commitments: Sequence[Commitment],
        kinds: tuple[bool, int],
        section: str,
        title: str,
        template: str,
        variables: Callable[[], Mapping[str, Any]],
        head: str = "",
    ) -> Overview:
        """A page of a list of commitments. Only a list of one page can be filtered where it stands."""

        def all_variables() -> dict[str, Any]:
            rows = ledger_rows(page.of(commitments), self.facts, self.words)
            filters = [] if page.last > 1 else ledger_filters(rows, self.facts, self.words)
            if section == "bodies":  # all that the list holds is owed by the one body
                filters = [(name, values) for name, values in filters if name != "body"]
            return {**variables(), "page": page, "rows": rows, "filters": filters}

        anchors = [("figures", "ledger.figures"), ("list", "ledger.list")] if page.number == 1 else []
        return Overview(
            page.path,
            section,
            f"{title} - {self.words.t('list.page', n=page.number)}" if page.number > 1 else title,
            self.words.t(f"{section}.description"),
            template,
            all_variables,
            headings=tuple(Heading(anchor, self.words.t(key)) for anchor, key in anchors),
            head=head,
            shown=partial(self._shown, page, commitments, kinds) if page.number > 1 else None,
        )

    def _shown(self, page: ListPage, commitments: Sequence[Commitment], kinds: tuple[bool, int]) -> object:
        """What a page without totals shows: how many commitments there are, and of which kinds; and those that it
        lists, with all that is said of them."""
        listed = [(one.key, self.facts.promised(one.entry.key)) for one in page.of(commitments)]
        return page.total, kinds, listed


def _kinds(commitments: Sequence[Commitment]) -> tuple[bool, int]:
    """Whether any of them counts, and how many are examples."""
    return any(one.counts for one in commitments), sum(one.entry.card.illustrative for one in commitments)
