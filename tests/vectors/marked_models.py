"""Tiny encoders that read marked usages, and their vectors by plain calls of transformers, one usage at a time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

OPENING, CLOSING = "<t>", "</t>"


def save_marked_model(folder: Path, target: Path, *, known: str, pooling: dict[str, object] | None = None) -> Path:
    """A copy of a tiny encoder with the marks in its vocabulary (`known`: plain or special) or not (no).

    With `pooling` it has the files of sentence-transformers, and this as the configuration of the pooling.
    """
    shutil.copytree(folder, target, dirs_exist_ok=True)
    if known != "no":
        tokenizer = AutoTokenizer.from_pretrained(folder)
        model = AutoModel.from_pretrained(folder)
        assert tokenizer.add_tokens([OPENING, CLOSING], special_tokens=known == "special") == 2
        generator = torch.random.get_rng_state()
        torch.manual_seed(11)
        model.resize_token_embeddings(len(tokenizer))
        torch.random.set_rng_state(generator)
        tokenizer.save_pretrained(target)
        model.save_pretrained(target)
    if pooling is not None:
        save_modules(target, {"Transformer": "", "Pooling": "1_Pooling", "Normalize": "2_Normalize"})
        (target / "1_Pooling").mkdir()
        (target / "1_Pooling" / "config.json").write_text(json.dumps(pooling))
    return target


def save_modules(folder: Path, modules: dict[str, str]) -> None:
    rows = [
        {"idx": number, "name": str(number), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for number, (kind, path) in enumerate(modules.items())
    ]
    (folder / "modules.json").write_text(json.dumps(rows))


class PlainSentenceEncoder:
    """What sentence-transformers gives for a text: the pooled last layer, special pieces included."""

    def __init__(self, folder: Path) -> None:
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.model = AutoModel.from_pretrained(folder).eval()

    @torch.no_grad()
    def encode(self, text: str, pooling: str = "mean", layer: int = -1) -> np.ndarray:
        inputs = self.tokenizer(text, return_tensors="pt")
        pieces = self.model(**inputs, output_hidden_states=True).hidden_states[layer][0]
        if pooling == "cls":
            return pieces[0].numpy()
        if pooling == "lasttoken":
            return pieces[-1].numpy()
        if pooling == "max":
            return pieces.max(dim=0).values.numpy()
        shares = [place + 1 if pooling == "weightedmean" else 1 for place in range(len(pieces))]
        return sum(share * piece for share, piece in zip(shares, pieces, strict=True)).numpy() / sum(shares)


def marked_text(words: Sequence[str], place: int) -> str:
    """A usage as text; a blank stands before every word, as in the middle of a text."""
    return "".join(f" {OPENING}{word}{CLOSING}" if number == place else f" {word}" for number, word in enumerate(words))
