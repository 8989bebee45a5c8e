"""What the process loads that the builds of ``gongshi serve`` are forks of, so that none of them has to."""

from __future__ import annotations

from pydantic import BaseModel

from gongshi import cli, pipeline, report
from gongshi.catalogue import read_catalogue
from gongshi.outputs.search.folding import table
from gongshi.records import COLLECTIONS
from gongshi.records.site import Site

__all__ = ["cli", "pipeline", "report"]

read_catalogue()
table()
models: list[type[BaseModel]] = [Site, *COLLECTIONS.values()]
for model in models:
    model.model_rebuild()
