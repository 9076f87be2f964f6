"""How well labels predict each other: cross-validation of `FewLabels` on the labelled lines themselves.

From few labels a classifier is too sure of itself. Its confidences are calibrated on the lines that were held out:
temperature scaling (Guo et al. 2017), never below 1, and then the rule of succession, by which n labels of k senses
cannot make anything surer than (n + 1) / (n + k).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from senseindex.senses.few_labels import FewLabels
from senseindex.store.vector_store import FloatArray, IntArray

LEAVE_ONE_OUT: Final = 60
FOLDS: Final = 10
TEMPERATURES: Final = np.geomspace(1.0, 30.0, 60)
Z: Final = 1.959964


def held_out(vectors: FloatArray, labels: IntArray, groups: IntArray) -> npt.NDArray[np.float64]:
    """Log probabilities `(n, k)` of the sorted labels for each of `(n, d)` labelled vectors, said by the others.

    `groups` `(n, g)` are theirs, found without labels.

    One is left out at a time up to `LEAVE_ONE_OUT` labels, a tenth of each sense above. -inf for a sense that only what
    is left out has.
    """
    count = len(labels)
    fold = np.arange(count)
    if count > LEAVE_ONE_OUT:
        order = np.random.default_rng(0).permutation(count)
        for label in np.unique(labels):
            own = order[labels[order] == label]
            fold[own] = np.arange(len(own)) % FOLDS
    senses = np.unique(labels)
    found = np.full((count, len(senses)), -np.inf)
    for number in np.unique(fold):
        held = np.flatnonzero(fold == number)
        others = fold != number
        learnt = FewLabels(vectors[others], labels[others], groups[others])
        columns = np.searchsorted(senses, learnt.senses)
        found[np.ix_(held, columns)] = learnt.log_shares(vectors[held], groups[held])
    return found


class Calibration:
    """Learnt from held-out log probabilities `(n, k)` and the right places `(n,)` among them."""

    def __init__(self, log_shares: npt.NDArray[np.float64], right: IntArray) -> None:
        self._labels = len(right)
        known = np.isfinite(log_shares[np.arange(len(right)), right])
        rows = np.flatnonzero(known)
        likelihoods = [
            _softened(log_shares[rows], temperature)[np.arange(len(rows)), right[rows]].sum()
            for temperature in TEMPERATURES
        ]
        self.temperature = float(TEMPERATURES[int(np.argmax(likelihoods))])

    def confidences(self, log_shares: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
        """How sure the likeliest sense of each row is, in 0..1."""
        shares = np.exp(_softened(log_shares, self.temperature).max(axis=1))
        senses = log_shares.shape[1]
        found: npt.NDArray[np.float32] = ((self._labels * shares + 1.0) / (self._labels + senses)).astype(np.float32)
        return found


def _softened(log_shares: npt.NDArray[np.float64], temperature: float) -> npt.NDArray[np.float64]:
    scaled = log_shares / temperature
    scaled = scaled - scaled.max(axis=1, keepdims=True)
    shares: npt.NDArray[np.float64] = scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True))
    return shares


def wilson(right: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    share = right / count
    centre = (share + Z * Z / (2 * count)) / (1 + Z * Z / count)
    half = Z * math.sqrt(share * (1 - share) / count + Z * Z / (4 * count * count)) / (1 + Z * Z / count)
    return max(centre - half, 0.0), min(centre + half, 1.0)
