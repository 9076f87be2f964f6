"""One run of an evaluation: sense vectors as an index stores them, static vectors to compare with, seed, progress."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from senseindex.arrays import FloatArray
from senseindex.errors import NotFoundError, StaticVectorError
from senseindex.evaluation.cases import Case
from senseindex.senses.algorithms.induction import Induction
from senseindex.senses.stored_induction import induction_for
from senseindex.store.cells.opening import open_store
from senseindex.vectors.contextual.recipe import SenseVectorRecipe
from senseindex.vectors.static import (
    StaticVectors,
    has_static_vectors,
    import_static_vectors,
    train_static_vectors,
)

if TYPE_CHECKING:
    from senseindex.vectors.contextual.text_encoder import TextEncoder, WordInText

WINDOW = 1024
STATIC_FOLDER = "static"


@dataclass(frozen=True)
class Run:
    """What every set is evaluated with: the default recipe, or that of another model, from text to stored vectors.

    With `full_precision` nothing is projected or quantised; only the mean of the projection is taken off, as every
    threshold of the induction is made for vectors without it. `static_file` and `index` name static vectors; both may
    be None. `wordnet` is the dictionary of a set that asks for one; `lines` and `kept` are for usages in whole texts:
    to read the lines alone, and where to keep indexes.
    """

    recipe: SenseVectorRecipe = field(default_factory=SenseVectorRecipe)
    full_precision: bool = False
    seed: int = 0
    device: str = "auto"
    index: Path | None = None
    static_file: Path | None = None
    wordnet: Path | None = None
    lines: bool = False
    kept: Path | None = None
    progress: Callable[[str, int, int], None] | None = None

    @property
    def induction(self) -> Induction:
        """How an index of this recipe finds senses."""
        return induction_for(self.recipe.model, self.seed)

    def vectors(self, cases: Sequence[Case]) -> FloatArray:
        """The vectors `(n, d)` that a query would read from an index of these documents.

        A model whose projection does not come with senseindex has it fitted on the documents, as a first ingest does.
        """
        encode = self.encoder(cases)
        blocks = []
        for start in range(0, len(cases), WINDOW):
            blocks.append(encode(cases[start : start + WINDOW]))
            self.report("encode", min(start + WINDOW, len(cases)), len(cases))
        return np.concatenate(blocks)

    def encoder(self, sample: Sequence[WordInText]) -> Callable[[Sequence[WordInText]], FloatArray]:
        """What gives words in texts their vectors `(n, d)` as stored; a projection is fitted on `sample` if need be."""
        encoder = self._text_encoder(sample)
        if self.full_precision:
            return encoder.encode_words
        codec = self.recipe.codec
        store = open_store(Path(), encoder.dimension, codec, encoder.projection.codec_range(codec))
        return lambda words: store.as_stored(encoder.encode_words(words))

    @contextmanager
    def static(self, cases: Sequence[Case]) -> Iterator[StaticVectors]:
        """The static vectors to compare with: given ones, else word2vec trained on the sentences of the cases."""
        if self.index is not None or self.static_file is not None:
            with self.given_static() as static:
                yield static
            return
        documents = {id(case.sentences): case.sentences for case in cases}
        sentences = [[lemma.lower() for lemma in each.lemmas] for own in documents.values() for each in own]
        with tempfile.TemporaryDirectory() as folder:
            yield train_static_vectors(sentences, Path(folder) / STATIC_FOLDER, seed=self.seed, progress=self.progress)

    @contextmanager
    def given_static(self) -> Iterator[StaticVectors]:
        """The static vectors of the file, else those of the index. Raises StaticVectorError where there are none."""
        if self.static_file is not None:
            with tempfile.TemporaryDirectory() as folder:
                yield import_static_vectors(self.static_file, Path(folder) / STATIC_FOLDER)
            return
        if self.index is None:
            raise StaticVectorError("no static vectors are given; name an index or a file of vectors")
        if not self.index.is_dir():
            raise NotFoundError(f"{self.index}: there is no index here; name one that has static vectors")
        if not has_static_vectors(self.index / STATIC_FOLDER):
            raise StaticVectorError(f"{self.index} has no static vectors; make them with `senseindex ingest --static`")
        yield StaticVectors.open(self.index / STATIC_FOLDER)

    def report(self, stage: str, done: int, total: int) -> None:
        """Say how far a stage is."""
        if self.progress:
            self.progress(stage, done, total)

    def _text_encoder(self, cases: Sequence[WordInText]) -> TextEncoder:
        from senseindex.vectors.contextual.text_encoder import TextEncoder, fit_projection
        from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder

        encoder = TransformersEncoder.load(self.recipe.model, device=self.device)
        projection = fit_projection(encoder, self.recipe, (case.sentences for case in cases))
        if self.full_precision:
            projection = replace(projection, matrix=None, ranges={})
        return TextEncoder(encoder, self.recipe, projection)
