"""Other personal data than mobile and resident numbers: what each kind looks like in a text.

A text is first made plain, character for character: full width becomes half width, Chinese numerals that
spell out a long number become digits, and characters of no width are taken out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LANDLINE = "GS703"
BANK_CARD = "GS704"
EMAIL = "GS705"
PASSPORT = "GS706"
PLATE = "GS707"
HOME = "GS708"

HIDDEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\u20e3\ufeff"
"""Characters that take no room, as the inside of a character class."""

_NO_WIDTH = re.compile(f"[{HIDDEN}]")
_WIDE_TYPED = "０-９Ａ-Ｚａ-ｚ＠．－＿＋（）"
_IS_WIDE = re.compile(f"[{_WIDE_TYPED}]")
"""What is written in full width to be a number or an address; not the punctuation of every Chinese sentence."""

_NOT_PLAIN = re.compile(f"[{_WIDE_TYPED}{HIDDEN}]")

_NUMERALS = "零〇○Ｏ一二三四五六七八九壹贰叁肆伍陆柒捌玖幺两"
_AS_DIGITS = str.maketrans(_NUMERALS, "0000123456789123456789" + "12")
_SPELT = re.compile(rf"[0-9０-９{_NUMERALS}](?:[ \-—－·.\u3000{HIDDEN}]?[0-9０-９{_NUMERALS}]){{6,}}")
"""A number of seven digits or more, one numeral a digit: a year has four, and an amount says 十, 百, 千."""

BETWEEN = " \t\u00a0\u2000-\u200a\u202f\u3000.．·\\-‐-―－()（）"
"""What people put between the groups of a number on one line, as the inside of a character class."""

_DIGIT = rf"[\d{_NUMERALS}]"
_APART = f"[{BETWEEN}{HIDDEN}xXｘＸ]*+"
_LONG_NUMBER = re.compile(
    rf"{_DIGIT}(?<!{_DIGIT}{{2}})(?![0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}}(?!{_APART}{_DIGIT}))(?:{_APART}{_DIGIT}){{6}}"
)
"""Seven digits or numerals with anything between them that can stand in a number, but for a date that stands alone."""

_SEVEN_DIGITS = re.compile(r"\d\d\d[ \-—－.·]?\d\d\d\d")
"""Three digits and four: every card, landline and passport has them somewhere, a date has not."""

_CARD = re.compile(r"[2-9][0-9]{3}(?:[ \-]?[0-9]{4}){2}[ \-]?[0-9]{3,4}(?:[ \-]?[0-9]{1,3})?(?![0-9.]?[0-9])")
_PREFIXES = re.compile(
    r"62|4[0-9]|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|3[47]|35(?:2[89]|[3-8])|6011|9558|955[0159]|60(?:1382|5)"
)
"""Issuer numbers: UnionPay, Visa, Mastercard, American Express, JCB, and banks' own older ones (ISO/IEC 7812-1)."""

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9](?:[A-Za-z0-9._%+-]{0,63}[A-Za-z0-9_-])?"
    r"\s?(?:@|[(\[【{<]\s?(?:at|AT|@)\s?[)\]】}>]| (?:at|AT) )\s?"
    r"(?:[A-Za-z0-9-]{1,63}(?:\.|\s?[(\[【{]\s?(?:dot|DOT|点|\.)\s?[)\]】}]\s?| (?:dot|DOT) )){1,4}[A-Za-z]{2,18}"
    r"(?![A-Za-z0-9])"
)
_AT = re.compile("@|at|AT")
_AT_ALONE = tuple(map(re.compile, ("@", r"at[)\]】}>\s]", r"AT[)\]】}>\s]")))
"""The sign as an address has it: a text without it has none, however many dates and states it names. One after the
other they are found in a quarter of the time of all at once."""
_AROUND_AT = (70, 150)
"""How many characters before and behind the sign an address can reach."""

_AREA = re.compile(
    r"(?:10|2[0-57-9]|3[1-7][0-9]|39[1-8]|4[1-9][0-9]|5[1-9][0-9]|6[1-9][0-9]|7[0-9]{2}|8[0-9]{2}|9[0-9]{2})"
)
"""The trunk codes of the mainland after their 0: two digits in the great cities, three elsewhere."""

_LANDLINE = re.compile(r"0(\d{2,3})[)）]?([ \-—－‐-―.·]{0,3})([1-9]\d{2,3})([ \-—－.·]?)(\d{4})(?!\d)")
_LOCAL = re.compile(
    r"(?:电话|座机|固话|致电|热线|传真|[Tt][Ee][Ll]|[Pp]hone|PHONE|[Ff][Aa][Xx])"
    r"[号码为是:： ]{0,4}(?:[（(][^（）()\n]{1,8}[)）])?([2-8]\d{2,3}[ \-—－.·]?\d{4})(?![\d.]|-\d)"
)
_DECIMAL = re.compile(r"[\d.,/=_&?-]$|[A-Za-z]$|[¥$]\s?$")

