"""Values that are groups or texts: prose in one or two languages, what something is about, a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    ValidationInfo,
    model_validator,
)

from gongshi.records.references import REFERENCE, Reference
from gongshi.records.scalars import Day, Line, Url, broken


class Part(BaseModel):
    """A group of fields. Unknown ones are refused, nothing is coerced, nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True)


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
            raise broken("GS206", value="{…}", wanted="text")
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
        if isinstance(value, str) and re.fullmatch(REFERENCE, value):
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
        if re.fullmatch(REFERENCE, value):
            return {"record": value}
        is_link = re.fullmatch(r"[a-zA-Z][a-zA-Z0-9+.-]*:\S+|\.{0,2}/\S*", value)
        return {"url" if is_link else "title": value}
