"""Ranges of occurrence ids, first to end (not included): a document is one, and so are the dead until compaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from senseindex.arrays import BoolArray, IntArray

Range = tuple[int, int]


def alive(ids: IntArray, dead: Sequence[Range]) -> BoolArray:
    """Which of the ids lie in none of the dead ranges, which are ascending and apart."""
    if not dead:
        return np.ones(len(ids), dtype=np.bool_)
    table = np.array(dead, dtype=np.int64)
    place = np.searchsorted(table[:, 0], ids, side="right") - 1
    kept: BoolArray = (place < 0) | (ids >= table[place, 1])
    return kept


def joined(ranges: Iterable[Range]) -> list[Range]:
    """The same ids in as few ranges as possible, ascending; empty ranges are left out."""
    found: list[Range] = []
    for first, end in sorted(ranges):
        if first >= end:
            continue
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((first, end))
    return found
