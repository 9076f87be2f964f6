"""Marked usages have the vectors that sentence-transformers gives for the marked text, whatever family and marks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from senseindex.errors import EncoderError
from senseindex.vectors.contextual.composing import raw_dimension, raw_vectors
from senseindex.vectors.contextual.default_model import fast_folder
from senseindex.vectors.contextual.passages import Passage
from senseindex.vectors.contextual.recipe import SENTENCE_POOLINGS, SenseVectorRecipe, recipe_for
from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder
from tests.vectors.contextual.by_hand import PASSAGES, unit
from tests.vectors.marked_models import PlainSentenceEncoder, marked_text, save_marked_model, save_modules
from tests.vectors.tiny_models import HIDDEN, LAYERS, SENTENCES, WINDOW

RECIPE = recipe_for("tiny", "marked", window=0)
MEAN = {"pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True}


def load(folder: Path) -> TransformersEncoder:
    return TransformersEncoder.load(folder, device="cpu", precision="fp32")


def by_hand(folder: Path, passages: list[Passage], pooling: str = "mean") -> np.ndarray:
    plain = PlainSentenceEncoder(folder)
    return np.stack(
        [
            unit(plain.encode(marked_text(passage.words, place), pooling))
            for passage in passages
            for place in passage.places
        ]
    )


@pytest.fixture(scope="module")
def marked(tiny_folders: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_marked_model(tiny_folders["bert"], tmp_path_factory.mktemp("marked"), known="plain")


@pytest.mark.parametrize("known", ["plain", "special", "no"])
def test_vectors_are_those_of_the_marked_text(folder: Path, known: str, tmp_path: Path) -> None:
    model = save_marked_model(folder, tmp_path, known=known)
    encoder = load(model)
    raw = raw_vectors(encoder, RECIPE, PASSAGES)
    assert raw.shape == (8, raw_dimension(encoder, RECIPE)) == (8, HIDDEN)
    np.testing.assert_allclose(raw, by_hand(model, PASSAGES), atol=1e-4)
    unmarked = np.stack([unit(PlainSentenceEncoder(model).encode(" " + " ".join(SENTENCES[0])))] * 2)
    assert not np.allclose(raw[:2], unmarked, atol=0.01)


@pytest.mark.parametrize(
    ("config", "pooling"),
    [
        (MEAN, "mean"),
        ({"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}, "cls"),
        ({"pooling_mode_max_tokens": True}, "max"),
        ({"pooling_mode_mean_sqrt_len_tokens": True}, "mean"),
        ({"pooling_mode_weightedmean_tokens": True}, "weightedmean"),
        ({"pooling_mode_lasttoken": True}, "lasttoken"),
        ({"pooling_mode": "cls"}, "cls"),
        ({"pooling_mode": ["max"]}, "max"),
        ({}, "mean"),
    ],
)
def test_pooling_is_that_of_the_models_files(
    tiny_folders: dict[str, Path], config: dict[str, Any], pooling: str, tmp_path: Path
) -> None:
    model = save_marked_model(tiny_folders["bert"], tmp_path, known="plain", pooling=config)
    encoder = load(model)
    assert encoder.pooling == pooling
    expected = by_hand(model, PASSAGES, pooling)
    np.testing.assert_allclose(raw_vectors(encoder, RECIPE, PASSAGES), expected, atol=1e-4)
    stored = replace(RECIPE, pooling=pooling)
    (model / "1_Pooling" / "config.json").unlink()  # what an index has stored holds
    np.testing.assert_allclose(raw_vectors(load(model), stored, PASSAGES), expected, atol=1e-4)


@pytest.mark.parametrize(
    ("modules", "config", "message"),
    [
        ({"Transformer": "", "Pooling": "1_Pooling"}, None, "cannot be read"),
        ({"Transformer": "", "Pooling": "1_Pooling", "Dense": "2_Dense"}, MEAN, "a module Dense"),
        ({"Pooling": "1_Pooling"}, {**MEAN, "pooling_mode_max_tokens": True}, "max and mean"),
        ({"Pooling": "1_Pooling"}, {"pooling_mode": "attention"}, "attention"),
    ],
)
def test_other_ways_to_a_vector_are_refused(
    marked: Path, modules: dict[str, str], config: dict[str, Any] | None, message: str, tmp_path: Path
) -> None:
    model = save_marked_model(marked, tmp_path, known="no", pooling=config)
    save_modules(model, modules)
    with pytest.raises(EncoderError, match=message):
        raw_vectors(load(model), RECIPE, PASSAGES)


def test_a_window_is_of_words_around_the_word(marked: Path) -> None:
    words = tuple(word for sentence in SENTENCES for word in sentence)
    passages = [Passage(words, (0, 9, len(words) - 1))]
    cut = [
        Passage(words[:4], (0,)),
        Passage(words[6:13], (3,)),
        Passage(words[-4:], (3,)),
    ]
    found = raw_vectors(load(marked), replace(RECIPE, window=3), passages)
    np.testing.assert_allclose(found, by_hand(marked, cut), atol=1e-4)


def test_what_is_cut_never_is_the_word(marked: Path) -> None:
    encoder = load(marked)
    words = tuple(word for sentence in SENTENCES for word in sentence) * 4
    passage = Passage(words, tuple(range(len(words))))
    pieces = encoder.usages([passage], RECIPE)
    plain = PlainSentenceEncoder(marked)
    opening, closing = plain.tokenizer.convert_tokens_to_ids(["<t>", "</t>"])
    room = WINDOW - 2
    for place, (start, end) in enumerate(zip(pieces.piece_offsets[:-1], pieces.piece_offsets[1:], strict=True)):
        own = pieces.ids[start:end].tolist()
        whole = plain.tokenizer(marked_text(words, place), add_special_tokens=False)["input_ids"]
        assert len(whole) > room == len(own)
        first, last = whole.index(opening), whole.index(closing)
        assert own[own.index(opening) : own.index(closing) + 1] == whole[first : last + 1]
        before, after = own.index(opening), room - own.index(closing) - 1
        assert whole[first - before : last + 1 + after] == own
        assert abs(before - after) <= 1 or before == first or after == len(whole) - last - 1


def test_a_word_longer_than_the_window_keeps_its_beginning(marked: Path) -> None:
    pieces = load(marked).usages([Passage(("The", "river-" * 40, "burst"), (1,))], RECIPE)
    opening = PlainSentenceEncoder(marked).tokenizer.convert_tokens_to_ids("<t>")
    assert len(pieces.ids) == WINDOW - 2
    assert pieces.ids[0] == opening


@pytest.mark.parametrize("known", ["plain", "special"])
def test_marks_in_a_text_are_spelled_out(tiny_folders: dict[str, Path], known: str, tmp_path: Path) -> None:
    model = save_marked_model(tiny_folders["bert"], tmp_path, known=known)
    encoder = load(model)
    opening = PlainSentenceEncoder(model).tokenizer.convert_tokens_to_ids("<t>")
    ids = encoder.usages([Passage(("<t>", "river", "<t>x"), (1,))], RECIPE).ids.tolist()
    assert ids.count(opening) == 1
    assert len(ids) > 6


def test_usages_equal_whatever_else_is_in_the_call(marked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = load(marked)
    whole = raw_vectors(encoder, RECIPE, PASSAGES)
    alone = [raw_vectors(encoder, RECIPE, [passage]) for passage in PASSAGES]
    np.testing.assert_allclose(whole, np.concatenate(alone), atol=1e-5)
    monkeypatch.setattr("senseindex.vectors.contextual.composing._ROWS", 3)
    np.testing.assert_allclose(raw_vectors(encoder, RECIPE, PASSAGES), whole, atol=1e-5)
    assert raw_vectors(encoder, RECIPE, []).shape == (0, HIDDEN)
    assert raw_vectors(encoder, RECIPE, [Passage(("bro\ud800ken",), (0,))]).any()


def test_layers_are_pooled_one_by_one(marked: Path) -> None:
    encoder, plain = load(marked), PlainSentenceEncoder(marked)
    recipe: SenseVectorRecipe = replace(RECIPE, layers="all", layer_operation="concat")
    found = encoder.usage_vectors(PASSAGES[:1], recipe).numpy()
    for number, own in enumerate(np.split(found, LAYERS + 1, axis=1)):
        for place, vector in zip(PASSAGES[0].places, own, strict=True):
            expected = plain.encode(marked_text(PASSAGES[0].words, place), layer=number)
            np.testing.assert_allclose(vector, expected, atol=1e-4)


def test_openvino_gives_the_same(marked: Path) -> None:
    pytest.importorskip("openvino")
    compiled = TransformersEncoder.load(marked, device="cpu", precision="fp32", backend="openvino")
    found = raw_vectors(compiled, RECIPE, PASSAGES)
    assert compiled.backend == "openvino"
    np.testing.assert_allclose(found, by_hand(marked, PASSAGES), atol=1e-3)


def test_the_default_encoders_can_be_asked_too(default_encoder: TransformersEncoder) -> None:
    assert default_encoder.pooling == "mean"
    raw = raw_vectors(default_encoder, RECIPE, PASSAGES)
    np.testing.assert_allclose(raw, by_hand(fast_folder(), PASSAGES), atol=1e-4)


@pytest.mark.parametrize("pooling", SENTENCE_POOLINGS)
def test_half_precision_is_for_the_encoder_alone(marked: Path, pooling: str) -> None:
    encoder = TransformersEncoder.load(marked, device="cpu", precision="bf16", backend="torch")
    found = raw_vectors(encoder, replace(RECIPE, pooling=pooling), PASSAGES)
    assert found.dtype == np.float32
    cosines = (found * by_hand(marked, PASSAGES, pooling)).sum(axis=1)
    assert cosines.min() > 0.99
