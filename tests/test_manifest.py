"""The manifest's text: one entry a line, the same bytes for the same site, and what it says is what is there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from gongshi.publish.manifest import FileMark, as_json, manifest, mark_of, read_records, revised

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


@given(st.data())
def test_a_manifest_revised_is_the_one_made_anew(data: st.DataObject) -> None:
    names = st.text(st.characters(exclude_categories=["Cs"]), max_size=4) | st.sampled_from(
        ['": {"bytes":', ",\n", "甲/乙"]
    )
    marks = st.builds(FileMark, st.integers(0, 9), st.sampled_from(["a" * 64, "b" * 64]))
    kept = st.dictionaries(st.sampled_from(["bytes", "甲"]), st.sampled_from(["", "}\n}", "files"])).map(as_json)
    files, records = data.draw(st.dictionaries(names, marks)), data.draw(st.dictionaries(names, kept))
    some = st.sampled_from(sorted(files)) | names if files else names
    files_then = data.draw(st.dictionaries(some, st.none() | marks))
    records_then = data.draw(st.dictionaries(names, st.none() | kept))
    found = revised(manifest(files, "2026-01-01", records), "2026-01-02", files_then, records_then)
    assert found == manifest(
        {path: mark for path, mark in {**files, **files_then}.items() if mark is not None},
        "2026-01-02",
        {key: one for key, one in {**records, **records_then}.items() if one is not None},
    )
