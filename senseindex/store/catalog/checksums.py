"""Checksums of catalog.db, so that `doctor` finds a changed byte that SQLite itself would not notice.

`catalog.checksums` holds the file's size and the CRC-32 of each of its blocks. It is removed before a writer starts
and written when it has finished and the write-ahead log is empty: where it is there, the catalog must agree with it.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np

from senseindex.errors import StoreError
from senseindex.files import reached, replace_file, sync
from senseindex.store.catalog.connection import blocks_of

CATALOG_CHECKSUMS = "catalog.checksums"
_MAGIC = b"senseindex catalog checksums 1\n"
_SIZE = struct.Struct("<QI")
_BLOCK = 1 << 16


def forget(catalog: Path) -> None:
    """Before a change: the checksums hold no longer."""
    path = catalog.with_name(CATALOG_CHECKSUMS)
    if path.exists():
        path.unlink()
        sync(path.parent)
        reached("catalog checksums removed")


def forget_unless_damaged(catalog: Path) -> None:
    """Before a change. Raises StoreError for a damaged catalog, as a change on top would hide that for good."""
    problem, only_checksums = damage(catalog)
    if problem and not only_checksums:
        raise StoreError(f"{problem}; restore it from a backup, or remove {CATALOG_CHECKSUMS} to accept it as it is")
    forget(catalog)


def record(catalog: Path) -> None:
    """After a change, with everything folded into the file. Raises OSError."""
    size, blocks = _measure(catalog)
    body = blocks.tobytes()
    replace_file(catalog.with_name(CATALOG_CHECKSUMS), _MAGIC + _SIZE.pack(size, zlib.crc32(body)) + body)


def damage(catalog: Path) -> tuple[str, bool]:
    """What is wrong with the catalog ("" for nothing), and whether it is only the checksums that are."""
    path = catalog.with_name(CATALOG_CHECKSUMS)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return "", False
    start = len(_MAGIC) + _SIZE.size
    body = data[start:]
    sound = data.startswith(_MAGIC) and len(data) >= start
    if not sound or (expected := _SIZE.unpack(data[len(_MAGIC) : start]))[1] != zlib.crc32(body) or len(body) % 4:
        return f"{path} is damaged", True
    size, blocks = _measure(catalog)
    if size != expected[0]:
        return f"{catalog} has {size:,} bytes where {expected[0]:,} were written", False
    changed = np.flatnonzero(blocks != np.frombuffer(body, dtype="<u4"))
    if not len(changed):
        return "", False
    where = f"{len(changed):,} of {len(blocks):,} blocks, the first at byte {int(changed[0]) * _BLOCK:,}"
    return f"{catalog} was changed by something else than senseindex: {where}", False


def _measure(catalog: Path) -> tuple[int, np.ndarray]:
    checksums = []
    size = 0
    for block in blocks_of(catalog, _BLOCK):
        checksums.append(zlib.crc32(block))
        size += len(block)
    return size, np.array(checksums, dtype="<u4")
