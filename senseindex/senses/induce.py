"""Induce the senses of lemmas: read their vectors, cluster, assign, label, save.

Lemmas are saved in batches, one transaction each: an interrupted induction keeps the lemmas it has finished, and they
are served from mixed cells until the next compaction.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np
from threadpoolctl import threadpool_limits

from senseindex.answers.reports import InduceReport
from senseindex.arrays import IntArray
from senseindex.senses.algorithms.clustering import SAMPLE, SenseClusters, cluster_occurrences
from senseindex.senses.algorithms.induction import Induction
from senseindex.senses.algorithms.occurrences import LemmaOccurrences
from senseindex.senses.algorithms.separability import separability
from senseindex.senses.context_words import SPAN, CorpusProfile, telling_words
from senseindex.senses.inventory import InducedLemma, save_induced
from senseindex.senses.lemma_vectors import lemma_vectors
from senseindex.senses.recentre import recentre
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.catalog.senses import UNCLEAR_NUMBER
from senseindex.store.cells.selection import Selection
from senseindex.store.cells.vector_store import VectorStore
from senseindex.vectors.static import StaticVectors

Progress = Callable[[str, int, int], None]

CONTEXT_WORDS = 10
SIMILAR_WORDS = 5
DISCOURSE_SENTENCES = 5


def induce_senses(
    catalog: Catalog,
    store: VectorStore,
    lemmas: Sequence[LemmaRow],
    found: Iterable[Sequence[InducedLemma]],
    *,
    static: StaticVectors | None = None,
    progress: Progress | None = None,
) -> InduceReport:
    """Save what is `found` for these lemmas, batch by batch in their order; the caller holds the writer's lock."""
    started = time.perf_counter()
    done = ambiguous = senses = occurrences = unclear = 0
    for batch in found:
        for own in batch:
            ambiguous += len(own.centres) > 1
            senses += len(own.centres)
            occurrences += len(own.ids)
            unclear += int(np.count_nonzero(own.labels < 0))
        complete = batch if static is None else _with_similar_words(batch, static)
        with catalog.writing():
            for own in complete:
                if stale := save_induced(catalog, own):
                    recentre(catalog, store, stale)
        done += len(batch)
        if progress:
            progress("induce", done, len(lemmas))
    if progress and done < len(lemmas):  # what is locked was left out
        progress("induce", len(lemmas), len(lemmas))
    seconds = time.perf_counter() - started
    return InduceReport(done, ambiguous, senses, occurrences, unclear, seconds, locked=len(lemmas) - done)


class SenseFinder:
    """Finds senses in the snapshot of an index; it writes nothing, so that several processes may share the work."""

    def __init__(self, catalog: Catalog, store: VectorStore, induction: Induction) -> None:
        self._catalog = catalog
        self._store = store
        self._induction = induction
        self._corpus = CorpusProfile(catalog, store)
        self._dead = catalog.segments.dead()

    def find(self, lemmas: Sequence[LemmaRow]) -> list[InducedLemma]:
        """The senses of each lemma that is not all locked, without similar words."""
        # Matrices of a lemma are small: threads cost more than they give, and those of numpy, scipy and faiss fight.
        with threadpool_limits(1):
            found = (
                _induce_lemma(self._catalog, self._store, lemma, self._induction, self._corpus, self._dead)
                for lemma in lemmas
            )
            return [own for own in found if own is not None]


