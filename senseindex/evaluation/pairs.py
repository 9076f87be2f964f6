"""Pairs of usages: the same sense or not (WiC), or how similar (SCWS, CoSimLex). The figure is made of cosines alone.

wic        train/train.data.txt  word, N or V, i-j, two tokenised examples; train.gold.txt  T or F; dev or test
scws       ratings.txt           id, word, pos, word, pos, two contexts with <b>target</b>, mean rating, ratings
cosimlex   a CSV file (tabs)     word1, word2, context1, context2 with <strong>targets</strong>, sim1, sim2
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from scipy.stats import pearsonr, spearmanr

from senseindex.answers.evaluation import Outcome
from senseindex.arrays import BoolArray, DoubleArray, FloatArray
from senseindex.errors import CorpusError
from senseindex.evaluation.baselines import static_context_vectors, tfidf_vectors
from senseindex.evaluation.cases import Case, CaseMaker, existing, located, read_lines, read_parts, read_table
from senseindex.evaluation.run import Run
from senseindex.evaluation.scorers import harmonic_mean, uncentred_pearson
from senseindex.vectors.likeness import unit

WIC_LAYOUT = "a folder with train and dev (or test), each with NAME.data.txt and NAME.gold.txt"
SCWS_LAYOUT = "the file ratings.txt of SCWS, or its folder"
COSIMLEX_LAYOUT = "the CSV file of CoSimLex with gold scores, or its folder"
CONTEXTS, WORDS = ("context1", "context2"), ("word1", "word2")
MARKED_WORDS = tuple(f"{word}_{context}" for context in CONTEXTS for word in WORDS)
COSIMLEX_COLUMNS = (*WORDS, *CONTEXTS, "sim1", "sim2", *MARKED_WORDS)


_MARKED = re.compile(r"<(b|strong)>\s*(.*?)\s*</\1>", re.DOTALL)
_TAG = re.compile(r"</?(?:b|strong)>")


def evaluate_wic(path: Path, run: Run) -> Outcome:
    """The share of dev (else test) pairs told right by a threshold on the cosine that fits train best."""
    existing(path, WIC_LAYOUT, folder=True)
    scored = next((name for name in ("dev", "test") if (path / name).is_dir()), None)
    if scored is None:
        raise CorpusError(f"there is neither dev nor test in it; give {WIC_LAYOUT}", path=path)
    maker = CaseMaker()
    train_cases, train_gold = _read_wic(path / "train", maker)
    cases, gold = _read_wic(path / scored, maker)
    together = [*train_cases, *cases]
    border = len(train_gold)

    def accuracy(cosines: DoubleArray) -> tuple[float, float]:
        threshold = best_threshold(cosines[:border], train_gold)
        return float(np.mean((cosines[border:] >= threshold) == gold)), threshold

    same = bool(train_gold.mean() >= 0.5)
    share, threshold = accuracy(_pair_cosines(run.vectors(together)))
    spaces = _other_spaces(together, run)
    baselines = {name: {"accuracy": accuracy(_pair_cosines(space))[0]} for name, space in spaces.items()}
    baselines["most_frequent"] = {"accuracy": float(np.mean(gold == same))}
    return Outcome({"accuracy": share, "threshold": threshold, "pairs": len(gold), "part": scored}, baselines)


def best_threshold(cosines: DoubleArray, gold: BoolArray) -> float:
    """The cosine from which on pairs count as the same, so that most of them are told right.

    It lies half-way between two cosines; of several as good, the lowest.
    """
    order = np.argsort(cosines, kind="stable")
    values, same = cosines[order], gold[order]
    right = np.concatenate([[0], np.cumsum(~same)]) + (same.sum() - np.concatenate([[0], np.cumsum(same)]))
    apart = np.concatenate([[True], np.diff(values) > 0, [True]])  # no threshold lies between equal cosines
    place = int(np.argmax(np.where(apart, right, -1)))
    borders = np.concatenate([[values[0] - 1e-6], (values[1:] + values[:-1]) / 2, [values[-1] + 1e-6]])
    return float(borders[place])


def evaluate_scws(path: Path, run: Run) -> Outcome:
    """Spearman's correlation of cosines with the mean ratings (AvgSimC with one vector a usage)."""
    file = path / "ratings.txt" if path.is_dir() else path
    existing(file, SCWS_LAYOUT, folder=False)
    maker = CaseMaker()
    cases: list[Case] = []
    ratings: list[float] = []
    for number, line in enumerate(read_lines(file), 1):
        fields = line.split("\t")
        try:
            ratings.append(float(fields[7]))
        except (IndexError, ValueError):
            raise CorpusError(
                "the line is not id, word, pos, word, pos, context, context, mean rating", path=file, line=number
            ) from None
        for text in fields[5:7]:
            cases.append(_marked_case(text, None, maker, file, number))
    gold = np.array(ratings)
    return _graded(cases, run, lambda cosines: {"spearman": spearmanr(gold, cosines).statistic}, len(gold))


