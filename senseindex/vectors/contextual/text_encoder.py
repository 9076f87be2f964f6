"""From segmented text to sense vectors: the one way that documents, examples and new texts take alike.

Sentences of a document are joined to passages, passages go through the encoder, the vectors of the words asked for are
composed by the recipe, projected and brought to unit norm. So the vector of an example is the one that its word would
have in an index of a document with these sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Final, Protocol

import numpy as np
import torch

from senseindex.arrays import FloatArray
from senseindex.corpus.documents import Sentence
from senseindex.errors import UsageError
from senseindex.vectors.contextual.composing import raw_blocks, raw_dimension, raw_vectors, unit_rows
from senseindex.vectors.contextual.encoder import Encoder
from senseindex.vectors.contextual.layers import resolve_layers
from senseindex.vectors.contextual.passages import Passage, passage_of, passages
from senseindex.vectors.contextual.projection import Projection, shipped_projection
from senseindex.vectors.contextual.recipe import SenseVectorRecipe
from senseindex.vectors.contextual.repeats import RepeatMemory

REPEATS: Final = 128 << 20
"""Bytes of vectors that an ingest keeps, for passages that come again."""

FIT_OCCURRENCES: Final = 50_000
"""A projection is fitted on at most so many occurrences."""

FIT_USAGES: Final = 4_000
"""The same of a recipe with marks, in which each is an input of its own."""

_PASSAGES = 2_048  # that are encoded at once: they make good use of the hardware, and bound the memory


class WordInText(Protocol):
    """Word `position` of sentence `number` of a document, both from 0."""

    @property
    def sentences(self) -> Sequence[Sentence]: ...
    @property
    def number(self) -> int: ...
    @property
    def position(self) -> int: ...


class TextEncoder:
    """Makes sense vectors by a recipe.

    `projection` must have been fitted on vectors of the same recipe; with None they stay as they are. With `memory`
    (bytes) passages that repeat are encoded once, and only one thread may use it at a time.
    """

    def __init__(
        self, encoder: Encoder, recipe: SenseVectorRecipe, projection: Projection | None, *, memory: int = 0
    ) -> None:
        dimension = raw_dimension(encoder, recipe)
        if projection is None:
            projection = Projection(np.zeros(dimension, dtype=np.float32), None, {})
        if projection.input_dimension != dimension:
            raise UsageError(
                f"the projection takes {projection.input_dimension} dimensions, but the recipe makes {dimension} "
                f"with {encoder.name}; fit the projection with this model and recipe"
            )
        self.encoder = encoder
        self.recipe = recipe
        self.projection = projection
        self._encode = RepeatMemory(self._projected, memory).encode if memory else self._projected

    @property
    def dimension(self) -> int:
        """Dimensions of a sense vector: those of the recipe, or fewer where the model gives fewer."""
        return self.projection.dimension

    def encode_documents(self, documents: Iterable[Sequence[Sentence]]) -> Iterator[FloatArray]:
        """The sense vectors of all content words of documents, each a sequence of sentences.

        Blocks of (n, dimension) float32 of unit norm, of some thousand passages each, in order.
        """
        read = chain.from_iterable(content_passages(sentences, self.recipe) for sentences in documents)
        while window := list(islice(read, _PASSAGES)):
            yield self._encode(window)

    def encode_words(self, words: Sequence[WordInText]) -> FloatArray:
        """The sense vectors (len(words), dimension) of single words, each read as its document would be.

        Raises UsageError for a word that is not there.
        """
        return self._encode(self._passages(words))

    def layer_vectors(self, words: Sequence[WordInText], layers: str) -> list[tuple[int, FloatArray]]:
        """The vectors (len(words), d) of the words by themselves in each of these layers, with its number.

        Of a recipe with marks they are those of the usages, pooled in each layer.
        """
        numbers = resolve_layers(layers, self.encoder.hidden_states)
        read = self._passages(words)
        recipe = replace(self.recipe, layers=layers, layer_operation="concat")
        if recipe.marks:
            own = self.encoder.usage_vectors(read, recipe).cpu().numpy()
        else:
            vectors = self.encoder.word_vectors([passage.words for passage in read], recipe)
            places = np.array([passage.places[0] for passage in read], dtype=np.int64)
            own = vectors.matrix.cpu().numpy()[vectors.starts + places]
        return list(zip(numbers, np.split(own, len(numbers), axis=1), strict=True))

    def _passages(self, words: Sequence[WordInText]) -> list[Passage]:
        read = []
        for word in words:
            if not (0 <= word.number < len(word.sentences) and 0 <= word.position < len(word.sentences[word.number])):
                raise UsageError(f"there is no word {word.position} in sentence {word.number}, counted from 0")
            forms = [sentence.forms for sentence in word.sentences]
            paragraphs = _paragraphs(word.sentences, self.recipe)
            read.append(passage_of(forms, word.number, word.position, self.recipe.passage, paragraphs))
        return read

    def _projected(self, read: Sequence[Passage]) -> FloatArray:
        matrix, shift = self.projection.matrix, self.projection.shift
        with torch.inference_mode():
            weights = None if matrix is None else torch.from_numpy(matrix).to(self.encoder.device)
            offset = torch.from_numpy(shift).to(self.encoder.device)
            blocks = [np.empty((0, self.dimension), dtype=np.float32)]
            for vectors in raw_blocks(self.encoder, self.recipe, read):
                projected = vectors - offset if weights is None else vectors @ weights - offset
                blocks.append(unit_rows(projected).cpu().numpy())
        return np.concatenate(blocks)


def fit_projection(encoder: Encoder, recipe: SenseVectorRecipe, documents: Iterable[Sequence[Sentence]]) -> Projection:
    """The projection for a recipe: the one that comes with senseindex where it fits, else fitted on the documents."""
    shipped = shipped_projection(recipe)
    if shipped is not None:
        return shipped
    most = FIT_USAGES if recipe.marks else FIT_OCCURRENCES
    sample = raw_sample(encoder, recipe, documents, most, np.random.default_rng(0))
    return Projection.fit(sample, recipe.dimension)


def raw_sample(
    encoder: Encoder,
    recipe: SenseVectorRecipe,
    documents: Iterable[Sequence[Sentence]],
    occurrences: int,
    generator: np.random.Generator,
) -> FloatArray:
    """Sense vectors before projection, (n, D), of `occurrences` content words or those of a passage more.

    Whole passages are drawn, in a random order; where there are fewer occurrences, all are taken.
    """
    read = [passage for sentences in documents for passage in content_passages(sentences, recipe)]
    order = generator.permutation(len(read))
    counts = np.cumsum(np.array([len(read[number].places) for number in order], dtype=np.int64))
    chosen = order[: int(np.searchsorted(counts, occurrences)) + 1]
    return raw_vectors(encoder, recipe, [read[number] for number in chosen])


def content_passages(sentences: Sequence[Sentence], recipe: SenseVectorRecipe) -> list[Passage]:
    """A document as it is read, with the places of its content words."""
    positions = [[place for place, content in enumerate(sentence.content) if content] for sentence in sentences]
    forms = [sentence.forms for sentence in sentences]
    return passages(forms, positions, recipe.passage, _paragraphs(sentences, recipe))


def _paragraphs(sentences: Sequence[Sentence], recipe: SenseVectorRecipe) -> list[int] | None:
    return [sentence.paragraph for sentence in sentences] if recipe.passage_within == "paragraph" else None
