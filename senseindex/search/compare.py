"""One word in several sentences: what static vectors cannot tell apart and contextual ones can."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from senseindex.answers.words import Comparison, LayerCosines
from senseindex.arrays import FloatArray
from senseindex.corpus.target import Target, find_target
from senseindex.errors import UsageError
from senseindex.vectors.contextual.recipe import recipe_for

if TYPE_CHECKING:
    from senseindex.vectors.contextual.text_encoder import TextEncoder


def compare_word(
    word: str,
    targets: Sequence[Target],
    encoder: TextEncoder,
    static_vector: FloatArray | None,
    layers: str | None = None,
) -> Comparison:
    """Cosines between the targets, `(sentences, sentences)`: static, by sense vector, and layer by layer.

    A target is read as the example of a query is. `layers` is a layer specification, or `all`; None leaves layers
    out. A static vector has no context, so its matrix is the cosine of one vector with itself. Raises UsageError for
    fewer than two sentences.
    """
    if len(targets) < 2:
        raise UsageError("give at least two sentences to compare")
    by_layer = encoder.layer_vectors(targets, layers) if layers else []
    return Comparison(
        word,
        tuple(target.marked() for target in targets),
        tuple(target.node for target in targets),
        None if static_vector is None else cosine_matrix(np.repeat(static_vector[None], len(targets), axis=0)),
        cosine_matrix(encoder.encode_words(targets)),
        tuple(LayerCosines(str(layer), cosine_matrix(vectors)) for layer, vectors in by_layer),
        model=encoder.encoder.name,
    )


def compare_sentences(
    word: str,
    sentences: Sequence[str],
    *,
    model: str | None = None,
    recipe: str | None = None,
    language: str = "en",
    layers: str | None = None,
) -> Comparison:
    """As `words.compare`, where there is no index: with an encoder by name or folder (the default encoder if None).

    The sense vectors are those of the recipe that suits the encoder, of the kind `recipe` where one is given: projected
    where senseindex brings the projection, else as they are. There are no static vectors.

    Raises EncoderError for a model that cannot be loaded, UsageError for a sentence without the word.
    """
    from senseindex.corpus.lemmas import Lemmatizer
    from senseindex.corpus.segmentation import Segmenter
    from senseindex.vectors.contextual.projection import shipped_projection
    from senseindex.vectors.contextual.text_encoder import TextEncoder
    from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder

    segmenter = Segmenter(language)
    wanted = {word, Lemmatizer(language).lemma(word)}
    targets = [find_target(sentence, wanted, segmenter.sentences) for sentence in sentences]
    chosen = recipe_for(model, recipe)
    encoder = TextEncoder(TransformersEncoder.load(chosen.model), chosen, shipped_projection(chosen))
    return compare_word(word, targets, encoder, None, layers)


def cosine_matrix(vectors: FloatArray) -> tuple[tuple[float, ...], ...]:
    """Cosines between the rows of `(n, d)`, as nested tuples."""
    norms = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    unit = vectors / norms
    return tuple(tuple(float(value) for value in row) for row in np.clip(unit @ unit.T, -1.0, 1.0))
