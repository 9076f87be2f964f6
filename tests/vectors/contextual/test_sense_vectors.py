"""Sense vectors: equal to a computation word by word, in any order, with the projection that fits the recipe."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from senseindex.errors import UsageError
from senseindex.vectors.contextual.default_model import default_model_folder
from senseindex.vectors.contextual.encoder import Encoder
from senseindex.vectors.contextual.projection import Projection
from senseindex.vectors.contextual.recipe import SenseVectorRecipe
from senseindex.vectors.contextual.sense_vectors import SenseVectorizer, fit_projection, raw_dimension, raw_vectors
from tests.vectors.contextual.plain_transformers import PlainTransformers
from tests.vectors.tiny_models import HIDDEN, SENTENCES

POSITIONS = [[1, 4], [3, 0, 6], [0], [11, 5], []]


def unit(vector: np.ndarray) -> np.ndarray:
    length = np.linalg.norm(vector)
    return vector / length if length else vector


def by_hand(words: np.ndarray, position: int, recipe: SenseVectorRecipe) -> np.ndarray:
    """One raw sense vector out of the word vectors of its sentence."""
    around = [
        words[place] for place in range(len(words)) if place != position and abs(place - position) <= recipe.window
    ]
    parts = [
        recipe.token_weight * unit(words[position]),
        recipe.window_weight * unit(np.mean(around, axis=0) if around else np.zeros_like(words[0])),
        recipe.sentence_weight * unit(words.mean(axis=0)),
    ]
    return unit(np.concatenate([part for part, weight in zip(parts, recipe.weights, strict=True) if weight]))


@pytest.mark.parametrize(
    "recipe",
    [
        SenseVectorRecipe("tiny", dimension=16),
        SenseVectorRecipe("tiny", window=2, token_weight=0.5, window_weight=2.0, dimension=0),
        SenseVectorRecipe("tiny", layers="-2:", layer_operation="concat", piece_pooling="first", sentence_weight=0),
        SenseVectorRecipe("tiny", window_weight=0, sentence_weight=0, layers="1", piece_pooling="last", dimension=8),
    ],
)
def test_equals_a_computation_word_by_word(encoder: Encoder, folder: Path, recipe: SenseVectorRecipe) -> None:
    numbers = {"-1": [-1], "-2:": [-2, -1], "1": [1]}[recipe.layers]
    plain = PlainTransformers(folder)
    raw = np.stack(
        [
            by_hand(plain.words(words, numbers, recipe.layer_operation, recipe.piece_pooling), place, recipe)
            for words, places in zip(SENTENCES, POSITIONS, strict=True)
            for place in places
        ]
    )
    assert raw.shape[1] == raw_dimension(encoder, recipe)
    projection = Projection.fit(raw_vectors(encoder, recipe, SENTENCES, POSITIONS), recipe.dimension)
    vectorizer = SenseVectorizer(encoder, recipe, projection)
    np.testing.assert_allclose(vectorizer.raw(SENTENCES, POSITIONS), raw, atol=1e-4)
    found = vectorizer.encode(SENTENCES, POSITIONS)
    np.testing.assert_allclose(found, projection.apply(raw), atol=1e-4)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert found.dtype == np.float32
    assert found.shape == (8, vectorizer.dimension)


def test_default_recipe_equals_plain_transformers(default_encoder: Encoder) -> None:
    recipe = SenseVectorRecipe()
    projection = fit_projection(default_encoder, recipe, [], [])
    plain = PlainTransformers(default_model_folder())
    raw = np.stack(
        [
            by_hand(plain.words(words), place, recipe)
            for words, places in zip(SENTENCES, POSITIONS, strict=True)
            for place in places
        ]
    )
    projected = (raw - projection.mean) @ projection.matrix
    expected = projected / np.linalg.norm(projected, axis=1, keepdims=True)
    found = SenseVectorizer(default_encoder, recipe, projection).encode(SENTENCES, POSITIONS)
    assert found.shape == (8, 256)
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_blocks_repeats_and_streams_change_nothing(bert: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = SenseVectorRecipe("tiny", dimension=16)
    vectorizer = SenseVectorizer(bert, recipe, fit_projection(bert, recipe, SENTENCES, POSITIONS))
    sentences = [*SENTENCES, [], SENTENCES[1]]
    positions = [*POSITIONS, [], [3, 3]]
    whole = vectorizer.encode(sentences, positions)
    monkeypatch.setattr("senseindex.vectors.contextual.sense_vectors._ROWS", 3)
    np.testing.assert_allclose(vectorizer.encode(sentences, positions), whole, atol=1e-5)
    for values in (1, 10 * HIDDEN):
        monkeypatch.setattr("senseindex.vectors.contextual.sense_vectors._VALUES", values)
        np.testing.assert_allclose(vectorizer.encode(sentences, positions), whole, atol=1e-5)
    np.testing.assert_array_equal(whole[[2, 2]], whole[-2:])
    parts = list(vectorizer.stream(zip(sentences, positions, strict=True), sentences=2))
    assert [len(part) for part in parts] == [5, 3, 0, 2]
    np.testing.assert_allclose(np.concatenate(parts), whole, atol=1e-5)
    assert vectorizer.encode([], []).shape == (0, 16)


def test_words_without_pieces_and_lone_words_have_vectors(bert: Encoder) -> None:
    recipe = SenseVectorRecipe("tiny", dimension=0)
    vectorizer = SenseVectorizer(bert, recipe, fit_projection(bert, recipe, SENTENCES, POSITIONS))
    raw = vectorizer.raw([["The", "\u200b", "river"], ["\u200b"], ["river"]], [[1], [0], [0]])
    assert not raw[0, :HIDDEN].any()
    assert raw[0, HIDDEN:].any()
    assert not raw[1].any()
    assert not raw[2, HIDDEN : 2 * HIDDEN].any()
    assert np.isfinite(vectorizer.encode([["\u200b"], ["river"]], [[0], [0]])).all()


@pytest.mark.parametrize(
    ("sentences", "positions", "message"),
    [
        ([["a", "b"]], [[2]], "none at 2"),
        ([["a"], ["b"]], [[0], [-1]], "sentence 1 has 1 words"),
        ([["a"]], [[0], [0]], "1 sentences came with 2"),
    ],
)
def test_wrong_positions_are_refused(
    bert: Encoder, sentences: list[list[str]], positions: list[list[int]], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        raw_vectors(bert, SenseVectorRecipe("tiny"), sentences, positions)


def test_projection_of_another_recipe_is_refused(bert: Encoder) -> None:
    recipe = SenseVectorRecipe("tiny", dimension=16)
    projection = fit_projection(bert, recipe, SENTENCES, POSITIONS)
    with pytest.raises(UsageError, match="fit the projection"):
        SenseVectorizer(bert, replace(recipe, sentence_weight=0), projection)


def test_dimension_is_bounded_by_the_model(bert: Encoder) -> None:
    recipe = SenseVectorRecipe("tiny", dimension=256)
    vectorizer = SenseVectorizer(bert, recipe, fit_projection(bert, recipe, SENTENCES, POSITIONS))
    assert vectorizer.dimension == 3 * HIDDEN
    assert vectorizer.encode(SENTENCES, POSITIONS).shape == (8, 3 * HIDDEN)


def test_sample_of_a_fit_is_bounded(bert: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("senseindex.vectors.contextual.sense_vectors.FIT_OCCURRENCES", 3)
    seen: list[int] = []
    original = Projection.fit
    monkeypatch.setattr(Projection, "fit", lambda vectors, k: seen.append(len(vectors)) or original(vectors, k))
    fit_projection(bert, SenseVectorRecipe("tiny", dimension=4), SENTENCES * 20, POSITIONS * 20)
    assert 3 <= seen[0] <= 5
