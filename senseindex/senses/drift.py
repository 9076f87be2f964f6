"""Which lemmas have outgrown their senses since they were last induced, and what a new induction moved.

Text that comes later is put into the senses that are there. A lemma is due again when the number of its occurrences
has changed by more than `CHANGE`, or when the share of its unclear ones has risen by more than `UNCLEAR_RISE`: both say
that the senses no longer describe what is in the corpus. A lemma that has become frequent enough is due for the first
time. What a lemma was at its last induction stands in `sense_history`.
Lemmas whose senses are all locked, or were all made by people, are never due.
"""

from __future__ import annotations

from collections.abc import Sequence
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


class SenseChanges:
    """The senses of some lemmas before they are induced again, to say afterwards what moved."""

    def __init__(self, catalog: Catalog, due: Sequence[Due]) -> None:
        self._due = due
        self._before = {each.row.id: self._state(catalog, each.row.id) for each in due}

    @staticmethod
    def _state(catalog: Catalog, lemma_id: int) -> tuple[set[int], IntArray, IntArray]:
        living = {sense.id for sense in catalog.senses.of([lemma_id]) if sense.number != UNCLEAR_NUMBER}
        occurrences = catalog.occurrences.of_lemma(lemma_id)
        return living, occurrences.ids, occurrences.senses

    def updates(self, catalog: Catalog) -> tuple[LemmaUpdate, ...]:
        """What is different now; call it before occurrences come or go."""
        found = []
        for each in self._due:
            senses_before, ids_before, before = self._before[each.row.id]
            senses, ids, after = self._state(catalog, each.row.id)
            assert np.array_equal(ids, ids_before)
            found.append(
                LemmaUpdate(
                    each.row.lempos,
                    each.reason,
                    len(senses & senses_before),
                    len(senses - senses_before),
                    len(senses_before - senses),
                    int((before != after).sum()),
                    len(ids),
                )
            )
        return tuple(found)
