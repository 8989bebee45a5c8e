"""The manifest's text: one entry a line, the same bytes for the same site, and what it says is what is there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from gongshi.publish.manifest import FileMark, manifest, mark_of, read_records

marks = st.builds(mark_of, st.binary(max_size=20))
records = st.dictionaries(st.text(), st.fixed_dictionaries({"settled": st.dictionaries(st.text(), st.text())}))


@given(st.dictionaries(st.text(min_size=1), marks, max_size=8), records)
def test_each_entry_is_a_line_as_json_has_it(files: dict[str, FileMark], kept: Mapping[str, dict[str, str]]) -> None:
    text = manifest(files, "2026-01-01", kept).decode()
    stated = {path: mark._asdict() for path, mark in files.items()}
    assert json.loads(text) == {"built_for": "2026-01-01", "files": stated, "records": kept}
    for entries in (stated, kept):
        lines = [
            f"{json.dumps(name)}: {json.dumps(entry, sort_keys=True, separators=(',', ':'))}"
            for name, entry in sorted(entries.items())
        ]
        assert "{\n" + ",\n".join(lines) + "\n}" in text
    assert text == manifest(dict(reversed(files.items())), "2026-01-01", kept).decode()


def test_records_come_back(tmp_path: Path) -> None:
    kept = {"votes/一": {"settled": {"x": "1"}}}
    (tmp_path / "manifest.json").write_bytes(manifest({}, "2026-01-01", kept))
    assert read_records(tmp_path) == kept
