"""What an encoder gives, sentence by sentence and word by word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from senseindex.vectors.contextual.recipe import SenseVectorRecipe
from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder


def words_of(encoder: TransformersEncoder, sentences: Sequence[Sequence[str]], **parts: str) -> list[np.ndarray]:
    """One (words, d) float32 array a sentence; `parts` are those of a recipe."""
    vectors = encoder.word_vectors(sentences, SenseVectorRecipe(**parts))
    matrix = vectors.matrix.cpu().numpy()
    return [matrix[start:end] for start, end in zip(vectors.starts, vectors.ends, strict=True)]


def piece_counts(encoder: TransformersEncoder, words: Sequence[str]) -> list[int]:
    """How many pieces each word has."""
    return np.bincount(encoder.tokenizer.pieces([words]).words, minlength=len(words)).tolist()
