"""The words that tell a sense: which lemmas stand around its occurrences more often than elsewhere.

Three things make a word telling. It is a collocate: z-scores of the log-odds ratio with an informative Dirichlet prior
(Monroe, Colaresi & Quinn 2008, "Fightin' Words"), of the sense against the corpus and against the lemma's other
senses. It stands there in many documents: what one novel has to say of a bank is no label of a sense. And it belongs
to the sense: the centre of its own occurrences lies near the centre of the sense, nearer than other words do.

A person shall read them: they are content words, no inflections of the word itself, and names only where there are
hardly any words. A name is what is written with a capital mostly where its place does not ask for one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from senseindex.arrays import BoolArray, DoubleArray, FloatArray, IntArray, drawn
from senseindex.corpus.function_words import NUMBERS, function_words
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.cells.vector_store import VectorStore

SPAN = 10
PRIOR_STRENGTH = 100.0
SMALLEST_COUNT = 2
SMALL_SENSE = 50
MOST_CONTEXTS = 2000
ENOUGH_WORDS: Final = 2
"""Names fill a label up where there are fewer words than this."""

NAME: Final = 0.5
"""A lemma is a name where more than this part of its tokens inside sentences begin with a capital."""

NOUNS_IN_CAPITALS: Final = 0.25
"""Where more than this part of the content words is written so, as in German, capitals tell no names."""

DOCUMENTS: Final = ((3, 2), (8, 3))
"""In how many documents of a sense a word is to stand, by how many the sense has at least."""

OF_FEW_DOCUMENTS: Final = 0.25
"""What a word counts that stands in fewer."""

FARTHEST: Final = 0.2
"""What the word farthest from the sense counts, where the nearest counts 1."""

_ENDINGS: Final = ("s", "es", "ed", "d", "ing", "en", "n", "'s")


@dataclass(frozen=True)
class Readable:
    """What a person can read a sense by, by lemma id `(lemmas,)`: `words`, and `names`, which are left out of them."""

    words: BoolArray
    names: BoolArray


def readable(
    catalog: Catalog, lemmas: Iterable[LemmaRow] | None = None, sentence_ids: IntArray | None = None
) -> Readable:
    """Which of these lemmas, or of all, are words and which names, as these sentences, or the corpus, write them."""
    rows = list(catalog.lemmas.with_occurrences(1) if lemmas is None else lemmas)
    size = 1 + max((row.id for row in rows), default=0)
    language = str(catalog.settings.get("language") or "")
    closed = function_words(language) | NUMBERS.get(language, frozenset())
    content, acronyms = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    for row in rows:
        content[row.id] = (
            row.is_content and row.occurrences > 0 and _is_word(row.lemma) and row.lemma.lower() not in closed
        )
        acronyms[row.id] = len(row.lemma) > 1 and row.lemma.isupper()
    inside, capitals = catalog.sentences.capital_counts(size, sentence_ids)
    names = capitals > NAME * inside
    if capitals[content].sum() > NOUNS_IN_CAPITALS * inside[content].sum():
        names[:] = False
    names |= acronyms
    return Readable(content & ~names, content & names)


def _is_word(lemma: str) -> bool:
    """Whether it is spelt as a word: letters, three of them where there are capitals, with hyphens at most."""
    least = 3 if lemma.lower() != lemma.upper() else 1
    return len(lemma) >= least and all(part.isalpha() for part in lemma.replace("'", "-").split("-"))


def is_inflection(lemma: str, own: str) -> bool:
    """Whether a lemma is but another form of a word that the lemmatizer did not know, such as *bankes* of *bank*."""
    first, second = sorted((lemma.lower(), own.lower()), key=len)
    stems = {first, first.removesuffix("e"), first[:-1] + "i" if first.endswith("y") else first, first + first[-1:]}
    return first == second or any(second == stem + ending for stem in stems for ending in _ENDINGS)


class CorpusProfile:
    """How often every content lemma occurs, and the centre of its occurrences: what a sense is compared with."""

    def __init__(self, catalog: Catalog, store: VectorStore) -> None:
        lemmas = catalog.lemmas.table()
        self.counts = np.zeros(int(lemmas.ids[lemmas.occurrences > 0].max(initial=0)) + 1, dtype=np.float64)
        self.counts[lemmas.ids[lemmas.occurrences > 0]] = lemmas.occurrences[lemmas.occurrences > 0]
        self.total = max(float(self.counts.sum()), 1.0)
        self.readable = readable(catalog)
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
    documents: IntArray | None = None,
) -> list[list[int]]:
    """The `count` most telling lemma ids of every sense, best first, without the lemma `own` itself.

    `senses` and `lemmas` `(pairs,)` are the context lemmas, once an occurrence, with the sense (0 .. k-1) of the
    occurrence, and `documents` `(pairs,)` with its document; `sizes` `(k,)` counts the occurrences. A word needs two of
    them unless the sense is small.
    """
    known = (lemmas < len(corpus.counts)) & (lemmas != own)
    known[known] = corpus.counts[lemmas[known]] > 0
    words, places = np.unique(lemmas[known], return_inverse=True)
    table = _table(senses[known], places, len(centres), len(words))
    spread = np.ones_like(table)
    if documents is not None:
        spread = _spread(senses[known], places, documents[known], table)
    near = rankdata(corpus.nearness(words, centres), axis=1) / max(len(words), 1)
    weights = (FARTHEST + (1.0 - FARTHEST) * near) * spread
    scores = _scores(table, corpus.counts[words], corpus.total, sizes, weights)
    return _chosen(scores, words, corpus.readable, count)


def contrast_words(
    catalog: Catalog, ids: IntArray, labels: IntArray, count: int, own: int, most: int = 10
) -> list[tuple[str, ...]]:
    """The words that tell the parts 0 .. count-1 of a lemma's occurrences from each other and from the corpus.

    `ids` `(n,)` ascending with their `labels` `(n,)`, -1 for no part. As `telling_words`, without the nearness of
    vectors: only the sentences of these occurrences are looked up, so the size of the corpus does not matter.
    """
    inside = np.flatnonzero(labels >= 0)
    inside = inside[drawn(len(inside), MOST_CONTEXTS, 0)]
    if not len(inside):
        return [()] * count
    occurrences = catalog.occurrences.of_ids(ids[inside])
    places, lemmas = catalog.sentences.lemmas_around(ids[inside], SPAN)
    senses, documents = labels[inside][places], occurrences.documents[places]
    words, columns = np.unique(lemmas, return_inverse=True)
    rows = catalog.lemmas.by_id([*words.tolist(), own])
    kinds = readable(catalog, rows.values(), np.unique(occurrences.sentences))
    corpus = np.array([rows[word].frequency if word in rows else 0 for word in words.tolist()], dtype=np.float64)
    known = corpus > 0
    known[words == own] = False
    table = _table(senses, columns, count, len(words)) * known
    total = float(max(catalog.settings.next_id("occurrence") - 1, 1))
    sizes = np.bincount(labels[inside], minlength=count)
    spread = _spread(senses, columns, documents, table)
    scores = _scores(table, np.maximum(corpus, 1.0), total, np.maximum(sizes, SMALL_SENSE), spread)
    chosen = _chosen(scores, words, kinds, most)
    return [
        tuple(dict.fromkeys(rows[word].lemma for word in each if not is_inflection(rows[word].lemma, rows[own].lemma)))
        for each in chosen
    ]


def _table(senses: IntArray, places: IntArray, rows: int, columns: int) -> DoubleArray:
    counts = np.bincount(senses * columns + places, minlength=rows * columns)
    return counts.reshape(rows, columns).astype(np.float64)


def _spread(senses: IntArray, places: IntArray, documents: IntArray, table: DoubleArray) -> DoubleArray:
    """In how many documents of a sense a word stands, of those in which it could (0..1), as `table` `(k, words)`.

    The root of it, as a rare word is easily in as many as it can; less for one of too few documents (`DOCUMENTS`).
    """
    numbers = np.unique(documents, return_inverse=True)[1]
    size = int(numbers.max(initial=0)) + 1
    cells = np.unique((senses * table.shape[1] + places) * size + numbers) // size
    words = np.bincount(cells, minlength=table.size).reshape(table.shape).astype(np.float64)
    own = np.bincount(np.unique(senses * size + numbers) // size, minlength=len(table))[:, None]
    spread: DoubleArray = np.sqrt(words / np.maximum(np.minimum(table, own), 1.0))
    for documents_of_sense, least in DOCUMENTS:
        few = (words < least) & (own >= documents_of_sense)
        spread[few] = np.minimum(spread[few], OF_FEW_DOCUMENTS)
    return spread


def _scores(
    table: DoubleArray, corpus: DoubleArray, total: float, sizes: IntArray, weights: DoubleArray
) -> DoubleArray:
    """How telling each word `(k, words)` is: 0 for one that is not."""
    prior = PRIOR_STRENGTH * corpus / total
    everywhere = table.sum(axis=0)
    scores = np.zeros_like(table)
    for place, counts in enumerate(table):
        own = _log_odds(counts, corpus, prior, total)
        if len(table) > 1:
            others = _log_odds(counts, everywhere - counts, prior, float((everywhere - counts).sum()))
            own = np.where(others > 0, own + others, 0.0)  # what another sense has more of tells that one
        if sizes[place] >= SMALL_SENSE:
            own[counts < SMALLEST_COUNT] = 0.0
        scores[place] = np.maximum(own, 0.0)
    # What stands everywhere (*good*, *get*) says little, even where it stands a little more often.
    found: DoubleArray = scores * weights * np.log(total / np.maximum(corpus, 1.0)).clip(0.0)
    return found


def _chosen(scores: DoubleArray, words: IntArray, kinds: Readable, count: int) -> list[list[int]]:
    """The `count` best words of each row of `scores` `(k, words)`; then names, where there are few words."""
    chosen = []
    readable_words = kinds.words[words]
    for row in scores:
        best = np.argsort(-row, kind="stable")
        best = best[row[best] > 0]
        found = best[readable_words[best]][:count].tolist()
        if len(found) < ENOUGH_WORDS:
            found += best[kinds.names[words[best]]][: count - len(found)].tolist()
        chosen.append(words[found].tolist())
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
