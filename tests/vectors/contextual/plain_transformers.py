"""Word vectors by the plainest calls of transformers, one sentence at a time, word by word.

Written apart from senseindex's own code, to compare it with.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer


class PlainTransformers:
    """`layers` are numbers of hidden states; `operation` and `pooling` as in a recipe."""

    def __init__(self, folder: Path) -> None:
        # BERT's tokenizer takes no notice of the option; the byte-level ones need it for words.
        self.tokenizer = AutoTokenizer.from_pretrained(folder, add_prefix_space=True)
        if (folder / "tokenizer.json").is_file() and "ByteLevel" in str(self.tokenizer.backend_tokenizer.pre_tokenizer):
            self.tokenizer.backend_tokenizer.pre_tokenizer.add_prefix_space = True
        self.model = AutoModel.from_pretrained(folder).eval()

    @torch.no_grad()
    def words(
        self, words: Sequence[str], layers: Sequence[int] = (-1,), operation: str = "mean", pooling: str = "mean"
    ) -> np.ndarray:
        inputs = self.tokenizer(list(words), is_split_into_words=True, return_tensors="pt")
        states = self.model(**inputs, output_hidden_states=True).hidden_states
        chosen = [states[layer][0] for layer in layers]
        if operation == "concat":
            vectors = torch.cat(chosen, dim=1)
        else:
            vectors = sum(chosen[1:], start=chosen[0])
            vectors = vectors / len(chosen) if operation == "mean" else vectors
        numbers = inputs.word_ids()
        result = []
        for word in range(len(words)):
            own = [vectors[place] for place, number in enumerate(numbers) if number == word]
            if not own:
                result.append(torch.zeros(vectors.shape[1]))
            elif pooling == "mean":
                result.append(torch.stack(own).mean(dim=0))
            else:
                result.append(own[0] if pooling == "first" else own[-1])
        return torch.stack(result).numpy()

    @torch.no_grad()
    def pieces(self, ids: Sequence[int]) -> np.ndarray:
        """Last-layer vectors of a run of pieces, between the special pieces of a sentence."""
        probe = self.tokenizer(["a"], is_split_into_words=True)
        real = [place for place, number in enumerate(probe.word_ids()) if number is not None]
        before, after = probe["input_ids"][: real[0]], probe["input_ids"][real[-1] + 1 :]
        output = self.model(input_ids=torch.tensor([[*before, *ids, *after]])).last_hidden_state[0]
        return output[len(before) : len(before) + len(ids)].numpy()
