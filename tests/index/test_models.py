"""The encoder of an open index runs as the last ingest said, whatever was asked before."""

from __future__ import annotations

from pathlib import Path

import pytest

from senseindex import SenseIndex
from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder
from tests.vectors.tiny_models import save_tiny_model


def test_device_and_backend_of_an_ingest_count_after_a_query_by_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("openvino")
    loaded: list[tuple[str, str]] = []
    load = TransformersEncoder.load

    def record(model: str, *, device: str, backend: str, precision: str) -> TransformersEncoder:
        loaded.append((device, backend))
        return load(model, device=device, backend=backend, precision=precision)

    monkeypatch.setattr(TransformersEncoder, "load", record)
    encoded: list[str] = []
    word_vectors = TransformersEncoder.word_vectors
    monkeypatch.setattr(
        TransformersEncoder,
        "word_vectors",
        lambda self, *given, **named: encoded.append(self.backend) or word_vectors(self, *given, **named),
    )
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    first.write_text("The river burst its banks. She sat on the bank.")
    second.write_text("The bank lent her money.")
    model = save_tiny_model("bert", tmp_path / "model")
    with SenseIndex.create(tmp_path / "index", model=model) as index:
        index.ingest(first, static="none", device="cpu", backend="auto")
        index.query("bank", context="We sat on the bank.")
        assert loaded == [("cpu", "torch")]
        encoded.clear()
        index.ingest(second, static="none", device="cpu", backend="openvino")
        assert loaded == [("cpu", "torch"), ("cpu", "openvino")]
        index.query("bank", context="We sat on the bank.")
        assert encoded == ["openvino", "openvino"]
