"""stations 代表家站点: where citizens meet deputies."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gongshi.records.fields import Part, Text
from gongshi.records.record import Record
from gongshi.records.references import Body, District
from gongshi.records.scalars import Clock, Day, Line, Number

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Location(Part):
    """Degrees on WGS 84."""

    lat: Number
    lon: Number


class Hours(Part):
    """When someone is there: every ``weekday``, or on one ``date``."""

    weekday: Weekday | None = None
    date: Day | None = None
    opens: Clock = Field(alias="from")
    closes: Clock = Field(alias="to")
    who: Text | None = None


class Station(Record):
    """A deputies' home, station, office or legislative contact point."""

    kind: Literal["home", "station", "specialist", "personal", "contact_point"]
    district: District | None = None
    body: Body | None = None
    address: Text | None = None
    location: Location | None = None
    hours: list[Hours] = Field(default_factory=list)
    brand: Text | None = None
    opened: Day | None = None
    contact: Line | None = None
