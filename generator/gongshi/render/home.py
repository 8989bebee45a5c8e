"""What the home page counts, and the questions that it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gongshi.derive.facts import Facts
from gongshi.derive.promises import Summary
from gongshi.records.scalars import Count
from gongshi.render.words import Words


@dataclass(frozen=True, slots=True)
class Figure:
    """A number on the home page: what it counts (a catalogue key), where its records are, whether it warns."""

    key: str
    number: int
    path: str
    note: str = ""
    alert: bool = False


def questions() -> tuple[tuple[str, str], ...]:
    """The collections that answer a citizen's first questions, with the question's key."""
    return (
        ("opinions", "opinion"),
        ("votes", "vote"),
        ("projects", "promise"),
        ("supervision", "late"),
        ("regulations", "law"),
        ("stations", "deputy"),
    )


def figures(counted: Mapping[str, object], facts: Facts, words: Words) -> list[Figure]:
    """Totals over the real records, of which ``counted`` says by key what their collections count of them: what is
    illustrative or withdrawn is in none of them."""
    by_collection: dict[str, list[object]] = {name: [] for name in facts.corpus.collections}
    for key, one in counted.items():
        by_collection[key.partition("/")[0]].append(one)
    confirmed = by_collection["votes"].count("confirmed")
    owed = facts.owed
    overdue = owed.groups["overdue"]
    votes = len(by_collection["votes"])
    return [
        Figure("regulations", len(by_collection["regulations"]), "regulations/"),
        Figure(
            "opinions",
            len(by_collection["opinions"]),
            "opinions/",
            _collected(by_collection["opinions"], words),
        ),
        Figure("votes", votes, "votes/", words.t("home.confirmed", n=confirmed)),
        Figure("projects", len(by_collection["projects"]), "projects/"),
        Figure("promises", owed.dated, "promises/", _undated(owed, words)),
        Figure("overdue", overdue, "promises/?state=overdue", alert=overdue > 0),
    ]


def _undated(owed: Summary, words: Words) -> str:
    undated = owed.total - owed.dated
    return words.t("ledger.undated_figure", n=undated) if undated else ""


def _collected(counted: list[object], words: Words) -> str:
    """How many opinions were collected, a lower bound where one of the numbers is."""
    counts = [count for count in counted if isinstance(count, Count)]
    if not counts:
        return ""
    total = sum(count.number for count in counts)
    key = "home.collected_at_least" if any(count.at_least for count in counts) else "home.collected"
    return words.t(key, n=total)
