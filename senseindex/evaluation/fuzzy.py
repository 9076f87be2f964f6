"""Fuzzy B-cubed and fuzzy normalised mutual information, for instances that have several senses by degrees.

The measures of SemEval-2013 task 13 (Jurgens & Klapaftis 2013), as its scorer counts them. A labelling maps a sense to
its degree in 0..1 for every instance; the highest degree of an instance is 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import entr

from senseindex.arrays import IntArray
from senseindex.evaluation.scorers import harmonic_mean

Degrees = Mapping[str, float]
Doubles = npt.NDArray[np.float64]

BINS = 10


def fuzzy_b_cubed(gold: Sequence[Degrees], induced: Sequence[Degrees]) -> tuple[float, float]:
    """Fuzzy B-cubed precision and recall of the instances of one lemma.

    Two instances agree by the sum, over the senses they share, of 1 minus the difference of the degrees. One side is
    the mean over pairs that share a gold sense of min(gold, induced) / gold, the other the same with the roles changed.
    """
    in_gold, in_induced = _agreements(gold), _agreements(induced)
    return _mean_share(in_gold, in_induced), _mean_share(in_induced, in_gold)


def fuzzy_b_cubed_f(values: Sequence[tuple[float, float]]) -> float:
    """The F of the mean precision and the mean recall over lemmas, as the task's scorer reports it."""
    precision, recall = np.asarray(values).mean(axis=0).tolist()
    return harmonic_mean(precision, recall)


def fuzzy_nmi(gold: Sequence[Degrees], induced: Sequence[Degrees]) -> float:
    """Fuzzy normalised mutual information of one lemma.

    The mutual information of overlapping clusters (Lancichetti, Fortunato & Kertesz 2009) over the larger entropy,
    with the degrees of a sense as samples in ten bins. 0 where both sides have one sense for everything.
    """
    first, second = _memberships(gold), _memberships(induced)
    entropy_first, entropy_second = (sum(_entropy(column) for column in side) for side in (first, second))
    largest = max(entropy_first, entropy_second)
    if not largest:
        return 0.0
    known_first = entropy_first - _conditional(first, second)
    known_second = entropy_second - _conditional(second, first)
    return 0.5 * (known_first + known_second) / largest


def _memberships(labelling: Sequence[Degrees]) -> Doubles:
    """The degrees of every sense `(senses, n)`; 0 where an instance does not have it."""
    senses = sorted({sense for degrees in labelling for sense in degrees})
    return np.array([[degrees.get(sense, 0.0) for degrees in labelling] for sense in senses])


def _agreements(labelling: Sequence[Degrees]) -> Doubles:
    """How much every two instances agree `(n, n)`; nan where they share no sense, and for an instance and itself."""
    count = len(labelling)
    agreement, shared = np.zeros((count, count)), np.zeros((count, count), dtype=np.bool_)
    for column in _memberships(labelling):
        both = np.outer(column > 0, column > 0)
        agreement += np.where(both, 1.0 - np.abs(column[:, None] - column), 0.0)
        shared |= both
    np.fill_diagonal(shared, False)
    return np.where(shared, agreement, np.nan)


def _mean_share(own: Doubles, other: Doubles) -> float:
    """The mean over instances of the mean over pairs of min(own, other) / own; an instance without pairs has 0."""
    shared = ~np.isnan(own)
    agreement = np.where(shared, own, 0.0)
    least = np.minimum(agreement, np.nan_to_num(other))
    shares = np.divide(least, agreement, out=np.zeros_like(least), where=agreement > 0)
    pairs = shared.sum(axis=1)
    return float(np.mean(shares.sum(axis=1) / np.maximum(pairs, 1)))


def _bins(column: Doubles) -> IntArray:
    """Bins 0 .. 9 of the width 0.1, each with its upper end."""
    return np.clip(np.ceil(column * BINS - 1e-9).astype(np.int64) - 1, 0, BINS - 1)


def _entropy(column: Doubles) -> float:
    return _bits(np.bincount(_bins(column)))


def _joint_entropy(first: Doubles, second: Doubles) -> float:
    return _bits(np.bincount(_bins(first) * BINS + _bins(second)))


def _bits(counts: IntArray) -> float:
    return float(entr(counts / counts.sum()).sum() / np.log(2))


def _conditional(first: Doubles, second: Doubles) -> float:
    """What is left of the entropy of each sense once the best sense of the other side is known, summed."""
    total = 0.0
    for column in first:
        known = [_joint_entropy(column, other) - _entropy(other) for other in second if not _opposite(column, other)]
        total += min(known, default=_entropy(column))
    return total


def _opposite(first: Doubles, second: Doubles) -> bool:
    """Whether one is rather the complement of the other (Lancichetti et al., B.14): knowing it would not count."""
    one, two = first > 0, second > 0
    same, apart = [(one & two).mean(), (~one & ~two).mean()], [(one & ~two).mean(), (~one & two).mean()]
    return bool(entr(same).sum() < entr(apart).sum())
