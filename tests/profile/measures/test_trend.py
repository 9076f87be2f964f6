"""The trend test against pymannkendall, and slopes by hand."""

import pymannkendall
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from senseindex.profile.measures.trend import FEWEST, trend

series = st.lists(st.integers(-50, 50).map(float), min_size=FEWEST, max_size=30)


@given(series)
@settings(deadline=None)
def test_tau_and_slope_are_those_of_pymannkendall(y):
    assume(len(set(y)) > 1)
    found = trend(list(range(len(y))), y)
    theirs = pymannkendall.original_test(y)
    assert found is not None
    assert found.slope == pytest.approx(theirs.slope)
    assert found.low <= found.slope <= found.high
    pairs = len(y) * (len(y) - 1) / 2
    if len(set(y)) == len(y):  # theirs is Kendall's tau-a, ours tau-b; without ties they are one
        assert found.tau == pytest.approx(theirs.s / pairs)
    assert (found.tau > 0) == (theirs.s > 0)


@given(st.lists(st.integers(-9, 9).map(float), min_size=FEWEST, max_size=50))
@settings(deadline=None)
def test_p_is_that_of_pymannkendall_where_values_are_tied_or_many(y):
    assume(len(set(y)) > 1 and (len(set(y)) < len(y) or len(y) > 33))
    found = trend(list(range(len(y))), y)
    assert found is not None
    assert found.p == pytest.approx(pymannkendall.original_test(y).p)


def test_p_of_a_long_series_without_ties_is_that_of_pymannkendall():
    y = [float(value * 17 % 41) for value in range(40)]
    found = trend(list(range(40)), y)
    assert found is not None and found.p == pytest.approx(pymannkendall.original_test(y).p)


def test_the_exact_p_of_a_short_series():
    found = trend([1, 2, 3, 4, 5], [1.0, 2.0, 3.0, 4.0, 5.0])
    assert found is not None
    assert (found.tau, found.slope) == (pytest.approx(1.0), 1.0)
    assert found.p == pytest.approx(2 / 120)  # one order of 5! rises throughout, one falls


def test_unequal_steps_count_by_their_length():
    found = trend([1900, 1950, 1960, 2000], [0.0, 50.0, 60.0, 100.0])
    assert found is not None and found.slope == pytest.approx(1.0)


@pytest.mark.parametrize("y", [[1.0, 2.0, 3.0], [2.0] * 6, []])
def test_too_little_for_a_trend(y):
    assert trend(list(range(len(y))), y) is None
