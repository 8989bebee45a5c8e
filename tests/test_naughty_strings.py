"""Every naughty string as a title, in every style of YAML: refused by a rule, or the value itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from gongshi.load.content import load

STRINGS = Path(__file__).parents[1].parent / "shared/data/hostile/blns.json"
pytestmark = pytest.mark.skipif(not STRINGS.exists(), reason=f"the Big List of Naughty Strings is not at {STRINGS}")

STYLES: dict[str, Callable[[str], str]] = {
    "double-quoted": lambda text: json.dumps(text, ensure_ascii=False),
    "escaped": json.dumps,
    "single-quoted": lambda text: "'" + text.replace("'", "''") + "'",
    "plain": str,
    "literal": lambda text: "|2-\n" + "\n".join("  " + line for line in text.split("\n")),
}
ACCEPTED = {"double-quoted": 498, "escaped": 475, "single-quoted": 498, "plain": 408, "literal": 498}


def meant_by(style: str, text: str) -> str:
    """What YAML says the title is: only plain text has quotes and outer spaces that are not its own."""
    if style != "plain":
        return text
    if text[:1] in ("'", '"'):
        return str(yaml.load(text, Loader=yaml.BaseLoader))
    return text.strip(" ")


@pytest.mark.parametrize("style", STYLES)
def test_refused_or_unchanged(style: str, tmp_path: Path) -> None:
    texts = json.loads(STRINGS.read_text("utf-8"))
    (tmp_path / "cases").mkdir()
    for number, text in enumerate(texts):
        record = f"title: {STYLES[style](text)}\nillustrative: true\n"
        (tmp_path / f"cases/c{number}.yml").write_bytes(record.encode("utf-8", "surrogatepass"))
    loaded = load(tmp_path)
    refused = {finding.place.file for finding in loaded.findings if finding.code not in ("GS106", "GS118")}
    accepted = 0
    for number, text in enumerate(texts):
        file = f"cases/c{number}.yml"
        entry = loaded.corpus.collections["cases"].get(f"c{number}")
        assert (entry is not None) or file in refused, text
        if entry is not None and file not in refused:
            accepted += 1
            assert entry.record.title.zh == meant_by(style, text)
    assert accepted == ACCEPTED[style]
