"""Find an encoder by name or folder, and load its weights and tokenizer with transformers.

A name is first turned into a folder: that of an encoder with a name of senseindex's own, the local cache of the hub,
then the hub itself. What is read from there is `safetensors` and JSON only; no code of the model's author is run. Every
failure is an EncoderError of one line. Nothing is printed, and transformers' own talk is silenced meanwhile.
"""

from __future__ import annotations

import hashlib
import json
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from senseindex.errors import EncoderError
from senseindex.vectors.contextual.adapters import Adapters
from senseindex.vectors.contextual.default_model import check_sha256, fast_folder
from senseindex.vectors.contextual.fetching import fetched_folder
from senseindex.vectors.contextual.hub import check_folder, first_line, hub_folder, quiet
from senseindex.vectors.contextual.marked_models import marked_model
from senseindex.vectors.contextual.model_names import FAST, NAMED_MODELS, NamedModel, named_model, published_model

_UNLIMITED = 1_000_000  # tokenizers without a limit say model_max_length = 10 ** 30


class LoadedModel(NamedTuple):
    """A model in evaluation mode on the CPU, its configuration, and its tokenizer from the Rust library."""

    model: Any
    config: Any
    tokenizer: Any


class FoundModel(NamedTuple):
    """An encoder on this machine: the name to remember it by, its folder, a file of adapters to merge into it, how many
    of its layers to load, from below (0: all)."""

    name: str
    folder: Path
    adapters: Path | None = None
    layers: int = 0


def find_model(model: str | Path | None) -> FoundModel:
    """The encoder that is meant: a name of senseindex's own (None: the default encoder), a folder, a name on the hub.

    Raises EncoderError where it is not there.
    """
    named = named_model(model)
    if named is not None:
        if named.adapters is not None:
            check_sha256(named.adapters, named.adapters_sha256, "reinstall senseindex")
        return FoundModel(named.name, _named_folder(named), named.adapters, named.layers)
    published = published_model(model)
    if published is not None:
        return FoundModel(published.encoder, _named_folder(published))
    text = str(model)
    folder = Path(text).expanduser()
    if folder.is_dir():
        check_folder(folder)
        return FoundModel(str(folder.resolve()), folder)
    if folder.exists() or isinstance(model, Path) or text.startswith((".", "/", "~")):
        raise EncoderError(f"{text}: there is no such model folder; give a folder or the name of a model on the hub")
    marked = marked_model(text)
    return FoundModel(text, hub_folder(text, marked.revision if marked else None))


def weights_of(found: FoundModel) -> str:
    """What tells the weights of an encoder from all others: 16 hexadecimal digits of a SHA-256 over its files."""
    named = NAMED_MODELS.get(found.name)
    if named is not None:  # its files are checked when it is found
        known = named.sha256 + named.adapters_sha256 + (f"/{named.layers}" if named.layers else "")
        return hashlib.sha256(known.encode()).hexdigest()[:16]
    whole = hashlib.sha256()
    for file in sorted(found.folder.glob("*.safetensors")):
        with file.open("rb") as stream:
            whole.update(hashlib.file_digest(stream, "sha256").digest())
    return whole.hexdigest()[:16]


def load_model(folder: Path, adapters: Path | None = None, layers: int = 0) -> LoadedModel:
    """Load the encoder in `folder`, with the adapters of a file merged into its weights.

    Of its layers the first `layers` are loaded, 0 for all. Raises EncoderError where it is incomplete or of the wrong
    kind, or the adapters are of another encoder.
    """
    with quiet():
        from transformers import AutoConfig, AutoTokenizer

        try:
            config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
            if getattr(config, "is_encoder_decoder", False):
                raise EncoderError(f"{folder}: a model of type {config.model_type} is not an encoder; choose another")
            if layers:
                config.num_hidden_layers = min(layers, int(config.num_hidden_layers))
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
            model, report = _load_weights(folder, config)
        except EncoderError:
            raise
        except Exception as error:
            # Whatever breaks inside (missing file, broken JSON, unknown architecture, truncated weights) means
            # the same to the caller: this folder holds no encoder that can be loaded.
            raise EncoderError(f"{folder}: the model cannot be loaded: {first_line(error)}") from error
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
    if adapters is not None:
        Adapters.load(adapters).merge(model)
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


def _named_folder(model: NamedModel) -> Path:
    """The folder of a named encoder's published weights, which are checked."""
    return fast_folder() if model.name == FAST else fetched_folder(model)


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
