"""`index.upkeep`: what keeps an index in order."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from senseindex.errors import UsageError
from senseindex.index.compaction import compact, needs_compaction
from senseindex.index.open_index import OpenIndex, Progress

if TYPE_CHECKING:
    from senseindex.answers.reports import BackupReport, DeleteReport


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
        from senseindex.answers.reports import DeleteReport
        from senseindex.upkeep.deletion import delete_documents, documents_named, measure

        if isinstance(documents, str):
            raise UsageError("documents are a list of names; write [name] for one")
        if (documents is None) == (where is None):
            raise UsageError("say which documents: by name, or by a condition, and not by both")
        started = time.perf_counter()
        index = self._index

        def chosen() -> list[int]:
            if where is not None:
                return index.catalog.documents.filtered(where, parameters)
            return documents_named(index.catalog, documents or ())

        def report(ids: list[int], compacted: bool = False) -> DeleteReport:
            return DeleteReport(
                len(ids), *counts[:3], len(counts[3]), dry_run, compacted, time.perf_counter() - started
            )

        if dry_run:
            ids = chosen()
            counts = measure(index.catalog, ids)
            return report(ids)
        with index.writing():
            ids = chosen()
            counts = measure(index.catalog, ids)
            if ids:
                delete_documents(index.catalog, index.store if index.catalog.segments.all() else None, ids, counts[3])
            if compacted := needs_compaction(index.catalog):
                compact(index.catalog, index.store, progress)
        return report(ids, compacted)

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
