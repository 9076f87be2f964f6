"""Vectors of senses, read back with gensim."""

import warnings
from pathlib import Path

import numpy as np
import pytest

from senseindex import SenseIndex
from senseindex.errors import NotFoundError, UsageError
from senseindex.output.files.sense_vectors import SenseSentences
from tests.builders import TinyIndex, bank_document
from tests.output.files.plain_corpus import plain_sentences


def read(path: Path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from gensim.models import KeyedVectors

        return KeyedVectors.load_word2vec_format(str(path))


def test_the_centre_of_every_sense_is_written(index: SenseIndex, tmp_path: Path) -> None:
    count = index.export.sense_vectors(tmp_path / "all.vec")
    vectors = read(tmp_path / "all.vec")
    senses = [sense for sense in index.opened.catalog.senses.all() if sense.centre is not None]
    assert count == len(vectors) == len(senses)
    for sense in senses:
        np.testing.assert_allclose(vectors[sense.name], sense.centre, atol=1e-5)
    assert index.export.sense_vectors(tmp_path / "bank.vec", "bank") == 2
    assert set(read(tmp_path / "bank.vec").index_to_key) == {"bank%1", "bank%2"}


def test_the_training_text_has_senses_in_the_place_of_words(index: SenseIndex, monkeypatch) -> None:
    monkeypatch.setattr("senseindex.store.catalog.tagged_corpus.SENTENCES_AT_ONCE", 7)
    expected = [
        [
            token.sense if token.sense and not token.sense.endswith("%0") else token.lemma
            for token in sentence.tokens
            if any(character.isalnum() for character in token.lemma)
        ]
        for sentence in plain_sentences(index.opened.catalog)
    ]
    sentences = SenseSentences(index.opened.catalog)
    assert list(sentences) == list(sentences) == expected
    assert any("bank%1" in sentence for sentence in expected)


@pytest.mark.parametrize("method", ["word2vec-sg", "fasttext"])
def test_learned_vectors_put_senses_among_words(index: SenseIndex, tmp_path: Path, method: str) -> None:
    count = index.export.sense_vectors(tmp_path / "a.vec", train=method, dimension=10)
    vectors = read(tmp_path / "a.vec")
    assert len(vectors) == count and vectors.vector_size == 10
    assert {"bank%1", "bank%2", "the"} <= set(vectors.index_to_key) and "bank" not in vectors
    assert [each.name for each in tmp_path.iterdir()] == ["a.vec"]


def test_without_senses_there_is_nothing_to_write(index: SenseIndex, tmp_path: Path) -> None:
    tiny = TinyIndex(tmp_path / "tiny")
    tiny.add(bank_document("river", 1))
    tiny.complete()
    tiny.close()
    with SenseIndex.open(tmp_path / "tiny") as bare, pytest.raises(NotFoundError, match="senseindex induce"):
        bare.export.sense_vectors(tmp_path / "a.vec")
    with pytest.raises(UsageError, match="no format 'glove'"):
        index.export.sense_vectors(tmp_path / "a.vec", train="glove")
    with pytest.raises(UsageError, match="whole corpus"):
        index.export.sense_vectors(tmp_path / "a.vec", "bank", train="fasttext")
    assert not (tmp_path / "a.vec").exists()
