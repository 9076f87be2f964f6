"""Average linkage with learnt boundaries: where usages fall apart, and how likely the parts are different senses.

1. The tree. Average linkage (Sokal & Michener 1958) by the cosines of vectors without most of what all usages of the
   lemma share, as in `senseindex.vectors.likeness`. A branch of too few usages to be a sense is no branch: they are
   stragglers of the other side, as in the condensed tree of HDBSCAN (Campello et al. 2013). Each usage then goes to the
   nearest of the leaves that remain.
2. The boundaries. Every merge of the tree is a boundary between two groups of usages. Whether they are different senses
   or one sense in two topics is decided by `BoundaryModel`, a logistic regression on `boundary_features`, which have no
   scale of their own: they are ratios of cosines of this lemma's usages. It was fitted by
   `senseindex.training.boundaries` on boundaries whose truth is known: the chance that two usages from the two sides
   have the same sense, set against that of two usages from one side.
3. One sense or several. Most words that people write have one main sense, those that they look up often have more. So
   the tree as a whole must be likelier to hold several (`LEAST_FIRST`) than a further boundary in a tree that does
   (`LEAST_FURTHER`). Both become 0.5 in the probabilities that come out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import squareform
from scipy.special import expit, logit

from senseindex.arrays import BoolArray, DoubleArray, FloatArray, IntArray
from senseindex.errors import UsageError
from senseindex.senses.algorithms.assign import centres_of
from senseindex.senses.algorithms.occurrences import LemmaOccurrences
from senseindex.senses.algorithms.sense_tree import SenseTree
from senseindex.vectors.likeness import distinctive

FEWEST: Final = 3
SMALLEST_SENSE: Final = 5
SMALLEST_SHARE: Final = 0.025

LEAST_FIRST: Final = 0.36
LEAST_FURTHER: Final = 0.26
LEAST_SUBSENSE: Final = 0.35

ROUNDS: Final = 3

FARTHEST: Final = 5.0
"""Standard deviations that a feature counts for at most: what lies beyond has not been seen."""


@dataclass(frozen=True)
class BoundaryModel:
    """A logistic regression on standardised features: `means`, `deviations` and `weights` of each, and a `bias`."""

    means: tuple[float, ...]
    deviations: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def logits(self, features: DoubleArray) -> DoubleArray:
        """The log odds `(m,)` that the sides of boundaries with features `(m, f)` are different senses."""
        standard = np.clip((features - np.array(self.means)) / np.array(self.deviations), -FARTHEST, FARTHEST)
        odds: DoubleArray = standard @ np.array(self.weights) + self.bias
        return odds


BOUNDARIES: Final = BoundaryModel(
    means=(0.2563, 0.1711, 0.4104, 0.1362, 0.2154, 0.0711, 0.0522),
    deviations=(0.1907, 0.1159, 0.1302, 0.1053, 0.0858, 0.0654, 0.0487),
    weights=(-0.8427, 0.4685, 0.0093, -0.0308, 0.5939, 0.6426, 0.1435),
    bias=-1.851,
)


@dataclass(frozen=True, eq=False)
class Branches:
    """A binary tree over leaves of usages: `labels` `(n,)` the leaf of each; `left` and `right` `(m, k)` the leaves on
    the two sides of each boundary, those of a branch before the boundary that it is a side of."""

    labels: IntArray
    left: BoolArray
    right: BoolArray


def average_linkage(
    occurrences: LemmaOccurrences,
    seed: int,
    *,
    smallest_sense: int = SMALLEST_SENSE,
    smallest_share: float = SMALLEST_SHARE,
    least_first: float = LEAST_FIRST,
    least_further: float = LEAST_FURTHER,
    least_subsense: float = LEAST_SUBSENSE,
) -> SenseTree:
    """The tree of senses of `(n,)` occurrences; one leaf where nothing is told apart.

    No sense has less than `smallest_share` of the occurrences, nor less than `smallest_sense` of them, or `FEWEST`
    where there are few. A higher `least_first` splits fewer lemmas, a higher `least_further` splits them into fewer
    main senses, and subsenses are what is likelier than `least_subsense` in what comes out, where main senses begin at
    0.5. The seed is not used: nothing is random. Raises UsageError for a probability that is none.
    """
    for name, probability in (("least_first", least_first), ("least_further", least_further)):
        if not 0.0 < probability < 1.0:
            raise UsageError(f"the parameter {name} is a probability between 0 and 1, not {probability}")
    vectors = occurrences.vectors
    count = len(vectors)
    whole = SenseTree.flat(np.zeros(count, dtype=np.int64))
    smallest = smallest_branch(count, smallest_sense, smallest_share)
    if count < 3 * smallest:
        return whole
    branches = grow_branches(vectors, smallest)
    if not len(branches.left):
        return whole
    found = BOUNDARIES.logits(boundary_features(vectors, branches))
    for number, (left, right) in enumerate(zip(branches.left, branches.right, strict=True)):
        # What is two senses further down is two senses here.
        inside = ~((branches.left[:number] | branches.right[:number]) & ~(left | right)).any(axis=1)
        found[number] = max(found[number], found[:number][inside].max(initial=-np.inf))
    odds = found - logit(least_further)
    if found[-1] < logit(least_first):
        odds = np.minimum(odds, found[-1] - logit(least_first))
    return _tree(branches, expit(odds), least_subsense)


def smallest_branch(count: int, smallest_sense: int = SMALLEST_SENSE, smallest_share: float = SMALLEST_SHARE) -> int:
    """The fewest usages that a branch of the tree of `count` usages may have."""
    return max(FEWEST, min(smallest_sense, count // 20), int(smallest_share * count))


def grow_branches(vectors: FloatArray, smallest: int) -> Branches:
    """The tree of usages `(n, d)` of unit norm; before they are settled, its leaves have `smallest` usages or more."""
    own = distinctive(vectors, vectors.mean(axis=0))
    distances = 1.0 - (own @ own.T).astype(np.float64)
    np.fill_diagonal(distances, 0.0)
    links = linkage(squareform(np.maximum(distances, 0.0), checks=False), "average")
    count = len(vectors)
    children = links[:, :2].astype(np.int64)
    sizes = np.concatenate([np.ones(count, dtype=np.int64), links[:, 3].astype(np.int64)])
    cores: list[IntArray] = []
    boundaries: list[tuple[list[int], list[int]]] = []

    def leaves_below(node: int) -> list[int]:
        while node >= count:
            first, second = (int(child) for child in children[node - count])
            large = (sizes[first] >= smallest, sizes[second] >= smallest)
            if all(large):
                left, right = leaves_below(first), leaves_below(second)
                boundaries.append((left, right))
                return left + right
            if not any(large):
                break
            node = first if large[0] else second
        cores.append(_members(node, children, count))
        return [len(cores) - 1]

    leaves_below(2 * count - 2)
    sides = np.zeros((2, len(boundaries), len(cores)), dtype=np.bool_)
    for number, boundary in enumerate(boundaries):
        for side, leaves in enumerate(boundary):
            sides[side, number, leaves] = True
    return Branches(_settled(own, cores), sides[0], sides[1])


def boundary_features(vectors: FloatArray, branches: Branches) -> DoubleArray:
    """Features `(m, 7)` of the boundaries of usages `(n, d)` of unit norm.

    With the mean cosines w of two usages of one side and b of two of different sides: the gap between w (3/4 that of
    the looser side, 1/4 that of the tighter) and b, as a share of the distance within the sides and as a share of that
    within the lemma; the distance within the lemma; the share of the smaller side; the mean silhouette of usages, both
    sides alike; the second of these, times the root of twice the harmonic share of the sides; how much tighter the
    tighter side is.
    """
    count = len(vectors)
    own = distinctive(vectors, vectors.mean(axis=0)).astype(np.float64)
    members = np.eye(branches.left.shape[1])[branches.labels]
    sums, sizes = members.T @ vectors.astype(np.float64), members.sum(axis=0)
    products = sums @ sums.T
    to_leaves = own @ (members.T @ own).T
    dispersion = 1.0 - (products.sum() - count) / (count * (count - 1))
    rows = []
    for left, right in zip(branches.left, branches.right, strict=True):
        a, b = float(sizes[left].sum()), float(sizes[right].sum())
        within = [
            (products[np.ix_(side, side)].sum() - size) / max(size * (size - 1.0), 1.0)
            for side, size in ((left, a), (right, b))
        ]
        loose, tight = min(within), max(within)
        gap = 0.75 * loose + 0.25 * tight - products[np.ix_(left, right)].sum() / (a * b)
        silhouettes = []
        for side, other, size, others in ((left, right, a, b), (right, left, b, a)):
            inside = side[branches.labels]
            near = (to_leaves[np.ix_(inside, side)].sum(axis=1) - 1.0) / max(size - 1.0, 1.0)
            far = to_leaves[np.ix_(inside, other)].sum(axis=1) / others
            silhouettes.append(float(((near - far) / np.maximum(1.0 - np.minimum(near, far), 1e-6)).mean()))
        rows.append(
            (
                gap / max(1.0 - sum(within) / 2, 1e-3),
                gap / max(dispersion, 1e-3),
                dispersion,
                min(a, b) / count,
                sum(silhouettes) / 2,
                gap / max(dispersion, 1e-3) * np.sqrt(2.0 * a * b / ((a + b) * count)),
                tight - loose,
            )
        )
    return np.array(rows, dtype=np.float64).reshape(len(rows), 7)


def _members(node: int, children: IntArray, count: int) -> IntArray:
    """The usages below a node of a linkage of `count` usages."""
    found, waiting = [], [node]
    while waiting:
        node = waiting.pop()
        if node < count:
            found.append(node)
        else:
            waiting += children[node - count].tolist()
    return np.array(found, dtype=np.int64)


def _settled(vectors: FloatArray, cores: list[IntArray]) -> IntArray:
    """Every usage `(n, d)` with the leaf whose centre is nearest, in some rounds, while no leaf is lost."""
    labels = np.full(len(vectors), -1, dtype=np.int64)
    for number, core in enumerate(cores):
        labels[core] = number
    for _ in range(ROUNDS):
        nearest = (vectors @ centres_of(vectors, labels, len(cores)).T).argmax(axis=1)
        if len(np.unique(nearest)) < len(cores):
            break
        labels = nearest
    if (labels < 0).any():
        nearest = (vectors @ centres_of(vectors, labels, len(cores)).T).argmax(axis=1)
        labels = np.where(labels < 0, nearest, labels)
    return labels


def _tree(branches: Branches, probabilities: DoubleArray, least: float) -> SenseTree:
    """The tree of the boundaries that are at least so likely; what the others part is one leaf."""
    order = np.argsort(probabilities, kind="stable")
    done, kept = np.split(order, [np.searchsorted(probabilities[order], least)])
    leaf_of = np.arange(branches.left.shape[1])
    for number in done:
        both = branches.left[number] | branches.right[number]
        leaf_of[both] = leaf_of[both].min()
    leaves, labels = np.unique(leaf_of[branches.labels], return_inverse=True)
    node_of = {int(leaf): place for place, leaf in enumerate(leaves)}  # by the first leaf of a branch
    merges = []
    for number in kept:
        left, right = (int(leaf_of[side].min()) for side in (branches.left[number], branches.right[number]))
        merges.append((node_of[left], node_of[right]))
        node_of[min(left, right)] = len(leaves) + len(merges) - 1
    return SenseTree(labels.astype(np.int64), np.array(merges, dtype=np.int64).reshape(-1, 2), probabilities[kept])
