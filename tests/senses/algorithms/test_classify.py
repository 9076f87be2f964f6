"""The classifier from labelled occurrences: linear discriminant analysis, down to one label a sense."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from senseindex.errors import UsageError
from senseindex.senses.algorithms.assign import centres_of, nearest_centre
from senseindex.senses.algorithms.classify import SHRINKAGES, UNTRIED_SHRINKAGE, SenseClassifier

NAMES = np.array(["money", "river", "blood"])


def sample(count, seed, dimension=24):
    """Unit vectors of three senses, spread mostly in directions that do not tell the senses apart."""
    random = np.random.default_rng(seed)
    centres = np.random.default_rng(99).standard_normal((3, dimension)) * np.linspace(1.0, 0.1, dimension)
    labels = random.choice(3, count, p=[0.6, 0.3, 0.1])
    spread = random.standard_normal((count, dimension)) * np.linspace(0.3, 2.0, dimension)
    vectors = (centres[labels] + spread).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True), NAMES[labels]


@pytest.mark.parametrize(("count", "dimension"), [(400, 24), (40, 100)])
def test_it_is_the_discriminant_analysis_of_scikit_learn(count, dimension):
    vectors, labels = sample(count, 0, dimension)
    queries, _ = sample(300, 1, dimension)
    classifier = SenseClassifier(vectors, labels.tolist())
    assert classifier.shrinkage in SHRINKAGES
    peer = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=classifier.shrinkage).fit(vectors, labels)
    places, confidences = classifier.predict(queries)
    found = np.array(classifier.senses)[places]
    assert found.tolist() == peer.predict(queries).tolist()
    assert confidences == pytest.approx(peer.predict_proba(queries).max(axis=1), abs=1e-3)


def test_it_knows_more_than_the_nearest_centre():
    vectors, labels = sample(400, 0)
    queries, gold = sample(300, 1)
    classifier = SenseClassifier(vectors, labels.tolist())
    found = np.array(classifier.senses)[classifier.predict(queries)[0]]
    numbers = np.array([classifier.senses.index(label) for label in labels])
    nearest, _ = nearest_centre(queries, centres_of(vectors, numbers, 3))
    assert (found == gold).mean() > (np.array(classifier.senses)[nearest] == gold).mean() + 0.02


def test_confidences_agree_with_how_often_it_is_right():
    vectors, labels = sample(400, 2)
    queries, gold = sample(3000, 3)
    classifier = SenseClassifier(vectors, labels.tolist())
    places, confidences = classifier.predict(queries)
    right = np.array(classifier.senses)[places] == gold
    assert confidences.mean() == pytest.approx(right.mean(), abs=0.05)


def test_the_shrinkage_is_the_one_that_held_out_labels_ask_for():
    few, labels = sample(30, 4)
    many, more_labels = sample(2000, 4)
    strong = SenseClassifier(few, labels.tolist()).shrinkage
    weak = SenseClassifier(many, more_labels.tolist()).shrinkage
    assert strong is not None and weak is not None and strong > weak


def test_one_label_a_sense_is_the_nearest_example():
    vectors, _ = sample(3, 5)
    queries, _ = sample(50, 6)
    classifier = SenseClassifier(vectors, ["a", "b", "c"])
    assert classifier.shrinkage is None
    assert classifier.predict(queries)[0].tolist() == (queries @ vectors.T).argmax(axis=1).tolist()


def test_a_sense_of_one_label_beside_larger_ones_is_learnt_too():
    vectors, labels = sample(100, 7)
    lone = -vectors[labels == "river"].mean(axis=0)
    lone /= np.linalg.norm(lone)
    classifier = SenseClassifier(np.vstack([vectors, lone]), [*labels.tolist(), "bench"])
    assert classifier.shrinkage == UNTRIED_SHRINKAGE
    places, _ = classifier.predict(lone[None])
    assert classifier.senses[places[0]] == "bench"


def test_a_lone_sense_takes_everything_and_none_is_refused():
    vectors, _ = sample(20, 8)
    places, confidences = SenseClassifier(vectors, ["only"] * 20).predict(vectors)
    assert set(places.tolist()) == {0} and confidences.tolist() == [1.0] * 20
    with pytest.raises(UsageError, match="no labelled occurrences"):
        SenseClassifier(vectors[:0], [])


def test_copies_of_one_example_are_no_scatter():
    vectors = np.repeat(np.eye(2, 6, dtype=np.float32), 5, axis=0)
    classifier = SenseClassifier(vectors, ["a"] * 5 + ["b"] * 5)
    assert classifier.shrinkage is None
    assert classifier.predict(vectors)[0].tolist() == [0] * 5 + [1] * 5
