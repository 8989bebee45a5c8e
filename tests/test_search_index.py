"""The files of the search index: what they hold, and that an edit leads to the same ones as building anew."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import golden_site
from gongshi.outputs.search import index
from gongshi.outputs.search import update as update_module
from gongshi.outputs.search.documents import Document, Part
from gongshi.outputs.search.facets import FACETS, Row, facet_files
from gongshi.outputs.search.folding import folded
from gongshi.outputs.search.index import PARALLEL_FROM, RANGE, RECORDS_EACH, SAMPLES, Frame, rank, sampled, write_index
from gongshi.outputs.search.lists import lists_of, shard_of
from gongshi.outputs.search.postings import Numbers
from gongshi.outputs.search.records import OTHER
from gongshi.outputs.search.shards import shard_path
from gongshi.outputs.search.sheets import SHEET, _letters, code_path, read_sheets, sheet_path, sheets
from gongshi.outputs.search.text_code import TextCode
from gongshi.outputs.search.update import Update, update, update_words
from html_pages import parse
from search_site import documents_of, own_documents, record_keys

FRAME = Frame(("zh", "en"), {})


def anew(documents: Sequence[Document], frame: Frame = FRAME) -> dict[str, bytes]:
    """The index of these documents by path."""
    return dict(write_index(documents, frame, lambda path, data: (path, data)))


def reading(files: Mapping[str, bytes]) -> Callable[[str], bytes]:
    """What reads the files of an index."""

    def read(path: str) -> bytes:
        if path not in files:
            raise FileNotFoundError(path)
        return files[path]

    return read


def brought_up_to_date(before: Mapping[str, bytes], found: Update) -> dict[str, bytes]:
    """The files of an index after an update."""
    after = {path: content for path, content in before.items() if path not in found.gone}
    return after | {file.path: file.data for file in found.files}


def occurrences_in(files: Mapping[str, bytes], shard: int, bits: int, total: int) -> Iterator[Numbers]:
    """The occurrences of each list of a shard."""
    for one in lists_of(files[shard_path(shard)], shard, bits, total):
        yield one.occurrences(reading(files), total)


def some_documents(number: int, seed: int) -> list[Document]:
    """Documents over few characters, so that pairs of them come again and lists grow long."""
    draw = random.Random(seed)

    def text(length: int) -> str:
        return "".join(draw.choice("停车管理条例人大常委会，1290年park，") for _ in range(length))

    found = [
        Document(
            f"votes/v{index:04}", text(8), f"20{draw.randrange(10, 27)}", draw.randrange(3),
            tuple(Part(f"#p{part}", text(3), text(draw.randrange(400))) for part in range(draw.randrange(1, 5))),
        )
        for index in range(number)
    ]  # fmt: skip
    return sorted(found, key=rank)


@settings(max_examples=50)  # each makes an index twice
@given(st.data())
def test_an_edit_gives_the_files_of_a_new_index(data: st.DataObject) -> None:
    documents = some_documents(data.draw(st.integers(1, 30)), data.draw(st.integers(0, 5)))
    before = anew(documents)
    known, edited = list(documents), set[int]()
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(documents) - 1))
        edited.add(at)
        parts = list(documents[at].parts)
        where = data.draw(st.integers(0, len(parts) - 1))
        words = data.draw(st.text("停车新词管理09a ，", max_size=900))
        parts[where] = replace(parts[where], text=words)
        documents[at] = replace(documents[at], parts=tuple(parts), title=data.draw(st.sampled_from(["停车", "新题"])))
    found = update(reading(before), documents, FRAME)
    if any(documents[at] != known[at] for some in sampled(len(documents)) for at in edited & set(some)):
        assert found is None, "the texts' code may be another"
        return
    assert found is not None
    assert brought_up_to_date(before, found) == anew(documents)


def test_several_processes_bring_an_index_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(update_module, "PARALLEL_FROM", 2)
    documents = some_documents(600, 4)
    before, free = anew(documents), next(n for n in range(301, 600) if not any(n in some for some in sampled(600)))
    documents[free] = replace(documents[free], parts=(Part("", "", "公园里的停车场每天开放，节假日也不收费。"),))
    found = update(reading(before), documents, FRAME)
    assert found is not None
    assert len(found.files) > 10
    assert brought_up_to_date(before, found) == anew(documents)


def test_the_code_is_of_some_older_records() -> None:
    assert sampled(0) == []
    assert sampled(1) == [range(1)]
    for total in (2, 31, 500, 10_000):
        numbers = [number for some in sampled(total) for number in some]
        assert numbers == sorted(set(numbers))
        assert total // 2 <= min(numbers) <= max(numbers) < total
        assert len(numbers) <= SAMPLES * RECORDS_EACH


def test_an_edit_of_a_record_that_the_code_is_made_of_builds_anew() -> None:
    documents = some_documents(600, 4)
    files = anew(documents)
    ours = sampled(len(documents))[1].start
    free = next(number for number in range(301, 600) if not any(number in some for some in sampled(600)))
    for number, is_anew in ((ours, True), (free, False)):
        changed = list(documents)
        changed[number] = replace(changed[number], parts=(Part("", "", "另一句话"),))
        document = changed[number]
        assert (update(reading(files), changed, FRAME) is None) == is_anew
        assert (update_words(reading(files), {document.key: document}) is None) == is_anew
    same = {documents[ours].key: documents[ours]}
    found = update_words(reading(files), same)
    assert found is not None
    assert {file.path for file in found.files} <= {"search/records.bin", "search/index.json"}


def test_a_code_that_is_damaged_is_made_anew() -> None:
    documents = some_documents(40, 4)
    files = anew(documents)
    place = code_path(json.loads(files["search/index.json"])["code"])
    documents[0] = replace(documents[0], parts=())
    assert update(reading(files), documents, FRAME) is not None
    files[place] = files[place][:9]
    assert update(reading(files), documents, FRAME) is None
    del files[place]
    assert update(reading(files), documents, FRAME) is None


def test_another_form_of_the_index_has_another_version_and_is_no_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = some_documents(5, 1)
    monkeypatch.setattr(index, "FORMAT", index.FORMAT - 1)
    earlier = anew(documents)
    monkeypatch.undo()
    assert update(reading(earlier), documents, FRAME) is None
    versions = [json.loads(files["search/index.json"])["version"] for files in (earlier, anew(documents))]
    assert versions[0] != versions[1]


def test_long_lists_are_brought_up_to_date_too() -> None:
    documents = [
        Document(f"votes/v{number:05}", "停车", "2024", 0, (Part("", "", "停车" * (number % 3 + 1)),))
        for number in range(3_000)
    ]
    before = anew(documents)
    assert any(path.startswith("search/lists/") for path in before)
    documents[1_400] = replace(documents[1_400], parts=(Part("", "", "无关"),))
    found = update(reading(before), documents, FRAME)
    assert found is not None
    assert brought_up_to_date(before, found) == anew(documents)
    assert len(found.files) < 60


def test_a_facet_that_no_record_has_any_more_goes() -> None:
    documents = some_documents(9, 1)
    facets = {"purpose": {"poll": ("测评", "poll")}}
    before = anew([replace(documents[0], facets=facets), *documents[1:]])
    found = update(reading(before), documents, FRAME)
    assert found is not None
    assert brought_up_to_date(before, found) == anew(documents)


def test_any_number_of_cores_makes_the_same_files(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = some_documents(PARALLEL_FROM * RANGE, 3)
    monkeypatch.setenv("GONGSHI_CORES", "1")
    alone = anew(documents)
    monkeypatch.setenv("GONGSHI_CORES", "2")
    assert anew(documents) == alone


def test_texts_of_all_planes_are_read_back() -> None:
    said = '条例 é € ḿ 😀 𠮷 ⺁ \\ " \u3000'
    document = Document("votes/v", said, "2024", 0, (Part("", said, said),))
    files = anew([document])
    name = json.loads(files["search/index.json"])["code"]
    code = TextCode.read(files[code_path(name)])
    assert code.name == name
    found, pages = read_sheets([code.text(files[sheet_path(name, 0, 0)])])
    assert (found, pages) == (document, (document.parts,))


def test_a_value_that_two_collections_name_otherwise_is_one_of_its_collection() -> None:
    rows = [Row(name, "2024", {"state": {"done": (said, said)}}) for name, said in [("a", "办结"), ("b", "完成")]]
    (state,) = [file for file in facet_files(rows, {}) if file.path.endswith("/state.bin")]
    said = zlib.decompress(state.data, -15).decode()
    assert '"values":[["b.done"],["done"]]' in said
    assert '"labels":{"b.done":["完成","完成"],"done":["办结","办结"]}' in said


def test_other_records_or_another_order_are_no_edit() -> None:
    documents = some_documents(10, 1)
    files = anew(documents)
    assert update(reading(files), documents[1:], FRAME) is None
    assert update(reading(files), [*documents, replace(documents[0], key="votes/new")], FRAME) is None
    assert update(reading(files), documents[::-1], FRAME) is None
    assert update(reading({}), documents, FRAME) is None
    files["search/index.json"] = b"{"
    assert update(reading(files), documents, FRAME) is None


def test_every_list_is_what_plain_counting_gives() -> None:
    documents = some_documents(40, 2)
    files = anew(documents)
    bits = json.loads(files["search/index.json"])["bits"]
    records = sum(
        len({int(number) >> 18 & 0xFFFFF for number in numbers})
        for shard in range(1 << bits)
        for numbers in occurrences_in(files, shard, bits, len(documents))
        if int(numbers[0]) >> 38 & 3 == 2  # texts
    )
    pairs = 0
    for document in documents:
        text = " ".join(folded(part.text) for part in document.parts)
        grams = {text[at : at + 2] for at in range(len(text) - 1) if " " not in text[at : at + 2]}
        letters = "park"
        pairs += sum(not (gram[0] in letters and gram[1] in letters) for gram in grams)
        pairs += len({text[at : at + 3] for at in range(len(text) - 2) if text[at : at + 3].isdigit()})
        words = set(_words(text, letters))
        pairs += len({word[:length] for word in words for length in (2, 3, 4, 6) if len(word) >= length})
    assert records == pairs


@pytest.mark.parametrize("number", [1, 40, 400])
def test_a_shard_put_together_from_its_lists_is_the_shard(number: int) -> None:
    documents = some_documents(number, 4)
    files = anew(documents)
    bits = json.loads(files["search/index.json"])["bits"]
    lists = {shard: lists_of(files[shard_path(shard)], shard, bits, number) for shard in range(1 << bits)}
    assert {shard: shard_of(some, shard, bits) for shard, some in lists.items()} == {
        shard: files[shard_path(shard)] for shard in lists
    }
    named = {path for some in lists.values() for one in some for path in (*one.paths, *one.paths_beside)}
    assert named == {path for path in files if path.startswith("search/lists/")}
    assert bool(named) == (number == 400), "long lists are among them"


def test_two_beginnings_of_words_may_be_one_gram() -> None:
    # The first six letters of the one word and the first two, three or four of the other have the same hash.
    texts = ("знкбле", "избз")
    documents = [Document(f"votes/{text}", "", "2026", 0, (Part("#p", "", text),)) for text in texts]
    files = anew(documents)
    bits = json.loads(files["search/index.json"])["bits"]
    lists = [
        [int(number) for number in numbers]
        for shard in range(1 << bits)
        for numbers in occurrences_in(files, shard, bits, len(documents))
    ]
    assert any(len(numbers) == 2 for numbers in lists), "they share a list"
    assert all(numbers == sorted(numbers) for numbers in lists)
    assert max(len(data) for path, data in files.items() if path.startswith("search/shards/")) < 100


def _words(text: str, letters: str) -> list[str]:
    return "".join(one if one in letters else " " for one in text).split()


def test_an_index_of_nothing_is_an_index() -> None:
    files = anew([])
    assert json.loads(files["search/index.json"])["records"] == 0


def test_no_part_is_cut_and_no_sheet_is_long_without_need() -> None:
    for document in own_documents()[0]:
        pages = sheets(document)
        assert [part for page in pages for part in page] == list(document.parts)
        for page in pages:
            assert len(page) == 1 or sum(_letters(part.text) for part in page[:-1]) <= SHEET


def test_every_result_leads_to_a_place_that_is_there(site: Path) -> None:
    pages: dict[str, set[str]] = {}
    missing = []
    for document in own_documents()[0]:
        for part in document.parts:
            prefix = "en/" if part.place.startswith(OTHER) else ""
            below, _, anchor = part.place.removeprefix(OTHER).partition("#")
            path = f"{prefix}{document.key}/{below}index.html"
            if path not in pages:
                pages[path] = set(parse(site / path).ids)
            if anchor and anchor not in pages[path]:
                missing.append(f"{path}#{anchor}")
    assert missing == []


def test_the_built_index_is_that_of_the_records(site: Path) -> None:
    documents, frame = own_documents()
    assert record_keys(site) == [document.key for document in documents]
    for path, data in anew(documents, frame).items():
        assert (site / path).read_bytes() == data


def test_what_does_not_stand_comes_after_what_does(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(golden_site.CONTENT, content)
    law = content / "regulations" / "bicycles.yml"
    stage = "  - {stage: in_force, date: 2025-05-01}\n"
    repealed = law.read_text("utf-8").replace(stage, f"{stage}  - {{stage: repealed, date: 2025-06-01}}\n")
    law.write_text(repealed, "utf-8")
    documents = documents_of(content, golden_site.TODAY)[0]
    standings = {document.key: document.standing for document in documents}
    assert list(standings.values()) == sorted(standings.values())
    assert {key: standing for key, standing in standings.items() if standing > 1} == {
        "regulations/bicycles": 2,
        "plans/plan-2025": 3,
    }
    assert len(documents[-1].parts) <= 2, "what was withdrawn says no more than why"


def test_the_search_page_narrows_by_every_facet(site: Path) -> None:
    page = (site / "search" / "index.html").read_text("utf-8")
    assert set(re.findall(r'<select name="(\w+)"', page)) - {"sort"} == set(FACETS)


@pytest.mark.parametrize("name", ["collection", "year", "state", "topic", "body", "district"])
def test_facets_name_every_value_in_both_languages(site: Path, name: str) -> None:
    data = zlib.decompress((site / "search" / "facets" / f"{name}.bin").read_bytes(), -15)
    start = data.index(b"{")
    head, end = json.JSONDecoder().raw_decode(data[start:].decode("utf-8", "surrogateescape"))
    column = list(data[start + len(data[start:].decode("utf-8", "surrogateescape")[:end].encode()) :])
    assert len(column) == len(own_documents()[0])
    used = {value for number in set(column) for value in head["values"][number]}
    assert used == set(head["labels"])
    assert all(len(names) == 2 and all(names) for names in head["labels"].values())
