"""Which occurrences count: ranges of their ids, so that a selection costs what it selects, not what there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

import numpy as np

from senseindex.arrays import BoolArray, ByteArray, IntArray

Range = tuple[int, int]
"""The first id, and the one after the last."""

BYTES_AN_ID = 16
"""A bitmap is made where it has no more bytes for each id that is asked about; looking ids up in ranges is slower."""


class Selection:
    """Ids in ranges that are ascending and apart: `starts[i]` to `ends[i]`, which is not included; both `(ranges,)`."""

    def __init__(self, starts: IntArray, ends: IntArray) -> None:
        self.starts = starts
        self.ends = ends

    @classmethod
    def of_ranges(cls, ranges: Iterable[Range] | IntArray) -> Selection:
        """The ids of all ranges `(n, 2)` together, which may be empty, touch, overlap and come in any order."""
        table = np.array(ranges if isinstance(ranges, np.ndarray) else list(ranges), dtype=np.int64).reshape(-1, 2)
        table = table[table[:, 0] < table[:, 1]]
        starts, ends = table[np.argsort(table[:, 0], kind="stable")].T
        reach = np.maximum.accumulate(ends)
        new = np.append(True, starts[1:] > reach[:-1])[: len(starts)]
        return cls(starts[new], reach[np.roll(new, -1)])

    @classmethod
    def of_ids(cls, ids: IntArray) -> Selection:
        """These ids, in any order."""
        ids = np.sort(ids)
        gaps = np.flatnonzero(np.diff(ids) > 1)
        return cls(ids[np.append(0, gaps + 1)], ids[np.append(gaps, -1)] + 1) if len(ids) else cls(ids, ids)

    def __len__(self) -> int:
        """Number of ids."""
        return int((self.ends - self.starts).sum())

    def __iter__(self) -> Iterator[Range]:
        """The ranges."""
        return zip(self.starts.tolist(), self.ends.tolist(), strict=True)

    def __and__(self, other: Selection) -> Selection:
        """The ids that are in both."""
        return self._combined(other, np.logical_and)

    def __or__(self, other: Selection) -> Selection:
        """The ids that are in one of them, or both."""
        return self._combined(other, np.logical_or)

    def __sub__(self, other: Selection) -> Selection:
        """The ids that are not in the other one."""
        return self._combined(other, np.greater)

    def _combined(self, other: Selection, rule: Callable[[BoolArray, BoolArray], BoolArray]) -> Selection:
        # Between two neighbouring bounds nothing changes; after the last one there is nothing.
        bounds = np.unique(np.concatenate([self.starts, self.ends, other.starts, other.ends]))
        inside = rule(self._look_up(bounds), other._look_up(bounds))
        changes = np.flatnonzero(np.diff(inside, prepend=False))
        return Selection(bounds[changes[::2]], bounds[changes[1::2]])

    def contains(self, ids: IntArray) -> BoolArray:
        """Which of the ids `(n,)` are selected."""
        if not self.has_bitmap(len(ids)):
            return self._look_up(ids)
        bytes_ = self.bitmap[np.minimum(ids >> 3, len(self.bitmap) - 1)]
        found: BoolArray = ((bytes_ >> (ids & 7).astype(np.uint8)) & 1).astype(np.bool_)
        return found

    def _look_up(self, ids: IntArray) -> BoolArray:
        if not len(self.starts):
            return np.zeros(len(ids), dtype=np.bool_)
        place = np.searchsorted(self.starts, ids, side="right") - 1
        found: BoolArray = (place >= 0) & (ids < self.ends[place])
        return found

    def has_bitmap(self, asked: int) -> bool:
        """Whether the bitmap is there, or worth making to ask about so many ids."""
        return "bitmap" in vars(self) or not len(self.ends) or int(self.ends[-1]) >> 3 <= BYTES_AN_ID * asked

    @cached_property
    def bitmap(self) -> ByteArray:
        """A bit for every id up to the highest selected one, lowest bit first; a byte of zero bits comes last."""
        size = (int(self.ends[-1]) >> 3) + 2 if len(self.ends) else 1
        if len(self) < 10 * len(self.starts):  # quicker one by one
            lengths = self.ends - self.starts
            ids = np.arange(len(self)) + np.repeat(self.starts - (lengths.cumsum() - lengths), lengths)
            bitmap = np.zeros(size, dtype=np.uint8)
            _set_bits(bitmap, ids >> 3, (1 << (ids & 7)).astype(np.uint8))
            return bitmap
        first, end = (self.starts + 7) >> 3, self.ends >> 3
        bounds = np.column_stack([first, np.maximum(first, end)]).ravel()
        runs = np.diff(bounds, prepend=0, append=size)  # bytes of zeros, of ones, of zeros, ...
        bitmap = np.repeat(np.resize(np.array([0, 0xFF], dtype=np.uint8), len(runs)), runs)
        low = (0xFF << (self.starts & 7)).astype(np.uint8)
        high = ((1 << (self.ends & 7)) - 1).astype(np.uint8)
        short = first > end  # inside one byte
        _set_bits(bitmap, end[short], (low & high)[short])
        _set_bits(bitmap, (first - 1)[~short & (low < 0xFF)], low[~short & (low < 0xFF)])
        _set_bits(bitmap, end[~short], high[~short])
        return bitmap


def _set_bits(bitmap: ByteArray, places: IntArray, bits: ByteArray) -> None:
    """Set bits in the bytes at these ascending places, of which some may be the same."""
    if len(places):
        runs = np.flatnonzero(np.diff(places, prepend=-1))
        bitmap[places[runs]] |= np.bitwise_or.reduceat(bits, runs)
