"""Words in context: equal to plain calls of transformers, whatever the family, the batch and the length."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from senseindex.errors import EncoderError, UsageError
from senseindex.vectors.contextual.recipe import SenseVectorRecipe
from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder
from tests.vectors.contextual.encoded import piece_counts, words_of
from tests.vectors.contextual.plain_transformers import PlainTransformers
from tests.vectors.tiny_models import HIDDEN, LAYERS, SENTENCES, WINDOW

LONG = [word for sentence in SENTENCES for word in sentence] * 4


@pytest.fixture(scope="module")
def plain(folder: Path) -> PlainTransformers:
    return PlainTransformers(folder)


@pytest.mark.parametrize(
    ("layers", "numbers"),
    [("-1", [-1]), ("0", [0]), ("1", [1]), ("-2:", [-2, -1]), ("0:3", [0, 1, 2]), ("2,1", [2, 1])],
)
@pytest.mark.parametrize("operation", ["sum", "mean", "concat"])
def test_layers_are_those_of_transformers(
    encoder: TransformersEncoder, plain: PlainTransformers, layers: str, numbers: list[int], operation: str
) -> None:
    found = words_of(encoder, SENTENCES, layers=layers, layer_operation=operation)
    for words, vectors in zip(SENTENCES, found, strict=True):
        np.testing.assert_allclose(vectors, plain.words(words, numbers, operation), atol=1e-4)
        assert vectors.shape == (
            len(words),
            encoder.dimension(SenseVectorRecipe(layers=layers, layer_operation=operation)),
        )


@pytest.mark.parametrize("pooling", ["mean", "first", "last"])
def test_pieces_are_pooled_by_word(encoder: TransformersEncoder, plain: PlainTransformers, pooling: str) -> None:
    assert any(max(piece_counts(encoder, words)) > 1 for words in SENTENCES)
    for words, vectors in zip(SENTENCES, words_of(encoder, SENTENCES, piece_pooling=pooling), strict=True):
        np.testing.assert_allclose(vectors, plain.words(words, pooling=pooling), atol=1e-4)


def test_default_encoder_equals_plain_transformers(default_encoder: TransformersEncoder) -> None:
    from senseindex.vectors.contextual.default_model import fast_folder

    plain = PlainTransformers(fast_folder())
    sentences = [*SENTENCES, ["naïve", "\u200b", "co-operation", "[SEP]ish"][:3]]
    for words, vectors in zip(sentences, words_of(default_encoder, sentences), strict=True):
        np.testing.assert_allclose(vectors, plain.words(words), atol=1e-4)
    assert default_encoder.window == 256
    assert (default_encoder.hidden_states, default_encoder.hidden_size) == (7, 384)


def test_order_and_company_do_not_matter(encoder: TransformersEncoder) -> None:
    generator = random.Random(3)
    words = [word for sentence in SENTENCES for word in sentence]
    sentences = [generator.choices(words, k=generator.randint(1, 40)) for _ in range(60)]
    together = words_of(encoder, sentences)
    for number in range(0, 60, 7):
        [alone] = words_of(encoder, [sentences[number]])
        np.testing.assert_allclose(together[number], alone, atol=1e-4)


def test_repeated_sentences_are_encoded_once(bert: TransformersEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = 0
    original = bert._hidden

    def count(batch: Any, *arguments: Any) -> Any:
        nonlocal rows
        rows += len(batch.ids)
        return original(batch, *arguments)

    monkeypatch.setattr(bert, "_hidden", count)
    found = words_of(bert, [SENTENCES[0], SENTENCES[1], SENTENCES[0], list(SENTENCES[0])])
    assert rows == 2
    np.testing.assert_array_equal(found[0], found[2])
    np.testing.assert_array_equal(found[0], found[3])


def test_long_sentence_takes_each_piece_from_its_most_central_window(
    encoder: TransformersEncoder, plain: PlainTransformers
) -> None:
    assert encoder.window == WINDOW
    inputs = plain.tokenizer(LONG, is_split_into_words=True, add_special_tokens=False)
    ids, word_ids = inputs["input_ids"], inputs.word_ids()
    capacity = WINDOW - 2
    assert len(ids) > 3 * capacity
    starts = [*range(0, len(ids) - capacity, capacity // 2), len(ids) - capacity]
    windows = {start: plain.pieces(ids[start : start + capacity]) for start in starts}
    expected = np.zeros((len(LONG), HIDDEN))
    for place, word in enumerate(word_ids):
        # Of equally central windows the later one.
        start = min(reversed(starts), key=lambda start: abs(place + 0.5 - start - capacity / 2))
        expected[word] += windows[start][place - start] / word_ids.count(word)
    np.testing.assert_allclose(words_of(encoder, [SENTENCES[0], LONG])[1], expected, atol=1e-4)


def test_word_without_pieces_has_zeros_and_moves_nobody(bert: TransformersEncoder) -> None:
    words = ["The", "\u200b", "river", "", "\u00ad", "burst"]
    assert [bool(count) for count in piece_counts(bert, words)] == [True, False, True, False, False, True]
    [vectors] = words_of(bert, [words])
    [visible] = words_of(bert, [["The", "river", "burst"]])
    np.testing.assert_allclose(vectors[[0, 2, 5]], visible, atol=1e-5)
    assert not vectors[[1, 3, 4]].any()


def test_nothing_in_nothing_out(encoder: TransformersEncoder) -> None:
    assert words_of(encoder, []) == []
    assert [vectors.shape for vectors in words_of(encoder, [[], ["river"], []])] == [
        (0, HIDDEN),
        (1, HIDDEN),
        (0, HIDDEN),
    ]


def test_special_pieces_in_a_text_are_spelled_out(encoder: TransformersEncoder) -> None:
    for word in ("[SEP]", "</s>", "<mask>", "[MASK]"):
        assert piece_counts(encoder, [word])[0] > 1


def test_lone_surrogates_are_encoded(encoder: TransformersEncoder) -> None:
    [vectors] = words_of(encoder, [["bro\ud800ken", "river"]])
    assert np.isfinite(vectors).all()


def test_byte_level_words_begin_with_a_blank(tiny_folders: dict[str, Path]) -> None:
    for family in ("roberta", "modernbert"):
        encoder = TransformersEncoder.load(tiny_folders[family], precision="fp32")
        pieces = encoder.tokenizer.pieces([["The", "river"]])
        spelled = PlainTransformers(tiny_folders[family]).tokenizer.convert_ids_to_tokens(pieces.ids)
        assert [spelled[np.searchsorted(pieces.words, word)][0] for word in (0, 1)] == ["Ġ", "Ġ"]


def test_half_precision_stays_close(default_encoder: TransformersEncoder) -> None:
    half = TransformersEncoder.load(device="cpu", precision="bf16")
    exact, near = (np.concatenate(words_of(one, SENTENCES)) for one in (default_encoder, half))
    cosines = (exact * near).sum(1) / np.linalg.norm(exact, axis=1) / np.linalg.norm(near, axis=1)
    assert cosines.min() >= 0.9998


def test_half_precision_runs_in_every_family(folder: Path, encoder: TransformersEncoder) -> None:
    half = TransformersEncoder.load(folder, device="cpu", precision="bf16")
    for exact, near in zip(words_of(encoder, [*SENTENCES, LONG]), words_of(half, [*SENTENCES, LONG]), strict=True):
        assert near.dtype == np.float32
        cosines = (exact * near).sum(1) / np.linalg.norm(exact, axis=1) / np.linalg.norm(near, axis=1)
        assert cosines.mean() > 0.99


def test_name_loads_the_model_again(encoder: TransformersEncoder, folder: Path) -> None:
    assert encoder.name == str(folder.resolve())
    assert encoder.hidden_states == LAYERS + 1
    again = TransformersEncoder.load(encoder.name, device="cpu", precision="fp32")
    np.testing.assert_array_equal(words_of(again, SENTENCES[:1])[0], words_of(encoder, SENTENCES[:1])[0])


def test_wrong_options_are_refused(bert: TransformersEncoder) -> None:
    with pytest.raises(UsageError, match="4 hidden states"):
        words_of(bert, SENTENCES, layers="4")
    with pytest.raises(UsageError, match="layer_operation"):
        words_of(bert, SENTENCES, layer_operation="max")
    with pytest.raises(UsageError, match="piece_pooling"):
        words_of(bert, SENTENCES, piece_pooling="max")
    with pytest.raises(UsageError, match="device"):
        TransformersEncoder.load(device="abacus")
    with pytest.raises(UsageError, match="precision"):
        TransformersEncoder.load(precision="int1")


def test_the_environment_says_what_auto_is(bert: TransformersEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    for precision in ("fp32", "bf16"):
        monkeypatch.setenv("SENSEINDEX_PRECISION", precision)
        assert TransformersEncoder.load(bert.name, device="cpu").precision == precision
    assert TransformersEncoder.load(bert.name, device="cpu", precision="fp32").precision == "fp32"
    monkeypatch.setenv("SENSEINDEX_PRECISION", "int1")
    with pytest.raises(UsageError, match="int1"):
        TransformersEncoder.load(bert.name, device="cpu")


def test_absent_graphics_card_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(EncoderError, match="cuda"):
        TransformersEncoder.load(device="cuda")
