"""Character n-grams and their buckets, against gensim's own functions."""

from __future__ import annotations

import pytest
from gensim.models.fasttext import ft_ngram_hashes
from hypothesis import given, settings
from hypothesis import strategies as st

from senseindex.vectors.static.subwords import ngram_buckets


@settings(deadline=None)  # a busy machine is no failure
@given(
    word=st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    min_n=st.integers(1, 4),
    more=st.integers(0, 3),
    buckets=st.integers(1, 3_000_000),
)
def test_buckets_equal_gensim_for_any_text(word: str, min_n: int, more: int, buckets: int) -> None:
    assert ngram_buckets(word, min_n, min_n + more, buckets) == ft_ngram_hashes(word, min_n, min_n + more, buckets)


@pytest.mark.parametrize(("max_n", "buckets"), [(0, 100), (6, 0)])
def test_without_lengths_or_buckets_there_are_no_subwords(max_n: int, buckets: int) -> None:
    assert ngram_buckets("bank", 0, max_n, buckets) == []
