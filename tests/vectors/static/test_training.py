"""Training: the vectors are gensim's own, small corpora get settings that fit, failures leave the old vectors."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from gensim.models import FastText, Word2Vec
from gensim.models.fasttext import load_facebook_vectors

from senseindex.errors import StaticVectorError, UsageError
from senseindex.vectors.static import StaticVectors, train_static_vectors
from senseindex.vectors.static.storage import SUBWORDS
from senseindex.vectors.static.training import adapted_epochs, adapted_min_count
from tests.vectors.static.static_examples import random_sentences


@pytest.mark.parametrize("method", ["word2vec-sg", "word2vec-cbow"])
def test_word2vec_equals_gensim_with_the_recorded_settings(tmp_path: Path, method: str) -> None:
    sentences = random_sentences()
    vectors = train_static_vectors(
        sentences, tmp_path, method=method, dimension=20, window=4, min_count=3, epochs=2, seed=7
    )
    training = vectors.info.training
    model = Word2Vec(
        sentences,
        sg=int(method == "word2vec-sg"),
        vector_size=20,
        window=4,
        min_count=int(training["min_count"]),
        epochs=int(training["epochs"]),
        seed=7,
        workers=1,
    )
    assert list(vectors.words) == model.wv.index_to_key
    np.testing.assert_array_equal([vectors.vector(word) for word in vectors.words], model.wv.vectors)
    assert vectors.counts is not None
    assert vectors.counts.tolist() == [model.wv.get_vecattr(word, "count") for word in vectors.words]
    assert (vectors.info.method, vectors.info.unit, vectors.info.source) == (method, "lemma", "corpus")
    assert training["tokens"] == 4800 and training["sentences"] == 400 and training["workers"] == 1


def test_fasttext_equals_gensim_also_out_of_vocabulary(tmp_path: Path) -> None:
    sentences = random_sentences()
    vectors = train_static_vectors(sentences, tmp_path, method="fasttext", dimension=12, min_count=2, seed=7)
    subwords = vectors.info.subwords
    assert subwords is not None
    model = FastText(
        sentences,
        sg=1,
        vector_size=12,
        min_count=int(vectors.info.training["min_count"]),
        epochs=int(vectors.info.training["epochs"]),
        bucket=subwords.buckets,
        seed=7,
        workers=1,
    )
    assert list(vectors.words) == model.wv.index_to_key
    np.testing.assert_array_equal([vectors.vector(word) for word in vectors.words], model.wv.vectors)
    stored = load_facebook_vectors(str(next(tmp_path.glob(f"*/{SUBWORDS}"))))
    for word in ("unbekannt", vectors.words[0] + "en"):
        np.testing.assert_allclose(vectors.vector(word), model.wv[word], atol=1e-6)
        np.testing.assert_array_equal(stored[word], model.wv[word])
        found = [(row.word, pytest.approx(row.score, abs=1e-5)) for row in vectors.neighbors(word, 5)]
        assert found == model.wv.most_similar(word, topn=5)


def test_one_worker_gives_the_same_vectors_again(tmp_path: Path) -> None:
    rows = [
        train_static_vectors(random_sentences(), tmp_path / name, dimension=8).normalized for name in ("one", "two")
    ]
    np.testing.assert_array_equal(rows[0], rows[1])


def test_words_that_stand_together_are_neighbors(tmp_path: Path) -> None:
    money, water = ["bank", "loan", "interest", "money"], ["river", "water", "fish", "boat"]
    generator = np.random.default_rng(0)
    sentences = [list(generator.permutation(group)) for _ in range(150) for group in (money, water)]
    vectors = train_static_vectors(sentences, tmp_path, dimension=16, workers=2)
    assert {row.word for row in vectors.neighbors("bank", 3)} == {"loan", "interest", "money"}
    assert vectors.odd_one_out(["bank", "loan", "fish", "money"]) == "fish"


def test_a_small_corpus_lowers_min_count_and_is_read_more_often() -> None:
    rare = {f"word{number}": 4 for number in range(2000)}
    frequent = {f"often{number}": 9 for number in range(1000)}
    once = {f"once{number}": 1 for number in range(50)}
    assert adapted_min_count(rare | frequent, 5) == 5
    assert adapted_min_count(rare, 5) == 2
    assert adapted_min_count(once | {"a": 7}, 5) == 1
    assert adapted_min_count(once, 1) == 1
    assert [adapted_epochs(tokens, 5) for tokens in (0, 5_000, 50_000, 300_000, 10**7)] == [50, 50, 20, 5, 5]
    assert adapted_epochs(50_000, 30) == 30


def test_sentences_are_read_once_in_the_calling_thread(tmp_path: Path) -> None:
    threads: set[int] = set()

    def once() -> Iterator[list[str]]:
        for sentence in random_sentences():
            threads.add(threading.get_ident())
            yield sentence

    vectors = train_static_vectors(once(), tmp_path, dimension=8)
    assert threads == {threading.get_ident()}
    assert len(vectors) == 60
    assert not list(tmp_path.glob("*/corpus.txt"))


def test_a_long_sentence_is_trained_to_its_end(tmp_path: Path) -> None:
    words = ["early", "first"] * 6_000 + ["late", "last"] * 6_000
    vectors = train_static_vectors([words], tmp_path, dimension=8, epochs=1)
    assert vectors.info.training["sentences"] == 3
    assert vectors.similarity("late", "last") > vectors.similarity("late", "early")


def test_spaces_and_empty_words_do_not_disturb(tmp_path: Path) -> None:
    sentences = [["10 000", "", "dollars\n", "thin\u00a0space"], ["10 000", "dollars\n"]] * 20
    vectors = train_static_vectors(sentences, tmp_path, dimension=4)
    assert set(vectors.words) == {"10_000", "dollars_", "thin\u00a0space"}
    assert "10 000" in vectors


def test_progress_ends_at_its_total(tmp_path: Path) -> None:
    calls: list[tuple[str, int, int]] = []
    train_static_vectors(random_sentences(), tmp_path, dimension=4, progress=lambda *call: calls.append(call))
    assert calls[0] == ("count words", 400, 400)
    assert calls[-1] == ("train static vectors", 400 * 50, 400 * 50)
    assert [done for stage, done, _ in calls if stage == "train static vectors"] == list(range(1000, 20_001, 1000))


def test_a_failing_callback_ends_training_and_keeps_the_old_vectors(tmp_path: Path) -> None:
    old = train_static_vectors(random_sentences(), tmp_path, dimension=4)

    def fail(stage: str, done: int, total: int) -> None:
        if stage == "train static vectors":
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        train_static_vectors(random_sentences(), tmp_path, dimension=5, progress=fail)
    assert StaticVectors.open(tmp_path).dimension == 4
    assert old.neighbors(old.words[0])


def test_requests_that_cannot_be_trained_say_so(tmp_path: Path) -> None:
    for sentences in ([], [[]], [["bank"] * 20]):
        with pytest.raises(StaticVectorError, match="too few to train"):
            train_static_vectors(sentences, tmp_path / "static")
    assert not (tmp_path / "static").exists()
    with pytest.raises(UsageError, match="word2vec-sg, word2vec-cbow, fasttext"):
        train_static_vectors([["a", "b"]], tmp_path, method="glove")
    with pytest.raises(UsageError, match="dimension must be at least 1"):
        train_static_vectors([["a", "b"]], tmp_path, dimension=0)
    with pytest.raises(UsageError, match="workers must be at least 1"):
        train_static_vectors([["a", "b"]], tmp_path, workers=0)


def test_two_words_are_enough(tmp_path: Path) -> None:
    vectors = train_static_vectors([["bank", "river"]], tmp_path, dimension=4)
    assert [row.word for row in vectors.neighbors("bank")] == ["river"]


def test_training_says_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    train_static_vectors(random_sentences(), tmp_path, dimension=4)
    assert capfd.readouterr() == ("", "")
