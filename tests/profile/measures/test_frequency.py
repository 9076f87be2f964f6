from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from senseindex import SenseIndex
from senseindex.errors import FilterError, NotFoundError, UsageError
from senseindex.profile.counts.frequencies import count_frequencies
from senseindex.profile.measures.dispersion import deviation_of_proportions
from senseindex.profile.measures.frequency import chances, uncertain_count
from senseindex.profile.subject import subject_of
from tests.builders import document, make_bank_index


def test_the_published_example_of_dispersion():
    # Gries (2008, 2020): a word that occurs 1 to 5 times in parts of 9, 10, 10, 10 and 11 words has DP 0.18.
    assert deviation_of_proportions([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]) == pytest.approx(0.18)


def test_documents_without_hits_may_be_left_out_of_the_dispersion():
    whole = deviation_of_proportions([3, 0, 1, 0], [10, 20, 5, 7])
    assert deviation_of_proportions([3, 1], [10, 5], 42) == pytest.approx(whole)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8))
@settings(deadline=None)
def test_even_dispersion_is_zero_and_all_in_one_is_what_is_left(sizes):
    assert deviation_of_proportions(sizes, sizes) == pytest.approx(0.0)
    alone = [1] + [0] * (len(sizes) - 1)
    assert deviation_of_proportions(alone, sizes) == pytest.approx(1 - sizes[0] / sum(sizes))


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 3)), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_the_interval_is_that_of_all_outcomes(groups):
    events = [chance for chance, count in groups for _ in range(count)]
    found = uncertain_count(np.array([chance for chance, _ in groups]), np.array([count for _, count in groups]))
    if all(chance in (0.0, 1.0) for chance in events):
        assert found is None
        return
    shares = np.zeros(len(events) + 1)
    for outcome in product((0, 1), repeat=len(events)):
        shares[sum(outcome)] += np.prod([c if hit else 1 - c for c, hit in zip(events, outcome, strict=True)])
    if found is None:
        assert max(shares) == pytest.approx(1.0)
        return
    mean, low, high = found
    assert mean == pytest.approx(sum(events))
    below = np.concatenate([[0.0], np.cumsum(shares)])
    slack = 1e-9
    assert below[low] <= 0.025 + slack and below[low + 1] >= 0.025 - slack
    assert below[high] <= 0.975 + slack and below[high + 1] >= 0.975 - slack


@pytest.mark.parametrize(("chance", "count"), [(0.5, 10), (0.9, 2000), (0.999, 20_000), (0.01, 300)])
def test_events_of_one_probability_are_binomial(chance, count):
    mean, low, high = uncertain_count(np.array([chance]), np.array([count]))
    assert (mean, low, high) == (pytest.approx(chance * count), *map(int, binom.ppf([0.025, 0.975], count, chance)))


def test_what_confidence_leaves_over_goes_to_the_other_senses(index):
    found = count_frequencies(subject_of(index.opened, "bank"))
    totals = np.zeros(2)
    for number, sense in enumerate(("bank%1", "bank%2")):
        probabilities, counts = chances(found, sense)
        assert counts.sum() == found.whole.freq
        totals[number] = probabilities @ counts
    assert totals.sum() == pytest.approx(found.whole.freq)  # every occurrence is of one of them, unclear ones too


def test_the_expected_count_by_hand(index):
    rows = {row.name: row for row in index.profiles.frequency("bank")}
    first, second, unclear = (rows[f"bank%{number}"].freq for number in (1, 2, 0))
    assert (first, second, unclear) == (8, 7, 3)
    own = 3 * (0.9 + 0.8) + 2 * 0.6
    from_the_other = 3 * (0.05 + 0.3) + 0.4
    assert rows["bank%1"].expected == pytest.approx(own + from_the_other + 3 * 8 / 15)
    assert rows["bank%2"].expected == pytest.approx(18 - rows["bank%1"].expected)


def test_the_lines_add_up_and_are_right(tiny, index):
    found = index.profiles.frequency("bank")
    words = Counter(lemma for doc in tiny.documents.values() for sent in doc.sentences for lemma in sent.lemmas)
    tokens = sum(len(sent) for doc in tiny.documents.values() for sent in doc.sentences)
    whole, *senses = found
    assert (whole.freq, found.tokens, found.total_documents) == (words["bank"], tokens, 12)
    assert whole.ipm == pytest.approx(1e6 * words["bank"] / tokens)
    assert whole.documents == sum(
        any("bank" in sent.lemmas for sent in doc.sentences) for doc in tiny.documents.values()
    )
    assert sum(sense.freq for sense in senses) == whole.freq
    assert sum(sense.share for sense in senses) == pytest.approx(1.0)
    assert {sense.name for sense in senses} == {"bank%0", "bank%1", "bank%2"}
    assert whole.low is None
    for sense in senses:
        assert (sense.low is None) == (sense.name == "bank%0")
        assert sense.low is None or sense.low <= sense.expected <= sense.high


def test_a_filter_changes_hits_and_tokens(tiny, index):
    found = index.profiles.frequency("bank", where="kind = ?", parameters=["a"])
    inside = [doc for doc in tiny.documents.values() if doc.metadata["kind"] == "a"]
    assert found.tokens == sum(len(sent) for doc in inside for sent in doc.sentences)
    assert found[0].freq == sum(sent.lemmas.count("bank") for doc in inside for sent in doc.sentences)


def test_one_sense_alone_and_what_is_asked_wrongly(index):
    assert [row.name for row in index.profiles.frequency(sense="bank%2")] == ["bank", "bank%2"]
    assert [row.name for row in index.profiles.frequency("money")] == ["money", "no sense"]
    with pytest.raises(UsageError, match="no document fulfils"):
        index.profiles.frequency("bank", where="kind = 'c'")
    with pytest.raises(FilterError):
        index.profiles.frequency("bank", where="kinds = 'c'")
    with pytest.raises(NotFoundError):
        index.profiles.frequency("bank", sense="bank%9")
    with pytest.raises(UsageError, match="Give a lemma"):
        index.profiles.frequency()


def test_a_document_without_occurrences_is_in_nobody_s_way(tiny):
    before = [row.freq for row in frequencies(tiny, "document <> 'more'")]
    tiny.add(document("empty", "Oh no."), document("more", "That bank again."), document("late", "Ah."))
    assert [row.freq for row in frequencies(tiny, "document <> 'more'")] == before
    assert frequencies(tiny, "document = 'empty'")[0].freq == 0
    assert frequencies(tiny, "document = 'more'")[0].freq == 1


def frequencies(tiny, where):
    with SenseIndex.open(tiny.path) as opened:
        return opened.profiles.frequency("bank", where=where)


def test_what_is_deleted_is_in_no_view(tmp_path):
    with make_bank_index(tmp_path / "banks") as index:
        index.upkeep.delete(where="kind = 'river'")
        assert index.profiles.frequency("bank")[0].freq == 20
        assert {row.text.split()[0] for row in index.profiles.best_examples("bank", n=20)} <= {"The", "Every"}
        assert all("river" not in row.document for row in index.profiles.best_examples("bank", n=20))
        words = {row.word for row in index.profiles.thesaurus("bank", n=100).context}
        assert words and not words & {"river", "muddy", "green", "nobody", "fished"}
        words = {row.word for row in index.profiles.collocates("bank")}
        assert "money" in words and not words & {"river", "muddy", "green", "nobody", "fished"}
        assert [period.value for period in index.profiles.change("bank", by="kind")] == ["money"]
