"""Types of arrays, as the whole package names them, and what many rooms do with arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
DoubleArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
ByteArray = npt.NDArray[np.uint8]
BoolArray = npt.NDArray[np.bool_]


def numbered(labels: npt.ArrayLike) -> IntArray:
    """Labels `(n,)` as numbers from 0 without gaps, in the order of the labels."""
    numbers: IntArray = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    return numbers


def drawn(count: int, most: int, seed: int | Sequence[int]) -> IntArray:
    """Places 0 .. count-1, ascending: all of them, or `most` drawn at random where there are more."""
    if count <= most:
        return np.arange(count)
    return np.sort(np.random.default_rng(seed).choice(count, most, replace=False))
