"""Mobile numbers and resident identity numbers in a text, however they are written."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gongshi.checks.personal_data_kinds import BETWEEN, HIDDEN

MOBILE = "GS701"
RESIDENT = "GS702"

_HIDDEN = f"[{HIDDEN}]"
_BETWEEN = f"[{BETWEEN}]"
_GROUP = rf"\d(?:{_HIDDEN}*+\d)*+(?:{_HIDDEN}*+[xXｘＸ](?![0-9A-Za-z]))?+"
_RUN = re.compile(rf"{_GROUP}(?:(?:{_HIDDEN}*+{_BETWEEN}){{1,3}}+{_HIDDEN}*+{_GROUP})*+")
"""Digits of any script in groups, with what people put between groups on one line."""

_LENGTHS = ((RESIDENT, 18), (RESIDENT, 15), (MOBILE, 11), (MOBILE, 13), (MOBILE, 15))
"""What a row of digits can be, by its length; with 13 and 15 the country's code stands before."""

_MOBILE = re.compile(r"(?:0086|86)?(1[3-9][0-9]{9})")
_WRITTEN_ANYWHERE = {(11,), (3, 4, 4)}
_WRITTEN_ALONE = {(3, 8), (7, 4), (3, 3, 5), (4, 3, 4), (4, 4, 3), (5, 6), (6, 5), (1,) * 11}
"""How mobile numbers are grouped. The rarer ways count only where no other digits stand beside them."""

_AMOUNT_BEFORE = re.compile(r"(?:\bamount\s*:\s*[\"']?|[¥￥]\s?|[0-9][.．])$")
_AMOUNT_AFTER = re.compile(r"[.．][0-9]|\s?(?:元|万|亿)|[A-Za-z]")
"""What makes 11 digits an amount of money, a decimal, or a piece of a hash."""

_PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
"""The first two digits of GB/T 2260, with those of the residence permits for 台湾 and 港澳 (81 to 83)."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """A number that must not be public: the rule's code, and the stretch of text (code points)."""

    code: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Group:
    digits: str
    start: int
    end: int


def personal_numbers(text: str) -> Iterator[PersonalNumber]:
    """The mobile numbers and resident identity numbers of a text, in order, none inside another.

    Numbers that are spelt out in Chinese are in digits already (``spelt_in_digits``).
    A mobile number is ``1[3-9]`` and nine more digits, with or without +86. A resident identity
    number has 18 characters whose region, date of birth and check character fit (GB 11643-1999), or
    the 15 digits of the older form, written in one piece. Digits may be full width, and spaces,
    hyphens, dots and characters of no width may stand between them.
    """
    for run in _RUN.finditer(text):
        if run.end() - run.start() < 11:
            continue
        groups = [
            _Group(_digits(group.group()), group.start(), group.end())
            for group in re.compile(_GROUP).finditer(text, run.start(), run.end())
        ]
        yield from _in_run(text, groups)


def is_resident_number(text: str) -> bool:
    """Whether 18 ASCII characters are a resident identity number of GB 11643-1999.

    The check character is ISO 7064 MOD 11-2. Foreigners' permanent residence cards share the form
    and start with 9.
    """
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", text) or not (_PROVINCE.match(text) or text[0] == "9"):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=False))
    return _CHECKS[total % 11] == text[17] and _is_date(text[6:14])


def _in_run(text: str, groups: list[_Group]) -> Iterator[PersonalNumber]:
    digits = "".join(group.digits for group in groups)
    starts = [0, *itertools.accumulate(len(group.digits) for group in groups)]
    index_at = {start: index for index, start in enumerate(starts)}
    index = 0
    while index < len(groups):
        for code, length in _LENGTHS:
            end = index_at.get(starts[index] + length)
            if end is None:
                continue
            number = digits[starts[index] : starts[index] + length]
            if _is_personal(code, number, text, groups, index, end):
                yield PersonalNumber(code, groups[index].start, groups[end - 1].end)
                index = end
                break
        else:
            index += 1


def _is_personal(code: str, number: str, text: str, groups: list[_Group], index: int, end: int) -> bool:
    """Whether the groups from ``index`` to ``end``, whose digits are ``number``, break the rule ``code``."""
    if code == RESIDENT:
        return is_resident_number(number) if len(number) == 18 else _is_old_resident_number(text, groups[index])
    if not _MOBILE.fullmatch(number):
        return False
    alone = end == len(groups) and all(group.digits in ("86", "0086") for group in groups[:index])
    return _is_mobile(text, groups[index:end], alone)


def _is_mobile(text: str, groups: list[_Group], alone: bool) -> bool:
    """Whether 11 digits, after the country's code, are grouped and surrounded as a mobile number would be."""
    prefix = sum(len(group.digits) for group in groups) - 11
    shape = (len(groups[0].digits) - prefix, *(len(group.digits) for group in groups[1:]))
    if shape == (11,):
        before, after = text[max(0, groups[0].start - 20) : groups[0].start], text[groups[0].end :][:4]
        return not (_AMOUNT_BEFORE.search(before) or _AMOUNT_AFTER.match(after))
    if shape == (3, 8) and _is_date(groups[-1].digits):
        return False  # the number of a paper and its day
    return shape in _WRITTEN_ANYWHERE or (alone and shape in _WRITTEN_ALONE)


def _is_old_resident_number(text: str, group: _Group) -> bool:
    """Fifteen digits with a region and a date of the 1900s, not in a web address (the form has no check)."""
    return (
        len(group.digits) == 15
        and _PROVINCE.match(group.digits) is not None
        and _is_date("19" + group.digits[6:12])
        and text[max(0, group.start - 1) : group.start] not in ("/", "=", "_", "?", "&")
    )


def _is_date(digits: str) -> bool:
    if not re.fullmatch(r"(?:19|20)[0-9]{6}", digits):
        return False
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def _digits(group: str) -> str:
    return "".join(
        str(unicodedata.digit(character)) if character.isdecimal() else "X" if character in "xXｘＸ" else ""
        for character in group
    )
