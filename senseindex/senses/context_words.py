"""The words that tell a sense: which lemmas stand around its occurrences more often than elsewhere.

Two things make a word telling. It is a collocate: z-scores of the log-odds ratio with an informative Dirichlet prior
(Monroe, Colaresi & Quinn 2008, "Fightin' Words"), of the sense against the corpus and against the lemma's other
senses. And it belongs to the sense: the centre of its own occurrences lies near the centre of the sense.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from senseindex.arrays import FloatArray, IntArray, drawn
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.cells.vector_store import VectorStore

SPAN = 10
PRIOR_STRENGTH = 100.0
SMALLEST_COUNT = 2
SMALL_SENSE = 50
MOST_CONTEXTS = 2000


class CorpusProfile:
    """How often every content lemma occurs, and the centre of its occurrences: what a sense is compared with."""

    def __init__(self, catalog: Catalog, store: VectorStore) -> None:
        lemmas = catalog.lemmas.table()
        self.counts = np.zeros(int(lemmas.ids[lemmas.occurrences > 0].max(initial=0)) + 1, dtype=np.float64)
        self.counts[lemmas.ids[lemmas.occurrences > 0]] = lemmas.occurrences[lemmas.occurrences > 0]
        self.total = max(float(self.counts.sum()), 1.0)
        self._first_occurrences = catalog.documents.table().first
        self._centres = _lemma_centres(catalog, store, len(self.counts))

    def documents_of(self, occurrence_ids: IntArray) -> IntArray:
        """A number for the document of each occurrence, the same for the same document."""
        return np.searchsorted(self._first_occurrences, occurrence_ids, side="right")

    def nearness(self, words: IntArray, centres: FloatArray) -> npt.NDArray[np.float64]:
        """Cosines `(k, words)` of the senses' centres `(k, d)` with the centres of these lemmas."""
        return (centres @ self._centres[words].astype(np.float32).T).astype(np.float64)


def _lemma_centres(catalog: Catalog, store: VectorStore, size: int) -> npt.NDArray[np.float16]:
    """The normalised mean of each lemma's cell centres, weighted by size; in half precision, as there are many."""
    sums: FloatArray | None = None
    for segment_id, *_ in catalog.segments.all():
        centres = store.centres(segment_id)
        if sums is None:
            sums = np.zeros((size, centres.shape[1]), dtype=np.float32)
        table = catalog.segments.layout(segment_id)[:, [1, 3]]
        # Lists are in the order of their lemmas, so the cells of a lemma are one run.
        first = np.flatnonzero(np.diff(table[:, 0], prepend=-1))
        lemma_ids = table[first, 0]
        runs = np.add.reduceat(centres * table[:, 1:].astype(np.float32), first, axis=0)
        sums[lemma_ids[lemma_ids < size]] += runs[lemma_ids < size]
    if sums is None:
        return np.zeros((size, 0), dtype=np.float16)
    sums /= np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
    return sums.astype(np.float16)


def telling_words(
    senses: IntArray,
    lemmas: IntArray,
    sizes: IntArray,
    centres: FloatArray,
    corpus: CorpusProfile,
    own: int,
    count: int,
) -> list[list[int]]:
    """The `count` most telling lemma ids of every sense, best first, without the lemma `own` itself.

    `senses` and `lemmas` `(pairs,)` are the context lemmas, once an occurrence, with the sense (0 .. k-1) of the
    occurrence; `sizes` `(k,)` counts the occurrences. A word needs two of them unless the sense is small.
    """
    known = (lemmas < len(corpus.counts)) & (lemmas != own)
    known[known] = corpus.counts[lemmas[known]] > 0
    words, places = np.unique(lemmas[known], return_inverse=True)
    shape = (len(centres), len(words))
    tables = (
        np.bincount(senses[known] * len(words) + places, minlength=shape[0] * shape[1]).reshape(shape).astype(float)
    )
    everywhere = tables.sum(axis=0)
    prior = PRIOR_STRENGTH * corpus.counts[words] / corpus.total
    nearness = np.maximum(corpus.nearness(words, centres), 0.0) ** 2
    chosen = []
    for table, near, size in zip(tables, nearness, sizes, strict=True):
        scores = _log_odds(table, corpus.counts[words], prior, corpus.total)
        if len(tables) > 1:
            scores = scores + _log_odds(table, everywhere - table, prior, float((everywhere - table).sum()))
        scores = np.maximum(scores, 0.0) * near
        if size >= SMALL_SENSE:
            scores[table < SMALLEST_COUNT] = 0.0
        best = np.argsort(-scores, kind="stable")[:count]
        chosen.append([int(words[place]) for place in best if scores[place] > 0])
    return chosen


def contrast_words(
    catalog: Catalog, ids: IntArray, labels: IntArray, count: int, own: int, most: int = 10
) -> list[tuple[str, ...]]:
    """The words that tell the parts 0 .. count-1 of a lemma's occurrences from each other and from the corpus.

    `ids` `(n,)` ascending with their `labels` `(n,)`, -1 for no part. As `telling_words`, without the nearness of
    vectors: only the words around these occurrences are looked up, so the size of the corpus does not matter.
    """
    inside = np.flatnonzero(labels >= 0)
    inside = inside[drawn(len(inside), MOST_CONTEXTS, 0)]
    if not len(inside):
        return [()] * count
    places, lemmas = catalog.sentences.lemmas_around(ids[inside], SPAN)
    words, columns = np.unique(lemmas, return_inverse=True)
    rows = catalog.lemmas.by_id(words.tolist())
    # Words that are mostly left out of the vectors are function words.
    counts_of = {word: row.frequency for word, row in rows.items() if row.is_content}
    corpus = np.array([counts_of.get(word, 0) for word in words.tolist()], dtype=np.float64)
    corpus[words == own] = 0.0
    total = float(max(catalog.settings.next_id("occurrence") - 1, 1))
    table = np.zeros((count, len(words)))
    np.add.at(table, (labels[inside][places], columns), 1.0)
    prior = PRIOR_STRENGTH * np.maximum(corpus, 1.0) / total
    everywhere = table.sum(axis=0)
    chosen = []
    for counts in table:
        scores = _log_odds(counts, corpus, prior, total)
        if count > 1:
            rest = everywhere - counts
            scores = scores + _log_odds(counts, rest, prior, float(rest.sum()))
        scores[(corpus == 0) | (counts < SMALLEST_COUNT)] = 0.0
        best = np.argsort(-scores, kind="stable")[:most]
        chosen.append(tuple(dict.fromkeys(rows[int(words[place])].lemma for place in best if scores[place] > 0)))
    return chosen


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
