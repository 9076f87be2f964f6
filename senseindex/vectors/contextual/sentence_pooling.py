"""One vector of a whole input, as the files of a model of sentence-transformers say how it is made.

`modules.json` lists what comes after the encoder: a `Pooling`, whose folder says which, and perhaps a `Normalize`,
which changes nothing here, as sense vectors have unit norm. Others would change the vector, so they are refused.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import torch

from senseindex.errors import EncoderError
from senseindex.vectors.contextual.recipe import SENTENCE_POOLINGS

MODULES: Final = "modules.json"

_FLAGS: Final = {"cls": "cls_token", "max": "max_tokens", "mean": "mean_tokens", "weightedmean": "weightedmean_tokens"}
"""Older files have a flag `pooling_mode_...` for each pooling, here where it is called otherwise than the pooling."""

_SAME_DIRECTION: Final = {"mean_sqrt_len_tokens": "mean"}


def sentence_pooling(folder: Path) -> str:
    """The pooling of the model in `folder`, one of `SENTENCE_POOLINGS`: as its files say, the mean without any.

    Raises EncoderError where they say what is not read here.
    """
    if not (folder / MODULES).is_file():
        return "mean"
    found = "mean"
    for module in _read(folder / MODULES):
        kind = str(module.get("type", "")).rpartition(".")[2]
        if kind == "Pooling":
            found = _pooling(folder / str(module.get("path", "")) / "config.json")
        elif kind not in ("Transformer", "Normalize"):
            raise EncoderError(
                f"{folder}: {MODULES} has a module {kind or '?'} after the encoder, which is not read; "
                "choose another model, or --recipe words"
            )
    return found


def pooled(hidden: torch.Tensor, mask: torch.Tensor, pooling: str) -> torch.Tensor:
    """The vectors (B, d) of inputs with the piece vectors `hidden` (B, L, d); `mask` (B, L) is 0 where padded."""
    if pooling == "cls":
        return hidden[:, 0]
    if pooling == "lasttoken":
        return hidden[torch.arange(len(hidden), device=hidden.device), mask.sum(dim=1) - 1]
    used = mask[:, :, None].bool()
    if pooling == "max":
        return hidden.masked_fill(~used, -torch.inf).amax(dim=1)
    weights = mask.to(hidden.dtype)
    if pooling == "weightedmean":  # by place, the first counting once
        weights = weights * torch.arange(1, mask.shape[1] + 1, device=hidden.device)
    # No matrix product, which would run in bf16 where the encoder does.
    return (hidden * (weights / weights.sum(dim=1, keepdim=True))[:, :, None]).sum(dim=1)


def _pooling(file: Path) -> str:
    config = _read(file)
    named = config.get("pooling_mode")
    modes = [named] if isinstance(named, str) else list(named or ())
    for mode in (*SENTENCE_POOLINGS, *_SAME_DIRECTION):
        if config.get(f"pooling_mode_{_FLAGS.get(mode, mode)}"):
            modes.append(mode)
    found = {_SAME_DIRECTION.get(mode, mode) for mode in modes} or {"mean"}
    if len(found) > 1 or not found <= set(SENTENCE_POOLINGS):
        raise EncoderError(
            f"{file}: a pooling by {' and '.join(sorted(map(str, found)))} is not read; "
            f"choose a model with one of {', '.join(SENTENCE_POOLINGS)}"
        )
    return str(found.pop())


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EncoderError(f"{file} cannot be read, which says how sentence vectors are made: {error}") from error
