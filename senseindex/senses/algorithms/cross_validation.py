"""How well labels predict each other: cross-validation of `FewLabels` on the labelled lines themselves.

From few labels a classifier is too sure of itself, or not sure enough. Its confidences are calibrated on the lines that
were held out: by a temperature (as in Guo et al. 2017) at which their mean is the share of these lines that are right,
as Jeffreys' prior estimates it from n lines of which r are right, (r + 1/2) / (n + 1). The likelihood, by which a
temperature is chosen usually, makes far too little sure from 20 labels of which one is wrong.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from scipy.special import log_softmax

from senseindex.arrays import DoubleArray, FloatArray, IntArray
from senseindex.senses.algorithms.classify import dealt_out
from senseindex.senses.algorithms.few_labels import FewLabels

LEAVE_ONE_OUT: Final = 60
FOLDS: Final = 10
TEMPERATURES: Final = np.geomspace(0.05, 1000.0, 150)
IMPOSSIBLE: Final = -50.0
"""The log probability of a sense that only what was held out has."""
Z: Final = 1.959964


def held_out(vectors: FloatArray, labels: IntArray, groups: IntArray) -> DoubleArray:
    """Log probabilities `(n, k)` of the sorted labels for each of `(n, d)` labelled vectors, said by the others.

    `groups` `(n, g)` are theirs, found without labels.

    One is left out at a time up to `LEAVE_ONE_OUT` labels, a tenth of each sense above. -inf for a sense that only what
    is left out has.
    """
    count = len(labels)
    fold = dealt_out(labels, FOLDS) if count > LEAVE_ONE_OUT else np.arange(count)
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

    def __init__(self, log_shares: DoubleArray, right: IntArray) -> None:
        known = np.where(np.isfinite(log_shares), log_shares, IMPOSSIBLE)
        share = ((known.argmax(axis=1) == right).sum() + 0.5) / (len(right) + 1.0)
        means = [_likeliest(known, temperature).mean() for temperature in TEMPERATURES]
        self.temperature = float(TEMPERATURES[int(np.abs(np.array(means) - share).argmin())])

    def confidences(self, log_shares: DoubleArray) -> FloatArray:
        """How sure the likeliest sense of each row is, in 0..1."""
        return _likeliest(log_shares, self.temperature).astype(np.float32)


def _likeliest(log_shares: DoubleArray, temperature: float) -> DoubleArray:
    likeliest: DoubleArray = np.exp(log_softmax(log_shares / temperature, axis=1).max(axis=1))
    return likeliest


def wilson(right: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    share = right / count
    centre = (share + Z * Z / (2 * count)) / (1 + Z * Z / count)
    half = Z * math.sqrt(share * (1 - share) / count + Z * Z / (4 * count * count)) / (1 + Z * Z / count)
    return max(centre - half, 0.0), min(centre + half, 1.0)
