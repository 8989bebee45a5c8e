"""content/site.yml: what the site is called, its vocabularies, deadlines and published totals."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from gongshi.records.fields import Part, Text
from gongshi.records.record import Source
from gongshi.records.references import Reference
from gongshi.records.scalars import Count, Integer, Line, SiteAddress, TimeZone


def _names(value: Any) -> Any:
    """A vocabulary may be a list of bare names; each then is its own meaning."""
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return {name: name for name in value}
    return value


Vocabulary = Annotated[dict[str, Text], BeforeValidator(_names)]
"""Names that records use, each with its meaning for readers."""


Redirects = dict[str, Reference]
"""The key of a record that was renamed, and what stands for it now."""


class Deadlines(Part):
    """Legal times, in months and years."""

    suggestion_reply_months: Integer = 3
    suggestion_reply_months_max: Integer = 6
    evaluation_after_years: Integer = 3


class ReportedTotal(Part):
    """A total that was published without a list of what it counts."""

    what: Text
    count: Count
    period: Line | None = None
    sources: list[Source] = Field(default_factory=list)


class Site(Part):
    """Everything that the whole site shares."""

    name: Text = Text(zh="公示", en="Open Record")
    url: SiteAddress | None = None
    timezone: TimeZone = "Asia/Shanghai"
    language: Literal["zh", "en"] = "zh"
    level: Line | None = None
    region: Text | None = None
    contact: Line | None = None
    notice: Text | None = None
    icp: Line | None = None
    police_record: Line | None = None
    site_id_code: Line | None = None
    topics: Vocabulary = Field(default_factory=dict)
    districts: Vocabulary = Field(default_factory=dict)
    bodies: Vocabulary = Field(default_factory=dict)
    meetings: Vocabulary = Field(default_factory=dict)
    outcome_letters: Vocabulary = Field(default_factory=dict)
    deadlines: Deadlines = Deadlines()
    reported_totals: list[ReportedTotal] = Field(default_factory=list)
    redirects: Redirects = Field(default_factory=dict)
