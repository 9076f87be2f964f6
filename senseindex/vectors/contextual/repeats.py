"""Encode what repeats once: boilerplate, quotations, sentences that a corpus holds many times.

A passage with the same words and the same places asked for has the same vectors, so they are kept for a while: the
least recently used go first when the memory is full.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from senseindex.arrays import FloatArray
from senseindex.vectors.contextual.passages import Passage


class RepeatMemory:
    """Gives the vectors of passages, from memory where it has them and by `encode` where not.

    `memory` is how many bytes of vectors are kept, as float16. Not for several threads at once.
    """

    def __init__(self, encode: Callable[[Sequence[Passage]], FloatArray], memory: int) -> None:
        self._encode = encode
        self._room = memory
        self._kept: OrderedDict[bytes, NDArray[np.float16]] = OrderedDict()
        self.repeated = 0
        """Passages that were not encoded again."""

    def encode(self, passages: Sequence[Passage]) -> FloatArray:
        """The vectors of all places of the passages, (places, d) float32, in the order given."""
        keys = [_key(passage) for passage in passages]
        firsts: dict[bytes, int] = {}
        for number, key in enumerate(keys):
            if key not in self._kept:
                firsts.setdefault(key, number)
        new = self._encode([passages[number] for number in firsts.values()])
        self.repeated += len(keys) - len(firsts)
        ends = np.cumsum([0, *(len(passages[number].places) for number in firsts.values())]).tolist()
        fresh = {key: new[ends[place] : ends[place + 1]] for place, key in enumerate(firsts)}
        vectors = np.concatenate([new[:0], *(fresh[key] if key in fresh else self._recall(key) for key in keys)])
        for key, own in fresh.items():
            self._keep(key, own)
        return vectors

    def _recall(self, key: bytes) -> FloatArray:
        self._kept.move_to_end(key)
        return self._kept[key].astype(np.float32)

    def _keep(self, key: bytes, vectors: FloatArray) -> None:
        self._kept[key] = vectors.astype(np.float16)
        self._room -= self._kept[key].nbytes
        while self._room < 0:
            self._room += self._kept.popitem(last=False)[1].nbytes


def _key(passage: Passage) -> bytes:
    digest = blake2b("\0".join(passage.words).encode("utf-8", "surrogatepass"), digest_size=16)
    digest.update(np.asarray(passage.places, dtype=np.int64).tobytes())
    return digest.digest()
