"""Cross-validation of labels, the calibration learnt from it, and the order in which lines are asked for."""

import numpy as np
import pytest
from scipy.stats import binomtest

from senseindex.senses.algorithms.cross_validation import Calibration, held_out, wilson
from senseindex.senses.algorithms.few_labels import FewLabels
from senseindex.senses.algorithms.informative import most_informative


def clouds(apart: float, sizes: tuple[int, ...], seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(sizes)) + 1, sizes)
    vectors = apart * np.eye(16)[labels] + random.standard_normal((len(labels), 16)) / 2
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), labels


def alone(labels: np.ndarray) -> np.ndarray:
    """One group for all: it says nothing."""
    return np.zeros((len(labels), 1), dtype=np.int64)


def test_every_line_is_judged_by_the_others_alone() -> None:
    vectors, labels = clouds(1.0, (8, 6, 1))
    groups = np.random.default_rng(0).integers(0, 3, (len(labels), 2))
    found = held_out(vectors, labels, groups)
    for place in range(len(labels)):
        others = np.arange(len(labels)) != place
        learnt = FewLabels(vectors[others], labels[others], groups[others])
        own = slice(place, place + 1)
        expected = dict(zip(learnt.senses, learnt.log_shares(vectors[own], groups[own])[0], strict=True))
        for column, sense in enumerate((1, 2, 3)):
            assert found[place, column] == pytest.approx(expected.get(sense, -np.inf))
    assert found[-1, 2] == -np.inf  # the only label of its sense


def test_confidences_of_noise_are_no_better_than_chance() -> None:
    random = np.random.default_rng(1)
    vectors, _ = clouds(0.0, (40,))
    labels = random.integers(0, 2, len(vectors))
    said = held_out(vectors, labels, alone(labels))
    calibration = Calibration(said, labels)
    assert calibration.confidences(said).mean() < 0.65


def test_few_labels_make_nothing_sure() -> None:
    vectors, labels = clouds(9.0, (4, 4))
    said = held_out(vectors, labels, alone(labels))
    sure = Calibration(said, labels - 1).confidences(said)
    assert (said.argmax(axis=1) == labels - 1).all()
    assert sure.mean() == pytest.approx(8.5 / 9, abs=0.01) and sure.max() < 0.99


def test_the_mean_confidence_is_the_share_of_right_lines() -> None:
    random = np.random.default_rng(4)
    right = np.arange(50) % 3
    said = np.log(random.dirichlet((0.2, 0.2, 0.2), 50) + 1e-6)
    said[np.arange(50), right] += random.choice([0.0, 12.0], 50, p=[0.3, 0.7])
    found = Calibration(said, right).confidences(said)
    share = (said.argmax(axis=1) == right).mean()
    assert 0.5 < share < 0.95 and found.mean() == pytest.approx((50 * share + 0.5) / 51, abs=0.02)


def test_many_labels_are_judged_in_folds() -> None:
    vectors, labels = clouds(1.5, (50, 40))
    found = held_out(vectors, labels, alone(labels))
    assert np.isfinite(found).all()
    assert (found.argmax(axis=1) == labels - 1).mean() > 0.85


@pytest.mark.parametrize(("right", "count"), [(0, 5), (3, 5), (20, 20), (44, 50)])
def test_the_interval_is_that_of_scipy(right: int, count: int) -> None:
    expected = binomtest(right, count).proportion_ci(method="wilson")
    assert wilson(right, count) == pytest.approx((expected.low, expected.high), abs=1e-6)


def test_the_lines_asked_for_reach_every_sense_sooner_than_chance() -> None:
    sizes = (90, 10, 6, 4)
    asked = []
    for seed in range(5):
        vectors, senses = clouds(3.0, sizes, seed)
        labels, seen = np.zeros(len(senses), dtype=np.int64), np.zeros(len(senses), dtype=bool)
        while len(set(labels[seen].tolist())) < len(sizes):
            place = most_informative(vectors, labels, seen, np.full(len(senses), 0.9, np.float32))
            labels[place], seen[place] = senses[place], True
        asked.append(seen.sum())
    # Drawn at random, the rarest of four alone takes (110 + 1) / (4 + 1) = 22 lines on average.
    assert np.mean(asked) < 12
    assert most_informative(vectors, labels, np.ones(len(senses), bool), np.ones(len(senses), np.float32)) == -1
