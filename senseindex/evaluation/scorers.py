"""Figures of merit: clusterings against gold classes, rankings, confidences, graded judgments.

Labels are any sequences of one hashable value an instance. What scikit-learn and scipy have is taken from them; the
rest is what shared tasks define for themselves.

The fuzzy measures, for instances that have several senses by degrees, are those of SemEval-2013 task 13 (Jurgens &
Klapaftis 2013), as its scorer counts them. A labelling maps a sense to its degree in 0..1 for every instance; the
highest degree of an instance is 1.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy.special import comb, entr
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, f1_score, v_measure_score
from sklearn.metrics.cluster import contingency_matrix

from senseindex.arrays import BoolArray, DoubleArray, FloatArray, IntArray, numbered

Labels = Sequence[Hashable] | IntArray

Degrees = Mapping[str, float]

CALIBRATION_BINS = 10
DEGREE_BINS = 10


v_measure = v_measure_score
"""Harmonic mean of homogeneity and completeness (Rosenberg & Hirschberg 2007)."""

adjusted_rand = adjusted_rand_score
"""Rand index corrected for chance (Hubert & Arabie 1985): 0 in the mean for random clusters, 1 for the same."""

adjusted_mutual_information = adjusted_mutual_info_score
"""Mutual information over the mean entropy, corrected for chance (Vinh, Epps & Bailey 2010)."""

macro_f1 = partial(f1_score, average="macro", zero_division=0)
"""The mean over classes of the harmonic mean of precision and recall."""


def paired_f_score(gold: Labels, predicted: Labels) -> float:
    """F over the pairs of instances in one class and in one cluster (Artiles, Amigo & Gonzalo 2009).

    As the scorer of SemEval-2010 task 14 counts, a class or cluster of one instance is one pair, with itself: this
    gives its published 0.1 for one cluster an instance.
    """
    table = contingency_matrix(gold, predicted, dtype=np.float64)
    classes, clusters = table.sum(axis=1), table.sum(axis=0)
    alone = np.outer(classes == 1, clusters == 1) & (table == 1)
    both = float(comb(table, 2).sum() + alone.sum())
    in_clusters = float(comb(clusters, 2).sum() + (clusters == 1).sum())
    in_classes = float(comb(classes, 2).sum() + (classes == 1).sum())
    return harmonic_mean(both / in_clusters, both / in_classes)


def b_cubed(gold: Labels, predicted: Labels) -> float:
    """B-cubed F (Bagga & Baldwin 1998): precision and recall of each instance's cluster, averaged over instances."""
    table = contingency_matrix(gold, predicted, dtype=np.float64)
    squares = table**2
    precision = float((squares / table.sum(axis=0)).sum() / table.sum())
    recall = float((squares / table.sum(axis=1, keepdims=True)).sum() / table.sum())
    return harmonic_mean(precision, recall)


def purity(gold: Labels, predicted: Labels) -> float:
    """The share of instances that have the most frequent gold class of their cluster (Zhao & Karypis 2001)."""
    table = contingency_matrix(gold, predicted)
    return float(table.max(axis=0).sum() / table.sum())


def harmonic_mean(first: float, second: float) -> float:
    """2 a b / (a + b), 0 where both are 0."""
    return 2 * first * second / (first + second) if first + second else 0.0


def geometric_mean(first: float, second: float) -> float:
    """The square root of the product; negative figures count as 0."""
    return float(np.sqrt(max(first, 0.0) * max(second, 0.0)))


def ranking_figures(
    scores: FloatArray, labels: IntArray, top: int = 10, *, by_label: bool = True
) -> tuple[float, float]:
    """Mean average precision and precision at `top` when each instance asks for the others of its label.

    `scores` `(n, n)`, row i scores the answers to query i, itself left out; ties keep the order of the instances.
    Averaged within a label, then over labels, or over all queries where not `by_label`; a label of one instance asks
    nothing. Both are nan without queries.
    """
    count = len(labels)
    scores = scores.copy()
    np.fill_diagonal(scores, -np.inf)
    order = np.argsort(-scores, axis=1, kind="stable")[:, : count - 1]
    right = labels[order] == labels[:, None]
    ranks = np.arange(1, count)
    precisions = np.cumsum(right, axis=1) / ranks
    answers = right.sum(axis=1)
    average = (precisions * right).sum(axis=1) / np.maximum(answers, 1)
    early = right[:, :top].mean(axis=1) if count > 1 else np.zeros(count)
    return _query_means(average, early, labels, answers > 0, by_label)


def chance_ranking_figures(labels: IntArray, *, by_label: bool = True) -> tuple[float, float]:
    """What `ranking_figures` are in the mean over all orders of the answers.

    The expected average precision of r relevant answers among n is the mean over ranks i of
    1/i + (1 - 1/i) (r - 1) / (n - 1) (Bestgen 2015), the expected precision at any rank r / n.
    """
    answers = len(labels) - 1
    relevant = (np.unique(labels, return_counts=True)[1] - 1)[numbered(labels)]
    first = float((1.0 / np.arange(1, answers + 1)).mean()) if answers else 0.0
    average = first + (1.0 - first) * (relevant - 1) / max(answers - 1, 1)
    return _query_means(average, relevant / max(answers, 1), labels, relevant > 0, by_label)


