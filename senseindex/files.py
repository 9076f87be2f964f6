"""Make changes on disk survive a crash: whole files or none, synced in order, with named steps for tests.

A change is written under a temporary name, synced, renamed and its folder synced; `reached` marks the places in
between at which a test kills the process.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

from senseindex.errors import StoreError, UsageError

try:
    import fcntl
except ImportError:  # Windows: what a killed process left there stays
    fcntl = None  # type: ignore[assignment]

_FOLDER_DRAFT = ".folder-draft"

hook: Callable[[str], None] | None = None
"""Called with the name of every step that a writer reaches; set by tests alone."""


def reached(step: str) -> None:
    """Say that a writer has come to a named step."""
    if hook is not None:
        hook(step)


def sync(path: Path) -> None:
    """fsync a file or a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def bytes_of(folder: Path) -> int:
    """The size of all files under a folder; what another process removes meanwhile does not count."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                total += Path(parent, name).stat().st_size
    return total


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary name beside `path` to write to, renamed when the block ends well and removed when it does not.

    For the files that a user asks for. Raises UsageError where the folder is not there or `path` is one itself, OSError
    where it cannot be written.
    """
    if not path.parent.is_dir():
        raise UsageError(f"{path.parent}: there is no such folder to write {path.name} to")
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file")
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        draft.touch(exist_ok=False)
        yield draft
        sync(draft)
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    sync(path.parent)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A folder under a temporary name beside `path` to fill, renamed when the block ends well and removed otherwise.

    What killed processes left of earlier attempts is removed first. The caller syncs what it writes. Raises OSError;
    `path` must be an empty folder or not there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob(f".{escape(path.name)}.*{_FOLDER_DRAFT}"):
        with _held(left) as alone:
            if alone:
                shutil.rmtree(left, ignore_errors=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}{_FOLDER_DRAFT}")
    try:
        draft.mkdir()
        with _held(draft):
            yield draft
            if path.is_dir():
                path.rmdir()
            draft.rename(path)
            sync(path.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


@contextmanager
def _held(folder: Path) -> Iterator[bool]:
    """Whether nobody else holds this folder; this process does within the block. A dead process holds nothing."""
    if fcntl is None or folder.is_symlink() or not folder.is_dir():
        yield False
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            alone = True
        except OSError:
            alone = False
        yield alone
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Remove a file, a link or a folder, if it is there."""
    if path.is_symlink() or path.is_file():
        path.unlink(missing_ok=True)
    else:
        shutil.rmtree(path, ignore_errors=True)


def refuse_links(folder: Path) -> None:
    """Raises StoreError where an entry of this folder is a symbolic link; a folder that is not there has none.

    An index reads, writes and removes files of its own directory only.
    """
    try:
        with os.scandir(folder) as entries:
            links = sorted(entry.name for entry in entries if entry.is_symlink())
    except OSError:
        return
    if links:
        raise StoreError(f"{folder / links[0]} is a link; an index holds its files itself: put what it points to there")


def drafts(folder: Path) -> list[Path]:
    """What `replace_file` left in a folder when it was killed."""
    return list(folder.glob("*.draft"))


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` in the place of `path`, whole or not at all. Raises OSError."""
    draft = path.with_name(f"{path.name}.draft")
    try:
        draft.write_bytes(data)
        sync(draft)
        reached(f"{path.name} written")
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    sync(path.parent)
    reached(f"{path.name} in place")
