"""What interrupted work leaves in an index directory, and its removal."""

from __future__ import annotations

from pathlib import Path

from senseindex.files import reached
from senseindex.index.lock import ReaderLock
from senseindex.index.models import PROJECTION_FILE, PROJECTION_SETTING, STATIC_FOLDER
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.leftovers import remove, unfinished, unlisted_segments


def leftovers(directory: Path, catalog: Catalog) -> list[Path]:
    """Files of interrupted work, and segments that only readers of an older state still need."""
    found = [*unfinished(directory), *unlisted_segments(directory, _listed(catalog)), *_of_static_vectors(directory)]
    return found + _uncommitted_projection(directory, catalog)


def remove_leftovers(directory: Path, catalog: Catalog, lock: ReaderLock) -> list[Path]:
    """Remove them, but for segments while anybody else reads; `lock` is the caller's, who also holds the writer's.

    Gives what was removed.
    """
    before = leftovers(directory, catalog)
    if not before:
        return []
    reached("leftovers found")
    for path in (*unfinished(directory), *_uncommitted_projection(directory, catalog)):
        remove(path)
    if _of_static_vectors(directory):
        from senseindex.vectors.static.storage import remove_leftovers

        remove_leftovers(directory / STATIC_FOLDER)
    with lock.alone() as alone:
        if alone:
            for path in unlisted_segments(directory, _listed(catalog)):
                remove(path)
                reached("segment removed")
    return [path for path in before if not path.exists()]


def _listed(catalog: Catalog) -> set[str]:
    return {segment.folder for segment in catalog.segments.all()}


def _uncommitted_projection(directory: Path, catalog: Catalog) -> list[Path]:
    path = directory / PROJECTION_FILE
    return [path] if path.exists() and catalog.settings.get(PROJECTION_SETTING) is None else []


def _of_static_vectors(directory: Path) -> list[Path]:
    folder = directory / STATIC_FOLDER
    entries = list(folder.iterdir()) if folder.is_dir() else []
    return entries if entries and len(entries) != 2 else []  # the manifest and one generation
