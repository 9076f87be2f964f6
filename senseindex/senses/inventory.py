"""Change the sense inventory: save what an induction found, put new occurrences into the senses there are.

Ids are stable: a sense is `bank%1` for good, numbers are handed out largest first and never reused, and a new
induction keeps the id of the old sense that it overlaps most. Number 0 of a lemma holds its `unclear` occurrences.
What people said stays: locked senses with their occurrences, labels and definitions of senses, labelled occurrences.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from senseindex.arrays import FloatArray, IntArray
from senseindex.senses.algorithms.assign import assign, nearest_centre
from senseindex.senses.algorithms.clustering import SenseClusters
from senseindex.senses.lemma_vectors import lemma_vectors
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.catalog.senses import UNCLEAR_NUMBER, SenseRow
from senseindex.store.cells.vector_store import VectorStore


@dataclass(frozen=True)
class InducedLemma:
    """What an induction found for one lemma.

    `ids` `(n,)` ascending occurrence ids, and the `clusters` that they form; the telling and the similar words of each
    main sense, the telling ones of each leaf, and how surely each occurrence has its leaf `(n,)`; how far the main
    senses lie apart. Occurrences of locked senses are left out.
    """

    lemma: LemmaRow
    ids: IntArray
    clusters: SenseClusters
    context_words: tuple[tuple[str, ...], ...]
    similar_words: tuple[tuple[str, ...], ...]
    leaf_words: tuple[tuple[str, ...], ...]
    leaf_confidences: FloatArray
    separability: float | None = None


class SenseAssigner:
    """Puts new occurrences into the senses that their lemmas have already; reads those of a lemma when first asked."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._any = catalog.senses.any()
        self._senses: dict[int, list[SenseRow]] = {}
        self._under: dict[int, list[SenseRow]] = {}

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
            labels, confidences = assign(vectors[places], directions_of(clear))
            for label, sense in enumerate(clear):
                inside = places[labels == label]
                sense_ids[inside] = self._narrowest(sense, vectors[inside])
            sense_ids[places[labels < 0]] = unclear
            percents[places] = np.rint(100 * confidences)
        return sense_ids, percents

    def _narrowest(self, main: SenseRow, vectors: FloatArray) -> IntArray | int:
        """The nearest of the subsenses of a main sense; that itself where it has none."""
        under = self._under.get(main.id, ())
        if not under or not len(vectors):
            return main.id
        centres = np.stack([sense.centre for sense in under if sense.centre is not None])
        return np.array([sense.id for sense in under], dtype=np.int64)[nearest_centre(vectors, centres)[0]]

    def _read(self, lemma_ids: set[int]) -> None:
        missing = sorted(lemma_ids - self._senses.keys())
        self._senses.update((lemma_id, []) for lemma_id in missing)
        for sense in self._catalog.senses.of(missing, depth=2):
            if not sense.parent:
                self._senses[sense.lemma_id].append(sense)
            elif sense.centre is not None:
                self._under.setdefault(sense.parent, []).append(sense)


def directions_of(senses: Sequence[SenseRow]) -> FloatArray:
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
        for level in (sense_ids, catalog.senses.to_mains(lemma_id, sense_ids)):
            for sense_id in np.unique(level[known]).tolist():
                catalog.senses.update(sense_id, confidence=float(percents[level == sense_id].mean()) / 100)
    catalog.lemmas.move_all(lemma_ids)


