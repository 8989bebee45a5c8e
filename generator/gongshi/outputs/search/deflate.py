"""Raw deflate (RFC 1951), which ``theme/assets/gongshi-inflate.js`` undoes."""

from __future__ import annotations

import zlib


def deflated(data: bytes) -> bytes:
    """Bytes without their repetitions."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    return packer.compress(data) + packer.flush()


def in_blocks(*blocks: bytes) -> bytes:
    """Blocks with Huffman codes of their own, for numbers: no repetitions are looked for, since there are none."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -12, 8, zlib.Z_HUFFMAN_ONLY)
    done = []
    for block in blocks[:-1]:
        done += [packer.compress(block), packer.flush(zlib.Z_PARTIAL_FLUSH)]
    return b"".join([*done, packer.compress(blocks[-1]), packer.flush()])


def inflated(data: bytes) -> bytes:
    """What ``deflated`` and ``in_blocks`` were given. Raises ``ValueError`` where that was nothing."""
    try:
        return zlib.decompress(data, -15)
    except zlib.error as error:
        raise ValueError(str(error)) from error
