"""Analogy files and word similarity files, asked of static vectors, as gensim counts them."""

from __future__ import annotations

from pathlib import Path

from senseindex.answers.evaluation import Outcome
from senseindex.evaluation.baselines import given_static_vectors
from senseindex.evaluation.cases import existing_file
from senseindex.evaluation.run import Run


def evaluate_analogy(path: Path, run: Run) -> Outcome:
    """Questions `a b c d` in sections `: name`: the share that 3CosAdd answers with d; unknown words left out."""
    from senseindex.vectors.static import evaluate_analogies

    existing_file(path, "a file of questions `a b c d` in sections that begin with `: name`")
    with given_static_vectors(run.index, run.static_file) as static:
        report = evaluate_analogies(static, path)
    sections = {
        each.name: {"accuracy": each.accuracy, "correct": each.correct, "total": each.total, "skipped": each.skipped}
        for each in report
    }
    figures = {
        "accuracy": report.accuracy,
        "correct": report.correct,
        "total": report.total,
        "skipped": report.skipped,
    }
    return Outcome(figures, {}, sections)


def evaluate_similarity(path: Path, run: Run) -> Outcome:
    """Lines `word <tab> word <tab> score`: correlation of cosines with the scores; unknown words left out."""
    from senseindex.vectors.static import evaluate_pairs

    existing_file(path, "a file of lines `word <tab> word <tab> score`")
    with given_static_vectors(run.index, run.static_file) as static:
        report = evaluate_pairs(static, path)
    return Outcome(
        {
            "spearman": report.spearman,
            "pearson": report.pearson,
            "pairs": report.pairs,
            "out_of_vocabulary": report.out_of_vocabulary,
        }
    )
