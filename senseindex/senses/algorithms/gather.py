"""Which occurrences of a word belong to a new sense, of which a few examples are known; and the division of a sense.

A new sense is rare nearly always, so being a little more like an example than others are is not enough: an occurrence
goes into it if it is nearer to the examples than to the centre of any other sense by a margin. The examples themselves
say which: each is held against the others, as if it were unknown, and their mean margin (drawn towards what is usual,
as two or three examples say little) is what is asked for, never less than 0. What is taken no longer counts for the
centres of the other senses; where that is a good part of the word, it says more than the examples of where the new
sense lies. All of it on smoothed vectors (`senseindex.vectors.likeness`).

On the train lines of CoarseWSD-20, with each sense in turn as the new one, at 1, 3 and 10 % of the word and 2 examples,
0.52, 0.68 and 0.79 of the lines that it moves are right, and they are 0.60, 0.59 and 0.46 of those that there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from threadpoolctl import threadpool_limits

from senseindex.arrays import BoolArray, FloatArray, IntArray, drawn
from senseindex.errors import UsageError
from senseindex.senses.algorithms.assign import centres_of, nearest_centre
from senseindex.senses.algorithms.induction import Induction
from senseindex.senses.algorithms.occurrences import LemmaOccurrences
from senseindex.store.cells.faiss.kmeans import spherical_kmeans
from senseindex.vectors.likeness import unit

USUAL_MARGIN: Final = 0.03
"""The mean margin of lines of a sense that is made of a few of its lines."""

USUAL_WEIGHT: Final = 5
"""How many examples that counts for."""

SPLIT_MARGIN: Final = -0.05
"""Of parts made by example: there the other side has an example too, and needs no such proof."""

WIDE: Final = -0.2
"""What is nearer than that counts for no other sense at first."""

COMMON: Final = 0.06
"""The share of a word from which the lines of a new sense say more of it than its examples do."""

GIVEN_WEIGHT: Final = 10
"""How many lines the examples then count for."""

ROUNDS: Final = 10

MOST_PARTS: Final = 20
SAMPLE: Final = 2000
"""A sense is divided into so many parts at most, which are learnt from so many of its occurrences."""


@dataclass(frozen=True)
class Gathered:
    """What goes where: `parts` `(n,)` is the number of the new sense, -1 where an occurrence stays.

    `margins` `(n,)` are by how much each is nearer to the new sense (that it is nearest to) than to any other one;
    `asked` is the margin that it took.
    """

    parts: IntArray
    margins: FloatArray
    asked: float


def gather(
    vectors: FloatArray, examples: FloatArray, labels: IntArray, fixed: BoolArray, margin: float | None = None
) -> Gathered:
    """What goes into one new sense that `examples` `(k, d)` are of.

    `vectors` `(n, d)` are smoothed ones, `labels` `(n,)` their senses 0 .. so far, others -1; `fixed` ones stay.
    With a `margin`, where the new sense lies is found in the same way, and then what has this margin goes into it.
    """
    given = unit(examples.mean(axis=0, keepdims=True))
    others = labels if (labels >= 0).any() else np.zeros(len(labels), dtype=np.int64)

    def settled(taken: BoolArray, *, grows: bool) -> tuple[BoolArray, FloatArray, float]:
        for _ in range(ROUNDS):
            seed = unit(GIVEN_WEIGHT * given + vectors[taken].sum(axis=0, keepdims=True)) if grows else given
            centres = _centres(vectors, np.where(taken, -1, others))
            margins = (vectors @ seed.T)[:, 0] - (vectors @ centres.T).max(axis=1)
            asked = _asked(examples, centres)
            now = (margins >= asked) & ~fixed
            if np.array_equal(now, taken):
                break
            taken = now
        return taken, margins, asked

    centres = _centres(vectors, others)
    wide = (vectors @ given.T)[:, 0] - (vectors @ centres.T).max(axis=1) >= WIDE
    taken, margins, asked = settled((wide & ~fixed) if wide.mean() <= 0.5 else np.zeros_like(wide), grows=False)
    if taken.mean() >= COMMON:
        taken, margins, asked = settled(taken, grows=True)
    if margin is not None:
        taken, asked = (margins >= margin) & ~fixed, margin
    return Gathered(taken.astype(np.int64) - 1, margins.astype(np.float32), asked)


def divide(occurrences: LemmaOccurrences, count: int | None, induction: Induction) -> tuple[IntArray, FloatArray]:
    """Parts `(n,)` of the occurrences `(n,)`, largest first, and how sure each is.

    Into `count` parts by spherical k-means; with None into those that the induction's algorithm finds, 2 by k-means
    where it finds one. Learns from a sample of many. Raises UsageError for a count that cannot be.
    """
    vectors = occurrences.vectors
    if count is not None and not 2 <= count <= min(MOST_PARTS, len(vectors)):
        raise UsageError(f"split into 2 to {min(MOST_PARTS, len(vectors))} parts, not {count}")
    sample = drawn(len(vectors), SAMPLE, induction.seed)
    learnt = vectors[sample]
    labels = np.zeros(len(learnt), dtype=np.int64)
    with threadpool_limits(1):  # these matrices are small
        if count is None:
            labels = induction.cluster(occurrences.at(sample, learnt))
        if labels.max() < 1:
            labels = spherical_kmeans(learnt, count or 2, induction.seed)
    used = np.unique(labels[labels >= 0])
    numbers = np.where(labels >= 0, np.searchsorted(used, labels), -1)
    labels, confidences = nearest_centre(vectors, centres_of(learnt, numbers, len(used)))
    used, labels = np.unique(labels, return_inverse=True)
    if len(used) < (count or 2):
        raise UsageError(f"these occurrences are too much alike for {count or 2} parts")
    rank = np.argsort(np.argsort(-np.bincount(labels), kind="stable"), kind="stable")
    return rank[labels].astype(np.int64), confidences


def divide_by_example(vectors: FloatArray, examples: IntArray | FloatArray, margin: float | None = None) -> Gathered:
    """What of a sense with smoothed vectors `(n, d)` goes into new parts; the first example stands for what stays.

    `examples` are places `(k,)`, which go where they are an example of, or vectors `(k, d)`. Raises UsageError for less
    than two, or one that nothing goes to.
    """
    if len(examples) < 2:
        raise UsageError("give two examples or more, one for each part")
    seeds = vectors[examples] if examples.ndim == 1 else examples
    likeness = vectors @ seeds.T
    nearest = likeness.argmax(axis=1)
    likeness = likeness.max(axis=1)
    taken = nearest > 0
    for _ in range(ROUNDS):
        rest = _centres(vectors, np.where(taken, -1, 0))
        margins = likeness - (vectors @ rest.T)[:, 0]
        now = (nearest > 0) & (margins >= SPLIT_MARGIN)
        if np.array_equal(now, taken):
            break
        taken = now
    asked = SPLIT_MARGIN if margin is None else margin
    taken = (nearest > 0) & (margins >= asked)
    if examples.ndim == 1:
        nearest[examples] = np.arange(len(examples))
        taken[examples[1:]] = True
    parts = np.where(taken, nearest, 0) - 1
    for place in range(1, len(seeds)):
        if not (parts == place - 1).any():
            raise UsageError(f"no line is clearly like example {place + 1}; a lower --margin takes more")
    return Gathered(parts.astype(np.int64), margins.astype(np.float32), asked)


def _centres(vectors: FloatArray, labels: IntArray) -> FloatArray:
    """The centres of the labels from 0 that there are; where there are none, that of all."""
    used = np.unique(labels[labels >= 0])
    if not len(used):
        return unit(vectors.mean(axis=0, keepdims=True))
    places = np.where(labels >= 0, np.searchsorted(used, labels), -1)
    return centres_of(vectors, places, len(used))


def _asked(examples: FloatArray, centres: FloatArray) -> float:
    """The mean margin of each example with the others in the place of the sense, drawn towards the usual one."""
    margins = [
        float(each @ unit(np.delete(examples, place, axis=0).mean(axis=0, keepdims=True))[0] - (each @ centres.T).max())
        for place, each in enumerate(examples)
        if len(examples) > 1
    ]
    return max(0.0, (sum(margins) + USUAL_WEIGHT * USUAL_MARGIN) / (len(margins) + USUAL_WEIGHT))
