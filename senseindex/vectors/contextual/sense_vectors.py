"""Sense vectors: the vector of an occurrence in the space where senses are told apart.

A word's own vector is a poor sense vector for a small encoder; with the words around it and the whole sentence
it becomes a good one. The recipe says how the three are put together; the projection makes the result small.
All of it is computed over whole batches, on the encoder's device.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from senseindex.errors import UsageError
from senseindex.vectors.contextual.encoder import Encoder, WordVectors
from senseindex.vectors.contextual.projection import Projection, default_projection
from senseindex.vectors.contextual.recipe import SenseVectorRecipe

if TYPE_CHECKING:
    import torch

__all__ = ["FIT_OCCURRENCES", "SenseVectorizer", "fit_projection", "raw_dimension", "raw_vectors"]

FIT_OCCURRENCES = 50_000
"""A projection is fitted on at most so many occurrences."""

_ROWS = 8_192  # occurrences that are put together at once, to bound the memory
_VALUES = 1 << 26  # numbers in the word vectors that are held at once, for the same reason: 256 MiB


class SenseVectorizer:
    """Makes sense vectors by a recipe. `projection` must have been fitted on vectors of the same recipe."""

    def __init__(self, encoder: Encoder, recipe: SenseVectorRecipe, projection: Projection) -> None:
        dimension = raw_dimension(encoder, recipe)
        if projection.input_dimension != dimension:
            raise UsageError(
                f"the projection takes {projection.input_dimension} dimensions, but the recipe makes {dimension} "
                f"with {encoder.name}; fit the projection with this model and recipe"
            )
        self.encoder = encoder
        self.recipe = recipe
        self.projection = projection

    @property
    def dimension(self) -> int:
        """Dimensions of a sense vector: those of the recipe, or fewer where the model gives fewer."""
        return self.projection.dimension

    def encode(self, sentences: Sequence[Sequence[str]], positions: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """The sense vectors of the words at `positions` (from 0) of each sentence.

        (sum of len(positions), dimension) float32 of unit norm, in the order given. Raises UsageError for a
        position that a sentence does not have. Some thousands of sentences a call make the best use of the
        hardware; for more, see `stream`.
        """
        import torch

        matrix, shift = self.projection.matrix, self.projection.shift
        with torch.inference_mode():
            weights = None if matrix is None else torch.from_numpy(matrix).to(self.encoder.device)
            offset = torch.from_numpy(shift).to(self.encoder.device)
            blocks = [np.empty((0, self.dimension), dtype=np.float32)]
            for vectors in _raw_blocks(self.encoder, self.recipe, sentences, positions):
                projected = vectors - offset if weights is None else vectors @ weights - offset
                blocks.append(_unit(projected).cpu().numpy())
        return np.concatenate(blocks)

    def raw(self, sentences: Sequence[Sequence[str]], positions: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """The same before projection: the weighted parts one after the other, of unit norm."""
        return raw_vectors(self.encoder, self.recipe, sentences, positions)

    def stream(
        self, occurrences: Iterable[tuple[Sequence[str], Sequence[int]]], *, sentences: int = 4_096
    ) -> Iterator[NDArray[np.float32]]:
        """`encode` for any number of (sentence, positions) pairs, an array for every `sentences` of them."""
        pairs = iter(occurrences)
        while chunk := list(islice(pairs, sentences)):
            yield self.encode([sentence for sentence, _ in chunk], [places for _, places in chunk])


def raw_dimension(encoder: Encoder, recipe: SenseVectorRecipe) -> int:
    """Dimensions of a vector of this recipe before projection."""
    return recipe.parts * encoder.dimension(recipe.layers, recipe.layer_operation)


def raw_vectors(
    encoder: Encoder,
    recipe: SenseVectorRecipe,
    sentences: Sequence[Sequence[str]],
    positions: Sequence[Sequence[int]],
) -> NDArray[np.float32]:
    """Sense vectors before projection, (sum of len(positions), raw_dimension) float32 of unit norm."""
    import torch

    blocks = [np.empty((0, raw_dimension(encoder, recipe)), dtype=np.float32)]
    with torch.inference_mode():
        blocks.extend(vectors.cpu().numpy() for vectors in _raw_blocks(encoder, recipe, sentences, positions))
    return np.concatenate(blocks)


def fit_projection(
    encoder: Encoder,
    recipe: SenseVectorRecipe,
    sentences: Sequence[Sequence[str]],
    positions: Sequence[Sequence[int]],
    *,
    seed: int = 0,
) -> Projection:
    """The projection for a recipe: the one that comes with senseindex where it fits, else fitted on a sample.

    The sample is FIT_OCCURRENCES of the given occurrences, drawn by whole sentences in a random order.
    """
    shipped = default_projection(recipe)
    if shipped is not None:
        return shipped
    order = np.random.default_rng(seed).permutation(len(sentences))
    counts = np.array([len(positions[number]) for number in order], dtype=np.int64)
    chosen = order[: int(np.searchsorted(np.cumsum(counts), FIT_OCCURRENCES)) + 1]
    sample = raw_vectors(encoder, recipe, [sentences[n] for n in chosen], [positions[n] for n in chosen])
    return Projection.fit(sample, recipe.dimension)


def _raw_blocks(
    encoder: Encoder,
    recipe: SenseVectorRecipe,
    sentences: Sequence[Sequence[str]],
    positions: Sequence[Sequence[int]],
) -> Iterator[torch.Tensor]:
    """Raw sense vectors in blocks, in order; word vectors of a part of the sentences are held at a time."""
    if len(sentences) != len(positions):
        raise UsageError(f"{len(sentences)} sentences came with {len(positions)} lists of positions")
    lengths = np.array([len(sentence) for sentence in sentences], dtype=np.int64)
    counts = np.array([len(own) for own in positions], dtype=np.int64)
    owners = np.repeat(np.arange(len(sentences)), counts)
    places = np.array([place for own in positions for place in own], dtype=np.int64)
    wrong = np.flatnonzero((places < 0) | (places >= lengths[owners]))
    if wrong.size:
        sentence = int(owners[wrong[0]])
        raise UsageError(
            f"sentence {sentence} has {lengths[sentence]} words, counted from 0, and none at {places[wrong[0]]}"
        )
    most = max(1, _VALUES // encoder.dimension(recipe.layers, recipe.layer_operation))
    parts = np.cumsum(lengths) // most
    borders = [0, *(np.flatnonzero(np.diff(parts)) + 1).tolist(), len(sentences)]
    first = 0
    for begin, end in pairwise(borders):
        last = first + int(counts[begin:end].sum())
        found = encoder.word_vectors(
            sentences[begin:end],
            layers=recipe.layers,
            layer_operation=recipe.layer_operation,
            piece_pooling=recipe.piece_pooling,
        )
        yield from _compose(found, recipe, owners[first:last] - begin, places[first:last])
        first = last


def _compose(
    found: WordVectors, recipe: SenseVectorRecipe, owners: NDArray[np.int64], places: NDArray[np.int64]
) -> Iterator[torch.Tensor]:
    """Raw sense vectors of the words at `places` of the sentences `owners`, in blocks of (_ROWS, D) at most."""
    import torch

    token_weight, window_weight, sentence_weight = recipe.weights
    device = found.matrix.device
    # Sums serve as means, as every part is normalised.
    whole = _unit(_sums(found.matrix, found.starts, found.ends)) if sentence_weight else None
    for begin in range(0, len(owners), _ROWS):
        sentences = owners[begin : begin + _ROWS]
        starts, ends = found.starts[sentences], found.ends[sentences]
        rows = starts + places[begin : begin + _ROWS]
        own = found.matrix[torch.from_numpy(rows).to(device)]
        parts = []
        if token_weight:
            parts.append(token_weight * _unit(own))
        if window_weight:
            first = np.maximum(rows - recipe.window, starts)
            last = np.minimum(rows + recipe.window + 1, ends)
            parts.append(window_weight * _unit(_sums(found.matrix, first, last) - own))
        if whole is not None:
            parts.append(sentence_weight * whole[torch.from_numpy(sentences).to(device)])
        yield _unit(torch.cat(parts, dim=1))


def _sums(matrix: torch.Tensor, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> torch.Tensor:
    """The sums of the rows `starts[i]:ends[i]` of `matrix`, (len(starts), d)."""
    import torch

    lengths = ends - starts
    offsets = np.cumsum(lengths) - lengths
    rows = np.arange(int(lengths.sum())) + np.repeat(starts - offsets, lengths)
    device = matrix.device
    return torch.nn.functional.embedding_bag(
        torch.from_numpy(rows).to(device), matrix, torch.from_numpy(offsets).to(device), mode="sum"
    )


def _unit(vectors: torch.Tensor) -> torch.Tensor:
    """Rows of unit norm; a row of zeros stays."""
    import torch

    return torch.nn.functional.normalize(vectors, dim=1, eps=1e-12)
