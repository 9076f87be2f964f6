"""The tree that an induction finds, against scipy's own cuts and a search through all its nodes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage

from senseindex.errors import UsageError
from senseindex.senses.algorithms.induction import Induction
from senseindex.senses.algorithms.occurrences import LemmaOccurrences
from senseindex.senses.algorithms.registry import register_induction_algorithm
from senseindex.senses.algorithms.sense_tree import SenseTree


def random_tree(leaves: int, seed: int) -> tuple[SenseTree, np.ndarray]:
    """A tree over random points, its merges at their heights (scaled to 0..1), and scipy's linkage."""
    points = np.random.default_rng(seed).normal(size=(leaves, 3))
    linked = linkage(points, "average")
    linked[:, 2] /= linked[-1, 2]
    labels = np.concatenate([np.arange(leaves), np.random.default_rng(seed).integers(0, leaves, 20)])
    return SenseTree(labels, linked[:, :2].astype(np.int64), linked[:, 2].copy()), linked


def groups(labels: Iterable[int]) -> set[frozenset[int]]:
    numbers = list(labels)
    return {frozenset(place for place, own in enumerate(numbers) if own == each) for each in numbers}


def members(tree: SenseTree) -> list[set[int]]:
    """The leaves below every node."""
    below = [{leaf} for leaf in range(tree.leaves)]
    for first, second in tree.merges.tolist():
        below.append(below[first] | below[second])
    return below


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("threshold", [0.0, 0.2, 0.5, 0.8, 1.0, 1.5])
def test_main_senses_are_what_scipy_cuts_at_that_height(seed: int, threshold: float) -> None:
    tree, linked = random_tree(9, seed)
    # scipy joins what is at most so high; here a merge at the threshold itself is not done.
    expected = fcluster(linked, np.nextafter(threshold, -1), "distance")
    assert groups(tree.mains(threshold)) == groups(expected)


@pytest.mark.parametrize("count", [1, 2, 3, 9, 20])
def test_so_many_parts_are_what_scipy_cuts_into(count: int) -> None:
    tree, linked = random_tree(9, 1)
    assert groups(tree.parts(count)) == groups(fcluster(linked, count, "maxclust"))


def test_numbers_follow_the_order_of_first_leaves() -> None:
    for seed in range(5):
        tree, _ = random_tree(9, seed)
        for threshold in (0.3, 0.6, 0.9):
            mains = tree.mains(threshold).tolist()
            assert list(dict.fromkeys(mains)) == list(range(max(mains) + 1))


@pytest.mark.parametrize("seed", range(5))
def test_a_lower_threshold_cuts_inside_what_a_higher_one_cuts(seed: int) -> None:
    tree, _ = random_tree(12, seed)
    for fine in groups(tree.mains(0.3)):
        assert any(fine <= coarse for coarse in groups(tree.mains(0.7)))


@pytest.mark.parametrize("seed", range(5))
def test_leaves_that_are_kept_are_joined_at_the_same_probability(seed: int) -> None:
    tree, _ = random_tree(10, seed)
    kept = np.random.default_rng(seed).permutation(10)[:6].tolist()
    smaller = tree.among(kept)
    assert smaller.problem(len(tree.labels)) == ""
    for first in range(6):
        for second in range(first):
            joined = [
                min(p for own, p in zip(members(each)[each.leaves :], each.probabilities, strict=True) if {a, b} <= own)
                for each, a, b in ((smaller, first, second), (tree, kept[first], kept[second]))
            ]
            assert joined[0] == joined[1]
    expected = [kept.index(leaf) if leaf in kept else -1 for leaf in tree.labels.tolist()]
    assert smaller.labels.tolist() == expected


@pytest.mark.parametrize("leaves", [1, 2, 3, 5])
def test_flat_clusters_are_main_senses_however_coarse(leaves: int) -> None:
    labels = np.concatenate([np.arange(leaves), [-1, 0]])
    tree = SenseTree.flat(labels)
    assert tree.problem(len(labels)) == ""
    assert tree.mains(1.0).tolist() == list(range(leaves))
    assert tree.mains(1.1).tolist() == [0] * leaves


def test_a_tree_survives_as_plain_data() -> None:
    tree, _ = random_tree(7, 3)
    again = SenseTree.from_dict(tree.to_dict())
    assert again.merges.tolist() == tree.merges.tolist()
    assert np.abs(again.probabilities - tree.probabilities).max() < 1e-4
    assert SenseTree.from_dict(SenseTree.flat(np.zeros(3, dtype=np.int64)).to_dict()).leaves == 1


OCCURRENCES = LemmaOccurrences(np.eye(6, dtype=np.float32), "bank")
LABELS = np.array([0, 0, 1, 1, 2, -1])
MERGES = np.array([[0, 1], [3, 2]])


def cluster_by(tree: SenseTree) -> Induction:
    register_induction_algorithm("a tree", lambda occurrences, seed: tree)  # type: ignore[arg-type,misc]
    return Induction("a tree")


def test_an_algorithm_may_give_a_tree() -> None:
    induction = cluster_by(SenseTree(LABELS, MERGES, np.array([0.2, 0.9])))
    assert induction.tree(OCCURRENCES).labels.tolist() == LABELS.tolist()
    assert induction.cluster(OCCURRENCES).tolist() == [0, 0, 0, 0, 1, -1]


@pytest.mark.parametrize(
    ("labels", "merges", "probabilities", "message"),
    [
        (LABELS[:5], MERGES, [0.2, 0.9], "not a leaf for each occurrence"),
        (LABELS, MERGES, [0.9, 0.2], "fall from one merge"),
        (LABELS, MERGES, [0.2, 1.9], "not in 0..1"),
        (LABELS, MERGES, [0.2], "each joins two nodes"),
        (LABELS, np.array([[0, 1], [1, 2]]), [0.2, 0.9], "do not join every node"),
        (LABELS, np.array([[0, 3], [1, 2]]), [0.2, 0.9], "not there yet"),
        (np.array([0, 0, 1, 1, 1, -1]), MERGES, [0.2, 0.9], "not the leaves 0 to 2"),
    ],
)
def test_what_is_no_tree_is_refused(
    labels: np.ndarray, merges: np.ndarray, probabilities: list[float], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        cluster_by(SenseTree(labels, merges, np.array(probabilities))).tree(OCCURRENCES)
