"""The kinds of value that a field can hold.

A YAML scalar reaches a field as the text that was typed; the field's kind alone decides
what it means. A value that is not of its kind raises ``PydanticCustomError`` whose type is
the code of the rule that it breaks.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import total_ordering
from typing import Annotated, Any, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    PlainValidator,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError, core_schema

MAX_QUOTED = 60


class Part(BaseModel):
    """A group of fields. Unknown ones are refused, nothing is coerced, nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def _broken(code: str, **facts: str) -> PydanticCustomError:
    return PydanticCustomError(code, "{code}", {"code": code, **facts})


def shown(value: object) -> str:
    """A value as a message quotes it: a text's first ``MAX_QUOTED`` characters, else only its brackets."""
    if isinstance(value, str):
        return value if len(value) <= MAX_QUOTED else value[:MAX_QUOTED] + "…"
    return "[…]" if isinstance(value, list) else "{…}"


_INTEGER = r"0|[1-9][0-9]{0,14}"
"""Up to 15 digits, which every reader of JSON keeps exact (RFC 8259, section 6)."""


def _integer(value: object) -> int:
    if isinstance(value, str) and re.fullmatch(_INTEGER, value):
        return int(value)
    raise _broken("GS203", value=shown(value))


def _decimal(value: object) -> Decimal:
    if isinstance(value, str) and re.fullmatch(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?", value):
        return Decimal(value)
    raise _broken("GS204", value=shown(value))


def _boolean(value: object) -> bool:
    if value in ("true", "false"):
        return value == "true"
    raise _broken("GS205", value=shown(value))


def _clock(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00", value):
        return value
    raise _broken("GS212", value=shown(value))


def _url(value: object) -> str:
    if isinstance(value, str) and is_safe_link(value):
        return value
    raise _broken("GS211", value=shown(value))


def _site_address(value: object) -> str:
    """The address of a whole site: http(s), without query or part; it ends in a slash, typed or not."""
    if isinstance(value, str) and re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+(?:/[A-Za-z0-9._~%-]+)*/?", value):
        return value if value.endswith("/") else f"{value}/"
    raise _broken("GS222", value=shown(value))


def _time_zone(value: object) -> str:
    """A name of the IANA time zone database."""
    if isinstance(value, str):
        with suppress(ZoneInfoNotFoundError, ValueError, OSError):  # what it raises for names that are no zone
            return ZoneInfo(value).key
    near = get_close_matches(shown(value), available_timezones(), n=1, cutoff=0.6)
    raise _broken("GS223", value=shown(value), near=near[0] if near else "")


def is_safe_link(target: str) -> bool:
    """http(s), mailto or a path on this site, not ``javascript:``, ``data:``, ``//host`` or anything else."""
    if re.search(r"[\s\\<>\"'`]", target):
        return False
    try:
        urlsplit(target).port  # noqa: B018 (raises where a host's brackets or its port make no sense)
    except ValueError:
        return False
    return bool(re.match(r"(?i)https?://[^/?#]+|mailto:[^@]+@[^@]+$|/(?!/)|\.{0,2}/(?!/)|#|\?", target))


def short_hash(text: str) -> str:
    """What ``en_of`` holds: the first 8 hex digits of the SHA-256 of the text (Unicode NFC, UTF-8)."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()[:8]


def _line(value: object) -> str:
    if isinstance(value, str) and value.strip():
        return value
    raise _broken("GS206", value=shown(value), wanted="text")


Integer = Annotated[int, BeforeValidator(_integer)]
Number = Annotated[Decimal, BeforeValidator(_decimal)]
Boolean = Annotated[bool, BeforeValidator(_boolean)]
Clock = Annotated[str, BeforeValidator(_clock)]
Url = Annotated[str, BeforeValidator(_url)]
SiteAddress = Annotated[str, BeforeValidator(_site_address)]
TimeZone = Annotated[str, BeforeValidator(_time_zone)]
Line = Annotated[str, BeforeValidator(_line)]
"""A non-empty text that is no prose: a number, a name, a place."""


class _Scalar:
    """A value with a class of its own that is made from one typed value by ``parse``."""

    @classmethod
    def parse(cls, value: Any) -> Self:
        raise NotImplementedError

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse)


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Day(_Scalar):
    """A date, or only its year or month where the day is unknown (ISO 8601, reduced precision).

    ``first`` and ``last`` bound the days that it can mean.
    """

    text: str
    first: date
    last: date

    @classmethod
    def parse(cls, value: Any) -> Day:
        """A typed ``2024-01-12``, ``2024-01`` or ``2024``; GS207 for anything else."""
        match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", value) if isinstance(value, str) else None
        if match is None:
            raise _broken("GS207", value=shown(value))
        year, month, day = (int(group) if group else None for group in match.groups())
        try:
            assert year is not None
            last_month = month or 12
            first = date(year, month or 1, day or 1)
            last = date(year, last_month, day or monthrange(year, last_month)[1])
        except ValueError:
            raise _broken("GS207", value=match.group()) from None
        return cls(match.group(), first, last)

    @property
    def is_exact(self) -> bool:
        """Whether the day itself is known."""
        return self.first == self.last

    def surely_before(self, other: Day) -> bool:
        """Whether it lies before ``other`` whatever days the two mean."""
        return self.last < other.first

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Day) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __lt__(self, other: Day) -> bool:
        return (self.first, self.last) < (other.first, other.last)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Count(_Scalar):
    """A number of things: exact, or a lower bound where only "20余" was published."""

    number: int
    at_least: bool = False

    @classmethod
    def parse(cls, value: Any) -> Count:
        """A typed whole number or ``{at_least: number}``; GS208 for anything else."""
        at_least = isinstance(value, dict) and set(value) == {"at_least"}
        number = value["at_least"] if at_least else value
        if not isinstance(number, str) or not re.fullmatch(_INTEGER, number):
            raise _broken("GS208", value=shown(number))
        return cls(int(number), at_least)


_REFERENCE = r"([a-z]+)/([a-z0-9-]+)(?:#([a-zA-Z0-9-]+))?"


@dataclass(frozen=True, slots=True)
class Reference(_Scalar):
    """``<collection>/<id>`` or ``<collection>/<id>#<part>``."""

    collection: str
    id: str
    part: str | None = None

    @classmethod
    def parse(cls, value: Any) -> Reference:
        """A typed ``collection/id#part``; GS209 for anything else."""
        match = re.fullmatch(_REFERENCE, value) if isinstance(value, str) else None
        if match is None:
            raise _broken("GS209", value=shown(value))
        return cls(*match.groups())

    def __str__(self) -> str:
        return f"{self.collection}/{self.id}" + (f"#{self.part}" if self.part else "")


@dataclass(frozen=True, slots=True)
class Term:
    """A name that should stand in one of the site's vocabularies."""

    vocabulary: str
    name: str


def _reference_to(collection: str) -> Callable[[Any], Reference]:
    def parse(value: Any) -> Reference:
        reference = Reference.parse(value)
        if reference.collection != collection:
            raise _broken("GS210", value=str(reference), expected=collection)
        return reference

    return parse


def _term_of(vocabulary: str) -> Callable[[Any], Term]:
    return lambda value: Term(vocabulary, _line(value))


def _meeting(value: Any) -> Term | Reference:
    if isinstance(value, str) and value.startswith("meetings/"):
        return _reference_to("meetings")(value)
    return Term("meetings", _line(value))


def _voter(value: Any) -> str | Reference:
    if isinstance(value, str) and value.startswith("deputies/"):
        return _reference_to("deputies")(value)
    return _line(value)


def _article(value: Any) -> str | Reference:
    if isinstance(value, str) and value.startswith("regulations/"):
        return _reference_to("regulations")(value)
    return _line(value)


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


RegulationRef = Annotated[Reference, PlainValidator(_reference_to("regulations"))]
VoteRef = Annotated[Reference, PlainValidator(_reference_to("votes"))]
StationRef = Annotated[Reference, PlainValidator(_reference_to("stations"))]
DeputyRef = Annotated[Reference, PlainValidator(_reference_to("deputies"))]
PlanRef = Annotated[Reference, PlainValidator(_reference_to("plans"))]
ProjectRef = Annotated[Reference, PlainValidator(_reference_to("projects"))]
MeetingName = Annotated[Term | Reference, PlainValidator(_meeting)]
"""A meeting of the records, or a name of the ``meetings`` vocabulary."""
Voter = Annotated[str | Reference, PlainValidator(_voter)]
"""A deputy of the records, or a name as published."""
ArticleName = Annotated[str | Reference, PlainValidator(_article)]
"""An article of the regulation at hand by its name (第十二条, art-12), or of any by reference."""
Topic = Annotated[Term, PlainValidator(_term_of("topics"))]
District = Annotated[Term, PlainValidator(_term_of("districts"))]
Body = Annotated[Term, PlainValidator(_term_of("bodies"))]
Bodies = Annotated[list[Body], BeforeValidator(_one_or_more)]
OutcomeLetter = Annotated[Term, PlainValidator(_term_of("outcome_letters"))]


class Text(Part):
    """Prose for readers: plain or limited Markdown, in the site's main language or in both.

    ``en_of`` is the short hash of the Chinese text that the English one was made from.
    """

    zh: Line | None = None
    en: Line | None = None
    en_of: Line | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_string_is_the_main_language(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, str):
            return {(info.context or {}).get("language", "zh"): value}
        if isinstance(value, dict) and not ({"zh", "en"} & set(value)):
            raise _broken("GS206", value="{…}", wanted="text")
        return value

    def in_language(self, language: str) -> str | None:
        """The text in one language, or None where it was not written."""
        return self.zh if language == "zh" else self.en

    def languages(self) -> Iterator[tuple[str, str]]:
        """Each language with its text."""
        if self.zh is not None:
            yield "zh", self.zh
        if self.en is not None:
            yield "en", self.en


class Subject(Part):
    """What something is about: another record, or words."""

    record: Reference | None = None
    text: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_value(cls, value: Any) -> Any:
        if isinstance(value, str) and re.fullmatch(_REFERENCE, value):
            return {"record": value}
        return {"text": value}


class Document(Part):
    """Something published that a record points at: a link, another record, or a title alone."""

    title: Text | None = None
    url: Url | None = None
    date: Day | None = None
    record: Reference | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_value(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if re.fullmatch(_REFERENCE, value):
            return {"record": value}
        is_link = re.fullmatch(r"[a-zA-Z][a-zA-Z0-9+.-]*:\S+|\.{0,2}/\S*", value)
        return {"url" if is_link else "title": value}
