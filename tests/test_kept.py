"""Building on what earlier builds kept gives what building anew gives, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from edits import base_content, differences


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty records."""
    return base_content(tmp_path_factory.mktemp("base") / "content")


@pytest.mark.parametrize("seed", range(8))
def test_random_edits_give_the_site_of_a_new_build(seed: int, base: Path, tmp_path: Path) -> None:
    assert differences(tmp_path, base, seed, edits=3) == []
