"""Change the sense inventory: save what an induction found, put new occurrences into the senses there are.

Ids are stable: a sense is `bank%1` for good, numbers are handed out largest first and never reused, and a new
induction keeps the id of the old sense that it overlaps most. Number 0 of a lemma holds its `unclear` occurrences.
What people said stays: locked senses with their occurrences, labels and definitions of senses, labelled occurrences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from senseindex.arrays import FloatArray, IntArray
from senseindex.senses.algorithms.assign import TRUST, assign
from senseindex.senses.lemma_vectors import lemma_vectors
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.catalog.senses import UNCLEAR_NUMBER, SenseRow
from senseindex.store.cells.vector_store import VectorStore


@dataclass(frozen=True)
class InducedLemma:
    """What an induction found for one lemma.

    `ids` `(n,)` ascending occurrence ids; `labels` `(n,)` cluster numbers from 0, largest cluster first, -1 for
    unclear; `confidences` `(n,)` in 0..1; `centres` and `discriminants` `(k, d)`; the telling and the similar words of
    each cluster; how far the clusters lie apart. Occurrences of locked senses are left out.
    """

    lemma: LemmaRow
    ids: IntArray
    labels: IntArray
    confidences: npt.NDArray[np.float32]
    centres: FloatArray
    discriminants: FloatArray
    context_words: tuple[tuple[str, ...], ...]
    similar_words: tuple[tuple[str, ...], ...]
    separability: float | None = None


class SenseAssigner:
    """Puts new occurrences into the senses that their lemmas have already; reads those of a lemma when first asked."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._any = catalog.senses.any()
        self._senses: dict[int, list[SenseRow]] = {}

    def assign(self, lemma_ids: IntArray, vectors: FloatArray) -> tuple[IntArray, IntArray]:
        """Sense ids (0 for none) and confidences in percent (-1 for none) of occurrences `(n,)`."""
        sense_ids = np.zeros(len(lemma_ids), dtype=np.int64)
        percents = np.full(len(lemma_ids), -1, dtype=np.int64)
        if not self._any:
            return sense_ids, percents
        self._read(set(lemma_ids.tolist()))
        for lemma_id in np.unique(lemma_ids).tolist():
            senses = self._senses[lemma_id]
            if all(sense.centre is None for sense in senses):
                continue
            places = np.flatnonzero(lemma_ids == lemma_id)
            clear = [sense for sense in senses if sense.centre is not None]
            unclear = next((sense.id for sense in senses if sense.number == UNCLEAR_NUMBER), 0)
            labels, confidences = assign(vectors[places], _directions(clear))
            ids = np.array([*(sense.id for sense in clear), unclear], dtype=np.int64)
            sense_ids[places] = ids[labels]
            percents[places] = np.rint(100 * TRUST * confidences)
        return sense_ids, percents

    def _read(self, lemma_ids: set[int]) -> None:
        missing = sorted(lemma_ids - self._senses.keys())
        self._senses.update((lemma_id, []) for lemma_id in missing)
        for sense in self._catalog.senses.of(missing):
            self._senses[sense.lemma_id].append(sense)


def _directions(senses: Sequence[SenseRow]) -> FloatArray:
    """What to assign by `(k, d)`: discriminants where all of these senses have one, else their centres."""
    centres = [sense.centre for sense in senses if sense.centre is not None]
    found = [sense.discriminant for sense in senses if sense.discriminant is not None]
    return np.stack(found if len(found) == len(senses) else centres)


def assign_all(catalog: Catalog, store: VectorStore) -> None:
    """Put the occurrences of all lemmas that have senses into them, inside the caller's transaction.

    What people labelled stays where they put it. The senses keep their centres.
    """
    assigner, dead = SenseAssigner(catalog), catalog.segments.dead()
    lemma_ids = sorted(catalog.senses.lemmas_with_any())
    for lemma_id in lemma_ids:
        ids, vectors = lemma_vectors(catalog, store, lemma_id, dead)
        sense_ids, percents = assigner.assign(np.full(len(ids), lemma_id), vectors)
        labelled, label_senses = catalog.labels.of(lemma_id)
        places = np.searchsorted(ids, labelled)
        sense_ids[places], percents[places] = label_senses, 100
        known = sense_ids > 0
        catalog.occurrences.assign_all(ids[known], sense_ids[known], percents[known])
        catalog.senses.count_anew(lemma_id)
        for sense_id in np.unique(sense_ids[known]).tolist():
            catalog.senses.update(sense_id, confidence=float(percents[sense_ids == sense_id].mean()) / 100)
    catalog.lemmas.move_all(lemma_ids)


