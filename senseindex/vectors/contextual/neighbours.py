"""Whether neighbouring sentences of a corpus belong together, so that they may be read as one passage.

In running text a sentence is more like the next one than like one further on in its document, or one of another
document; in a list of sentences it is not. Both are measured on a sample, for neighbours in one paragraph and for those
in two, by the cosines of sentence vectors whose mean is taken off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import torch

from senseindex.arrays import FloatArray
from senseindex.corpus.documents import Sentence
from senseindex.vectors.contextual.encoder import Encoder
from senseindex.vectors.contextual.recipe import SenseVectorRecipe

PAIRS: Final = 100
"""Pairs of neighbours of each kind that are looked at."""

FEWEST_PAIRS: Final = 20
"""With fewer nothing is said."""

APART: Final = 10
"""Sentences between two that are no neighbours, in a document that is long enough."""

LEAST_CONTENT: Final = 3
"""Content words of a sentence that says something."""

LEAST_GAIN: Final = 0.05
"""What the cosine of neighbours must be higher. In novels, news and speeches it is 0.13 to 0.27 higher with the default
encoder, in lists of sentences and in shuffled text 0.01 or less."""

STANDARD_ERRORS: Final = 3.0
"""How many standard errors above 0 that must be."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much more alike neighbours are than others: the mean difference of cosines over `pairs`, with its error."""

    pairs: int
    neighbours: float
    others: float
    error: float

    @property
    def known(self) -> bool:
        """Whether there were enough pairs."""
        return self.pairs >= FEWEST_PAIRS

    @property
    def together(self) -> bool:
        """Whether neighbours of this kind belong together."""
        gain = self.neighbours - self.others
        return self.known and gain >= LEAST_GAIN and gain >= STANDARD_ERRORS * self.error


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Neighbours in one paragraph, and in two that follow each other."""

    within: Likeness
    across: Likeness

    def suited(self, recipe: SenseVectorRecipe) -> SenseVectorRecipe:
        """The recipe with passages of what belongs together: the document, a paragraph, or one sentence."""
        if self.within.known and not self.within.together:
            return replace(recipe, passage=0)
        if self.across.together:
            return replace(recipe, passage_within="document")
        return replace(recipe, passage_within="paragraph")

    def __str__(self) -> str:
        kinds = (("in a paragraph", self.within), ("across paragraphs", self.across))
        known = [
            f"{name} {'belong together' if kind.together else 'do not'} ({kind.neighbours - kind.others:+.2f})"
            for name, kind in kinds
            if kind.known
        ]
        return f"neighbouring sentences {', '.join(known)}" if known else "too few neighbouring sentences to compare"


def measure_neighbours(
    encoder: Encoder, recipe: SenseVectorRecipe, documents: Sequence[Sequence[Sentence]], seed: int = 0
) -> Neighbours:
    """Measure on a sample of the documents, the same for the same seed; every sentence is encoded by itself."""
    generator = np.random.default_rng(seed)
    telling = [
        [(place, sentence) for place, sentence in enumerate(sentences) if sum(sentence.content) >= LEAST_CONTENT]
        for sentences in documents
    ]
    kinds: dict[bool, list[tuple[int, int]]] = {False: [], True: []}
    for number, sentences in enumerate(telling):
        for at in range(len(sentences) - 1):
            (place, first), (after, second) = sentences[at : at + 2]
            if after == place + 1:
                kinds[first.paragraph != second.paragraph].append((number, at))
    rows: dict[tuple[int, int], int] = {}
    triples: dict[bool, list[tuple[int, int, int]]] = {}
    for crossing, pairs in kinds.items():
        chosen = generator.permutation(len(pairs))[: PAIRS if len(pairs) >= FEWEST_PAIRS else 0]
        found = []
        for pick in sorted(chosen.tolist()):
            number, at = pairs[pick]
            far = _far(telling, number, at, generator)
            if far is not None:
                one, neighbour, other = (
                    rows.setdefault(place, len(rows)) for place in ((number, at), (number, at + 1), far)
                )
                found.append((one, neighbour, other))
        triples[crossing] = found
    vectors = _sentence_vectors(encoder, recipe, [telling[number][at][1] for number, at in rows])
    return Neighbours(_likeness(vectors, triples[False]), _likeness(vectors, triples[True]))


def _far(
    telling: Sequence[Sequence[tuple[int, Sentence]]], number: int, at: int, generator: np.random.Generator
) -> tuple[int, int] | None:
    """A sentence that is no neighbour: of the same document where it is long enough, else of another one."""
    own = telling[number]
    apart = [n for n in range(len(own)) if abs(n - at) > APART] if len(own) > 2 * APART else []
    if apart:
        return number, int(generator.choice(apart))
    others = [n for n, sentences in enumerate(telling) if n != number and sentences]
    if not others:
        return None
    other = int(generator.choice(others))
    return other, int(generator.integers(len(telling[other])))


def _sentence_vectors(encoder: Encoder, recipe: SenseVectorRecipe, sentences: Sequence[Sentence]) -> FloatArray:
    """The means of the words' vectors (n, d), less their mean, of unit norm."""
    if not sentences:
        return np.empty((0, 1), dtype=np.float32)
    with torch.inference_mode():
        words = encoder.word_vectors([sentence.forms for sentence in sentences], recipe)
        spans = zip(words.starts.tolist(), words.ends.tolist(), strict=True)
        means = torch.stack([words.matrix[start:end].mean(dim=0) for start, end in spans])
        vectors: FloatArray = torch.nn.functional.normalize(means - means.mean(dim=0), dim=1).cpu().numpy()
    return vectors


def _likeness(vectors: FloatArray, triples: Sequence[tuple[int, int, int]]) -> Likeness:
    if len(triples) < FEWEST_PAIRS:
        return Likeness(len(triples), 0.0, 0.0, 0.0)
    one, neighbour, far = np.array(triples).T
    near = (vectors[one] * vectors[neighbour]).sum(axis=1, dtype=np.float64)
    apart = (vectors[one] * vectors[far]).sum(axis=1, dtype=np.float64)
    error = float((near - apart).std(ddof=1) / np.sqrt(len(triples)))
    return Likeness(len(triples), float(near.mean()), float(apart.mean()), error)
