"""What tells the senses of a word apart: their centres, seen through the scatter of usages within senses.

The cosine to a centre counts all directions alike. Within a sense usages scatter along some directions far more than
along others (who speaks, what the sentence is about), and there a difference says little. So a centre c becomes the
direction A^-1 c, where A is the scatter within the senses of the word, shrunk towards a sphere: Fisher's linear
discriminant (1936), regularised as by Friedman (1989). A new usage is then put where its product with a direction is
largest, which costs what the cosine costs. The more usages there are, the more the scatter is trusted; the usages are
first moved half-way to their nearest neighbours (`senseindex.vectors.likeness.smoothed`).

On CoarseWSD-20 this raises the macro-F1 of new lines from 0.90 to 0.94 with all train lines, from 0.87 to 0.92 with 180
lines a word, from 0.91 to 0.93 with 60 and from 0.79 to 0.81 with 20 (other lines each time); on SemEval-2010 and on
SemCor, with finer senses and some dozens of lines a word, from 0.63 to 0.65 and from 0.50 to 0.51.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from senseindex.arrays import FloatArray, IntArray, drawn
from senseindex.vectors.likeness import smoothed, unit

TRUST: Final = 0.8
HALF_TRUSTED: Final = 300
"""The scatter of n usages counts for `TRUST` n / (n + `HALF_TRUSTED`), a sphere for the rest."""

LEAD: Final = 1.25
"""How much further apart than the cosines to the centres their products are: they are right more often. Chosen with the
sharpness of `senseindex.senses.algorithms.assign`, by the calibration on CoarseWSD-20, SemEval-2010 and SemCor."""

SAMPLE: Final = 1000
"""The scatter is learnt from at most so many usages of a word."""


class Discriminator:
    """Tells the senses of a word apart, for one division into senses after another."""

    def __init__(self, vectors: FloatArray, seed: int = 0) -> None:
        """`vectors` `(n, d)` of unit norm are the usages of the word."""
        self._places = drawn(len(vectors), SAMPLE, seed)
        self._vectors = vectors[self._places]
        self._close = unit(self._vectors + smoothed(self._vectors))

    def directions(self, labels: IntArray, centres: FloatArray) -> FloatArray:
        """Directions `(k, d)` to put new vectors to senses by: the largest product wins.

        `labels` `(n,)` are the senses 0 .. k-1 of the usages, others belong to none; `centres` `(k, d)` are of unit
        norm. The products are `LEAD` times as far apart in the mean as the cosines to the centres, so that confidences
        (`assign`) mean what they say. A lone sense, and all where none has usages, keep their
        centres; a sense without usages takes part by its centre.
        """
        numbers = labels[self._places]
        inside = numbers >= 0
        if len(centres) < 2 or not inside.any():
            return centres
        own, close, numbers = self._vectors[inside], self._close[inside], numbers[inside]
        members = np.eye(len(centres), dtype=np.float32)[numbers]
        sizes = members.sum(axis=0)[:, None]
        means = np.where(sizes > 0, members.T @ close / np.maximum(sizes, 1.0), centres)
        apart = close - means[numbers]
        scatter = (apart.T @ apart).astype(np.float64)
        level = float(np.trace(scatter)) / len(scatter)
        if level <= 0.0:
            return centres
        trust = TRUST * len(own) / (len(own) + HALF_TRUSTED)
        shrunk = trust / level * scatter + (1.0 - trust) * np.eye(len(scatter))
        found = np.linalg.solve(shrunk, means.T.astype(np.float64)).T
        found /= np.sqrt(np.einsum("kd,kd->k", found, means))[:, None]
        lead = _mean_lead(own @ found.T, numbers)
        if lead <= 0.0:
            return centres
        directions: FloatArray = (found * (LEAD * _mean_lead(own @ centres.T, numbers) / lead)).astype(np.float32)
        return directions


def _mean_lead(products: np.ndarray[tuple[int, int], np.dtype[np.floating]], numbers: IntArray) -> float:
    """How much larger the product `(n, k)` with the own sense is than the mean of the others, in the mean."""
    own = products[np.arange(len(numbers)), numbers]
    others = (products.sum(axis=1) - own) / (products.shape[1] - 1)
    return float((own - others).mean())
