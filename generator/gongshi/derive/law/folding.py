"""Text without typographic noise: what two texts are compared by."""

from __future__ import annotations

import re

from gongshi.derive.law.lines import INVISIBLE

_VARIANTS = {
    "：": ":︰﹕∶", "，": ",﹐", "；": ";﹔", "、": "､﹑", "。": "｡", ".": "．", "！": "!﹗", "？": "?﹖",
    "（": "(﹙", "）": ")﹚", "〔": "[［【", "〕": "]］】", "〈": "<＜﹤", "〉": ">＞﹥",
    "—": "-－–―─‐‑‒−﹣", "·": "・•‧∙⋅", "%": "％﹪", "~": "～〜∼",
    "“": "「〝", "”": "」〞„‟", "‘": "『‛", "’": "』‚'＇",
    "〇": "○◯", "台": "臺", '"': "＂", "\n": INVISIBLE + "\u00ad\u180e",
}  # fmt: skip
_FOLD = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()}
_FOLD |= {code: chr(code - 0xFEE0) for code in map(ord, "＃＄＆＊＋／＝＠＼＾＿｀｛｜｝")}
_FOLD |= {ord(variant): plain for plain, variants in _VARIANTS.items() for variant in variants}
NOISE = re.compile(f'[{re.escape("".join(map(chr, _FOLD)))}"]')
"""Finds a character that ``fold_each`` would change."""


def folded(text: str) -> str:
    """The text without typographic noise: width, punctuation forms, 臺/台, white space.

    Variants become the forms that official texts use, so that most texts need no work.
    """
    dense = "".join(text.split())
    return "".join(fold_each(dense).split()) if NOISE.search(dense) else dense


def fold_each(text: str) -> str:
    """The same, each character for itself: white space stays, and what has no width becomes a line break."""
    plain = text.translate(_FOLD)
    if '"' not in plain:
        return plain
    parts = plain.split('"')
    return "".join(part + "“”"[index % 2] for index, part in enumerate(parts[:-1])) + parts[-1]