def save_induced(catalog: Catalog, found: InducedLemma) -> set[int]:
    """Replace the senses of a lemma by what was found, inside the caller's transaction.

    A sense that people named, defined or labelled occurrences of is kept also where it was not found again, and has
    those occurrences. Gives the senses to `recentre`: those that therefore hold others than were found, and one
    where senses that were not found take part in telling all apart.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    lemma_id, clusters = found.lemma.id, found.clusters
    everything = [sense for sense in catalog.senses.of([lemma_id], depth=2) if sense.number != UNCLEAR_NUMBER]
    living = [sense for sense in everything if not sense.parent]
    old = {sense.id: sense for sense in living if not sense.locked}
    before = catalog.occurrences.of_lemma(lemma_id)
    was = before.senses[np.searchsorted(before.ids, found.ids)]
    kept = _matched(clusters.labels, len(clusters.centres), catalog.senses.to_mains(lemma_id, was), list(old))
    labelled, label_senses = catalog.labels.of(lemma_id)
    unclear_id = catalog.senses.unclear(found.lemma)
    actions = {unclear_id: "update"}
    cluster_senses = np.full(len(clusters.centres) + 1, unclear_id, dtype=np.int64)
    for cluster in range(len(clusters.centres)):
        sense_id = kept.get(cluster)
        actions[sense_id or 0] = "update"
        if sense_id is None:
            sense_id = catalog.senses.add(found.lemma)[0]
            actions[sense_id] = "induce"
        cluster_senses[cluster] = sense_id
    actions.pop(0, None)
    catalog.senses.forget_leaves(lemma_id)
    catalog.lemmas.set_tree(lemma_id, json.dumps(clusters.tree.to_dict()))
    said = set(label_senses.tolist())
    theirs = [sense for sense in everything if sense.locked or sense.named or sense.definition or sense.id in said]
    kept_by_people = {sense.id for sense in theirs} | {sense.main for sense in theirs}
    for sense in living:
        if sense.id in kept_by_people:
            actions.setdefault(sense.id, "update")
    sense_ids, leaf_senses = _with_subsenses(catalog, found, cluster_senses, everything, was, kept_by_people)
    percents = np.rint(100 * clusters.confidences).astype(np.int64)
    there = {*actions, *(sense.id for sense in catalog.senses.of([lemma_id], depth=2) if sense.parent)}
    labels = np.isin(label_senses, list(there)) & np.isin(labelled, found.ids)
    places = np.searchsorted(found.ids, labelled[labels])
    main_of = catalog.senses.mains_of(lemma_id)
    wanted = np.array(
        [
            own if main_of.get(own) == label else label  # a subsense of what was said is narrower
            for own, label in zip(sense_ids[places].tolist(), label_senses[labels].tolist(), strict=True)
        ],
        dtype=np.int64,
    )
    changed = sense_ids[places] != wanted
    stale = {*sense_ids[places][changed].tolist(), *wanted[changed].tolist()}
    sense_ids[places], percents[places] = wanted, 100
    named = {sense.id for sense in everything if sense.named}
    for cluster, sense_id in enumerate(cluster_senses[:-1].tolist()):
        catalog.senses.update(
            sense_id,
            context_words=found.context_words[cluster],
            similar_words=found.similar_words[cluster],
            centre=clusters.centres[cluster],
            discriminant=clusters.discriminants[cluster],
            leaf=int(np.flatnonzero(clusters.mains == cluster)[0]),
        )
        if sense_id not in named:
            label = ", ".join(found.context_words[cluster][:4]) or ", ".join(found.similar_words[cluster][:4])
            catalog.senses.update(sense_id, label=label)
    for leaf, sense_id in leaf_senses.items():
        words = found.leaf_words[leaf]
        catalog.senses.update(sense_id, context_words=words, centre=clusters.leaf_centres[leaf], leaf=leaf)
        if sense_id not in named:
            catalog.senses.update(sense_id, label=", ".join(words[:4]))
    catalog.occurrences.assign_all(found.ids, sense_ids, percents)
    gone = old.keys() - actions.keys()
    for sense_id in gone:
        catalog.senses.retire(sense_id)
        catalog.senses.record(sense_id, now, "retire", {})
    catalog.senses.count_anew(lemma_id)
    mains = catalog.senses.to_mains(lemma_id, sense_ids)
    locked = {sense.id for sense in everything if sense.locked}
    sure = percents * np.where(sense_ids == mains, 1.0, found.leaf_confidences)
    for sense_id in actions.keys() - locked:
        members = mains == sense_id
        confidence = float(percents[members].mean()) / 100 if members.any() else None
        catalog.senses.update(sense_id, confidence=confidence)
    for sense_id in set(leaf_senses.values()) - locked:
        members = sense_ids == sense_id
        confidence = float(sure[members].mean()) / 100 if members.any() else None
        catalog.senses.update(sense_id, confidence=confidence)
    saved = {sense.id: sense for sense in catalog.senses.of([lemma_id])}
    for sense_id, action in actions.items():
        detail = {"size": saved[sense_id].size, "label": saved[sense_id].label}
        catalog.senses.record(sense_id, now, action, detail)
    catalog.lemmas.move_all([lemma_id])
    catalog.lemmas.set_separability(lemma_id, found.separability)
    others = kept_by_people - set(cluster_senses.tolist()) - set(leaf_senses.values())
    return stale | ({unclear_id} if others else set())


def _with_subsenses(
    catalog: Catalog,
    found: InducedLemma,
    cluster_senses: IntArray,
    old: Sequence[SenseRow],
    was: IntArray,
    kept_by_people: set[int],
) -> tuple[IntArray, dict[int, int]]:
    """The sense of each occurrence `(n,)`, a subsense where its main sense has several leaves; and those, by leaf.

    The old subsenses of a main sense that are found again keep their ids; the others are retired, but for those that
    people keep. `was` `(n,)` are the senses of before.
    """
    clusters = found.clusters
    sense_ids = cluster_senses[clusters.labels]
    leaf_senses: dict[int, int] = {}
    rows = {row.id: row for row in catalog.senses.of([found.lemma.id])}
    for cluster, main in enumerate(cluster_senses[:-1].tolist()):
        leaves = np.flatnonzero(clusters.mains == cluster)
        if len(leaves) < 2:
            continue
        inside = clusters.labels == cluster
        numbers = np.where(inside, clusters.tree.labels - leaves[0], -1)
        under = [sense.id for sense in old if sense.parent == main and not sense.locked]
        again = _matched(numbers, len(leaves), was, under)
        for number, leaf in enumerate(leaves.tolist()):
            sense_id = again[number] if number in again else catalog.senses.add_under(rows[main])[0]
            leaf_senses[leaf] = sense_id
            sense_ids[numbers == number] = sense_id
    for sense in old:
        if sense.parent and sense.id not in kept_by_people and sense.id not in leaf_senses.values():
            catalog.senses.retire(sense.id)
    return sense_ids, leaf_senses


def _matched(labels: IntArray, count: int, before: IntArray, living: list[int]) -> dict[int, int]:
    """Which new cluster 0 .. count-1 carries on which old sense: the best one-to-one overlap, at least half of the
    smaller. `labels` and `before` `(n,)` are the cluster and the old sense of each occurrence."""
    if not living:
        return {}
    from scipy.optimize import linear_sum_assignment

    overlap = np.array(
        [
            [np.count_nonzero((labels == cluster) & (before == sense_id)) for sense_id in living]
            for cluster in range(count)
        ]
    )
    matched = {}
    for cluster, place in zip(*linear_sum_assignment(-overlap), strict=True):
        smaller = min(np.count_nonzero(labels == cluster), np.count_nonzero(before == living[place]))
        if overlap[cluster, place] * 2 >= max(smaller, 1):
            matched[int(cluster)] = living[place]
    return matched
