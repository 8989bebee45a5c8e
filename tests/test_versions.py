"""Which versions are installed, without the modules that read what packages say of themselves."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from gongshi import versions
from gongshi.publish.shell_cache import MADE_BY
from gongshi.unchanged import PACKAGES


@pytest.mark.parametrize("package", sorted({*PACKAGES, *MADE_BY}))
def test_the_version_of_each_package_that_matters_is_told(package: str) -> None:
    assert f"-{version(package)}." in f"{versions.versions_of([package])}."


def test_all_spellings_of_a_name_are_one_and_absent_ones_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Some_Thing.More-1.0.dist-info", "other-2.egg-info", "third-3"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "absent")])
    wanted = ["some-thing-more", "other", "third", "absent"]
    assert versions.versions_of(wanted) == "Some_Thing.More-1.0 other-2"
    (tmp_path / "other-2.egg-info").rename(tmp_path / "other-3.egg-info")
    assert versions.versions_of(wanted) == "Some_Thing.More-1.0 other-3", "one that was put in while a command runs"
