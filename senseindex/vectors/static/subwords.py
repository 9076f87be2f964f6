"""FastText's subwords: character n-grams, their hash buckets, and word vectors made of them.

Bojanowski et al. 2017, "Enriching Word Vectors with Subword Information": the vector of a word is the mean of
its own row and the rows of its character n-grams (of `<word>`, with the angle brackets); a word out of
vocabulary has the mean of its n-grams alone. Buckets equal those of gensim and of Facebook's program (FNV-1a
over UTF-8 bytes that are sign-extended), vectors equal gensim's up to the rounding of float32 sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from senseindex.vectors.static.storage import Matrix, SubwordLayout

_OFFSET_BASIS = np.uint32(2166136261)
_PRIME = np.uint32(16777619)
_BATCH = 1024


def ngram_buckets(
    words: Sequence[str], min_n: int, max_n: int, buckets: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Buckets of the character n-grams of every word.

    Returns the buckets, `(n-grams,)`, word by word, by start and then by length, and how many belong to each
    word, `(words,)`. A single `<` or `>` is no n-gram, and without buckets there are none.
    """
    encoded = [f"<{word}>".encode("utf-8", "surrogatepass") for word in words]
    data = np.frombuffer(b"".join(encoded), dtype=np.uint8)
    signed = data.view(np.int8).astype(np.int32).view(np.uint32)
    characters = np.flatnonzero((data & 0xC0) != 0x80)  # bytes that begin a character
    widths = np.diff(characters, append=len(data))
    ends = np.cumsum([len(word) for word in encoded], dtype=np.int64)
    owner = np.searchsorted(ends, characters, side="right")
    first = np.diff(owner, prepend=-1) > 0
    last = np.diff(owner, append=len(words)) > 0

    hashes = np.full(len(characters), _OFFSET_BASIS, dtype=np.uint32)
    starts = np.arange(len(characters))
    found: list[npt.NDArray[np.uint32]] = []
    places: list[npt.NDArray[np.int64]] = []
    for length in range(1, max_n + 1):
        # Every n-gram grows by one character; those that would leave their word drop out.
        starts = starts[starts + length <= len(characters)]
        starts = starts[owner[starts + length - 1] == owner[starts]]
        grown = starts + length - 1
        for byte in range(4):
            has_byte = widths[grown] > byte
            where = starts[has_byte]
            hashes[where] = (hashes[where] ^ signed[characters[grown[has_byte]] + byte]) * _PRIME
        if length >= min_n:
            chosen = starts[~(first | last)[starts]] if length == 1 else starts
            found.append(hashes[chosen])
            places.append(chosen * (max_n + 1) + length)
    if not found or not buckets:
        return np.zeros(0, dtype=np.int64), np.zeros(len(words), dtype=np.int64)
    place = np.concatenate(places)
    order = np.argsort(place, kind="stable")
    counts = np.bincount(owner[place // (max_n + 1)], minlength=len(words)).astype(np.int64)
    return np.concatenate(found)[order].astype(np.int64) % buckets, counts


def compose_word_vectors(
    words: Sequence[str], word_rows: npt.NDArray[Any], ngram_rows: npt.NDArray[Any], min_n: int, max_n: int
) -> Iterator[tuple[Sequence[str], Matrix]]:
    """Vectors of words in the vocabulary, in batches: the mean of a word's own row and its n-grams' rows.

    `word_rows` is `(words, d)`, `ngram_rows` is `(buckets, d)`; both may be memory maps.
    """
    for start in range(0, len(words), _BATCH):
        batch = words[start : start + _BATCH]
        buckets, counts = ngram_buckets(batch, min_n, max_n, len(ngram_rows))
        # The own row of each word stands before its n-grams, so that one sum goes over both.
        own = np.cumsum(counts + 1) - (counts + 1)
        rows = np.empty((len(buckets) + len(batch), word_rows.shape[1]), dtype=np.float32)
        is_own = np.zeros(len(rows), dtype=bool)
        is_own[own] = True
        rows[is_own] = word_rows[start : start + len(batch)]
        rows[~is_own] = ngram_rows[buckets]
        sums = np.add.reduceat(rows, own, axis=0)
        yield batch, (sums / (counts + 1)[:, None]).astype(np.float32)


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
        buckets, _ = ngram_buckets([word], layout.min_n, layout.max_n, layout.buckets)
        if not len(buckets):
            return None
        total: Matrix = np.add.reduce(np.asarray(self.rows[buckets]), axis=0)
        return (total / len(buckets)).astype(np.float32)
