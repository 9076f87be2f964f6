"""Change the sense inventory: save what an induction found, put new occurrences into the senses there are.

Ids are stable: a sense is `bank%1` for good, numbers are handed out largest first and never reused, and a new
induction keeps the id of the old sense that it overlaps most. Number 0 of a lemma holds its `unclear` occurrences.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from senseindex.records import UNCLEAR
from senseindex.senses.assign import assign
from senseindex.store.catalog import Catalog, LemmaRow, chunks, placeholders
from senseindex.store.senses import CENTRE_TYPE, UNCLEAR_NUMBER, SenseRow, all_senses, senses_of
from senseindex.store.vector_store import FloatArray, IntArray


@dataclass(frozen=True)
class InducedLemma:
    """What an induction found for one lemma.

    `ids` `(n,)` ascending occurrence ids; `labels` `(n,)` cluster numbers from 0, largest cluster first, -1 for
    unclear; `confidences` `(n,)` in 0..1; `centres` `(k, d)`; the telling and the similar words of each cluster.
    """

    lemma: LemmaRow
    ids: IntArray
    labels: IntArray
    confidences: npt.NDArray[np.float32]
    centres: FloatArray
    context_words: tuple[tuple[str, ...], ...]
    similar_words: tuple[tuple[str, ...], ...]


class SenseAssigner:
    """Puts new occurrences into the senses that their lemmas have already."""

    def __init__(self, catalog: Catalog) -> None:
        self._senses: dict[int, list[SenseRow]] = {}
        for sense in all_senses(catalog):
            self._senses.setdefault(sense.lemma_id, []).append(sense)

    def assign(self, lemma_ids: IntArray, vectors: FloatArray) -> tuple[IntArray, IntArray]:
        """Sense ids (0 for none) and confidences in percent (-1 for none) of occurrences `(n,)`."""
        sense_ids = np.zeros(len(lemma_ids), dtype=np.int64)
        percents = np.full(len(lemma_ids), -1, dtype=np.int64)
        if not self._senses:
            return sense_ids, percents
        for lemma_id in np.unique(lemma_ids).tolist():
            senses = self._senses.get(lemma_id)
            if senses is None or all(sense.centre is None for sense in senses):
                continue
            places = np.flatnonzero(lemma_ids == lemma_id)
            clear = [sense for sense in senses if sense.centre is not None]
            unclear = next((sense.id for sense in senses if sense.number == UNCLEAR_NUMBER), 0)
            labels, confidences = assign(
                vectors[places], np.stack([sense.centre for sense in clear if sense.centre is not None])
            )
            ids = np.array([*(sense.id for sense in clear), unclear], dtype=np.int64)
            sense_ids[places] = ids[labels]
            percents[places] = np.rint(100 * confidences)
        return sense_ids, percents


def save_induced(catalog: Catalog, found: InducedLemma) -> None:
    """Replace the senses of a lemma by what was found, inside the caller's transaction."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    connection = catalog.connection
    lemma_id = found.lemma.id
    old = {sense.id: sense for sense in senses_of(catalog, [lemma_id])}
    old_ids, old_senses = catalog.senses_of_occurrences(lemma_id)
    kept = _matched(found, old_ids, old_senses, [sense.id for sense in old.values() if sense.number])
    (highest,) = catalog.rows("SELECT coalesce(max(number), 0) FROM sense WHERE lemma_id = ?", (lemma_id,))[0]
    next_id = catalog.next_id("sense")
    unclear_id = next((sense.id for sense in old.values() if sense.number == UNCLEAR_NUMBER), None)
    sense_ids = np.zeros(len(found.centres) + 1, dtype=np.int64)
    for cluster in range(-1, len(found.centres)):
        members = found.labels == cluster
        size = int(members.sum())
        if cluster < 0:
            sense_id, number, label, words, similar, centre = unclear_id, UNCLEAR_NUMBER, UNCLEAR, "[]", "[]", None
        else:
            sense_id = kept.get(cluster)
            number = old[sense_id].number if sense_id is not None else (highest := highest + 1)
            label = ", ".join(found.context_words[cluster][:4]) or ", ".join(found.similar_words[cluster][:4])
            words, similar = json.dumps(found.context_words[cluster]), json.dumps(found.similar_words[cluster])
            centre = found.centres[cluster].astype(CENTRE_TYPE).tobytes()
        confidence = float(found.confidences[members].mean()) if size else None
        action = "update" if sense_id is not None else "induce"
        if sense_id is None:
            sense_id, next_id = next_id, next_id + 1
            name = _free_name(catalog, found.lemma, number)
            connection.execute(
                "INSERT INTO sense (id, name, lemma_id, number, label) VALUES (?, ?, ?, ?, '')",
                (sense_id, name, lemma_id, number),
            )
        connection.execute(
            "UPDATE sense SET label = ?, context_words = ?, similar_words = ?, size = ?, confidence = ?, "
            "centroid = ?, retired = 0 WHERE id = ?",
            (label, words, similar, size, confidence, centre, sense_id),
        )
        _record(catalog, sense_id, now, action, {"size": size, "label": label})
        sense_ids[cluster] = sense_id
    for sense in old.values():
        if sense.id not in sense_ids:
            connection.execute("UPDATE sense SET retired = 1, size = 0 WHERE id = ?", (sense.id,))
            _record(catalog, sense.id, now, "retire", {})
    catalog.set_next_id("sense", next_id)
    _set_senses(catalog, found, sense_ids[found.labels])
    connection.execute("UPDATE lemma SET moved = occurrences WHERE id = ?", (lemma_id,))


def _free_name(catalog: Catalog, lemma: LemmaRow, number: int) -> str:
    """The id of a new sense. Two lemmas may look alike (`bank-n`, and the noun `bank`): the later one shows its row."""
    name = f"{lemma.lempos}%{number}"
    return (
        f"{lemma.lempos}.{lemma.id}%{number}" if catalog.rows("SELECT 1 FROM sense WHERE name = ?", (name,)) else name
    )


def _record(catalog: Catalog, sense_id: int, time: str, action: str, detail: dict[str, object]) -> None:
    catalog.connection.execute(
        "INSERT INTO sense_history (sense_id, time, action, detail) VALUES (?, ?, ?, ?)",
        (sense_id, time, action, json.dumps(detail)),
    )


def _set_senses(catalog: Catalog, found: InducedLemma, sense_ids: IntArray) -> None:
    """One statement a sense and confidence rather than one a row."""
    percents = np.rint(100 * found.confidences).astype(np.int64)
    keys = sense_ids * 1000 + percents
    for key in np.unique(keys).tolist():
        for chunk in chunks(found.ids[keys == key].tolist(), 900):
            catalog.connection.execute(
                f"UPDATE occurrence SET sense_id = ?, confidence = ? WHERE id IN ({placeholders(chunk)})",
                [key // 1000, key % 1000, *chunk],
            )


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
