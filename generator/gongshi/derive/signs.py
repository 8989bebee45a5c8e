"""What each record says of itself that the pages of other records rest on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from gongshi.derive.promises import Commitment, commitment_said, commitments_of
from gongshi.derive.votes.series import Series, series_of
from gongshi.records.corpus import Entry
from gongshi.records.references import Reference
from gongshi.records.site import Site
from gongshi.records.values import values_in
from gongshi.records.votes import Vote


@dataclass(frozen=True, slots=True)
class Signs:
    """The keys of the records that a record names, each once; the series that it belongs to as a
    poll; what it promises, and a hash of what these are shown with (the record's title too)."""

    references: tuple[str, ...]
    series: Series | None
    commitments: tuple[Commitment, ...]
    promised: str

    def __reduce__(self) -> tuple[type[Signs], tuple[object, ...]]:
        """Pickled as its fields."""
        return Signs, (self.references, self.series, self.commitments, self.promised)


def signs_of(entry: Entry, site: Site, today: date) -> Signs:
    """Read the signs of one record. They follow from it, the site's settings and the day alone."""
    record = entry.record
    named = dict.fromkeys(f"{one.collection}/{one.id}" for one in values_in(record, Reference)[Reference])
    series = series_of(entry, record) if isinstance(record, Vote) else None
    commitments = tuple(commitments_of(entry, site, today))
    return Signs(tuple(named), series, commitments, _promised(entry, commitments) if commitments else "")


def _promised(entry: Entry, commitments: tuple[Commitment, ...]) -> str:
    title = entry.card.title
    record = title.zh, title.en, entry.card.illustrative, entry.card.withdrawn
    said = repr((record, [commitment_said(one) for one in commitments]))
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
