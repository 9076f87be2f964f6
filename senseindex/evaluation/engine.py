"""Sense vectors of cases as an index would store them, and the senses it would induce from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from senseindex.arrays import BoolArray, FloatArray, IntArray
from senseindex.evaluation.cases import Case
from senseindex.senses.algorithms.assign import centres_of, nearest_centre
from senseindex.senses.algorithms.clustering import cluster_occurrences
from senseindex.senses.algorithms.induction import Induction
from senseindex.senses.algorithms.occurrences import LemmaOccurrences
from senseindex.store.cells.opening import open_store
from senseindex.vectors.contextual.recipe import SenseVectorRecipe

if TYPE_CHECKING:
    from senseindex.vectors.contextual.projection import Projection
    from senseindex.vectors.contextual.text_encoder import TextEncoder

Progress = Callable[[str, int, int], None]

WINDOW = 1024


class Engine:
    """The default recipe, or that of another model, from text to stored vectors.

    With `full_precision` nothing is projected or quantised; only the mean of the projection is taken off, as every
    threshold of the induction is made for vectors without it.
    """

    def __init__(
        self,
        model: str | None = None,
        *,
        recipe: SenseVectorRecipe | None = None,
        full_precision: bool = False,
        seed: int = 0,
        device: str = "auto",
        progress: Progress | None = None,
    ) -> None:
        self.recipe = (recipe or SenseVectorRecipe()).with_model(model)
        self.full_precision = full_precision
        self.seed = seed
        self.device = device
        self.progress = progress

    def vectors(self, cases: Sequence[Case]) -> FloatArray:
        """The vectors `(n, d)` that a query would read from an index of these documents.

        A model whose projection does not come with senseindex has it fitted on the documents, as a first ingest does.
        """
        encoder = self._text_encoder(cases)
        blocks = []
        for start in range(0, len(cases), WINDOW):
            blocks.append(encoder.encode_words(cases[start : start + WINDOW]))
            if self.progress:
                self.progress("encode", min(start + WINDOW, len(cases)), len(cases))
        vectors = np.concatenate(blocks)
        return vectors if self.full_precision else self._as_stored(vectors, encoder.projection)

    def _text_encoder(self, cases: Sequence[Case]) -> TextEncoder:
        from senseindex.vectors.contextual.text_encoder import TextEncoder, fit_projection
        from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder

        encoder = TransformersEncoder.load(self.recipe.model, device=self.device)
        projection = fit_projection(encoder, self.recipe, (case.sentences for case in cases))
        if self.full_precision:
            projection = replace(projection, matrix=None, ranges={})
        return TextEncoder(encoder, self.recipe, projection)

    def _as_stored(self, vectors: FloatArray, projection: Projection) -> FloatArray:
        codec = self.recipe.codec
        store = open_store(Path(), projection.dimension, codec, projection.codec_range(codec))
        return store.as_stored(vectors)


@dataclass(frozen=True)
class InducedSenses:
    """Senses found without labels: `labels` `(n,)` from 0, the nearest sense for an unclear instance too.

    `clear` `(n,)` says which instances the index would put into a sense, `confidences` `(n,)` in 0..1 how surely.
    """

    labels: IntArray
    clear: BoolArray
    confidences: FloatArray

    @property
    def count(self) -> int:
        """The number of senses."""
        return int(self.labels.max()) + 1


def induce(vectors: FloatArray, seed: int = 0, number: int = 0) -> InducedSenses:
    """The senses that an index finds in the unit vectors `(n, d)` of one lemma, each from a document of its own."""
    starts = np.arange(len(vectors), dtype=np.int64)
    found = cluster_occurrences(LemmaOccurrences(vectors), starts, Induction(seed=seed), number)
    nearest, _ = nearest_centre(vectors, found.discriminants)
    clear = found.labels >= 0
    return InducedSenses(np.where(clear, found.labels, nearest), clear, found.confidences)


def centroids(vectors: FloatArray, labels: IntArray) -> tuple[FloatArray, IntArray]:
    """The unit centres `(k, d)` of labelled vectors, and the label of each."""
    known, numbers = np.unique(labels, return_inverse=True)
    return centres_of(vectors, numbers.astype(np.int64), len(known)), known
