"""Induce a lemma from a snapshot of an index, and save nothing: read its vectors, cluster, find the telling words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from threadpoolctl import threadpool_limits

from senseindex.arrays import IntArray, drawn
from senseindex.senses.algorithms.assign import leaf_confidences, separability
from senseindex.senses.algorithms.clustering import SAMPLE, SenseClusters, cluster_occurrences
from senseindex.senses.algorithms.induction import Induction
from senseindex.senses.context_words import SPAN, CorpusProfile, is_inflection, telling_words
from senseindex.senses.granularity import threshold_of
from senseindex.senses.inventory import InducedLemma
from senseindex.senses.lemma_vectors import lemma_occurrences, lemma_vectors
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.catalog.senses import UNCLEAR_NUMBER
from senseindex.store.cells.vector_store import VectorStore

CONTEXT_WORDS = 10
DISCOURSE_SENTENCES = 5


class LemmaInducer:
    """Induces lemmas of the snapshot of an index; it writes nothing, so that several processes may share the work."""

    def __init__(self, catalog: Catalog, store: VectorStore, induction: Induction) -> None:
        self._catalog = catalog
        self._store = store
        self._induction = induction
        self._corpus = CorpusProfile(catalog, store)
        self._dead = catalog.segments.dead()

    def induce(self, lemmas: Sequence[LemmaRow]) -> list[InducedLemma]:
        """What is found for each lemma that is not all locked, without similar words."""
        # Matrices of a lemma are small: threads cost more than they give, and those of numpy, scipy and faiss fight.
        with threadpool_limits(1):
            return [induced for induced in map(self._induce, lemmas) if induced is not None]

    def _induce(self, lemma: LemmaRow) -> InducedLemma | None:
        """None where people have locked it all."""
        catalog = self._catalog
        ids, vectors = lemma_vectors(catalog, self._store, lemma.id, self._dead)
        senses = catalog.senses.of([lemma.id], depth=2)
        if locked := [member for sense in senses if sense.locked for member in sense.members]:
            free = ~np.isin(ids, catalog.occurrences.ids([lemma.id], locked))
            ids, vectors = ids[free], vectors[free]
        clear = [sense for sense in senses if sense.number != UNCLEAR_NUMBER and not sense.parent]
        # Where all is locked, what is unclear beside it is left for people too.
        if not len(ids) or (clear and all(sense.locked for sense in clear)):
            return None
        starts = discourse_starts(catalog, lemma.id, ids, self._corpus.documents_of(ids))
        occurrences = lemma_occurrences(catalog, lemma, ids, vectors)
        clusters = cluster_occurrences(occurrences, starts, self._induction, lemma.id, threshold_of(catalog, lemma.id))
        telling, under = _telling_words(catalog, lemma, ids, clusters, self._induction.seed, self._corpus)
        return InducedLemma(
            lemma,
            ids,
            clusters,
            telling,
            ((),) * len(telling),
            under,
            leaf_confidences(vectors, clusters.tree.labels, clusters.leaf_centres, clusters.mains),
            separability(vectors, clusters.labels, clusters.centres),
        )


def discourse_starts(catalog: Catalog, lemma_id: int, ids: IntArray, documents: IntArray) -> IntArray:
    """Where the groups of a lemma's occurrences begin that stand close together in one document.

    `ids` `(n,)` ascending occurrence ids, `documents` `(n,)` their documents; the answer `(groups,)` counts from 0.
    Close usages have one sense nearly always (Gale, Church & Yarowsky 1992) and share their passage, so they must not
    look like a cluster of their own.
    """
    known = catalog.occurrences.of_lemma(lemma_id)
    sentences = known.sentences[np.searchsorted(known.ids, ids)]
    apart = (np.diff(sentences) > DISCOURSE_SENTENCES) | (np.diff(documents) != 0)
    starts: IntArray = np.concatenate([[0], np.flatnonzero(apart) + 1])
    return starts


def _telling_words(
    catalog: Catalog,
    lemma: LemmaRow,
    ids: IntArray,
    clusters: SenseClusters,
    seed: int,
    corpus: CorpusProfile,
) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    """The words that tell each main sense from the others, and those that tell each leaf from the others of its own."""
    clear = np.flatnonzero(clusters.labels >= 0)
    clear = clear[drawn(len(clear), SAMPLE, [seed, lemma.id])]
    places, context = catalog.sentences.lemmas_around(ids[clear], SPAN)
    labels, leaves = clusters.labels[clear], clusters.tree.labels[clear]
    documents = corpus.documents_of(ids[clear])[places]
    sizes = np.bincount(labels, minlength=len(clusters.centres))
    chosen = telling_words(labels[places], context, sizes, clusters.centres, corpus, lemma.id, CONTEXT_WORDS, documents)
    chosen_under: list[list[int]] = []
    for main in range(len(clusters.centres)):
        own = np.flatnonzero(clusters.mains == main)
        if len(own) < 2:
            chosen_under += [chosen[main]] * len(own)
            continue
        inside = labels[places] == main
        numbers = leaves[places[inside]] - own[0]  # the leaves of a main sense follow each other
        counts = np.bincount(leaves[labels == main] - own[0], minlength=len(own))
        centres = clusters.leaf_centres[own]
        chosen_under += telling_words(
            numbers, context[inside], counts, centres, corpus, lemma.id, CONTEXT_WORDS, documents[inside]
        )
    wanted = {word for words in (*chosen, *chosen_under) for word in words}
    spelling = {row.id: row.lemma for row in catalog.lemmas.by_id(sorted(wanted)).values()}

    def spelled(words: list[int]) -> tuple[str, ...]:
        # The same lemma in two parts of speech is one word to a reader.
        return tuple(dict.fromkeys(spelling[word] for word in words if not is_inflection(spelling[word], lemma.lemma)))

    return tuple(map(spelled, chosen)), tuple(map(spelled, chosen_under))
