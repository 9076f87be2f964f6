"""Separability: the figure of a plain definition, and what it says of clouds apart and of one cloud cut."""

import numpy as np
import pytest

from senseindex.senses.algorithms.assign import separability


def clouds(apart: float, sizes: tuple[int, ...], seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(sizes)), sizes)
    vectors = apart * np.eye(16)[labels] + random.standard_normal((len(labels), 16)) / 4
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    centres = np.stack([vectors[labels == number].mean(axis=0) for number in range(len(sizes))])
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    return vectors.astype(np.float32), labels, centres.astype(np.float32)


def test_it_is_the_mean_over_senses_of_the_simplified_silhouette() -> None:
    vectors, labels, centres = clouds(1.0, (30, 8, 5))
    labels[[0, 35]] = -1
    means = []
    for sense in range(3):
        values = []
        for vector in vectors[labels == sense]:
            distances = [1 - float(vector @ centre) for centre in centres]
            own, other = distances.pop(sense), min(distances)
            values.append((other - own) / max(own, other))
        means.append(sum(values) / len(values))
    assert separability(vectors, labels, centres) == pytest.approx(sum(means) / 3, abs=1e-5)


def test_clouds_apart_score_higher_than_one_cloud_cut() -> None:
    values = [separability(*clouds(apart, (40, 10))) for apart in (0.2, 0.6, 3.0)]
    assert values == sorted(values) and values[-1] > 0.8 > values[0]


def test_one_sense_lies_apart_from_nothing() -> None:
    vectors, labels, centres = clouds(1.0, (10,))
    assert separability(vectors, labels, centres) is None
    assert separability(vectors, labels - 1, centres) is None
