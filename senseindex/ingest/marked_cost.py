"""What it costs to encode a corpus by a recipe with marks, found on a sample before it is done."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from senseindex.answers.forms import human_seconds
from senseindex.corpus.documents import Sentence
from senseindex.vectors.contextual.model_names import DEFAULT_MODEL, FAST, GOOD

if TYPE_CHECKING:
    from senseindex.vectors.contextual.passages import Passage
    from senseindex.vectors.contextual.recipe import SenseVectorRecipe
    from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder

PRODUCTS: Final = {FAST: 6 * 12 * 384**2, GOOD: 6 * 12 * 768**2}
"""Multiplications in the products with its weights, for one piece: twelve matrices of its width squared a layer."""

FIRST_TIMED: Final = 16
"""Inputs that are encoded to see how long it takes; four times as many until it takes `LEAST_SECONDS`."""

MOST_TIMED: Final = 1_024
LEAST_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True)
class MarkedCost:
    """How many inputs there are, how long they take here, and how many times the work of the encoder `than` it is."""

    model: str
    inputs: int
    seconds: float
    times: float
    than: str

    def __str__(self) -> str:
        times = f"{self.times:,.0f}" if self.times >= 10 else f"{self.times:.1g}"
        return (
            f"{self.model} reads every usage by itself: about {self.inputs:,} inputs, {human_seconds(self.seconds)} on "
            f"this machine, {times} times the work of {self.than}"
        )


def marked_cost(
    encoder: TransformersEncoder, recipe: SenseVectorRecipe, documents: Sequence[Sequence[Sentence]], inputs: int
) -> MarkedCost | None:
    """The cost of `inputs` usages like those of the documents, None where these have none."""
    from senseindex.vectors.contextual.text_encoder import content_passages

    read = [passage for sentences in documents for passage in content_passages(sentences, recipe) if passage.places]
    if not read:
        return None
    drawn = [read[number] for number in np.random.default_rng(0).permutation(len(read))[:MOST_TIMED]]
    usages = [replace(passage, places=(place,)) for passage in drawn for place in passage.places]
    than = DEFAULT_MODEL if DEFAULT_MODEL in PRODUCTS else GOOD
    marked = len(encoder.usages(drawn, recipe).ids)
    plain = len(encoder.tokenizer.pieces([passage.words for passage in drawn]).ids)
    times = marked * encoder.products / max(plain * PRODUCTS[than], 1)
    return MarkedCost(encoder.name, inputs, inputs * _seconds_an_input(encoder, recipe, usages), times, than)


def _seconds_an_input(encoder: TransformersEncoder, recipe: SenseVectorRecipe, usages: Sequence[Passage]) -> float:
    count = min(FIRST_TIMED, len(usages))
    encoder.usage_vectors(usages[:count], recipe)  # the first ones are slower
    while True:
        begun = time.perf_counter()
        encoder.usage_vectors(usages[:count], recipe).cpu()
        seconds = time.perf_counter() - begun
        if seconds >= LEAST_SECONDS or count == min(MOST_TIMED, len(usages)):
            return seconds / count
        count = min(4 * count, MOST_TIMED, len(usages))
