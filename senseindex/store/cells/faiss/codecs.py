"""How FAISS stores and scans vectors: the codecs of the embedded store.

sq4, sq8 and fp16 are scalar quantizers: what is stored is what is scanned. rabitq stores fp16 and scans one bit a
dimension beside it (RaBitQ: Gao & Long 2024), relative to the centre of the list; the best so found are ranked anew
by their fp16 vectors. Only the stored codes are kept for good, since the bits can be made from them.
"""

from __future__ import annotations

from typing import Any

import faiss
import numpy as np

from senseindex.arrays import ByteArray, FloatArray, IntArray

_SCALAR = {
    "sq4": faiss.ScalarQuantizer.QT_4bit,
    "sq8": faiss.ScalarQuantizer.QT_8bit,
    "fp16": faiss.ScalarQuantizer.QT_fp16,
    "rabitq": faiss.ScalarQuantizer.QT_fp16,
}
_QUERY_BITS = 8
_ROWS = 65_536


class Codec:
    """The codec `name` for vectors `(n, d)`.

    `codec_range` `(2 d,) float32` is FAISS's trained range (lower bounds, then widths) for sq4 and sq8, else None.
    """

    def __init__(self, name: str, dimension: int, codec_range: FloatArray | None) -> None:
        self.name = name
        self.dimension = dimension
        self.reranked = name == "rabitq"
        self._range = codec_range
        self._quantizer: Any = faiss.ScalarQuantizer(dimension, _SCALAR[name])
        self._train(self._quantizer)
        self.code_size = int(self._quantizer.code_size)

    def _train(self, quantizer: Any) -> None:
        if self._range is not None:
            faiss.copy_array_to_vector(np.ascontiguousarray(self._range, dtype=np.float32), quantizer.trained)

    def encode(self, vectors: FloatArray) -> ByteArray:
        """The stored codes `(n, code_size)` of vectors."""
        codes: ByteArray = self._quantizer.compute_codes(np.ascontiguousarray(vectors, dtype=np.float32))
        return codes

    def decode(self, codes: ByteArray) -> FloatArray:
        if not len(codes):
            return np.empty((0, self.dimension), dtype=np.float32)
        vectors: FloatArray = self._quantizer.decode(np.ascontiguousarray(codes))
        return vectors

    def new_index(self, centres: FloatArray) -> Any:
        """An empty inverted-list index with a list for each of the centres `(lists, d)`, kept in the same codec."""
        kind, metric = _SCALAR[self.name], faiss.METRIC_INNER_PRODUCT
        coarse: Any = faiss.IndexScalarQuantizer(self.dimension, kind, metric)
        self._train(coarse.sq)
        coarse.is_trained = True
        coarse.add(np.ascontiguousarray(centres, dtype=np.float32))
        index: Any
        if self.reranked:
            index = faiss.IndexIVFRaBitQ(coarse, self.dimension, len(centres), metric)
        else:
            index = faiss.IndexIVFScalarQuantizer(coarse, self.dimension, len(centres), kind, metric, False)
            self._train(index.sq)
        index.own_fields = True
        coarse.this.disown()
        index.is_trained = True
        return index

    def fits(self, index: Any) -> bool:
        """Whether an index was made by this codec."""
        if self.reranked:
            return isinstance(index, faiss.IndexIVFRaBitQ)
        return isinstance(index, faiss.IndexIVFScalarQuantizer) and index.sq.qtype == _SCALAR[self.name]

    def scanned(self, index: Any, codes: ByteArray, lists: IntArray) -> ByteArray:
        """What `index` scans for the stored `codes` `(n, code_size)` in these `lists` `(n,)`: `(n, its code size)`."""
        if not self.reranked:
            return codes
        found = np.empty((len(codes), index.code_size), dtype=np.uint8)
        for start in range(0, len(codes), _ROWS):
            part = slice(start, start + _ROWS)
            vectors, numbers, own = self.decode(codes[part]), np.ascontiguousarray(lists[part]), found[part]
            index.encode_vectors(len(own), faiss.swig_ptr(vectors), faiss.swig_ptr(numbers), faiss.swig_ptr(own))
        return found

    def prepare(self, index: Any) -> None:
        """Make an index that was read from a file ready to be searched."""
        if self.reranked:
            index.qb = _QUERY_BITS
