"""Contextual vectors from any Hugging Face encoder, for sentences that are split into words already.

    encoder = TransformersEncoder.load()
    words = encoder.word_vectors([["The", "river", "burst", "its", "banks"]], SenseVectorRecipe())
    words.matrix                                                                # (5, 384) float32

A word's vector is pooled over its pieces, a piece's vector over the chosen layers. Nothing is cut: a sentence
longer than the model's window is encoded in overlapping windows. Results come in the order of the input, and
are the same, up to rounding, whatever else is in the call; a sentence that repeats in a call is encoded once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch

from senseindex.arrays import FloatArray, IntArray
from senseindex.errors import EncoderError, UsageError
from senseindex.vectors.contextual.batching import Batch, batches, cut_windows
from senseindex.vectors.contextual.encoder import WordVectors
from senseindex.vectors.contextual.hub import quiet
from senseindex.vectors.contextual.layers import resolve_layers
from senseindex.vectors.contextual.loading import FoundModel, find_model, load_model, longest_input, weights_of
from senseindex.vectors.contextual.marking import Marker
from senseindex.vectors.contextual.model_names import published_model
from senseindex.vectors.contextual.openvino_backend import OpenVinoEncoder
from senseindex.vectors.contextual.passages import Passage
from senseindex.vectors.contextual.precision import (
    choose_device,
    choose_precision,
    half_precision_products,
    token_budget,
)
from senseindex.vectors.contextual.recipe import SenseVectorRecipe, check_choice
from senseindex.vectors.contextual.sentence_pooling import pooled, sentence_pooling
from senseindex.vectors.contextual.tokenization import Pieces, PieceTokenizer

BACKENDS = ("auto", "torch", "openvino")

LONG_WORK = 512
"""Windows in one call from which it pays to compile the network."""

COMPILED_BUDGET = 1_024
"""Places a batch of the compiled network: what a core's cache holds."""

_PLAIN_STACKS = frozenset({"bert", "roberta", "xlm-roberta", "camembert", "electra", "mpnet"})
"""Model types whose `encoder.layer` runs its layers in turn and does nothing after the last one."""


