"""Collocates against a slow count over the documents."""

from collections import Counter
from dataclasses import replace

import pytest

from senseindex import SenseIndex
from senseindex.answers.collocates import CollocateOptions
from senseindex.errors import UsageError
from senseindex.profile.measures.association import log_dice, log_likelihood, mutual_information, t_score
from tests.builders import TinyIndex, document


def slow_counts(documents, window, wanted=lambda number: True):
    """Near tokens by lemma, to the left, to the right, on either side; how many hits and near tokens there are."""
    left, right, both = Counter(), Counter(), Counter()
    hits = inside = number = 0
    for doc in documents:
        for sent in doc.sentences:
            nodes = [place for place, lemma in enumerate(sent.lemmas) if lemma == "bank"]
            chosen = [node for place, node in enumerate(nodes) if wanted(number + place)]
            number += len(nodes)
            hits += len(chosen)
            for place, lemma in enumerate(sent.lemmas):
                if place in chosen:
                    continue
                before = any(0 < node - place <= window for node in chosen)
                after = any(0 < place - node <= window for node in chosen)
                left[lemma] += before
                right[lemma] += after
                both[lemma] += before or after
                inside += before or after
    return left, right, both, hits, inside


@pytest.mark.parametrize("window", [1, 3, 5])
@pytest.mark.parametrize("function_words", [False, True])
def test_the_counts_and_measures_of_a_lemma(tiny, index, window, function_words):
    options = CollocateOptions(window=window, min_frequency=1, n=100, function_words=function_words)
    found = index.profiles.collocates("bank", options=options)
    documents = list(tiny.documents.values())
    left, right, both, hits, inside = slow_counts(documents, window)
    corpus = Counter(lemma for doc in documents for sent in doc.sentences for lemma in sent.lemmas)
    total = sum(corpus.values())
    expected = {word for word in +both if word.isalnum() and word != "bank" and (function_words or len(word) > 3)}
    assert found.freq == hits
    assert {row.word for row in found} == expected
    for row in found:
        counts = (row.freq, row.left, row.right, row.corpus_freq)
        assert counts == (both[row.word], left[row.word], right[row.word], corpus[row.word])
        assert row.logdice == pytest.approx(log_dice(row.freq, hits, row.corpus_freq).item())
        table = (row.freq, inside, row.corpus_freq, total)
        measures = [measure(*table).item() for measure in (mutual_information, t_score, log_likelihood)]
        assert [row.mi, row.t, row.ll] == pytest.approx(measures)


def test_the_counts_of_one_sense_on_one_side_under_a_filter(tiny, index):
    inside = [doc for doc in tiny.documents.values() if doc.metadata["kind"] == "a"]
    rows = tiny.catalog.connection.rows(
        "SELECT sense.number FROM occurrence JOIN sense ON sense.id = sense_id JOIN sentence ON sentence.id = "
        "sentence_id JOIN metadata USING (document_id) WHERE kind = 'a' ORDER BY occurrence.id"
    )
    left, _, _, hits, _ = slow_counts(inside, 5, lambda number: rows[number][0] == 1)
    options = CollocateOptions(side="left", min_frequency=1, n=100)
    found = index.profiles.collocates(sense="bank%1", where="kind = 'a'", options=options)
    assert found.freq == hits > 0
    assert {row.word: row.freq for row in found} == {
        word: count for word, count in (+left).items() if len(word) > 3 and word != "bank"
    }
    corpus = Counter(lemma for doc in inside for sent in doc.sentences for lemma in sent.lemmas)
    assert all(row.corpus_freq == corpus[row.word] for row in found)


@pytest.mark.parametrize("sort", ["logdice", "mi", "t", "ll", "freq"])
def test_the_order_and_the_minimum(index, sort):
    found = index.profiles.collocates("bank", options=CollocateOptions(sort=sort, min_frequency=4))
    values = [getattr(row, sort) for row in found]
    assert values == sorted(values, reverse=True)
    assert found[0].freq >= 4 and min(row.freq for row in found) >= 4
    assert [
        row.word for row in index.profiles.collocates("bank", options=CollocateOptions(sort=sort, min_frequency=4, n=2))
    ] == [row.word for row in found[:2]]


def test_a_contrast_puts_what_is_of_one_sense_first(banks):
    river, money = (
        next(s.id for s in banks.senses("bank") if word in s.examples[0].left + s.examples[0].right)
        for word in ("muddy", "farmers")
    )
    found = banks.profiles.contrast(river, money, options=CollocateOptions(n=3))
    words = [row.word for row in found]
    assert {"river", "muddy", "green", "fished", "nobody", "from", "that"} >= set(words[:3])
    assert {"lends", "money", "farmers", "charges", "interest", "every"} >= set(words[-3:])
    other = {row.word: row for row in banks.profiles.collocates(sense=river, options=CollocateOptions(n=100))}
    for row in found[:3]:
        assert (row.first_freq, row.first_logdice) == (other[row.word].freq, other[row.word].logdice)
        assert row.difference == pytest.approx(row.first_logdice - (row.second_logdice or 0.0))
    differences = [row.difference for row in found]
    assert differences == sorted(differences, reverse=True)


def test_a_sense_beside_itself_or_a_stranger(banks):
    with pytest.raises(UsageError, match="beside itself"):
        banks.profiles.contrast("bank%1", "bank%1")
    with pytest.raises(UsageError, match="another lemma"):
        banks.profiles.contrast("bank%1", "money%1")


def test_parts_of_speech(tmp_path):
    tiny = TinyIndex(tmp_path / "tagged")
    tags = {"bank": "NOUN", "money": "NOUN", "lends": "VERB", "charges": "VERB", "every": "DET"}
    for number in range(4):
        plain = document(f"d{number}", "Every bank lends money. That bank charges money.")
        tagged = tuple(replace(s, pos=tuple(tags.get(lemma, "X") for lemma in s.lemmas)) for s in plain.sentences)
        tiny.add(replace(plain, sentences=tagged))
    tiny.complete()
    tiny.close()
    with SenseIndex.open(tiny.path) as index:
        verbs = index.profiles.collocates("bank", options=CollocateOptions(pos="VERB"))
        assert {(row.word, row.pos) for row in verbs} == {("lends", "VERB"), ("charges", "VERB")}
        best = index.profiles.collocates("bank", options=CollocateOptions(pos="all", n=1))
        assert [row.pos for row in best] == ["DET", "NOUN", "VERB", "X"]
        with pytest.raises(UsageError, match="no part of speech 'ADJ'"):
            index.profiles.collocates("bank", options=CollocateOptions(pos="ADJ"))


def test_wrong_options(index):
    with pytest.raises(UsageError, match="no parts of speech"):
        index.profiles.collocates("bank", options=CollocateOptions(pos="NOUN"))
    for wrong in ({"window": 0}, {"min_frequency": 0}, {"n": -1}, {"side": "up"}, {"sort": "best"}):
        with pytest.raises(UsageError):
            CollocateOptions(**wrong)


def test_a_sense_without_hits_in_the_subcorpus_has_no_collocates(tiny):
    tiny.add(document("alone", "A bank again."))
    with SenseIndex.open(tiny.path) as opened:
        assert len(opened.profiles.collocates(sense="bank%1", where="document = 'alone'")) == 0
