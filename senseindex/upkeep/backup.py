"""Copy an index while it may be written to: the state of one snapshot, whole or not at all.

The catalog is copied with SQLite's backup interface inside the snapshot's own transaction; segments never change and
stay as long as somebody has them open. Every copied segment is read and checked before the copy gets its name.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from pathlib import Path

from senseindex.answers.reports import BackupReport
from senseindex.errors import StaticVectorError, StoreError, UsageError
from senseindex.files import reached, sync, whole_folder
from senseindex.index.models import PROJECTION_FILE, PROJECTION_SETTING, STATIC_FOLDER
from senseindex.index.open_index import OpenIndex, Progress
from senseindex.store.catalog import checksums as catalog_checksums
from senseindex.store.catalog.catalog import CATALOG_FILE
from senseindex.store.catalog.dictionary_file import dictionary_files
from senseindex.store.cells.folders import SEGMENTS_FOLDER

ATTEMPTS = 5


def back_up(index: OpenIndex, destination: Path, progress: Progress | None = None) -> BackupReport:
    """Copy the state that `parts` was opened on to `destination`, which must be empty or not there yet."""
    started = time.perf_counter()
    if destination.is_symlink() or (destination.exists() and not destination.is_dir()):
        raise StoreError(f"{destination} exists and is no folder; name another place for the backup")
    if destination.is_dir() and any(destination.iterdir()):
        raise StoreError(f"{destination} exists already and is not empty; name another place for the backup")
    if destination.resolve().is_relative_to(index.path.resolve()):
        raise UsageError(f"{destination} lies inside the index; name a place outside of it")
    try:
        with whole_folder(destination) as aside:
            _copy_catalog(index, aside)
            _copy_segments(index, aside, progress)
            _copy_static(index, aside)
            for kept in dictionary_files(index.path).values():
                shutil.copyfile(kept, aside / kept.name)
            files = [path for path in aside.rglob("*") if path.is_file()]
            for path in (*files, *(path for path in aside.rglob("*") if path.is_dir()), aside):
                sync(path)
            size = sum(path.stat().st_size for path in files)
            reached("backup ready")
    except OSError as error:
        raise StoreError(f"{destination}: the backup was not made: {error.strerror or error}") from None
    return BackupReport(
        str(destination), index.catalog.documents.count(), len(files), size, time.perf_counter() - started
    )


def _copy_catalog(index: OpenIndex, aside: Path) -> None:
    index.catalog.copy_to(aside / CATALOG_FILE)
    catalog_checksums.record(aside / CATALOG_FILE)
    expected = index.catalog.settings.get(PROJECTION_SETTING)
    if expected is not None:
        path = aside / PROJECTION_FILE
        shutil.copyfile(index.path / PROJECTION_FILE, path)
        if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            raise StoreError(f"{index.path / PROJECTION_FILE} is damaged; `senseindex doctor` says more")


def _copy_segments(index: OpenIndex, aside: Path, progress: Progress | None) -> None:
    segments = index.catalog.segments.all()
    if not segments:
        return
    for number, _ in enumerate(index.store.copy(aside / SEGMENTS_FOLDER), start=1):
        reached("segment copied")
        if progress:
            progress("back up", number, len(segments))


def _copy_static(index: OpenIndex, aside: Path) -> None:
    from senseindex.vectors.static import has_static_vectors
    from senseindex.vectors.static.storage import copy_static_vectors

    source, copy = index.path / STATIC_FOLDER, aside / STATIC_FOLDER
    for attempt in range(1, ATTEMPTS + 1):
        if not has_static_vectors(source):
            return
        try:
            copy_static_vectors(source, copy)
            return
        except (StaticVectorError, OSError):
            # A writer may have put other vectors in their place meanwhile.
            shutil.rmtree(copy, ignore_errors=True)
            if attempt == ATTEMPTS:
                raise
