"""Numbers as Chinese law writes them: 十二, 一百〇三, 二〇二四, 12, １２."""

from __future__ import annotations

_NAMES = "零一二三四五六七八九"
_DIGITS = {character: value for value, character in enumerate(_NAMES)}
_DIGITS |= {"〇": 0, "○": 0, "两": 2}
_DIGITS |= {character: value for value, character in enumerate("壹贰叁肆伍陆柒捌玖", 1)}
_DIGITS |= {chr(ord("０") + value): value for value in range(10)} | {str(value): value for value in range(10)}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}

NUMERAL_CHARACTERS = "".join(_DIGITS) + "".join(_UNITS)
"""Every character that can stand in a number (for use in a character class)."""

_LONGEST = 12
"""Characters in the longest number that is read: 九千九百九十九 has seven, spaces may stand between."""


def number_of(text: str) -> int | None:
    """The number that a Chinese, arabic or full-width numeral up to the thousands stands for, or None.

    White space inside is skipped. Without 十 百 千 the characters are digits (二〇二四 is 2024).
    """
    known = _COMMON.get(text)
    if known is not None:
        return known
    characters = "".join(text.split())
    if not characters or len(characters) > _LONGEST:
        return None
    if not any(character in _UNITS for character in characters):
        return _positional(characters)
    return _with_units(characters)


def _positional(characters: str) -> int | None:
    value = 0
    for character in characters:
        digit = _DIGITS.get(character)
        if digit is None:
            return None
        value = value * 10 + digit
    return value


def _with_units(characters: str) -> int | None:
    """A number such as 一千零四十: each digit counts for the unit behind it, and units fall."""
    total, digit, smallest = 0, None, 10_000
    for character in characters:
        unit = _UNITS.get(character)
        if unit is None:
            value = _DIGITS.get(character)
            if value is None or digit not in (None, 0):
                return None
            digit = value
        elif unit >= smallest or (not digit and unit != 10):
            return None
        else:
            total, digit, smallest = total + (digit or 1) * unit, None, unit
    return total + (digit or 0)


def chinese(number: int) -> str:
    """A number as law writes it (12 is 十二, 110 一百一十, 203 二百零三, 1040 一千零四十).

    Numbers above 9999, which no law reaches, stay arabic. Negative ones raise ``ValueError``.
    """
    if number < 0:
        raise ValueError(number)
    if number == 0 or number > 9999:
        return str(number) if number else "零"
    result, skipped = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit == 0:
            skipped = bool(result)
            continue
        result += ("零" if skipped else "") + _NAMES[digit] + name
        skipped = False
    return result[1:] if result.startswith("一十") else result


_COMMON = {chinese(number): number for number in range(300)}
"""The numbers that nearly all articles have, ready."""
