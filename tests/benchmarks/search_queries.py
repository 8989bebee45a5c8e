"""What the search benchmark asks, what is right, and how right an engine is."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from benchmarks.search_corpus import ENGLISH, Kept
from gongshi.outputs.search.documents import Document
from gongshi.outputs.search.folding import folded, simplified
from gongshi.outputs.search.index import RANGE
from gongshi.workers import in_parallel


@dataclass(frozen=True, slots=True)
class Query:
    """A query and why it is asked: ``substring``, ``phrase``, ``digits``, ``english``, ``traditional``, ``wide``."""

    kind: str
    text: str


def queries(records: Kept, seed: int = 5) -> list[Query]:
    """200 substrings of 2 to 6 Han characters (half of them begin inside a word), 30 phrases, 10 numbers with
    units, 10 English words, and 20 of the first in traditional and in full-width forms."""
    draw = random.Random(seed)
    some = list(islice(records, 0, 2000, 4))
    texts = [part.text for document in some for part in document.parts]
    found: list[Query] = []
    while len(found) < 200:
        text = draw.choice(texts)
        length = 2 + len(found) % 5
        at = draw.randrange(max(1, len(text) - length))
        piece = text[at : at + length]
        if len(piece) == length and all("\u4e00" <= character <= "\u9fff" for character in piece):
            found.append(Query("substring", piece))
    found += [Query("phrase", draw.choice(some).title) for _ in range(20)]
    found += [Query("phrase", draw.choice(texts).split("，")[0][:14]) for _ in range(10)]
    found += [Query("digits", f"{draw.randint(10, 400)}{unit}") for unit in "日件项户个名日件项户"]
    found += [Query("english", word[: draw.randint(4, len(word))]) for word in ENGLISH[:10]]
    back = {new: old for old, new in simplified().items()}
    for query in found[:200:10]:
        found.append(Query("traditional", "".join(back.get(one, one) for one in query.text)))
    found += [
        Query("wide", "".join(chr(ord(one) + 0xFEE0) if one.isascii() else one for one in q.text))
        for q in found[230:250]
    ]
    return [query for query in found if folded(query.text)]


def truth(records: Kept, asked: Sequence[Query]) -> list[set[int]]:
    """For each query the records that hold it: in a title, a heading or a text of theirs, by plain search."""
    wanted = [folded(query.text) for query in asked]

    def holding(start: int) -> list[list[int]]:
        texts = [_said(document) for document in records[start : start + RANGE]]
        return [[start + at for at, text in enumerate(texts) if _holds(text, one)] for one in wanted]

    parts = in_parallel(holding, records.starts)
    return [{record for part in parts for record in part[index]} for index in range(len(wanted))]


def _said(document: Document) -> str:
    pieces = [document.title, *(part.heading for part in document.parts), *(part.text for part in document.parts)]
    return "\n".join(folded(piece) for piece in pieces)


def _holds(text: str, wanted: str) -> bool:
    return wanted in text and (not wanted[0].isascii() or wanted[0].isdigit() or _begins_word(text, wanted))


def _begins_word(text: str, word: str) -> bool:
    at = text.find(word)
    while at >= 0:
        if at == 0 or not (text[at - 1].isascii() and text[at - 1].isalpha()):
            return True
        at = text.find(word, at + 1)
    return False


def pairs_of_queries(asked: Sequence[Query], pages: int, seed: int = 6) -> Iterator[tuple[str, str]]:
    """For each empty browser a first query, of two characters, and the next one, of any kind: each asked as often as
    the others, in an order of chance (they were drawn in an order of their lengths)."""
    draw = random.Random(seed)
    two = [query.text for query in asked if len(query.text) == 2 and query.kind == "substring"]
    others = [query.text for query in asked if query.kind not in ("traditional", "wide")]
    draw.shuffle(others)
    for number in range(pages):
        yield two[number % len(two)], others[number % len(others)]


def scores(rows: Sequence[tuple[Query, set[Any], set[Any]]]) -> dict[str, Any]:
    """Mean recall and precision by kind; a query that nothing holds counts as right where nothing is found."""
    kinds: dict[str, list[tuple[float, float]]] = {}
    for query, found, right in rows:
        recall = len(found & right) / len(right) if right else 1.0
        precision = len(found & right) / len(found) if found else 1.0
        kinds.setdefault(query.kind, []).append((recall, precision))
        kinds.setdefault("all", []).append((recall, precision))
    return {
        kind: {
            "queries": len(pairs),
            "recall": mean(pair[0] for pair in pairs),
            "precision": mean(pair[1] for pair in pairs),
        }
        for kind, pairs in kinds.items()
    }


def mean(values: Iterable[float]) -> float:
    """The arithmetic mean, to four places."""
    listed = list(values)
    return round(sum(listed) / len(listed), 4)


def p(rows: Sequence[dict[str, Any]], key: str, share: float) -> float:
    """The value below which a share of the rows lies (nearest rank)."""
    values = sorted(row[key] for row in rows)
    return float(values[min(len(values) - 1, int(share * len(values)))])
