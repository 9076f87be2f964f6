"""What interrupted work leaves in an index directory, and its removal."""

from __future__ import annotations

from pathlib import Path

from senseindex.files import drafts, reached, remove
from senseindex.index.lock import ReaderLock
from senseindex.index.models import PROJECTION_FILE, PROJECTION_SETTING, STATIC_FOLDER
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.cells.folders import SEGMENTS_FOLDER, unfinished_segments, unlisted_segments


def leftovers(directory: Path, catalog: Catalog) -> list[Path]:
    """Files of interrupted work, and segments that only readers of an older state still need."""
    return [*_unfinished(directory, catalog), *_unlisted_segments(directory, catalog), *_of_static_vectors(directory)]


def remove_leftovers(directory: Path, catalog: Catalog, lock: ReaderLock) -> list[Path]:
    """Remove them, but for segments while anybody else reads; `lock` is the caller's, who also holds the writer's.

    Gives what was removed.
    """
    before = leftovers(directory, catalog)
    if not before:
        return []
    reached("leftovers found")
    for path in _unfinished(directory, catalog):
        remove(path)
    if _of_static_vectors(directory):
        from senseindex.vectors.static.storage import remove_leftovers

        remove_leftovers(directory / STATIC_FOLDER)
    with lock.alone() as alone:
        if alone:
            for path in _unlisted_segments(directory, catalog):
                remove(path)
                reached("segment removed")
    return [path for path in before if not path.exists()]


def _unfinished(directory: Path, catalog: Catalog) -> list[Path]:
    projection = directory / PROJECTION_FILE
    uncommitted = projection.exists() and catalog.settings.get(PROJECTION_SETTING) is None
    segments = unfinished_segments(directory / SEGMENTS_FOLDER)
    return [*drafts(directory), *segments, *([projection] if uncommitted else [])]


def _unlisted_segments(directory: Path, catalog: Catalog) -> list[Path]:
    listed = {segment.folder for segment in catalog.segments.all()}
    return list(unlisted_segments(directory / SEGMENTS_FOLDER, listed))


def _of_static_vectors(directory: Path) -> list[Path]:
    folder = directory / STATIC_FOLDER
    entries = list(folder.iterdir()) if folder.is_dir() else []
    return entries if entries and len(entries) != 2 else []  # the manifest and one generation
