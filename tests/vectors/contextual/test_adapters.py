"""Adapters: low-rank changes of an encoder in a file of their own, merged into the weights when it is loaded."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.numpy import save_file

from senseindex.errors import EncoderError
from senseindex.vectors.contextual import loading, model_names
from senseindex.vectors.contextual.adapters import Adapters
from senseindex.vectors.contextual.loading import find_model, load_model, weights_of
from senseindex.vectors.contextual.model_names import NAMED_MODELS, named_model
from senseindex.vectors.contextual.recipe import SenseVectorRecipe
from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder
from tests.vectors.contextual.encoded import words_of

MAPS = {
    "bert": ("attention.self.query", "attention.output.dense", "intermediate.dense"),
    "mpnet": ("attention.attn.q", "attention.attn.o", "output.dense"),
    "roberta": ("attention.self.value", "output.dense"),
    "xlm-roberta": ("attention.self.key", "intermediate.dense"),
}
PUBLISHED = ("all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2")


def random_adapters(folder: Path, family: str, *, layers: tuple[int, ...] = (1, 2), rank: int = 3) -> Adapters:
    """Adapters of some maps of a tiny encoder whose values float16 holds exactly; layers from 0."""
    network, generator = load_model(folder).model, np.random.default_rng(0)
    parameters = {}
    for layer in layers:
        for place in MAPS[family]:
            name = f"encoder.layer.{layer}.{place}"
            out, into = network.get_submodule(name).weight.shape
            parameters[f"{name}.A"] = generator.integers(-8, 9, (rank, into)) / 32
            parameters[f"{name}.B"] = generator.integers(-8, 9, (out, rank)) / 32
    return Adapters.of_parameters(parameters, model=family)


def second_path(factors: tuple[np.ndarray, np.ndarray], _module: object, inputs: tuple, output: torch.Tensor):
    a, b = map(torch.from_numpy, factors)
    return output + inputs[0] @ a.t() @ b.t()


@pytest.mark.parametrize("family", MAPS)
def test_merged_weights_give_what_a_second_path_beside_each_map_gives(
    family: str, tiny_folders: dict[str, Path], tmp_path: Path
) -> None:
    folder, file = tiny_folders[family], tmp_path / "adapters.safetensors"
    adapters = random_adapters(folder, family)
    adapters.save(file)
    unmerged = load_model(folder).model
    for place, factors in adapters.factors.items():
        unmerged.get_submodule(f"encoder.{place}").register_forward_hook(partial(second_path, factors))
    ids = torch.arange(5, 25).reshape(2, 10)
    with torch.inference_mode():
        expected = unmerged(input_ids=ids).last_hidden_state
        merged = load_model(folder, file).model(input_ids=ids).last_hidden_state
        plain = load_model(folder).model(input_ids=ids).last_hidden_state
    torch.testing.assert_close(merged, expected, rtol=1e-4, atol=1e-4)
    assert (merged - plain).abs().max() > 0.1


def test_a_file_says_what_it_is_for(tiny_folders: dict[str, Path], tmp_path: Path) -> None:
    file = tmp_path / "adapters.safetensors"
    random_adapters(tiny_folders["bert"], "bert").save(file)
    with safe_open(file, framework="np") as stored:
        assert json.loads(stored.metadata()["adapters"]) == {"version": 1, "model": "bert", "layers": [2, 3], "rank": 3}
        assert "layer.1.attention.self.query.A" in stored.keys()  # noqa: SIM118
        assert stored.get_tensor("layer.2.intermediate.dense.B").shape == (64, 3)
        assert stored.get_tensor("layer.2.intermediate.dense.B").dtype == np.float16
    loaded = Adapters.load(file)
    assert (loaded.model, loaded.layers, loaded.rank) == ("bert", (2, 3), 3)


def test_names_of_a_network_without_its_lower_layers_are_those_of_the_whole() -> None:
    pair = {
        "encoder.layer.0.attention.attn.q.A": np.ones((2, 4)),
        "encoder.layer.0.attention.attn.q.B": np.ones((5, 2)),
    }
    adapters = Adapters.of_parameters(pair, model="good", layers_below=3)
    assert list(adapters.factors) == ["layer.3.attention.attn.q"] and adapters.layers == (4,)


@pytest.mark.parametrize(
    ("parameters", "what"),
    [
        ({"embeddings.weight": np.ones((2, 2))}, "not the name of an adapter"),
        ({"layer.0.x.A": np.ones((2, 4))}, r"needs A \(rank, in\) and B"),
        ({"layer.0.x.A": np.ones((2, 4)), "layer.0.x.B": np.ones((4, 3))}, "of one rank"),
        ({}, "no adapters"),
    ],
)
def test_what_is_no_adapter_is_refused(parameters: dict[str, np.ndarray], what: str) -> None:
    with pytest.raises(EncoderError, match=what):
        Adapters.of_parameters(parameters, model="fast")


@pytest.mark.parametrize("factors", [{"layer.7.x": (4, 4)}, {"layer.0.attention.self.query": (4, 32)}])
def test_adapters_of_another_encoder_are_refused(
    factors: dict[str, tuple[int, int]], tiny_folders: dict[str, Path], tmp_path: Path
) -> None:
    pairs = {place: (np.ones((1, into)), np.ones((out, 1))) for place, (out, into) in factors.items()}
    Adapters("another", pairs).save(tmp_path / "adapters.safetensors")
    with pytest.raises(EncoderError, match=f"no linear map encoder.{next(iter(factors))} of .*; .* are for another"):
        load_model(tiny_folders["bert"], tmp_path / "adapters.safetensors")


def test_files_that_are_no_adapters_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "adapters.safetensors"
    with pytest.raises(EncoderError, match="cannot be read"):
        Adapters.load(file)
    file.write_bytes(b"nothing")
    with pytest.raises(EncoderError, match="cannot be read"):
        Adapters.load(file)
    save_file({"layer.0.x.A": np.ones((1, 2)), "layer.0.x.B": np.ones((2, 1))}, file)
    with pytest.raises(EncoderError, match="no adapters of version 1; make them with"):
        Adapters.load(file)


@pytest.fixture
def trained(tiny_folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The adapters of `fast`, which is a tiny BERT with adapters meanwhile."""
    file = tmp_path / "fast_adapters.safetensors"
    random_adapters(tiny_folders["bert"], "bert").save(file)
    changed = replace(NAMED_MODELS["fast"], adapters_sha256=sha256(file.read_bytes()).hexdigest())
    monkeypatch.setattr(loading, "fast_folder", lambda: tiny_folders["bert"])
    monkeypatch.setattr(model_names, "__file__", str(tmp_path / "model_names.py"))
    monkeypatch.setitem(NAMED_MODELS, "fast", changed)
    return file


