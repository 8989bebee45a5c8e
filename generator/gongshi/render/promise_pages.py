"""The pages that no record has: the ledger of promises, the list of bodies, and what each body owes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from gongshi.catalogue import LANGUAGES
from gongshi.derive.bodies import Account
from gongshi.derive.facts import Facts
from gongshi.derive.promises import summary
from gongshi.render.commitments import all_totals, ledger_filters, ledger_rows
from gongshi.render.page import Heading, Page, root_of
from gongshi.render.words import Words, language_path

FEED, CALENDAR = "promises/feed.xml", "promises/calendar.ics"


@dataclass(frozen=True, slots=True)
class PromisePages:
    """Renders these pages in one language."""

    facts: Facts
    words: Words
    env: Environment

    def pages(self) -> Iterator[Page]:
        """The ledger, the list of bodies, and a page for each body that owes or owed something."""
        yield self._ledger()
        yield self._bodies()
        for account in self.facts.accounts.values():
            yield self._body(account)

    def _ledger(self) -> Page:
        dated = [one for one in self.facts.ledger if one.promise.due is not None]
        rows = ledger_rows(dated, self.facts, self.words)
        undated = [one for one in self.facts.ledger if one.promise.due is None and one.counts]
        links = Markup(
            '<link rel="alternate" type="application/atom+xml" href="{0}{1}" title="{3}">'
            '<link rel="alternate" type="text/calendar" href="{0}{2}" title="{3}">'
        ).format(self._root("promises/"), FEED, CALENDAR, self.words.t("promises.title"))
        variables = {
            "rows": rows,
            "filters": ledger_filters(rows, self.facts, self.words),
            "totals": all_totals(dated, self.facts),
            "undated": len(undated),
        }
        return self._page(
            "promises/", "promises", self.words.t("promises.title"), "promises.html", variables, head=str(links)
        )

    def _bodies(self) -> Page:
        listed = [
            (account, summary(account.real or account.examples), not account.real and bool(account.examples))
            for account in self.facts.accounts.values()
        ]
        title = self.words.t("bodies.title")
        return self._page("bodies/", "bodies", title, "bodies.html", {"listed": listed})

    def _body(self, account: Account) -> Page:
        rows = ledger_rows(account.commitments, self.facts, self.words)
        name = self.facts.corpus.site.bodies[account.name]
        variables = {
            "account": account,
            "body_name": name,
            "rows": rows,
            "filters": [
                (name, values) for name, values in ledger_filters(rows, self.facts, self.words) if name != "body"
            ],
            "totals": all_totals(account.commitments, self.facts),
            "undated": 0,
        }
        title = self.words.plain(name)
        return self._page(f"bodies/{account.slug}/", "bodies", title, "body.html", variables)

    def _root(self, path: str) -> str:
        return root_of(language_path(path, self.words.language))

    def _page(
        self, path: str, section: str, title: str, template: str, variables: dict[str, Any], head: str = ""
    ) -> Page:
        root = self._root(path)
        content = self.env.get_template(template).render(root=root, **variables)
        anchors = [("figures", "ledger.figures"), ("list", "ledger.list")] if "rows" in variables else []
        return Page(
            language_path(path, self.words.language), section, self.words.language,
            title, self.words.t(f"{section}.description"), content,
            tuple(Heading(anchor, self.words.t(key)) for anchor, key in anchors), head,
            {language: language_path(path, language) for language in LANGUAGES},
        )  # fmt: skip
