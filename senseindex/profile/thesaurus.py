"""Words that are used like a lemma or a sense, in context, beside those near it in the static space.

The nearest occurrences of other lemmas to the middle of the hits are its region, as far as they are at least half as
near as the hits themselves; cells whose centres are near are looked at. What stands in a sentence with the word is left
out: it is near because it shares the sentence, not because it could stand in the word's place. Words are ordered by the
Ochiai coefficient, n / sqrt(region * occurrences).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from senseindex.answers.profile import Similar, Thesaurus
from senseindex.arrays import IntArray
from senseindex.profile.subject import Subject
from senseindex.profile.vectors import centre_of, hit_vectors
from senseindex.search.retrieval import FEW, PROBED_SHARE
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.cells.vector_store import VectorStore

if TYPE_CHECKING:
    from senseindex.vectors.static import StaticVectors

REGION = 2000
SEARCHED = 3 * REGION
RADIUS = 0.5
"""The cosine with the middle that is near enough, in parts of the mean cosine of the hits. Bounds a small corpus."""

FEWEST = 3
"""Occurrences in the region below which a word is chance or a misprint."""


def thesaurus(
    catalog: Catalog,
    store: VectorStore,
    subject: Subject,
    *,
    static: StaticVectors | None,
    static_word: str,
    n: int = 20,
) -> Thesaurus:
    """The `n` words used most like the hits, and the `n` nearest statically to `static_word`."""
    has_static = static is not None and static_word in static
    rows: list[Similar] = []
    region = 0
    if len(subject):
        lemma_ids = _region(catalog, store, subject)
        region = len(lemma_ids)
        found, counts = np.unique(lemma_ids, return_counts=True)
        known = catalog.lemmas.by_id(found.tolist())
        near = dict(zip(found.tolist(), counts.tolist(), strict=True))
        scores = {
            lemma_id: count / np.sqrt(region * known[lemma_id].occurrences)
            for lemma_id, count in near.items()
            if count >= FEWEST and any(character.isalpha() for character in known[lemma_id].lemma)
        }
        for lemma_id in sorted(scores, key=lambda each: (-scores[each], known[each].lemma))[:n]:
            row = known[lemma_id]
            cosine = None
            if static is not None and has_static and row.lemma in static:
                cosine = static.similarity(static_word, row.lemma)
            rows.append(
                Similar("context", row.lempos, float(scores[lemma_id]), near[lemma_id], row.occurrences, cosine)
            )
    if static is not None and has_static:
        rows += [Similar("static", each.word, float(each.score)) for each in static.neighbors(static_word, n)]
    return Thesaurus(subject.name, region, tuple(rows))


def _region(catalog: Catalog, store: VectorStore, subject: Subject) -> IntArray:
    """The lemma ids `(region,)` of the occurrences of other lemmas nearest to the middle of the hits, nearest first."""
    vectors = hit_vectors(catalog, store, subject)
    centre = centre_of(vectors)
    share = PROBED_SHARE if catalog.documents.living_occurrences() > FEW else 1.0
    ids, cosines = store.search_all(centre, SEARCHED, share, None, catalog.segments.cells(subject.lemma_ids))
    ids = ids[cosines >= RADIUS * float((vectors @ centre).mean())]
    # What is deleted is in no document. A sense of the word that was moved has its occurrences in other cells.
    near = catalog.occurrences.of_ids(ids[subject.subcorpus.places_of(ids) >= 0])
    kept = ~np.isin(near.sentences, subject.hits.sentences) & ~np.isin(near.lemmas, subject.lemma_ids)
    return near.lemmas[kept][:REGION]
