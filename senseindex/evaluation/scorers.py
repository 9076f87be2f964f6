"""Figures of merit: clusterings against gold classes, rankings, confidences, graded judgments.

Labels are any sequences of one hashable value an instance. What scikit-learn and scipy have is taken from them; the
rest is what shared tasks define for themselves.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

from senseindex.arrays import BoolArray, FloatArray, IntArray

Labels = Sequence[Hashable] | IntArray
Doubles = npt.NDArray[np.float64]

CALIBRATION_BINS = 10


def contingency(gold: Labels, predicted: Labels) -> Doubles:
    """How many instances have gold class i and are in cluster j, `(classes, clusters)`."""
    rows, columns = (np.unique(np.asarray(labels), return_inverse=True)[1] for labels in (gold, predicted))
    table = np.zeros((rows.max() + 1, columns.max() + 1))
    np.add.at(table, (rows, columns), 1.0)
    return table


def v_measure(gold: Labels, predicted: Labels) -> float:
    """Harmonic mean of homogeneity and completeness (Rosenberg & Hirschberg 2007)."""
    from sklearn.metrics import v_measure_score

    return float(v_measure_score(gold, predicted))


def adjusted_rand(gold: Labels, predicted: Labels) -> float:
    """Rand index corrected for chance (Hubert & Arabie 1985): 0 in the mean for random clusters, 1 for the same."""
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(gold, predicted))


def adjusted_mutual_information(first: Labels, second: Labels) -> float:
    """Mutual information over the mean entropy, corrected for chance (Vinh, Epps & Bailey 2010)."""
    from sklearn.metrics import adjusted_mutual_info_score

    return float(adjusted_mutual_info_score(first, second))


def macro_f1(gold: Labels, predicted: Labels) -> float:
    """The mean over classes of the harmonic mean of precision and recall."""
    from sklearn.metrics import f1_score

    return float(f1_score(gold, predicted, average="macro", zero_division=0))


def paired_f_score(gold: Labels, predicted: Labels) -> float:
    """F over the pairs of instances in one class and in one cluster (Artiles, Amigo & Gonzalo 2009).

    As the scorer of SemEval-2010 task 14 counts, a class or cluster of one instance is one pair, with itself: this
    gives its published 0.1 for one cluster an instance.
    """
    table = contingency(gold, predicted)
    classes, clusters = table.sum(axis=1), table.sum(axis=0)
    alone = np.outer(classes == 1, clusters == 1) & (table == 1)
    both = float(_pairs(table).sum() + alone.sum())
    in_clusters = float(_pairs(clusters).sum() + (clusters == 1).sum())
    in_classes = float(_pairs(classes).sum() + (classes == 1).sum())
    return harmonic_mean(both / in_clusters, both / in_classes)


def _pairs(counts: Doubles) -> Doubles:
    pairs: Doubles = counts * (counts - 1) / 2
    return pairs


def b_cubed(gold: Labels, predicted: Labels) -> float:
    """B-cubed F (Bagga & Baldwin 1998): precision and recall of each instance's cluster, averaged over instances."""
    table = contingency(gold, predicted)
    squares = table**2
    precision = float((squares / table.sum(axis=0)).sum() / table.sum())
    recall = float((squares / table.sum(axis=1, keepdims=True)).sum() / table.sum())
    return harmonic_mean(precision, recall)


def harmonic_mean(first: float, second: float) -> float:
    """2 a b / (a + b), 0 where both are 0."""
    return 2 * first * second / (first + second) if first + second else 0.0


def geometric_mean(first: float, second: float) -> float:
    """The square root of the product; negative figures count as 0."""
    return float(np.sqrt(max(first, 0.0) * max(second, 0.0)))


def ranking_figures(scores: FloatArray, labels: IntArray, top: int = 10) -> tuple[float, float]:
    """Mean average precision and precision at `top` when each instance asks for the others of its label.

    `scores` `(n, n)`, row i scores the answers to query i, itself left out; ties keep the order of the instances.
    Averaged within a label, then over labels; a label of one instance asks nothing. Both are nan without queries.
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
    asked = [(labels == label) & (answers > 0) for label in np.unique(labels)]
    means = [(average[own].mean(), early[own].mean()) for own in asked if own.any()]
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


def spearman(first: Sequence[float] | Doubles, second: Sequence[float] | Doubles) -> float:
    """Spearman's rank correlation."""
    from scipy.stats import spearmanr

    return float(spearmanr(first, second).statistic)


def pearson(first: Sequence[float] | Doubles, second: Sequence[float] | Doubles) -> float:
    """Pearson's correlation."""
    from scipy.stats import pearsonr

    return float(pearsonr(first, second).statistic)


def uncentred_pearson(first: Doubles, second: Doubles) -> float:
    """Pearson's correlation with the means taken to be 0: the cosine of the two columns of numbers."""
    scale = float(np.linalg.norm(first) * np.linalg.norm(second))
    return float(first @ second) / scale if scale else 0.0
