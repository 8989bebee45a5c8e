"""The index of a whole site."""

from __future__ import annotations

from collections.abc import Iterator

from gongshi.catalogue import Catalogue
from gongshi.derive.facts import Facts
from gongshi.outputs.file import OutputFile
from gongshi.outputs.search.index import index_files
from gongshi.outputs.search.records import documents


def search_files(facts: Facts, catalogue: Catalogue) -> Iterator[OutputFile]:
    """Every file of the site's search index."""
    return index_files(*documents(facts, catalogue))
