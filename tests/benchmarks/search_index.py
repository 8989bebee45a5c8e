"""Build our index of a benchmark's records, or bring it up to date: a process of its own, without what asks it.

python tests/benchmarks/search_index.py RECORDS FOLDER [--edit]
"""

from __future__ import annotations

import gc
import os
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.search_corpus import Kept
from gongshi.outputs.search.documents import Document
from gongshi.outputs.search.index import Frame, Write, write_index
from gongshi.outputs.search.update import update

FRAME = Frame(("zh", "en"), {})


def build(records: Kept, folder: Path) -> None:
    """Write our index on all cores."""
    gc.disable()  # as the command does
    write_index(records, FRAME, writing_into(folder))


def writing_into(folder: Path) -> Write[None]:
    """Writes files below a new folder."""
    made: set[str] = set()

    def write(path: str, data: bytes) -> None:
        parent, _, _ = path.rpartition("/")
        if parent not in made:
            (folder / parent).mkdir(parents=True, exist_ok=True)
            made.add(parent)
        file = os.open(f"{folder}/{path}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        os.write(file, data)
        os.close(file)

    return write


class Edited:
    """Records of which one has a sentence more."""

    def __init__(self, records: Kept) -> None:
        self.records = records

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, some: slice, /) -> list[Document]:
        found = self.records[some]
        at = len(self) // 3 - some.start
        if 0 <= at < len(found):
            first, *others = found[at].parts
            changed = replace(first, text=f"{first.text}经再次研究，补充说明如下：有关意见已经采纳。")
            found[at] = replace(found[at], parts=(changed, *others))
        return found


def edit(records: Kept, folder: Path) -> None:
    """Bring our index up to date after one sentence was added to one record; print how many files that takes."""
    found = update(lambda path: (folder / path).read_bytes(), Edited(records), FRAME)
    assert found is not None
    print(len(found.files))


if __name__ == "__main__":
    (edit if "--edit" in sys.argv else build)(Kept(Path(sys.argv[1])), Path(sys.argv[2]))
