"""Assignment to known senses: the nearest centre, its confidence, and what nobody claims."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from senseindex.senses.algorithms.assign import SHARPNESS, UNCLEAR_BELOW, assign, centres_of, nearest_centre

Vectors = npt.NDArray[np.float32]


def unit(*rows: list[float]) -> Vectors:
    vectors = np.array(rows, dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def random_units(count: int, seed: int) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(count, 16)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_a_lone_sense_takes_everything_with_full_confidence() -> None:
    labels, confidences = assign(random_units(20, 0), random_units(1, 1))
    assert labels.tolist() == [0] * 20
    assert confidences.tolist() == [1.0] * 20


def test_a_clear_occurrence_goes_to_the_nearest_centre() -> None:
    centres = unit([1, 0], [0, 1])
    labels, confidences = assign(unit([1, 0.1], [0.2, 1]), centres)
    assert labels.tolist() == [0, 1]
    assert (confidences > 0.99).all()


def test_an_occurrence_between_two_centres_is_unclear() -> None:
    labels, confidences = assign(unit([1, 1], [1, 0.99], [1, 0]), unit([1, 0], [0, 1]))
    assert labels.tolist() == [-1, -1, 0]
    assert confidences[0] == pytest.approx(0.5)


@pytest.mark.parametrize("count", [2, 3, 7])
def test_confidence_is_the_largest_share_of_a_softmax(count: int) -> None:
    vectors, centres = random_units(200, 2), random_units(count, 3)
    labels, confidences = assign(vectors, centres)
    odds = np.exp(SHARPNESS * (vectors @ centres.T).astype(np.float64))
    shares = odds / odds.sum(axis=1, keepdims=True)
    assert shares.sum(axis=1) == pytest.approx(np.ones(200))
    assert confidences == pytest.approx(shares.max(axis=1), abs=1e-5)
    assert (confidences >= 1 / count - 1e-6).all() and (confidences <= 1.0).all()
    clear = confidences >= UNCLEAR_BELOW
    assert np.array_equal(labels[clear], shares.argmax(axis=1)[clear])
    assert (labels[~clear] == -1).all()


def test_the_nearest_centre_is_given_for_unclear_occurrences_too() -> None:
    vectors, centres = random_units(300, 4), random_units(4, 5)
    labels, confidences = assign(vectors, centres)
    nearest, same = nearest_centre(vectors, centres)
    assert (labels < 0).any()
    assert nearest.tolist() == (vectors @ centres.T).argmax(axis=1).tolist()
    assert np.array_equal(labels[labels >= 0], nearest[labels >= 0])
    assert np.array_equal(confidences, same)


def test_no_occurrences_are_no_error() -> None:
    labels, confidences = assign(np.empty((0, 4), dtype=np.float32), random_units(2, 0)[:, :4])
    assert len(labels) == len(confidences) == 0


def test_centres_are_normalised_means_without_the_unclear() -> None:
    vectors = unit([1, 0], [1, 1], [0, 1])
    centres = centres_of(vectors, np.array([0, 0, -1]), 1)
    mean = vectors[:2].mean(axis=0)
    assert centres == pytest.approx((mean / np.linalg.norm(mean))[None], abs=1e-6)
