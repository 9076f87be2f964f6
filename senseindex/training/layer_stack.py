"""An encoder as a stack of layers that can be run in parts: the lower ones once and for all, the upper ones at every
step of a training, with low-rank adapters beside their linear maps.

Only encoders whose layers run in turn, with nothing after the last one, can be taken apart like this.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import torch

from senseindex.arrays import FloatArray
from senseindex.errors import EncoderError, UsageError
from senseindex.vectors.contextual.adapters import Adapters
from senseindex.vectors.contextual.hub import quiet
from senseindex.vectors.contextual.loading import FoundModel, load_model, longest_input
from senseindex.vectors.contextual.tokenization import PieceTokenizer

TRAINABLE: Final = ("bert", "camembert", "mpnet", "roberta", "xlm-roberta")
"""Types of models that can be trained."""

_MASKED: Final = -1e9


class LowRankLinear(torch.nn.Module):
    """A frozen linear map with a path of low rank beside it: W x + B A x (LoRA: Hu et al. 2022); B begins as zero."""

    def __init__(self, frozen: torch.nn.Linear, rank: int, generator: torch.Generator) -> None:
        super().__init__()
        self.frozen = frozen
        first = torch.randn((rank, frozen.in_features), generator=generator) / frozen.in_features**0.5
        self.A = torch.nn.Parameter(first.to(frozen.weight.device))
        self.B = torch.nn.Parameter(torch.zeros((frozen.out_features, rank), device=frozen.weight.device))

    def begin_as(self, first: FloatArray, second: FloatArray) -> None:
        """Begin as the factors A `(r, in)` and B `(out, r)`, r at most the rank."""
        with torch.no_grad():
            self.A[: len(first)] = torch.from_numpy(first)
            self.B[:, : len(first)] = torch.from_numpy(second)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = self.frozen(inputs) + (inputs @ self.A.t()) @ self.B.t()
        return result


class LayerStack:
    """All layers of an encoder, frozen, with its published weights; states are (B, L, d), masks (B, L) of 0 and 1.

    Raises EncoderError where the encoder is none of `TRAINABLE`.
    """

    def __init__(self, found: FoundModel, device: str) -> None:
        with quiet():
            loaded = load_model(found.folder)
        kind = str(loaded.config.model_type)
        if kind not in TRAINABLE:
            raise EncoderError(
                f"{found.name} is of type {kind}, which cannot be trained here; take an encoder of type "
                f"{', '.join(TRAINABLE)}"
            )
        self._network: Any = loaded.model.requires_grad_(False).to(device)
        self._layers = list(self._network.encoder.layer)
        self.tokenizer = PieceTokenizer(loaded.tokenizer)
        self.window = longest_input(loaded, found.folder)
        """How many pieces, special ones included, it sees at once."""
        self.hidden_size = int(loaded.config.hidden_size)
        self.depth = len(self._layers)
        """How many layers it has."""
        self.used = min(found.layers or self.depth, self.depth)
        """How many of them are used, from below."""

    def embed(self, ids: torch.Tensor, mask: torch.Tensor, layer: int) -> torch.Tensor:
        """The states after `layer` layers (0: the embeddings) of pieces (B, L)."""
        with self._only(0, layer):
            states: torch.Tensor = self._network(input_ids=ids, attention_mask=mask).last_hidden_state
        return states

    def run(self, states: torch.Tensor, mask: torch.Tensor, first: int, last: int) -> torch.Tensor:
        """The states after layer `last`, from those after layer `first`."""
        added = (1.0 - mask[:, None, None, :].to(states.dtype)) * _MASKED
        with self._only(first, last):
            result: torch.Tensor = self._network.encoder(states, attention_mask=added)[0]
        return result

    def add_adapters(
        self, first: int, rank: int, seed: int, start: Adapters | None = None
    ) -> dict[str, torch.nn.Parameter]:
        """Put adapters beside every linear map of the used layers above layer `first`; gives their factors, by name.

        They begin as `start`, where it has some; the rank is then at least its own. Raises UsageError where there is no
        such layer, `start` has adapters below it, or the rank is too large.
        """
        if start is not None:
            rank = max(rank, start.rank)
            if min(start.layers) <= first:
                raise UsageError(
                    f"the encoder has adapters from layer {min(start.layers)} on; train from there or below, or begin "
                    "from its published weights"
                )
        if not 0 <= first < self.used:
            raise UsageError(f"the encoder uses layers 1 to {self.used}; layer {first + 1} cannot be trained")
        if not 0 < rank <= self.hidden_size:
            raise UsageError(f"--rank {rank} is not between 1 and {self.hidden_size}, the encoder's dimensions")
        generator = torch.Generator().manual_seed(seed)
        learnt = {}
        for number in range(first, self.used):
            layer = self._layers[number]
            maps = [(place, part) for place, part in layer.named_modules() if isinstance(part, torch.nn.Linear)]
            for place, part in maps:
                above, _, own = place.rpartition(".")
                adapted = LowRankLinear(part, rank, generator)
                if start is not None and f"layer.{number}.{place}" in start.factors:
                    adapted.begin_as(*start.factors[f"layer.{number}.{place}"])
                setattr(layer.get_submodule(above), own, adapted)
                learnt[f"layer.{number}.{place}.A"] = adapted.A
                learnt[f"layer.{number}.{place}.B"] = adapted.B
        return learnt

    @contextmanager
    def _only(self, first: int, last: int) -> Iterator[None]:
        self._network.encoder.layer = torch.nn.ModuleList(self._layers[first:last])
        try:
            yield
        finally:
            self._network.encoder.layer = torch.nn.ModuleList(self._layers)
