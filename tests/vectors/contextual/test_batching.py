"""Windows and batches: every piece is kept exactly once, from where it stands most central."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from senseindex.vectors.contextual.batching import batches, cut_windows
from senseindex.vectors.contextual.tokenization import Pieces


class Specials:
    """A tokenizer as far as batches look at it: one special piece before and two behind."""

    prefix = (101,)
    suffix = (102, 103)
    padding = 0


def offsets_of(lengths: list[int]) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


@given(st.lists(st.integers(0, 60), max_size=12), st.integers(1, 17))
@settings(deadline=None)
def test_every_piece_is_kept_once_from_the_most_central_window(lengths: list[int], capacity: int) -> None:
    offsets = offsets_of(lengths)
    windows = cut_windows(offsets, capacity)
    kept = np.zeros(offsets[-1], dtype=int)
    owners = np.searchsorted(offsets, windows.starts, side="right") - 1
    for sentence, start, end, keep_start, keep_end in zip(
        owners, windows.starts, windows.ends, windows.keep_starts, windows.keep_ends, strict=True
    ):
        assert offsets[sentence] <= start <= keep_start <= keep_end <= end <= offsets[sentence + 1]
        assert end - start <= capacity
        kept[keep_start:keep_end] += 1
        own = owners == sentence
        middles = (windows.starts[own] + windows.ends[own]) / 2
        for piece in range(keep_start, keep_end):
            assert abs(piece + 0.5 - (start + end) / 2) <= np.abs(piece + 0.5 - middles).min() + 0.5
    assert (kept == 1).all()


@given(st.lists(st.integers(0, 30), min_size=1, max_size=20), st.integers(1, 60))
@settings(deadline=None)
def test_batches_hold_every_window_within_the_budget(lengths: list[int], budget: int) -> None:
    offsets = offsets_of(lengths)
    ids = np.arange(1000, 1000 + offsets[-1])
    pieces = Pieces(ids, np.arange(len(ids)), offsets, offsets)
    windows = cut_windows(offsets, 9)
    seen: list[int] = []
    rows = 0
    for batch in batches(pieces, windows, Specials(), budget):  # type: ignore[arg-type]
        assert batch.ids.size <= budget or len(batch.ids) == 1
        rows += len(batch.ids)
        seen.extend(batch.pieces)
        np.testing.assert_array_equal(batch.ids.ravel()[batch.rows], ids[batch.pieces])
        for number, row in enumerate(batch.ids):
            real = row if batch.mask is None else row[batch.mask[number] == 1]
            assert real[0] == 101
            assert list(real[-2:]) == [102, 103]
            assert not row[len(real) :].any()
    assert rows == len(windows.starts)
    assert sorted(seen) == list(range(offsets[-1]))
