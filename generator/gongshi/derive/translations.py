"""Whether a translation was made from the text that stands now."""

from __future__ import annotations

from gongshi.records.fields import Text
from gongshi.records.record import Record
from gongshi.records.scalars import short_hash
from gongshi.records.values import values_in


def is_stale(text: Text) -> bool:
    """The English text names a Chinese text (``en_of``) that is not the present one."""
    return text.en_of is not None and text.zh is not None and text.en_of != short_hash(text.zh)


def has_stale_translation(record: Record) -> bool:
    """Any of the record's texts has an English text that is out of date."""
    return any(map(is_stale, values_in(record, Text)[Text]))
