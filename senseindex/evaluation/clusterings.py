"""What the sets with gold senses share: induce each lemma, and warn where clusters follow form or place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from senseindex.answers.evaluation import Outcome
from senseindex.arrays import BoolArray, FloatArray, IntArray, numbered
from senseindex.evaluation.baselines import gold_count_clusters, static_context_vectors, tfidf_vectors
from senseindex.evaluation.cases import Case, Senses
from senseindex.evaluation.run import Run
from senseindex.evaluation.scorers import Labels, adjusted_mutual_information
from senseindex.senses.algorithms.assign import best_of, memberships, nearest_centre
from senseindex.senses.algorithms.clustering import cluster_occurrences
from senseindex.senses.algorithms.induction import Induction
from senseindex.senses.algorithms.occurrences import LemmaOccurrences
from senseindex.vectors.likeness import unit

POSITION_BUCKETS = 4


Figures = dict[str, Any]


@dataclass(frozen=True)
class LemmaCases:
    """The instances of one lemma: where they stand among the cases of the set, and their gold classes from 0."""

    lemma: str
    places: IntArray
    gold: IntArray


def keyed_cases(
    key: Mapping[str, Mapping[str, Senses]], case: Callable[[str, str], Case], gold: Callable[[Senses], str]
) -> tuple[list[LemmaCases], list[Case]]:
    """The lemmas of a key, by name, and the cases of their instances; `gold` names the class of senses."""
    lemmas: list[LemmaCases] = []
    cases: list[Case] = []
    for lemma, instances in sorted(key.items()):
        places = np.arange(len(cases), len(cases) + len(instances))
        cases += [case(lemma, instance) for instance in instances]
        lemmas.append(LemmaCases(lemma, places, numbered([gold(senses) for senses in instances.values()])))
    return lemmas, cases


def evaluate_clusters(
    lemmas: Sequence[LemmaCases],
    cases: Sequence[Case],
    run: Run,
    score: Callable[[LemmaCases, IntArray], Figures],
    summary: Callable[[Sequence[IntArray]], Figures],
    known: Figures | None = None,
    graded: Callable[[Sequence[list[list[tuple[int, float]]]]], Figures] | None = None,
) -> Outcome:
    """Cluster the cases of every lemma as an index does and as the baselines do, and score the clusters.

    `score` gives the figures of the clusters `(n,)` of one lemma, `summary` those of all lemmas; `known` are figures of
    the set itself; `graded` gives figures of the best three senses of each instance with their confidences. `unclear`
    is the share of instances that the index would put into no sense (they are scored with the nearest one), `follows`
    see `warnings`.
    """
    vectors = run.vectors(cases)
    with run.static(cases) as static:
        averaged = static_context_vectors(cases, static)
    tfidf = [tfidf_vectors([cases[place] for place in lemma.places], run.seed) for lemma in lemmas]
    found, clear, best = [], [], []
    for number, lemma in enumerate(lemmas):
        run.report("induce", number, len(lemmas))
        own = induce(unit(vectors[lemma.places]), run.seed, number)
        found.append(own[0])
        clear.append(own[1])
        best.append(best_of(own[2]))
    unclear = 1.0 - float(np.concatenate(clear).mean())
    more = {} if graded is None else graded(best)
    figures = {**summary(found), **more, **(known or {}), "unclear": unclear, "follows": warnings(lemmas, cases, found)}
    baselines = baseline_clusters(lemmas, tfidf, averaged, run.seed)
    breakdown = {lemma.lemma: score(lemma, own) for lemma, own in zip(lemmas, found, strict=True)}
    return Outcome(figures, {name: summary(clusters) for name, clusters in baselines.items()}, breakdown)


def induce(vectors: FloatArray, seed: int, number: int) -> tuple[IntArray, BoolArray, FloatArray]:
    """The senses that an index finds in the unit vectors `(n, d)` of one lemma, each from a document of its own.

    Numbers `(n,)` from 0, the nearest sense for an unclear instance too; which the index would put into a sense; and
    how surely each has each sense `(n, k)`.
    """
    starts = np.arange(len(vectors), dtype=np.int64)
    found = cluster_occurrences(LemmaOccurrences(vectors), starts, Induction(seed=seed), number)
    clear = found.labels >= 0
    labels = np.where(clear, found.labels, nearest_centre(vectors, found.discriminants)[0])
    return labels, clear, memberships(vectors, found.discriminants)


def baseline_clusters(
    lemmas: Sequence[LemmaCases], tfidf: Sequence[FloatArray], static: FloatArray, seed: int
) -> dict[str, list[IntArray]]:
    """Clusters of every lemma by the trivial baselines; TF-IDF and static vectors are told the number of senses."""
    return {
        "one_cluster": [np.zeros(len(lemma.places), dtype=np.int64) for lemma in lemmas],
        "one_each": [np.arange(len(lemma.places), dtype=np.int64) for lemma in lemmas],
        "tfidf": [gold_count_clusters(own, lemma.gold, seed) for lemma, own in zip(lemmas, tfidf, strict=True)],
        "static": [gold_count_clusters(static[lemma.places], lemma.gold, seed) for lemma in lemmas],
    }


def warnings(lemmas: Sequence[LemmaCases], cases: Sequence[Case], labels: Sequence[Labels]) -> dict[str, float]:
    """How far clusters follow the target's form, and its place in the sentence (in four buckets), beside gold.

    Adjusted mutual information, 0 for none, averaged over instances.
    """
    sizes = np.array([len(lemma.places) for lemma in lemmas], dtype=np.float64)
    figures: dict[str, list[float]] = {"form": [], "form_gold": [], "position": [], "position_gold": []}
    for lemma, found in zip(lemmas, labels, strict=True):
        own = [cases[place] for place in lemma.places]
        forms = [case.form.lower() for case in own]
        buckets = [min(int(case.relative_position * POSITION_BUCKETS), POSITION_BUCKETS - 1) for case in own]
        for name, values in (("form", forms), ("position", buckets)):
            figures[name].append(_shared(found, values))
            figures[f"{name}_gold"].append(_shared(lemma.gold, values))
    return {name: float(np.average(values, weights=sizes)) for name, values in figures.items()}


def _shared(first: Labels, second: Labels) -> float:
    """Adjusted mutual information; 0 where one side is the same for everything, which tells nothing."""
    if len(set(first)) < 2 or len(set(second)) < 2:
        return 0.0
    return float(adjusted_mutual_information(first, second))


def mean_figures(
    breakdown: Mapping[str, Mapping[str, float]], weights: Sequence[float] | None = None
) -> dict[str, float]:
    """The mean of each figure over words or lemmas, those that are not numbers left out."""
    names = list(next(iter(breakdown.values())))
    sizes = np.ones(len(breakdown)) if weights is None else np.asarray(weights, dtype=np.float64)
    means = {}
    for name in names:
        values = np.array([figures[name] for figures in breakdown.values()], dtype=np.float64)
        known = ~np.isnan(values)
        means[name] = float(np.average(values[known], weights=sizes[known])) if known.any() else float("nan")
    return means
