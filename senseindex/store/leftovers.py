"""What a killed writer leaves in an index directory, and its removal. The caller holds the writer's lock."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Set
from pathlib import Path

SEGMENTS_FOLDER = "segments"
TEMPORARY = "tmp-"
DRAFT = "*.draft"
HOLDER_FILE = "writer.json"


def unfinished(directory: Path) -> Iterator[Path]:
    """What nobody can be reading: drafts, and segments under a temporary name."""
    yield from directory.glob(DRAFT)
    yield from directory.glob(f"{SEGMENTS_FOLDER}/*/{DRAFT}")
    yield from directory.glob(f"{SEGMENTS_FOLDER}/{TEMPORARY}*")


def unlisted_segments(directory: Path, listed: Set[str]) -> Iterator[Path]:
    """Segments that the catalog does not list; a reader of an older state may still be reading them."""
    for path in directory.glob(f"{SEGMENTS_FOLDER}/*"):
        if path.name not in listed and not path.name.startswith(TEMPORARY):
            yield path


def remove(path: Path) -> None:
    """Remove a file, a link or a folder, if it is there."""
    if path.is_symlink() or path.is_file():
        path.unlink(missing_ok=True)
    else:
        shutil.rmtree(path, ignore_errors=True)