def test_a_named_encoder_has_its_adapters_and_the_publishers_name_has_not(
    trained: Path, tiny_folders: dict[str, Path]
) -> None:
    fast, published, plain = (
        TransformersEncoder.load(model, device="cpu", precision="fp32")
        for model in ("fast", PUBLISHED[1], tiny_folders["bert"])
    )
    ours, theirs, expected = (words_of(each, [["The", "river"]])[0] for each in (fast, published, plain))
    assert (fast.name, published.name) == ("fast", PUBLISHED[0])
    assert np.array_equal(theirs, expected) and not np.allclose(ours, expected, atol=1e-3)
    assert SenseVectorRecipe(PUBLISHED[0]).model == PUBLISHED[0]


def test_an_index_can_tell_weights_with_and_without_adapters(trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = weights_of(find_model("fast"))
    monkeypatch.setitem(NAMED_MODELS, "fast", replace(NAMED_MODELS["fast"], adapters_sha256=""))
    assert ours != weights_of(find_model("fast"))


def test_openvino_compiles_the_merged_weights(trained: Path) -> None:
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


def test_other_adapters_than_those_that_belong_to_the_name_are_refused(trained: Path) -> None:
    trained.write_bytes(trained.read_bytes()[:-1] + b"?")
    with pytest.raises(EncoderError, match=r"not the right weights .* reinstall senseindex"):
        find_model("fast")
    trained.unlink()
    with pytest.raises(EncoderError, match=r"cannot be read .* reinstall senseindex"):
        find_model("fast")


@pytest.mark.parametrize("name", NAMED_MODELS)
def test_the_adapters_that_come_with_the_package_are_small_and_its_own(name: str) -> None:
    model = named_model(name)
    assert model is not None
    shipped = Path(model_names.__file__).with_name(f"{name}_adapters.safetensors")
    assert shipped.is_file() == (model.adapters is not None)
    if model.adapters is not None:
        assert shipped.stat().st_size <= 45_000_000
        assert Adapters.load(shipped).model == name
        load_model(*find_model(name)[1:])