def evaluate_cosimlex(path: Path, run: Run) -> Outcome:
    """The two measures of SemEval-2020 task 3 (Armendariz et al. 2020).

    `change`: uncentred Pearson correlation of how similarity changes from context 1 to context 2; `similarity`:
    harmonic mean of Pearson and Spearman of the similarities in all contexts.
    """
    file = _only_csv(path) if path.is_dir() else path
    maker = CaseMaker()
    cases: list[Case] = []
    scores: list[tuple[float, float]] = []
    rows = read_table(file, COSIMLEX_COLUMNS, COSIMLEX_LAYOUT, delimiter="\t", quoting=csv.QUOTE_NONE)
    for number, row in rows:
        try:
            scores.append((float(row["sim1"]), float(row["sim2"])))
        except (TypeError, ValueError):
            raise CorpusError("sim1 and sim2 are not two numbers", path=file, line=number) from None
        for name in MARKED_WORDS:
            cases.append(_marked_case(row[name.partition("_")[2]], row[name], maker, file, number))
    gold = np.array(scores)

    def figures(cosines: DoubleArray) -> dict[str, float]:
        found = cosines.reshape(-1, 2)
        both = gold.ravel(), found.ravel()
        level = harmonic_mean(pearsonr(*both).statistic, spearmanr(*both).statistic)
        return {"change": uncentred_pearson(np.diff(gold)[:, 0], np.diff(found)[:, 0]), "similarity": level}

    return _graded(cases, run, figures, len(gold))


def _graded(cases: Sequence[Case], run: Run, figures: Callable[[DoubleArray], dict[str, float]], pairs: int) -> Outcome:
    """The figures of the cosines of cases 0 and 1, 2 and 3 and so on."""
    found = figures(_pair_cosines(run.vectors(cases)))
    baselines = {name: figures(_pair_cosines(space)) for name, space in _other_spaces(cases, run).items()}
    return Outcome({**found, "pairs": pairs}, baselines)


def _other_spaces(cases: Sequence[Case], run: Run) -> dict[str, FloatArray]:
    with run.static(cases) as static:
        return {"tfidf": tfidf_vectors(cases, run.seed), "static": static_context_vectors(cases, static)}


def _pair_cosines(vectors: FloatArray) -> DoubleArray:
    first, second = unit(vectors[0::2]), unit(vectors[1::2])
    cosines: DoubleArray = np.einsum("ij,ij->i", first, second).astype(np.float64)
    return cosines


def _read_wic(folder: Path, maker: CaseMaker) -> tuple[list[Case], BoolArray]:
    path = folder / f"{folder.name}.data.txt"
    cases, same = [], []
    for number, line, answer in read_parts(folder, folder.name, "answers"):
        fields = line.split("\t")
        places = re.fullmatch(r"(\d+)-(\d+)", fields[2].strip()) if len(fields) == 5 else None
        if places is None:
            raise CorpusError("the line is not `word, pos, i-j, example, example`", path=path, line=number)
        with located(path, number):
            cases += [
                maker.of_tokens(text.split(), int(place))
                for place, text in zip(places.groups(), fields[3:], strict=True)
            ]
        if answer not in ("T", "F"):
            raise CorpusError(f"{answer!r} is neither T nor F", path=folder / f"{folder.name}.gold.txt", line=number)
        same.append(answer == "T")
    return cases, np.array(same)


def _only_csv(folder: Path) -> Path:
    files = sorted(folder.glob("*.csv"))
    if len(files) != 1:
        raise CorpusError(f"there are {len(files)} CSV files in it; name one", path=folder)
    return files[0]


def _marked_case(text: str, word: str | None, maker: CaseMaker, file: Path, line: int) -> Case:
    """The case of a text whose target is marked with <b> or <strong>; `word` says which of several marked ones."""
    plain: list[str] = []
    marks: list[tuple[int, int, str]] = []
    length = place = 0
    for match in _MARKED.finditer(text):
        before = _TAG.sub("", text[place : match.start()])
        plain += [before, match[2]]
        marks.append((length + len(before), length + len(before) + len(match[2]), match[2]))
        length, place = marks[-1][1], match.end()
    plain.append(_TAG.sub("", text[place:]))
    chosen = [mark for mark in marks if word is None or mark[2].lower() == word.strip().lower()]
    if not chosen:
        wanted = "target" if word is None else repr(word)
        raise CorpusError(f"no {wanted} is marked with <b> or <strong> in the context", path=file, line=line)
    with located(file, line):
        return maker.of_text("".join(plain), *chosen[0][:2])
