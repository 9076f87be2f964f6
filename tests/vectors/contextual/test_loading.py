"""Loading an encoder: what is wrong is said in one line, quickly, and nothing is printed."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file
from transformers import T5Config, T5Model

from senseindex.errors import EncoderError
from senseindex.vectors.contextual import hub
from senseindex.vectors.contextual.default_model import fast_folder
from senseindex.vectors.contextual.loading import load_model, longest_input
from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder
from tests.vectors.contextual.encoded import words_of


def refused(model: str | Path, what: str) -> str:
    """The message with which a model is refused: one line that holds `what`."""
    with pytest.raises(EncoderError, match=what) as caught:
        TransformersEncoder.load(model, device="cpu", precision="fp32")
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.fixture
def copy(tiny_folders: dict[str, Path], tmp_path: Path) -> Path:
    """A copy of the tiny BERT's folder, to break."""
    return Path(shutil.copytree(tiny_folders["bert"], tmp_path / "model"))


def test_unknown_model_without_network_fails_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object, **__: object) -> None:
        raise OSError("no route to host")

    monkeypatch.setattr(socket, "create_connection", unreachable)
    monkeypatch.setattr(hub, "getproxies", dict)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    message = refused("nobody/no-such-model", "cannot be reached")
    assert "nobody/no-such-model" in message


def test_unknown_model_offline_fails_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    refused("nobody/no-such-model", "HF_HUB_OFFLINE")


@pytest.mark.parametrize("name", ["./nowhere", "/no/such/folder", "~/no-such-folder-of-a-model"])
def test_missing_folder_is_not_looked_for_on_the_hub(name: str) -> None:
    refused(name, "no such model folder")


def test_impossible_name_is_refused() -> None:
    refused("what is this?", "neither a model folder nor")


def test_folder_without_configuration_is_refused(copy: Path) -> None:
    (copy / "config.json").unlink()
    refused(copy, "no config.json")


def test_folder_without_safetensors_is_refused(copy: Path) -> None:
    (copy / "model.safetensors").rename(copy / "pytorch_model.bin")
    refused(copy, "no safetensors")


def test_folder_without_tokenizer_is_refused(copy: Path) -> None:
    for file in copy.glob("*token*"):
        file.unlink()
    refused(copy, "no tokenizer")


def test_tokenizer_of_a_larger_model_is_refused(copy: Path) -> None:
    for file in fast_folder().glob("*token*"):
        shutil.copy(file, copy)
    refused(copy, "do not belong together")


def test_truncated_weights_are_refused(copy: Path) -> None:
    weights = (copy / "model.safetensors").read_bytes()
    (copy / "model.safetensors").write_bytes(weights[: len(weights) // 2])
    refused(copy, "cannot be loaded")


def test_broken_configuration_is_refused(copy: Path) -> None:
    (copy / "config.json").write_text("{")
    refused(copy, "cannot be loaded")


def test_absent_tensors_are_refused(copy: Path) -> None:
    tensors = load_file(copy / "model.safetensors")
    kept = {name: tensor for name, tensor in tensors.items() if "layer.1." not in name}
    save_file(kept, copy / "model.safetensors", metadata={"format": "pt"})
    refused(copy, "weights lack")


def test_model_code_is_not_run(copy: Path) -> None:
    settings = json.loads((copy / "config.json").read_text())
    settings.update(model_type="strange", auto_map={"AutoConfig": "strange.Config", "AutoModel": "strange.Model"})
    (copy / "config.json").write_text(json.dumps(settings))
    marker = copy / "it-ran"
    (copy / "strange.py").write_text(f"open({str(marker)!r}, 'w')\n")
    refused(copy, "cannot be loaded")
    assert not marker.exists()


def test_encoder_with_a_decoder_is_refused(copy: Path) -> None:
    sizes = {"d_model": 16, "d_ff": 16, "d_kv": 8, "num_layers": 1, "num_heads": 2}
    T5Model(T5Config(vocab_size=50, **sizes)).save_pretrained(copy)
    refused(copy, "not an encoder")


def test_shortest_limit_is_the_window(copy: Path) -> None:
    loaded = load_model(copy)
    assert longest_input(loaded, copy) == 64
    (copy / "sentence_bert_config.json").write_text('{"max_seq_length": 20}')
    assert longest_input(loaded, copy) == 20
    loaded.tokenizer.model_max_length = 12
    assert longest_input(loaded, copy) == 12


def test_cached_model_of_the_hub_needs_no_network(
    tiny_folders: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached = tmp_path / "models--someone--tiny"
    (cached / "refs").mkdir(parents=True)
    (cached / "refs" / "main").write_text("0" * 40)
    shutil.copytree(tiny_folders["bert"], cached / "snapshots" / ("0" * 40))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    encoder = TransformersEncoder.load("someone/tiny", device="cpu", precision="fp32")
    assert encoder.name == "someone/tiny"
    assert words_of(encoder, [["The", "river"]])[0].shape == (2, encoder.hidden_size)


def test_every_family_encodes_without_a_word(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words_of(
        TransformersEncoder.load(folder, device="cpu"),
        [["The", "river", "burst"], ["The"] * 200, ["bank"]],
        layers="all",
    )
    assert capfd.readouterr() == ("", "")


def test_loading_prints_nothing(copy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    tensors = load_file(copy / "model.safetensors")
    # Without its unused pooler a model is usually reported at length.
    kept = {name: tensor for name, tensor in tensors.items() if "pooler" not in name}
    save_file(kept, copy / "model.safetensors", metadata={"format": "pt"})
    capfd.readouterr()
    words_of(TransformersEncoder.load(copy, device="cpu"), [["The", "river"]])
    assert capfd.readouterr() == ("", "")
