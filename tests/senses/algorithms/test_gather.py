"""What goes into a new sense: by the definition of the margin, on clouds whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from senseindex.errors import UsageError
from senseindex.senses.algorithms.assign import UNCLEAR_BELOW, centres_of, nearest_centre, own_confidences
from senseindex.senses.algorithms.gather import COMMON, divide_by_example, gather
from senseindex.vectors.likeness import unit

DIMENSION = 12


def clouds(sizes: tuple[int, ...], seed: int, spread: float = 0.5) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    truth = np.repeat(np.arange(len(sizes)), sizes)
    noise = spread * random.standard_normal((len(truth), DIMENSION)) / np.sqrt(DIMENSION)
    return unit((0.5 + np.eye(DIMENSION)[truth] + noise).astype(np.float32)), truth


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 1000), st.integers(1, 4))
def test_a_rare_sense_is_found_and_what_moved_has_the_margin(seed: int, count: int) -> None:
    vectors, truth = clouds((150, 80, 8), seed)
    examples, pool, truth = vectors[-count:], vectors[:-count], truth[:-count]
    labels = np.where(truth == 2, 0, truth)  # the index takes the rare sense for a part of the first
    labels[5] = -1
    fixed = np.zeros(len(pool), dtype=bool)
    fixed[-1] = True
    found = gather(pool, examples, labels, fixed)
    taken = found.parts == 0
    assert set(found.parts.tolist()) <= {0, -1} and not taken[-1] and found.asked >= 0
    # Four of 4,004 cases miss three lines, all others fewer.
    assert taken.mean() < COMMON and (truth[taken] == 2).all() and taken.sum() >= (truth == 2).sum() - 3
    centres = [unit(pool[(labels == each) & ~taken].mean(axis=0, keepdims=True))[0] for each in (0, 1)]
    seed_vector = unit(examples.mean(axis=0, keepdims=True))[0]
    for vector, margin, moved, stays in zip(pool, found.margins, taken, fixed, strict=True):
        assert margin == pytest.approx(vector @ seed_vector - max(vector @ each for each in centres), abs=1e-5)
        assert moved == (margin >= found.asked and not stays)


def test_nearly_all_of_a_rare_sense_is_found() -> None:
    missed = 0
    for seed in range(50):
        vectors, truth = clouds((150, 80, 8), seed)
        labels = np.where(truth == 2, 0, truth)[:-2]
        parts = gather(vectors[:-2], vectors[-2:], labels, np.zeros(len(labels), dtype=bool)).parts
        missed += int((parts[truth[:-2] == 2] < 0).sum())
    assert missed <= 2  # of 300


def test_a_margin_is_a_cut_through_the_same_ranking() -> None:
    vectors, _ = clouds((100, 8), 3)
    labels, fixed = np.zeros(len(vectors), dtype=np.int64), np.zeros(len(vectors), dtype=bool)
    usual = gather(vectors, vectors[-2:], labels, fixed)
    for margin in (-0.3, -0.1, 0.0, 0.1, 0.3):
        found = gather(vectors, vectors[-2:], labels, fixed, margin)
        np.testing.assert_array_equal(found.margins, usual.margins)
        np.testing.assert_array_equal(found.parts >= 0, usual.margins >= margin)
        assert found.asked == margin


def test_a_common_sense_is_found_from_one_example_and_without_senses() -> None:
    vectors, truth = clouds((60, 60), 5, spread=0.8)
    found = gather(vectors, vectors[-1:], np.full(120, -1), np.zeros(120, dtype=bool))
    assert (truth[found.parts == 0] == 1).all() and (found.parts == 0).sum() > 50


@pytest.mark.parametrize("given_as", ["places", "vectors"])
def test_parts_by_example(given_as: str) -> None:
    vectors, truth = clouds((200, 10, 40), 7)
    places = np.array([0, 200, 210])
    found = divide_by_example(vectors, places if given_as == "places" else vectors[places])
    assert (found.parts[places] == [-1, 0, 1]).all()
    assert ((found.parts + 1) == truth).mean() > 0.98
    wider = divide_by_example(vectors, places, -0.5).parts >= 0
    assert (wider >= (found.parts >= 0)).all()


def test_parts_that_cannot_be() -> None:
    vectors, _ = clouds((20, 5), 1)
    with pytest.raises(UsageError, match="two examples"):
        divide_by_example(vectors, np.array([3]))
    with pytest.raises(UsageError, match=r"no line is clearly like example 2; a lower --margin"):
        divide_by_example(vectors, vectors[[0, 1]], 0.9)


def test_own_confidences_are_those_of_the_assignment_where_the_label_is_the_nearest() -> None:
    vectors, truth = clouds((20, 20), 2)
    nearest, expected = nearest_centre(vectors, centres_of(vectors, truth, 2))
    assert (nearest == truth).all() and expected.min() > UNCLEAR_BELOW
    labels = truth.copy()
    labels[0] = -1
    found = own_confidences(vectors, truth)
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    assert own_confidences(vectors, labels)[0] == 0
    wrong = truth.copy()
    wrong[0] = 1
    assert own_confidences(vectors, wrong)[0] == pytest.approx(UNCLEAR_BELOW)
