"""An index reads, writes and removes files of its own directory only: nothing in it may be a link to elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

from senseindex.errors import StoreError


def refuse_links(folder: Path) -> None:
    """Raises StoreError where an entry of this folder is a symbolic link; a folder that is not there has none."""
    try:
        with os.scandir(folder) as entries:
            links = sorted(entry.name for entry in entries if entry.is_symlink())
    except OSError:
        return
    if links:
        raise StoreError(f"{folder / links[0]} is a link; an index holds its files itself: put what it points to there")
