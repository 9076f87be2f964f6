"""Scorers against scikit-learn, against cases counted by hand, and against the tables of the shared tasks."""

from __future__ import annotations

from itertools import combinations, permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score
from sklearn.metrics.cluster import pair_confusion_matrix

from senseindex.evaluation.scorers import (
    accuracy_at_coverage,
    adjusted_rand,
    b_cubed,
    calibration_error,
    chance_ranking_figures,
    geometric_mean,
    macro_f1,
    paired_f_score,
    purity,
    ranking_figures,
    uncentred_pearson,
    v_measure,
)
from senseindex.evaluation.wsi2010 import read_senses

two_labellings = st.integers(2, 30).flatmap(
    lambda count: st.tuples(*[st.lists(st.integers(0, 4), min_size=count, max_size=count)] * 2)
)


def b_cubed_by_definition(gold, found):
    """Instance by instance, as Bagga & Baldwin write it."""
    precision, recall = [], []
    for own in range(len(gold)):
        cluster = [each for each in range(len(gold)) if found[each] == found[own]]
        sense = [each for each in range(len(gold)) if gold[each] == gold[own]]
        both = len(set(cluster) & set(sense))
        precision.append(both / len(cluster))
        recall.append(both / len(sense))
    first, second = np.mean(precision), np.mean(recall)
    return 2 * first * second / (first + second)


@given(two_labellings)
def test_b_cubed_is_what_its_definition_says(labellings):
    gold, found = labellings
    assert b_cubed(gold, found) == pytest.approx(b_cubed_by_definition(gold, found))


def test_b_cubed_by_hand():
    # Precision (1 + 2 * 1/2 + 1) / 4 over a | a b | b, recall 1/2 for each instance but none alone.
    assert b_cubed(["a", "a", "b", "b"], [0, 1, 1, 2]) == pytest.approx(2 * 0.75 * 0.5 / 1.25)
    assert b_cubed(["a", "a", "b"], [0, 0, 1]) == 1.0


@given(two_labellings)
def test_paired_f_counts_the_pairs_of_scikit_learn_where_nothing_stands_alone(labellings):
    gold, found = ([*each, *each] for each in labellings)
    (_, false_positive), (false_negative, true_positive) = pair_confusion_matrix(gold, found)
    expected = 2 * true_positive / (2 * true_positive + false_positive + false_negative)
    assert paired_f_score(gold, found) == pytest.approx(expected)


@given(two_labellings)
def test_paired_f_pair_by_pair(labellings):
    gold, found = labellings

    def pairs(labels):
        alone = {(own, own) for own in range(len(labels)) if labels.count(labels[own]) == 1}
        return {
            (first, second) for first, second in combinations(range(len(labels)), 2) if labels[first] == labels[second]
        } | alone

    both = len(pairs(gold) & pairs(found))
    expected = 2 * both / (len(pairs(gold)) + len(pairs(found)))
    assert paired_f_score(gold, found) == pytest.approx(expected)


PUBLISHED = {"mfs_all": (63.4, 57.0, 72.7, 0.0, 0.0, 0.0), "1cl1inst": (0.09, 0.08, 0.11, 31.7, 35.8, 25.6)}
"""F of all, nouns and verbs, then V, in percent (Manandhar et al. 2010)."""


@pytest.mark.parametrize("baseline", PUBLISHED)
def test_the_published_baselines_of_semeval_2010(shared_data: Path, baseline):
    folder = shared_data / "semeval2010_task14"
    gold, answers = read_senses(folder / "keys" / "all.key"), read_senses(folder / "baselines" / f"{baseline}.key")
    figures = []
    for scorer in (paired_f_score, v_measure):
        for ending in ("", ".n", ".v"):
            lemmas = [lemma for lemma in gold if lemma.endswith(ending)]
            scores = [
                scorer(list(gold[lemma].values()), [answers[lemma][instance] for instance in gold[lemma]])
                for lemma in lemmas
            ]
            figures.append(100 * np.average(scores, weights=[len(gold[lemma]) for lemma in lemmas]))
    assert figures == pytest.approx(PUBLISHED[baseline], abs=0.08)


def test_the_scorers_of_scikit_learn_are_asked_the_right_way_round():
    gold, found = [0, 0, 0, 1], [5, 5, 7, 7]
    assert macro_f1(gold, [0, 0, 1, 1]) == pytest.approx((0.8 + 2 / 3) / 2)
    assert v_measure(gold, found) == pytest.approx(v_measure(found, gold))
    assert adjusted_rand(gold, gold) == 1.0
    assert adjusted_rand(gold, [0, 0, 0, 0]) == 0.0


