"""Texts put together from many short strings without touching each of them in Python."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from senseindex.arrays import IntArray
from senseindex.store.catalog.token_forms import bytes_before


@dataclass(frozen=True)
class Strings:
    """Strings in UTF-8, one after another in `data`; `starts` and `lengths` `(n,)` are in bytes."""

    data: bytes
    starts: IntArray
    lengths: IntArray

    @classmethod
    def of(cls, texts: Iterable[str]) -> Strings:
        texts = list(texts)
        joined = "".join(texts)
        pieces: Sequence[str | bytes] = texts if joined.isascii() else [text.encode() for text in texts]
        lengths = np.array([len(piece) for piece in pieces], dtype=np.int64)
        return cls(joined.encode(), lengths.cumsum() - lengths, lengths)

    @classmethod
    def of_dict(cls, texts: dict[int, str]) -> Strings:
        """Strings with numbers of their own; the numbers between have none."""
        own = cls.of(texts.values())
        starts = np.zeros(max(texts, default=0) + 1, dtype=np.int64)
        lengths = np.zeros_like(starts)
        numbers = np.fromiter(texts, dtype=np.int64, count=len(texts))
        starts[numbers], lengths[numbers] = own.starts, own.lengths
        return cls(own.data, starts, lengths)

    @classmethod
    def cut(cls, text: str, starts: IntArray, ends: IntArray) -> Strings:
        """Parts `(n,)` of a text, by their places in characters."""
        if not text.isascii():
            places = bytes_before(text)
            starts, ends = places[starts], places[ends]
        return cls(text.encode(), starts, ends - starts)

    def chosen(self, numbers: IntArray) -> Strings:
        """The strings of these numbers, in their order."""
        return Strings(self.data, self.starts[numbers], self.lengths[numbers])

    def replaced(self, places: IntArray, others: Strings) -> Strings:
        """These strings with `others` at some places."""
        starts, lengths = self.starts.copy(), self.lengths.copy()
        starts[places] = others.starts + len(self.data)
        lengths[places] = others.lengths
        return Strings(self.data + others.data, starts, lengths)


def interleaved(columns: Sequence[Strings], inserted: Strings, places: IntArray) -> bytes:
    """The first of every column, then the second of every column and so on, as bytes.

    `inserted` stand before the rows of these `places`, ascending; those of one place in their order.
    """
    data = np.frombuffer(b"".join(each.data for each in (*columns, inserted)), dtype="u1")
    bases = np.cumsum([0, *(len(each.data) for each in columns)])
    starts = np.stack([each.starts + base for each, base in zip(columns, bases[:-1], strict=True)], axis=1).ravel()
    lengths = np.stack([each.lengths for each in columns], axis=1).ravel()
    starts = np.insert(starts, places * len(columns), inserted.starts + bases[-1])
    lengths = np.insert(lengths, places * len(columns), inserted.lengths)
    ends = lengths.cumsum()
    # Byte i of the result is byte i + shift of the data, with one shift for all bytes of a string.
    taken = np.repeat(starts - (ends - lengths), lengths)
    taken += np.arange(len(taken))
    joined: bytes = data[taken].tobytes()
    return joined


def code_points(text: str) -> IntArray:
    """The code point of every character `(characters,)`."""
    if text.isascii():
        return np.frombuffer(text.encode(), dtype="u1").astype(np.int64)
    return np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.int64)
