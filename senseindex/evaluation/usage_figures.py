"""The figures of labelled usages of words: what an index answers and finds, held against the labels.

A word's figures are of those of its lines that the index finds (`coverage` says how many); those of a kind of text are
means over its words, each word with the same weight:

- `retrieval_map`, `retrieval_p10`: every line asks, as an example, for the other lines of its sense among the word's
  other lines; average precision, and the share among the first ten, averaged over queries. A line that is alone in its
  sense asks nothing.
- `few_shot_macro_f1`, `few_shot_macro_f1_10`: 5 or 10 lines a sense are labelled, at most half of those that there are,
  and the others are put into senses by them; macro-F1 of the others, averaged over five draws. Senses of one line are
  left out.
- `induction_ari`, `induction_bcubed`, `purity`: the senses that the lines have in the index, against the labels. A line
  that the index leaves unclear counts with its nearest sense; `unclear` is their share.
- `senses`, `senses_met`, `gold_senses`: how many senses the word has in the index, how many of them its lines have, and
  how many the labels are; `senses_within_one` is the share of words whose `senses` are at most one off.
- `calibration_error`: of the confidence in each line's sense, against whether the label is the most frequent one of the
  lines of this sense; over all lines, words with the same weight. `confidence` is the mean.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from senseindex.arrays import BoolArray, DoubleArray, FloatArray, IntArray
from senseindex.evaluation.baselines import gold_count_clusters
from senseindex.evaluation.clusterings import Figures, mean_figures
from senseindex.evaluation.scorers import (
    adjusted_rand,
    b_cubed,
    calibration_error,
    chance_ranking_figures,
    macro_f1,
    purity,
    ranking_figures,
)
from senseindex.evaluation.ways import Way, by_labels, most_frequent

FEW = {"few_shot_macro_f1": 5, "few_shot_macro_f1_10": 10}
REPEATS = 5
NOTHING = float("nan")


@dataclass(frozen=True)
class FoundSenses:
    """The senses that something gives a word's lines: numbers `(n,)`, and how many senses the word has in all.

    `confidences` `(n,)` are in 0..1, nan where nothing is said.
    """

    labels: IntArray
    count: int
    confidences: DoubleArray


@dataclass(frozen=True)
class WordLines:
    """The labelled lines of a word that were found, of `asked` ones.

    `gold` `(n,)` are their senses, numbered from 0; `scores` `(n, n)` how like line i, as an example, each of them is.
    `levels` are senses by the name of the level, the default granularity first; `unclear` `(n,)` says which lines have
    none. `way` puts lines into senses by labels of others, and knows line i as `places[i]`. `spaces` are the vectors
    `(n, d)` of baselines.
    """

    lemma: str
    asked: int
    gold: IntArray
    scores: FloatArray
    levels: Mapping[str, FoundSenses]
    unclear: BoolArray
    way: Way
    places: IntArray
    spaces: Mapping[str, FloatArray]


class _Surely(NamedTuple):
    """How sure each line's sense is, and whether its label is the one that this sense mostly has."""

    confidences: DoubleArray
    right: BoolArray


def kind_figures(words: Iterable[WordLines], seed: int) -> tuple[Figures, dict[str, Figures]]:
    """The figures of a kind of text, with those of each word under `words`; and those of the baselines, by name."""
    breakdown: dict[str, Figures] = {}
    levels: dict[str, dict[str, Figures]] = defaultdict(dict)
    sure: dict[str, list[_Surely]] = defaultdict(list)
    baselines: dict[str, dict[str, Figures]] = defaultdict(dict)
    for word in words:
        for name, found in word.levels.items():
            own = _surely(word.gold, found)
            sure[name].append(own)
            levels[name][word.lemma] = {**_induction_figures(word.gold, found), **_calibration([own])}
        default = next(iter(word.levels))
        breakdown[word.lemma] = _word_figures(word, levels[default][word.lemma], seed)
        for name, figures in _baselines(word, seed).items():
            baselines[name][word.lemma] = figures
    default, *others = levels
    summary = {**mean_figures(breakdown), **_calibration(sure[default])}
    summary["lines"] = int(sum(figures["lines"] for figures in breakdown.values()))
    if others:
        summary["levels"] = {}
        for name, scored in levels.items():
            near = {"senses_within_one": _within_one(scored, breakdown)}
            summary["levels"][name] = _said({**mean_figures(scored), **near, **_calibration(sure[name])})
        for lemma, figures in breakdown.items():
            figures["levels"] = {name: _said(scored[lemma]) for name, scored in levels.items()}
    summary["senses_within_one"] = _within_one(breakdown, breakdown)
    return {**summary, "words": breakdown}, {name: mean_figures(own) for name, own in baselines.items()}