class TransformersEncoder:
    """An encoder with its tokenizer, ready to run; made by `load`."""

    def __init__(self, found: FoundModel, *, device: str, precision: str, backend: str) -> None:
        name, folder, adapters, layers = found
        loaded = load_model(folder, adapters, layers)
        self.name = name
        """The name to load the model by again."""
        self.window = longest_input(loaded, folder)
        """How many pieces, special ones included, the model sees at once."""
        self.hidden_size = int(loaded.config.hidden_size)
        """Dimensions of one hidden state."""
        self.hidden_states = int(loaded.config.num_hidden_layers) + 1
        """How many hidden states there are: the input embeddings and one a layer."""
        self.device = device
        self.precision = precision
        self._found = found
        self._model: Any = loaded.model
        self.tokenizer = PieceTokenizer(loaded.tokenizer)
        self._spelling = loaded.tokenizer
        self._budget = token_budget(device)
        self._lock = threading.RLock()
        self._capacity = self.window - len(self.tokenizer.prefix) - len(self.tokenizer.suffix)
        self._backend = backend
        self._compiled: OpenVinoEncoder | None = None
        self._marker: Marker | None = None
        if self._capacity < 1:
            raise EncoderError(f"{name}: a window of {self.window} pieces leaves no room for text")
        if precision == "bf16":
            half_precision_products(self._model)
        self._model.to(device)

    @classmethod
    def load(
        cls,
        model: str | Path | None = None,
        *,
        device: str = "auto",
        precision: str = "auto",
        backend: str = "auto",
    ) -> TransformersEncoder:
        """Load `model`: None for the default encoder, a folder, or the name of a model on the hub.

        `device` is auto, cpu or cuda; `precision` is auto, fp32 or bf16 (auto: bf16 where the hardware is faster
        with it). `backend` is torch, openvino, or auto: OpenVINO for long work on the CPU where it is installed and
        can run the model, else torch. Raises EncoderError where the model cannot be had or is no encoder, UsageError
        for a wrong option.
        """
        check_choice("backend", backend, BACKENDS)
        device = choose_device(device)
        if backend == "openvino" and device != "cpu":
            raise UsageError(f"the backend openvino runs on the cpu, not on {device}; use --device cpu")
        installed = find_spec("openvino") is not None
        if backend == "openvino" and not installed:
            raise EncoderError("OpenVINO is not installed; install it: pip install 'senseindex[openvino]'")
        if backend == "auto" and (device != "cpu" or not installed):
            backend = "torch"
        precision = choose_precision(precision, device)
        return cls(find_model(model), device=device, precision=precision, backend=backend)

    @cached_property
    def weights(self) -> str:
        """What tells its weights from all others, 16 hexadecimal digits."""
        return weights_of(self._found)

    @cached_property
    def pooling(self) -> str:
        """How the files of the model say that a whole input becomes one vector; the mean where they say nothing.

        Of the encoders that have a name here, whose mean it is, these files are not fetched.
        """
        return "mean" if published_model(self.name) else sentence_pooling(self._found.folder)

    @cached_property
    def products(self) -> int:
        """Multiplications in the products with its weights, for one piece: what it costs, but for attention."""
        parts = self._model.named_modules()
        return sum(
            part.weight.numel() for name, part in parts if isinstance(part, torch.nn.Linear) and "pooler" not in name
        )

    def usages(self, passages: Sequence[Passage], recipe: SenseVectorRecipe) -> Pieces:
        """The inputs of a recipe with marks without special pieces, one for every place of the passages."""
        with self._lock:
            if self._marker is None or self._marker.marks != recipe.marks:
                self._marker = Marker(self._spelling, recipe.marks)
            return self._marker.usages(passages, recipe.window, self._capacity)

    @property
    def backend(self) -> str:
        """What long work runs with: torch, openvino, or auto before the first long work."""
        return "openvino" if self._compiled is not None else self._backend

    def prepare(self, recipe: SenseVectorRecipe) -> str:
        """Get ready for long work by a recipe, and say what runs it: torch or openvino.

        Raises EncoderError where OpenVINO was asked for and cannot run the model.
        """
        compiled = self._compiled_for(LONG_WORK, resolve_layers(recipe.layers, self.hidden_states))
        return "torch" if compiled is None else "openvino"

    def dimension(self, recipe: SenseVectorRecipe) -> int:
        """Dimensions of a word vector: those of one layer, or of all of the recipe where it concatenates them."""
        layers = resolve_layers(recipe.layers, self.hidden_states)
        return self.hidden_size * (len(layers) if recipe.layer_operation == "concat" else 1)

    def word_vectors(self, sentences: Sequence[Sequence[str]], recipe: SenseVectorRecipe) -> WordVectors:
        """The vectors of all words, as `Encoder` describes them."""
        distinct, places = _distinct(sentences)
        pieces = self.tokenizer.pieces(distinct)
        shares = torch.from_numpy(_piece_shares(pieces, recipe.piece_pooling))
        words = torch.from_numpy(pieces.words)
        total = int(pieces.word_offsets[-1])
        matrix = torch.zeros((total, self.dimension(recipe)), device=self.device)

        def pool(hidden: torch.Tensor, batch: Batch) -> None:
            kept = torch.from_numpy(batch.pieces)
            vectors = hidden.flatten(0, 1).index_select(0, self._to_device(torch.from_numpy(batch.rows)))
            vectors = vectors * self._to_device(shares[kept])[:, None]
            matrix.index_add_(0, self._to_device(words[kept]), vectors)

        self._run(pieces, resolve_layers(recipe.layers, self.hidden_states), recipe.layer_operation, pool)
        return WordVectors(matrix, pieces.word_offsets[places], pieces.word_offsets[places + 1])

    def usage_vectors(self, passages: Sequence[Passage], recipe: SenseVectorRecipe) -> torch.Tensor:
        """The vectors of marked usages, as `Encoder` describes them."""
        pieces = self.usages(passages, recipe)
        pooling = recipe.pooling or self.pooling
        matrix = torch.zeros((len(pieces.piece_offsets) - 1, self.dimension(recipe)), device=self.device)

        def pool(hidden: torch.Tensor, batch: Batch) -> None:
            _, first = np.unique(batch.rows // batch.ids.shape[1], return_index=True)  # a kept piece of each input
            usages = np.searchsorted(pieces.piece_offsets, batch.pieces[first], side="right") - 1
            mask = np.ones_like(batch.ids) if batch.mask is None else batch.mask
            vectors = pooled(hidden, self._to_device(torch.from_numpy(mask)), pooling)
            matrix.index_copy_(0, self._to_device(torch.from_numpy(usages)), vectors)

        self._run(pieces, resolve_layers(recipe.layers, self.hidden_states), recipe.layer_operation, pool)
        return matrix

    def _run(
        self,
        pieces: Pieces,
        layers: tuple[int, ...],
        operation: str,
        pool: Callable[[torch.Tensor, Batch], None],
    ) -> None:
        """Encode all of `pieces`, and give `pool` each batch with its (B, L, d) float32 vectors."""
        windows = cut_windows(pieces.piece_offsets, self._capacity)
        half = torch.autocast(self.device, dtype=torch.bfloat16) if self.precision == "bf16" else nullcontext()
        compiled = self._compiled_for(len(windows.starts), layers)
        if compiled is not None:
            with self._lock:
                compiled.run(batches(pieces, windows, self.tokenizer, COMPILED_BUDGET), pool)
            return
        try:
            with self._lock, torch.inference_mode(), half, self._layers_run(layers) as last:
                for batch in batches(pieces, windows, self.tokenizer, self._budget):
                    pool(self._hidden(batch, layers, operation, last), batch)
        except torch.OutOfMemoryError as error:
            raise EncoderError(f"{self.name}: the memory of the device {self.device} is full; use cpu") from error

    def _compiled_for(self, windows: int, layers: tuple[int, ...]) -> OpenVinoEncoder | None:
        """The network in OpenVINO where it can do this work and the work is long enough; None for torch."""
        if self._backend == "torch" or layers != (self.hidden_states - 1,):
            return None
        if self._backend == "auto" and self._compiled is None and windows < LONG_WORK:
            return None
        with self._lock:
            if self._compiled is None and self._backend != "torch":
                try:
                    with quiet():
                        whole = load_model(*self._found[1:]).model  # that here may have bf16 weights
                        self._compiled = OpenVinoEncoder(whole, precision=self.precision, cores=torch.get_num_threads())
                except EncoderError:
                    if self._backend == "openvino":
                        raise
                    self._backend = "torch"  # auto: what cannot be compiled runs as it is
            return self._compiled

    def _hidden(self, batch: Batch, layers: tuple[int, ...], operation: str, last: int) -> torch.Tensor:
        """The combined layers of one batch, (B, L, d) float32; `last` is the last layer that is run."""
        only_last = all(layer == last for layer in layers)
        output = self._model(
            input_ids=self._to_device(torch.from_numpy(batch.ids)),
            attention_mask=None if batch.mask is None else self._to_device(torch.from_numpy(batch.mask)),
            output_hidden_states=not only_last,
        )
        states: list[torch.Tensor] = [
            output.last_hidden_state if only_last else output.hidden_states[layer] for layer in layers
        ]
        if len(states) == 1:
            return states[0].float()
        if operation == "concat":
            return torch.cat([state.float() for state in states], dim=-1)
        total = torch.stack([state.float() for state in states]).sum(dim=0)
        return total / len(states) if operation == "mean" else total

    @contextmanager
    def _layers_run(self, layers: tuple[int, ...]) -> Iterator[int]:
        """Run no layer beyond the only one that is asked for, where that is easy; gives the last one that is run."""
        [layer, *others] = set(layers)
        if others or not 0 < layer < self.hidden_states - 1 or self._model.config.model_type not in _PLAIN_STACKS:
            yield self.hidden_states - 1
            return
        stack = self._model.encoder.layer
        self._model.encoder.layer = stack[:layer]
        try:
            yield layer
        finally:
            self._model.encoder.layer = stack

    def _to_device(self, tensor: torch.Tensor) -> torch.Tensor:
        if self.device == "cpu":
            return tensor
        return tensor.pin_memory().to(self.device, non_blocking=True)


_sharing = threading.Lock()


def shared_encoder(
    model: str, device: str = "auto", backend: str = "auto", precision: str = "auto"
) -> TransformersEncoder:
    """As `TransformersEncoder.load`, but the last two are kept for all who ask in this process."""
    with _sharing:
        device = choose_device(device)
        return _shared(model, device, backend, choose_precision(precision, device))


@lru_cache(maxsize=2)
def _shared(model: str, device: str, backend: str, precision: str) -> TransformersEncoder:
    return TransformersEncoder.load(model, device=device, backend=backend, precision=precision)


def encoder_for(recipe: SenseVectorRecipe, device: str, backend: str, *, long: bool) -> tuple[TransformersEncoder, str]:
    """The shared encoder of a recipe, for work that is `long` or not, and what runs it: torch or openvino.

    `backend` auto is OpenVINO for long work where it is installed and can run the model, else torch.
    """
    if backend == "torch" or (backend == "auto" and not (long and can_run_openvino(device))):
        return shared_encoder(recipe.model, device, "torch"), "torch"
    try:
        encoder = shared_encoder(recipe.model, device, "openvino")
        return encoder, encoder.prepare(recipe)
    except EncoderError:
        if backend == "openvino":
            raise
        return shared_encoder(recipe.model, device, "torch"), "torch"


def can_run_openvino(device: str) -> bool:
    """Whether OpenVINO is installed and the device is one of its own."""
    return choose_device(device) == "cpu" and find_spec("openvino") is not None


def _distinct(sentences: Sequence[Sequence[str]]) -> tuple[list[tuple[str, ...]], IntArray]:
    """The distinct sentences, and for each sentence the number of its like among them."""
    numbers: dict[tuple[str, ...], int] = {}
    places = [numbers.setdefault(tuple(sentence), len(numbers)) for sentence in sentences]
    return list(numbers), np.array(places, dtype=np.int64)


def _piece_shares(pieces: Pieces, pooling: str) -> FloatArray:
    """How much of each piece goes into its word's vector, (P,): the shares of a word add up to 1."""
    if pooling == "mean":
        counts = np.bincount(pieces.words, minlength=int(pieces.word_offsets[-1]))
        return (1.0 / counts[pieces.words]).astype(np.float32)
    edge = np.ones(len(pieces.words), dtype=bool)
    change = pieces.words[1:] != pieces.words[:-1]
    if pooling == "first":
        edge[1:] = change
    else:
        edge[:-1] = change
    return edge.astype(np.float32)
