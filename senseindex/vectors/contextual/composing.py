"""Raw sense vectors: the vector of a word with those around it, before projection.

A word's own vector is a poor sense vector for a small encoder; with the words around it and the whole passage
it becomes a good one. The recipe says how the three are put together, over whole batches, on the encoder's device. Of a
recipe with marks the encoder's vector of the usage is all there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import torch

from senseindex.arrays import FloatArray, IntArray
from senseindex.vectors.contextual.encoder import Encoder, WordVectors
from senseindex.vectors.contextual.passages import Passage
from senseindex.vectors.contextual.recipe import SenseVectorRecipe

_ROWS = 8_192  # occurrences that are put together at once, to bound the memory
_VALUES = 1 << 26  # numbers in the word vectors that are held at once, for the same reason: 256 MiB


def raw_dimension(encoder: Encoder, recipe: SenseVectorRecipe) -> int:
    """Dimensions D of a vector of this recipe before projection."""
    if recipe.marks:
        return encoder.dimension(recipe)
    return sum(weight > 0 for weight in recipe.weights) * encoder.dimension(recipe)


def raw_vectors(encoder: Encoder, recipe: SenseVectorRecipe, passages: Sequence[Passage]) -> FloatArray:
    """Raw sense vectors of all places of the passages, (places, D) float32 of unit norm, in order."""
    blocks = [np.empty((0, raw_dimension(encoder, recipe)), dtype=np.float32)]
    with torch.inference_mode():
        blocks.extend(vectors.cpu().numpy() for vectors in raw_blocks(encoder, recipe, passages))
    return np.concatenate(blocks)


def raw_blocks(encoder: Encoder, recipe: SenseVectorRecipe, passages: Sequence[Passage]) -> Iterator[torch.Tensor]:
    """The same in blocks on the encoder's device; the word vectors of some of the passages are held at a time."""
    if recipe.marks:
        counts = np.cumsum([len(passage.places) for passage in passages])
        for begin, end in pairwise(_borders(counts // _ROWS)):
            yield unit_rows(encoder.usage_vectors(passages[begin:end], recipe))
        return
    lengths = np.array([len(passage.words) for passage in passages], dtype=np.int64)
    counts = np.array([len(passage.places) for passage in passages], dtype=np.int64)
    owners = np.repeat(np.arange(len(passages)), counts)
    places = np.array([place for passage in passages for place in passage.places], dtype=np.int64)
    most = max(1, _VALUES // encoder.dimension(recipe))
    first = 0
    for begin, end in pairwise(_borders(np.cumsum(lengths) // most)):
        last = first + int(counts[begin:end].sum())
        words = encoder.word_vectors([passage.words for passage in passages[begin:end]], recipe)
        yield from _compose(words, recipe, owners[first:last] - begin, places[first:last])
        first = last


def _borders(shares: IntArray) -> list[int]:
    """Where one share of the passages ends and the next one begins."""
    return [0, *(np.flatnonzero(np.diff(shares)) + 1).tolist(), len(shares)]


def unit_rows(vectors: torch.Tensor) -> torch.Tensor:
    """Rows of unit norm; a row of zeros stays."""
    return torch.nn.functional.normalize(vectors, dim=1, eps=1e-12)


def _compose(
    words: WordVectors, recipe: SenseVectorRecipe, owners: IntArray, places: IntArray
) -> Iterator[torch.Tensor]:
    """Raw sense vectors of the words at `places` of the passages `owners`, in blocks of (_ROWS, D) at most."""
    token_weight, window_weight, sentence_weight = recipe.weights
    device = words.matrix.device
    # Sums serve as means, as each of the three is normalised.
    whole = unit_rows(_sums(words.matrix, words.starts, words.ends)) if sentence_weight else None
    for begin in range(0, len(owners), _ROWS):
        passages = owners[begin : begin + _ROWS]
        starts, ends = words.starts[passages], words.ends[passages]
        rows = starts + places[begin : begin + _ROWS]
        own = words.matrix[torch.from_numpy(rows).to(device)]
        weighted = []
        if token_weight:
            weighted.append(token_weight * unit_rows(own))
        if window_weight:
            first = np.maximum(rows - recipe.window, starts)
            last = np.minimum(rows + recipe.window + 1, ends)
            weighted.append(window_weight * unit_rows(_sums(words.matrix, first, last) - own))
        if whole is not None:
            weighted.append(sentence_weight * whole[torch.from_numpy(passages).to(device)])
        yield unit_rows(torch.cat(weighted, dim=1))


def _sums(matrix: torch.Tensor, starts: IntArray, ends: IntArray) -> torch.Tensor:
    """The sums of the rows `starts[i]:ends[i]` of `matrix`, (len(starts), d)."""
    lengths = ends - starts
    offsets = np.cumsum(lengths) - lengths
    rows = np.arange(int(lengths.sum())) + np.repeat(starts - offsets, lengths)
    device = matrix.device
    return torch.nn.functional.embedding_bag(
        torch.from_numpy(rows).to(device), matrix, torch.from_numpy(offsets).to(device), mode="sum"
    )
