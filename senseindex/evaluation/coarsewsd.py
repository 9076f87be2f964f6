"""CoarseWSD-20 (Loureiro et al. 2021), and any folder of its layout: a folder a word, with train and test lines.

WORD/train.data.txt   position <tab> tokens with blanks between them
WORD/train.gold.txt   a sense a line
WORD/test.*           the same
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from senseindex.answers.evaluation import Outcome
from senseindex.arrays import BoolArray, FloatArray, IntArray, numbered
from senseindex.errors import CorpusError
from senseindex.evaluation.baselines import gold_count_clusters, static_context_vectors, tfidf_vectors
from senseindex.evaluation.cases import Case, CaseMaker, existing, located, read_parts
from senseindex.evaluation.clusterings import Figures, LemmaCases, induce, mean_figures, warnings
from senseindex.evaluation.run import Run
from senseindex.evaluation.scorers import (
    accuracy_at_coverage,
    adjusted_rand,
    b_cubed,
    calibration_error,
    macro_f1,
    ranking_figures,
    v_measure,
)
from senseindex.evaluation.ways import Way, by_few_labels, by_labels
from senseindex.senses.algorithms.assign import UNCLEAR_BELOW, centres_of, nearest_centre
from senseindex.senses.algorithms.discriminants import Discriminator
from senseindex.senses.algorithms.induction import Induction
from senseindex.senses.algorithms.occurrences import LemmaOccurrences
from senseindex.vectors.likeness import WordLikeness, unit

LAYOUT = "a folder of words, each with train.data.txt, train.gold.txt, test.data.txt and test.gold.txt"

FEW = 10
FEW_SHOT_SEEDS = 5
MOST_QUERIES = 1000
COVERAGES = (1.0, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5)

_Confidence = tuple[FloatArray, BoolArray]


@dataclass(frozen=True)
class LabelledWord:
    """The lines of one word: cases of train and then of test, and their senses numbered from 0."""

    name: str
    cases: tuple[Case, ...]
    senses: IntArray
    train: int

    @property
    def gold(self) -> IntArray:
        """The senses of the test lines."""
        return self.senses[self.train :]

    def learnt(self, way: Way) -> tuple[IntArray, FloatArray]:
        """The senses of the test lines and how sure each is, learnt from the train lines."""
        places = np.arange(len(self.cases))
        return way(places[: self.train], self.senses[: self.train], places[self.train :])


def read_words(folder: Path) -> list[LabelledWord]:
    """The words of a folder, by name. Raises CorpusError."""
    existing(folder, LAYOUT, folder=True)
    own = (
        [folder] if (folder / "test.data.txt").is_file() else sorted(each for each in folder.iterdir() if each.is_dir())
    )
    maker = CaseMaker()
    words = []
    for place in own:
        cases: list[Case] = []
        labels: list[str] = []
        train = 0
        for part in ("train", "test"):
            train = len(cases)
            for case, sense in _read_part(place, part, maker):
                cases.append(case)
                labels.append(sense)
        missing = sorted(set(labels[train:]) - set(labels[:train]))
        if missing:
            raise CorpusError(f"the sense {missing[0]!r} of the test lines has no train line; add one", path=place)
        words.append(LabelledWord(place.name, tuple(cases), numbered(labels), train))
    if not words:
        raise CorpusError(f"there are no words in it; give {LAYOUT}", path=folder)
    return words


def evaluate_coarsewsd(path: Path, run: Run) -> Outcome:
    """Assignment by centroids, all and few labels; retrieval; induction; confidence. Means over words.

    The baseline `cosine` has the same vectors: the nearest centroid, rankings by cosine, k-means with the right k.
    """
    words = read_words(path)
    cases = [case for word in words for case in word.cases]
    stored = run.vectors(cases)
    with run.static(cases) as static:
        averaged = static_context_vectors(cases, static)
    breakdown: dict[str, Figures] = {}
    baselines: dict[str, dict[str, Figures]] = defaultdict(dict)
    confidence: list[dict[str, _Confidence]] = []
    found: list[IntArray] = []
    unclear: list[float] = []
    lemmas: list[LemmaCases] = []
    end = 0
    for number, word in enumerate(words):
        run.report("score", number, len(words))
        own = slice(end, end := end + len(word.cases))
        lemmas.append(LemmaCases(word.name, np.arange(own.start, own.stop), word.senses))
        vectors = unit(stored[own])
        labels, clear, _ = induce(vectors, run.seed, number)
        found.append(labels)
        unclear.append(float(1.0 - clear.mean()))
        ways = _by_centroids(vectors, run.seed), by_few_labels(LemmaOccurrences(vectors), Induction(seed=run.seed))
        confidence.append(_confidences(word, *ways))
        asked = vectors[word.train :][:MOST_QUERIES]
        breakdown[word.name] = {
            **_labelled_figures(word, *ways, run.seed),
            **_retrieval_figures(word, WordLikeness(asked).scores(asked)),
            **_induction_figures(word, labels),
        }
        baselines["one_cluster"][word.name] = _induction_figures(word, np.zeros(len(labels), dtype=np.int64))
        baselines["one_each"][word.name] = _induction_figures(word, np.arange(len(labels)))
        baselines["most_frequent"][word.name] = _most_frequent_figures(word)
        for name, space in (
            ("cosine", vectors),
            ("tfidf", tfidf_vectors(word.cases, run.seed)),
            ("static", averaged[own]),
        ):
            asked = space[word.train :][:MOST_QUERIES]
            baselines[name][word.name] = {
                **_labelled_figures(word, _by_centroids(space), by_labels(space), run.seed),
                **_retrieval_figures(word, asked @ asked.T),
                **_induction_figures(word, gold_count_clusters(space, word.senses, run.seed)),
            }
    figures: Figures = {
        **mean_figures(breakdown),
        "induction_gold_k": float(np.mean([len(np.unique(word.gold)) for word in words])),
        "induction_unclear": float(np.mean(unclear)),
        "induction_follows": warnings(lemmas, cases, found),
        "confidence": _confidence_figures(confidence),
    }
    return Outcome(figures, {name: mean_figures(own) for name, own in baselines.items()}, breakdown)


def _by_centroids(vectors: FloatArray, seed: int | None = None) -> Way:
    """By the nearest centroid; with a seed as an index does it, by what tells the centroids apart."""

    def way(known: IntArray, senses: IntArray, others: IntArray) -> tuple[IntArray, FloatArray]:
        names, numbers = np.unique(senses, return_inverse=True)
        centres = centres_of(vectors[known], numbers, len(names))
        if seed is not None:
            centres = Discriminator(vectors[known], seed).directions(numbers, centres)
        nearest, sure = nearest_centre(vectors[others], centres)
        return names[nearest], sure

    return way


def _labelled_figures(word: LabelledWord, by_centroids: Way, by_labels: Way, seed: int) -> Figures:
    """Macro-F1 on the test lines, learnt from the train lines."""
    senses, test = word.senses[: word.train], np.arange(word.train, len(word.cases))
    few = []
    for draw in range(FEW_SHOT_SEEDS):
        generator = np.random.default_rng([seed, draw])
        chosen = np.concatenate(
            [generator.permutation(np.flatnonzero(senses == sense))[:FEW] for sense in np.unique(senses).tolist()]
        )
        few.append(macro_f1(word.gold, by_labels(chosen, senses[chosen], test)[0]))
    return {
        "centroid_macro_f1": macro_f1(word.gold, word.learnt(by_centroids)[0]),
        "labelled_macro_f1": macro_f1(word.gold, word.learnt(by_labels)[0]),
        "few_shot_macro_f1": float(np.mean(few)),
    }


def _retrieval_figures(word: LabelledWord, scores: FloatArray) -> Figures:
    """Each test line asks for the others of its sense, the test lines being all there is of the word.

    `scores` `(n, n)` say how like each of `MOST_QUERIES` lines all are: of sense vectors as a query with an example
    ranks them, of baselines cosines.
    """
    precision, early = ranking_figures(scores, word.gold[:MOST_QUERIES])
    return {"retrieval_map": precision, "retrieval_p10": early}


def _induction_figures(word: LabelledWord, labels: IntArray) -> Figures:
    """Clusters of all lines, scored on the test lines; their number is that of all lines."""
    found = labels[word.train :]
    return {
        "induction_ari": adjusted_rand(word.gold, found),
        "induction_bcubed": b_cubed(word.gold, found),
        "induction_v": v_measure(word.gold, found),
        "induction_k": float(len(np.unique(labels))),
    }


def _most_frequent_figures(word: LabelledWord) -> Figures:
    most = np.full(len(word.gold), np.bincount(word.senses[: word.train]).argmax())
    return dict.fromkeys(("centroid_macro_f1", "labelled_macro_f1", "few_shot_macro_f1"), macro_f1(word.gold, most))


def _confidences(word: LabelledWord, by_centroids: Way, by_labels: Way) -> dict[str, _Confidence]:
    """How sure of each test line, and whether right: the assignment to train centres, the classifier of train."""
    found = {}
    for name, way in (("assigned", by_centroids), ("labelled", by_labels)):
        labels, sure = word.learnt(way)
        found[name] = (sure, labels == word.gold)
    return found


def _confidence_figures(words: Sequence[dict[str, _Confidence]]) -> Figures:
    """Calibration over all test lines, each word with the same weight; coverage is that of the assignment."""
    weights = np.concatenate([np.full(len(own["assigned"][0]), 1.0 / len(own["assigned"][0])) for own in words])
    errors = {}
    for name in ("labelled", "assigned"):
        confidences = np.concatenate([own[name][0] for own in words]).astype(np.float64)
        right = np.concatenate([own[name][1] for own in words])
        errors[name] = calibration_error(confidences, right, weights)
    clear = confidences >= UNCLEAR_BELOW
    shares = accuracy_at_coverage(confidences, right, weights, COVERAGES)
    return {
        "calibration_error": errors["assigned"],
        "labelled_calibration_error": errors["labelled"],
        "accuracy": float(np.average(right, weights=weights)),
        "clear_coverage": float(np.average(clear, weights=weights)),
        "clear_accuracy": float(np.average(right[clear], weights=weights[clear])) if clear.any() else float("nan"),
        "accuracy_at_coverage": {f"{share:.2f}": value for share, value in zip(COVERAGES, shares, strict=True)},
    }


def _read_part(folder: Path, part: str, maker: CaseMaker) -> Iterator[tuple[Case, str]]:
    path = folder / f"{part}.data.txt"
    for number, line, sense in read_parts(folder, part, "senses"):
        position, tab, text = line.partition("\t")
        if not tab or not position.strip().isdigit():
            raise CorpusError("the line is not `position <tab> tokens`", path=path, line=number)
        if not sense:
            raise CorpusError("the line is empty; it must name a sense", path=folder / f"{part}.gold.txt", line=number)
        with located(path, number):
            yield maker.of_tokens(text.split(), int(position)), sense
