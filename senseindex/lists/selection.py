"""Which rows of a list are shown, and in which order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from senseindex.arrays import BoolArray, IntArray
from senseindex.errors import UsageError

DOWNWARDS = frozenset({"item", "dp", "against"})
"""What is sorted from the smallest up; all else comes largest first."""


@dataclass(frozen=True)
class Limits:
    """What rows a list keeps: `least` to `most` tokens, at least so many documents, names that fit a pattern."""

    min_frequency: int = 1
    max_frequency: int | None = None
    min_documents: int = 1
    pattern: str | None = None

    def __post_init__(self) -> None:
        most = self.max_frequency
        if self.min_frequency < 1 or self.min_documents < 1 or (most is not None and most < self.min_frequency):
            raise UsageError("frequencies and documents are whole numbers from 1, the largest not below the smallest")
        self.compiled()

    def compiled(self) -> re.Pattern[str] | None:
        """The pattern, which the whole of a name has to fit. Raises UsageError for one that cannot be read."""
        try:
            return None if self.pattern is None else re.compile(self.pattern)
        except re.error as error:
            raise UsageError(f"{self.pattern!r} is no regular expression ({error})") from None

    def kept(self, names: Sequence[str], freqs: IntArray, documents: IntArray) -> IntArray:
        """The numbers of the rows that are kept, ascending."""
        fits: BoolArray = (freqs >= self.min_frequency) & (documents >= self.min_documents)
        if self.max_frequency is not None:
            fits &= freqs <= self.max_frequency
        found = np.flatnonzero(fits)
        pattern = self.compiled()
        if pattern is None:
            return found
        return np.array([place for place in found.tolist() if pattern.fullmatch(names[place])], dtype=np.int64)


def ordered(sort: str | None, keys: Sequence[str], columns: Mapping[str, Any], rows: IntArray) -> IntArray:
    """These rows, by number, in the order of `sort`: one of the `keys`, turned round by a `-` before it.

    `columns` has values `(rows,)` or names for each key. Equal rows come by frequency, then by name. Rows without a
    value come last. Raises UsageError for a key that is none.
    """
    key = (sort or keys[0]).removeprefix("-")
    if key not in keys:
        raise UsageError(f"this list cannot be sorted by {key!r}; there are {', '.join(keys)}")
    turned = (sort or "").startswith("-")
    names: Sequence[str] = columns["item"]
    by_name = np.empty(len(rows), dtype=np.int64)
    by_name[sorted(range(len(rows)), key=[names[row] for row in rows.tolist()].__getitem__)] = np.arange(len(rows))
    values: npt.NDArray[np.float64] = (by_name if key == "item" else columns[key][rows]).astype(np.float64)
    if (key in DOWNWARDS) == turned:
        values = -values
    values[np.isnan(values)] = np.inf
    return rows[np.lexsort((by_name, -columns["freq"][rows], values))]
