"""The browser's own way to undo raw deflate, beside what zlib packs: every kind of block, and data that is damaged."""

from __future__ import annotations

import base64
import random
import zlib

from playwright.sync_api import Page

from gongshi.outputs.search.deflate import deflated

INFLATE = """async (packed) => {
  const { inflate } = await import("./gongshi-inflate.js");
  return packed.map((text) => {
    try {
      const bytes = inflate(Uint8Array.from(atob(text), (one) => one.charCodeAt(0)));
      return btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));
    } catch (error) {
      return null;
    }
  });
}"""


def inflated(scripts: Page, packed: list[bytes]) -> list[bytes | None]:
    """What the browser makes of each; None where it says that the data is damaged."""
    found = scripts.evaluate(INFLATE, [base64.b64encode(data).decode() for data in packed])
    return [None if text is None else base64.b64decode(text) for text in found]


def packed(data: bytes, level: int = 9, strategy: int = zlib.Z_DEFAULT_STRATEGY) -> bytes:
    """Raw deflate, in two blocks at least where the data has two bytes."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy)
    half = len(data) // 2
    return b"".join(
        [packer.compress(data[:half]), packer.flush(zlib.Z_PARTIAL_FLUSH), packer.compress(data[half:]), packer.flush()]
    )


def samples() -> list[bytes]:
    """Data of many lengths: even and uneven, with repetitions near and far."""
    draw = random.Random(7)
    text = "停车场管理条例第三十二条，县级以上人民政府应当公布。".encode("gbk")
    made = [bytes(draw.randrange(1 + kind * kind) for _ in range(int(draw.random() ** 3 * 9000))) for kind in range(15)]
    far = draw.randbytes(31_000)
    return [b"", b"a", text, text * 40, bytes(70_000), far + text + far, *made]


def test_every_kind_of_block_is_undone(scripts: Page) -> None:
    wanted, given = [], []
    for data in samples():
        for level, strategy in [(0, 0), (1, 0), (9, 0), (9, zlib.Z_HUFFMAN_ONLY), (9, zlib.Z_FIXED), (9, zlib.Z_RLE)]:
            wanted.append(data)
            given.append(packed(data, level, strategy))
    assert inflated(scripts, given) == wanted
    assert inflated(scripts, [deflated(data) for data in samples()]) == samples()


def test_damaged_data_is_told(scripts: Page) -> None:
    whole = packed(samples()[3])
    cut = [whole[:length] for length in range(0, len(whole) - 1, 3)]
    unknown = bytes([0b111])  # a kind of block that there is not
    assert inflated(scripts, [*cut, unknown]) == [None] * (len(cut) + 1)
