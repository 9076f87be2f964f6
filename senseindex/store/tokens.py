"""The two blobs of a sentence: where its tokens stand, and their lemma ids.

`token_offsets`: for every token the gap to the end of the token before (the first one: to the sentence's start) and the
token's length, in characters. The first byte says how: 0, a byte a token, whose highest bit is the gap (ordinary text);
1 or 4, gap and length as signed little-endian integers of so many bytes. `lemma_ids`: little-endian unsigned integers
of two bytes where all ids fit, else of four; the item size follows from the number of tokens.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]

BYTES_A_TOKEN = {0: 1, 1: 2, 4: 8}
"""How long a token's place is, by the first byte of `token_offsets`."""


def pack_offsets(starts: Sequence[int] | IntArray, ends: Sequence[int] | IntArray, sentence_start: int) -> bytes:
    """Pack document offsets `(tokens,)` of one sentence."""
    start = np.asarray(starts, dtype=np.int64) - sentence_start
    end = np.asarray(ends, dtype=np.int64) - sentence_start
    pairs = np.empty((len(start), 2), dtype=np.int64)
    pairs[:1, 0] = start[:1]
    pairs[1:, 0] = start[1:] - end[:-1]
    pairs[:, 1] = end - start
    if not len(pairs) or (pairs.min() >= 0 and pairs[:, 0].max() <= 1 and pairs[:, 1].max() <= 127):
        return b"\x00" + (128 * pairs[:, 0] + pairs[:, 1]).astype("u1").tobytes()
    small = pairs.min() >= -128 and pairs.max() <= 127
    return (b"\x01" + pairs.astype("i1").tobytes()) if small else (b"\x04" + pairs.astype("<i4").tobytes())


def unpack_offsets(blob: bytes) -> tuple[IntArray, IntArray]:
    """Starts and ends of the tokens `(tokens,)`, counted from the sentence's start."""
    if blob[0] == 0:
        packed = np.frombuffer(blob, dtype="u1", offset=1)
        lengths = (packed & 127).astype(np.int64)
        ends = ((packed >> 7) + lengths).cumsum()
        return ends - lengths, ends
    pairs = np.frombuffer(blob, dtype="i1" if blob[0] == 1 else "<i4", offset=1).reshape(-1, 2).astype(np.int64)
    ends = pairs.sum(axis=1).cumsum()
    return ends - pairs[:, 1], ends


def pack_lemma_ids(lemma_ids: Sequence[int]) -> bytes:
    """Pack the lemma id of every token of a sentence."""
    array = np.asarray(lemma_ids, dtype=np.int64)
    return array.astype("<u2" if not len(array) or array.max() < 65536 else "<u4").tobytes()


def unpack_lemma_ids(blob: bytes, tokens: int) -> IntArray:
    """Lemma ids `(tokens,)`."""
    return np.frombuffer(blob, dtype=f"<u{lemma_id_width(blob, tokens)}").astype(np.int64)


def lemma_id_width(blob: bytes, tokens: int) -> int:
    """Bytes a lemma id of a packed sentence: 2 or 4, little-endian."""
    return 2 if len(blob) == 2 * tokens else 4


def token_count(token_offsets: bytes) -> int:
    """Number of tokens of a packed sentence."""
    return (len(token_offsets) - 1) // BYTES_A_TOKEN[token_offsets[0]]
