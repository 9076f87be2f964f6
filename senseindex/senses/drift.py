"""Which lemmas have outgrown their senses since they were last induced, and what a new induction moved.

Text that comes later is put into the senses that are there. A lemma is due again when the number of its occurrences
has changed by more than `CHANGE`, or when the share of its unclear ones has risen by more than `UNCLEAR_RISE`: both say
that the senses no longer describe what is in the corpus. A lemma that has become frequent enough is due for the first
time. What a lemma was at its last induction stands in `sense_history`.
Lemmas whose senses are all locked, or were all made by people, are never due.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from senseindex.answers.reports import LemmaUpdate
from senseindex.arrays import IntArray
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.catalog.senses import UNCLEAR_NUMBER

CHANGE = 0.2
UNCLEAR_RISE = 0.05
INDUCTIONS = ("induce", "update")


@dataclass(frozen=True)
class Due:
    """A lemma to induce again, and why."""

    row: LemmaRow
    reason: str


def due_lemmas(catalog: Catalog, min_frequency: int) -> list[Due]:
    """The lemmas that are due, by id; without senses those of at least `min_frequency` occurrences."""
    before = _last_sizes(catalog)
    unclear = catalog.senses.unclear_sizes()
    induced = catalog.senses.lemmas_with_clear()
    locked = catalog.senses.lemmas_all_locked()
    due = []
    for row in catalog.lemmas.with_occurrences(1):
        if row.id not in induced:
            reason = f"{row.occurrences:,} occurrences and no senses" if row.occurrences >= min_frequency else ""
        else:
            # Senses that people made of a lemma that was never induced are theirs to change.
            may_change = row.id in before and row.id not in locked
            reason = _reason(row.occurrences, unclear.get(row.id, 0), *before[row.id]) if may_change else ""
        if reason:
            due.append(Due(row, reason))
    return due


def _reason(occurrences: int, unclear: int, clear_before: int, unclear_before: int) -> str:
    total_before = clear_before + unclear_before
    if abs(occurrences - total_before) > CHANGE * total_before:
        return f"{total_before:,} occurrences became {occurrences:,}"
    share_before = unclear_before / max(total_before, 1)
    if unclear / occurrences - share_before > UNCLEAR_RISE:
        return f"{share_before:.0%} unclear became {unclear / occurrences:.0%}"
    return ""


def _last_sizes(catalog: Catalog) -> dict[int, tuple[int, int]]:
    """Clear and unclear occurrences of each lemma at its last induction."""
    sizes: dict[int, tuple[str, int, int]] = {}
    for lemma_id, number, time, detail in catalog.senses.history(INDUCTIONS):
        size = int(detail.get("size", 0))
        last, clear, unclear = sizes.get(lemma_id, ("", 0, 0))
        # An induction writes `unclear` first and then its senses, all of one time.
        if number == UNCLEAR_NUMBER:
            clear, unclear = 0, size
        else:
            clear, unclear = (clear + size, unclear) if last == time else (size, 0)
        sizes[lemma_id] = (time, clear, unclear)
    return {lemma_id: (clear, unclear) for lemma_id, (_, clear, unclear) in sizes.items()}


SenseState = tuple[set[int], IntArray, IntArray]
"""The senses of a lemma, without `unclear`; its occurrences `(n,)`, and the sense of each."""


def sense_state(catalog: Catalog, lemma_id: int) -> SenseState:
    """What a lemma is before it is induced again, to say afterwards what moved."""
    living = {sense.id for sense in catalog.senses.of([lemma_id]) if sense.number != UNCLEAR_NUMBER}
    occurrences = catalog.occurrences.of_lemma(lemma_id)
    return living, occurrences.ids, catalog.senses.to_mains(lemma_id, occurrences.senses)


def what_moved(catalog: Catalog, due: Due, before: SenseState) -> LemmaUpdate:
    """What is different now from the state before; call it before occurrences come or go."""
    senses_before, ids_before, sense_of_before = before
    senses, ids, sense_of = sense_state(catalog, due.row.id)
    assert np.array_equal(ids, ids_before)
    return LemmaUpdate(
        due.row.lempos,
        due.reason,
        len(senses & senses_before),
        len(senses - senses_before),
        len(senses_before - senses),
        int((sense_of_before != sense_of).sum()),
        len(ids),
    )
