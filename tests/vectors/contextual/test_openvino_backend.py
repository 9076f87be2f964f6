"""OpenVINO against torch: the same vectors, whatever the family, the batches and the padding."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import senseindex.vectors.contextual.transformers_encoder as encoder_module
from senseindex.errors import EncoderError, UsageError
from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder
from tests.vectors.contextual.encoded import words_of

pytest.importorskip("openvino")

SENTENCES = [
    ["The", "river", "burst", "its", "banks", "after", "a", "week", "of", "rain", "."],
    ["She", "opened", "an", "account", "at", "the", "bank", "."],
    ["Rain", "."],
    ["We", "did", "n't", "see", "the", "crane", "until", "it", "had", "lifted", "the", "container"] * 9,
]


def least_cosine(first: list[np.ndarray], second: list[np.ndarray]) -> float:
    one, other = np.concatenate(first), np.concatenate(second)
    norms = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    return float(((one * other).sum(axis=1) / norms).min())


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_the_default_encoder_gives_the_vectors_of_torch(precision: str) -> None:
    torch, openvino = (
        TransformersEncoder.load(precision=each, backend=backend)
        for each, backend in (("fp32", "torch"), (precision, "openvino"))
    )
    bound = 0.99999 if precision == "fp32" else 0.9995
    assert least_cosine(words_of(torch, SENTENCES), words_of(openvino, SENTENCES)) > bound
    assert openvino.backend == "openvino"


def test_every_family_gives_the_vectors_of_torch_or_stays_with_it(folder: Path) -> None:
    torch = TransformersEncoder.load(folder, precision="fp32", backend="torch")
    try:
        other = TransformersEncoder.load(folder, precision="fp32", backend="openvino")
        found = words_of(other, SENTENCES)
    except EncoderError as error:
        assert "use --backend torch" in str(error)
    else:
        assert least_cosine(words_of(torch, SENTENCES), found) > 0.9999


def test_only_long_work_is_compiled_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder_module, "LONG_WORK", 4)
    encoder = TransformersEncoder.load(precision="fp32")
    words_of(encoder, SENTENCES[:3])
    assert encoder.backend == "auto"
    words_of(encoder, SENTENCES)
    assert encoder.backend == "openvino"


def test_other_layers_are_left_to_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder_module, "LONG_WORK", 1)
    encoder = TransformersEncoder.load(precision="fp32")
    expected = words_of(TransformersEncoder.load(precision="fp32", backend="torch"), SENTENCES, layers="2")
    np.testing.assert_array_equal(words_of(encoder, SENTENCES, layers="2")[0], expected[0])
    assert encoder.backend == "auto"


def test_a_model_that_cannot_be_compiled_runs_with_torch_unless_openvino_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise EncoderError("OpenVINO cannot compile this model (for a test); use --backend torch")

    monkeypatch.setattr(encoder_module, "LONG_WORK", 1)
    monkeypatch.setattr(encoder_module, "OpenVinoEncoder", refuse)
    encoder = TransformersEncoder.load(precision="fp32")
    assert len(words_of(encoder, SENTENCES)) == len(SENTENCES)
    assert encoder.backend == "torch"
    with pytest.raises(EncoderError, match="cannot compile"):
        words_of(TransformersEncoder.load(precision="fp32", backend="openvino"), SENTENCES)


def test_what_goes_wrong_while_vectors_are_pooled_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = TransformersEncoder.load(precision="fp32", backend="openvino")
    words_of(encoder, SENTENCES)

    def fail(*_: object) -> None:
        raise RuntimeError("no room")

    compiled = encoder._compiled_for(1, (encoder.hidden_states - 1,))
    assert compiled is not None
    pieces = encoder.tokenizer.pieces(SENTENCES)
    windows = encoder_module.cut_windows(pieces.piece_offsets, 20)
    with pytest.raises(RuntimeError, match="no room"):
        compiled.run(encoder_module.batches(pieces, windows, encoder.tokenizer, 64), fail)
    assert least_cosine(words_of(encoder, SENTENCES), words_of(encoder, SENTENCES)) > 0.99999


def test_an_unknown_backend_is_refused() -> None:
    with pytest.raises(UsageError, match="backend"):
        TransformersEncoder.load(backend="onnx")
