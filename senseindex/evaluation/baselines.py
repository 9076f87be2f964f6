"""What a figure must beat: no senses, a sense for everything, the bag of words, static vectors.

A space is another way to make vectors of cases; it then runs through the same code as sense vectors.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from senseindex.arrays import FloatArray, IntArray
from senseindex.evaluation.cases import Case
from senseindex.store.cells.faiss.kmeans import spherical_kmeans
from senseindex.vectors.likeness import unit
from senseindex.vectors.static import StaticVectors

TFIDF_DIMENSIONS = 256


def tfidf_vectors(cases: Sequence[Case], seed: int = 0) -> FloatArray:
    """TF-IDF of the context words of each case, the target left out, unit vectors `(n, d)`.

    All cosines are kept where there are at most 256 cases or words; of more, the 256 leading singular vectors.
    """
    contexts = [[lemma.lower() for _, lemma in case.context()] for case in cases]
    if not any(contexts):
        return np.zeros((len(cases), 1), dtype=np.float32)
    counts = TfidfVectorizer(analyzer=list, sublinear_tf=True, dtype=np.float32).fit_transform(contexts)
    if min(counts.shape) > TFIDF_DIMENSIONS:
        return unit(TruncatedSVD(TFIDF_DIMENSIONS, random_state=seed).fit_transform(counts).astype(np.float32))
    if counts.shape[1] <= TFIDF_DIMENSIONS:
        return np.ascontiguousarray(counts.toarray())
    # Fewer cases than words: coordinates in the space of the cases keep every product.
    values, sides = np.linalg.eigh((counts @ counts.T).toarray().astype(np.float64))
    return np.ascontiguousarray(sides * np.sqrt(np.maximum(values, 0.0)), dtype=np.float32)


def static_context_vectors(cases: Sequence[Case], static: StaticVectors) -> FloatArray:
    """The mean static vector of the context words of each case (lemma, else form), unit vectors `(n, d)`."""
    means = np.zeros((len(cases), static.dimension), dtype=np.float32)
    rows: dict[tuple[str, str], FloatArray | None] = {}
    for number, case in enumerate(cases):
        for key in case.context():
            if key not in rows:
                form, lemma = key
                word = next((each for each in (lemma, form, form.lower()) if static.position(each) is not None), None)
                rows[key] = None if word is None else unit(static.vector(word)[None])[0]
            row = rows[key]
            if row is not None:
                means[number] += row
    return unit(means)


def gold_count_clusters(vectors: FloatArray, gold: IntArray, seed: int) -> IntArray:
    """Spherical k-means with the gold number of senses, which a real induction does not know."""
    count = len(np.unique(gold))
    if count == 1 or len(vectors) <= count:
        return np.zeros(len(vectors), dtype=np.int64)
    return spherical_kmeans(np.ascontiguousarray(vectors), count, seed)
