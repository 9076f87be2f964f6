"""A few labels and the groups of a word: what the groups add, by hand and where they must help."""

from __future__ import annotations

import numpy as np
import pytest

from senseindex.senses.algorithms.classify import SenseClassifier
from senseindex.senses.algorithms.few_labels import HALF, FewLabels, groups_of
from senseindex.senses.algorithms.induction import Induction
from senseindex.senses.algorithms.occurrences import LemmaOccurrences
from senseindex.vectors.likeness import smoothed
from tests.senses.algorithms.test_gather import clouds


def test_the_evidence_is_the_classifiers_and_that_of_the_labels_of_each_group() -> None:
    vectors, _ = clouds((6, 6), 0)
    labels = np.array([7, 7, 7, 4, 4, 4, 4, 7, 4, 7, 4, 7])
    groups = np.array([[0, 1]] * 5 + [[2, 1]] * 7)
    learnt = FewLabels(vectors, labels, groups)
    assert learnt.senses.tolist() == [4, 7]
    order = np.argsort(labels, kind="stable")
    classifier = SenseClassifier(vectors[order], labels[order].tolist())
    # Of 12 labels 6 are 4: group 0 has 2 of 5, group 2 has 4 of 7, groups 1 and 3 (unlabelled) nothing to add.
    for group, shares in ((0, (2.5 / 6, 3.5 / 6)), (2, (4.5 / 8, 3.5 / 8)), (3, (0.5, 0.5))):
        weight = 12 / (12 + HALF)
        scores = weight * classifier.log_shares(vectors[:1])[0] + (1 - weight) * np.log(np.array(shares) / 0.5)
        expected = scores - np.log(np.exp(scores).sum())
        assert learnt.log_shares(vectors[:1], np.array([[group, 1]]))[0] == pytest.approx(expected, abs=1e-6)


def test_groups_that_say_nothing_leave_the_answer_to_the_classifier() -> None:
    vectors, truth = clouds((300, 200), 1, spread=1.5)
    learnt = FewLabels(vectors, truth, np.zeros((500, 1), dtype=np.int64))
    scores = 500 / (500 + HALF) * SenseClassifier(vectors, truth.tolist()).log_shares(vectors)
    expected = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    np.testing.assert_allclose(learnt.log_shares(vectors, np.zeros((500, 1), dtype=np.int64)), expected, atol=1e-6)


def test_groups_that_hold_one_sense_mostly_help_a_few_labels() -> None:
    right = {"alone": 0, "joined": 0}
    for seed in range(10):
        vectors, truth = clouds((120, 60, 40), seed, spread=1.4)
        close = smoothed(vectors)
        random = np.random.default_rng(seed)
        wrong = random.random(220) < 0.1
        groups = np.where(wrong, random.integers(0, 3, 220), truth)[:, None]
        chosen = np.unique(np.concatenate([random.permutation(220)[:6], [0, 130]]))  # two senses at least
        labels = truth[chosen]
        senses = np.unique(labels)
        order = np.argsort(labels, kind="stable")
        alone = SenseClassifier(close[chosen][order], labels[order].tolist()).log_shares(close)
        joined = FewLabels(close[chosen], labels, groups[chosen]).log_shares(close, groups)
        right["alone"] += int((senses[alone.argmax(axis=1)] == truth).sum())
        right["joined"] += int((senses[joined.argmax(axis=1)] == truth).sum())
    assert right["joined"] > right["alone"] + 50


def test_the_finer_groups_follow_senses_that_lie_apart() -> None:
    vectors, truth = clouds((120, 60, 40), 0, spread=0.4)
    groups = groups_of(LemmaOccurrences(vectors), smoothed(vectors), Induction())
    assert groups.shape == (220, 2)
    fine = groups[:, 1]
    assert sum(np.bincount(truth[fine == each]).max() for each in np.unique(fine)) == 220
    assert len(np.unique(fine)) == 8


def test_few_occurrences_are_one_fine_group() -> None:
    vectors, _ = clouds((10, 10), 2)
    assert set(groups_of(LemmaOccurrences(vectors), smoothed(vectors), Induction())[:, 1].tolist()) == {0}


def test_the_coarser_groups_are_those_of_the_induction() -> None:
    vectors, _ = clouds((120, 60, 40), 0, spread=0.4)
    coarse = {
        count: len(np.unique(groups_of(LemmaOccurrences(vectors), smoothed(vectors), induction)[:, 0]))
        for count in (2, 3)
        for induction in [Induction.of("kmeans", {"largest_count": count})]
    }
    assert coarse == {2: 2, 3: 3}