def test_average_precision_is_that_of_scikit_learn():
    random = np.random.default_rng(0)
    scores = random.standard_normal((40, 40)).astype(np.float32)
    labels = random.integers(0, 3, 40)
    by_label = []
    for label in range(3):
        own = []
        for query in np.flatnonzero(labels == label):
            others = np.delete(np.arange(40), query)
            own.append(average_precision_score(labels[others] == label, scores[query, others]))
        by_label.append(np.mean(own))
    assert ranking_figures(scores, labels)[0] == pytest.approx(np.mean(by_label))


def test_precision_at_ten_counts_the_first_ten_answers():
    labels = np.array([0] * 6 + [1] * 14)
    scores = np.zeros((20, 20), dtype=np.float32)
    scores[:, :6] = 1.0  # everyone finds the first six first
    _, early = ranking_figures(scores, labels)
    # The six find their five others, then five of the 14; each of the 14 finds the six, then four of its own.
    assert early == pytest.approx((0.5 + 0.4) / 2)


def test_a_label_of_one_instance_asks_nothing():
    scores = np.array([[0, 2, 1], [2, 0, 1], [1, 1, 0]], dtype=np.float32)
    assert ranking_figures(scores, np.array([0, 0, 1]), top=1) == (1.0, 1.0)


def test_over_all_queries_a_frequent_label_counts_more():
    scores = np.random.default_rng(0).random((7, 7), dtype=np.float32)
    labels = np.array([0, 0, 0, 0, 1, 1, 2])
    precisions = [
        average_precision_score(np.delete(labels == labels[own], own), np.delete(scores[own], own)) for own in range(6)
    ]
    assert ranking_figures(scores, labels, by_label=False)[0] == pytest.approx(np.mean(precisions))
    by_label = (np.mean(precisions[:4]) + np.mean(precisions[4:])) / 2
    assert ranking_figures(scores, labels)[0] == pytest.approx(by_label)


@pytest.mark.parametrize("by_label", [True, False])
def test_chance_is_the_mean_over_all_orders(by_label):
    labels = np.array([0, 0, 0, 1, 1, 2])
    found = []
    for order in permutations(range(5)):
        scores = np.zeros((6, 6), dtype=np.float32)
        for own in range(6):
            scores[own, [each for each in range(6) if each != own]] = order
        found.append(ranking_figures(scores, labels, 2, by_label=by_label))
    assert chance_ranking_figures(labels, by_label=by_label) == pytest.approx(tuple(np.mean(found, axis=0)))
    assert np.isnan(chance_ranking_figures(np.array([0]))).all()


def test_purity_counts_the_most_frequent_label_of_each_cluster():
    assert purity(["a", "a", "b", "b", "c"], [0, 0, 0, 1, 1]) == pytest.approx((2 + 1) / 5)
    assert purity(["a", "b"], [0, 1]) == 1.0


def test_calibration_error_by_hand():
    confidences = np.array([0.95, 0.95, 0.55, 0.55])
    right = np.array([True, True, True, False])
    weights = np.ones(4)
    assert calibration_error(confidences, right, weights) == pytest.approx(0.05)
    assert calibration_error(confidences, right, np.array([1, 1, 2, 2])) == pytest.approx((2 * 0.05 + 4 * 0.05) / 6)
    assert calibration_error(np.ones(2), np.array([True, True]), np.ones(2)) == 0.0


def test_accuracy_at_coverage_leaves_out_the_least_confident():
    confidences = np.array([0.9, 0.8, 0.7, 0.6])
    right = np.array([True, True, False, False])
    assert accuracy_at_coverage(confidences, right, np.ones(4), (1.0, 0.75, 0.5)) == pytest.approx([0.5, 2 / 3, 1.0])


def test_means_and_the_uncentred_correlation():
    assert geometric_mean(0.5, 0.5) == 0.5
    assert geometric_mean(-0.1, 0.5) == 0.0
    assert uncentred_pearson(np.array([1.0, 2.0]), np.array([2.0, 4.0])) == pytest.approx(1.0)
    assert uncentred_pearson(np.array([1.0, 1.0]), np.array([1.0, -1.0])) == 0.0
