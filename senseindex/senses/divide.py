"""Divide occurrences as a person asks: into parts, by likeness to examples, or around a new sense."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from senseindex.errors import UsageError
from senseindex.senses.assign import UNCLEAR_BELOW, centres_of, nearest_centre
from senseindex.store.vector_store import BoolArray, FloatArray, IntArray
from senseindex.vectors.likeness import NEIGHBOURS, distinctive, likeness

MOST_PARTS: Final = 20
SAMPLE: Final = 2000
ROUNDS: Final = 5

_Confidences = npt.NDArray[np.float32]


def divide(vectors: FloatArray, count: int | None, seed: int = 0) -> tuple[IntArray, _Confidences]:
    """Parts `(n,)` of unit vectors `(n, d)`, largest first, and how sure each is.

    Into `count` parts by spherical k-means; with None into those that an induction finds, 2 where it finds one. Learns
    from a sample of many. Raises UsageError for a count that cannot be.
    """
    if count is not None and not 2 <= count <= min(MOST_PARTS, len(vectors)):
        raise UsageError(f"split into 2 to {min(MOST_PARTS, len(vectors))} parts, not {count}")
    learnt = vectors
    if len(vectors) > SAMPLE:
        learnt = vectors[np.sort(np.random.default_rng(seed).choice(len(vectors), SAMPLE, replace=False))]
    labels = np.zeros(len(learnt), dtype=np.int64)
    if count is None:
        from senseindex.senses.induction import DEFAULT_ALGORITHM, induction_algorithm

        labels = induction_algorithm(DEFAULT_ALGORITHM)(learnt, seed)
    if not labels.any():
        from senseindex.senses.kmeans import spherical_kmeans

        labels = spherical_kmeans(learnt, count or 2, seed)
    used = np.unique(labels)
    labels, confidences = nearest_centre(vectors, centres_of(learnt, np.searchsorted(used, labels), len(used)))
    used, labels = np.unique(labels, return_inverse=True)
    if len(used) < (count or 2):
        raise UsageError(f"these occurrences are too much alike for {count or 2} parts")
    rank = np.argsort(np.argsort(-np.bincount(labels), kind="stable"), kind="stable")
    return rank[labels].astype(np.int64), confidences


def like_examples(vectors: FloatArray, inside: IntArray, seeds: FloatArray) -> tuple[IntArray, _Confidences]:
    """The example `(k, d)` that each occurrence at `inside` `(m,)` of a lemma's vectors `(n, d)` is most like.

    Raises UsageError for less than two examples, or one that nothing is most like.
    """
    if len(seeds) < 2:
        raise UsageError("give two examples or more, one for each part")
    mean = vectors.mean(axis=0)
    scores = np.stack([likeness(seed, vectors[inside], mean) for seed in seeds])
    labels = scores.argmax(axis=0).astype(np.int64)
    for place in range(len(seeds)):
        if not (labels == place).any():
            raise UsageError(f"no line is more like example {place + 1} than like the others")
    _, confidences = nearest_centre(vectors[inside], centres_of(vectors[inside], labels, len(seeds)))
    return labels, confidences


def examples_centre(vectors: FloatArray, seeds: FloatArray) -> FloatArray:
    """Where a sense lies that these examples `(k, d)` are of, `(d,)` of unit norm.

    An example is a poor witness and a definition a poor example: each is joined by the lemma's occurrences `(n, d)`
    nearest to it, as a query is (`senseindex.vectors.likeness`).
    """
    mean = vectors.mean(axis=0)
    others = distinctive(vectors, mean)
    sums = np.zeros(vectors.shape[1], dtype=np.float64)
    for seed, own in zip(seeds, distinctive(seeds, mean), strict=True):
        cosines = others @ own
        nearest = np.argsort(-cosines, kind="stable")[: min(NEIGHBOURS, max(len(vectors) // 10, 1))]
        weights = np.maximum(cosines[nearest], 0.0)
        total = seed + weights @ vectors[nearest]
        sums += total / np.linalg.norm(total)
    centre: FloatArray = (sums / max(float(np.linalg.norm(sums)), 1e-12)).astype(np.float32)
    return centre


def assign_around(
    vectors: FloatArray, centre: FloatArray, labels: IntArray, count: int, fixed: BoolArray
) -> tuple[BoolArray, _Confidences]:
    """Which of `(n, d)` occurrences belong to a new centre `(d,)` rather than to their senses, and how sure.

    `labels` `(n,)` are the senses 0 .. count-1 so far, others -1; `fixed` ones stay where they are. The senses that
    lose occurrences move away and the new one moves to what it gets, until nothing changes or for a few rounds.
    """
    taken = np.zeros(len(vectors), dtype=np.bool_)
    confidences = np.ones(len(vectors), dtype=np.float32)
    own = centre
    for _ in range(ROUNDS):
        left = np.where(taken, -1, labels)
        others = centres_of(vectors, left, count)
        others = others[np.unique(left[left >= 0])]
        nearest, confidences = nearest_centre(vectors, np.concatenate([own[None], others]))
        now = (nearest == 0) & (confidences >= UNCLEAR_BELOW) & ~fixed
        if not now.any() or np.array_equal(now, taken):
            break
        taken = now
        mean = vectors[taken].sum(axis=0) + centre
        own = mean / max(float(np.linalg.norm(mean)), 1e-12)
    return taken, confidences