def _query_means(
    average: DoubleArray, early: DoubleArray, labels: IntArray, asked: BoolArray, by_label: bool
) -> tuple[float, float]:
    """Means of two figures `(n,)` of queries over those that are asked: within a label first, or over all."""
    own = [asked & (labels == label) for label in np.unique(labels)] if by_label else [asked]
    means = [(average[each].mean(), early[each].mean()) for each in own if each.any()]
    if not means:
        return float("nan"), float("nan")
    return float(np.mean([mean for mean, _ in means])), float(np.mean([mean for _, mean in means]))


def calibration_error(
    confidences: npt.NDArray[np.floating], right: BoolArray, weights: npt.NDArray[np.floating]
) -> float:
    """Expected calibration error (Guo et al. 2017) over ten bins of equal width; weights say how much a case counts."""
    bins = np.minimum((np.asarray(confidences) * CALIBRATION_BINS).astype(np.int64), CALIBRATION_BINS - 1)
    gaps = np.bincount(bins, weights * (right - confidences), minlength=CALIBRATION_BINS)
    return float(np.abs(gaps).sum() / weights.sum())


def accuracy_at_coverage(
    confidences: npt.NDArray[np.floating],
    right: BoolArray,
    weights: npt.NDArray[np.floating],
    coverages: Sequence[float],
) -> list[float]:
    """The weighted accuracy of the most confident cases that make up each share (0..1) of the weight."""
    order = np.argsort(-np.asarray(confidences), kind="stable")
    weight = np.cumsum(weights[order])
    correct = np.cumsum(weights[order] * right[order])
    last = [int(np.searchsorted(weight, share * weight[-1] * (1 - 1e-9))) for share in coverages]
    return [float(correct[place] / weight[place]) for place in last]


def uncentred_pearson(first: DoubleArray, second: DoubleArray) -> float:
    """Pearson's correlation with the means taken to be 0: the cosine of the two columns of numbers."""
    scale = float(np.linalg.norm(first) * np.linalg.norm(second))
    return float(first @ second) / scale if scale else 0.0


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


def _memberships(labelling: Sequence[Degrees]) -> DoubleArray:
    """The degrees of every sense `(senses, n)`; 0 where an instance does not have it."""
    senses = sorted({sense for degrees in labelling for sense in degrees})
    return np.array([[degrees.get(sense, 0.0) for degrees in labelling] for sense in senses])


def _agreements(labelling: Sequence[Degrees]) -> DoubleArray:
    """How much every two instances agree `(n, n)`; nan where they share no sense, and for an instance and itself."""
    count = len(labelling)
    agreement, shared = np.zeros((count, count)), np.zeros((count, count), dtype=np.bool_)
    for column in _memberships(labelling):
        both = np.outer(column > 0, column > 0)
        agreement += np.where(both, 1.0 - np.abs(column[:, None] - column), 0.0)
        shared |= both
    np.fill_diagonal(shared, False)
    return np.where(shared, agreement, np.nan)


def _mean_share(own: DoubleArray, other: DoubleArray) -> float:
    """The mean over instances of the mean over pairs of min(own, other) / own; an instance without pairs has 0."""
    shared = ~np.isnan(own)
    agreement = np.where(shared, own, 0.0)
    least = np.minimum(agreement, np.nan_to_num(other))
    shares = np.divide(least, agreement, out=np.zeros_like(least), where=agreement > 0)
    pairs = shared.sum(axis=1)
    return float(np.mean(shares.sum(axis=1) / np.maximum(pairs, 1)))


def _bins(column: DoubleArray) -> IntArray:
    """Bins 0 .. 9 of the width 0.1, each with its upper end."""
    return np.clip(np.ceil(column * DEGREE_BINS - 1e-9).astype(np.int64) - 1, 0, DEGREE_BINS - 1)


def _entropy(column: DoubleArray) -> float:
    return _bits(np.bincount(_bins(column)))


def _joint_entropy(first: DoubleArray, second: DoubleArray) -> float:
    return _bits(np.bincount(_bins(first) * DEGREE_BINS + _bins(second)))


def _bits(counts: IntArray) -> float:
    return float(entr(counts / counts.sum()).sum() / np.log(2))


def _conditional(first: DoubleArray, second: DoubleArray) -> float:
    """What is left of the entropy of each sense once the best sense of the other side is known, summed."""
    total = 0.0
    for column in first:
        known = [_joint_entropy(column, other) - _entropy(other) for other in second if not _opposite(column, other)]
        total += min(known, default=_entropy(column))
    return total


def _opposite(first: DoubleArray, second: DoubleArray) -> bool:
    """Whether one is rather the complement of the other (Lancichetti et al., B.14): knowing it would not count."""
    one, two = first > 0, second > 0
    same, apart = [(one & two).mean(), (~one & ~two).mean()], [(one & ~two).mean(), (~one & two).mean()]
    return bool(entr(same).sum() < entr(apart).sum())
