"""SemCor for word sense induction (Mosolova, Candito & Ramisch 2025): one CSV file.

Columns `sentence` (tokens with blanks between them, multiword ones joined by `_`), `lemma`, `wnsn` (the WordNet sense),
`pos` and `position`, the target's characters as `(start, end)`. A lemma with a part of speech is induced by itself.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from senseindex.answers.evaluation import Outcome
from senseindex.arrays import IntArray
from senseindex.errors import CorpusError
from senseindex.evaluation.cases import Case, CaseMaker, existing_file
from senseindex.evaluation.clusterings import LemmaCases, cluster_lemmas, mean_figures
from senseindex.evaluation.run import Run
from senseindex.evaluation.scorers import adjusted_rand, b_cubed, v_measure

COLUMNS = ("sentence", "lemma", "wnsn", "pos", "position")
LAYOUT = f"a CSV file with the columns {', '.join(COLUMNS)}"

_SPAN = re.compile(r"\(\s*(\d+)\s*,\s*(\d+)\s*\)")


def evaluate_semcor(path: Path, run: Run) -> Outcome:
    """Induce every lemma and score it, macro over lemmas and weighted by instances."""
    lemmas, cases = read_lemmas(path)
    clustered = cluster_lemmas(lemmas, cases, run)
    breakdown = _scored(lemmas, clustered.labels)
    figures = _summary(lemmas, breakdown)
    figures["gold_clusters"] = float(np.mean([len(np.unique(lemma.gold)) for lemma in lemmas]))
    figures["lemmas"] = len(lemmas)
    figures["unclear"] = clustered.unclear
    figures["follows"] = clustered.follows
    baselines = {name: _summary(lemmas, _scored(lemmas, clusters)) for name, clusters in clustered.baselines.items()}
    return Outcome(figures, baselines, breakdown)


def _scored(lemmas: Sequence[LemmaCases], labels: Sequence[IntArray]) -> dict[str, dict[str, float]]:
    return {
        lemma.lemma: {
            "bcubed": b_cubed(lemma.gold, own),
            "v": v_measure(lemma.gold, own),
            "ari": adjusted_rand(lemma.gold, own),
            "clusters": float(len(np.unique(own))),
        }
        for lemma, own in zip(lemmas, labels, strict=True)
    }


def _summary(lemmas: Sequence[LemmaCases], breakdown: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    """Means over lemmas, and in the group `weighted` means over instances."""
    sizes = [len(lemma.places) for lemma in lemmas]
    weighted = mean_figures(breakdown, sizes)
    return {**mean_figures(breakdown), "weighted": {name: weighted[name] for name in ("bcubed", "v", "ari")}}


def read_lemmas(path: Path) -> tuple[list[LemmaCases], list[Case]]:
    """The lemmas of the file, by name, and the cases of all rows in its order. Raises CorpusError."""
    maker = CaseMaker()
    cases: list[Case] = []
    found: dict[str, tuple[list[int], list[str]]] = {}
    for number, row in _rows(path):
        places, senses = found.setdefault(f"{row['lemma']}.{row['pos']}", ([], []))
        places.append(len(cases))
        senses.append(row["wnsn"])
        cases.append(_case(row, maker, path, number))
    if not cases:
        raise CorpusError("it has no rows", path=str(path))
    return [
        LemmaCases(lemma, np.array(places), np.unique(senses, return_inverse=True)[1].astype(np.int64))
        for lemma, (places, senses) in sorted(found.items())
    ], cases


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with the number of their line."""
    existing_file(path, LAYOUT)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise CorpusError(f"it has no column {missing[0]!r}; give {LAYOUT}", path=str(path), line=1)
            for row in reader:
                if None in row.values() or None in row:
                    raise CorpusError("the row has too few or too many fields", path=str(path), line=reader.line_num)
                yield reader.line_num, row
    except UnicodeDecodeError:
        raise CorpusError("it is not UTF-8 text; convert it", path=str(path)) from None
    except csv.Error as error:
        raise CorpusError(f"it is no CSV file ({error})", path=str(path)) from None


def _case(row: dict[str, str], maker: CaseMaker, path: Path, line: int) -> Case:
    """Multiword tokens are taken apart, as they are in any text; the target stays one token."""
    span = _SPAN.fullmatch(row["position"].strip())
    sentence = row["sentence"]
    if span is None or not int(span[1]) < int(span[2]) <= len(sentence):
        raise CorpusError(
            f"the position {row['position']!r} is not `(start, end)` within the sentence", path=str(path), line=line
        )
    start, end = int(span[1]), int(span[2])
    before, after = sentence[:start].replace("_", " ").split(), sentence[end:].replace("_", " ").split()
    return maker.of_tokens([*before, sentence[start:end].strip(), *after], len(before))
