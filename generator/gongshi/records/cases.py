"""cases 创新案例: practices that others can learn from."""

from __future__ import annotations

from pydantic import Field

from gongshi.records.fields import Text
from gongshi.records.record import Record
from gongshi.records.references import Body, District, StationRef
from gongshi.records.scalars import Integer


class Case(Record):
    """A practice, told as a story."""

    place: Text | None = None
    district: District | None = None
    body: Body | None = None
    year: Integer | None = None
    award: Text | None = None
    story: Text | None = None
    stations: list[StationRef] = Field(default_factory=list)
