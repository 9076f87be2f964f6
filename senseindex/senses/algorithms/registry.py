"""Where induction algorithms are found: by name, by entry point, or by import path.

An algorithm is a function from the occurrences of a lemma to cluster numbers, or to a tree of them. Those of senseindex
stand in `ALGORITHMS`: adding one is one module and one line here. A package offers its own by an entry point of the
group `senseindex.induction`, or it is named as `package.module:function`; both work in every process. What is
registered with `register_induction_algorithm` is known to this process and to those that it starts. Its code is
imported when needed.
"""

from __future__ import annotations

import inspect
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Protocol

from senseindex.arrays import IntArray
from senseindex.errors import UsageError
from senseindex.senses.algorithms.occurrences import LemmaOccurrences
from senseindex.senses.algorithms.sense_tree import SenseTree

DEFAULT_ALGORITHM = "two-level"
ENTRY_POINTS = "senseindex.induction"
REQUIRED = inspect.Parameter.empty


class InductionAlgorithm(Protocol):
    """Clusters the occurrences `(n,)` of a lemma: a number from 0 for each, or a tree of main senses and subsenses.

    The same for the same ones and seed. All in one cluster is a valid answer: the lemma has one sense. -1 leaves an
    occurrence to the assignment. Arguments after `occurrences` and `seed` are its parameters: numbers, texts or
    booleans, each with a default.
    """

    def __call__(
        self, occurrences: LemmaOccurrences, seed: int, *args: Any, **parameters: Any
    ) -> IntArray | SenseTree: ...


ALGORITHMS = {
    DEFAULT_ALGORITHM: "senseindex.senses.algorithms.two_level:two_level",
    "kmeans": "senseindex.senses.algorithms.kmeans:spherical_kmeans_silhouette",
}

_registered: dict[str, InductionAlgorithm] = {}


def register_induction_algorithm(name: str, algorithm: InductionAlgorithm) -> None:
    """Let `algorithm` be found by `name`, here and in processes that induce for this one.

    An index that was induced with it remembers the name, so register it again before an update. Raises UsageError for
    a name that senseindex has taken, one with a colon, and what is no algorithm.
    """
    if name in ALGORITHMS or ":" in name:
        raise UsageError(
            f"an induction algorithm cannot be registered as {name!r}: choose another name, without a colon"
        )
    _registered[name] = _checked(name, algorithm)


def registered_algorithm(name: str) -> InductionAlgorithm | None:
    """The algorithm that was registered in this process under this name, None where there is none."""
    return _registered.get(name)


def induction_algorithm(name: str) -> InductionAlgorithm:
    """The algorithm of that name. Raises UsageError for an unknown one, and where its code cannot be imported."""
    return _registered[name] if name in _registered else _imported(name)


def parameters_of(name: str) -> dict[str, Any] | None:
    """The parameters of an algorithm with their defaults, `REQUIRED` where there is none; None where it takes any."""
    _, _, *others = inspect.signature(induction_algorithm(name)).parameters.values()
    if any(each.kind is each.VAR_KEYWORD for each in others):
        return None
    return {each.name: each.default for each in others if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)}


@lru_cache
def _imported(name: str) -> InductionAlgorithm:
    path = ALGORITHMS.get(name, name)
    if ":" not in path:
        offered = entry_points(group=ENTRY_POINTS)
        if name not in offered.names:
            known = ", ".join(sorted({*ALGORITHMS, *_registered, *offered.names}))
            way = "any other by its path: package.module:function"
            raise UsageError(f"no induction algorithm {name!r}; there are {known}, and {way}")
        path = offered[name].value
    try:
        found = EntryPoint(name, path, ENTRY_POINTS).load()
    except Exception as error:  # importing runs code that may fail in any way
        where = repr(name) if path == name else f"{name!r} ({path})"
        raise UsageError(f"the induction algorithm {where} cannot be imported: {error}") from error
    return _checked(name, found)


def _checked(name: str, found: Any) -> InductionAlgorithm:
    """Nothing that an index names is called unless it says by its arguments that it is an algorithm."""
    try:
        first = list(inspect.signature(found).parameters)[:2]
    except (TypeError, ValueError):
        first = []
    if first != ["occurrences", "seed"]:
        raise UsageError(f"{name!r} is no induction algorithm: it must be a function of (occurrences, seed, ...)")
    algorithm: InductionAlgorithm = found
    return algorithm
