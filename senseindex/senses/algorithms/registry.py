"""Find the senses of a lemma without labels: the plug for induction algorithms.

An algorithm is a function from the sense vectors of a lemma's occurrences to cluster numbers. Adding one is one
module and one line in `ALGORITHMS`.
"""

from __future__ import annotations

from typing import Protocol

from senseindex.arrays import FloatArray, IntArray
from senseindex.errors import UsageError
from senseindex.senses.algorithms.kmeans import spherical_kmeans_silhouette
from senseindex.senses.algorithms.two_level import two_level

DEFAULT_ALGORITHM = "two-level"


class InductionAlgorithm(Protocol):
    """Clusters `(n, d)` unit vectors: a number from 0 for each, the same for the same vectors and seed.

    All in one cluster is a valid answer: the lemma has one sense. -1 leaves an occurrence to the assignment.
    """

    def __call__(self, vectors: FloatArray, seed: int) -> IntArray: ...


ALGORITHMS: dict[str, InductionAlgorithm] = {DEFAULT_ALGORITHM: two_level, "kmeans": spherical_kmeans_silhouette}


def induction_algorithm(name: str) -> InductionAlgorithm:
    """The algorithm of that name. Raises UsageError for an unknown one."""
    try:
        return ALGORITHMS[name]
    except KeyError:
        raise UsageError(f"no induction algorithm {name!r}; there are {', '.join(sorted(ALGORITHMS))}") from None
