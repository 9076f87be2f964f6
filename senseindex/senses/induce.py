"""Induce lemmas and save what is found as their senses, by what the index remembers of how to do it.

Lemmas are saved in batches, one transaction each: an interrupted induction keeps the lemmas it has finished, and they
are served from mixed cells until the next compaction.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, TypedDict

import numpy as np

from senseindex.answers.reports import InduceReport, LemmaUpdate, UpdateReport
from senseindex.index.compaction import compact
from senseindex.index.open_index import OpenIndex, Progress
from senseindex.senses.algorithms.induction import Induction
from senseindex.senses.drift import due_lemmas, sense_state, what_moved
from senseindex.senses.inventory import InducedLemma, save_induced
from senseindex.senses.pool import induced_lemmas
from senseindex.senses.recentre import recentre
from senseindex.senses.stored_induction import SETTING, chosen_induction, stored_induction
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.cells.vector_store import VectorStore
from senseindex.vectors.static import StaticVectors

SIMILAR_WORDS = 5


class InduceSettings(TypedDict, total=False):
    """How senses shall be found, as `SenseIndex.induce` says."""

    min_frequency: int | None
    algorithm: str | None
    parameters: Mapping[str, Any] | None
    seed: int | None
    progress: Progress | None


def induce_and_save(
    index: OpenIndex,
    words: Sequence[str] | None,
    *,
    min_frequency: int | None = None,
    algorithm: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    seed: int | None = None,
    progress: Progress | None = None,
) -> InduceReport:
    """Find the senses of the lemmas of these words, or of all that are frequent enough, as `SenseIndex.induce` says.

    An induction of all, and the first one, is what the index remembers.
    """
    started = time.perf_counter()
    asked = algorithm, parameters, seed
    chosen_induction(stored_induction(index.catalog), *asked)  # what cannot be is refused before any work
    with index.writing():  # moves on to the newest state
        catalog = index.catalog
        induction = chosen_induction(stored_induction(catalog), *asked)
        if words is None:
            minimum = index.setting("min_frequency") if min_frequency is None else min_frequency
            lemmas = catalog.lemmas.with_occurrences(max(int(minimum), 1))
        else:
            lemmas = [lemma for word in dict.fromkeys(words) for lemma in index.lemmas(word)]
        remembered = induction if words is None or catalog.settings.get(SETTING) is None else None
        report = _induce_lemmas(index, lemmas, induction, remembered, progress)
        if words is None and lemmas:
            compact(catalog, index.store, progress)
    return replace(report, seconds=time.perf_counter() - started)


def induce_outgrown(index: OpenIndex, *, seed: int | None = None, progress: Progress | None = None) -> UpdateReport:
    """Induce and save again the lemmas that `drift` finds due, by the induction that the index remembers."""
    started = time.perf_counter()
    with index.writing():
        catalog = index.catalog
        induction = chosen_induction(stored_induction(catalog), None, None, seed)
        due = due_lemmas(catalog, int(index.setting("min_frequency")))
        examined = len(catalog.lemmas.with_occurrences(1))
        updates: tuple[LemmaUpdate, ...] = ()
        if due:
            before = [sense_state(catalog, each.row.id) for each in due]
            lemmas = [each.row for each in due]
            remembered = induction if catalog.settings.get(SETTING) is None else None
            _induce_lemmas(index, lemmas, induction, remembered, progress)
            updates = tuple(what_moved(catalog, *each) for each in zip(due, before, strict=True))
            compact(catalog, index.store, progress)
    return UpdateReport(examined, updates, time.perf_counter() - started)


def _induce_lemmas(
    index: OpenIndex,
    lemmas: Sequence[LemmaRow],
    induction: Induction,
    remembered: Induction | None,
    progress: Progress | None,
) -> InduceReport:
    batches = induced_lemmas(index, lemmas, induction)
    static = index.models.static
    return save_batches(
        index.catalog, index.store, lemmas, batches, remembered=remembered, static=static, progress=progress
    )


def save_batches(
    catalog: Catalog,
    store: VectorStore,
    lemmas: Sequence[LemmaRow],
    batches: Iterable[Sequence[InducedLemma]],
    *,
    remembered: Induction | None = None,
    static: StaticVectors | None = None,
    progress: Progress | None = None,
) -> InduceReport:
    """Save what was found for these lemmas, batch by batch in their order; the caller holds the writer's lock.

    With the first batch the index remembers the induction, where one is given.
    """
    started = time.perf_counter()
    done = ambiguous = senses = occurrences = unclear = 0
    for batch in batches:
        for own in batch:
            ambiguous += len(own.clusters.centres) > 1
            senses += len(own.clusters.centres)
            occurrences += len(own.ids)
            unclear += int(np.count_nonzero(own.clusters.labels < 0))
        complete = batch if static is None else _with_similar_words(batch, static)
        with catalog.writing():
            if remembered is not None and not done:
                catalog.settings.set(SETTING, remembered.to_dict())
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
