"""Let the lines that people labelled correct the senses of all others of a word."""

from __future__ import annotations

from collections import Counter

import numpy as np
from threadpoolctl import threadpool_limits

from senseindex.answers.edits import Propagation
from senseindex.arrays import IntArray
from senseindex.edit.lookup import narrowest, senses_to_choose_from
from senseindex.edit.transaction import Workbench
from senseindex.errors import UsageError
from senseindex.senses.algorithms.cross_validation import wilson
from senseindex.senses.algorithms.few_labels import groups_of
from senseindex.senses.algorithms.standing import UNKNOWN, Correction, corrected
from senseindex.senses.lemma_vectors import lemma_occurrences, lemma_vectors
from senseindex.senses.stored_induction import stored_induction
from senseindex.vectors.likeness import QUICK, smoothed

SAID_BY = ("label", "move", "tick")
"""The edits whose author said of single lines which sense they have. A line that a sense was made of (`create`,
`split`) counts as a label too, but was chosen for it: it does not tell how good the senses were."""


def propagate(bench: Workbench, lemma: str, *, dry_run: bool = False) -> Propagation:
    """Move the occurrences without a label of which the labels are surer than of what stands; as one edit, or
    (`dry_run`) tell what would move. Raises UsageError without labels of two senses.

    What is in a sense without labels stays there, as nothing was said of it. Nothing moves where cross-validation says
    that the labels do no better than what stands.
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
        names, counts = np.unique(targets, return_counts=True)
        if len(names) < 2:
            raise UsageError(
                f"{row.lempos} has {len(targets)} labelled lines of {len(names)} senses; label lines of two senses or "
                f"more first: senseindex label {row.lempos}"
            )
        occurrences = catalog.occurrences.of_lemma(row.id)
        standing = catalog.senses.to_mains(row.id, occurrences.senses[np.searchsorted(occurrences.ids, ids)])
        stood = _stood(bench, row.id, labelled[clear], targets)
        close = smoothed(vectors, QUICK)
        with threadpool_limits(1):  # small matrices again and again
            groups = groups_of(lemma_occurrences(catalog, row, ids, vectors), close, stored_induction(catalog))
            found = corrected(close, groups, standing, known, targets, stood)
        fixed = np.isin(ids, labelled)
        silent = [sense for sense in senses if sense.locked or sense.id not in names]
        if silent:
            fixed |= np.isin(
                ids, catalog.occurrences.ids([row.id], [member for sense in silent for member in sense.members])
            )
        refused = _refused(found)
        moving = np.flatnonzero(found.moves & ~fixed) if not refused else np.empty(0, dtype=np.int64)
        after = found.senses[found.chosen[moving]]
        names_of = catalog.senses.names(sorted({*standing[moving].tolist(), *after.tolist()} - {0}))
        pairs = Counter(zip(standing[moving].tolist(), after.tolist(), strict=True))
        moves = tuple(
            (names_of.get(old, "no sense"), names_of[new], count) for (old, new), count in pairs.most_common()
        )
        if dry_run or not len(moving):
            gains: Counter[int] = Counter(after.tolist())
            gains.subtract(standing[moving].tolist())
            sizes = tuple((sense.name, sense.size + gains[sense.id]) for sense in catalog.senses.of([row.id]))
        else:
            with bench.edit("propagate", row.id) as edit:
                edit.move(
                    ids[moving],
                    narrowest(catalog, row.id, ids[moving], after),
                    np.rint(100 * found.confidences[moving]).astype(np.int64),
                )
                bench.recentre(*catalog.senses.ids_of(row.id))
                edit.summary = f"propagate {len(targets):,} labels of {row.lempos} to {len(moving):,} occurrences"
            sizes = tuple((sense.name, sense.size) for sense in catalog.senses.of([row.id]))
    answers = np.searchsorted(names, targets)
    right = found.said.argmax(axis=1) == answers
    low, high = wilson(int(right.sum()), len(right))
    return Propagation(
        row.lempos,
        len(targets),
        len(names),
        float(right.mean()),
        low,
        high,
        float(found.calibration.confidences(found.said).mean()),
        float(counts.max() / counts.sum()),
        found.judged,
        found.stood_right / found.judged if found.judged else None,
        found.mended,
        found.spoilt,
        refused,
        int((~fixed).sum()),
        len(moving),
        sizes,
        moves,
        sum(sense.size for sense in silent if not sense.locked),
        dry_run,
    )


def _stood(bench: Workbench, lemma_id: int, labelled: IntArray, targets: IntArray) -> IntArray:
    """The sense `(m,)` that each labelled occurrence had before; `UNKNOWN` where the history does not say."""
    before = bench.catalog.edits.senses_before(lemma_id, SAID_BY)
    living = {*bench.catalog.senses.ids_of(lemma_id), 0}
    stood = []
    for each, target in zip(labelled.tolist(), targets.tolist(), strict=True):
        was = before.get(each, UNKNOWN)
        stood.append(target if was is None else was if was in living else UNKNOWN)
    return bench.catalog.senses.to_mains(lemma_id, np.array(stood, dtype=np.int64))


def _refused(found: Correction) -> str:
    """Why nothing may move; empty where something may."""
    if found.helps:
        return ""
    if not found.judged:
        return "the history does not say where the labelled lines stood before, so the labels cannot be judged"
    return (
        f"held out one after another, the labels would mend {found.mended} and spoil {found.spoilt} of the "
        f"{found.judged} labelled lines, which is not clearly better than what stands; label more lines"
    )