def _induce_lemma(
    catalog: Catalog,
    store: VectorStore,
    lemma: LemmaRow,
    induction: Induction,
    corpus: CorpusProfile,
    dead: Selection,
) -> InducedLemma | None:
    """None where people have locked it all."""
    ids, vectors = lemma_vectors(catalog, store, lemma.id, dead)
    locked = [sense.id for sense in catalog.senses.of([lemma.id]) if sense.locked]
    if locked:
        free = ~np.isin(ids, catalog.occurrences.ids([lemma.id], locked))
        ids, vectors = ids[free], vectors[free]
    if not len(ids) or everything_locked(catalog, lemma.id):
        return None
    starts = discourse_starts(catalog, lemma.id, ids, corpus.documents_of(ids))
    found = cluster_occurrences(LemmaOccurrences(vectors, lemma.lempos), starts, induction, lemma.id)
    names = list(_words_of(catalog, lemma, ids, found, induction.seed, corpus))
    apart = separability(vectors, found.labels, found.centres)
    return InducedLemma(
        lemma,
        ids,
        found.labels,
        found.confidences,
        found.centres,
        found.discriminants,
        tuple(names),
        ((),) * len(names),
        apart,
    )


def everything_locked(catalog: Catalog, lemma_id: int) -> bool:
    """Whether all senses of a lemma are locked; what is unclear beside them is left for people too."""
    clear = [sense for sense in catalog.senses.of([lemma_id]) if sense.number != UNCLEAR_NUMBER]
    return bool(clear) and all(sense.locked for sense in clear)


def discourse_starts(catalog: Catalog, lemma_id: int, ids: IntArray, documents: IntArray) -> IntArray:
    """Where the groups of a lemma's occurrences begin that stand close together in one document.

    `ids` `(n,)` ascending occurrence ids, `documents` `(n,)` their documents; the answer `(groups,)` counts from 0.
    Close usages have one sense nearly always (Gale, Church & Yarowsky 1992) and share their passage, so they must not
    look like a cluster of their own.
    """
    known, sentences = catalog.occurrences.sentences_by_id(lemma_id)
    sentences = sentences[np.searchsorted(known, ids)]
    apart = (np.diff(sentences) > DISCOURSE_SENTENCES) | (np.diff(documents) != 0)
    starts: IntArray = np.concatenate([[0], np.flatnonzero(apart) + 1])
    return starts


def _words_of(
    catalog: Catalog,
    lemma: LemmaRow,
    ids: IntArray,
    found: SenseClusters,
    seed: int,
    corpus: CorpusProfile,
) -> Iterator[tuple[str, ...]]:
    clear = np.flatnonzero(found.labels >= 0)
    if len(clear) > SAMPLE:
        clear = np.sort(np.random.default_rng([seed, lemma.id]).choice(clear, SAMPLE, replace=False))
    places, context = catalog.sentences.lemmas_around(ids[clear], SPAN)
    labels = found.labels[clear]
    sizes = np.bincount(labels, minlength=len(found.centres))
    chosen = telling_words(labels[places], context, sizes, found.centres, corpus, lemma.id, CONTEXT_WORDS)
    spelling = {
        row.id: row.lemma for row in catalog.lemmas.by_id(sorted({i for words in chosen for i in words})).values()
    }
    for words in chosen:
        # The same lemma in two parts of speech is one word to a reader.
        yield tuple(dict.fromkeys(spelling[word] for word in words if spelling[word] != lemma.lemma))


def _with_similar_words(found: Sequence[InducedLemma], static: StaticVectors) -> list[InducedLemma]:
    """Add to every sense the static neighbours of the lemma drawn towards its telling words; one search for all."""
    words_of = [
        [word for word in (lemma.lemma.lemma, *words) if word in static]
        for lemma in found
        for words in lemma.context_words
    ]
    points = np.zeros((len(words_of), static.dimension), dtype=np.float32)
    for point, words in zip(points, words_of, strict=True):
        for word in words:
            vector = static.vector(word)
            point += vector / max(float(np.linalg.norm(vector)), 1e-12)
    neighbors = static.neighbors_of_vectors(points, SIMILAR_WORDS, words_of)
    # A sense whose words are all unknown has no direction, so it has no neighbours.
    similar = iter(
        tuple(each.word for each in nearest) if words else ()
        for nearest, words in zip(neighbors, words_of, strict=True)
    )
    return [replace(lemma, similar_words=tuple(islice(similar, len(lemma.context_words)))) for lemma in found]
