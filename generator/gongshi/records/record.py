"""What every record has."""

from __future__ import annotations

from pydantic import Field

from gongshi.records.fields import Part, Text
from gongshi.records.references import Topic
from gongshi.records.scalars import Boolean, Day, Url


class Source(Part):
    """Where a fact was published."""

    title: Text
    publisher: Text | None = None
    url: Url | None = None
    date: Day | None = None


class Correction(Part):
    """A change that was made to the record after it was published, in words."""

    date: Day
    text: Text


class Withdrawal(Part):
    """Why a record no longer stands. Its page stays, as a tombstone."""

    date: Day
    reason: Text


class Record(Part):
    """The fields that every record may have.

    A record without ``sources`` is ``illustrative`` or says in ``source_note`` where it comes from.
    """

    title: Text
    summary: Text | None = None
    topics: list[Topic] = Field(default_factory=list)
    sources: list[Source] = Field(default_factory=list)
    source_note: Text | None = None
    published: Day | None = None
    illustrative: Boolean = False
    corrections: list[Correction] = Field(default_factory=list)
    withdrawn: Withdrawal | None = None
