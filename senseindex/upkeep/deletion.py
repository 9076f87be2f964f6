"""Remove documents: from the catalog at once, from the segments at the next compaction.

Their occurrences become ranges of dead ids, which no answer shows, and their ids are never given out again. Counts,
sense sizes and the centres of the senses that lost an occurrence follow in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence

from senseindex.errors import NotFoundError
from senseindex.files import reached
from senseindex.senses.recentre import recentre
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.writer import CatalogWriter
from senseindex.store.cells.vector_store import VectorStore

SUGGESTIONS = 3


def documents_named(catalog: Catalog, names: Sequence[str]) -> list[int]:
    """The ids of these documents. Raises NotFoundError, with near names, where one is not in the index."""
    found = []
    for name in dict.fromkeys(names):
        row = catalog.documents.named(name)
        if row is None:
            from difflib import get_close_matches

            near = get_close_matches(name, catalog.documents.names().values(), n=SUGGESTIONS)
            raise NotFoundError(f"there is no document {name!r} in this index.", suggestions=near)
        found.append(row.id)
    return found


def measure(catalog: Catalog, document_ids: Sequence[int]) -> tuple[int, int, int, list[int]]:
    """Sentences, tokens and occurrences of these documents, and the senses that these occurrences have."""
    sentences, tokens, ranges = catalog.documents.measured(document_ids)
    return sentences, tokens, sum(end - first for first, end in ranges), sorted(catalog.occurrences.senses_in(ranges))


def delete_documents(
    catalog: Catalog, store: VectorStore | None, document_ids: Sequence[int], sense_ids: Sequence[int]
) -> None:
    """Remove documents, in one transaction; `sense_ids` are those of their occurrences.

    `store` is None where there is no vector yet. The caller holds the writer's lock.
    """
    with catalog.writing():
        writer = CatalogWriter(catalog)
        for document_id in document_ids:
            writer.remove(document_id)
        writer.finish()
        reached("documents removed")
        if store is not None:
            recentre(catalog, store, sense_ids)
