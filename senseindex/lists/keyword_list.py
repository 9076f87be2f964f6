"""The words of one part of a corpus that are more frequent there than elsewhere, or less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from senseindex.answers.lists import KEYWORD_KEYS, Keyword, KeywordList
from senseindex.answers.tables import ColumnRows
from senseindex.arrays import IntArray
from senseindex.errors import UsageError
from senseindex.lists.counts import ItemCounts
from senseindex.lists.selection import Limits, ordered
from senseindex.profile.measures.association import (
    chance_of,
    keyness_log_likelihood,
    percent_difference,
    simple_maths,
)

_WORD_NAMES = ("item", "word", "lemma", "form", "type")
_FREQ_NAMES = ("freq", "frequency", "count")


@dataclass(frozen=True)
class Reference:
    """What keywords are compared with: frequencies by name, in so many tokens; `name` says in words what it is."""

    name: str
    freqs: Mapping[str, int]
    tokens: int
    shared_documents: int = 0


def reference_of(counts: ItemCounts, name: str, shared: int = 0) -> Reference:
    """Another part of the corpus as a reference."""
    return Reference(name, dict(zip(counts.names, counts.freqs.tolist(), strict=True)), counts.subcorpus.size, shared)


def reference_file(path: Path, tokens: int | None, *, ignore_case: bool = False) -> Reference:
    """A list of words with frequencies, CSV or TSV by its ending, as `wordlist -o` writes it, or two bare columns.

    `tokens` is the size of its corpus; None for what a column `ipm` makes of it, else for the sum of its frequencies.
    Raises UsageError for a line without a frequency.
    """
    import csv

    freqs: dict[str, int] = {}
    size = largest = 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        if path.suffix.lower() == ".csv":
            lines = csv.reader(file)
        else:
            lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        word, freq, ipm = 0, 1, -1
        for number, line in enumerate(lines, 1):
            names = [cell.strip().lower() for cell in line]
            if number == 1 and any(name in _FREQ_NAMES for name in names):
                word = next((place for place, name in enumerate(names) if name in _WORD_NAMES), 0)
                freq = next(place for place, name in enumerate(names) if name in _FREQ_NAMES)
                ipm = names.index("ipm") if "ipm" in names else -1
                continue
            if not line:
                continue
            try:
                name, count = line[word], int(line[freq].replace(",", ""))
                if ipm >= 0 and count > largest:  # the most frequent word says it most exactly
                    largest, size = count, round(1e6 * count / float(line[ipm]))
            except (IndexError, ValueError, ZeroDivisionError):
                raise UsageError(
                    f"{path}:{number}: a reference has a word and its frequency on every line; `wordlist -o` writes one"
                ) from None
            name = name.casefold() if ignore_case else name
            freqs[name] = freqs.get(name, 0) + count
    total = tokens or size or sum(freqs.values())
    if total < max(freqs.values(), default=1):
        raise UsageError(f"{path}: a corpus of {total:,} tokens is smaller than what its words count")
    return Reference(path.name, freqs, total)


def keyword_list(
    first: ItemCounts,
    name: str,
    reference: Reference,
    of: str,
    limits: Limits,
    sort: str | None,
    *,
    added: float = 1.0,
    negative: bool = False,
) -> KeywordList:
    """Keywords of the first part, `name` in words. Raises UsageError where one of the parts is empty."""
    if not added > 0:
        raise UsageError("the N of simple maths is a number above 0")
    if not first.subcorpus.size or not reference.tokens:
        raise UsageError(f"there are no tokens in {reference.name if first.subcorpus.size else name} to compare with")
    names, labels = list(first.names), list(first.labels)
    if negative:  # what is only in the other part is less frequent in this one
        names += [each for each in reference.freqs if each not in set(first.names)]
    labels += [""] * (len(names) - len(labels))
    freqs, documents = _longer(first.freqs, len(names)), _longer(first.spread, len(names))
    against = np.array([reference.freqs.get(each, 0) for each in names], dtype=np.int64)
    ipm, against_ipm = 1e6 * freqs / first.subcorpus.size, 1e6 * against / reference.tokens
    ll = keyness_log_likelihood(freqs, first.subcorpus.size, against, reference.tokens)
    columns: dict[str, Any] = {
        "item": names,
        "freq": freqs,
        "ipm": ipm,
        "documents": documents,
        "against": against,
        "against_ipm": against_ipm,
        "ll": ll,
        "p": chance_of(ll),
        "difference": percent_difference(ipm, against_ipm),
        "simple_maths": simple_maths(ipm, against_ipm, added),
        "label": labels,
    }
    if negative:
        rows = limits.kept(names, against, np.full(len(names), limits.min_documents))
        rows = rows[ipm[rows] < against_ipm[rows]]
    else:
        rows = limits.kept(names, freqs, documents)
        rows = rows[ipm[rows] > against_ipm[rows]]
    sign = -1.0 if negative else 1.0
    keys = columns | {"maths": sign * columns["simple_maths"], "diff": sign * columns["difference"]}
    order = ordered(sort, KEYWORD_KEYS, keys, rows)
    return KeywordList(
        of,
        name,
        reference.name,
        first.subcorpus.size,
        reference.tokens,
        added,
        negative,
        reference.shared_documents,
        len(rows),
        ColumnRows(Keyword, columns, order),
    )


def _longer(values: IntArray, size: int) -> IntArray:
    return np.concatenate([values, np.zeros(size - len(values), dtype=np.int64)])
