"""Facebook's fastText binary format (`.bin`), read and written without gensim.

Layout, little-endian, after fastText's `FastText::saveModel`: magic, version; the training arguments; the
dictionary (words with counts); a flag for quantisation; the input matrix, word rows first and n-gram rows
after them, float32; the flag and matrix of the output layer. A file that is written here has an output layer
of no rows: vectors can be asked for by any reader of the format, training cannot go on from it.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from senseindex.errors import StaticVectorError
from senseindex.vectors.static.storage import SUBWORDS, Matrix, StaticWriter, SubwordLayout
from senseindex.vectors.static.stream import BLOCK, ByteStream
from senseindex.vectors.static.subwords import compose_word_vectors

MAGIC = struct.pack("<i", 793712314)
_VERSION = 12
_ARGUMENTS = struct.Struct("<12id")
_DICTIONARY = struct.Struct("<3i2q")
_ENTRY = struct.Struct("<qb")
_SHAPE = struct.Struct("<2q")
_LONGEST_WORD = 1 << 16
_MODELS = {1: "cbow", 2: "skip-gram", 3: "supervised"}


@dataclass(frozen=True, slots=True)
class FacebookArguments:
    """The training arguments of a file, in the order in which they are stored."""

    dimension: int
    window: int
    epochs: int
    min_count: int
    negative: int
    word_ngrams: int
    loss: int
    model: int
    buckets: int
    min_n: int
    max_n: int
    update_rate: int
    sample: float


def write_facebook_file(
    path: Path,
    arguments: FacebookArguments,
    words: Sequence[str],
    counts: Sequence[int],
    word_rows: npt.NDArray[Any],
    ngram_rows: npt.NDArray[Any],
) -> SubwordLayout:
    """Write words with their own rows `(words, d)` and the n-gram rows `(buckets, d)`; returns where these lie."""
    values = [getattr(arguments, name) for name in FacebookArguments.__slots__]
    with path.open("wb") as file:
        file.write(MAGIC + struct.pack("<i", _VERSION) + _ARGUMENTS.pack(*values))
        # -1: no pruning, which only quantised models have.
        file.write(_DICTIONARY.pack(len(words), len(words), 0, sum(counts), -1))
        for word, count in zip(words, counts, strict=True):
            file.write(word.encode("utf-8", "backslashreplace") + b"\0" + _ENTRY.pack(count, 0))
        file.write(b"\0" + _SHAPE.pack(len(words) + len(ngram_rows), arguments.dimension))
        file.write(np.ascontiguousarray(word_rows, dtype="<f4").data)
        offset = file.tell()
        file.write(np.ascontiguousarray(ngram_rows, dtype="<f4").data)
        _write_empty_output(file, arguments.dimension)
    return SubwordLayout(arguments.min_n, arguments.max_n, arguments.buckets, offset)


def _write_empty_output(file: BinaryIO, dimension: int) -> None:
    file.write(b"\0" + _SHAPE.pack(0, dimension))


class _Copy:
    """Reads a stream and writes what passes into the new file, counting bytes."""

    def __init__(self, stream: ByteStream, file: BinaryIO) -> None:
        self.stream = stream
        self.file = file

    def read(self, size: int) -> bytes:
        data = self.stream.read(size)
        if len(data) < size:
            raise StaticVectorError(f"{self.stream.name}: the fastText file is cut off; copy or download it again")
        self.file.write(data)
        return data

    def unpack(self, layout: struct.Struct) -> tuple[Any, ...]:
        return layout.unpack(self.read(layout.size))


def import_facebook(stream: ByteStream, folder: Path, source: str) -> None:
    """Read a fastText `.bin` into static vectors with subwords.

    Raises StaticVectorError for a supervised or quantised model, and for a file that is cut off or damaged.
    """
    head = stream.peek(8 + _ARGUMENTS.size)
    if len(head) < 8 + _ARGUMENTS.size:
        raise StaticVectorError(f"{source}: the fastText file is cut off; copy or download it again")
    arguments = FacebookArguments(*_ARGUMENTS.unpack_from(head, 8))
    if not 0 < arguments.dimension < 1 << 16 or arguments.buckets < 0:
        raise StaticVectorError(f"{source}: damaged fastText file: {arguments.dimension} dimensions")
    if arguments.model not in (1, 2):
        kind = _MODELS.get(arguments.model, f"number {arguments.model}")
        raise StaticVectorError(f"{source}: a fastText model of kind {kind}; only skip-gram and cbow have word vectors")
    with StaticWriter(folder, arguments.dimension) as writer:
        subwords_path = writer.path / SUBWORDS
        with subwords_path.open("wb") as file:
            copy = _Copy(stream, file)
            copy.read(8 + _ARGUMENTS.size)
            words, counts = _copy_dictionary(copy)
            start = _copy_input_matrix(copy, len(words), arguments)
            _write_empty_output(file, arguments.dimension)
        rows: Matrix = np.memmap(
            subwords_path, "<f4", "r", offset=start, shape=(len(words) + arguments.buckets, arguments.dimension)
        )
        own, ngrams = rows[: len(words)], rows[len(words) :]
        done = 0
        for batch, vectors in compose_word_vectors(words, own, ngrams, arguments.min_n, arguments.max_n):
            if not np.isfinite(vectors).all():
                broken = batch[int(np.flatnonzero(~np.isfinite(vectors).all(axis=1))[0])]
                raise StaticVectorError(f"{source}: the vector of {broken!r} is not finite; the file is damaged")
            writer.add(batch, vectors, counts[done : done + len(batch)])
            done += len(batch)
        layout = None
        if arguments.buckets and arguments.max_n:
            offset = start + 4 * arguments.dimension * len(words)
            layout = SubwordLayout(arguments.min_n, arguments.max_n, arguments.buckets, offset)
        else:
            subwords_path.unlink()
        writer.commit(method="pretrained", unit="form", source=source, subwords=layout)


def _copy_dictionary(copy: _Copy) -> tuple[list[str], list[int]]:
    name = copy.stream.name
    size, words_stored, labels, _tokens, pruned = copy.unpack(_DICTIONARY)
    if labels > 0:
        raise StaticVectorError(f"{name}: a supervised fastText model ({labels:,} labels) has no word vectors to use")
    if pruned > 0:
        raise StaticVectorError(f"{name}: a pruned fastText model; use the full .bin file")
    if size <= 0 or size != words_stored:
        raise StaticVectorError(f"{name}: damaged fastText file: a dictionary of {size} words")
    words: list[str] = []
    counts: list[int] = []
    for number in range(1, size + 1):
        word = copy.stream.read_until(b"\0", _LONGEST_WORD)
        if word is None:
            raise StaticVectorError(
                f"{name}: the fastText file is damaged or cut off at word {number:,} of {size:,}; download it again"
            )
        copy.file.write(word + b"\0")
        count, _kind = copy.unpack(_ENTRY)
        words.append(word.decode("utf-8", "backslashreplace"))
        counts.append(count)
    return words, counts


def _copy_input_matrix(copy: _Copy, words: int, arguments: FacebookArguments) -> int:
    """Copy the matrix; returns the byte of the new file where its first row starts."""
    name = copy.stream.name
    if copy.read(1) != b"\0":
        raise StaticVectorError(f"{name}: a quantised fastText model (.ftz); use the full .bin file")
    rows, dimension = copy.unpack(_SHAPE)
    if (rows, dimension) != (words + arguments.buckets, arguments.dimension):
        raise StaticVectorError(
            f"{name}: damaged fastText file: a matrix of {rows:,} x {dimension} "
            f"for {words:,} words and {arguments.buckets:,} buckets of {arguments.dimension} dimensions"
        )
    start = copy.file.tell()
    left = rows * dimension * 4
    while left:
        left -= len(copy.read(min(left, BLOCK)))
    return start
