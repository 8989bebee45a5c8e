"""meetings 会议: when the congress and its bodies met, and on what."""

from __future__ import annotations

from pydantic import Field

from gongshi.records.fields import Document, Part, Subject
from gongshi.records.record import Record
from gongshi.records.references import Body
from gongshi.records.scalars import Day, Integer, Line


class Attendance(Part):
    """How many were due and how many came."""

    due: Integer | None = None
    present: Integer | None = None


class AgendaItem(Part):
    """One item of the agenda; ``subject`` is a record or words."""

    order: Integer | None = None
    subject: Subject
    result: Subject | None = None
    documents: list[Document] = Field(default_factory=list)


class Meeting(Record):
    """A session of the congress, a standing committee meeting, or another public meeting.

    ``kind`` is one of ``congress standing_committee committee hearing other``, which the site has words for,
    or any other name as the body calls it.
    """

    kind: Line
    number: Line | None = None
    date: Day | None = None
    end: Day | None = None
    body: Body | None = None
    attendance: Attendance | None = None
    agenda: list[AgendaItem] = Field(default_factory=list)
