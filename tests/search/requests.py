"""Queries to a small index, and what its documents hold, for a brute-force answer."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from senseindex.answers.concordance import Concordance
from senseindex.corpus.documents import Sentence
from senseindex.index.words import find_lemmas
from senseindex.search.concordance import page
from senseindex.search.lookup import Lookup
from senseindex.search.query import Query
from tests.builders import TinyIndex


def request(
    tiny: TinyIndex,
    word: str | None = "bank",
    *,
    vector: np.ndarray | None = None,
    exclude: int = 0,
    n: int = 1000,
    **options: object,
) -> Lookup:
    """A query for a word, or for a pattern where `word` is None, looked up.

    Hits are compared with `vector` as with the centre of a sense.
    """
    query = Query(word, n=n, **options)  # type: ignore[arg-type]
    lemmas = tuple(find_lemmas(tiny.catalog, word, str.lower)) if word else ()
    return Lookup(query, word or "pattern", lemmas, None, vector, exclude, query.where, query.parameters)


def ask(tiny: TinyIndex, word: str | None = "bank", **options: object) -> Concordance:
    return page(tiny.catalog, tiny.store, request(tiny, word, **options))  # type: ignore[arg-type]


def sentences(tiny: TinyIndex) -> Iterator[tuple[str, Sentence]]:
    """Every sentence with the name of its document, in corpus order."""
    for (name,) in tiny.catalog.connection.rows("SELECT name FROM document ORDER BY id"):
        for sentence in tiny.documents[name].sentences:
            yield name, sentence
