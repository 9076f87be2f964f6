"""The measures against values worked out by hand, NLTK's and scipy's."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.metrics import BigramAssocMeasures
from scipy.stats import power_divergence

from senseindex.profile.measures.association import (
    keyness_log_likelihood,
    log_dice,
    log_likelihood,
    mutual_information,
    percent_difference,
    simple_maths,
    t_score,
)


def test_log_dice_by_hand():
    assert log_dice(10, 100, 60).item() == pytest.approx(11.0)  # 14 + log2(20 / 160)
    assert log_dice(50, 50, 50).item() == 14.0
    assert log_dice(0, 5, 5).item() == -math.inf


@st.composite
def tables(draw):
    together = draw(st.integers(1, 200))
    inside = together + draw(st.integers(0, 500))
    second = together + draw(st.integers(0, 500))
    return together, inside, second, inside + second - together + draw(st.integers(1, 100_000))


@given(tables())
@settings(deadline=None)
def test_the_measures_are_those_of_nltk(table):
    together, inside, second, total = table
    marginals = (together, (inside, second), total)
    assert mutual_information(*table).item() == pytest.approx(BigramAssocMeasures.pmi(*marginals), abs=1e-9)
    assert t_score(*table).item() == pytest.approx(BigramAssocMeasures.student_t(*marginals), abs=1e-9)
    # NLTK adds 1e-20 to every cell that it takes a logarithm of.
    expected = BigramAssocMeasures.likelihood_ratio(*marginals)
    assert abs(log_likelihood(*table).item()) == pytest.approx(expected, rel=1e-6, abs=1e-6)


def test_log_likelihood_says_which_way():
    assert log_likelihood(30, 100, 100, 1000).item() > 0
    assert log_likelihood(3, 100, 100, 1000).item() < 0
    assert log_likelihood(10, 100, 100, 1000).item() == pytest.approx(0.0)


@given(st.integers(0, 500), st.integers(1_000, 10**6), st.integers(0, 500), st.integers(1_000, 10**6))
@settings(deadline=None)
def test_keyness_is_the_g_test_of_scipy(first, first_size, second, second_size):
    ours = keyness_log_likelihood(first, first_size, second, second_size)
    if first + second == 0:
        assert ours == 0.0
        return
    share = (first + second) / (first_size + second_size)
    theirs = power_divergence([first, second], [share * first_size, share * second_size], lambda_="log-likelihood")
    assert ours == pytest.approx(theirs.statistic, abs=1e-6)


def test_effect_sizes_by_hand():
    assert percent_difference(150.0, 100.0) == pytest.approx(50.0)
    assert percent_difference(0.0, 100.0) == pytest.approx(-100.0)
    assert percent_difference(1.0, 0.0) == math.inf
    assert math.isnan(percent_difference(0.0, 0.0))
    assert simple_maths(10.0, 0.0, 1.0) == pytest.approx(11.0)
    assert simple_maths(10.0, 0.0, 100.0) == pytest.approx(1.1)


def test_arrays_go_through_element_by_element():
    together, second = np.array([1, 5, 0]), np.array([10, 20, 30])
    for measure in (mutual_information, t_score, log_likelihood):
        several = measure(together, 50, second, 1000)
        single = [measure(a, 50, b, 1000).item() for a, b in zip(together, second, strict=True)]
        assert several.tolist() == single
