"""Average linkage with learnt boundaries: the tree against a brute-force answer, the features worked out by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from senseindex.arrays import FloatArray, IntArray
from senseindex.errors import UsageError
from senseindex.senses.algorithms.average_linkage import (
    Branches,
    average_linkage,
    boundary_features,
    grow_branches,
)
from senseindex.senses.algorithms.occurrences import LemmaOccurrences
from senseindex.senses.algorithms.registry import DEFAULT_ALGORITHM, induction_algorithm
from senseindex.vectors.likeness import distinctive, unit


def blobs(sizes: list[int], seed: int, *, spread: float = 0.6, apart: float = 1.0) -> tuple[FloatArray, IntArray]:
    """Unit vectors around centres that all share a direction, as the usages of one word do."""
    generator = np.random.default_rng(seed)
    shared = generator.standard_normal(64)
    centres = shared + apart * generator.standard_normal((len(sizes), 64))
    labels = np.repeat(np.arange(len(sizes)), sizes)
    order = generator.permutation(len(labels))
    vectors = centres[labels] + spread * generator.standard_normal((len(labels), 64))
    return unit(vectors.astype(np.float32))[order], labels[order]


def found_in(vectors: FloatArray, **parameters: float) -> IntArray:
    """The main sense of each usage."""
    tree = average_linkage(LemmaOccurrences(vectors), 0, **parameters)  # type: ignore[arg-type]
    assert not tree.problem(len(vectors))
    return tree.mains()[tree.labels]


@pytest.mark.parametrize("sizes", [[60, 40], [40, 30, 30], [120, 20, 60, 30]])
@pytest.mark.parametrize("seed", range(3))
def test_clusters_that_stand_apart_are_found(sizes: list[int], seed: int) -> None:
    vectors, labels = blobs(sizes, seed)
    assert adjusted_rand_score(labels, found_in(vectors)) > 0.97


@pytest.mark.parametrize("size", [1, 2, 8, 30, 300])
def test_one_cloud_is_one_sense(size: int) -> None:
    assert set(found_in(blobs([size], size)[0])) == {0}


def test_usages_that_are_all_alike_are_one_sense() -> None:
    assert set(found_in(np.repeat(blobs([1], 0)[0], 50, axis=0))) == {0}


def test_the_order_of_usages_and_the_seed_do_not_matter() -> None:
    vectors, _ = blobs([50, 30, 20], 5)
    order = np.random.default_rng(1).permutation(len(vectors))
    first = average_linkage(LemmaOccurrences(vectors), 0)
    again = average_linkage(LemmaOccurrences(vectors[order]), 17)
    assert adjusted_rand_score(first.labels[order], again.labels) == 1.0
    assert np.allclose(first.probabilities, again.probabilities, atol=1e-4)


def test_stragglers_are_no_sense_and_go_to_the_nearest_one() -> None:
    vectors, labels = blobs([80, 60], 3)
    far = unit(np.random.default_rng(9).standard_normal((2, 64)).astype(np.float32))
    found = found_in(np.concatenate([vectors, far]))
    assert adjusted_rand_score(labels, found[:-2]) > 0.97
    assert set(found) == {0, 1}


def test_the_tree_is_that_of_average_linkage() -> None:
    """With every usage a branch, the first boundary is the last merge, found here by trying all pairs of clusters."""
    vectors = blobs([5, 4, 3], 2)[0]
    own = distinctive(vectors, vectors.mean(axis=0)).astype(np.float64)
    distances = 1.0 - own @ own.T
    clusters = [{place} for place in range(len(own))]
    while len(clusters) > 2:
        first, second = min(
            itertools.combinations(clusters, 2),
            key=lambda pair: float(np.mean([distances[a, b] for a in pair[0] for b in pair[1]])),
        )
        clusters = [each for each in clusters if each is not first and each is not second] + [first | second]
    branches = grow_branches(vectors, 1)
    assert len(branches.left) == len(vectors) - 1
    sides = {frozenset(np.flatnonzero(side[-1][branches.labels]).tolist()) for side in (branches.left, branches.right)}
    assert sides == {frozenset(cluster) for cluster in clusters}


def test_features_are_those_of_all_pairs() -> None:
    vectors, _ = blobs([7, 5], 4)
    labels = np.array([0] * 7 + [1] * 5)
    branches = Branches(labels, np.array([[True, False]]), np.array([[False, True]]))
    own = distinctive(vectors, vectors.mean(axis=0)).astype(np.float64)
    wide = vectors.astype(np.float64)

    def mean_cosine(rows: FloatArray, first: list[int], second: list[int]) -> float:
        return float(np.mean([rows[a] @ rows[b] for a in first for b in second if a != b]))

    sides = list(range(7)), list(range(7, 12))
    loose, tight = sorted(mean_cosine(wide, side, side) for side in sides)
    dispersion = 1.0 - mean_cosine(wide, [*sides[0], *sides[1]], [*sides[0], *sides[1]])
    gap = 0.75 * loose + 0.25 * tight - mean_cosine(wide, *sides)
    silhouettes = []
    for side, other in (sides, sides[::-1]):
        near = [mean_cosine(own, [place], side) for place in side]
        far = [mean_cosine(own, [place], other) for place in side]
        silhouettes.append(np.mean([(n - f) / (1.0 - min(n, f)) for n, f in zip(near, far, strict=True)]))
    expected = [
        gap / (1.0 - (loose + tight) / 2),
        gap / dispersion,
        dispersion,
        5 / 12,
        np.mean(silhouettes),
        gap / dispersion * np.sqrt(2 * 7 * 5 / (12 * 12)),
        tight - loose,
    ]
    assert np.allclose(boundary_features(vectors, branches), [expected], atol=1e-5)


def test_a_boundary_is_as_likely_as_those_inside_its_sides() -> None:
    tree = average_linkage(LemmaOccurrences(blobs([60, 50, 40, 30], 8)[0]), 0, least_subsense=0.0)
    assert tree.leaves > 2
    assert (np.diff(tree.probabilities) >= 0).all()


def test_parameters_say_how_readily_a_lemma_is_split() -> None:
    vectors, _ = blobs([60, 40, 30], 6)
    assert len(set(found_in(vectors))) == 3
    assert len(set(found_in(vectors, least_first=0.9999))) == 1
    assert len(set(found_in(vectors, smallest_share=0.4))) == 1
    finest = average_linkage(LemmaOccurrences(vectors), 0, least_subsense=0.0, smallest_sense=3, smallest_share=0.0)
    assert finest.leaves > 3


@pytest.mark.parametrize("name", ["least_first", "least_further"])
@pytest.mark.parametrize("value", [-0.1, 0.0, 1.0, 2.0, float("nan")])
def test_what_is_no_probability_is_refused(name: str, value: float) -> None:
    with pytest.raises(UsageError, match=f"the parameter {name} is a probability between 0 and 1"):
        found_in(blobs([3], 0)[0], **{name: value})


def test_the_default_is_this_one() -> None:
    assert induction_algorithm(DEFAULT_ALGORITHM) is average_linkage
