"""The code that the search's texts are written in: what comes back, here and in a browser."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Error, Page

from gongshi.outputs.search.deflate import in_blocks, inflated
from gongshi.outputs.search.text_code import BATCH, ESCAPE, LONGEST, TextCode

WORDS = "停车场管理条例第三十二条，县级以上人民政府应当公布。人民代表大会常务委员会"
FAR = '条例 é € ḿ 😀 𠮷 ⺁ \\ " \u3000 \ud800'

TEXTS = """async ([file, coded]) => {
  const { codeOf } = await import("./gongshi-search-codes.js");
  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const text = codeOf(bytes(file));
  return coded.map((one) => {
    try {
      return JSON.stringify(text(bytes(one)));
    } catch (error) {
      return null;
    }
  });
}"""


def read_in(scripts: Page, code: TextCode, coded: Sequence[bytes]) -> list[str | None]:
    """What a browser reads; None where it says that a text is damaged."""
    from_bytes = [base64.b64encode(data).decode() for data in (inflated(code.file()), *coded)]
    found = scripts.evaluate(TEXTS, [from_bytes[0], from_bytes[1:]])
    return [None if text is None else json.loads(text) for text in found]


ANY = st.text(st.characters(min_codepoint=ESCAPE + 1))


@given(st.lists(ANY | st.text("停车管理条例，09a", max_size=80)), st.lists(ANY))
def test_what_is_coded_is_read_back(like: list[str], others: list[str]) -> None:
    code = TextCode.of(like)
    assert [code.text(data) for data in code.coded([*like, *others])] == [*like, *others]
    assert TextCode.read(code.file()) == code


def test_half_a_pair_and_long_texts_are_read_back() -> None:
    texts = [FAR, WORDS * (BATCH // 20), "", "a" * 5]
    code = TextCode.of([WORDS * 3])
    assert [code.text(data) for data in code.coded(texts)] == texts


def test_common_pairs_have_codes_of_their_own() -> None:
    code = TextCode.of([WORDS] * 5)
    pairs = {chr(pair >> 16) + chr(pair & 0xFFFF) for group in code.pairs for pair in group}
    assert {"停车", "人民"} <= pairs
    assert "民代" not in pairs, "人民 comes before it"
    (data,) = code.coded([WORDS])
    assert len(data) < len(WORDS)


def test_no_code_is_too_long() -> None:
    times = [1, 2]
    while len(times) < 24:  # of Fibonacci's numbers, each Huffman code is one bit longer than the one before
        times.append(times[-1] + times[-2])
    code = TextCode.of([chr(0x4E00 + at) * count for at, count in enumerate(times)])
    lengths = [length for length, group in enumerate(code.singles, 1) for _ in group]
    assert max(lengths) <= LONGEST
    assert sum(2.0**-length for length in lengths) + sum(
        2.0**-length for length, group in enumerate(code.pairs, 1) for _ in group
    ) == pytest.approx(1)


def test_thousands_of_characters_have_codes_and_the_others_are_escaped() -> None:
    text = "".join(chr(0x4E00 + at) * 2 for at in range(20_000))
    code = TextCode.of([text])
    assert sum(map(len, code.singles)) < 10_000
    assert [code.text(data) for data in code.coded([text])] == [text]


def test_bytes_that_are_no_text_are_told() -> None:
    code = TextCode.of([WORDS])
    (data,) = code.coded([WORDS])
    for damaged in (data[:-2], b""):
        with pytest.raises(ValueError, match="not a text"):
            code.text(damaged)
    file = inflated(code.file())
    too_many = in_blocks(bytes([30] * 30))
    for cut in (b"", file[:-1], file[:9]):
        with pytest.raises(ValueError, match="not a code"):
            TextCode.read(in_blocks(cut))
    with pytest.raises(ValueError, match="not a code"):
        TextCode.read(too_many)
    with pytest.raises(ValueError, match="decompressing"):
        TextCode.read(b"\xff\xff")


def test_a_browser_reads_them(scripts: Page) -> None:
    texts = [WORDS, FAR, "", WORDS * 30]
    code = TextCode.of([WORDS, WORDS])
    coded = list(code.coded(texts))
    assert read_in(scripts, code, coded) == texts
    assert read_in(scripts, code, [coded[0][:-2], b""]) == [None, None]
    for cut in (0, 9, -1):
        broken = "async (file) => (await import('./gongshi-search-codes.js')).codeOf(Uint8Array.from(file))"
        with pytest.raises(Error, match="damaged"):
            scripts.evaluate(broken, list(inflated(code.file())[:cut]))
