"""The golden site is what was blessed. After a wanted change: ``make bless``, then read the difference."""

from __future__ import annotations

from golden_site import EXPECTED, golden_files


def test_every_file_is_as_blessed() -> None:
    made = golden_files()
    blessed = {
        path.relative_to(EXPECTED).as_posix(): path.read_bytes() for path in EXPECTED.rglob("*") if path.is_file()
    }
    assert sorted(made) == sorted(blessed)
    different = [path for path in made if made[path] != blessed[path]]
    assert different == [], "run `make bless` if this change is wanted"
