"""The search where pairs are so common that their lists go on in many files, some of which it does without."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from conftest import ROOT, serving
from gongshi.outputs.search.documents import Document, Part
from gongshi.outputs.search.index import FORMAT, Frame, rank, write_index
from gongshi.outputs.search.postings import MAX_SHEETS
from gongshi.outputs.search.shards import FEW_PIECES
from search_site import answers, holding, said


class Asked(NamedTuple):
    """A page that asks the search of some documents, and what was sent to it."""

    documents: list[Document]
    page: Page
    address: str
    sent: list[str]

    def found(self, *queries: str) -> list[set[str]]:
        """The keys that each query finds, none of them twice."""
        numbers = answers(self.page, self.address, queries)
        assert all(len(some) == len(set(some)) for some in numbers)
        return [{self.documents[number].key for number in some} for some in numbers]


WORDS = ("停车", "停车", "停车管", "管理", "车管", "条例", "，", *"甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉")


def common_documents() -> list[Document]:
    """Documents most of whose sheets have a few pairs, more than once; some have a rare word besides."""
    draw = random.Random(3)

    def text(length: int) -> str:
        return "".join(draw.choice(WORDS) for _ in range(length))

    def part(number: int) -> Part:
        rare = draw.choice(["", "", "", "parliamentary", "parliaments", "天地停车", "例天地"])
        return Part(f"#p{number}", "", f"{text(draw.randrange(60))}，{rare}，{text(40)}")

    found = [
        Document(f"votes/v{index:04}", text(5), f"20{draw.randrange(10, 27)}", 0, tuple(map(part, range(8))))
        for index in range(700)
    ]
    return sorted(found, key=rank)


@pytest.fixture(scope="module")
def asked(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """The search of common documents, on an otherwise empty site."""
    folder, documents = tmp_path_factory.mktemp("common"), common_documents()
    for path, data in write_index(documents, Frame(("zh", "en"), {}), lambda path, data: (path, data)):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    (folder / "assets").symlink_to(ROOT / "theme" / "assets")
    (folder / "search" / "index.html").write_text("<!doctype html><title>search</title>")
    with serving(folder) as address, browser.new_context() as context:
        page, sent = context.new_page(), []
        page.on("request", lambda request: sent.append(request.url.removeprefix(address)))
        page.goto(f"{address}search/")
        yield Asked(documents, page, address, sent)


def pieces(documents: Sequence[Document], lengths: Sequence[int]) -> list[str]:
    """Pieces of texts, of these lengths."""
    draw = random.Random(4)
    texts = [piece for document in documents for piece in said(document) if len(piece) > 20]
    found = []
    for length in lengths:
        text = draw.choice(texts)
        at = draw.randrange(len(text) - length)
        found.append(text[at : at + length].replace("，", "条"))
    return found


def test_pieces_of_common_pairs_are_found_and_nothing_else(asked: Asked) -> None:
    queries = pieces(asked.documents, [2, 3, 4, 5, 6, 8] * 5)
    for query, found in zip(queries, asked.found(*queries), strict=True):
        assert found == holding(asked.documents, query), query


def test_common_words_together_and_without_each_other(asked: Asked) -> None:
    def have(word: str) -> set[str]:
        return holding(asked.documents, word)

    assert asked.found("停车 管理条") == [have("停车") & have("管理条")]
    assert asked.found("停车管 -天地停") == [have("停车管") - have("天地停")]
    assert asked.found("天地 -停车管") == [have("天地") - have("停车管")]


def test_what_only_texts_tell_is_taken_away_too(asked: Asked) -> None:
    word = "parliamentary"  # its first six letters are those of another word
    assert asked.found(f"停车 -{word}") == [holding(asked.documents, "停车") - holding(asked.documents, word)]


def test_the_records_of_a_common_pair_are_counted_without_its_places(asked: Asked) -> None:
    asked.sent.clear()
    assert asked.found("车管") == [holding(asked.documents, "车管")]
    in_texts = [path for path in asked.sent if path.startswith("search/lists/") and "-2-" in path]
    assert [path.partition("-2-")[2].partition("?")[0] for path in in_texts] == ["all.bin"]


@pytest.mark.parametrize(
    ("script", "name", "value"),
    [("query", "FEW_PIECES", FEW_PIECES), ("index", "FORMAT", FORMAT), ("index", "SHEETS", MAX_SHEETS)],
)
def test_the_browser_reads_the_index_with_the_numbers_that_it_was_written_with(
    script: str, name: str, value: int
) -> None:
    text = (ROOT / "theme" / "assets" / f"gongshi-search-{script}.js").read_text("utf-8")
    assert re.findall(rf"^(?:export )?const {name} = (\d+);", text, re.MULTILINE) == [str(value)]