def save_induced(catalog: Catalog, found: InducedLemma) -> set[int]:
    """Replace the senses of a lemma by what was found, inside the caller's transaction.

    A sense that people named, defined or labelled occurrences of is kept also where it was not found again, and has
    those occurrences. Gives the senses to `recentre`: those that therefore hold others than were found, and one
    where senses that were not found take part in telling all apart.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    lemma_id = found.lemma.id
    living = [sense for sense in catalog.senses.of([lemma_id]) if sense.number != UNCLEAR_NUMBER]
    old = {sense.id: sense for sense in living if not sense.locked}
    before = catalog.occurrences.of_lemma(lemma_id)
    kept = _matched(found, before.ids, before.senses, list(old))
    labelled, label_senses = catalog.labels.of(lemma_id)
    unclear_id = catalog.senses.unclear(found.lemma)
    actions = {unclear_id: "update"}
    cluster_senses = np.full(len(found.centres) + 1, unclear_id, dtype=np.int64)
    for cluster in range(len(found.centres)):
        sense_id = kept.get(cluster)
        actions[sense_id or 0] = "update"
        if sense_id is None:
            sense_id = catalog.senses.add(found.lemma)[0]
            actions[sense_id] = "induce"
        cluster_senses[cluster] = sense_id
    actions.pop(0, None)
    sense_ids = cluster_senses[found.labels]
    percents = np.rint(100 * found.confidences).astype(np.int64)
    kept_by_people = set()
    for sense in living:
        if sense.locked or sense.named or sense.definition or sense.id in label_senses:
            actions.setdefault(sense.id, "update")
            kept_by_people.add(sense.id)
    said = np.isin(label_senses, list(actions)) & np.isin(labelled, found.ids)
    places = np.searchsorted(found.ids, labelled[said])
    changed = sense_ids[places] != label_senses[said]
    stale = {*sense_ids[places][changed].tolist(), *label_senses[said][changed].tolist()}
    sense_ids[places], percents[places] = label_senses[said], 100
    for cluster, sense_id in enumerate(cluster_senses[:-1].tolist()):
        catalog.senses.update(
            sense_id,
            context_words=found.context_words[cluster],
            similar_words=found.similar_words[cluster],
            centre=found.centres[cluster],
            discriminant=found.discriminants[cluster],
        )
        if not any(sense.id == sense_id and sense.named for sense in living):
            label = ", ".join(found.context_words[cluster][:4]) or ", ".join(found.similar_words[cluster][:4])
            catalog.senses.update(sense_id, label=label)
    locked = {sense.id for sense in living if sense.locked}
    for sense_id in actions.keys() - locked:
        members = sense_ids == sense_id
        confidence = float(percents[members].mean()) / 100 if members.any() else None
        catalog.senses.update(sense_id, size=int(members.sum()), confidence=confidence)
    saved = {sense.id: sense for sense in catalog.senses.of([lemma_id])}
    for sense_id, action in actions.items():
        detail = {"size": saved[sense_id].size, "label": saved[sense_id].label}
        catalog.senses.record(sense_id, now, action, detail)
    for sense_id in old.keys() - actions.keys():
        catalog.senses.retire(sense_id)
        catalog.senses.record(sense_id, now, "retire", {})
    catalog.occurrences.assign_all(found.ids, sense_ids, percents)
    catalog.lemmas.move_all([lemma_id])
    catalog.lemmas.set_separability(lemma_id, found.separability)
    others = kept_by_people - set(cluster_senses.tolist())
    return stale | ({unclear_id} if others else set())


def _matched(found: InducedLemma, old_ids: IntArray, old_senses: IntArray, living: list[int]) -> dict[int, int]:
    """Which new cluster carries on which old sense: the best one-to-one overlap, at least half of the smaller."""
    if not living:
        return {}
    from scipy.optimize import linear_sum_assignment

    places = np.searchsorted(old_ids, found.ids)
    before = old_senses[places]
    overlap = np.array(
        [
            [np.count_nonzero((found.labels == cluster) & (before == sense_id)) for sense_id in living]
            for cluster in range(len(found.centres))
        ]
    )
    matched = {}
    for cluster, place in zip(*linear_sum_assignment(-overlap), strict=True):
        smaller = min(np.count_nonzero(found.labels == cluster), np.count_nonzero(old_senses == living[place]))
        if overlap[cluster, place] * 2 >= max(smaller, 1):
            matched[int(cluster)] = living[place]
    return matched
