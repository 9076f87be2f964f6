"""Labels beside the senses that stand: what they know better they mend, and what they do not know they leave."""

from __future__ import annotations

import numpy as np
import pytest

from senseindex.senses.algorithms.standing import UNKNOWN, Correction, corrected
from senseindex.vectors.likeness import unit

SENSES = np.array([17, 23, 40])
SIZE, DIMENSION = 240, 24


def word(seed: int, distance: float, right: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Vectors of three senses so far apart, their true senses, and senses that stand, right so often."""
    random = np.random.default_rng(seed)
    truth = random.choice(SENSES, SIZE, p=[0.5, 0.3, 0.2])
    vectors = distance * np.eye(DIMENSION)[np.searchsorted(SENSES, truth)] + random.standard_normal((SIZE, DIMENSION))
    standing = np.where(random.random(SIZE) < right, truth, random.choice(SENSES, SIZE))
    return unit(vectors.astype(np.float32)), truth, standing


def correct(seed: int, distance: float, right: float, labels: int) -> tuple[Correction, float, float]:
    """The correction, and how many of the other occurrences were right before and are after what it moves."""
    vectors, truth, standing = word(seed, distance, right)
    known = np.sort(np.random.default_rng(seed + 1).permutation(SIZE)[:labels])
    groups = np.zeros((SIZE, 2), dtype=np.int64)
    found = corrected(vectors, groups, standing, known, truth[known], standing[known])
    after = np.where(found.moves & found.helps, found.senses[found.chosen], standing)
    others = np.setdiff1d(np.arange(SIZE), known)
    return found, float((standing == truth)[others].mean()), float((after == truth)[others].mean())


@pytest.mark.parametrize("labels", [5, 14, 30])
def test_labels_that_know_nothing_do_no_harm(labels: int) -> None:
    for seed in range(6):
        found, before, after = correct(seed, 0.0, 0.9, labels)
        if len(found.senses) > 1:
            assert after >= before - 0.01, seed


def test_labels_that_know_better_mend(labels: int = 30) -> None:
    for seed in range(6):
        found, before, after = correct(seed, 8.0, 0.5, labels)
        assert found.helps and found.mended > 2 * found.spoilt
        assert before < 0.75 and after > 0.95, seed


def test_each_label_is_judged_by_the_others_alone() -> None:
    """As if the one that is judged had no label: by brute force."""
    vectors, truth, standing = word(3, 3.0, 0.6)
    known = np.arange(20)
    groups = np.zeros((SIZE, 2), dtype=np.int64)
    whole = corrected(vectors, groups, standing, known, truth[known], standing[known])
    assert (whole.judged, whole.stood_right) == (20, int((standing == truth)[:20].sum()))
    lies = truth[known].copy()
    lies[5] = SENSES[(np.searchsorted(SENSES, lies[5]) + 1) % 3]
    again = corrected(vectors, groups, standing, known, lies, standing[known])
    np.testing.assert_array_equal(whole.said[5], again.said[5])  # what the others say of it does not depend on it


def test_where_nobody_knows_what_stood_nothing_is_judged() -> None:
    vectors, truth, standing = word(1, 8.0, 0.5)
    known = np.arange(30)
    groups = np.zeros((SIZE, 2), dtype=np.int64)
    found = corrected(vectors, groups, standing, known, truth[known], np.full(30, UNKNOWN))
    assert (found.judged, found.mended, found.spoilt, found.helps) == (0, 0, 0, False)