def _word_figures(word: WordLines, induced: Figures, seed: int) -> Figures:
    precision, early = ranking_figures(word.scores, word.gold, by_label=False)
    return {
        "retrieval_map": precision,
        "retrieval_p10": early,
        **{name: few_shot(word.gold, word.way, word.places, few, seed) for name, few in FEW.items()},
        **{name: induced[name] for name in ("induction_ari", "induction_bcubed", "purity", "senses")},
        "gold_senses": float(len(np.unique(word.gold))),
        **{name: induced[name] for name in ("senses_met", "calibration_error", "confidence")},
        "coverage": len(word.gold) / word.asked,
        "unclear": float(word.unclear.mean()) if len(word.gold) else NOTHING,
        "lines": word.asked,
    }


def _induction_figures(gold: IntArray, found: FoundSenses) -> Figures:
    if not len(gold):
        nothing = dict.fromkeys(("induction_ari", "induction_bcubed", "purity", "senses_met"), NOTHING)
        return {**nothing, "senses": float(found.count)}
    return {
        "induction_ari": adjusted_rand(gold, found.labels),
        "induction_bcubed": b_cubed(gold, found.labels),
        "purity": purity(gold, found.labels),
        "senses": float(found.count),
        "senses_met": float(len(np.unique(found.labels))),
    }


def _said(figures: Figures) -> Figures:
    """Without what nothing is said of, such as the confidence of a level that has none."""
    return {name: value for name, value in figures.items() if not np.isnan(value)}


def _within_one(found: Mapping[str, Figures], gold: Mapping[str, Figures]) -> float:
    near = [abs(own["senses"] - gold[lemma]["gold_senses"]) <= 1 for lemma, own in found.items()]
    return float(np.mean(near))


def few_shot(gold: IntArray, way: Way, places: IntArray, few: int, seed: int) -> float:
    """Macro-F1 of lines whose senses are learnt from `few` lines a sense, at most half of them; nan with one sense."""
    sizes = np.minimum(few, np.bincount(gold, minlength=1) // 2)
    if np.count_nonzero(sizes) < 2:
        return NOTHING
    figures = []
    for draw in range(REPEATS):
        order = np.random.default_rng([seed, draw]).permutation(len(gold))
        # Which of its sense's lines each line is, in this order.
        number = np.array([np.count_nonzero(gold[order[:place]] == gold[line]) for place, line in enumerate(order)])
        known = order[number < sizes[gold[order]]]
        others = order[(number >= sizes[gold[order]]) & (sizes[gold[order]] > 0)]
        chosen, _ = way(places[known], gold[known], places[others])
        figures.append(macro_f1(gold[others], chosen))
    return float(np.mean(figures))


def _surely(gold: IntArray, found: FoundSenses) -> _Surely:
    right = np.zeros(len(gold), dtype=np.bool_)
    for label in np.unique(found.labels):
        own = found.labels == label
        right[own] = gold[own] == np.bincount(gold[own]).argmax()
    said = ~np.isnan(found.confidences)
    return _Surely(found.confidences[said], right[said])


def _calibration(words: Iterable[_Surely]) -> Figures:
    """Calibration over the lines of these words, each word with the same weight."""
    words = [own for own in words if len(own.right)]
    if not words:
        return {"calibration_error": NOTHING, "confidence": NOTHING}
    confidences = np.concatenate([own.confidences for own in words])
    right = np.concatenate([own.right for own in words])
    weights = np.concatenate([np.full(len(own.right), 1.0 / len(own.right)) for own in words])
    return {
        "calibration_error": calibration_error(confidences, right, weights),
        "confidence": float(np.average(confidences, weights=weights)),
    }


def _baselines(word: WordLines, seed: int) -> dict[str, Figures]:
    gold = word.gold
    if not len(gold):
        return {}
    places = np.arange(len(gold))
    precision, early = chance_ranking_figures(gold, by_label=False)
    found = {
        "one_cluster": _clusters(gold, np.zeros(len(gold), dtype=np.int64)),
        "chance": {"retrieval_map": precision, "retrieval_p10": early},
        "most_frequent": {name: few_shot(gold, most_frequent, places, few, seed) for name, few in FEW.items()},
    }
    for name, space in word.spaces.items():
        precision, early = ranking_figures(space @ space.T, gold, by_label=False)
        found[name] = {
            "retrieval_map": precision,
            "retrieval_p10": early,
            **{own: few_shot(gold, by_labels(space), places, few, seed) for own, few in FEW.items()},
            **_clusters(gold, gold_count_clusters(space, gold, seed)),
        }
    return found


def _clusters(gold: IntArray, labels: IntArray) -> Figures:
    count = len(np.unique(labels))
    return _induction_figures(gold, FoundSenses(labels, count, np.full(len(gold), NOTHING)))
