"""Find a dictionary's senses among the occurrences of a lemma, and the induced senses that none of them covers.

Every sense is compared by the vectors of its examples and of its definition, without what all occurrences of the lemma
have in common (`senseindex.vectors.likeness`), since there an absolute likeness means something: an occurrence attests
the sense it is most like, if it is like it enough and clearly more than it is like any other. A definition and a few
examples are poor witnesses, so each sense is first joined by the occurrences that are most like it, as a query is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from senseindex.arrays import FloatArray, IntArray
from senseindex.senses.algorithms.assign import UNCLEAR_BELOW
from senseindex.vectors.likeness import EXAMPLE_WEIGHT, NEIGHBOURS, distinctive, unit

LEAST_LIKENESS: Final = 0.25
"""Below it an occurrence attests nothing."""

SHARPNESS: Final = 10.0
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
    """`labels` `(n,)`: the place of the sense that each occurrence attests, -1 for none; how like it the occurrence is,
    and how surely it is this sense, 0..1."""

    labels: IntArray
    likeness: FloatArray
    confidences: npt.NDArray[np.float32]


def attest(vectors: FloatArray, seeds: Sequence[FloatArray]) -> Attested:
    """Which of k dictionary senses each of a lemma's occurrences `(n, d)` attests.

    `seeds` are the vectors `(m, d)` of each sense's definition and examples, m > 0.
    """
    mean = vectors.mean(axis=0)
    own = distinctive(vectors, mean)
    first = unit(np.stack([distinctive(each, mean).mean(axis=0) for each in seeds]))
    centres = first
    for _ in range(ROUNDS):
        cosines = own @ centres.T
        best, most = cosines.argmax(axis=1), cosines.max(axis=1)
        moved = EXAMPLE_WEIGHT * first
        for place in range(len(seeds)):
            # Only what is alike joins: a sense that is not there must not wander to one that is.
            near = np.flatnonzero((best == place) & (most >= LEAST_LIKENESS))
            near = near[np.argsort(-most[near], kind="stable")[:NEIGHBOURS]]
            moved[place] += most[near] @ own[near]
        centres = unit(moved)
    cosines = own @ centres.T
    likeness: FloatArray = cosines.max(axis=1)
    confidences = (1.0 / np.exp(SHARPNESS * (cosines - likeness[:, None])).sum(axis=1)).astype(np.float32)
    clear = (likeness >= LEAST_LIKENESS) & (confidences >= UNCLEAR_BELOW)
    labels = np.where(clear, cosines.argmax(axis=1), -1)
    return Attested(labels.astype(np.int64), likeness, confidences)


def claimed_shares(attested: Attested, senses: IntArray, sense_ids: Sequence[int]) -> list[float]:
    """The share of each sense's occurrences that attest a dictionary sense; `senses` `(n,)` are theirs."""
    claimed = attested.labels >= 0
    return [float(claimed[senses == each].mean()) if (senses == each).any() else 0.0 for each in sense_ids]


def is_ordinary(vectors: FloatArray, seeds: Sequence[FloatArray]) -> bool:
    """Whether an example or a definition of a dictionary sense would be an ordinary one of occurrences `(n, d)`.

    Asked of a word with one sense: what all its occurrences have in common is that sense then, and nothing is left to
    compare when it is taken off.
    """
    centre = unit(vectors.mean(axis=0, keepdims=True))[0]
    farther = np.quantile(vectors @ centre, ORDINARY)
    return any(bool((unit(each) @ centre >= farther).any()) for each in seeds)
