"""Where segments lie in an index directory, and what a killed writer leaves there.

A segment is a folder that is written under a temporary name and renamed when it is whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from pathlib import Path

from senseindex.errors import RESTORE, StoreError
from senseindex.files import refuse_links

SEGMENTS_FOLDER = "segments"
TEMPORARY = "tmp-"
_NAME = re.compile(r"[0-9a-f]{16}")


def segment_folder(folder: Path, name: str) -> Path:
    """The folder of a segment. Raises StoreError for a name or a link that leads out of the index directory."""
    path = folder / name
    if not _NAME.fullmatch(name) or path.resolve().parent != folder.resolve():
        raise StoreError(f"{name!r} in the catalog is no segment of this index; {RESTORE}")
    refuse_links(path)
    return path


def unfinished_segments(folder: Path) -> Iterator[Path]:
    """Segments that were not written to their end; nobody can be reading them."""
    yield from folder.glob(f"{TEMPORARY}*")


def unlisted_segments(folder: Path, listed: Set[str]) -> Iterator[Path]:
    """Segments that the catalog does not list; a reader of an older state may still be reading them."""
    for path in folder.glob("*"):
        if path.name not in listed and not path.name.startswith(TEMPORARY):
            yield path
