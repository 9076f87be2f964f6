"""Discriminants against scikit-learn's linear discriminant analysis, and on points whose scatter is known."""

import numpy as np
import pytest
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from senseindex.senses.algorithms import discriminants as module
from senseindex.senses.algorithms.assign import centres_of, nearest_centre
from senseindex.senses.algorithms.discriminants import Discriminator
from senseindex.vectors.likeness import smoothed, unit


def two_senses(count: int, seed: int = 0, dimension: int = 24) -> tuple[np.ndarray, np.ndarray]:
    """Two senses that differ a little along axis 1, while all usages scatter widely along axis 2."""
    generator = np.random.default_rng(seed)
    labels = np.arange(count) % 2
    vectors = 0.05 * generator.standard_normal((count, dimension))
    vectors[:, 0] += 1.0
    vectors[:, 1] += 0.08 * (2 * labels - 1)
    vectors[:, 2] += 0.8 * generator.standard_normal(count)
    return unit(vectors.astype(np.float32)), labels.astype(np.int64)


def accuracy(count: int, *, sharp: bool) -> float:
    vectors, labels = two_senses(count)
    centres = centres_of(vectors, labels, 2)
    directions = Discriminator(vectors).directions(labels, centres) if sharp else centres
    others, gold = two_senses(2_000, seed=1)
    return float((nearest_centre(others, directions)[0] == gold).mean())


@pytest.mark.parametrize("count", [200, 600])
def test_new_vectors_are_told_apart_better_than_by_centres(count: int) -> None:
    assert 1.0 - accuracy(count, sharp=True) < 0.6 * (1.0 - accuracy(count, sharp=False))


def test_directions_are_those_of_a_linear_discriminant_analysis() -> None:
    vectors, labels = two_senses(400)
    centres = centres_of(vectors, labels, 2)
    found = Discriminator(vectors).directions(labels, centres)
    close = unit(unit(vectors) + smoothed(vectors)).astype(np.float64)
    trust = module.TRUST * 400 / (400 + module.HALF_TRUSTED)
    # scikit-learn's shrinkage adds shrinkage * mean variance to (1 - shrinkage) * covariance: the same up to a factor.
    peer = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=1.0 - trust, priors=[0.5, 0.5])
    peer.fit(close, labels)
    means = np.stack([close[labels == label].mean(axis=0) for label in (0, 1)])
    # Of two classes scikit-learn keeps the difference of the directions alone, ours are of equal length each.
    expected = np.linalg.solve(peer.covariance_, means.T).T
    assert peer.coef_[0] == pytest.approx(expected[1] - expected[0], rel=1e-3, abs=1e-6)
    cosines = (unit(found) * unit(expected.astype(np.float32))).sum(axis=1)
    assert cosines.min() > 0.99999


def test_products_lead_further_than_cosines_to_the_centres() -> None:
    vectors, labels = two_senses(300)
    centres = centres_of(vectors, labels, 2)

    def lead(directions: np.ndarray) -> float:
        products = vectors @ directions.T
        return float((products[np.arange(300), labels] - products[np.arange(300), 1 - labels]).mean())

    assert lead(Discriminator(vectors).directions(labels, centres)) == pytest.approx(
        module.LEAD * lead(centres), rel=1e-3
    )


def test_one_sense_and_senses_without_usages_keep_their_centres() -> None:
    vectors, labels = two_senses(40)
    one = centres_of(vectors, np.zeros(40, dtype=np.int64), 1)
    assert np.array_equal(Discriminator(vectors).directions(np.zeros(40, dtype=np.int64), one), one)
    centres = centres_of(vectors, labels, 2)
    assert np.array_equal(Discriminator(vectors).directions(np.full(40, -1), centres), centres)


def test_equal_vectors_within_senses_keep_their_centres() -> None:
    vectors = np.repeat(np.eye(4, dtype=np.float32)[:2], 6, axis=0)
    labels = np.repeat([0, 1], 6)
    centres = centres_of(vectors, labels, 2)
    found = Discriminator(vectors).directions(labels, centres)
    assert np.array_equal(nearest_centre(vectors, found)[0], labels)


def test_a_sense_without_usages_takes_part_by_its_centre() -> None:
    vectors, labels = two_senses(200)
    far = np.zeros((1, vectors.shape[1]), dtype=np.float32)
    far[0, 5] = 1.0
    centres = np.concatenate([centres_of(vectors, labels, 2), far])
    found = Discriminator(vectors).directions(labels, centres)
    assert nearest_centre(far, found)[0].tolist() == [2]
    assert (nearest_centre(vectors, found)[0] == labels).mean() > 0.9
