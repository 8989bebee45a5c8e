"""The kinds of single value that a field can hold.

A YAML scalar reaches a field as the text that was typed; the field's kind alone decides
what it means. A value that is not of its kind raises ``PydanticCustomError`` whose type is
the code of the rule that it breaks.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache, total_ordering
from typing import Annotated, Any, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import (
    BeforeValidator,
    GetCoreSchemaHandler,
)
from pydantic_core import PydanticCustomError, core_schema

MAX_QUOTED = 60


def broken(code: str, **facts: str) -> PydanticCustomError:
    """The error to raise for a value that breaks a rule: its code, and the facts of its message."""
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
    raise broken("GS203", value=shown(value))


def _decimal(value: object) -> Decimal:
    if isinstance(value, str) and re.fullmatch(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?", value):
        return Decimal(value)
    raise broken("GS204", value=shown(value))


def _boolean(value: object) -> bool:
    if value in ("true", "false"):
        return value == "true"
    raise broken("GS205", value=shown(value))


def _clock(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00", value):
        return value
    raise broken("GS212", value=shown(value))


def _url(value: object) -> str:
    if isinstance(value, str) and is_safe_link(value):
        return value
    raise broken("GS211", value=shown(value))


def _site_address(value: object) -> str:
    """The address of a whole site: http(s), without query or part; it ends in a slash, typed or not."""
    if isinstance(value, str) and re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+(?:/[A-Za-z0-9._~%-]+)*/?", value):
        return value if value.endswith("/") else f"{value}/"
    raise broken("GS222", value=shown(value))


def _time_zone(value: object) -> str:
    """A name of the IANA time zone database."""
    if isinstance(value, str):
        with suppress(ZoneInfoNotFoundError, ValueError, OSError):  # what it raises for names that are no zone
            return ZoneInfo(value).key
    near = get_close_matches(shown(value), available_timezones(), n=1, cutoff=0.6)
    raise broken("GS223", value=shown(value), near=near[0] if near else "")


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


def text_line(value: object) -> str:
    """A text that is not empty, as typed. Raises ``PydanticCustomError`` for anything else."""
    if isinstance(value, str) and value.strip():
        return value
    raise broken("GS206", value=shown(value), wanted="text")


Integer = Annotated[int, BeforeValidator(_integer)]
Number = Annotated[Decimal, BeforeValidator(_decimal)]
Boolean = Annotated[bool, BeforeValidator(_boolean)]
Clock = Annotated[str, BeforeValidator(_clock)]
Url = Annotated[str, BeforeValidator(_url)]
SiteAddress = Annotated[str, BeforeValidator(_site_address)]
TimeZone = Annotated[str, BeforeValidator(_time_zone)]
Line = Annotated[str, BeforeValidator(text_line)]
"""A non-empty text that is no prose: a number, a name, a place."""


class Scalar:
    """A value with a class of its own that is made from one typed value by ``parse``."""

    @classmethod
    def parse(cls, value: Any) -> Self:
        """The value that was typed. Raises ``PydanticCustomError`` where it is not of this kind."""
        raise NotImplementedError

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse)


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Day(Scalar):
    """A date, or only its year or month where the day is unknown (ISO 8601, reduced precision).

    ``first`` and ``last`` bound the days that it can mean.
    """

    text: str
    first: date
    last: date

    def __reduce__(self) -> tuple[Callable[[str], Day], tuple[str]]:
        """Pickled as its text."""
        return _day, (self.text,)

    @classmethod
    def parse(cls, value: Any) -> Day:
        """A typed ``2024-01-12``, ``2024-01`` or ``2024``; GS207 for anything else."""
        if not isinstance(value, str):
            raise broken("GS207", value=shown(value))
        return _day(value)

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


@lru_cache(maxsize=10_000)
def _day(text: str) -> Day:
    """The same few thousand days come again and again in the records of a decade."""
    match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", text)
    if match is None:
        raise broken("GS207", value=shown(text))
    year, month, day = (int(group) if group else None for group in match.groups())
    try:
        assert year is not None
        last_month = month or 12
        first = date(year, month or 1, day or 1)
        last = date(year, last_month, day or monthrange(year, last_month)[1])
    except ValueError:
        raise broken("GS207", value=text) from None
    return Day(text, first, last)


@dataclass(frozen=True, slots=True)
class Count(Scalar):
    """A number of things: exact, or a lower bound where only "20余" was published."""

    number: int
    at_least: bool = False

    @classmethod
    def parse(cls, value: Any) -> Count:
        """A typed whole number or ``{at_least: number}``; GS208 for anything else."""
        at_least = isinstance(value, dict) and set(value) == {"at_least"}
        number = value["at_least"] if at_least else value
        if not isinstance(number, str) or not re.fullmatch(_INTEGER, number):
            raise broken("GS208", value=shown(number))
        return cls(int(number), at_least)
