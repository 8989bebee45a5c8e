"""Where regulations have their legal texts: in the records, or in files beside them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from gongshi.findings import Finding
from gongshi.load.files import Files, LawSource, ReadFile, digest_of
from gongshi.load.folder import path_beside
from gongshi.records.corpus import ContentFile, Entry, Reads
from gongshi.records.regulations import Regulation
from gongshi.source import Place


class LawSources(Mapping[tuple[str, str], str]):
    """The legal text of every version, by the regulation's key and the version's name; read when asked for."""

    def __init__(
        self, places: Mapping[tuple[str, str], tuple[Entry, LawSource, ContentFile | None]], reads: Reads
    ) -> None:
        self._places, self._reads = places, reads

    def __getitem__(self, name: tuple[str, str]) -> str:
        self._reads.note(f"record:{name[0]}")
        entry, source, file = self._places[name]
        if file is not None:
            return file.text
        assert isinstance(entry.record, Regulation)
        return entry.record.versions[source.place].text or ""

    def __contains__(self, name: object) -> bool:
        if isinstance(name, tuple):
            self._reads.note(f"record:{name[0]}")
        return name in self._places

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def law_sources(
    source: Files,
    collections: Mapping[str, Mapping[str, Entry]],
    records: dict[str, ReadFile],
    files: dict[str, ContentFile],
    findings: list[Finding],
    reads: Reads,
) -> LawSources:
    """The legal text of every version. Files that hold one are checked for hidden characters, and count as part of
    their record."""
    places: dict[tuple[str, str], tuple[Entry, LawSource, ContentFile | None]] = {}
    seen: set[str] = set()
    for entry in collections.get("regulations", {}).values():
        for law in records[entry.file].laws:
            if law.file is None:
                places[entry.key, law.version] = (entry, law, None)
                continue
            path = _path_of(law.file, entry.file, source.content, files)
            if path is None:
                place = Place(entry.file, ("versions", law.place, "file"))
                findings.append(Finding("GS305", place, {"file": law.file}))
                continue
            found = source.law(path)
            if path not in seen:
                seen.add(path)
                findings += found.findings
            if found.digest is not None:
                file = files.setdefault(path, ContentFile(path, source.text))
                places[entry.key, law.version] = (entry, law, file)
            record = records[entry.file]
            records[entry.file] = record._replace(digest=digest_of(f"{record.digest} {path} {found.digest}"))
    return LawSources(places, reads)


def _path_of(name: str, record: str, content: Path, files: Mapping[str, ContentFile]) -> str | None:
    """The path of a file that a record names; one of the folder's own texts needs no further look."""
    path = os.path.normpath(f"{record.rpartition('/')[0]}/{name}")
    return path if path in files else path_beside(content, record, name)
