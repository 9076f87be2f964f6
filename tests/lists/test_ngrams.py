"""N-grams are NLTK's, and so are the measures of association that NLTK has."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from nltk import FreqDist
from nltk.collocations import (
    BigramAssocMeasures,
    BigramCollocationFinder,
    TrigramAssocMeasures,
    TrigramCollocationFinder,
)
from nltk.metrics.association import QuadgramAssocMeasures
from nltk.util import ngrams, skipgrams

from senseindex.errors import UsageError
from tests.gum import Gum


def words_of(gum: Gum) -> list[list[str]]:
    return [[token.word for token in sentence] for sentence in gum.sentences()]


@pytest.mark.parametrize("size", [2, 3, 4, 5, 6])
def test_frequencies_are_those_of_nltk(gum: Gum, size: int) -> None:
    expected = FreqDist(" ".join(each) for sentence in words_of(gum) for each in ngrams(sentence, size))
    listed = gum.index.lists.ngrams(size, min_frequency=1, punctuation=True)
    assert {row.item: row.freq for row in listed} == dict(expected)
    often = gum.index.lists.ngrams(size, min_frequency=2, punctuation=True)
    assert {row.item: row.freq for row in often} == {item: n for item, n in expected.items() if n > 1}


@pytest.mark.parametrize(("size", "gaps"), [(2, 1), (2, 3), (3, 1), (3, 2), (4, 1)])
def test_gaps_are_the_skips_of_nltk(gum: Gum, size: int, gaps: int) -> None:
    expected = FreqDist(" ".join(each) for sentence in words_of(gum) for each in skipgrams(sentence, size, gaps))
    listed = gum.index.lists.ngrams(size, gaps=gaps, min_frequency=3, punctuation=True)
    assert {row.item: row.freq for row in listed} == {item: n for item, n in expected.items() if n > 2}


def test_punctuation_parts_sequences_and_stands_in_gaps(gum: Gum) -> None:
    def kept(words: tuple[str, ...]) -> bool:
        return all(any(map(str.isalnum, word)) for word in words)

    lemmas = [[token.lemma for token in sentence] for sentence in gum.sentences()]
    bare = Counter(" ".join(each) for sentence in lemmas for each in ngrams(sentence, 3) if kept(each))
    assert {row.item: row.freq for row in gum.index.lists.ngrams(3, "lemma", min_frequency=1)} == dict(bare)
    skipped = Counter(" ".join(each) for sentence in lemmas for each in skipgrams(sentence, 2, 1) if kept(each))
    listed = gum.index.lists.ngrams(2, "lemma", gaps=1, min_frequency=1)
    assert {row.item: row.freq for row in listed} == dict(skipped)


def test_documents_are_those_that_hold_the_sequence(gum: Gum) -> None:
    expected: Counter[str] = Counter()
    for name in gum.documents:
        sentences = [[token.word for token in sentence] for sentence in gum.sentences(name)]
        expected.update({" ".join(each) for sentence in sentences for each in ngrams(sentence, 2)})
    listed = gum.index.lists.ngrams(min_frequency=1, punctuation=True)
    assert {row.item: row.documents for row in listed} == dict(expected)
    for least in (2, 3):
        some = gum.index.lists.ngrams(min_frequency=1, min_documents=least, punctuation=True)
        assert {row.item for row in some} == {item for item, count in expected.items() if count >= least}


def test_measures_of_pairs_are_those_of_nltk(gum: Gum) -> None:
    finder = BigramCollocationFinder.from_documents(words_of(gum))
    listed = {row.item: row for row in gum.index.lists.ngrams(min_frequency=3, punctuation=True)}
    assert len(listed) > 100
    compare(finder, BigramAssocMeasures, listed)
    for pair, value in finder.score_ngrams(BigramAssocMeasures.dice):
        if row := listed.get(" ".join(pair)):
            assert row.logdice == pytest.approx(14 + math.log2(value))
    for pair, value in finder.score_ngrams(BigramAssocMeasures.likelihood_ratio):
        row = listed.get(" ".join(pair))
        if row is not None and row.mi > 0:  # ours is negative for pairs that chance would make more frequent
            assert row.ll == pytest.approx(value)


def test_measures_of_pairs_with_gaps_are_those_of_a_window_of_nltk(gum: Gum) -> None:
    sentences = [[*sentence, *[None] * 2] for sentence in words_of(gum)]
    finder = BigramCollocationFinder.from_words([word for sentence in sentences for word in sentence], window_size=3)
    listed = {row.item: row for row in gum.index.lists.ngrams(gaps=1, min_frequency=3, punctuation=True)}
    compare(finder, BigramAssocMeasures, listed)


def test_measures_of_triples_are_those_of_nltk(gum: Gum) -> None:
    finder = TrigramCollocationFinder.from_documents(words_of(gum))
    listed = {row.item: row for row in gum.index.lists.ngrams(3, min_frequency=3, punctuation=True)}
    compare(finder, TrigramAssocMeasures, listed)
    assert {row.ll for row in listed.values()} == {None}


def test_measures_of_four_words_are_those_of_nltk(gum: Gum) -> None:
    words = FreqDist(token.word for token in gum.tokens())
    for row in gum.index.lists.ngrams(4, min_frequency=3, punctuation=True):
        ones = [words[word] for word in row.item.split(" ")]
        marginals = (row.freq, (0, 0, 0, 0), (0, 0, 0, 0, 0, 0), ones, words.N())
        assert row.mi == pytest.approx(QuadgramAssocMeasures.pmi(*marginals))
        assert row.t == pytest.approx(QuadgramAssocMeasures.student_t(*marginals))


def compare(finder: object, measures: type, listed: dict) -> None:
    """MI and t of all that is listed."""
    for measure, name in ((measures.pmi, "mi"), (measures.student_t, "t")):
        found = {" ".join(each): value for each, value in finder.score_ngrams(measure)}  # type: ignore[attr-defined]
        assert listed.keys() <= found.keys()
        for item, row in listed.items():
            assert getattr(row, name) == pytest.approx(found[item], abs=1e-6), item


def test_sequences_are_found_by_a_pattern_and_sorted(gum: Gum) -> None:
    rows = gum.index.lists.ngrams(3, pattern="one of .*", min_frequency=1, sort="logdice")
    assert {row.item.rpartition(" ")[0] for row in rows} == {"one of"}
    values = [row.logdice for row in rows]
    assert values == sorted(values, reverse=True)


def test_a_list_may_be_empty(gum: Gum) -> None:
    for size in (2, 6):
        assert len(gum.index.lists.ngrams(size, min_frequency=10**6)) == 0


def test_sizes_that_nobody_can_count_are_refused(gum: Gum) -> None:
    for asked, message in (
        ({"size": 7}, "2 to 6 words, not 7"),
        ({"size": 1}, "2 to 6 words, not 1"),
        ({"size": 6, "gaps": 4}, "gaps of 0 to 3 tokens, not 4"),
        ({"of": "sense"}, "n-grams are of word"),
    ):
        with pytest.raises(UsageError, match=message):
            gum.index.lists.ngrams(**asked)
