"""The record contract as types: one module a collection, and the table that names them all."""

from __future__ import annotations

from gongshi.records.cases import Case
from gongshi.records.deputies import Deputy
from gongshi.records.meetings import Meeting
from gongshi.records.opinions import Consultation
from gongshi.records.plans import Plan
from gongshi.records.projects import Project
from gongshi.records.record import Record
from gongshi.records.regulations import Regulation
from gongshi.records.stations import Station
from gongshi.records.suggestions import Suggestion
from gongshi.records.supervision import Supervision
from gongshi.records.votes import Vote

COLLECTIONS: dict[str, type[Record]] = {
    "regulations": Regulation,
    "opinions": Consultation,
    "votes": Vote,
    "projects": Project,
    "supervision": Supervision,
    "suggestions": Suggestion,
    "stations": Station,
    "deputies": Deputy,
    "meetings": Meeting,
    "cases": Case,
    "plans": Plan,
}
"""Every collection of the contract, in the order in which a citizen meets them."""
