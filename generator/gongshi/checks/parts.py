"""Parts of a corpus that can be judged one after the other, or at the same time."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator

from gongshi.checks.law_text import path_of_text
from gongshi.checks.personal_data_allow import allowances, files_allowed
from gongshi.records.corpus import ContentFile, Corpus, Entry
from gongshi.records.regulations import Regulation


class Parts:
    """The whole corpus in parts of some ``size`` files, by name.

    A rule looks for faults in the records and files of a part, and may look up any other record by its name.
    A legal text beside the records stands in one part with the records that name it: what it is allowed
    to hold, they say. A file's part hangs on its name, so that a file that comes or goes changes no other part.
    ``names`` has the part of each file, by path.
    """

    def __init__(self, corpus: Corpus, size: int) -> None:
        self._corpus = corpus
        beside = _together(corpus)
        number = 1 << max(0, len(corpus.files) // size).bit_length()
        names = [f"{one} of {number}" for one in range(number)]
        paths = [file.path for file in corpus.files]
        firsts = [_first(beside, path) for path in paths] if beside else paths
        self.names = {
            path: names[zlib.crc32(first.encode("utf-8", "surrogatepass")) % number]
            for path, first in zip(paths, firsts, strict=True)
        }

    def some(self, names: Collection[str]) -> dict[str, Corpus]:
        """The parts of these names."""
        found: dict[str, tuple[list[Entry], list[ContentFile]]] = {name: ([], []) for name in names}
        for file in self._corpus.files:
            if (name := self.names[file.path]) in found:
                found[name][1].append(file)
        for entry in self._corpus.entries():
            if (name := self.names[entry.file]) in found:
                found[name][0].append(entry)
        return {name: self._corpus.only(*members) for name, members in found.items()}


def _together(corpus: Corpus) -> dict[str, str]:
    """Files that belong together: each is the key of one that it belongs to, but the first of them."""
    together: dict[str, str] = {}
    texts_beside = any(not file.path.endswith(".yml") for file in corpus.files)
    for record, text in _named(corpus) if texts_beside else ():
        one, other = _first(together, text), _first(together, record)
        if one != other:
            together[one] = other
    return together


def _first(together: dict[str, str], path: str) -> str:
    while together.get(path, path) != path:
        path = together[path]
    return path


def _named(corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Each record's file with each text that it names, be it only in a comment that allows something there."""
    for entry, regulation in corpus.of("regulations", Regulation):
        for version in regulation.versions:
            path = path_of_text(entry, version)
            if path is not None:
                yield entry.file, path
    for file in corpus.files:
        for path, _ in files_allowed(file.path, allowances(file.path, file.text)):
            yield file.path, path
