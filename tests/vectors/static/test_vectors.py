"""Every question to static vectors, against gensim on the same vectors."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from gensim.models import FastText, KeyedVectors
from gensim.models.fasttext import save_facebook_model

from senseindex.answers.words import NeighborList
from senseindex.errors import OutOfVocabularyError, StaticVectorError, UsageError
from senseindex.vectors.static import StaticVectors, import_static_vectors
from tests.vectors.static.static_examples import random_keyed_vectors, save_binary, small_fasttext


@pytest.fixture(scope="module")
def keyed() -> KeyedVectors:
    return random_keyed_vectors()


@pytest.fixture(scope="module")
def vectors(keyed: KeyedVectors, tmp_path_factory: pytest.TempPathFactory) -> StaticVectors:
    folder = tmp_path_factory.mktemp("word2vec")
    return import_static_vectors(save_binary(keyed, folder / "vectors.bin"), folder / "static")


@pytest.fixture(scope="module")
def fasttext() -> FastText:
    return small_fasttext()


@pytest.fixture(scope="module")
def subword_vectors(fasttext: FastText, tmp_path_factory: pytest.TempPathFactory) -> StaticVectors:
    folder = tmp_path_factory.mktemp("fasttext")
    save_facebook_model(fasttext, str(folder / "model.bin"))
    return import_static_vectors(folder / "model.bin", folder / "static")


def assert_same(found: NeighborList, expected: list[tuple[str, float]]) -> None:
    assert [row.word for row in found] == [word for word, _ in expected]
    assert [row.score for row in found] == pytest.approx([score for _, score in expected], abs=1e-5)


def test_words_and_raw_vectors_are_those_of_gensim(vectors: StaticVectors, keyed: KeyedVectors) -> None:
    assert list(vectors.words) == keyed.index_to_key
    assert len(vectors) == len(keyed)
    for word in keyed.index_to_key[::50]:
        assert vectors.vector(word).dtype == np.float32
        np.testing.assert_array_equal(vectors.vector(word), keyed[word])
    np.testing.assert_allclose(vectors.normalized, keyed.get_normed_vectors(), atol=1e-7)


def test_neighbors_equal_gensim(vectors: StaticVectors, keyed: KeyedVectors) -> None:
    for word in keyed.index_to_key[:40]:
        assert_same(vectors.neighbors(word, 7), keyed.most_similar(word, topn=7))


def test_neighbors_leave_out_the_word_and_stop_at_the_vocabulary(vectors: StaticVectors) -> None:
    word = vectors.words[0]
    found = vectors.neighbors(word, 10 * len(vectors))
    assert len(found) == len(vectors) - 1
    assert word not in {row.word for row in found}


def test_neighbors_of_a_vector_equal_gensim(vectors: StaticVectors, keyed: KeyedVectors) -> None:
    point = 3 * keyed[keyed.index_to_key[3]] + keyed[keyed.index_to_key[8]]
    assert_same(vectors.neighbors_of_vector(point, 9), keyed.similar_by_vector(point, topn=9))
    first = vectors.neighbors_of_vector(point, 9)[0].word
    assert first not in {row.word for row in vectors.neighbors_of_vector(point, 9, exclude=(first, "unknown"))}


@pytest.mark.parametrize("counts", [(1, 0), (2, 1), (3, 2), (1, 2)])
def test_both_analogies_equal_gensim(vectors: StaticVectors, keyed: KeyedVectors, counts: tuple[int, int]) -> None:
    for start in range(0, 200, 10):
        positive = keyed.index_to_key[start : start + counts[0]]
        negative = keyed.index_to_key[start + 5 : start + 5 + counts[1]]
        assert_same(vectors.analogy(positive, negative, 6), keyed.most_similar(positive, negative, topn=6))
        assert_same(
            vectors.analogy(positive, negative, 6, "3cosmul"), keyed.most_similar_cosmul(positive, negative, topn=6)
        )


def test_an_analogy_is_completed_with_the_third_word(vectors: StaticVectors, keyed: KeyedVectors) -> None:
    a, b, c = keyed.index_to_key[10:13]
    found = vectors.complete_analogy(a, b, c, 4)
    assert_same(found, keyed.most_similar(positive=[b, c], negative=[a], topn=4))
    assert not {a, b, c} & {row.word for row in found}
    assert str(found).startswith(f"{a} : {b} = {c} : ?")


def test_similarity_equals_gensim(vectors: StaticVectors, keyed: KeyedVectors) -> None:
    for first, second in zip(keyed.index_to_key[:50], keyed.index_to_key[50:100], strict=True):
        assert vectors.similarity(first, second) == pytest.approx(float(keyed.similarity(first, second)), abs=1e-6)
    assert vectors.similarity(keyed.index_to_key[0], keyed.index_to_key[0]) == pytest.approx(1.0, abs=1e-12)


def test_odd_one_out_equals_gensim(vectors: StaticVectors, keyed: KeyedVectors) -> None:
    for start in range(0, 300, 5):
        words = keyed.index_to_key[start : start + 5]
        assert vectors.odd_one_out(words) == keyed.doesnt_match(words)


def test_fasttext_vectors_equal_gensim_in_and_out_of_vocabulary(
    subword_vectors: StaticVectors, fasttext: FastText
) -> None:
    known = fasttext.wv.index_to_key
    assert list(subword_vectors.words) == known
    for word in known:
        np.testing.assert_allclose(subword_vectors.vector(word), fasttext.wv[word], atol=1e-6)
    for word in ("unbekannt", known[0] + "s", "Straße", "x", "漢字漢字", "two words", known[1].upper() + "!"):
        assert word not in known
        assert word in subword_vectors
        np.testing.assert_allclose(subword_vectors.vector(word), fasttext.wv[word.replace(" ", "_")], atol=1e-6)
        assert_same(subword_vectors.neighbors(word, 5), fasttext.wv.most_similar(word.replace(" ", "_"), topn=5))
    words = ["unbekannt", *known[:3]]
    assert subword_vectors.odd_one_out(words) == fasttext.wv.doesnt_match(words)
    for method, ask in (("3cosadd", fasttext.wv.most_similar), ("3cosmul", fasttext.wv.most_similar_cosmul)):
        found = subword_vectors.analogy(["unbekannt", known[4]], [known[9]], 5, method)
        assert_same(found, ask(positive=["unbekannt", known[4]], negative=[known[9]], topn=5))


def test_a_word_too_short_for_subwords_is_out_of_vocabulary(subword_vectors: StaticVectors) -> None:
    assert "" not in subword_vectors
    with pytest.raises(OutOfVocabularyError, match="too short"):
        subword_vectors.vector("")


def test_lower_case_is_the_second_try(tmp_path: Path) -> None:
    (tmp_path / "glove.txt").write_text("Turkey 1 0\nturkey 0 1\nbank 1 1\nNew_York 2 1\n", encoding="utf-8")
    vectors = import_static_vectors(tmp_path / "glove.txt", tmp_path / "static")
    assert vectors.vector("Turkey").tolist() == [1, 0]
    assert vectors.vector("TURKEY").tolist() == [0, 1]
    assert vectors.vector("Bank").tolist() == [1, 1]
    assert vectors.vector("New York").tolist() == [2, 1]
    assert "BANK" in vectors and "new york" not in vectors
    assert {row.word for row in vectors.neighbors("Bank")} == {"Turkey", "turkey", "New_York"}


def test_a_word_without_a_vector_names_near_spellings(tmp_path: Path) -> None:
    (tmp_path / "glove.txt").write_text("bank 1 0\nbanker 0 1\nriver 1 1\n", encoding="utf-8")
    vectors = import_static_vectors(tmp_path / "glove.txt", tmp_path / "static")
    with pytest.raises(OutOfVocabularyError, match=r"'bnak' has no static vector .* Did you mean bank"):
        vectors.vector("bnak")
    with pytest.raises(OutOfVocabularyError, match="'zzz' has no static vector"):
        vectors.neighbors("zzz")
    assert "zzz" not in vectors


def test_a_vector_of_zeros_is_like_nothing(tmp_path: Path) -> None:
    (tmp_path / "glove.txt").write_text("nothing 0 0\nbank 1 0\nriver 1 1\n", encoding="utf-8")
    vectors = import_static_vectors(tmp_path / "glove.txt", tmp_path / "static")
    assert vectors.similarity("nothing", "bank") == 0.0
    assert [row.score for row in vectors.neighbors("nothing")] == [0.0, 0.0]


def test_requests_without_an_answer_are_usage_errors(vectors: StaticVectors) -> None:
    a, b, c = vectors.words[:3]
    with pytest.raises(UsageError, match="at least 1"):
        vectors.neighbors(a, 0)
    with pytest.raises(UsageError, match="at least 1"):
        vectors.analogy([a], [b], 0, "3cosmul")
    with pytest.raises(UsageError, match="positive word"):
        vectors.analogy([], [a])
    with pytest.raises(UsageError, match="lists of words"):
        vectors.analogy("ab", [c])
    with pytest.raises(UsageError, match="3cosadd or 3cosmul"):
        vectors.analogy([a, b], [c], method="3cosdiv")
    with pytest.raises(UsageError, match="three words"):
        vectors.odd_one_out([a, b])
    with pytest.raises(UsageError, match="24 dimensions"):
        vectors.neighbors_of_vector(np.zeros(3))
    with pytest.raises(OutOfVocabularyError):
        vectors.odd_one_out([a, b, "unknown word"])


def test_normalized_vectors_outlive_what_they_came_from(keyed: KeyedVectors, tmp_path: Path) -> None:
    rows = import_static_vectors(save_binary(keyed, tmp_path / "vectors.bin"), tmp_path / "static").normalized
    gc.collect()
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    with pytest.raises(ValueError, match="read-only"):
        rows[0, 0] = 1


def test_a_folder_without_vectors_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StaticVectorError, match=r"no static vectors here; .*--static"):
        StaticVectors.open(tmp_path)


def test_opening_and_asking_imports_neither_gensim_nor_torch(
    vectors: StaticVectors, fasttext: FastText, tmp_path: Path
) -> None:
    save_facebook_model(fasttext, str(tmp_path / "model.bin"))
    import_static_vectors(tmp_path / "model.bin", tmp_path / "static")
    code = f"""
import sys
from senseindex.vectors.static import StaticVectors
vectors = StaticVectors.open({str(tmp_path / "static")!r})
first, second, third = vectors.words[:3]
vectors.neighbors("unbekannt"), vectors.similarity(first, second)
vectors.analogy([first, second], [third], method="3cosmul"), vectors.odd_one_out([first, second, third])
print(sorted({{"gensim", "torch", "scipy", "transformers", "spacy"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
