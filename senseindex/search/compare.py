"""One word in several sentences: what static vectors cannot tell apart and contextual ones can."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from senseindex.answers.words import Comparison, LayerCosines
from senseindex.corpus.target import Target
from senseindex.errors import UsageError
from senseindex.vectors.contextual.layers import resolve_layers

if TYPE_CHECKING:
    from senseindex.vectors.contextual.encoder import Encoder

Vectors = npt.NDArray[np.float32]


def compare_word(
    word: str,
    targets: Sequence[Target],
    encoder: Encoder,
    encode: Callable[[list[tuple[str, ...]], list[list[int]]], Vectors],
    static_vector: Vectors | None,
    layers: str | None = None,
) -> Comparison:
    """Cosines between the targets, `(sentences, sentences)`: static, by sense vector, and layer by layer.

    `encode(sentences, positions)` makes the sense vectors `(sentences, d)`. `layers` is a layer specification, or
    `all`; None leaves layers out. A static vector has no context, so its matrix is the cosine of one vector with
    itself. Raises UsageError for fewer than two sentences.
    """
    if len(targets) < 2:
        raise UsageError("give at least two sentences to compare")
    forms = [target.sentence.forms for target in targets]
    by_layer = []
    for layer in resolve_layers(layers, encoder.hidden_states) if layers else ():
        words = encoder.words(forms, layers=str(layer))
        vectors = np.stack([states[target.position] for states, target in zip(words, targets, strict=True)])
        by_layer.append(LayerCosines(str(layer), cosine_matrix(vectors)))
    static = None
    if static_vector is not None:
        static = cosine_matrix(np.repeat(static_vector[None], len(targets), axis=0))
    return Comparison(
        word,
        tuple(target.marked() for target in targets),
        tuple(target.node for target in targets),
        static,
        cosine_matrix(encode(forms, [[target.position] for target in targets])),
        encoder.name,
        tuple(by_layer),
    )


def cosine_matrix(vectors: npt.NDArray[np.float32]) -> tuple[tuple[float, ...], ...]:
    """Cosines between the rows of `(n, d)`, as nested tuples."""
    norms = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    unit = vectors / norms
    return tuple(tuple(float(value) for value in row) for row in np.clip(unit @ unit.T, -1.0, 1.0))
