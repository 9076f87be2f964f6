"""How good static vectors are: analogies and graded word similarity, judged by gensim.

Words are compared in upper case (of several spellings the first counts), only the first `restrict_vocabulary` words are
known, and a line with a word that is not known is left out. What is here says what gensim does not: how many lines
that are, and what is wrong with a file.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from senseindex.answers.words import AnalogyReport, AnalogySection, PairsReport
from senseindex.errors import StaticVectorError
from senseindex.vectors.static.vectors import StaticVectors

RESTRICT_VOCABULARY = 300_000


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
    asked: list[tuple[str, int]] = []
    for number, line in _lines(path):
        if line.startswith(": "):
            asked.append((line.lstrip(": ").strip(), 0))
        elif not asked:
            raise StaticVectorError(f"{path}, line {number:,}: a question before the first section (`: name`)")
        elif len(line.split()) == 4:
            asked[-1] = (asked[-1][0], asked[-1][1] + 1)
    judged: list[dict[str, Any]] = [{"correct": (), "incorrect": ()}] * len(asked)
    if any(questions for _, questions in asked):
        _, judged = _keyed(vectors).evaluate_word_analogies(
            str(path), restrict_vocab=restrict_vocabulary, case_insensitive=case_insensitive
        )
    sections = []
    for (name, questions), answers in zip(asked, judged, strict=False):  # gensim's last section is the sum of all
        correct = len(answers["correct"])
        total = correct + len(answers["incorrect"])
        sections.append(AnalogySection(name, correct, total, questions - total))
    return AnalogyReport(tuple(sections))


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
    pairs = sum(_is_judged_pair(line, delimiter) for _, line in _lines(path))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # where all judgments are the same there is no correlation: nan
            pearson, spearman, left_out = _keyed(vectors).evaluate_word_pairs(
                str(path), delimiter, restrict_vocab=restrict_vocabulary, case_insensitive=case_insensitive
            )
    except ValueError as error:
        raise StaticVectorError(
            f"{path}: {pairs:,} pairs, fewer than two of them with known words; lines are `word{delimiter!r}word"
            f"{delimiter!r}number`: choose another delimiter, or other vectors"
        ) from error
    return PairsReport(
        spearman=float(spearman[0]),
        pearson=float(pearson[0]),
        pairs=round(pairs * (1 - left_out / 100)),
        out_of_vocabulary=left_out / 100,
    )


def _is_judged_pair(line: str, delimiter: str) -> bool:
    fields = line.split(delimiter)
    if line.startswith("#") or len(fields) != 3:
        return False
    try:
        float(fields[2])
    except ValueError:
        return False
    return True


def _keyed(vectors: StaticVectors) -> Any:
    """The vectors as gensim's `KeyedVectors`."""
    from gensim.models import KeyedVectors

    keyed = KeyedVectors(vectors.dimension)
    keyed.add_vectors(list(vectors.words), np.array(vectors.normalized))
    return keyed


def _lines(path: Path | str) -> Iterator[tuple[int, str]]:
    try:
        with Path(path).open(encoding="utf-8") as file:
            yield from enumerate(file, 1)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise StaticVectorError(f"{path}: cannot be read ({reason})") from error
