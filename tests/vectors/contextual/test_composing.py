"""Raw sense vectors: equal to a computation word by word, whatever the blocks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from senseindex.vectors.contextual.composing import raw_dimension, raw_vectors
from senseindex.vectors.contextual.passages import Passage
from senseindex.vectors.contextual.recipe import SenseVectorRecipe
from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder
from tests.vectors.contextual.by_hand import PASSAGES, by_hand
from tests.vectors.contextual.plain_transformers import PlainTransformers
from tests.vectors.tiny_models import HIDDEN


@pytest.mark.parametrize(
    "recipe",
    [
        SenseVectorRecipe("tiny"),
        SenseVectorRecipe("tiny", window=2, token_weight=0.5, window_weight=2.0),
        SenseVectorRecipe("tiny", layers="-2:", layer_operation="concat", piece_pooling="first", sentence_weight=0),
        SenseVectorRecipe("tiny", window_weight=0, sentence_weight=0, layers="1", piece_pooling="last"),
    ],
)
def test_equals_a_computation_word_by_word(
    encoder: TransformersEncoder, folder: Path, recipe: SenseVectorRecipe
) -> None:
    raw = raw_vectors(encoder, recipe, PASSAGES)
    assert raw.dtype == np.float32
    assert raw.shape == (8, raw_dimension(encoder, recipe))
    np.testing.assert_allclose(raw, by_hand(PlainTransformers(folder), PASSAGES, recipe), atol=1e-4)


def test_blocks_and_repeats_change_nothing(bert: TransformersEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = SenseVectorRecipe("tiny")
    passages = [*PASSAGES, Passage((), ()), Passage(PASSAGES[1].words, (3, 3))]
    whole = raw_vectors(bert, recipe, passages)
    np.testing.assert_array_equal(whole[[2, 2]], whole[-2:])
    monkeypatch.setattr("senseindex.vectors.contextual.composing._ROWS", 3)
    np.testing.assert_allclose(raw_vectors(bert, recipe, passages), whole, atol=1e-5)
    for values in (1, 10 * HIDDEN):
        monkeypatch.setattr("senseindex.vectors.contextual.composing._VALUES", values)
        np.testing.assert_allclose(raw_vectors(bert, recipe, passages), whole, atol=1e-5)
    assert raw_vectors(bert, recipe, []).shape == (0, 3 * HIDDEN)


def test_words_without_pieces_and_lone_words_have_vectors(bert: TransformersEncoder) -> None:
    passages = [Passage(("The", "\u200b", "river"), (1,)), Passage(("\u200b",), (0,)), Passage(("river",), (0,))]
    raw = raw_vectors(bert, SenseVectorRecipe("tiny"), passages)
    assert not raw[0, :HIDDEN].any()
    assert raw[0, HIDDEN:].any()
    assert not raw[1].any()
    assert not raw[2, HIDDEN : 2 * HIDDEN].any()
