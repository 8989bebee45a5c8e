"""What came through the places where citizens meet deputies: the opinions of a consultation by station."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gongshi.records.fields import Text
from gongshi.records.opinions import AdoptedIn, Consultation, Outcome
from gongshi.records.references import Reference


@dataclass(frozen=True, slots=True)
class GivenThere:
    """An opinion that came through a station, and what became of it."""

    id: str
    text: Text
    status: Outcome
    adopted_in: AdoptedIn | None


@dataclass(frozen=True, slots=True)
class ThroughStations:
    """The opinions of a consultation that came through stations, by the station's id; its regulation, and the draft
    that it was held on."""

    regulation: Reference | None
    draft: str | None
    given: Mapping[str, tuple[GivenThere, ...]]


def through_stations(consultation: Consultation) -> ThroughStations:
    """The opinions that came through each station, in the record's order."""
    found: dict[str, tuple[GivenThere, ...]] = {}
    for opinion in consultation.opinions:
        station = opinion.giver.station if opinion.giver else None
        if station is not None:
            status = opinion.response.status if opinion.response else "pending"
            adopted_in = opinion.response.adopted_in if opinion.response else None
            one = GivenThere(opinion.id, opinion.text, status, adopted_in)
            found[station.id] = (*found.get(station.id, ()), one)
    return ThroughStations(consultation.regulation, consultation.version, found)
