"""Analogy files and word similarity files, asked of static vectors, as gensim counts them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from senseindex.answers.evaluation import Outcome
from senseindex.answers.words import AnalogyReport, AnalogySection
from senseindex.evaluation.cases import existing
from senseindex.evaluation.run import Run
from senseindex.vectors.static import evaluate_analogies, evaluate_pairs


def evaluate_analogy(path: Path, run: Run) -> Outcome:
    """Questions `a b c d` in sections `: name`: the share that 3CosAdd answers with d; unknown words left out."""
    existing(path, "a file of questions `a b c d` in sections that begin with `: name`", folder=False)
    with run.given_static() as static:
        report = evaluate_analogies(static, path)
    return Outcome(_counted(report), {}, {section.name: _counted(section) for section in report})


def _counted(report: AnalogyReport | AnalogySection) -> dict[str, Any]:
    return {name: getattr(report, name) for name in ("accuracy", "correct", "total", "skipped")}


def evaluate_similarity(path: Path, run: Run) -> Outcome:
    """Lines `word <tab> word <tab> score`: correlation of cosines with the scores; unknown words left out."""
    existing(path, "a file of lines `word <tab> word <tab> score`", folder=False)
    with run.given_static() as static:
        report = evaluate_pairs(static, path)
    return Outcome({name: getattr(report, name) for name in ("spearman", "pearson", "pairs", "out_of_vocabulary")})
