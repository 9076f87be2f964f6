from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from senseindex.vectors.likeness import (
    COMMON_SHARE,
    EXAMPLE_WEIGHT,
    NEIGHBOURS,
    SMOOTHING_NEIGHBOURS,
    distinctive,
    likeness,
    smoothed,
)


def vectors_of(count: int, seed: int, dimension: int = 12) -> np.ndarray:
    """Unit vectors with a strong common direction, as those of one word."""
    vectors = np.random.default_rng(seed).normal(size=(count, dimension)) + 2.0
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def one_by_one(example: np.ndarray, vectors: np.ndarray, known: bool) -> list[float]:
    """The definition, an occurrence at a time."""
    mean = sum(vectors) / len(vectors)
    own = (example - COMMON_SHARE * mean) / np.linalg.norm(example - COMMON_SHARE * mean)
    others = [(each - COMMON_SHARE * mean) / np.linalg.norm(each - COMMON_SHARE * mean) for each in vectors]
    nearest = sorted(others, key=lambda each: -float(each @ own))[:NEIGHBOURS]
    moved = sum(max(float(each @ own), 0.0) * each for each in nearest) + (EXAMPLE_WEIGHT - known) * own
    return [float(each @ moved / np.linalg.norm(moved)) for each in others]


@pytest.mark.parametrize("count", [1, 2, 19, 20, 21, 60])
@pytest.mark.parametrize("known", [True, False])
def test_likeness_is_as_defined(count: int, known: bool) -> None:
    vectors = vectors_of(count, seed=count)
    example = vectors[count // 2] if known else vectors_of(1, seed=99)[0]
    np.testing.assert_allclose(likeness(example, vectors), one_by_one(example, vectors, known), atol=1e-5)


def test_the_mean_may_be_that_of_more_occurrences() -> None:
    vectors = vectors_of(60, seed=1)
    whole = likeness(vectors[3], vectors)
    near = np.argsort(-whole)[: 2 * NEIGHBOURS]
    some = likeness(vectors[3], vectors[near], vectors.mean(axis=0))
    np.testing.assert_allclose(some, whole[near], atol=1e-5)


def test_a_rare_sense_is_found_better_than_by_the_cosine() -> None:
    generator = np.random.default_rng(5)
    centres = generator.normal(size=(2, 64)) + 1.5
    senses = np.array([0] * 190 + [1] * 10)
    vectors = centres[senses] + 2.2 * generator.normal(size=(200, 64))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)

    def precision(scores_of: object) -> float:
        found = [
            average_precision_score(np.delete(senses, place) == 1, np.delete(scores_of(vectors[place]), place))  # type: ignore[operator]
            for place in np.flatnonzero(senses == 1)
        ]
        return float(np.mean(found))

    assert precision(lambda own: likeness(own, vectors)) > precision(lambda own: vectors @ own) + 0.1


def test_no_occurrences_have_no_likeness() -> None:
    assert likeness(np.ones(4, dtype=np.float32), np.empty((0, 4), dtype=np.float32), np.zeros(4)).shape == (0,)


@pytest.mark.parametrize("count", [1, 3, 40])
def test_smoothing_is_the_weighted_mean_of_the_nearest(count: int) -> None:
    vectors = vectors_of(count, seed=count)
    mean = vectors.mean(axis=0)
    others = [(each - COMMON_SHARE * mean) / np.linalg.norm(each - COMMON_SHARE * mean) for each in vectors]
    expected = []
    for own in others:
        cosines = [max(float(own @ other), 0.0) for other in others]
        nearest = np.argsort([-cosine for cosine in cosines])[:SMOOTHING_NEIGHBOURS]
        total = sum(cosines[place] * vectors[place] for place in nearest)
        expected.append(total / np.linalg.norm(total))
    np.testing.assert_allclose(smoothed(vectors), expected, atol=1e-5)


def test_smoothing_among_some_finds_nearly_the_same() -> None:
    vectors = vectors_of(300, seed=5)
    whole = smoothed(vectors)
    np.testing.assert_array_equal(smoothed(vectors, 300), whole)
    found = smoothed(vectors, 200)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1.0, atol=1e-5)
    mean = vectors.mean(axis=0)
    own = distinctive(vectors, mean)
    drawn = np.sort(np.random.default_rng(0).choice(300, 200, replace=False))
    for place in range(300):
        near = [each for each in sorted(drawn, key=lambda each: -float(own[place] @ own[each])) if each != place]
        near = [place, *near[: SMOOTHING_NEIGHBOURS - 1]]
        total = sum(max(float(own[place] @ own[each]), 0.0) * vectors[each] for each in near)
        np.testing.assert_allclose(found[place], total / np.linalg.norm(total), atol=1e-4)
