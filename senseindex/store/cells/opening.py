"""Open the vector store of an index. Another engine would be told apart here, by its codec."""

from __future__ import annotations

from pathlib import Path

from senseindex.arrays import FloatArray
from senseindex.store.cells.vector_store import VectorStore


def open_store(folder: Path, dimension: int, codec: str, codec_range: FloatArray | None) -> VectorStore:
    """The store of the segments under `folder`, which need not be there: vectors `(dimension,)` in a codec.

    `codec_range` `(2 dimension,)`: lower bounds and widths of what a codec can say of a dimension, for sq4 and sq8.
    """
    from senseindex.store.cells.faiss.store import FaissStore  # loading faiss takes a moment

    return FaissStore(folder, dimension, codec, codec_range)
