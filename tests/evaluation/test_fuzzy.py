"""The fuzzy measures by hand, and against their plain counterparts where every instance has one sense."""

from __future__ import annotations

import math

import numpy as np
import pytest

from senseindex.evaluation.scorers import fuzzy_b_cubed, fuzzy_b_cubed_f, fuzzy_nmi
from senseindex.evaluation.wsi2013 import fuzzy_figures, graded_figures


def hard(labels):
    return [{str(label): 1.0} for label in labels]


def test_the_same_hard_clusters_agree_wholly():
    labels = hard("aabb")
    assert fuzzy_b_cubed(labels, labels) == (1.0, 1.0)
    assert fuzzy_nmi(labels, labels) == pytest.approx(1.0)


def test_one_cluster_has_no_information():
    gold, found = hard("aabb"), hard("0000")
    # Every pair of one sense is in the cluster; of the three others that an instance meets there, one has its sense.
    assert fuzzy_b_cubed(gold, found) == pytest.approx((1.0, 1 / 3))
    assert fuzzy_b_cubed_f([(1.0, 1 / 3)]) == pytest.approx(0.5)
    assert fuzzy_nmi(gold, found) == pytest.approx(0.0)


def test_one_cluster_an_instance_has_no_pairs():
    assert fuzzy_b_cubed(hard("aabb"), hard("0123")) == (0.0, 0.0)
    assert fuzzy_b_cubed_f([(0.0, 0.0)]) == 0.0


def test_degrees_by_hand():
    gold = [{"a": 1.0, "b": 0.5}, {"a": 1.0}, {"b": 1.0}]
    found = hard("xxy")
    # Gold pairs: 1-2 share a (agreement 1), 1-3 share b (1 - 0.5). Found pairs: 1-2 only.
    # Instance 1: min/gold = 1/1 and 0/0.5, mean 0.5; instance 2: 1; instance 3: 0.
    # The other way: 1 and 2 are each wholly right about their one pair, 3 has none.
    assert fuzzy_b_cubed(gold, found) == pytest.approx((0.5, 2 / 3))


def test_the_agreement_of_two_instances_adds_up_over_shared_senses():
    both = [{"a": 1.0, "b": 1.0}, {"a": 1.0, "b": 1.0}]
    # They agree by 2 in gold and by 1 in the found cluster: min / gold is 1/2, min / found is 1.
    assert fuzzy_b_cubed(both, hard("xx")) == pytest.approx((0.5, 1.0))


def test_mutual_information_by_hand():
    gold, found = hard("aabb"), hard("xxxy")
    # H(a) = H(b) = 1 bit; H(x) = H(y) = 0.811. Joint of a with x: counts 2, 1, 1 of 4, so 1.5 bits.
    entropy = -(0.75 * math.log2(0.75) + 0.25 * math.log2(0.25))
    gold_known = 2 * (1 - (1.5 - entropy))
    found_known = 2 * (entropy - (1.5 - 1))
    assert fuzzy_nmi(gold, found) == pytest.approx(0.5 * (gold_known + found_known) / 2)


def test_a_complement_tells_as_much_only_where_it_is_likelier_to_share():
    # y is where a is not: knowing y would tell a, but as its complement, which does not count; x does.
    gold, found = hard("aaab"), hard("xxxy")
    assert fuzzy_nmi(gold, found) == pytest.approx(1.0)


def test_degrees_fall_into_bins_of_a_tenth():
    gold = [{"a": 1.0}, {"a": 0.52}, {"b": 1.0}, {"b": 1.0}]
    close = [{"a": 1.0}, {"a": 0.58}, {"b": 1.0}, {"b": 1.0}]
    far = [{"a": 1.0}, {"a": 0.95}, {"b": 1.0}, {"b": 1.0}]
    assert fuzzy_nmi(gold, close) == pytest.approx(1.0)
    assert fuzzy_nmi(gold, far) < 1.0


def test_graded_answers_with_all_weight_on_one_sense_score_as_hard_ones() -> None:
    gold = [[{"a": 1.0}, {"a": 1.0, "b": 0.5}, {"b": 1.0}, {"c": 1.0}]]
    labels = np.array([0, 0, 1, 1])
    hard = graded_figures(gold, [labels])
    soft = fuzzy_figures(gold, [[{str(label): 1.0} for label in labels.tolist()]])
    assert soft == {name: hard[name] for name in ("fuzzy_bcubed", "fuzzy_nmi", "avg")}
    unsure = fuzzy_figures(gold, [[{"0": 1.0}, {"0": 0.7, "1": 0.3}, {"1": 1.0}, {"1": 0.9, "0": 0.1}]])
    assert unsure["fuzzy_bcubed"] != soft["fuzzy_bcubed"]
