"""FastText's subwords: character n-grams, their hash buckets, and vectors of words out of vocabulary made of them.

Bojanowski et al. 2017, "Enriching Word Vectors with Subword Information": the vector of a word is the mean of
its own row and the rows of its character n-grams (of `<word>`, with the angle brackets); a word out of
vocabulary has the mean of its n-grams alone. gensim makes the former, when vectors are trained or imported. The
latter is made here, so that asking does not import gensim: buckets equal those of gensim and of Facebook's program
(FNV-1a over UTF-8 bytes that are sign-extended), vectors equal gensim's up to the rounding of float32 sums.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from senseindex.errors import StaticVectorError
from senseindex.vectors.static.storage import Matrix, SubwordLayout

MAGIC = struct.pack("<i", 793712314)
"""A Facebook file begins with it."""

# Magic number and version, the training arguments, the sizes of the dictionary: see fastText's FastText::saveModel.
_HEAD = struct.Struct("<2i 12id 3i2q")
_AFTER_WORD = 10  # the zero at its end, its count and its kind
_SHAPE = struct.Struct("<b2q")  # whether it is quantised, rows, columns
_MODELS = {1: "cbow", 2: "skip-gram", 3: "supervised"}


def ngram_buckets(word: str, min_n: int, max_n: int, buckets: int) -> list[int]:
    """Buckets of the character n-grams of a word, by start and then by length.

    A single `<` or `>` is no n-gram, and without buckets there are none.
    """
    characters = [character.encode("utf-8", "surrogatepass") for character in f"<{word}>"]
    found = []
    for start in range(len(characters) if buckets else 0):
        value = 2166136261
        for end in range(start + 1, min(start + max_n, len(characters)) + 1):
            for byte in characters[end - 1]:
                value = ((value ^ (byte if byte < 128 else byte | 0xFFFFFF00)) * 16777619) & 0xFFFFFFFF
            bracket = end == start + 1 and (start == 0 or end == len(characters))
            if end - start >= min_n and not bracket:
                found.append(value % buckets)
    return found


@dataclass(frozen=True)
class SubwordVectors:
    """Vectors of words out of vocabulary, from the n-gram rows of a Facebook file. Immutable, memory-mapped."""

    layout: SubwordLayout
    rows: Matrix

    @classmethod
    def open(cls, path: Path, layout: SubwordLayout, dimension: int) -> SubwordVectors:
        """Map the n-gram rows of `path`, `(buckets, dimension) float32`."""
        shape = (layout.buckets, dimension)
        return cls(layout, np.memmap(path, dtype="<f4", mode="r", offset=layout.offset, shape=shape))

    def vector(self, word: str) -> Matrix | None:
        """The raw vector `(d,)` of any word, None for one too short to have n-grams."""
        layout = self.layout
        buckets = ngram_buckets(word, layout.min_n, layout.max_n, layout.buckets)
        if not buckets:
            return None
        total: Matrix = np.add.reduce(np.asarray(self.rows[buckets]), axis=0)
        return (total / len(buckets)).astype(np.float32)


def facebook_layout(file: Path, name: Path | str) -> SubwordLayout:
    """Where the n-gram rows lie in a Facebook file, after its head, its words and the rows of its words.

    It is checked on the way, as gensim would read on for ever in a file that ends within its words. Raises
    StaticVectorError, with `name`, for a supervised or quantised model, and for one that is cut off or damaged.
    """
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
        cut_off = StaticVectorError(f"{name}: the fastText file is cut off; copy or download it again")
        if len(data) < _HEAD.size:
            raise cut_off
        _, _, dimension, *_, model, buckets, min_n, max_n, _, _, size, words, labels, _, pruned = _HEAD.unpack_from(
            data
        )
        if not 0 < dimension < 1 << 16 or buckets < 0:
            raise StaticVectorError(f"{name}: damaged fastText file: {dimension} dimensions")
        if model not in (1, 2):
            kind = _MODELS.get(model, f"number {model}")
            raise StaticVectorError(f"{name}: a fastText model of kind {kind}; only skip-gram and cbow have vectors")
        if labels > 0:
            raise StaticVectorError(f"{name}: a supervised fastText model ({labels:,} labels) has no vectors to use")
        if pruned > 0:
            raise StaticVectorError(f"{name}: a pruned fastText model; use the full .bin file")
        if words <= 0 or size != words:
            raise StaticVectorError(f"{name}: damaged fastText file: a dictionary of {size} words")
        place = _HEAD.size
        for _ in range(words):
            end = data.find(b"\0", place)
            if end < 0:
                raise cut_off
            place = end + _AFTER_WORD
        if len(data) < place + _SHAPE.size:
            raise cut_off
        quantised, rows, columns = _SHAPE.unpack_from(data, place)
        if quantised or (rows, columns) != (words + buckets, dimension):
            raise StaticVectorError(
                f"{name}: quantised or damaged fastText file: a matrix of {rows:,} x {columns} "
                f"for {words:,} words and {buckets:,} buckets of {dimension} dimensions"
            )
        offset = place + _SHAPE.size + 4 * dimension * words
        if len(data) < offset + 4 * dimension * buckets:
            raise cut_off
    return SubwordLayout(min_n, max_n, buckets, offset)
