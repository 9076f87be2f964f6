"""Bring the main senses of a whole index to another granularity, without inducing again."""

from __future__ import annotations

from senseindex.index.compaction import compact
from senseindex.index.open_index import OpenIndex, Progress
from senseindex.senses.granularity import SETTING, checked_granularity, regroup
from senseindex.store.catalog.edits import Recorder

LEMMAS_AT_ONCE = 100


def regrain(index: OpenIndex, granularity: float | str, progress: Progress | None = None) -> int:
    """Set the granularity of the index, and move the main senses of all words that have none of their own.

    Gives the number of words whose main senses changed. Saved in batches, as an induction is. Raises UsageError.
    """
    value = checked_granularity(granularity)
    changed = 0
    with index.writing():
        catalog = index.catalog
        with catalog.writing():
            catalog.settings.set(SETTING, value)
        lemmas = list(catalog.lemmas.by_id(sorted(catalog.senses.lemmas_with_clear())).values())
        for start in range(0, len(lemmas), LEMMAS_AT_ONCE):
            with catalog.writing():
                for lemma in lemmas[start : start + LEMMAS_AT_ONCE]:
                    if catalog.lemmas.granularity(lemma.id) is None:
                        record = Recorder(catalog.occurrences, catalog.senses)
                        changed += regroup(catalog, index.store, lemma, record)
                        catalog.lemmas.move(lemma.id, record.moved)
            if progress:
                progress("granularity", min(start + LEMMAS_AT_ONCE, len(lemmas)), len(lemmas))
        if changed:
            compact(catalog, index.store, progress)
    return changed
