"""The corpus as sentences of lemmas, read back from the catalog: what static vectors are trained on."""

from __future__ import annotations

from collections.abc import Iterator

from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.tokens import token_count, unpack_lemma_ids


def written_lemmas(catalog: Catalog) -> dict[int, str]:
    """The lemmas that have a letter or digit, by id."""
    rows = catalog.rows("SELECT id, lemma FROM lemma")
    return {lemma_id: lemma for lemma_id, lemma in rows if any(character.isalnum() for character in lemma)}


class LemmaSentences:
    """Every sentence as a list of lemmas, without tokens that have no letter or digit. May be iterated again."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._lemmas = written_lemmas(catalog)

    def __iter__(self) -> Iterator[list[str]]:
        cursor = self._catalog.connection.execute("SELECT token_offsets, lemma_ids FROM sentence ORDER BY id")
        for offsets, blob in cursor:
            ids = unpack_lemma_ids(blob, token_count(offsets)).tolist()
            yield [self._lemmas[lemma_id] for lemma_id in ids if lemma_id in self._lemmas]
