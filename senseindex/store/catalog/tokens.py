"""The two blobs of a sentence: where its tokens stand, and their lemma ids.

`token_offsets`: for every token the gap to the end of the token before (the first one: to the sentence's start) and the
token's length, in characters. The first byte says how: 0, a byte a token, whose highest bit is the gap (ordinary text);
1 or 4, gap and length as signed little-endian integers of so many bytes. `lemma_ids`: little-endian unsigned integers
of two bytes where all ids fit, else of four; the item size follows from the number of tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from senseindex.arrays import IntArray

BYTES_A_TOKEN = {0: 1, 1: 2, 4: 8}
"""How long a token's place is, by the first byte of `token_offsets`."""

_WIDTHS = np.array([BYTES_A_TOKEN.get(kind, 1) for kind in range(256)])


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
    gaps, lengths = _gaps_and_lengths(blob[0], blob[1:])
    ends = (gaps + lengths).cumsum()
    return ends - lengths, ends


def unpack_many_offsets(blobs: Sequence[bytes]) -> tuple[IntArray, IntArray, IntArray]:
    """How many tokens each of these sentences has `(sentences,)`, and the starts and ends `(tokens,)` of all.

    The tokens of one sentence follow those of the other; each is counted from its own sentence's start.
    """
    counts, kinds = _counts_and_kinds(blobs)
    gaps = np.zeros(counts.sum(), dtype=np.int64)
    lengths = np.zeros_like(gaps)
    for kind in BYTES_A_TOKEN:
        chosen = kinds == kind
        if chosen.all():
            gaps, lengths = _gaps_and_lengths(kind, _without_first(blobs))
        elif chosen.any():
            some = [blob for blob, wanted in zip(blobs, chosen.tolist(), strict=True) if wanted]
            places = np.repeat(chosen, counts)
            gaps[places], lengths[places] = _gaps_and_lengths(kind, _without_first(some))
    ends = (gaps + lengths).cumsum()
    before = np.concatenate([np.zeros(1, dtype=np.int64), ends])[counts.cumsum() - counts]
    ends -= np.repeat(before, counts)
    return counts, ends - lengths, ends


def token_counts(token_offsets: Sequence[bytes]) -> IntArray:
    """Number of tokens of each of these packed sentences `(sentences,)`."""
    return _counts_and_kinds(token_offsets)[0]


def _counts_and_kinds(blobs: Sequence[bytes]) -> tuple[IntArray, IntArray]:
    """Number of tokens, and what the first byte is, of each of these sentences."""
    lengths = np.fromiter(map(len, blobs), dtype=np.int64, count=len(blobs))
    kinds = np.fromiter(map(itemgetter(0), blobs), dtype=np.int64, count=len(blobs))
    return (lengths - 1) // _WIDTHS[kinds], kinds


def _without_first(blobs: Sequence[bytes]) -> bytes:
    """The blobs one after another, each without its first byte."""
    joined = np.frombuffer(b"".join(blobs), dtype="u1")
    lengths = np.fromiter(map(len, blobs), dtype=np.int64, count=len(blobs))
    kept = np.ones(len(joined), dtype=np.bool_)
    kept[lengths.cumsum() - lengths] = False
    return joined[kept].tobytes()


def _gaps_and_lengths(kind: int, packed: bytes) -> tuple[IntArray, IntArray]:
    if kind == 0:
        bytes_ = np.frombuffer(packed, dtype="u1").astype(np.int64)
        return bytes_ >> 7, bytes_ & 127
    pairs = np.frombuffer(packed, dtype="i1" if kind == 1 else "<i4").reshape(-1, 2).astype(np.int64)
    return pairs[:, 0], pairs[:, 1]


def pack_lemma_ids(lemma_ids: Sequence[int]) -> bytes:
    """Pack the lemma id of every token of a sentence."""
    array = np.asarray(lemma_ids, dtype=np.int64)
    return array.astype("<u2" if not len(array) or array.max() < 65536 else "<u4").tobytes()


def unpack_lemma_ids(blob: bytes, tokens: int) -> IntArray:
    """Lemma ids `(tokens,)`."""
    return np.frombuffer(blob, dtype=f"<u{lemma_id_width(blob, tokens)}").astype(np.int64)


def unpack_many_lemma_ids(blobs: Sequence[bytes], counts: IntArray) -> npt.NDArray[np.uint32]:
    """The lemma ids `(tokens,)` of all tokens of sentences that have so many tokens each `(sentences,)`."""
    bytes_ = np.fromiter(map(len, blobs), dtype=np.int64, count=len(blobs))
    widths = np.where(bytes_ == 2 * counts, 2, 4)
    found = np.zeros(counts.sum(), dtype=np.uint32)
    for width in (2, 4):
        chosen = widths == width
        if chosen.all():
            found[:] = np.frombuffer(b"".join(blobs), dtype=f"<u{width}")
        elif chosen.any():
            joined = b"".join([blob for blob, wanted in zip(blobs, chosen.tolist(), strict=True) if wanted])
            found[np.repeat(chosen, counts)] = np.frombuffer(joined, dtype=f"<u{width}")
    return found


def lemma_id_width(blob: bytes, tokens: int) -> int:
    """Bytes a lemma id of a packed sentence: 2 or 4, little-endian."""
    return 2 if len(blob) == 2 * tokens else 4


def token_count(token_offsets: bytes) -> int:
    """Number of tokens of a packed sentence."""
    return (len(token_offsets) - 1) // BYTES_A_TOKEN[token_offsets[0]]
