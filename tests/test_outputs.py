"""Open data, feeds and the site map."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden_site import golden_files
from gongshi.outputs.open_data import FEW, DataRow, _cell, open_data, revised_data
from gongshi.records import COLLECTIONS

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return golden_files()


def test_every_collection_has_its_data(files: dict[str, bytes]) -> None:
    for collection in COLLECTIONS:
        rows = json.loads(files[f"data/{collection}.json"])
        table = list(csv.DictReader(io.StringIO(files[f"data/{collection}.csv"].decode("utf-8-sig"))))
        assert [row["id"] for row in rows] == [row["id"] for row in table]
        assert rows


def test_data_speaks_the_contracts_names(files: dict[str, bytes]) -> None:
    (consultation,) = json.loads(files["data/opinions.json"])
    assert consultation["opinions"][0]["from"] == {"kind": "contact_point", "station": "stations/east-point"}
    assert consultation["derived"]["totals"]["by_outcome"]["adopted"] == 1
    (regulation,) = json.loads(files["data/regulations.json"])
    enacted = regulation["derived"]["versions"][1]
    assert regulation["derived"]["status"] == "in_force"
    assert [article["anchor"] for article in enacted["articles"]] == ["art-1", "art-2"]
    assert enacted["articles"][1]["path"] == ["第一章 总则"]
    assert "<b>急救</b>" in enacted["articles"][1]["text"]
    assert enacted["outline"][0]["title"] == "总则"
    recounts = {vote["id"]: vote["derived"]["recount"]["status"] for vote in json.loads(files["data/votes.json"])}
    assert recounts == {"bicycles": "confirmed", "unpublished": "cannot_recount"}
    (supervision,) = json.loads(files["data/supervision.json"])
    assert (supervision["derived"]["overdue"], supervision["derived"]["on_time_share"]) == (1, 0.5)


def test_no_regulation_text_is_html_on_its_page(files: dict[str, bytes]) -> None:
    page = files["regulations/bicycles/index.html"].decode()
    assert "&lt;b&gt;急救&lt;/b&gt;" in page
    assert "<b>" not in page


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@cmd", "\tx", "\rx"])
def test_a_cell_is_never_a_formula(text: str) -> None:
    assert _cell(text) == f"'{text}"


def test_numbers_stay_numbers() -> None:
    assert [_cell(value) for value in (-5, 1.5, True, "", "甲")] == ["-5", "1.5", "true", "", "甲"]


def test_feeds_are_atom_with_absolute_addresses(files: dict[str, bytes]) -> None:
    feed = ET.fromstring(files["feed.xml"])
    entries = feed.findall(f"{ATOM}entry")
    links = [entry.find(f"{ATOM}link") for entry in entries]
    assert all(
        link is not None and link.get("href", "").startswith("https://littletown.example/record/") for link in links
    )
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    assert "cases/tea-house" not in files["feed.xml"].decode()
    updated = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert updated == sorted(updated, reverse=True)


def test_the_site_map_lists_every_page(files: dict[str, bytes]) -> None:
    found = ET.fromstring(files["sitemap.xml"])
    places = {loc.text or "" for loc in found.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    pages = {Path(path).parent.as_posix() for path in files if path.endswith("index.html")}
    expected = {f"https://littletown.example/record/{'' if page == '.' else page + '/'}" for page in pages}
    assert places == expected


cell = st.text(st.sampled_from('a甲",\r\n;{}'), max_size=6)
data_rows = st.builds(lambda text, other: {"title.zh": text, "summary.zh": other}, cell, cell)


@given(st.lists(st.tuples(data_rows, data_rows, st.booleans()), min_size=1, max_size=6))
def test_data_of_which_some_rows_changed_are_those_made_anew(some: list[tuple[Any, Any, bool]]) -> None:
    def row(number: int, values: dict[str, str]) -> DataRow:
        cells = {"id": f"v{number}", **values}
        return DataRow(json.dumps(cells, ensure_ascii=False), cells)

    before = [row(number, then) for number, (then, _, _) in enumerate(some)]
    now = [row(number, later if new else then) for number, (then, later, new) in enumerate(some)]
    served = {file.path: b"".join(file.pieces) for file in open_data("votes", before)}
    pairs = [(one, other) for one, other in zip(before, now, strict=True) if one != other]
    revised = revised_data("votes", pairs, served.__getitem__)
    assert revised is None or {file.path: file.data for file in revised} == {
        file.path: b"".join(file.pieces) for file in open_data("votes", now)
    }
    plain = not any(sign in text for row in before for text in row.cells.values() for sign in '"\r\n')
    assert revised is not None or not plain


def test_data_with_other_columns_or_of_an_unknown_file_are_made_anew() -> None:
    before, now = DataRow('{"id":"a"}', {"id": "a"}), DataRow('{"id":"a","title":"b"}', {"id": "a", "title": "b"})
    served = {file.path: b"".join(file.pieces) for file in open_data("votes", [before])}
    assert revised_data("votes", [(before, now)], served.__getitem__) is None
    assert revised_data("votes", [(now, now)], served.__getitem__) is None
    assert revised_data("votes", [(before, before)] * (FEW + 1), served.__getitem__) is None
