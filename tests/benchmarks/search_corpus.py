"""Made-up records in realistic Chinese, the same for the same seed: what the search benchmark indexes.

Words are drawn by their frequency in jieba's dictionary, from those that a record's subject favours, and most of
all from those that like to follow the word before, so that phrases come again as they do in laws and reports.
"""

from __future__ import annotations

import marshal
import random
from collections.abc import Iterator
from dataclasses import astuple
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path

from gongshi.outputs.search.documents import Document, Part
from gongshi.outputs.search.index import RANGE
from gongshi.workers import in_parallel

SUBJECTS = 40
WORDS = 6_000
FOLLOWERS = 8
FOLLOWING = 0.9
"""How often a word is followed by one of those that like to."""
_BODIES = 60
_SHAPES = {
    # collection: share of records, parts from, to, words of a part from, to
    "regulations": (0.04, 25, 90, 30, 90),
    "opinions": (0.10, 15, 75, 20, 60),
    "supervision": (0.18, 4, 16, 20, 90),
    "suggestions": (0.34, 2, 5, 50, 180),
    "projects": (0.12, 2, 7, 20, 80),
    "votes": (0.10, 1, 3, 20, 60),
    "meetings": (0.06, 3, 14, 10, 40),
    "cases": (0.06, 1, 4, 150, 500),
}
_HEADINGS = {
    "regulations": "第{n}条", "opinions": "意见 o{n}", "supervision": "任务 t{n}", "suggestions": "答复 {n}",
    "projects": "目标 {n}", "votes": "议题 {n}", "meetings": "议程 {n}", "cases": "做法 {n}",
}  # fmt: skip
_KINDS = {
    "regulations": "条例", "opinions": "征求意见", "supervision": "执法检查", "suggestions": "的建议",
    "projects": "工程", "votes": "的表决", "meetings": "会议", "cases": "的做法",
}  # fmt: skip
_STATES = {
    "regulations": ("in_force", "in_force", "in_force", "repealed", "adopted"),
    "opinions": ("open", "closed"),
    "supervision": ("overdue", "open", "closed"),
    "suggestions": ("done", "overdue", "open"),
    "projects": ("done", "on_track", "overdue"),
    "votes": ("confirmed", "cannot_recount"),
    "meetings": (),
    "cases": (),
}
ENGLISH = [
    "parking",
    "deputies",
    "congress",
    "regulation",
    "transparency",
    "oversight",
    "budget",
    "inspection",
    "committee",
    "opinion",
    "elderly",
    "traffic",
    "water",
    "housing",
    "education",
    "health",
    "environment",
    "culture",
    "governance",
    "safety",
]


class Vocabulary:
    """Words with their weights, for every word those that like to follow it, and those that a subject favours.

    Sizes are such that pairs of neighbouring characters are spread as in 12 MB of Chinese laws and regulations
    (entropy of a character 8.8 bits, of a pair 13.2; here 8.9 and 13.6).
    """

    def __init__(self, seed: int) -> None:
        spec = find_spec("jieba")
        assert spec is not None and spec.origin, "the benchmark needs jieba (dependency group bench)"
        lines = (Path(spec.origin).parent / "dict.txt").read_text("utf-8").splitlines()
        rows = [line.split(" ") for line in lines]
        pairs = [(row[0], int(row[1])) for row in rows if all("\u4e00" <= c <= "\u9fff" for c in row[0])]
        pairs.sort(key=lambda pair: -pair[1])
        draw = random.Random(seed)
        self.words = [word for word, _ in pairs[:WORDS]]
        self.weights = list(accumulate(number for _, number in pairs[:WORDS]))
        self.rank = {word: rank for rank, word in enumerate(self.words)}
        followers = draw.choices(range(WORDS), cum_weights=self.weights, k=WORDS * FOLLOWERS)
        self.followers = [followers[at : at + FOLLOWERS] for at in range(0, len(followers), FOLLOWERS)]
        common = [word for word in self.words[:3_000] if len(word) > 1]
        self.subjects = [draw.sample(common, 150) for _ in range(SUBJECTS)]
        self.subject_weights = list(accumulate(1 / (rank + 3) for rank in range(150)))
        self.names = [draw.choice(self.words[2_000:6_000]) for _ in range(3_000)]

    def text(self, subject: int, own: list[str], length: int, draw: random.Random) -> Iterator[str]:
        """``length`` words, most of them such as like to follow the one before."""
        at = -1
        for _ in range(length):
            chance = draw.random()
            if at >= 0 and chance < FOLLOWING:
                at = self.followers[at][int(FOLLOWERS * draw.random() ** 3)]
            elif chance < FOLLOWING + (1 - FOLLOWING) * 0.6:
                at = self.rank[draw.choices(self.subjects[subject], cum_weights=self.subject_weights)[0]]
            elif chance < 0.99:
                at = draw.choices(range(WORDS), cum_weights=self.weights)[0]
            else:
                yield draw.choice(own)
                at = -1
                continue
            yield self.words[at]


