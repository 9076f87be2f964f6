"""`index.upkeep`: what keeps an index in order."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import nullcontext
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from senseindex.answers.reports import BackupReport, DeleteReport
from senseindex.errors import NotFoundError, UsageError
from senseindex.files import reached
from senseindex.index.compaction import compact, needs_compaction
from senseindex.index.open_index import OpenIndex, Progress
from senseindex.senses.recentre import recentre
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.writer import CatalogWriter

SUGGESTIONS = 3


class Upkeep:
    """Looks after the index itself."""

    def __init__(self, index: OpenIndex) -> None:
        self._index = index

    def delete(
        self,
        documents: Sequence[str] | None = None,
        *,
        where: str | None = None,
        parameters: Sequence[Any] = (),
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> DeleteReport:
        """Remove documents by name, or those that fulfil `where`, an SQL condition on their metadata.

        They are gone from every answer at once; sizes and centres of senses follow. Their vectors are taken out by the
        next compaction, which comes by itself when a fifth of all is dead. `dry_run` says what would be removed.
        Raises NotFoundError for an unknown name and FilterError for a bad condition; then nothing is removed.
        """
        if isinstance(documents, str):
            raise UsageError("documents are a list of names; write [name] for one")
        if (documents is None) == (where is None):
            raise UsageError("say which documents: by name, or by a condition, and not by both")
        started = time.perf_counter()
        catalog = self._index.catalog
        with nullcontext() if dry_run else self._index.writing():
            if where is not None:
                ids = catalog.documents.filtered(where, parameters)
            else:
                ids = _documents_named(catalog, documents or ())
            sentences, tokens, ranges = catalog.documents.measured(ids)
            senses = sorted(catalog.occurrences.senses_in(ranges))
            if ids and not dry_run:
                self._remove(ids, senses)
            if compacted := not dry_run and needs_compaction(catalog):
                compact(catalog, self._index.store, progress)
        occurrences = sum(end - first for first, end in ranges)
        seconds = time.perf_counter() - started
        return DeleteReport(len(ids), sentences, tokens, occurrences, len(senses), dry_run, compacted, seconds)

    def _remove(self, document_ids: Sequence[int], sense_ids: Sequence[int]) -> None:
        """Remove documents, in one transaction; `sense_ids` are those of their occurrences.

        The occurrences become ranges of dead ids, which no answer shows and which are never given out again. Counts,
        sense sizes and the centres of the senses that lost one follow. The caller holds the writer's lock.
        """
        catalog = self._index.catalog
        with catalog.writing():
            writer = CatalogWriter(catalog)
            for document_id in document_ids:
                writer.remove(document_id)
            writer.finish()
            reached("documents removed")
            if catalog.segments.all():  # else there is no vector yet
                recentre(catalog, self._index.store, sense_ids)

    def compact(self, progress: Progress | None = None) -> None:
        """Merge all segments, drop deleted vectors, and lay the cells out by today's senses."""
        with self._index.writing():
            compact(self._index.catalog, self._index.store, progress)

    def backup(self, destination: str | Path, progress: Progress | None = None) -> BackupReport:
        """Copy the state that this index was opened on to a new folder, which is an index too.

        A writer may go on meanwhile. Raises StoreError where `destination` holds something already, or where a file of
        the index is damaged.
        """
        from senseindex.upkeep.backup import back_up

        return back_up(self._index, Path(destination), progress)


def _documents_named(catalog: Catalog, names: Sequence[str]) -> list[int]:
    """The ids of these documents. Raises NotFoundError, with near names, where one is not in the index."""
    found = []
    for name in dict.fromkeys(names):
        row = catalog.documents.named(name)
        if row is None:
            near = get_close_matches(name, catalog.documents.names().values(), n=SUGGESTIONS)
            raise NotFoundError(f"there is no document {name!r} in this index.", suggestions=near)
        found.append(row.id)
    return found
