"""From sentences to sense vectors: documents, single words and samples are all read in the same passages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest

from senseindex.corpus.documents import Sentence
from senseindex.errors import UsageError
from senseindex.vectors.contextual.composing import raw_vectors
from senseindex.vectors.contextual.default_model import fast_folder
from senseindex.vectors.contextual.encoder import WordVectors
from senseindex.vectors.contextual.projection import Projection
from senseindex.vectors.contextual.recipe import SenseVectorRecipe
from senseindex.vectors.contextual.text_encoder import TextEncoder, fit_projection, raw_sample
from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder
from tests.vectors.contextual.by_hand import PASSAGES, POSITIONS, by_hand, unit
from tests.vectors.contextual.encoded import words_of
from tests.vectors.contextual.plain_transformers import PlainTransformers
from tests.vectors.tiny_models import HIDDEN, SENTENCES


@dataclass(frozen=True)
class WordOf:
    sentences: Sequence[Sentence]
    number: int
    position: int


def sentence(words: Sequence[str], content: Collection[int] = ()) -> Sentence:
    empty, none = ("",) * len(words), (0,) * len(words)
    return Sentence(0, 0, tuple(words), empty, empty, tuple(n in content for n in range(len(words))), none, none)


LINES = tuple(sentence(words, places) for words, places in zip(SENTENCES, POSITIONS, strict=True))
ALONE = [(line,) for line in LINES]


def text_encoder(encoder: TransformersEncoder, recipe: SenseVectorRecipe, memory: int = 0) -> TextEncoder:
    return TextEncoder(encoder, recipe, fit_projection(encoder, recipe, ALONE), memory=memory)


def encoded(encoder: TextEncoder, documents: Sequence[Sequence[Sentence]]) -> np.ndarray:
    return np.concatenate(list(encoder.encode_documents(documents)))


def content_words(sentences: Sequence[Sentence]) -> list[WordOf]:
    return [
        WordOf(sentences, number, place)
        for number, line in enumerate(sentences)
        for place in np.flatnonzero(line.content).tolist()
    ]


def test_vectors_are_the_projected_raw_ones(encoder: TransformersEncoder) -> None:
    recipe = SenseVectorRecipe("tiny", dimension=16)
    ours = text_encoder(encoder, recipe)
    words = [WordOf((line,), 0, place) for line, places in zip(LINES, POSITIONS, strict=True) for place in places]
    vectors = ours.encode_words(words)
    raw = raw_vectors(encoder, recipe, PASSAGES)
    np.testing.assert_allclose(vectors, ours.projection.apply(raw), atol=1e-4)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors.dtype == np.float32
    assert vectors.shape == (8, ours.dimension) == (8, 16)
    np.testing.assert_allclose(TextEncoder(encoder, recipe, None).encode_words(words), raw, atol=1e-5)


def test_default_recipe_equals_plain_transformers(default_encoder: TransformersEncoder) -> None:
    recipe = SenseVectorRecipe()
    ours = text_encoder(default_encoder, recipe)
    raw = by_hand(PlainTransformers(fast_folder()), PASSAGES, recipe)
    projected = (raw - ours.projection.mean) @ ours.projection.matrix
    expected = projected / np.linalg.norm(projected, axis=1, keepdims=True)
    order = [1, 4, 0, 3, 6, 0, 5, 11]
    rows = [0, 1, 3, 2, 4, 5, 7, 6]  # content words come in the order of the text
    assert [place for line in LINES for place in np.flatnonzero(line.content)] == order
    np.testing.assert_allclose(encoded(ours, ALONE), expected[rows], atol=1e-4)


@pytest.mark.parametrize("limit", [0, 14, 60])
def test_a_word_is_read_with_its_passage_in_a_document_and_by_itself(bert: TransformersEncoder, limit: int) -> None:
    ours = text_encoder(bert, SenseVectorRecipe("tiny", dimension=16, passage=limit))
    document = encoded(ours, [LINES])
    np.testing.assert_allclose(ours.encode_words(content_words(LINES)), document, atol=1e-5)
    by_themselves = encoded(ours, ALONE)
    assert np.allclose(document, by_themselves, atol=1e-3) == (limit == 0)
    if limit == 60:
        words = [word for line in SENTENCES for word in line]
        places, before = [], 0
        for line in LINES:
            places += [before + place for place in np.flatnonzero(line.content).tolist()]
            before += len(line)
        np.testing.assert_allclose(document, encoded(ours, [(sentence(words, places),)]), atol=1e-5)


def test_documents_come_in_blocks_and_in_order(bert: TransformersEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = text_encoder(bert, SenseVectorRecipe("tiny", dimension=16, passage=0))
    whole = encoded(ours, [LINES, (), LINES[:2]])
    monkeypatch.setattr("senseindex.vectors.contextual.text_encoder._PASSAGES", 2)
    blocks = list(ours.encode_documents([LINES, (), LINES[:2]]))
    assert [len(block) for block in blocks] == [5, 3, 2, 3]
    np.testing.assert_allclose(np.concatenate(blocks), whole, atol=1e-5)
    assert list(ours.encode_documents([])) == []
    assert ours.encode_words([]).shape == (0, 16)


def test_with_a_memory_what_repeats_is_encoded_once(bert: TransformersEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = SenseVectorRecipe("tiny", dimension=16)
    plain, remembering = text_encoder(bert, recipe), text_encoder(bert, recipe, memory=1 << 20)
    expected = encoded(plain, ALONE)
    np.testing.assert_allclose(encoded(remembering, ALONE), expected, atol=1e-5)
    monkeypatch.setattr(bert, "_hidden", None)  # nothing can be encoded any more
    np.testing.assert_allclose(encoded(remembering, [*ALONE[::-1], *ALONE])[-8:], expected, atol=1e-3)
    with pytest.raises(TypeError):
        encoded(plain, ALONE)


def test_layers_are_those_of_the_word_in_its_passage(bert: TransformersEncoder) -> None:
    ours = text_encoder(bert, SenseVectorRecipe("tiny", dimension=16, passage=14))
    layers = ours.layer_vectors([WordOf(LINES, 1, 3), WordOf(LINES, 0, 4)], "all")
    assert [layer for layer, _ in layers] == [0, 1, 2, 3]
    for layer, vectors in layers:
        [states] = words_of(bert, [[*SENTENCES[0], *SENTENCES[1]]], layers=str(layer))
        np.testing.assert_allclose(vectors, states[[len(SENTENCES[0]) + 3, 4]], atol=1e-4)


def test_a_word_without_a_piece_has_a_finite_vector(bert: TransformersEncoder) -> None:
    ours = text_encoder(bert, SenseVectorRecipe("tiny", dimension=0))
    lines = sentence(["\u200b"], [0]), sentence(["river"], [0])
    assert np.isfinite(encoded(ours, [lines[:1], lines[1:]])).all()


@pytest.mark.parametrize(("number", "position"), [(0, 6), (0, -1), (5, 0), (-1, 0)])
def test_a_word_that_is_not_there_is_refused(bert: TransformersEncoder, number: int, position: int) -> None:
    with pytest.raises(UsageError, match=f"no word {position} in sentence {number}"):
        text_encoder(bert, SenseVectorRecipe("tiny")).encode_words([WordOf(LINES, number, position)])


def test_projection_of_another_recipe_is_refused(bert: TransformersEncoder) -> None:
    recipe = SenseVectorRecipe("tiny", dimension=16)
    projection = fit_projection(bert, recipe, ALONE)
    with pytest.raises(UsageError, match="fit the projection"):
        TextEncoder(bert, replace(recipe, sentence_weight=0), projection)


def test_dimension_is_bounded_by_the_model(bert: TransformersEncoder) -> None:
    ours = text_encoder(bert, SenseVectorRecipe("tiny", dimension=256))
    assert ours.dimension == 3 * HIDDEN
    assert encoded(ours, ALONE).shape == (8, 3 * HIDDEN)


def test_sample_of_a_fit_is_bounded(bert: TransformersEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("senseindex.vectors.contextual.text_encoder.FIT_OCCURRENCES", 3)
    seen: list[int] = []
    original = Projection.fit
    monkeypatch.setattr(Projection, "fit", lambda vectors, k: seen.append(len(vectors)) or original(vectors, k))
    fit_projection(bert, SenseVectorRecipe("tiny", dimension=4), ALONE * 20)
    assert 3 <= seen[0] <= 5


def test_a_sample_is_of_whole_passages(bert: TransformersEncoder) -> None:
    recipe = SenseVectorRecipe("tiny", passage=14)
    every = encoded(TextEncoder(bert, recipe, None), [LINES])
    sample = raw_sample(bert, recipe, [LINES], 100, np.random.default_rng(0))
    np.testing.assert_allclose(np.sort(sample, axis=0), np.sort(every, axis=0), atol=1e-5)


class ByLength:
    """An encoder of another kind: a word's vector says how long the word and its passage are."""

    name, device, hidden_states = "by length", "cpu", 1

    def dimension(self, recipe: SenseVectorRecipe) -> int:
        return 2

    def word_vectors(self, sentences: Sequence[Sequence[str]], recipe: SenseVectorRecipe) -> WordVectors:
        import torch

        ends = np.cumsum([len(words) for words in sentences])
        rows = [[len(word), len(words)] for words in sentences for word in words]
        return WordVectors(torch.tensor(rows, dtype=torch.float32).reshape(-1, 2), np.append(0, ends)[:-1], ends)


def test_any_encoder_will_do() -> None:
    recipe = SenseVectorRecipe("by length", window_weight=0, sentence_weight=0, passage=14)
    vectors = encoded(TextEncoder(ByLength(), recipe, None), [LINES])
    expected = [[len(SENTENCES[0][1]), 14], [len(SENTENCES[2][0]), 14], [len(SENTENCES[3][11]), 14]]
    np.testing.assert_allclose(vectors[[0, 5, 7]], [unit(np.array(row)) for row in expected], atol=1e-6)
