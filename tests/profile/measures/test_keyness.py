import math

import pytest
from scipy.stats import chi2

from senseindex.errors import UsageError
from senseindex.profile.measures.association import keyness_log_likelihood


def test_counts_are_those_of_the_two_filters(banks):
    found = banks.profiles.keyness("money", where="kind = 'money'", against="kind = 'river'")
    first, second = (banks.profiles.frequency("money", where=f"kind = '{kind}'") for kind in ("money", "river"))
    whole = found[0]
    assert (whole.first, whole.second) == (first[0].freq, second[0].freq) == (10, 0)
    assert (found.tokens, found.against_tokens) == (first.tokens, second.tokens)
    assert whole.ll == pytest.approx(keyness_log_likelihood(10, first.tokens, 0, second.tokens))
    assert whole.p == pytest.approx(chi2.sf(whole.ll, 1))
    assert whole.difference == math.inf
    assert whole.simple_maths == pytest.approx(whole.first_ipm + 1)


def test_senses_are_key_where_they_belong(banks):
    found = banks.profiles.keyness("bank", where="kind = 'river'", against="kind = 'money'", added=100)
    whole, *senses = found
    assert sum(row.first for row in senses) == whole.first
    assert sum(row.second for row in senses) == whole.second
    key = max(senses, key=lambda row: row.simple_maths)
    assert (key.first, key.second) == (20, 0)
    assert key.simple_maths == pytest.approx((key.first_ipm + 100) / 100)
    assert [
        row.name for row in banks.profiles.keyness(sense="bank%1", where="year < 1995", against="year >= 1995")
    ] == [
        "bank",
        "bank%1",
    ]


def test_subcorpora_that_overlap_are_said_to(banks):
    assert "10 documents are in both" in banks.profiles.keyness("bank", where="kind = 'river'").caption()
    assert "in both" not in banks.profiles.keyness("bank", where="year < 1995", against="year >= 1995").caption()


def test_wrong_questions(banks):
    with pytest.raises(UsageError, match="which subcorpora"):
        banks.profiles.keyness("bank")
    with pytest.raises(UsageError, match="above 0"):
        banks.profiles.keyness("bank", where="year < 1995", added=0)
