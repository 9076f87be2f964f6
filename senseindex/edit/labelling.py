"""Label a few lines of a word, and let the labels assign all others."""

from __future__ import annotations

import numpy as np
from threadpoolctl import threadpool_limits

from senseindex.answers.concordance import Concordance, Hit
from senseindex.answers.edits import Propagation
from senseindex.arrays import IntArray
from senseindex.edit.editor import Editor
from senseindex.errors import UsageError
from senseindex.index.open_index import OpenIndex
from senseindex.senses.algorithms.assign import UNCLEAR_BELOW
from senseindex.senses.algorithms.cross_validation import Calibration, held_out, wilson
from senseindex.senses.algorithms.few_labels import FewLabels, groups_of
from senseindex.senses.algorithms.informative import most_informative
from senseindex.senses.lemma_vectors import lemma_occurrences, lemma_vectors
from senseindex.senses.stored_induction import stored_induction
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.catalog.senses import UNCLEAR_NUMBER, SenseRow
from senseindex.vectors.likeness import QUICK, smoothed

POOL = 2000
"""Of a word with more lines so many are looked at for the next one to label."""


class LabelSession:
    """A walk through the lines of a lemma. `senses` are those to choose from, without `unclear`, in a fixed order."""

    def __init__(self, editor: Editor, lemma: str, window: int = 10) -> None:
        self._editor = editor
        self._window = window
        index = editor.index
        self.lemma = index.one_lemma(lemma)
        self.senses = _clear_senses(index.catalog, self.lemma)
        ids, vectors = lemma_vectors(index.catalog, index.store, self.lemma.id)
        labelled, _ = index.catalog.labels.of(self.lemma.id)
        if len(ids) > POOL:
            random = np.random.default_rng(0).choice(len(ids), POOL, replace=False)
            kept = np.union1d(random, np.flatnonzero(np.isin(ids, labelled)))
            ids, vectors = ids[kept], vectors[kept]
        self._ids, self._vectors = ids, smoothed(vectors, QUICK)
        percents = index.catalog.occurrences.assignments(ids.tolist())[:, 2]
        self._confidences = (np.maximum(percents, 0) / 100).astype(np.float32)
        self._skipped: set[int] = set()
        self._done: list[tuple[int, int]] = []

    @property
    def labelled(self) -> int:
        """How many lines of the lemma have a label."""
        return len(self._editor.index.catalog.labels.of(self.lemma.id)[0])

    def next(self) -> Hit | None:
        """The most informative line that has no label and was not skipped, None when there is none left."""
        from senseindex.search.kwic import occurrence_hits

        catalog = self._editor.index.catalog
        labelled, label_senses = catalog.labels.of(self.lemma.id)
        labels = np.zeros(len(self._ids), dtype=np.int64)
        places = np.searchsorted(self._ids, labelled)
        clear = np.isin(label_senses, [sense.id for sense in self.senses])
        labels[places[clear]] = label_senses[clear]
        seen = np.isin(self._ids, [*labelled.tolist(), *self._skipped])
        place = most_informative(self._vectors, labels, seen, self._confidences)
        return None if place < 0 else occurrence_hits(catalog, [int(self._ids[place])], self._window)[0]

    def label(self, occurrence_id: int, sense: str) -> None:
        """Give a line a sense, by id; the lemma's `%0` is unclear. An edit of its own."""
        if sense.endswith(f"%{UNCLEAR_NUMBER}"):
            self._make_unclear()
        before = self._editor.newest()
        self._editor.move([occurrence_id], sense, action="label")
        edit = self._editor.newest()
        self._done.append((occurrence_id, edit if edit != before else 0))

    def unclear(self, occurrence_id: int) -> None:
        """Label a line as unclear."""
        self.label(occurrence_id, self._make_unclear())

    def skip(self, occurrence_id: int) -> None:
        """Do not show this line again in this session."""
        self._skipped.add(occurrence_id)
        self._done.append((occurrence_id, 0))

    def undo(self) -> int | None:
        """Take the last step of this session back; the line it was about, None where there is none.

        Raises UsageError where somebody has edited senses since, so that it is no longer the newest edit.
        """
        if not self._done:
            return None
        occurrence_id, edit = self._done[-1]
        if edit and edit != self._editor.newest():
            raise UsageError(
                f"the label of occurrence {occurrence_id} is not the newest edit any more; `senseindex history` shows "
                "what came since, and `senseindex undo` takes it back"
            )
        self._done.pop()
        if edit:
            self._editor.undo()
        self._skipped.discard(occurrence_id)
        return occurrence_id

    def _make_unclear(self) -> str:
        catalog = self._editor.index.catalog
        sql = "SELECT name FROM sense WHERE lemma_id = ? AND number = ? AND retired = 0"
        rows = catalog.rows(sql, (self.lemma.id, UNCLEAR_NUMBER))
        if not rows:
            with self._editor.index.editing(), catalog.writing():
                catalog.senses.unclear(self.lemma)
            rows = catalog.rows(sql, (self.lemma.id, UNCLEAR_NUMBER))
        return str(rows[0][0])


