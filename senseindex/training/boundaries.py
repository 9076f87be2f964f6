"""Fit what `average-linkage` knows of boundaries, on words in context with known senses.

    python -m senseindex.training.boundaries noad=noad_semcor_masc/ usages=usages/ coarsewsd=coarsewsd20/ \\
        --weights 1,20,6.7 --leave-out lemmas.txt

Each word's usages are joined to a tree. The truth of a boundary is how much less likely two usages from its two sides
have the same sense than two from one side, from 0 (no boundary) to 1. A logistic regression is fitted to it, with the
weight of each source. What is printed goes into `senseindex.senses.algorithms.average_linkage`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, log_expit

from senseindex.arrays import DoubleArray
from senseindex.errors import SenseIndexError, UsageError
from senseindex.senses.algorithms.average_linkage import (
    FARTHEST,
    BoundaryModel,
    boundary_features,
    grow_branches,
    smallest_branch,
)
from senseindex.training.labelled import READERS, WordUsages, labelled_words
from senseindex.vectors.contextual.model_names import DEFAULT_MODEL, NAMED_MODELS
from senseindex.vectors.contextual.projection import shipped_projection
from senseindex.vectors.contextual.recipe import recipe_for

FEWEST_USAGES: Final = 20
RIDGE: Final = 1.0


def boundaries_of(word: WordUsages) -> tuple[DoubleArray, DoubleArray]:
    """Features `(m, f)` and truth `(m,)` of the boundaries in the tree of a word."""
    branches = grow_branches(word.vectors, smallest_branch(len(word.vectors)))
    senses = np.unique(word.senses, return_inverse=True)[1]
    members = np.eye(senses.max() + 1)[senses]
    truth = []
    for left, right in zip(branches.left, branches.right, strict=True):
        first, second = (members[side[branches.labels]].mean(axis=0) for side in (left, right))
        within = (first @ first + second @ second) / 2
        truth.append(float(np.clip(1.0 - first @ second / within, 0.0, 1.0)))
    return boundary_features(word.vectors, branches), np.array(truth, dtype=np.float64)


def fit_boundaries(features: DoubleArray, truth: DoubleArray, weights: DoubleArray) -> BoundaryModel:
    """A logistic regression of `truth` `(m,)` in 0..1 on `features` `(m, f)`, with a weight `(m,)` of each boundary."""
    means, deviations = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-9)
    standard = np.clip((features - means) / deviations, -FARTHEST, FARTHEST)

    def loss(parameters: DoubleArray) -> tuple[float, DoubleArray]:
        odds = standard @ parameters[:-1] + parameters[-1]
        likelihood = truth * log_expit(odds) + (1.0 - truth) * log_expit(-odds)
        slope = weights * (expit(odds) - truth)
        ridge = RIDGE * parameters[:-1]
        value = float(-(weights @ likelihood) + ridge @ parameters[:-1] / 2)
        return value, np.append(standard.T @ slope + ridge, slope.sum())

    found = minimize(loss, np.zeros(features.shape[1] + 1), jac=True, method="L-BFGS-B").x
    rounded = [tuple(np.round(values, 4).tolist()) for values in (means, deviations, found[:-1])]
    return BoundaryModel(rounded[0], rounded[1], rounded[2], round(float(found[-1]), 4))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; gives the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m senseindex.training.boundaries", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("sources", nargs="+", metavar="KIND=FOLDER", help=f"KIND is one of {', '.join(READERS)}")
    parser.add_argument("--weights", help="of a boundary of each source, with commas between; default 1")
    parser.add_argument("--leave-out", type=Path, metavar="FILE", help="lemmas that are not learnt from, one a line")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--model", choices=tuple(NAMED_MODELS), default=DEFAULT_MODEL)
    options = parser.parse_args(arguments)
    try:
        left_out = frozenset(options.leave_out.read_text(encoding="utf-8").split() if options.leave_out else ())
        weights = [float(weight) for weight in (options.weights or ",".join("1" * len(options.sources))).split(",")]
        if len(weights) != len(options.sources):
            raise UsageError(
                f"--weights has {len(weights)} numbers for {len(options.sources)} sources; give one for each"
            )
        rows: list[tuple[DoubleArray, DoubleArray, DoubleArray]] = []
        for source, weight in zip(options.sources, weights, strict=True):
            for word in _words(source, options.model, left_out, options.seed):
                features, truth = boundaries_of(word)
                rows.append((features, truth, np.full(len(truth), weight)))
        if not any(len(truth) for _, truth, _ in rows):
            raise UsageError(f"no word has {FEWEST_USAGES} labelled usages; give more text")
        columns = [np.concatenate(column) for column in zip(*rows, strict=True)]
        print(fit_boundaries(columns[0], columns[1], columns[2]))
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except SenseIndexError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def _words(source: str, model: str, left_out: frozenset[str], seed: int) -> Iterator[WordUsages]:
    """The words of a source that have enough usages, with vectors as the model's recipe makes them."""
    recipe = recipe_for(model)
    projection = shipped_projection(recipe)
    for word in labelled_words(source, recipe, left_out, seed)[1]:
        if len(word.senses) >= FEWEST_USAGES:
            yield word if projection is None else replace(word, vectors=projection.apply(word.vectors))


if __name__ == "__main__":
    sys.exit(main())