_PASSPORT = re.compile(
    r"(?:[Ee][A-HJ-NP-Za-hj-np-z][0-9]{7}|[EGeg][0-9]{8}|[DSPdsp][Ee]?[0-9]{7}|[CWcw][A-Za-z]?[0-9]{7,8}|[HMhm][0-9]{8}(?:[0-9]{2})?)"
    r"(?![A-Za-z0-9])"
)
_PASSPORT_WORD = re.compile(r"护照|通行证|(?i:passport|travel permit)|旅行证|回乡证|台胞证|证件号")
_SURE_PASSPORT = re.compile(r"E[A-HJ-NP-Z]\d{7}|[EG]\d{8}")

_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领]\s?[A-HJ-NP-Za-hj-np-z]\s?[·•.\-—－ ]?\s?"
    r"(?:[A-HJ-NP-Za-hj-np-z0-9]{6}|[A-HJ-NP-Za-hj-np-z0-9]{5}|[A-HJ-NP-Za-hj-np-z0-9]{4}[学警港澳挂试超领使])"
    r"(?![A-Za-z0-9])"
)

_NUMBER = "[0-9A-Za-z零〇一二三四五六七八九十百甲乙丙丁]{1,5}"
_BUILDING = re.compile(
    rf"(?:{_NUMBER}\s?(?:号楼|栋|幢|座|号院)\s?(?:{_NUMBER}\s?(?:单元|门)\s?)?|{_NUMBER}\s?(?:单元|门)\s?)"
    rf"(?:{_NUMBER}\s?(?:层|楼)\s?)?{_NUMBER}\s?(?:室|户|房(?!间)|号(?!楼|院|线|文))"
    rf"|{_NUMBER}\s?(?:栋|幢|座|号楼)\s?{_NUMBER}\s?单元\s?[0-9]{{3,4}}(?![0-9])"
)
_HOUSE = re.compile("单元|号楼|号院|栋|幢|座")
"""Without a class of characters, which would make the search twice as slow."""
_AROUND_HOUSE = (14, 26)
_VILLAGE = re.compile(r"村\s?[0-9一二三四五六七八九十]{1,3}\s?(?:组|社)\s?[0-9]{1,4}\s?号")
_DASHED = re.compile(
    r"(?:路|街|巷|道|里|村|苑|园|小区|花园|家园|公寓|新村)\s?\d{1,4}(?:号|弄)[^\s，。；,;]{0,12}?\d{1,3}[-—－]\d{1,2}[-—－]\d{3,4}(?!\d)"
)
_LIVES = re.compile(
    r"(?:家住|现住|居住地址|住所地?在|家庭住址|家庭地址|现住址|住址|户籍地址|户籍地|家在)(?:为|是|在|于|[:： ])*"
    rf"[^\s，。；,;、]{{2,30}}?(?:{_NUMBER}\s?(?:号|室|户|栋|组|社|弄)|村(?:民小组)?|小区|家园|花园|公寓)"
)


