"""Made-up records in realistic Chinese, the same for the same seed: what the search benchmark indexes.

Words are drawn by their frequency in jieba's dictionary, seven of ten from the few hundred that a record's
subject favours, so that some pairs of characters stand almost everywhere and most stand almost nowhere.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path

from gongshi.outputs.search.documents import Document, Part

SUBJECTS = 40
_BODIES = 60
_SHAPES = {
    # collection: share of records, parts from, to, words of a part from, to
    "regulations": (0.04, 20, 70, 20, 70),
    "opinions": (0.10, 10, 60, 15, 45),
    "supervision": (0.18, 4, 14, 15, 60),
    "suggestions": (0.34, 2, 5, 30, 120),
    "projects": (0.12, 2, 6, 15, 50),
    "votes": (0.10, 1, 3, 15, 40),
    "meetings": (0.06, 2, 12, 8, 30),
    "cases": (0.06, 1, 3, 120, 400),
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
_ENGLISH = (
    "parking deputies congress regulation transparency oversight budget inspection committee opinion elderly "
    "traffic water housing education health environment culture governance safety"
).split()


class Vocabulary:
    """Words with their weights, and for every subject the words that it favours."""

    def __init__(self, seed: int) -> None:
        spec = find_spec("jieba")
        assert spec is not None and spec.origin, "the benchmark needs jieba (dependency group bench)"
        lines = (Path(spec.origin).parent / "dict.txt").read_text("utf-8").splitlines()
        rows = [line.split(" ") for line in lines]
        pairs = [(row[0], int(row[1])) for row in rows if all("\u4e00" <= c <= "\u9fff" for c in row[0])]
        pairs.sort(key=lambda pair: -pair[1])
        self.words = [word for word, _ in pairs[:60_000]]
        self.weights = list(accumulate(number for _, number in pairs[:60_000]))
        draw = random.Random(seed)
        common = [word for word in self.words[:8_000] if len(word) > 1]
        self.subjects = [draw.sample(common, 400) for _ in range(SUBJECTS)]
        self.subject_weights = list(accumulate(1 / (rank + 3) for rank in range(400)))
        self.names = [draw.choice(self.words[2_000:9_000]) for _ in range(3_000)]


def documents(number: int, seed: int = 20261124) -> Iterator[Document]:
    """``number`` records, newest first within each standing as the index wants them."""
    words = Vocabulary(seed)
    draw = random.Random(seed + 1)
    collections = draw.choices(list(_SHAPES), [shape[0] for shape in _SHAPES.values()], k=number)
    rows = []
    for index, collection in enumerate(collections):
        state = draw.choice(_STATES[collection]) if _STATES[collection] else ""
        day = f"{draw.randint(2008, 2026)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        rows.append((2 if state == "repealed" else 0, day, index, collection, state))
    rows.sort(key=lambda row: (row[0], [-ord(c) for c in row[1]], row[2]))
    for standing, day, index, collection, state in rows:
        yield _document(index, collection, state, standing, day, words, random.Random(f"{seed}/{index}"))


def _document(
    index: int, collection: str, state: str, standing: int, day: str, words: Vocabulary, draw: random.Random
) -> Document:
    _, few, many, short, long = _SHAPES[collection]
    subject = draw.randrange(SUBJECTS)
    own = draw.sample(words.names, 4)
    title = "".join([*draw.sample(words.subjects[subject][:120], 2), draw.choice(own), _KINDS[collection]])
    parts = [Part("", "", sentence(words, subject, own, draw.randint(15, 40), draw))]
    for number in range(1, draw.randint(few, many) + 1):
        heading = _HEADINGS[collection].format(n=number)
        parts.append(Part(f"#p{number}", heading, sentence(words, subject, own, draw.randint(short, long), draw)))
    facets = {"topic": (f"topic-{subject}",), "district": (f"district-{draw.randrange(9)}",)}
    facets["body"] = (f"body-{min(int(draw.expovariate(0.08)), _BODIES - 1)}",)
    if state:
        facets["state"] = (state,)
    key = f"{collection}/r{index}"
    return Document(key, collection, title, day, standing, tuple(parts), path=f"{key}/", facets=facets)


def sentence(words: Vocabulary, subject: int, own: list[str], length: int, draw: random.Random) -> str:
    """About ``length`` words with punctuation, numbers, dates, document numbers and a little English."""
    favoured = draw.choices(words.subjects[subject], cum_weights=words.subject_weights, k=length)
    others = draw.choices(words.words, cum_weights=words.weights, k=length)
    said: list[str] = []
    for one, other in zip(favoured, others, strict=True):
        chance = draw.random()
        if chance < 0.50:
            said.append(one)
        elif chance < 0.94:
            said.append(other)
        elif chance < 0.96:
            said.append(draw.choice(own))
        elif chance < 0.97:
            said.append(f"{draw.randint(1, 400)}{draw.choice('日件项户个名')}")
        elif chance < 0.975:
            said.append(f"{draw.randint(2008, 2026)}年{draw.randint(1, 12)}月")
        elif chance < 0.977:
            said.append(f"〔{draw.randint(2008, 2026)}〕{draw.randint(1, 99)}号")
        elif chance < 0.979:
            said.append(f" {draw.choice(_ENGLISH)} ")
        else:
            said.append(other)
        if draw.random() < 0.12:
            said.append(draw.choice("，，，、。；"))
    return "".join(said) + "。"
