"""What keeps an index in order: delete, compact, doctor, backup. `SenseIndex` has these methods from here."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from senseindex.errors import UsageError
from senseindex.index.open_index import IndexParts, Progress

if TYPE_CHECKING:
    from senseindex.answers.reports import BackupReport, DeleteReport, DoctorReport


class Maintenance:
    """The part of `SenseIndex` that looks after the index itself."""

    path: Path
    _parts: IndexParts

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
        parts = self._parts

        def chosen() -> list[int]:
            if where is not None:
                return parts.catalog.documents.filtered(where, parameters)
            return documents_named(parts.catalog, documents or ())

        def report(ids: list[int], compacted: bool = False) -> DeleteReport:
            return DeleteReport(
                len(ids), *counts[:3], len(counts[3]), dry_run, compacted, time.perf_counter() - started
            )

        if dry_run:
            ids = chosen()
            counts = measure(parts.catalog, ids)
            return report(ids)
        with parts.writing():
            ids = chosen()
            counts = measure(parts.catalog, ids)
            if ids:
                delete_documents(parts.catalog, parts.store if parts.catalog.segments.all() else None, ids, counts[3])
            compacted = parts.needs_compaction()
            if compacted:
                parts.compact(progress)
        return report(ids, compacted)

    def compact(self, progress: Progress | None = None) -> None:
        """Merge all segments, drop deleted vectors, and lay the cells out by today's senses."""
        with self._parts.writing():
            self._parts.compact(progress)

    def backup(self, destination: str | Path, progress: Progress | None = None) -> BackupReport:
        """Copy the state that this index was opened on to a new folder, which is an index too.

        A writer may go on meanwhile. Raises StoreError where `destination` holds something already, or where a file of
        the index is damaged.
        """
        from senseindex.upkeep.backup import back_up

        return back_up(self._parts, Path(destination), progress)

    @staticmethod
    def doctor(path: str | Path, *, repair: bool = False, progress: Progress | None = None) -> DoctorReport:
        """Examine an index, also one that cannot be opened; `repair` mends what can be mended without loss."""
        from senseindex.upkeep.doctor import examine

        return examine(Path(path), repair=repair, progress=progress)
