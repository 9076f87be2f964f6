"""The folder of a model on the hub of Hugging Face: from the local cache, else fetched into it.

What is fetched is `safetensors`, JSON and text only. Every failure is an EncoderError of one line. Nothing is printed.
"""

from __future__ import annotations

import logging
import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from senseindex.errors import EncoderError

_HUB_FILES = ["*.json", "*.safetensors", "*.txt", "*.model"]
_OTHER_FORMATS = ["[!0-9]*/*"]  # onnx/, openvino/; 1_Pooling/ and its like say how a sentence vector is made
_TOKENIZER_FILES = ("tokenizer.json", "vocab.txt", "vocab.json", "*.model")
_CONNECT_SECONDS = 5.0


@contextmanager
def quiet() -> Iterator[None]:
    """Silence the progress bars, log lines and Python warnings of transformers and the hub, for a while."""
    from huggingface_hub import utils as hub
    from transformers.utils import logging as talk

    hub_talk = logging.getLogger("huggingface_hub")
    level, hub_level = talk.get_verbosity(), hub_talk.level
    bars, hub_bars = talk.is_progress_bar_enabled(), not hub.are_progress_bars_disabled()  # type: ignore[attr-defined]
    talk.set_verbosity(logging.CRITICAL)
    hub_talk.setLevel(logging.CRITICAL)
    talk.disable_progress_bar()
    hub.disable_progress_bars()  # type: ignore[attr-defined]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        talk.set_verbosity(level)
        hub_talk.setLevel(hub_level)
        if bars:
            talk.enable_progress_bar()
        if hub_bars:
            hub.enable_progress_bars()  # type: ignore[attr-defined]


def check_folder(folder: Path) -> None:
    """Raise EncoderError unless there are a configuration, safetensors and a tokenizer in the folder."""
    if not (folder / "config.json").is_file():
        raise EncoderError(f"{folder}: there is no config.json, so this is no model folder")
    if not any(folder.glob("*.safetensors")):
        raise EncoderError(
            f"{folder}: there are no safetensors weights; other formats are not read, as they may run code"
        )
    # Without any of these, transformers would quietly make a tokenizer that knows no word.
    if not any(any(folder.glob(pattern)) for pattern in _TOKENIZER_FILES):
        raise EncoderError(f"{folder}: there is no tokenizer; tokenizer.json is missing")


def cached_folder(name: str, revision: str | None = None) -> Path | None:
    """The folder of a model in the local cache of the hub, at a revision (None: its main branch), if it is there whole.

    Raises EncoderError for what cannot be the name of a model.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError

    try:
        folder = Path(snapshot_download(name, revision=revision, local_files_only=True, **_patterns()))
        check_folder(folder)
        return folder
    except HFValidationError as error:
        raise EncoderError(f"{name!r} is neither a model folder nor a possible name of a model on the hub") from error
    except (OSError, ValueError, EncoderError):
        return None  # not in the cache, or only in part


def hub_folder(name: str, revision: str | None = None) -> Path:
    """The folder of a model of the hub: from the local cache, else fetched."""
    from huggingface_hub import constants, snapshot_download
    from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, RepositoryNotFoundError

    cached = cached_folder(name, revision)
    if cached is not None:
        return cached
    if constants.HF_HUB_OFFLINE:
        raise EncoderError(f"the model {name!r} is not in the local cache, and HF_HUB_OFFLINE forbids fetching it")
    if not _reachable(constants.ENDPOINT):
        raise EncoderError(
            f"there is no model folder {name!r}, no such model in the local cache, and {constants.ENDPOINT} cannot be "
            "reached; give a folder, or fetch the model where there is a network"
        )
    try:
        with quiet():
            folder = Path(snapshot_download(name, revision=revision, **_patterns()))
    except (GatedRepoError, RepositoryNotFoundError) as error:
        raise EncoderError(f"the hub has no model {name!r} that is open to you; check the name") from error
    except (HfHubHTTPError, OSError, ValueError) as error:
        raise EncoderError(f"the model {name!r} could not be fetched: {first_line(error)}") from error
    check_folder(folder)
    return folder


def _patterns() -> dict[str, Any]:
    return {"allow_patterns": _HUB_FILES, "ignore_patterns": _OTHER_FORMATS}


def _reachable(endpoint: str) -> bool:
    """Whether a connection to `endpoint` opens at once; the hub's own client would retry for long."""
    if getproxies():
        return True  # a direct connection proves nothing behind a proxy
    address = urlsplit(endpoint)
    port = address.port or (80 if address.scheme == "http" else 443)
    try:
        with socket.create_connection((address.hostname or "", port), timeout=_CONNECT_SECONDS):
            return True
    except OSError:
        return False


def first_line(error: Exception) -> str:
    """What an error says first, or its name."""
    lines = str(error).strip().splitlines()
    return lines[0].strip() if lines else type(error).__name__