def propagate(editor: Editor, lemma: str) -> Propagation:
    """Assign every occurrence without a label by those that have one. Raises UsageError without labels of two senses.

    What is in a sense without labels stays there, as nothing was said of it.
    """
    index = editor.index
    with index.editing():
        row = index.one_lemma(lemma)
        senses = _clear_senses(index.catalog, row)
        ids, vectors = lemma_vectors(index.catalog, index.store, row.id)
        labelled, label_senses = index.catalog.labels.of(row.id)
        clear = np.isin(label_senses, [sense.id for sense in senses])
        known, targets = np.searchsorted(ids, labelled[clear]), label_senses[clear]
        counts = np.unique(targets, return_counts=True)[1]
        if len(counts) < 2:
            raise UsageError(
                f"{row.lempos} has {len(targets)} labelled lines of {len(counts)} senses; label lines of two senses or "
                f"more first: senseindex label {row.lempos}"
            )
        close = smoothed(vectors, QUICK)
        known_senses, answers = np.unique(targets, return_inverse=True)
        with threadpool_limits(1):  # small matrices again and again
            occurrences = lemma_occurrences(index.catalog, row, ids, vectors)
            groups = groups_of(occurrences, close, stored_induction(index.catalog))
            said = held_out(close[known], targets, groups[known])
        calibration = Calibration(said, answers)
        right, expected = said.argmax(axis=1) == answers, calibration.confidences(said)
        shares = FewLabels(close[known], targets, groups[known]).log_shares(close, groups)
        chosen, confidences = shares.argmax(axis=1), calibration.confidences(shares)
        silent = [sense for sense in senses if sense.locked or sense.id not in known_senses]
        kept = sum(sense.size for sense in silent if not sense.locked)
        free = _free(index.catalog, ids, labelled, row, silent)
        with editor.transaction("propagate", row.id) as edit:
            unclear = index.catalog.senses.unclear(row)
            own = np.where(confidences < UNCLEAR_BELOW, unclear, known_senses[chosen])[free]
            edit.move(ids[free], own, np.rint(100 * confidences[free]).astype(np.int64))
            moved = int((edit.moves[:, 1] != edit.moves[:, 3]).sum())
            editor.recentre(*(sense.id for sense in index.catalog.senses.of([row.id])))
            edit.summary = f"propagate {len(targets):,} labels of {row.lempos} to {len(own):,} occurrences"
        sizes = tuple((sense.name, sense.size) for sense in index.catalog.senses.of([row.id]))
    low, high = wilson(int(right.sum()), len(right))
    return Propagation(
        row.lempos,
        len(targets),
        len(counts),
        float(right.mean()),
        low,
        high,
        float(expected.mean()),
        float(counts.max() / counts.sum()),
        len(own),
        int((own == unclear).sum()),
        moved,
        sizes,
        kept,
    )


def least_certain(index: OpenIndex, lemma: str, n: int, window: int) -> Concordance:
    """The unlabelled occurrences of a lemma with the lowest confidence, lowest first."""
    from senseindex.search.kwic import occurrence_hits

    lemma_ids = [row.id for row in index.lemmas(lemma)]
    rows = index.catalog.rows(
        f"SELECT id FROM occurrence WHERE lemma_id IN ({', '.join('?' * len(lemma_ids))}) AND confidence IS NOT NULL "
        "AND id NOT IN (SELECT occurrence_id FROM labelled) ORDER BY confidence, id",
        lemma_ids,
    )
    hits = occurrence_hits(index.catalog, [row[0] for row in rows[:n]], window)
    return Concordance(lemma, len(rows), tuple(hits))


def _clear_senses(catalog: Catalog, lemma: LemmaRow) -> list[SenseRow]:
    senses = [sense for sense in catalog.senses.of([lemma.id]) if sense.number != UNCLEAR_NUMBER]
    if not senses:
        raise UsageError(
            f"{lemma.lempos} has no senses to choose from: senseindex induce {lemma.lempos}, or make them with "
            f"senseindex sense create {lemma.lempos}"
        )
    return sorted(senses, key=lambda sense: sense.number)


def _free(catalog: Catalog, ids: IntArray, labelled: IntArray, row: LemmaRow, closed: list[SenseRow]) -> IntArray:
    """The places of occurrences that have no label and are in none of these senses."""
    fixed = np.isin(ids, labelled)
    if closed:
        fixed |= np.isin(ids, catalog.occurrences.ids([row.id], [sense.id for sense in closed]))
    return np.flatnonzero(~fixed)
