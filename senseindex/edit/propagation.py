"""Let the lines that people labelled assign all others of a word."""

from __future__ import annotations

import numpy as np
from threadpoolctl import threadpool_limits

from senseindex.answers.edits import Propagation
from senseindex.edit.lookup import narrowest, senses_to_choose_from
from senseindex.edit.transaction import Workbench
from senseindex.errors import UsageError
from senseindex.senses.algorithms.assign import UNCLEAR_BELOW
from senseindex.senses.algorithms.cross_validation import Calibration, held_out, wilson
from senseindex.senses.algorithms.few_labels import FewLabels, groups_of
from senseindex.senses.lemma_vectors import lemma_occurrences, lemma_vectors
from senseindex.senses.stored_induction import stored_induction
from senseindex.vectors.likeness import QUICK, smoothed


def propagate(bench: Workbench, lemma: str) -> Propagation:
    """Assign every occurrence without a label by those that have one. Raises UsageError without labels of two senses.

    What is in a sense without labels stays there, as nothing was said of it.
    """
    index, catalog = bench.index, bench.catalog
    with index.editing():
        row = index.one_lemma(lemma)
        senses = senses_to_choose_from(catalog, row)
        ids, vectors = lemma_vectors(catalog, index.store, row.id)
        labelled, label_senses = catalog.labels.of(row.id)
        label_senses = catalog.senses.to_mains(row.id, label_senses)
        clear = np.isin(label_senses, [sense.id for sense in senses])
        known, targets = np.searchsorted(ids, labelled[clear]), label_senses[clear]
        known_senses, answers, counts = np.unique(targets, return_inverse=True, return_counts=True)
        if len(counts) < 2:
            raise UsageError(
                f"{row.lempos} has {len(targets)} labelled lines of {len(counts)} senses; label lines of two senses or "
                f"more first: senseindex label {row.lempos}"
            )
        close = smoothed(vectors, QUICK)
        with threadpool_limits(1):  # small matrices again and again
            groups = groups_of(lemma_occurrences(catalog, row, ids, vectors), close, stored_induction(catalog))
            said = held_out(close[known], targets, groups[known])
        calibration = Calibration(said, answers)
        right, expected = said.argmax(axis=1) == answers, calibration.confidences(said)
        shares = FewLabels(close[known], targets, groups[known]).log_shares(close, groups)
        chosen, confidences = shares.argmax(axis=1), calibration.confidences(shares)
        silent = [sense for sense in senses if sense.locked or sense.id not in known_senses]
        fixed = np.isin(ids, labelled)
        if silent:
            fixed |= np.isin(
                ids, catalog.occurrences.ids([row.id], [member for sense in silent for member in sense.members])
            )
        free = np.flatnonzero(~fixed)
        with bench.edit("propagate", row.id) as edit:
            unclear = catalog.senses.unclear(row)
            after = np.where(confidences < UNCLEAR_BELOW, unclear, known_senses[chosen])[free]
            edit.move(
                ids[free],
                narrowest(catalog, row.id, ids[free], after),
                np.rint(100 * confidences[free]).astype(np.int64),
            )
            bench.recentre(*catalog.senses.ids_of(row.id))
            edit.summary = f"propagate {len(targets):,} labels of {row.lempos} to {len(after):,} occurrences"
        sizes = tuple((sense.name, sense.size) for sense in catalog.senses.of([row.id]))
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
        len(after),
        int((after == unclear).sum()),
        edit.moved,
        sizes,
        sum(sense.size for sense in silent if not sense.locked),
    )
