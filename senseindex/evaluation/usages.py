"""Labelled usages in whole texts (`gold_usages`): what an index of the texts gives, or the lines alone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

import numpy as np

from senseindex.answers.evaluation import Outcome
from senseindex.arrays import FloatArray, numbered
from senseindex.evaluation.baselines import static_context_vectors, tfidf_vectors
from senseindex.evaluation.cases import Case, CaseMaker
from senseindex.evaluation.clusterings import Figures
from senseindex.evaluation.gold_usages import LabelledUsage, read_gold
from senseindex.evaluation.run import Run
from senseindex.evaluation.usage_figures import FoundSenses, WordLines, kind_figures
from senseindex.evaluation.ways import by_few_labels
from senseindex.evaluation.whole_texts import in_whole_texts, read_texts
from senseindex.senses.algorithms.assign import TRUST, nearest_centre
from senseindex.senses.algorithms.clustering import cluster_occurrences
from senseindex.senses.algorithms.occurrences import LemmaOccurrences
from senseindex.vectors.likeness import WordLikeness, unit


def evaluate_usages(path: Path, run: Run) -> Outcome:
    """The figures of every kind of text that has labelled usages, each with those of its words."""
    gold = read_gold(path)
    if run.lines:
        return _outcome({kind: kind_figures(_of_lines(lemmas, run), run.seed) for kind, lemmas in gold.items()})
    found = {}
    with nullcontext(run.kept) if run.kept else tempfile.TemporaryDirectory() as kept:
        place = Path(kept)
        # What is wrong with any kind is said before the long work begins.
        kinds = {kind: read_texts(path, kind, lemmas, place) for kind, lemmas in gold.items()}
        for kind, own in kinds.items():
            with in_whole_texts(own, place / kind, run) as words:
                found[kind] = kind_figures(words, run.seed)
    return _outcome(found)


def _outcome(found: Mapping[str, tuple[Figures, dict[str, Figures]]]) -> Outcome:
    baselines: dict[str, dict[str, Figures]] = {}
    for kind, (_, own) in found.items():
        for name, figures in own.items():
            baselines.setdefault(name, {})[kind] = figures
    return Outcome({kind: figures for kind, (figures, _) in found.items()}, baselines)


def _of_lines(lemmas: dict[str, list[LabelledUsage]], run: Run) -> Iterator[WordLines]:
    """The lines of each word, every one read as a document of its own stretch of text."""
    maker = CaseMaker()
    cases = [_case(usage, maker) for usages in lemmas.values() for usage in usages]
    vectors = unit(run.vectors(cases))
    with run.static(cases) as static:
        averaged = static_context_vectors(cases, static)
    end = 0
    for number, (lemma, usages) in enumerate(lemmas.items()):
        run.report("score", number, len(lemmas))
        own = slice(end, end := end + len(usages))
        yield _word(lemma, usages, cases[own], vectors[own], averaged[own], run, number)


def _case(usage: LabelledUsage, maker: CaseMaker) -> Case:
    if not usage.text:
        raise usage.error("the line has no text around the usage; give it, or measure without --lines")
    try:
        return maker.of_text(usage.text, usage.text_start, usage.text_end)
    except ValueError as error:
        raise usage.error(str(error)) from None


def _word(
    lemma: str,
    usages: Sequence[LabelledUsage],
    cases: Sequence[Case],
    vectors: FloatArray,
    averaged: FloatArray,
    run: Run,
    number: int,
) -> WordLines:
    occurrences, induction = LemmaOccurrences(vectors), run.induction
    found = cluster_occurrences(occurrences, np.arange(len(vectors)), induction, number)
    unclear = found.labels < 0
    nearest, sure = nearest_centre(vectors, found.discriminants)
    main = np.where(unclear, nearest, found.labels)
    # An unclear line has the nearest leaf of its main sense.
    near = np.where(found.mains == main[:, None], vectors @ found.leaf_centres.T, -np.inf).argmax(axis=1)
    leaves = np.where(unclear, near, found.tree.labels)
    levels = {
        "main": FoundSenses(main, len(found.centres), TRUST * sure.astype(np.float64)),
        "subsenses": FoundSenses(leaves, found.tree.leaves, np.full(len(leaves), np.nan)),
    }
    return WordLines(
        lemma,
        len(usages),
        numbered([usage.sense for usage in usages]),
        WordLikeness(vectors).scores(vectors),
        levels,
        unclear,
        by_few_labels(occurrences, induction),
        np.arange(len(vectors)),
        {"cosine": vectors, "tfidf": tfidf_vectors(cases, run.seed), "static": averaged},
    )
