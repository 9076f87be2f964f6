"""Which pieces go through the encoder together: windows over long sentences, and batches under a budget.

Every piece of every sentence is kept from exactly one window, so nothing is cut and nothing counts twice.
Windows of like length share a batch, so that little is padded. No torch here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from senseindex.arrays import IntArray
from senseindex.vectors.contextual.tokenization import Pieces, PieceTokenizer


@dataclass(frozen=True, slots=True)
class Windows:
    """Runs of pieces that are encoded as one input each, as columns of equal length.

    A window holds the pieces `starts:ends`; the vectors of `keep_starts:keep_ends` are taken from it.
    """

    starts: IntArray
    ends: IntArray
    keep_starts: IntArray
    keep_ends: IntArray


@dataclass(frozen=True, slots=True)
class Batch:
    """An input of the encoder: B windows, padded to L places, special pieces included.

    `ids` (B, L), and `mask` (B, L) or None where nothing is padded. `rows` (K,) are the places of the kept pieces
    in the flattened (B * L) grid, and `pieces` (K,) their numbers.
    """

    ids: IntArray
    mask: IntArray | None
    rows: IntArray
    pieces: IntArray


def cut_windows(piece_offsets: IntArray, capacity: int) -> Windows:
    """Windows of at most `capacity` pieces over the sentences `piece_offsets[s]:piece_offsets[s + 1]`.

    A sentence that fits is one window. A longer one gets windows that overlap by half, the last one flush with
    its end, and each piece is kept from the window in whose middle it stands nearest. A sentence without
    pieces gets none.
    """
    starts, ends = piece_offsets[:-1], piece_offsets[1:]
    lengths = ends - starts
    short = (lengths > 0) & (lengths <= capacity)
    columns = [(starts[short], ends[short], starts[short], ends[short])]
    step = max(1, capacity // 2)
    for sentence in np.flatnonzero(lengths > capacity):
        first, last = int(starts[sentence]), int(ends[sentence])
        window_starts = np.append(np.arange(first, last - capacity, step), last - capacity)
        middles = (window_starts[:-1] + window_starts[1:] + capacity) // 2
        borders = np.concatenate([[first], middles, [last]])
        columns.append((window_starts, window_starts + capacity, borders[:-1], borders[1:]))
    return Windows(*(np.concatenate(column) for column in zip(*columns, strict=True)))


def batches(pieces: Pieces, windows: Windows, tokenizer: PieceTokenizer, budget: int) -> Iterator[Batch]:
    """Batches of at most `budget` places, padding included (or of one window), longest windows first."""
    special = len(tokenizer.prefix) + len(tokenizer.suffix)
    lengths = windows.ends - windows.starts + special
    order = np.argsort(-lengths, kind="stable")
    begin = 0
    while begin < len(order):
        # The first window of a batch is its longest, and says how many fit.
        count = max(1, budget // int(lengths[order[begin]]))
        yield _batch(pieces, windows, order[begin : begin + count], tokenizer)
        begin += count


def _batch(pieces: Pieces, windows: Windows, chosen: IntArray, tokenizer: PieceTokenizer) -> Batch:
    prefix, suffix = tokenizer.prefix, tokenizer.suffix
    starts, ends = windows.starts[chosen, None], windows.ends[chosen, None]
    lengths = ends - starts
    places = np.arange(int(lengths.max()) + len(prefix) + len(suffix))[None, :]
    source = starts + places - len(prefix)
    inside = (source >= starts) & (source < ends)
    ids = np.where(inside, pieces.ids[np.clip(source, 0, len(pieces.ids) - 1)], tokenizer.padding)
    ids[:, : len(prefix)] = prefix
    for place, piece in enumerate(suffix):
        np.put_along_axis(ids, lengths + len(prefix) + place, piece, axis=1)
    used = places < lengths + len(prefix) + len(suffix)
    kept = (source >= windows.keep_starts[chosen, None]) & (source < windows.keep_ends[chosen, None])
    return Batch(
        ids=ids,
        mask=None if used.all() else used.astype(np.int64),
        rows=np.flatnonzero(kept),
        pieces=source[kept],
    )
