"""How fine main senses are: the setting `granularity`, and that of a word where it has one of its own.

It is a number from 0 (coarse) to 1 (fine). What an induction finds less likely to be two senses than 1 less the
granularity is one main sense, and its leaves are the subsenses of it.
"""

from __future__ import annotations

from senseindex.senses.algorithms.sense_tree import MAIN_THRESHOLD
from senseindex.store.catalog.catalog import Catalog

SETTING = "granularity"
MEDIUM = 1.0 - MAIN_THRESHOLD


def granularity_of(catalog: Catalog, lemma_id: int | None = None) -> float:
    """The granularity of a word, or of the index."""
    own = None if lemma_id is None else catalog.lemmas.granularity(lemma_id)
    return float(catalog.settings.get(SETTING, MEDIUM)) if own is None else own


def threshold_of(catalog: Catalog, lemma_id: int) -> float:
    """The probability of a merge from which its two sides are main senses."""
    return 1.0 - granularity_of(catalog, lemma_id)
