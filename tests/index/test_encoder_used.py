"""What ran the encoder is kept with an index: later ingests and queries do the same, or say that they cannot."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import numpy as np
import pytest

from senseindex import SenseIndex
from senseindex.errors import StoreError
from senseindex.index.models import ENCODER_SETTING
from senseindex.vectors.contextual import transformers_encoder
from senseindex.vectors.contextual.recipe import recipe_for
from tests.vectors.tiny_models import save_tiny_model

LONG = 4
"""Sentences that are much text in these tests."""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_model("mpnet", tmp_path_factory.mktemp("mpnet"))


def write(path: Path, sentences: int) -> Path:
    texts = [f"The river number {n} burst its banks after a week of rain." for n in range(sentences)]
    path.write_text("".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, text in enumerate(texts)))
    return path


@pytest.fixture
def make(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(transformers_encoder, "LONG_WORK", LONG)

    def make(sentences: int, **how: str) -> Path:
        path = tmp_path / f"index of {sentences}"
        with SenseIndex.create(path, recipe=recipe_for(model, codec="fp16")) as index:
            index.ingest(write(tmp_path / "corpus.jsonl", sentences), static="none", **how)
        return path

    return make


def used(path: Path) -> dict[str, str]:
    with SenseIndex.open(path) as index:
        return {name: index.info().encoder[name] for name in ("backend", "precision")}


@pytest.fixture
def openvino() -> None:
    pytest.importorskip("openvino")


def test_little_text_is_encoded_by_torch_and_much_by_openvino(make, openvino) -> None:
    assert used(make(LONG - 1)) == {"backend": "torch", "precision": "fp32"}
    assert used(make(LONG)) == {"backend": "openvino", "precision": "fp32"}


def test_queries_and_later_ingests_go_on_with_what_was_used(make, openvino, tmp_path) -> None:
    path = make(LONG)
    for _ in range(2):
        with SenseIndex.open(path) as index, warnings.catch_warnings():
            warnings.simplefilter("error")
            assert index.opened.models.encoder.backend == "torch"  # in fp32 both give the same
            targets = [index.opened.models.target("The river burst its banks after a week of rain.", ["bank"])]
            alone = index.opened.models.text_encoder.encode_words(targets)
            (tmp_path / "one.txt").write_text("One more bank.")
            index.ingest(tmp_path / "one.txt", static="none")
            assert index.opened.models.encoder.backend == "openvino"
            assert index.opened.models.text_encoder.encode_words(targets) == pytest.approx(alone, abs=1e-5)
            assert len(index.query("bank", context="The river burst its banks after a week of rain.", n=2)) == 2
    assert used(path)["backend"] == "openvino"


def test_much_text_later_stays_with_torch(make, openvino, tmp_path) -> None:
    path = make(LONG - 1)
    with SenseIndex.open(path) as index:
        index.ingest(write(tmp_path / "more.jsonl", 3 * LONG), static="none")
        assert index.opened.models.encoder.backend == "torch"


def test_a_machine_without_openvino_has_nothing_to_say_in_fp32(make, openvino, monkeypatch) -> None:
    path = make(LONG)
    monkeypatch.setattr(transformers_encoder, "find_spec", lambda name: None)
    with SenseIndex.open(path) as index, warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(index.query("bank", context="The river burst its banks.", n=2)) == 2


def test_another_precision_is_told(make, monkeypatch) -> None:
    path = make(LONG - 1)
    monkeypatch.setenv("SENSEINDEX_PRECISION", "bf16")
    with SenseIndex.open(path) as index, pytest.warns(UserWarning, match="torch in fp32, and this is torch in bf16"):
        index.query("bank", context="The river burst its banks.", n=2)


def test_the_stored_precision_is_taken_without_being_asked(make, monkeypatch) -> None:
    path = make(LONG - 1)
    monkeypatch.delenv("SENSEINDEX_PRECISION")
    monkeypatch.setattr("senseindex.vectors.contextual.precision._bf16_is_faster", lambda: True)
    with SenseIndex.open(path) as index:
        assert index.opened.models.encoder.precision == "fp32"


def test_other_weights_of_the_same_name_are_refused(make) -> None:
    path = make(LONG - 1)
    with SenseIndex.open(path) as index:
        catalog = index.opened.catalog
        with catalog.writing():
            catalog.settings.set(ENCODER_SETTING, catalog.settings.get(ENCODER_SETTING) | {"weights": "0" * 16})
        index.refresh()
        with pytest.raises(StoreError, match=r"other weights of .*; build it anew"):
            index.query("bank", context="The river burst its banks.")


def test_an_example_is_encoded_as_its_document_was(make, openvino) -> None:
    path = make(LONG)
    with SenseIndex.open(path) as index:
        lines = index.query("bank", n=LONG).hits
        stored = index.vectors([line.occurrence_id for line in lines])
        for line, vector in zip(lines, stored, strict=True):
            text = f"The river number {line.document} burst its banks after a week of rain."
            (sentence,) = index.opened.models.segmenter.sentences(text)
            target = index.opened.models.target(text, ["bank"])
            own = index.opened.models.text_encoder.encode_words([target])[0]
            assert len(sentence) and np.dot(own, vector) > 0.9998