class Corpus:
    """``number`` records, newest first within each standing as the index wants them; a slice makes them."""

    def __init__(self, number: int, seed: int = 20261124) -> None:
        self.seed = seed
        self.words = Vocabulary(seed)
        draw = random.Random(seed + 1)
        collections = draw.choices(list(_SHAPES), [shape[0] for shape in _SHAPES.values()], k=number)
        self.rows = []
        for index, collection in enumerate(collections):
            state = draw.choice(_STATES[collection]) if _STATES[collection] else ""
            day = f"{draw.randint(2008, 2026)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
            self.rows.append((2 if state == "repealed" else 0, day, index, collection, state))
        self.rows.sort(key=lambda row: (row[0], [-ord(c) for c in row[1]], row[2]))

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, some: slice, /) -> list[Document]:
        return [
            _document(index, collection, state, standing, day, self.words, random.Random(f"{self.seed}/{index}"))
            for standing, day, index, collection, state in self.rows[some]
        ]


class Kept:
    """Records in files of ``RANGE`` each, so that indexing them is measured without making them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = int((folder / "number").read_text())
        self.read: tuple[int, list[Document]] = (-1, [])

    @classmethod
    def made(cls, folder: Path, number: int) -> Kept:
        """Make so many records, on all cores."""
        corpus = Corpus(number)
        folder.mkdir(parents=True)
        (folder / "number").write_text(str(number))
        kept = cls(folder)

        def make(start: int) -> None:
            (folder / str(start)).write_bytes(marshal.dumps([astuple(one) for one in corpus[start : start + RANGE]]))

        in_parallel(make, kept.starts)
        return kept

    @property
    def starts(self) -> range:
        """Where the files begin."""
        return range(0, self.number, RANGE)

    def __len__(self) -> int:
        return self.number

    def __getitem__(self, some: slice, /) -> list[Document]:
        """A slice within one file, which stays read until one of another file is asked for."""
        start = some.start // RANGE * RANGE
        if self.read[0] != start:
            said = marshal.loads((self.folder / str(start)).read_bytes())
            self.read = (
                start,
                [
                    Document(key, title, day, standing, tuple(Part(*part) for part in parts), *rest)
                    for key, title, day, standing, parts, *rest in said
                ],
            )
        return self.read[1][some.start - start : some.stop - start]

    def __iter__(self) -> Iterator[Document]:
        for start in self.starts:
            yield from self[start : start + RANGE]


def _document(
    index: int, collection: str, state: str, standing: int, day: str, words: Vocabulary, draw: random.Random
) -> Document:
    _, few, many, short, long = _SHAPES[collection]
    subject = draw.randrange(SUBJECTS)
    own = draw.sample(words.names, 4)
    title = "".join([*draw.sample(words.subjects[subject][:80], 2), draw.choice(own), _KINDS[collection]])
    parts = [Part("", "", sentence(words, subject, own, draw.randint(15, 40), draw))]
    for number in range(1, draw.randint(few, many) + 1):
        heading = _HEADINGS[collection].format(n=number)
        parts.append(Part(f"#p{number}", heading, sentence(words, subject, own, draw.randint(short, long), draw)))
    values = {"topic": f"topic-{subject}", "district": f"district-{draw.randrange(9)}"}
    values["body"] = f"body-{min(int(draw.expovariate(0.08)), _BODIES - 1)}"
    if state:
        values["state"] = state
    key = f"{collection}/r{index}"
    facets = {name: {value: (value, value)} for name, value in values.items()}
    return Document(key, title, day, standing, tuple(parts), facets=facets)


def sentence(words: Vocabulary, subject: int, own: list[str], length: int, draw: random.Random) -> str:
    """About ``length`` words with punctuation, numbers, dates, document numbers and a little English."""
    said: list[str] = []
    for word in words.text(subject, own, length, draw):
        said.append(word)
        chance = draw.random()
        if chance < 0.12:
            said.append(draw.choice("，，，、。；"))
        elif chance < 0.13:
            said.append(f"{draw.randint(1, 400)}{draw.choice('日件项户个名')}")
        elif chance < 0.135:
            said.append(f"{draw.randint(2008, 2026)}年{draw.randint(1, 12)}月")
        elif chance < 0.137:
            said.append(f"〔{draw.randint(2008, 2026)}〕{draw.randint(1, 99)}号")
        elif chance < 0.139:
            said.append(f" {draw.choice(ENGLISH)} ")
    return "".join(said) + "。"
