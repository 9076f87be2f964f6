"""How the senses of an index are found, as plain data: the algorithm, its parameters, its seed."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from senseindex.arrays import IntArray
from senseindex.errors import SenseIndexError, UsageError
from senseindex.senses.algorithms.occurrences import LemmaOccurrences
from senseindex.senses.algorithms.registry import (
    ALGORITHMS,
    DEFAULT_ALGORITHM,
    REQUIRED,
    induction_algorithm,
    parameters_of,
)
from senseindex.senses.algorithms.sense_tree import SenseTree


@dataclass(frozen=True)
class Induction:
    """What `induction_algorithm` finds by the name `algorithm`, with these parameters, by name; others have defaults.

    A value: equal ones cluster alike. Making one checks nothing but its form; `check` does.
    """

    algorithm: str = DEFAULT_ALGORITHM
    parameters: tuple[tuple[str, Any], ...] = ()
    seed: int = 0

    @classmethod
    def of(cls, algorithm: str, parameters: Mapping[str, Any] | None = None, seed: int = 0) -> Induction:
        """The same from parameters in any order. Raises UsageError for a seed that is no whole number."""
        if not isinstance(parameters, Mapping | None):
            raise UsageError(f"parameters of an induction algorithm are names with values, not {parameters!r}")
        try:
            return cls(algorithm, tuple(sorted((parameters or {}).items())), operator.index(seed))
        except TypeError:
            raise UsageError(f"the seed of an induction is a whole number, not {seed!r}") from None

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {"algorithm": self.algorithm, "parameters": dict(self.parameters), "seed": self.seed}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Induction:
        """The induction in `data`, as `to_dict` gives it. Raises UsageError for anything else."""
        match data:
            case {"algorithm": str(algorithm), "parameters": dict(parameters), "seed": int(seed), **rest} if not rest:
                return cls.of(algorithm, parameters, seed)
        raise UsageError(f"{data!r} is no induction: it has an algorithm, parameters and a seed")

    def __str__(self) -> str:
        parts = [*(f"{name}={value}" for name, value in self.parameters), *([f"seed={self.seed}"] if self.seed else [])]
        return f"{self.algorithm} ({', '.join(parts)})" if parts else self.algorithm

    def check(self) -> None:
        """Raise UsageError for an algorithm that cannot be found, and for parameters that it cannot take."""
        known = parameters_of(self.algorithm)
        given = dict(self.parameters)
        for name, default in (known or {}).items():
            if default is REQUIRED and name not in given:
                raise UsageError(f"the induction algorithm {self.algorithm} needs the parameter {name!r}")
        for name, value in self.parameters:
            if known is not None and name not in known:
                there = f"it has {', '.join(known)}" if known else "it has none"
                raise UsageError(f"the induction algorithm {self.algorithm} has no parameter {name!r}; {there}")
            if not isinstance(value, str | int | float | bool):
                raise UsageError(
                    f"the parameter {name} of {self.algorithm} is a number, a text or a boolean: {value!r}"
                )
            default = None if known is None else known[name]
            if (wanted := _kind(default)) and wanted != _kind(value):
                raise UsageError(
                    f"the parameter {name} of {self.algorithm} is a {wanted}, such as {default}: {value!r}"
                )

    def tree(self, occurrences: LemmaOccurrences) -> SenseTree:
        """The tree of senses of the occurrences `(n,)`; its labels are -1 where the algorithm leaves one out.

        Raises UsageError for an answer that is none, and SenseIndexError where an algorithm that does not come with
        senseindex fails.
        """
        algorithm = induction_algorithm(self.algorithm)
        of = f"{len(occurrences)} occurrences of {occurrences.lemma or 'a lemma'}"
        try:
            answer = algorithm(occurrences, self.seed, **dict(self.parameters))
            clusters = answer if isinstance(answer, SenseTree) else np.asarray(answer)
        except Exception as error:
            if self.algorithm in ALGORITHMS or isinstance(error, SenseIndexError):
                raise
            raise SenseIndexError(
                f"the induction algorithm {self.algorithm} failed on {of}: {type(error).__name__}: {error}"
            ) from error
        if isinstance(clusters, SenseTree):
            if problem := clusters.problem(len(occurrences)):
                raise UsageError(f"the induction algorithm {self.algorithm} gave no tree of {of}: {problem}")
            return clusters
        if clusters.shape != (len(occurrences),) or clusters.dtype.kind not in "iu":
            raise UsageError(
                f"the induction algorithm {self.algorithm} gave an array {clusters.shape} of {clusters.dtype} for "
                f"{of}, not a whole number for each"
            )
        used = np.unique(clusters[clusters >= 0])
        if not len(used):  # nothing was told apart
            return SenseTree.flat(np.zeros(len(clusters), dtype=np.int64))
        return SenseTree.flat(np.where(clusters >= 0, np.searchsorted(used, clusters), -1).astype(np.int64))

    def cluster(self, occurrences: LemmaOccurrences) -> IntArray:
        """The main senses `(n,)` of the occurrences: 0 .. k-1 without gaps, -1 where the algorithm leaves one out.

        Raises what `tree` raises.
        """
        tree = self.tree(occurrences)
        return np.append(tree.mains(), -1)[tree.labels].astype(np.int64)


def _kind(value: object) -> str:
    """`number`, `boolean` or `text`; empty for anything else."""
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else "text" if isinstance(value, str) else ""
