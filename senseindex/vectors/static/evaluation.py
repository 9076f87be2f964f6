"""How good static vectors are: analogies and graded word similarity, as gensim counts them.

Both follow `KeyedVectors.evaluate_word_analogies` and `evaluate_word_pairs` of gensim 4, and give the same
figures on the same vectors: words are compared in upper case (of several spellings the first counts), only
the first `restrict_vocabulary` words are known, and a line with a word that is not known is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from senseindex.answers.words import AnalogyReport, AnalogySection, PairsReport
from senseindex.errors import StaticVectorError
from senseindex.vectors.static.storage import normalize
from senseindex.vectors.static.vectors import StaticVectors

RESTRICT_VOCABULARY = 300_000
_CANDIDATES = 5
_BATCH = 4096


@dataclass(slots=True)
class _Section:
    name: str
    questions: list[tuple[int, int, int, int]]
    skipped: int = 0


def evaluate_analogies(
    vectors: StaticVectors,
    path: Path | str,
    *,
    restrict_vocabulary: int = RESTRICT_VOCABULARY,
    case_insensitive: bool = True,
) -> AnalogyReport:
    """Ask the questions `a b c d` of a file (sections begin with `: name`) by 3CosAdd; right is d at the top.

    Lines that are not four words are passed over. Raises StaticVectorError for a file that cannot be read or
    has a question before its first section.
    """
    known = _known_words(vectors, restrict_vocabulary, case_insensitive)
    sections: list[_Section] = []
    for number, line in _lines(path):
        if line.startswith(": "):
            sections.append(_Section(line.lstrip(": ").strip(), []))
            continue
        if not sections:
            raise StaticVectorError(f"{path}, line {number:,}: a question before the first section (`: name`)")
        words = (line.upper() if case_insensitive else line).split()
        if len(words) != 4:
            continue
        places = [known.get(word) for word in words]
        a, b, c, expected = places
        if a is None or b is None or c is None or expected is None:
            sections[-1].skipped += 1
        else:
            sections[-1].questions.append((a, b, c, expected))
    questions = np.array([q for section in sections for q in section.questions], dtype=np.int64).reshape(-1, 4)
    names = [word.upper() if case_insensitive else word for word in vectors.words[:restrict_vocabulary]]
    answers = _answers(vectors, questions, names)
    reports = []
    start = 0
    for section in sections:
        end = start + len(section.questions)
        correct = sum(
            names[expected] == answer
            for expected, answer in zip(questions[start:end, 3].tolist(), answers[start:end], strict=True)
        )
        reports.append(AnalogySection(section.name, correct, end - start, section.skipped))
        start = end
    return AnalogyReport(tuple(reports))


def _answers(vectors: StaticVectors, questions: npt.NDArray[np.int64], names: list[str]) -> list[str]:
    """The best word for each question, in the spelling of `names`."""
    if not len(questions):
        return []
    rows = vectors.normalized[: len(names)]
    index = faiss.IndexFlatIP(vectors.dimension)
    index.add(np.ascontiguousarray(rows))
    answers: list[str] = []
    for start in range(0, len(questions), _BATCH):
        batch = questions[start : start + _BATCH]
        a, b, c = (rows[batch[:, column]] for column in range(3))
        _, found = index.search(normalize(b + c - a), min(_CANDIDATES + 3, len(names)))
        for question, positions in zip(batch[:, :3].tolist(), found.tolist(), strict=True):
            asked = {names[position] for position in question}
            answer = ""
            # gensim looks at five words, and takes the last of them if all are spellings of the question's words.
            for position in [place for place in positions if place not in question][:_CANDIDATES]:
                answer = names[position]
                if answer not in asked:
                    break
            answers.append(answer)
    return answers


def evaluate_pairs(
    vectors: StaticVectors,
    path: Path | str,
    *,
    delimiter: str = "\t",
    restrict_vocabulary: int = RESTRICT_VOCABULARY,
    case_insensitive: bool = True,
) -> PairsReport:
    """Correlate cosines with the judgments of a file of lines `word word number`.

    Lines that begin with `#` or are not two words and a number, such as a header, are passed over. Raises
    StaticVectorError for a file that cannot be read or that leaves fewer than two pairs.
    """
    known = _known_words(vectors, restrict_vocabulary, case_insensitive)
    judgments: list[float] = []
    places: list[tuple[int, int]] = []
    left_out = 0
    for _, line in _lines(path):
        fields = (line.upper() if case_insensitive else line).split(delimiter)
        if line.startswith("#") or len(fields) != 3:
            continue
        try:
            judgment = float(fields[2])
        except ValueError:
            continue
        first, second = known.get(fields[0]), known.get(fields[1])
        if first is None or second is None:
            left_out += 1
        else:
            judgments.append(judgment)
            places.append((first, second))
    if len(places) < 2:
        raise StaticVectorError(
            f"{path}: {len(places)} pairs with known words, {left_out:,} without; lines are `word{delimiter!r}word"
            f"{delimiter!r}number`: choose another delimiter, or other vectors"
        )
    pairs = np.array(places)
    rows = vectors.normalized
    cosines = np.einsum("ij,ij->i", rows[pairs[:, 0]].astype(np.float64), rows[pairs[:, 1]].astype(np.float64))
    gold = np.array(judgments)
    return PairsReport(
        spearman=_correlation(_ranks(gold), _ranks(cosines)),
        pearson=_correlation(gold, cosines),
        pairs=len(places),
        out_of_vocabulary=left_out / (len(places) + left_out),
    )


def _correlation(first: npt.NDArray[np.float64], second: npt.NDArray[np.float64]) -> float:
    """Pearson's r, nan where one side is constant."""
    first, second = first - first.mean(), second - second.mean()
    scale = float(np.linalg.norm(first) * np.linalg.norm(second))
    return float(first @ second) / scale if scale else float("nan")


def _ranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Ranks from 1; equal values share the mean of their ranks."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    means: npt.NDArray[np.float64] = np.cumsum(counts) - (counts - 1) / 2
    return means[inverse]


def _known_words(vectors: StaticVectors, restrict_vocabulary: int, case_insensitive: bool) -> Mapping[str, int]:
    known: dict[str, int] = {}
    for position, word in enumerate(vectors.words[:restrict_vocabulary]):
        known.setdefault(word.upper() if case_insensitive else word, position)
    return known


def _lines(path: Path | str) -> Iterator[tuple[int, str]]:
    try:
        with Path(path).open(encoding="utf-8") as file:
            yield from enumerate(file, 1)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise StaticVectorError(f"{path}: cannot be read ({reason})") from error
