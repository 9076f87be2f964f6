"""Lists of words are what counting token by token gives."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pytest
from nltk import FreqDist

from senseindex import SenseIndex
from senseindex.errors import FilterError, NotFoundError, UsageError
from senseindex.profile.measures.dispersion import deviation_of_proportions, juillands_d
from senseindex.store.catalog.lemmas import lempos_of
from tests.builders import TinyIndex, document, make_bank_index
from tests.gum import Gum, Tagged

VALUES = {
    "word": lambda token: token.word,
    "lemma": lambda token: token.lemma,
    "lempos": lambda token: lempos_of(token.lemma, token.pos),
    "pos": lambda token: token.pos,
}


def is_word(text: str) -> bool:
    return re.search(r"[^\W_]", text) is not None


@pytest.mark.parametrize("of", VALUES)
def test_frequencies_and_documents_are_those_of_a_count_token_by_token(gum: Gum, of: str) -> None:
    listed = gum.index.lists.words(of, punctuation=True)
    frequencies = FreqDist(map(VALUES[of], gum.tokens()))
    documents = Counter(name for each in gum.documents for name in set(map(VALUES[of], gum.tokens(each))))
    assert {row.item: row.freq for row in listed} == dict(frequencies)
    assert {row.item: row.documents for row in listed} == dict(documents)
    assert listed.tokens == frequencies.N()
    assert listed.types == frequencies.B()
    best = listed[0]
    assert best.ipm == pytest.approx(1e6 * frequencies.freq(best.item))


def test_what_has_no_letter_or_digit_is_left_out(gum: Gum) -> None:
    words = {token.word for token in gum.tokens()}
    assert {row.item for row in gum.index.lists.words("word")} == {word for word in words if is_word(word)}
    assert not all(map(is_word, words))


def test_dispersion_is_that_of_every_document_one_by_one(gum: Gum) -> None:
    sizes = [len(gum.tokens(name)) for name in gum.documents]
    per_document = [FreqDist(token.lemma for token in gum.tokens(name)) for name in gum.documents]
    for row in gum.index.lists.words("lemma")[::37]:
        counts = [each[row.item] for each in per_document]
        assert row.dp == pytest.approx(deviation_of_proportions(counts, sizes))
        shares = np.array(counts) / np.array(sizes)
        d = 1 - shares.std() / shares.mean() / np.sqrt(len(sizes) - 1)
        assert row.d == pytest.approx(d, abs=1e-9)


def test_the_published_example_of_juillands_d() -> None:
    # Gries (2008, 2020): 1 to 5 times in parts of 9, 10, 10, 10 and 11 words.
    words, counts, sizes = np.zeros(5, dtype=np.int64), np.arange(1, 6), np.array([9, 10, 10, 10, 11])
    assert juillands_d(words, counts, sizes, 1, 5)[0] == pytest.approx(0.785, abs=5e-4)
    even = np.array([9, 10, 10, 10, 11])
    assert juillands_d(words, even, sizes, 1, 5)[0] == pytest.approx(1.0)
    alone = juillands_d(words[:1], counts[:1], sizes[:1], 1, 5)
    assert alone[0] == pytest.approx(0.0)


def test_a_part_of_the_corpus_is_counted_alone(gum: Gum) -> None:
    chosen = list(gum.documents)[3]
    listed = gum.index.lists.words("word", where=f"document = '{chosen}'")
    expected = FreqDist(token.word for token in gum.tokens(chosen) if is_word(token.word))
    assert {row.item: row.freq for row in listed} == dict(expected)
    assert (listed.tokens, listed.total_documents) == (len(gum.tokens(chosen)), 1)
    assert {row.d for row in listed} == {None}
    many = [name for name in gum.documents if name != chosen]
    others = gum.index.lists.words("word", where=f"document <> '{chosen}'")
    assert sum(row.freq for row in others) == sum(is_word(token.word) for token in gum.tokens(*many))


def test_filters_keep_what_they_say(gum: Gum) -> None:
    lists = gum.index.lists

    def nouns(token: Tagged) -> bool:
        return token.pos == "NOUN"

    expected = FreqDist(token.word.casefold() for token in filter(nouns, gum.tokens()))
    listed = lists.words("word", pos="NOUN", ignore_case=True, punctuation=True)
    assert {row.item: row.freq for row in listed} == dict(expected)
    hapaxes = lists.words("lemma", max_frequency=1, sort="item", punctuation=True)
    assert [row.item for row in hapaxes] == sorted(FreqDist(token.lemma for token in gum.tokens()).hapaxes())
    fitting = lists.words("word", pattern="un.*ed|the", min_frequency=2, min_documents=2)
    assert {row.item for row in fitting} == {
        row.item
        for row in lists.words("word")
        if re.fullmatch("un.*ed|the", row.item) and row.freq >= 2 and row.documents >= 2
    }
    assert fitting.listed == len(fitting)


@pytest.mark.parametrize("key", ["freq", "documents", "dp", "d"])
def test_lists_are_sorted_in_both_directions(gum: Gum, key: str) -> None:
    values = [getattr(row, key) for row in gum.index.lists.words(sort=key)]
    turned = [getattr(row, key) for row in gum.index.lists.words(sort=f"-{key}")]
    assert values == sorted(values, reverse=key != "dp")
    assert turned == values[::-1]


def test_equal_rows_come_by_name(gum: Gum) -> None:
    rows = gum.index.lists.words("word")
    assert [(-row.freq, row.item) for row in rows] == sorted((-row.freq, row.item) for row in rows)


def test_pages_are_parts_of_the_list(gum: Gum) -> None:
    listed = gum.index.lists.words()
    assert list(listed.page(10, 5)) == list(listed)[10:15]
    assert list(listed.page(len(listed) - 2, 5)) == list(listed)[-2:]
    assert list(listed.page(3, None)) == list(listed)[3:]
    assert listed.page(10, 5).as_dict()["words"][0]["item"] == listed[10].item


def test_senses_are_counted_by_their_occurrences(tmp_path) -> None:
    with make_bank_index(tmp_path / "banks") as index:
        listed = index.lists.words("sense")
        assert len(listed) > 2
        for row in listed:
            assert row.freq == index.hits.count(sense=row.item)
            assert row.documents == len(index.hits.breakdown("document", sense=row.item))
        labels = {sense.id: sense.label for lemma in ("bank", "volume", "money") for sense in index.senses(lemma)}
        assert {row.item: row.label for row in listed} == {
            name: labels[name] for name in labels if not name.endswith("%0")
        }
        assert any(labels.values())
        part = index.lists.words("sense", where="kind = 'river'")
        assert {row.item: row.freq for row in part} == {
            row.item: count for row in listed if (count := index.hits.count(sense=row.item, where="kind = 'river'"))
        }


def test_forms_that_begin_alike_are_told_apart(tmp_path) -> None:
    """Also those that are longer than what is compared at once, and letters of several bytes."""
    words = ["straightforward", "straightforwards", "straightforwardly", "ä" * 8, "ä" * 9, "naïvetés", "naïveté", "𝔘nd"]
    tiny = TinyIndex(tmp_path / "tiny")
    tiny.add(document("one", " ".join([*words, *words[:3]]) + "."), document("two", " ".join(words[2:]) + "."))
    tiny.complete()
    tiny.close()
    with SenseIndex.open(tiny.path) as index:
        found = {row.item: row.freq for row in index.lists.words("word")}
    assert found == Counter(words + words[:3] + words[2:])


def test_what_cannot_be_listed_is_refused(gum: Gum, tmp_path) -> None:
    lists = gum.index.lists
    for asked, error, message in (
        ({"of": "form"}, UsageError, "no list of 'form'"),
        ({"pos": "NOUNS"}, UsageError, "no part of speech 'NOUNS'"),
        ({"pattern": "("}, UsageError, "no regular expression"),
        ({"sort": "size"}, UsageError, "cannot be sorted by 'size'"),
        ({"min_frequency": 3, "max_frequency": 2}, UsageError, "the largest not below the smallest"),
        ({"where": "no_column = 1"}, FilterError, "no_column"),
        ({"where": "document = 'nothing'"}, UsageError, "no document fulfils"),
        ({"subcorpus": "nothing"}, NotFoundError, "no subcorpus 'nothing'"),
    ):
        with pytest.raises(error, match=re.escape(message)):
            lists.words(**asked)
    with make_bank_index(tmp_path / "banks") as index, pytest.raises(UsageError, match="no parts of speech"):
        index.lists.words("pos")