@dataclass(frozen=True, slots=True)
class Plain:
    """A text made plain, and for each of its characters the place in the text as it was typed."""

    text: str
    places: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the plain text as a stretch of the typed one."""
        return (start, end) if self.places is None else (self.places[start], self.places[end - 1] + 1)


def plain(typed: str) -> Plain:
    """The text in half width, without characters of no width."""
    if not _NOT_PLAIN.search(typed):
        return Plain(typed, None)
    text = _IS_WIDE.sub(lambda found: chr(ord(found[0]) - 0xFEE0), typed)
    if not _NO_WIDTH.search(text):
        return Plain(text, None)
    kept = [(place, character) for place, character in enumerate(text) if not _NO_WIDTH.match(character)]
    return Plain("".join(character for _, character in kept), tuple(place for place, _ in kept))


def spelt_in_digits(text: str) -> str:
    """Numbers that are spelt out in Chinese, digit for digit, in ASCII digits; the length stays as it is."""
    return _SPELT.sub(lambda found: found[0].translate(_AS_DIGITS), text)


def has_long_number(text: str) -> bool:
    """Whether a text has digits enough for a number that is personal, or that is spelt out. Most have not, and this is
    found out in a quarter of the time that looking for each kind takes."""
    return _LONG_NUMBER.search(text) is not None


def others(in_digits: str, has_number: bool = True) -> Iterator[tuple[str, int, int]]:
    """Landlines, bank cards, e-mail addresses, passports, plates and homes: the code, and where it stands.

    Numbers that are spelt out in Chinese are in digits already (``spelt_in_digits``). ``has_number`` is
    ``has_long_number`` of the text.
    """
    made = plain(in_digits)
    has_number = has_number and _SEVEN_DIGITS.search(made.text) is not None
    for code, find in (*(_NUMBERS if has_number else ()), *_KINDS):
        for start, end in find(made.text):
            yield code, *made.span(start, end)


def _cards(text: str) -> Iterator[tuple[int, int]]:
    for found in _CARD.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        before = text[max(0, found.start() - 1) : found.start()]
        if before.isdigit() or before == ".":
            continue
        if (
            _PREFIXES.match(digits)
            and len(set(digits)) > 3
            and is_luhn(digits)
            and not re.match(r"[A-Za-z/=_&?]", before)
        ):
            yield found.span()


def is_luhn(digits: str) -> bool:
    """Whether the last digit fits the others (Luhn's formula, ISO/IEC 7812-1 annex B)."""
    doubled = [int(digit) * (2 if index % 2 else 1) for index, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _emails(text: str) -> Iterator[tuple[int, int]]:
    return _near(_AT, *_AROUND_AT, _EMAIL, text) if any(sign.search(text) for sign in _AT_ALONE) else iter(())


def _near(
    sign: re.Pattern[str], before: int, behind: int, whole: re.Pattern[str], text: str
) -> Iterator[tuple[int, int]]:
    """Where ``whole`` stands around a ``sign`` that is quick to find; each place once."""
    end = -1
    for found in sign.finditer(text):
        if found.start() < end:
            continue
        for one in whole.finditer(text, max(0, end, found.start() - before), found.end() + behind):
            end = one.end()
            yield one.span()
            if end > found.start():
                break


def _landlines(text: str) -> Iterator[tuple[int, int]]:
    seen = -1
    for found in _LANDLINE.finditer(text):
        area, gap, first, _, last = found.groups()
        local = len(first) + len(last)
        before = text[max(0, found.start() - 2) : found.start()].replace("+86", "")
        if not _AREA.fullmatch(area) or local not in (7, 8) or (len(area) == 2 and local != 8):
            continue
        if _DECIMAL.search(before) and not text[: found.start()].endswith(("86-", "86 ", "+86")):
            continue
        if not gap and not re.search(r"[)）]", found[0]) and not _has_word(text, found.start()):
            continue
        seen = found.end()
        yield found.span()
    for found in _LOCAL.finditer(text):
        if found.end() != seen:
            yield found.span(1)


def _has_word(text: str, at: int) -> bool:
    """Whether the number is said to be a telephone's, or stands alone as one would."""
    near = text[max(0, at - 16) : at]
    return re.search(r"(?i)电话|座机|固话|致电|热线|传真|联系|tel|phone|fax|拨打|咨询|号码", near) is not None


def _passports(text: str) -> Iterator[tuple[int, int]]:
    for found in _PASSPORT.finditer(text):
        before = text[max(0, found.start() - 1) : found.start()]
        if before.isascii() and before.isalnum():
            continue
        near = text[max(0, found.start() - 20) : found.start()]
        sure = _SURE_PASSPORT.fullmatch(found[0]) and not re.search(r"(?:19|20)\d{2}[01]\d[0-3]\d$", found[0])
        if sure or _PASSPORT_WORD.search(near):
            yield found.span()


def _plates(text: str) -> Iterator[tuple[int, int]]:
    for found in _PLATE.finditer(text):
        if sum(character.isdigit() for character in found[0]) >= 2:
            yield found.span()


def _homes(text: str) -> Iterator[tuple[int, int]]:
    spans = [found.span() for pattern in (_LIVES, _DASHED, _VILLAGE) for found in pattern.finditer(text)]
    spans += _near(_HOUSE, *_AROUND_HOUSE, _BUILDING, text)
    seen: list[tuple[int, int]] = []
    for start, end in spans:
        if not any(other < end and start < other_end for other, other_end in seen):
            seen.append((start, end))
    yield from sorted(seen)


Find = Callable[[str], Iterator[tuple[int, int]]]

_NUMBERS: tuple[tuple[str, Find], ...] = ((BANK_CARD, _cards), (LANDLINE, _landlines), (PASSPORT, _passports))
"""The kinds that have ``_SEVEN_DIGITS``."""

_KINDS: tuple[tuple[str, Find], ...] = ((EMAIL, _emails), (PLATE, _plates), (HOME, _homes))
