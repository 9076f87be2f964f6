"""Find a dictionary's senses among the occurrences of a lemma, and the induced senses that none of them covers.

Which sense an occurrence has `disambiguation` says, as in an evaluation. Whether it has any of them is another
question, asked without what all occurrences of the lemma have in common (`senseindex.vectors.likeness`), since there an
absolute likeness means something: an occurrence attests a sense if it is clearly more like one than occurrences of the
lemma are like each other. A definition and a few examples are poor witnesses, so for this each sense is first joined by
the occurrences that are most like it, as a query is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from senseindex.arrays import DoubleArray, FloatArray, IntArray
from senseindex.edit.dictionaries.disambiguation import probabilities, scores
from senseindex.vectors.likeness import EXAMPLE_WEIGHT, NEIGHBOURS, distinctive, unit

LEAST_LIKENESS: Final = 1.25
"""How like a sense an occurrence must be to attest it, in units of how like two occurrences of the lemma are (the root
of the mean square of their cosines). On CoarseWSD-20 with three examples a sense, 25 of 28 senses that were left out of
the dictionary were not covered then, and 1 of 60 that were not left out."""

ROUNDS: Final = 3
FEW: Final = 0.05
"""Where less than this share of a lemma's occurrences attest a sense, it is hardly there: a sense that is not in the
corpus at all still gets a few lines of others by chance (CoarseWSD-20: 2 % in the median, senses that are there 6 % and
more)."""

COVERED: Final = 0.2
"""The share of a sense's occurrences that attest a dictionary sense when it is covered."""


ORDINARY: Final = 0.1
"""The share of a word's occurrences that lie farther from their centre than an example which is an ordinary one."""


@dataclass(frozen=True)
class Attested:
    """`labels` `(n,)`: the place of the sense that each occurrence attests, -1 for none; `senses` `(n,)` the place of
    the likeliest one, whether attested or not, how like any sense the occurrence is, and how surely it is this one,
    0..1."""

    labels: IntArray
    senses: IntArray
    likeness: FloatArray
    confidences: npt.NDArray[np.float32]


def attest(vectors: FloatArray, senses: FloatArray, prior: DoubleArray) -> Attested:
    """Which of k dictionary senses each of a lemma's occurrences `(n, d)` attests, n > 0.

    `senses` are the vectors `(k, d)` of the senses, `prior` `(k,)` the log odds of each before an occurrence is seen.
    """
    shares = probabilities(scores(vectors, senses, prior))
    chosen = shares.argmax(axis=1).astype(np.int64)
    confidences = shares.max(axis=1).astype(np.float32)
    mean = vectors.mean(axis=0)
    own = distinctive(vectors, mean)
    first = distinctive(senses, mean)
    least = LEAST_LIKENESS * _usual_likeness(own)
    centres = first
    for _ in range(ROUNDS):
        cosines = own @ centres.T
        best, most = cosines.argmax(axis=1), cosines.max(axis=1)
        moved = EXAMPLE_WEIGHT * first
        for place in range(len(senses)):
            # Only what is alike joins: a sense that is not there must not wander to one that is.
            near = np.flatnonzero((best == place) & (most >= least))
            near = near[np.argsort(-most[near], kind="stable")[:NEIGHBOURS]]
            moved[place] += most[near] @ own[near]
        centres = unit(moved)
    likeness: FloatArray = (own @ centres.T).max(axis=1)
    return Attested(np.where(likeness >= least, chosen, -1), chosen, likeness, confidences)


def _usual_likeness(vectors: FloatArray) -> float:
    """The root of the mean square of the cosines of different ones of `(n, d)` unit vectors; 0 of a single one."""
    count = len(vectors)
    if count < 2:
        return 0.0
    # The squares of all cosines sum to those of the products of dimensions; the n of vectors with themselves are 1.
    squares = float(((vectors.T @ vectors).astype(np.float64) ** 2).sum())
    return float(np.sqrt(max(squares - count, 0.0) / (count * (count - 1))))


def claimed_shares(attested: Attested, senses: IntArray, sense_ids: Sequence[int]) -> list[float]:
    """The share of each sense's occurrences that attest a dictionary sense; `senses` `(n,)` are theirs."""
    claimed = attested.labels >= 0
    return [float(claimed[senses == each].mean()) if (senses == each).any() else 0.0 for each in sense_ids]


def is_ordinary(vectors: FloatArray, senses: FloatArray) -> bool:
    """Whether one of the dictionary's senses `(k, d)` would be an ordinary one of occurrences `(n, d)`.

    Asked of a word with one sense: what all its occurrences have in common is that sense then, and nothing is left to
    compare when it is taken off.
    """
    centre = unit(vectors.mean(axis=0, keepdims=True))[0]
    farther = np.quantile(vectors @ centre, ORDINARY)
    return bool((senses @ centre >= farther).any())
