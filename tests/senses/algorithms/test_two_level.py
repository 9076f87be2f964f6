"""The default induction: what it finds in clusters made on purpose, and what it leaves whole."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from sklearn.metrics import adjusted_rand_score

from senseindex.senses.algorithms.induction import Induction
from senseindex.senses.algorithms.occurrences import LemmaOccurrences
from senseindex.senses.algorithms.registry import ALGORITHMS, DEFAULT_ALGORITHM, induction_algorithm
from senseindex.senses.algorithms.two_level import (
    _gains,
    absorb_small,
    leading_components,
    mean_distance,
    merge_all,
    ward_clusters,
)
from senseindex.senses.algorithms.two_level import two_level as two_level_of_occurrences

Vectors = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

DIMENSION = 64


def two_level(vectors: Vectors, seed: int, **parameters: float) -> Labels:
    """The main senses."""
    tree = two_level_of_occurrences(LemmaOccurrences(vectors), seed, **parameters)  # type: ignore[arg-type]
    return tree.mains()[tree.labels]


def unit(vectors: npt.NDArray[np.floating]) -> Vectors:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def blobs(sizes: list[int], seed: int, apart: float = 1.0, spread: float = 0.8) -> tuple[Vectors, Labels]:
    """Usages of one lemma: a common direction, one direction a sense, and noise of norm `spread`; shuffled."""
    generator = np.random.default_rng(seed)
    directions = np.linalg.qr(generator.normal(size=(DIMENSION, len(sizes) + 1)))[0].T
    labels = generator.permutation(np.repeat(np.arange(len(sizes)), sizes))
    noise = generator.normal(size=(len(labels), DIMENSION)) * spread / np.sqrt(DIMENSION)
    return unit(0.7 * directions[-1] + apart * directions[labels] + noise), labels


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("sizes", [[20, 20], [60, 40], [150, 30, 60], [700, 100, 200, 100]])
def test_separate_senses_are_recovered(sizes: list[int], seed: int) -> None:
    vectors, labels = blobs(sizes, seed)
    assert adjusted_rand_score(labels, two_level(vectors, 0)) > 0.97


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("size", [10, 15, 20, 45, 300, 2000])
@pytest.mark.parametrize("spread", [0.3, 0.8, 1.3])
def test_one_blob_is_one_sense(size: int, seed: int, spread: float) -> None:
    vectors, _ = blobs([size], seed, spread=spread)
    assert two_level(vectors, 0).tolist() == [0] * size


def test_noise_without_any_common_direction_is_not_an_error() -> None:
    vectors = unit(np.random.default_rng(0).normal(size=(200, 8)))
    assert set(two_level(vectors, 0).tolist()) == set(range(int(two_level(vectors, 0).max()) + 1))


def test_the_answer_is_the_same_again_and_for_any_seed() -> None:
    vectors, _ = blobs([50, 80, 30], 3, apart=0.6)
    first = two_level(vectors, 0)
    assert np.array_equal(first, two_level(vectors.copy(), 0))
    assert np.array_equal(first, two_level(vectors, 12))


def test_the_order_of_the_occurrences_does_not_matter() -> None:
    vectors, _ = blobs([90, 40, 30], 5)
    order = np.random.default_rng(1).permutation(len(vectors))
    assert adjusted_rand_score(two_level(vectors, 0)[order], two_level(vectors[order], 0)) == 1.0


def test_the_input_is_left_as_it_was() -> None:
    vectors, _ = blobs([30, 30], 0)
    before = vectors.copy()
    two_level(vectors, 0)
    assert np.array_equal(before, vectors)


@pytest.mark.parametrize("size", range(1, 10))
def test_too_few_occurrences_are_one_sense(size: int) -> None:
    vectors, _ = blobs([5, 5], 0)
    assert two_level(vectors[:size], 0).tolist() == [0] * size


@pytest.mark.parametrize("size", [10, 25, 400])
def test_equal_vectors_are_one_sense(size: int) -> None:
    vectors = np.repeat(blobs([1], 0)[0], size, axis=0)
    assert two_level(vectors, 0).tolist() == [0] * size


def test_two_points_repeated_are_two_senses() -> None:
    pair = unit(np.eye(DIMENSION)[:2])
    labels = two_level(np.repeat(pair, [30, 20], axis=0), 0)
    assert adjusted_rand_score([0] * 30 + [1] * 20, labels) == 1.0


def test_a_few_outliers_are_no_sense() -> None:
    vectors, labels = blobs([100, 80, 3], 2)
    found = two_level(vectors, 0)
    assert len(np.unique(found)) == 2
    assert adjusted_rand_score(labels[labels < 2], found[labels < 2]) == 1.0


@pytest.mark.parametrize("name", sorted(ALGORITHMS))
def test_every_algorithm_numbers_from_nought(name: str) -> None:
    vectors, labels = blobs([40, 60], 0)
    found = Induction(name).cluster(LemmaOccurrences(vectors))
    assert found.shape == labels.shape
    assert sorted(np.unique(found).tolist()) == [0, 1]


def test_the_default_is_an_algorithm() -> None:
    assert induction_algorithm(DEFAULT_ALGORITHM) is two_level_of_occurrences


def test_parameters_say_how_readily_a_lemma_is_split() -> None:
    vectors, _ = blobs([60, 40], 0)
    assert np.unique(two_level(vectors, 0)).tolist() == [0, 1]
    assert np.unique(two_level(vectors, 0, least_evidence=1.0)).tolist() == [0]
    assert np.unique(two_level(vectors, 0, smallest_sense=51)).tolist() == [0]
    more = two_level(vectors, 0, least_gain=0.001, smallest_sense=1, smallest_share=0.0)
    assert len(np.unique(more)) > 2


def test_mean_distance_is_that_of_all_pairs() -> None:
    vectors, _ = blobs([7, 5], 0)
    cosines = (vectors @ vectors.T)[np.triu_indices(12, 1)]
    assert mean_distance(vectors) == pytest.approx(1.0 - cosines.mean(), abs=1e-6)


@pytest.mark.parametrize("size", [20, 200])
def test_components_keep_the_distances_that_a_projection_keeps(size: int) -> None:
    vectors, _ = blobs([size], 0)
    centred = vectors - vectors.mean(axis=0)
    sides, values, _ = np.linalg.svd(centred, full_matrices=False)
    expected = sides[:, :5] * values[:5]
    found = leading_components(vectors, 5)
    assert found @ found.T == pytest.approx(expected @ expected.T, abs=1e-5)


def test_fine_clusters_are_as_many_as_asked_and_numbered_from_nought() -> None:
    points = np.random.default_rng(0).normal(size=(80, 4))
    assert np.unique(ward_clusters(points, 6)).tolist() == list(range(6))


def test_gains_are_those_of_a_loop_over_the_pairs() -> None:
    vectors, labels = blobs([6, 4, 9], 1)
    cosines = (vectors @ vectors.T).astype(np.float64)
    sums = np.stack([vectors[labels == cluster].sum(axis=0) for cluster in range(3)]).astype(np.float64)
    gains = _gains(sums @ sums.T, np.bincount(labels).astype(np.float64), len(vectors))

    def own(cluster: int) -> float:
        block = cosines[np.ix_(labels == cluster, labels == cluster)]
        return float(block[~np.eye(len(block), dtype=bool)].mean())

    for one, other in [(0, 1), (0, 2), (1, 2)]:
        between = float(cosines[np.ix_(labels == one, labels == other)].mean())
        first, second = int((labels == one).sum()), int((labels == other).sum())
        gap = 0.75 * min(own(one), own(other)) + 0.25 * max(own(one), own(other)) - between
        gain = gap * np.sqrt(2 * first * second / ((first + second) * len(vectors)))
        assert gains[one, other] == pytest.approx(gain, abs=1e-5)
    assert np.isinf(np.diag(gains)).all()


def test_each_merge_is_of_the_boundary_that_gains_least() -> None:
    vectors, labels = blobs([40, 40, 40], 0)
    halves = labels * 2 + (np.arange(len(labels)) % 2)
    merges, gains, dispersions, sizes = merge_all(vectors, halves)
    members = [{cluster} for cluster in range(6)]
    alive = set(range(6))
    for step, (first, second) in enumerate(merges.tolist()):
        gain = gains[step]
        nodes = sorted(alive)
        numbers = np.array([next(n for n, node in enumerate(nodes) if each in members[node]) for each in halves])
        sums = np.stack([vectors[numbers == number].sum(axis=0) for number in range(len(nodes))]).astype(np.float64)
        expected = _gains(sums @ sums.T, np.bincount(numbers).astype(np.float64), len(vectors))
        assert gain == pytest.approx(expected.min(), abs=1e-6)
        assert expected[nodes.index(first), nodes.index(second)] == pytest.approx(gain, abs=1e-6)
        members.append(members[first] | members[second])
        inside = np.isin(halves, list(members[-1]))
        assert sizes[step] == inside.sum()
        assert dispersions[step] == pytest.approx(mean_distance(vectors[inside]), abs=1e-6)
        alive = (alive - {first, second}) | {len(members) - 1}
    assert sorted(sorted(each) for each in members[6:9]) == [[0, 1], [2, 3], [4, 5]]
    assert len(merge_all(vectors, np.zeros(len(vectors), dtype=np.int64))[0]) == 0


def nested(seed: int) -> tuple[Vectors, Labels, Labels]:
    """Two senses, far apart, one of which has two shades that lie nearer to each other."""
    generator = np.random.default_rng(seed)
    directions = np.linalg.qr(generator.normal(size=(DIMENSION, 5)))[0].T
    shades = np.repeat([0, 1, 2], [120, 120, 120])
    noise = generator.normal(size=(len(shades), DIMENSION)) * 0.4 / np.sqrt(DIMENSION)
    places = np.stack([directions[0] + 0.42 * directions[2], directions[0] - 0.42 * directions[2], directions[1]])
    return unit(0.7 * directions[4] + places[shades] + noise), shades, (shades == 2).astype(np.int64)


@pytest.mark.parametrize("seed", range(4))
def test_shades_of_a_main_sense_are_its_subsenses(seed: int) -> None:
    vectors, shades, mains = nested(seed)
    tree = two_level_of_occurrences(LemmaOccurrences(vectors), 0)
    assert tree.problem(len(vectors)) == ""
    assert adjusted_rand_score(shades, tree.labels) > 0.95
    coarser = [
        threshold
        for threshold in np.linspace(0.4, 1, 61)
        if adjusted_rand_score(mains, tree.mains(threshold)[tree.labels]) > 0.95
    ]
    assert coarser


def test_small_clusters_go_to_the_nearest_large_one() -> None:
    vectors, labels = blobs([30, 20, 4], 0)
    found = absorb_small(vectors, labels, 5)
    assert np.unique(found).tolist() == [0, 1]
    assert adjusted_rand_score(labels[labels < 2], found[labels < 2]) == 1.0
    assert absorb_small(vectors[:4], np.arange(4), 5).max() <= 3
