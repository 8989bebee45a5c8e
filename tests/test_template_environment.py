"""Our way of compiling templates changes how long pages take, and nothing in them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined

from conftest import ROOT
from gongshi.catalogue import read_catalogue
from gongshi.derive.facts import facts_on
from gongshi.pipeline import check_content
from gongshi.render.environment import TemplateEnvironment
from gongshi.render.site_pages import pages
from gongshi.render.words import Words


@pytest.mark.parametrize("content", [ROOT / "content", Path(__file__).parent / "golden" / "content"])
def test_pages_are_what_stock_jinja_makes(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = check_content(content)
    facts, catalogue = facts_on(checked.corpus, date(2026, 11, 24), checked.texts), read_catalogue()
    ours = list(pages(facts, catalogue))
    environment = Words.environment
    with monkeypatch.context() as patched:
        patched.setattr("gongshi.render.site_pages.Words.environment", lambda words: _stock(words, environment))
        assert list(pages(facts, catalogue)) == ours


def _stock(words: Words, environment: object) -> Environment:
    assert callable(environment)
    ours = environment(words)
    assert isinstance(ours, TemplateEnvironment)
    env = Environment(
        loader=PackageLoader("gongshi.render", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(ours.globals)
    return env
