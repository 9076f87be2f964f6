"""Raw sense vectors computed word by word from the word vectors of plain transformers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from senseindex.vectors.contextual.passages import Passage
from senseindex.vectors.contextual.recipe import SenseVectorRecipe
from tests.vectors.contextual.plain_transformers import PlainTransformers
from tests.vectors.tiny_models import SENTENCES

POSITIONS = [(1, 4), (3, 0, 6), (0,), (11, 5), ()]
PASSAGES = [Passage(tuple(words), places) for words, places in zip(SENTENCES, POSITIONS, strict=True)]


def by_hand(plain: PlainTransformers, passages: Sequence[Passage], recipe: SenseVectorRecipe) -> np.ndarray:
    """The raw sense vectors of all places of the passages."""
    numbers = {"-1": [-1], "-2:": [-2, -1], "1": [1]}[recipe.layers]
    rows = []
    for passage in passages:
        words = plain.words(passage.words, numbers, recipe.layer_operation, recipe.piece_pooling)
        for position in passage.places:
            around = [
                words[place]
                for place in range(len(words))
                if place != position and abs(place - position) <= recipe.window
            ]
            vectors = [words[position], np.mean(around, axis=0) if around else 0 * words[0], words.mean(axis=0)]
            weighted = zip(recipe.weights, vectors, strict=True)
            rows.append(unit(np.concatenate([weight * unit(vector) for weight, vector in weighted if weight])))
    return np.stack(rows)


def unit(vector: np.ndarray) -> np.ndarray:
    length = np.linalg.norm(vector)
    return vector / length if length else vector
