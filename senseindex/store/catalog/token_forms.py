"""The forms of many tokens as a few strings and a number a token, without a string of Python for every token."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from senseindex.arrays import BoolArray, IntArray

_WORD: Final = 8
"""Bytes that are compared at once."""
_MASKS = np.array([(1 << (8 * length)) - 1 for length in range(_WORD + 1)], dtype=np.uint64)
_ODD = np.uint64(0x9E3779B97F4A7C15)
"""2^64 by the golden ratio, which spreads what it multiplies over the high bits (Knuth 1998, 6.4)."""


def distinct_forms(text: str, starts: IntArray, ends: IntArray) -> tuple[list[str], IntArray]:
    """The different forms among parts of a text, given by their places in characters `(tokens,)`.

    Gives the forms, and the number of its form for each token. A form may stand there twice: what is the same is only
    looked for among tokens of the same hash, and what differs is never taken for the same.
    """
    if not len(starts):
        return [], starts
    if not text.isascii():
        places = bytes_before(text)
        starts, ends = places[starts], places[ends]
    data = text.encode()
    words = _words(data, starts, ends - starts)
    order = _by_hash(words)
    new = np.zeros(len(order), dtype=np.bool_)
    new[0] = True
    for each in words:
        new[1:] |= np.diff(each[order]) != 0
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.cumsum(new) - 1
    first = order[new]
    cuts = zip(starts[first].tolist(), ends[first].tolist(), strict=True)
    return [data[start:end].decode() for start, end in cuts], numbers


def bytes_before(text: str) -> IntArray:
    """`(characters + 1,)`: how many bytes of UTF-8 come before each character, and all."""
    data = np.frombuffer(text.encode(), dtype="u1")
    begins: BoolArray = (data & 0xC0) != 0x80
    return np.append(np.flatnonzero(begins), len(data))


def _words(data: bytes, starts: IntArray, lengths: IntArray) -> list[npt.NDArray[np.uint64]]:
    """The bytes of the tokens, eight a number: a first number for all, a second one, 0 for those that have none, ...

    No form holds a NUL byte that would make it the same as a shorter one: lengths differ, and stand at the end.
    """
    padded = np.frombuffer(data + b"\x00" * _WORD, dtype="u1")
    windows = np.ndarray((len(data) + 1,), dtype="<u8", buffer=padded, strides=(1,))
    found = [windows[starts] & _MASKS[np.minimum(lengths, _WORD)]]
    done = _WORD
    while (longer := np.flatnonzero(lengths > done)).size:
        more = np.zeros(len(starts), dtype=np.uint64)
        more[longer] = windows[starts[longer] + done] & _MASKS[np.minimum(lengths[longer] - done, _WORD)]
        found.append(more)
        done += _WORD
    return [*found, lengths.astype(np.uint64)]


def _by_hash(words: Sequence[npt.NDArray[np.uint64]]) -> IntArray:
    """An order of the tokens `(tokens,)` in which equal ones stand together, mostly.

    The high bits of a hash and the number of the token share one integer, as numbers are sorted much quicker than
    places are.
    """
    hashed = words[0] * _ODD
    for each in words[1:]:
        hashed = (hashed ^ (hashed >> np.uint64(29)) ^ each) * _ODD
    bits = np.uint64(max(len(hashed) - 1, 1).bit_length())
    mixed = (hashed >> bits << bits) | np.arange(len(hashed), dtype=np.uint64)
    mixed.sort()
    return (mixed & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
