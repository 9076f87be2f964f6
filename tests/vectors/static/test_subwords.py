"""Character n-grams and their buckets, against gensim's own functions."""

from __future__ import annotations

import numpy as np
import pytest
from gensim.models.fasttext import ft_ngram_hashes
from hypothesis import given, settings
from hypothesis import strategies as st

from senseindex.vectors.static.subwords import compose_word_vectors, ngram_buckets


@settings(deadline=None)  # a busy machine is no failure
@given(
    words=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=9), min_size=1, max_size=8),
    min_n=st.integers(1, 4),
    more=st.integers(0, 3),
    buckets=st.integers(1, 3_000_000),
)
def test_buckets_equal_gensim_for_any_text(words: list[str], min_n: int, more: int, buckets: int) -> None:
    found, counts = ngram_buckets(words, min_n, min_n + more, buckets)
    expected = [ft_ngram_hashes(word, min_n, min_n + more, buckets) for word in words]
    assert counts.tolist() == [len(hashes) for hashes in expected]
    assert found.tolist() == [bucket for hashes in expected for bucket in hashes]


@pytest.mark.parametrize(("max_n", "buckets"), [(0, 100), (6, 0)])
def test_without_lengths_or_buckets_there_are_no_subwords(max_n: int, buckets: int) -> None:
    found, counts = ngram_buckets(["bank", "river"], 0, max_n, buckets)
    assert found.tolist() == [] and counts.tolist() == [0, 0]


def test_a_word_vector_is_the_mean_of_its_row_and_its_ngrams() -> None:
    generator = np.random.default_rng(0)
    words = [f"word{number}" for number in range(2500)]
    own = generator.normal(size=(len(words), 5)).astype(np.float32)
    ngrams = generator.normal(size=(97, 5)).astype(np.float32)
    composed = np.concatenate([vectors for _, vectors in compose_word_vectors(words, own, ngrams, 3, 6)])
    for place in (0, 1, 1023, 1024, 2499):
        rows = [own[place], *(ngrams[bucket] for bucket in ft_ngram_hashes(words[place], 3, 6, 97))]
        np.testing.assert_allclose(composed[place], np.mean(rows, axis=0), atol=1e-6)
