"""SemCor for word sense induction (Mosolova, Candito & Ramisch 2025): one CSV file.

Columns `sentence` (tokens with blanks between them, multiword ones joined by `_`), `lemma`, `wnsn` (the WordNet sense),
`pos` and `position`, the target's characters as `(start, end)`. A lemma with a part of speech is induced by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from senseindex.answers.evaluation import Outcome
from senseindex.arrays import IntArray, numbered
from senseindex.errors import CorpusError
from senseindex.evaluation.cases import Case, CaseMaker, read_table
from senseindex.evaluation.clusterings import Figures, LemmaCases, evaluate_clusters, mean_figures
from senseindex.evaluation.run import Run
from senseindex.evaluation.scorers import adjusted_rand, b_cubed, v_measure

COLUMNS = ("sentence", "lemma", "wnsn", "pos", "position")
LAYOUT = f"a CSV file with the columns {', '.join(COLUMNS)}"

_SPAN = re.compile(r"\(\s*(\d+)\s*,\s*(\d+)\s*\)")


def evaluate_semcor(path: Path, run: Run) -> Outcome:
    """Induce every lemma and score it, macro over lemmas and weighted by instances."""
    lemmas, cases = read_lemmas(path)

    def summary(labels: Sequence[IntArray]) -> Figures:
        """Means over lemmas, and in the group `weighted` means over instances."""
        breakdown = {lemma.lemma: _scored(lemma, own) for lemma, own in zip(lemmas, labels, strict=True)}
        weighted = mean_figures(breakdown, [len(lemma.places) for lemma in lemmas])
        return {**mean_figures(breakdown), "weighted": {name: weighted[name] for name in ("bcubed", "v", "ari")}}

    gold_clusters = float(np.mean([len(np.unique(lemma.gold)) for lemma in lemmas]))
    known = {"gold_clusters": gold_clusters, "lemmas": len(lemmas)}
    return evaluate_clusters(lemmas, cases, run, _scored, summary, known)


def _scored(lemma: LemmaCases, labels: IntArray) -> Figures:
    return {
        "bcubed": b_cubed(lemma.gold, labels),
        "v": v_measure(lemma.gold, labels),
        "ari": adjusted_rand(lemma.gold, labels),
        "clusters": float(len(np.unique(labels))),
    }


def read_lemmas(path: Path) -> tuple[list[LemmaCases], list[Case]]:
    """The lemmas of the file, by name, and the cases of all rows in its order. Raises CorpusError."""
    maker = CaseMaker()
    cases: list[Case] = []
    found: dict[str, tuple[list[int], list[str]]] = {}
    for number, row in read_table(path, COLUMNS, LAYOUT):
        places, senses = found.setdefault(f"{row['lemma']}.{row['pos']}", ([], []))
        places.append(len(cases))
        senses.append(row["wnsn"])
        cases.append(_case(row, maker, path, number))
    return [
        LemmaCases(lemma, np.array(places), numbered(senses)) for lemma, (places, senses) in sorted(found.items())
    ], cases


def _case(row: dict[str, str], maker: CaseMaker, path: Path, line: int) -> Case:
    """Multiword tokens are taken apart, as they are in any text; the target stays one token."""
    span = _SPAN.fullmatch(row["position"].strip())
    sentence = row["sentence"]
    if span is None or not int(span[1]) < int(span[2]) <= len(sentence):
        problem = f"the position {row['position']!r} is not `(start, end)` within the sentence"
        raise CorpusError(problem, path=path, line=line)
    start, end = int(span[1]), int(span[2])
    before, after = sentence[:start].replace("_", " ").split(), sentence[end:].replace("_", " ").split()
    return maker.of_tokens([*before, sentence[start:end].strip(), *after], len(before))
