"""The folder of static vectors on disk: written whole or not at all, opened by memory map, never unpickled.

    static/
        static.json             which generation is current, its method and sizes: the only commit point
        000001/                 one generation, immutable
            words.txt           one word a line, UTF-8, most frequent first where counts are known
            counts.npy          (n,) int64, absent for pretrained vectors
            vectors.bin         raw vectors, word2vec binary: `KeyedVectors.load_word2vec_format(..., binary=True)`
            cosine.faiss        FAISS IndexFlatIP over the L2-normalised vectors, in the order of words.txt
            subwords.bin        FastText only: Facebook's format, `gensim.models.fasttext.load_facebook_vectors`

A writer fills a hidden folder beside the generations, flushes every file to the disk (fsync), renames it to
the next generation, and then replaces `static.json` by one atomic rename. A crash before that rename leaves
the old vectors, a crash after it the new ones; what is left over is removed by the next writer. One writer at
a time. A reader maps the generation that it opened and keeps it, even after a later writer has removed it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from senseindex.errors import StaticVectorError
from senseindex.files import reached, replace_file, sync
from senseindex.vectors.static.manifest import FORMAT, MANIFEST, generation_of, read_manifest, seal_of, sha256_of

WORDS, COUNTS, VECTORS, COSINE, SUBWORDS = "words.txt", "counts.npy", "vectors.bin", "cosine.faiss", "subwords.bin"

Progress = Callable[[str, int, int], None]
"""Called with the stage, how much is done, and the total (0 where it is unknown)."""

Matrix = npt.NDArray[np.float32]
"""`(n, d) float32`, one vector a row."""

CHECKED_AT_OPEN = 1 << 26
"""Files of at most so many bytes are checked whenever they are opened, larger ones by `senseindex doctor` alone."""

_NOT_STORED = re.compile(r"[ \t\n\r\v\f\ud800-\udfff]+")
_BATCH = 1024
_FILES = frozenset({WORDS, COUNTS, VECTORS, COSINE, SUBWORDS})
_READ_FLAGS = faiss.IO_FLAG_MMAP_IFC


@dataclass(frozen=True, slots=True)
class SubwordLayout:
    """Where the character n-gram vectors lie in subwords.bin.

    Character n-grams of `min_n` to `max_n` characters are hashed into `buckets` rows of float32, which start
    at byte `offset`.
    """

    min_n: int
    max_n: int
    buckets: int
    offset: int


@dataclass(frozen=True, slots=True)
class StaticVectorsInfo:
    """What is known of a set of static vectors.

    `method` is word2vec-sg, word2vec-cbow, fasttext or pretrained. `unit` is "lemma" for vectors trained on
    lemmas and "form" for vectors of word forms, as pretrained files have them. `training` holds the
    parameters that training really used, empty for pretrained vectors; `source` says where they come from.
    `words` and `dimension` are the shape of the matrix.
    """

    method: str
    unit: str
    words: int
    dimension: int
    source: str = ""
    training: Mapping[str, int | float | str] = field(default_factory=dict)
    subwords: SubwordLayout | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for printing and for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class StaticFolder:
    """An opened generation. `rows[i]` is the byte of vectors.bin where the vector of `words[i]` starts."""

    path: Path
    info: StaticVectorsInfo
    words: tuple[str, ...]
    counts: npt.NDArray[np.int64] | None
    rows: npt.NDArray[np.int64]
    raw: npt.NDArray[np.uint8]
    index: Any


def stored_word(word: str) -> str:
    """The word as it is stored: the word2vec format parts words by spaces, so a space inside becomes `_`.

    So does half of a surrogate pair, which no UTF-8 has.
    """
    return _NOT_STORED.sub("_", word)


class StaticWriter:
    """Writes one generation; a context manager that discards everything unless `commit` was reached.

    `path` is the hidden folder, for files that are needed on the way too. An OSError within it, such as a full disk,
    leaves it as a StaticVectorError.

    >>> with StaticWriter(folder) as writer:       # doctest: +SKIP
    ...     writer.commit(words, vectors, method="pretrained", unit="form")
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / f".writing-{os.getpid()}"

    def __enter__(self) -> StaticWriter:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            remove_leftovers(self.folder)
            self.path.mkdir()
        except OSError as error:
            raise self._not_written(error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        with suppress(OSError):
            self.folder.rmdir()  # goes only if nothing was ever committed to it
        if isinstance(error, OSError):
            raise self._not_written(error) from error

    def _not_written(self, error: OSError) -> StaticVectorError:
        where = f": {error.filename}" if error.filename else ""
        return StaticVectorError(
            f"{self.folder}: the static vectors were not written ({error.strerror or error}{where}); "
            "free space or name a folder that can be written"
        )

    def commit(
        self,
        words: Sequence[str],
        vectors: npt.NDArray[Any],
        counts: Sequence[int] | None = None,
        *,
        method: str,
        unit: str,
        source: str = "",
        training: Mapping[str, int | float | str] | None = None,
        subwords: SubwordLayout | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Store words with their raw vectors `(words, d)` and make them the current generation.

        A word that comes twice is stored once, with its first vector. `progress` gets the number of words done and
        their sum. Raises StaticVectorError if there are no words.
        """
        first: dict[str, int] = {}
        for row, word in enumerate(words):
            first.setdefault(stored_word(word), row)
        first.pop("", None)
        if not first:
            raise StaticVectorError(f"{source or self.folder}: no vectors to store")
        rows = list(first.values())
        (self.path / WORDS).write_text("".join(f"{name}\n" for name in first), encoding="utf-8", newline="\n")
        if counts is not None:
            np.save(self.path / COUNTS, np.array([counts[row] for row in rows], dtype=np.int64), allow_pickle=False)
        self._write_vectors(list(first), vectors if len(rows) == len(words) else vectors[rows], progress)
        info = StaticVectorsInfo(method, unit, len(rows), vectors.shape[1], source, training or {}, subwords)
        number = 1 + max((int(path.name) for path in self.folder.iterdir() if path.name.isdigit()), default=0)
        files = sorted(self.path.iterdir())
        manifest = {
            "format": FORMAT,
            "generation": f"{number:06d}",
            **info.as_dict(),
            "bytes": {file.name: file.stat().st_size for file in files},
            "sha256": {file.name: sha256_of(file) for file in files},
        }
        for file in files:
            sync(file)
        sync(self.path)
        reached("static vectors written")
        generation = self.folder / f"{number:06d}"
        self.path.rename(generation)
        sync(self.folder)
        manifest["seal"] = seal_of(manifest)
        replace_file(self.folder / MANIFEST, f"{json.dumps(manifest, ensure_ascii=False, indent=2)}\n".encode())
        remove_leftovers(self.folder, generation.name)

    def _write_vectors(
        self, names: Sequence[str], vectors: npt.NDArray[Any], progress: Callable[[int, int], None] | None
    ) -> None:
        count, dimension = vectors.shape
        index = faiss.IndexFlatIP(dimension)
        # Room for all rows at once: an index that grows while rows are added holds them twice.
        index.codes.resize(4 * vectors.size)
        index.ntotal = count
        normalized = faiss.rev_swig_ptr(index.get_xb(), vectors.size).reshape(count, dimension)
        with (self.path / VECTORS).open("wb") as raw:
            raw.write(f"{count} {dimension}\n".encode())
            for start in range(0, count, _BATCH):
                batch = np.ascontiguousarray(vectors[start : start + _BATCH], dtype="<f4")
                normalized[start : start + _BATCH] = normalize(batch)
                for name, row in zip(names[start : start + _BATCH], batch, strict=True):
                    raw.write(name.encode() + b" " + row.tobytes())
                if progress:
                    progress(min(start + _BATCH, count), count)
        try:
            faiss.write_index(index, str(self.path / COSINE))
        except RuntimeError as error:  # FAISS has no other kind, and a full disk is the likely one
            raise OSError(str(error).splitlines()[0]) from error


def remove_leftovers(folder: Path, current: str | None = None) -> None:
    """Remove what a crash left, and generations that are no longer current; the caller is the only writer."""
    if current is None and (folder / MANIFEST).exists():
        try:
            current = generation_of(read_manifest(folder))
        except StaticVectorError:
            return  # not ours to understand, so nothing of it is removed
    for path in folder.iterdir():
        if path.name.startswith(".writing-") or (path.name.isdigit() and path.name != current):
            shutil.rmtree(path, ignore_errors=True)
    (folder / f"{MANIFEST}.draft").unlink(missing_ok=True)


def normalize(vectors: npt.NDArray[Any]) -> Matrix:
    """Rows of `(n, d)` scaled to length one; a row of zeros stays zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    normalized: Matrix = (vectors / lengths).astype(np.float32, copy=False)
    return normalized


def has_static_vectors(folder: Path) -> bool:
    """Whether `folder` holds committed static vectors; it does not look whether they are sound."""
    return (folder / MANIFEST).is_file()


def open_folder(folder: Path) -> StaticFolder:
    """Map the current generation. Raises StaticVectorError where there is none or a file is damaged."""
    manifest = read_manifest(folder)
    while True:
        try:
            return _open_generation(folder, manifest)
        except StaticVectorError:
            # A writer may have removed this generation after committing the next one.
            newer = read_manifest(folder)
            if newer["generation"] == manifest["generation"]:
                raise
            manifest = newer


def damaged_files(folder: Path) -> list[str]:
    """A line for every file of the static vectors that is missing or has changed since it was written."""
    try:
        manifest = read_manifest(folder)
        path = folder / generation_of(manifest)
        problems = []
        for name, digest in manifest["sha256"].items():
            if name not in _FILES:
                problems.append(f"{folder / MANIFEST}: {name!r} is no file of static vectors")
            elif not (path / name).is_file():
                problems.append(f"{path / name} is missing")
            elif sha256_of(path / name) != digest:
                problems.append(f"{path / name} has changed since it was written")
        if not problems:
            open_folder(folder)
        return problems
    except (StaticVectorError, OSError, AttributeError) as error:
        return [str(error)]


def copy_static_vectors(source: Path, target: Path) -> None:
    """Copy the current generation. Raises StaticVectorError or OSError where it is damaged or was just replaced."""
    name = generation_of(read_manifest(source))
    manifest = (source / MANIFEST).read_bytes()
    shutil.copytree(source / name, target / name)
    (target / MANIFEST).write_bytes(manifest)
    for problem in damaged_files(target):
        raise StaticVectorError(problem)


def _open_generation(folder: Path, manifest: Mapping[str, Any]) -> StaticFolder:
    path = folder / generation_of(manifest)
    again = "train or import the static vectors again"
    try:
        for name, size in manifest["bytes"].items():
            if name not in _FILES:
                raise ValueError(f"{name!r} is no file of static vectors")
            found = (path / name).stat().st_size
            if found != size:
                raise StaticVectorError(f"{path / name}: {found:,} bytes where {size:,} were written; {again}")
            if found <= CHECKED_AT_OPEN and sha256_of(path / name) != manifest["sha256"][name]:
                raise StaticVectorError(f"{path / name} has changed since it was written; {again}")
        subwords = manifest["subwords"]
        info = StaticVectorsInfo(
            method=str(manifest["method"]),
            unit=str(manifest["unit"]),
            words=int(manifest["words"]),
            dimension=int(manifest["dimension"]),
            source=str(manifest["source"]),
            training=dict(manifest["training"]),
            subwords=None if subwords is None else SubwordLayout(**subwords),
        )
        data = (path / WORDS).read_bytes()
        words = tuple(data.decode("utf-8").split("\n")[:-1])
        raw = np.memmap(path / VECTORS, dtype=np.uint8, mode="r")
        counts = np.load(path / COUNTS, allow_pickle=False) if COUNTS in manifest["bytes"] else None
        index = faiss.read_index(str(path / COSINE), _READ_FLAGS)
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StaticVectorError(f"{path}: damaged ({str(error).splitlines()[0]}); {again}") from error
    ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n"))
    # Before the vector of word i come the header, the names and spaces up to it, and the vectors before it.
    vector = 4 * info.dimension
    rows = len(raw) - len(data) - vector * len(words) + ends + 1 + vector * np.arange(len(words), dtype=np.int64)
    if not len(words) == info.words == index.ntotal or index.d != info.dimension:
        raise StaticVectorError(f"{path}: words, vectors and index disagree; {again}")
    return StaticFolder(path, info, words, counts, rows, raw, index)
