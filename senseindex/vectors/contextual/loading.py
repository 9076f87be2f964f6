"""Find an encoder by name or folder, and load its weights and tokenizer with transformers.

A name is first turned into a folder: the default encoder's package, the local cache of the hub, then the hub
itself. What is read from there is `safetensors` and JSON only; no code of the model's author is run. Every
failure is an EncoderError of one line. Nothing is printed, and transformers' own talk is silenced meanwhile.
"""

from __future__ import annotations

import json
import logging
import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from urllib.request import getproxies

from senseindex.errors import EncoderError
from senseindex.vectors.contextual.default_model import default_model_folder, is_default_model
from senseindex.vectors.contextual.recipe import DEFAULT_MODEL

_HUB_FILES = ["*.json", "*.safetensors", "*.txt", "*.model"]
_TOKENIZER_FILES = ("tokenizer.json", "vocab.txt", "vocab.json", "*.model")
_CONNECT_SECONDS = 5.0
_UNLIMITED = 1_000_000  # tokenizers without a limit say model_max_length = 10 ** 30


class LoadedModel(NamedTuple):
    """A model in evaluation mode on the CPU, its configuration, and its tokenizer from the Rust library."""

    model: Any
    config: Any
    tokenizer: Any


def find_model(model: str | Path | None) -> tuple[str, Path]:
    """The name under which to remember `model` (None: the default encoder), and the folder it lies in."""
    if is_default_model(model):
        return DEFAULT_MODEL, default_model_folder()
    text = str(model)
    folder = Path(text).expanduser()
    if folder.is_dir():
        _check_folder(folder)
        return str(folder.resolve()), folder
    if folder.exists() or isinstance(model, Path) or text.startswith((".", "/", "~")):
        raise EncoderError(f"{text}: there is no such model folder; give a folder or the name of a model on the hub")
    return text, _hub_folder(text)


def load_model(folder: Path) -> LoadedModel:
    """Load the encoder in `folder`; raises EncoderError where it is incomplete or of the wrong kind."""
    with quiet():
        from transformers import AutoConfig, AutoTokenizer

        try:
            config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
            if getattr(config, "is_encoder_decoder", False):
                raise EncoderError(f"{folder}: a model of type {config.model_type} is not an encoder; choose another")
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
            model, report = _load_weights(folder, config)
        except EncoderError:
            raise
        except Exception as error:
            # Whatever breaks inside (missing file, broken JSON, unknown architecture, truncated weights) means
            # the same to the caller: this folder holds no encoder that can be loaded.
            raise EncoderError(f"{folder}: the model cannot be loaded: {_first_line(error)}") from error
    missing = sorted(name for name in report["missing_keys"] if "pooler" not in name)
    if missing:
        raise EncoderError(
            f"{folder}: the weights lack {len(missing)} tensors of a {config.model_type} encoder, for example "
            f"{missing[0]}; the folder is incomplete or belongs to another architecture"
        )
    if not getattr(tokenizer, "is_fast", False):
        raise EncoderError(f"{folder}: the model has no fast tokenizer (tokenizer.json), which word alignment needs")
    if len(tokenizer) > model.get_input_embeddings().num_embeddings:
        raise EncoderError(f"{folder}: the tokenizer has more pieces than the model; they do not belong together")
    model.eval()
    return LoadedModel(model, config, tokenizer)


def longest_input(loaded: LoadedModel, folder: Path) -> int:
    """How many pieces, special ones included, the model may be given at once."""
    limits = [int(loaded.tokenizer.model_max_length)]
    positions = getattr(loaded.config, "max_position_embeddings", None)
    if positions:
        embeddings = getattr(getattr(loaded.model, "embeddings", None), "position_embeddings", None)
        padding = getattr(embeddings, "padding_idx", None)
        # RoBERTa and its kin number positions from padding_idx + 1 on.
        limits.append(int(positions) - (0 if padding is None else padding + 1))
    try:
        settings = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
        limits.append(int(settings["max_seq_length"]))  # what a sentence encoder was trained with
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return min([limit for limit in limits if 0 < limit < _UNLIMITED], default=_UNLIMITED)


def _load_weights(folder: Path, config: Any) -> Any:
    """The model and a report of what was loaded; with torch's fused attention where the architecture has it."""
    from transformers import AutoModel

    load = partial(
        AutoModel.from_pretrained,
        folder,
        config=config,
        local_files_only=True,
        trust_remote_code=False,
        use_safetensors=True,
        dtype="float32",
        output_loading_info=True,
    )
    try:
        return load(attn_implementation="sdpa")
    except ValueError as error:
        if "scaled_dot_product_attention" not in str(error):
            raise
        return load(attn_implementation="eager")  # its own attention, as of MPNet


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


def _check_folder(folder: Path) -> None:
    if not (folder / "config.json").is_file():
        raise EncoderError(f"{folder}: there is no config.json, so this is no model folder")
    if not any(folder.glob("*.safetensors")):
        raise EncoderError(
            f"{folder}: there are no safetensors weights; other formats are not read, as they may run code"
        )
    # Without any of these, transformers would quietly make a tokenizer that knows no word.
    if not any(any(folder.glob(pattern)) for pattern in _TOKENIZER_FILES):
        raise EncoderError(f"{folder}: there is no tokenizer; tokenizer.json is missing")


def _hub_folder(name: str) -> Path:
    """The folder of a model of the hub: from the local cache, else fetched."""
    from huggingface_hub import constants, snapshot_download
    from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, HFValidationError, RepositoryNotFoundError

    patterns: dict[str, Any] = {"allow_patterns": _HUB_FILES, "ignore_patterns": ["*/*"]}
    try:
        folder = Path(snapshot_download(name, local_files_only=True, **patterns))
        _check_folder(folder)
        return folder
    except HFValidationError as error:
        raise EncoderError(f"{name!r} is neither a model folder nor a possible name of a model on the hub") from error
    except (OSError, ValueError, EncoderError):
        pass  # not in the cache, or only in part
    if constants.HF_HUB_OFFLINE:
        raise EncoderError(f"the model {name!r} is not in the local cache, and HF_HUB_OFFLINE forbids fetching it")
    if not _reachable(constants.ENDPOINT):
        raise EncoderError(
            f"there is no model folder {name!r}, no such model in the local cache, and {constants.ENDPOINT} cannot be "
            "reached; give a folder, or fetch the model where there is a network"
        )
    try:
        with quiet():
            folder = Path(snapshot_download(name, **patterns))
    except (GatedRepoError, RepositoryNotFoundError) as error:
        raise EncoderError(f"the hub has no model {name!r} that is open to you; check the name") from error
    except (HfHubHTTPError, OSError, ValueError) as error:
        raise EncoderError(f"the model {name!r} could not be fetched: {_first_line(error)}") from error
    _check_folder(folder)
    return folder


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


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].strip() if lines else type(error).__name__
