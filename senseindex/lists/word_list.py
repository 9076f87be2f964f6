"""The words of a corpus, or its lemmas, tags or senses, with frequency and dispersion."""

from __future__ import annotations

from typing import Any

from senseindex.answers.lists import WORD_KEYS, ListedWord, WordList
from senseindex.answers.tables import ColumnRows
from senseindex.lists.counts import ItemCounts
from senseindex.lists.selection import Limits, ordered
from senseindex.profile.measures.dispersion import deviations_of_proportions, juillands_d


def word_list(counts: ItemCounts, of: str, limits: Limits, sort: str | None) -> WordList:
    """The rows that the limits keep. Raises UsageError for a key that nothing can be sorted by."""
    subcorpus, number = counts.subcorpus, len(counts.names)
    freqs, spread = counts.freqs, counts.spread
    table = (counts.items, counts.counts, counts.sizes, number)
    columns: dict[str, Any] = {
        "item": counts.names,
        "freq": freqs,
        "ipm": 1e6 * freqs / max(subcorpus.size, 1),
        "documents": spread,
        "dp": deviations_of_proportions(*table, subcorpus.size),
        "d": juillands_d(*table, int((subcorpus.tokens > 0).sum())),
        "label": counts.labels or [""] * number,
    }
    rows = limits.kept(counts.names, freqs, spread)
    order = ordered(sort, WORD_KEYS, columns, rows)
    return WordList(
        of,
        subcorpus.where,
        subcorpus.size,
        len(subcorpus.documents),
        int((freqs > 0).sum()),
        len(rows),
        int(freqs[rows].sum()),
        ColumnRows(ListedWord, columns, order),
    )
