"""The index of a whole site, written into its folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from gongshi.catalogue import Catalogue
from gongshi.derive.facts import Facts
from gongshi.outputs.file import OutputFile
from gongshi.outputs.search.index import index_files
from gongshi.outputs.search.records import documents
from gongshi.outputs.search.update import update


def write_search(folder: Path, facts: Facts, catalogue: Catalogue, before: Path | None = None) -> None:
    """Write the search index of the site in ``folder``.

    ``before`` is an earlier site. Where its index differs in some records' words only, its files are linked (or
    copied) and those that change are written; the earlier site stays as it is.
    """
    if before is not None and (before / "search" / "records.bin").is_file():
        found = update(before, *documents(facts, catalogue))
        if found is not None:
            _take_over(before, folder)
            for path in found.gone:
                (folder / path).unlink()
            _write(folder, iter(found.files))
            return
    _write(folder, index_files(*documents(facts, catalogue)))


def _take_over(before: Path, folder: Path) -> None:
    """Link every file of an index into another site; copy where the file system cannot link."""
    for path in (before / "search").rglob("*.bin"):
        target = folder / path.relative_to(before)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, target)
        except OSError:
            target.write_bytes(path.read_bytes())


def _write(folder: Path, files: Iterator[OutputFile]) -> None:
    made: set[Path] = set()
    for file in files:
        path = folder / file.path
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.unlink(missing_ok=True)  # it may be a link to a file of the earlier site
        path.write_bytes(file.data)
