"""The words that tell a sense: which lemmas stand around its occurrences more often than elsewhere.

Scores are z-scores of the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008,
"Fightin' Words"): a sense against the other senses of its lemma, or a lone sense against the whole corpus.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from senseindex.store.catalog import Catalog, chunks, placeholders
from senseindex.store.tokens import token_count, unpack_lemma_ids
from senseindex.store.vector_store import IntArray

SPAN = 10
PRIOR_STRENGTH = 100.0
SMALLEST_COUNT = 2


def context_lemmas(catalog: Catalog, occurrence_ids: Sequence[int]) -> dict[int, IntArray]:
    """The lemma ids within `SPAN` tokens of each occurrence in its sentence, the occurrence itself left out."""
    found = {}
    for chunk in chunks(list(occurrence_ids)):
        for occurrence_id, position, offsets, blob in catalog.rows(
            "SELECT occurrence.id, position, token_offsets, lemma_ids FROM occurrence "
            f"JOIN sentence ON sentence.id = sentence_id WHERE occurrence.id IN ({placeholders(chunk)})",
            chunk,
        ):
            lemma_ids = unpack_lemma_ids(blob, token_count(offsets))
            before = lemma_ids[max(position - SPAN, 0) : position]
            found[occurrence_id] = np.concatenate([before, lemma_ids[position + 1 : position + 1 + SPAN]])
    return found


class CorpusCounts:
    """How often every content lemma occurs: the prior of the scores, and what a lone sense is compared with."""

    def __init__(self, catalog: Catalog) -> None:
        rows = catalog.rows("SELECT id, occurrences FROM lemma WHERE occurrences > 0")
        self.counts = np.zeros(max((row[0] for row in rows), default=0) + 1, dtype=np.float64)
        for lemma_id, count in rows:
            self.counts[lemma_id] = count
        self.total = max(float(self.counts.sum()), 1.0)


def telling_words(
    contexts: Sequence[Sequence[IntArray]], corpus: CorpusCounts, lemma_id: int, count: int
) -> list[list[int]]:
    """The `count` most telling lemma ids of every sense, best first.

    `contexts[s]` holds the context lemma ids of the occurrences of sense s. A word counts once an occurrence, and
    needs two of them.
    """
    each = [_once_an_occurrence(sense) for sense in contexts]
    words = np.unique(np.concatenate(each))
    words = words[(words < len(corpus.counts)) & (words != lemma_id)]
    words = words[corpus.counts[words] > 0]
    tables = np.stack([_counts_of(sense, words) for sense in each])
    everywhere = tables.sum(axis=0)
    prior = PRIOR_STRENGTH * corpus.counts[words] / corpus.total
    chosen = []
    for table in tables:
        if len(tables) > 1:
            scores = _log_odds(table, everywhere - table, prior, float((everywhere - table).sum()))
        else:
            scores = _log_odds(table, corpus.counts[words], prior, corpus.total)
        scores[table < SMALLEST_COUNT] = -np.inf
        best = np.argsort(-scores, kind="stable")[:count]
        chosen.append([int(words[place]) for place in best if scores[place] > 0])
    return chosen


def _once_an_occurrence(contexts: Sequence[IntArray]) -> IntArray:
    return np.concatenate([np.empty(0, dtype=np.int64), *(np.unique(context) for context in contexts)])


def _counts_of(found: IntArray, words: IntArray) -> npt.NDArray[np.float64]:
    """How often each of the sorted `words` is in `found`."""
    values, counts = np.unique(found, return_counts=True)
    table = np.zeros(len(words), dtype=np.float64)
    known = np.isin(values, words, assume_unique=True)
    table[np.searchsorted(words, values[known])] = counts[known]
    return table


def _log_odds(
    inside: npt.NDArray[np.float64],
    outside: npt.NDArray[np.float64],
    prior: npt.NDArray[np.float64],
    outside_total: float,
) -> npt.NDArray[np.float64]:
    first, second = inside + prior, outside + prior
    first_rest = np.maximum(inside.sum() + PRIOR_STRENGTH - first, 1e-6)
    second_rest = np.maximum(outside_total + PRIOR_STRENGTH - second, 1e-6)
    scores: npt.NDArray[np.float64] = (np.log(first / first_rest) - np.log(second / second_rest)) / np.sqrt(
        1.0 / first + 1.0 / second
    )
    return scores
