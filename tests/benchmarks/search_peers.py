"""Filtered vector engines that sense search is compared with, each asked for the nearest vectors of one word.

A peer is a function of `Vectors` that builds its index and gives a function (query, word) -> places of the ten nearest.
One that is not installed raises ImportError.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np

NEAREST = 10
LISTS = 4096
PROBED = 64
BATCH = 50_000

Search = Callable[[np.ndarray, int], np.ndarray]


@dataclass(frozen=True)
class Vectors:
    """Occurrences in the order of the text: vectors `(n, d) float32` of unit norm and the lemma id of each `(n,)`."""

    vectors: np.ndarray
    lemma_ids: np.ndarray

    def places(self, lemma_id: int) -> np.ndarray:
        return np.flatnonzero(self.lemma_ids == lemma_id)

    def first(self, count: int) -> Vectors:
        return Vectors(self.vectors[:count], self.lemma_ids[:count])


class Selectors:
    """FAISS selectors of words, made before the clock runs and kept alive."""

    def __init__(self, data: Vectors, words: list[int]) -> None:
        self._places = {word: data.places(word).astype(np.int64) for word in words}
        self._made = {word: faiss.IDSelectorBatch(places) for word, places in self._places.items()}

    def __getitem__(self, word: int) -> Any:
        return self._made[word]


def flat_batch(data: Vectors, words: list[int]) -> Search:
    index = faiss.IndexScalarQuantizer(data.vectors.shape[1], faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
    index.train(data.vectors[:100_000])
    index.add(data.vectors)
    selectors = Selectors(data, words)

    def search(query: np.ndarray, word: int) -> np.ndarray:
        parameters = faiss.SearchParameters(sel=selectors[word])
        return index.search(query[None], NEAREST, params=parameters)[1][0]

    return search


def flat_range(data: Vectors, words: list[int]) -> Search:
    """The vectors laid out word by word, so that a word is a range of places."""
    order = np.argsort(data.lemma_ids, kind="stable")
    sorted_lemmas = data.lemma_ids[order]
    index = faiss.IndexScalarQuantizer(data.vectors.shape[1], faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
    index.train(data.vectors[:100_000])
    for start in range(0, len(order), BATCH):
        index.add(data.vectors[order[start : start + BATCH]])
    bounds = {word: np.searchsorted(sorted_lemmas, [word, word + 1]).tolist() for word in words}

    def search(query: np.ndarray, word: int) -> np.ndarray:
        parameters = faiss.SearchParameters(sel=faiss.IDSelectorRange(*bounds[word]))
        return order[index.search(query[None], NEAREST, params=parameters)[1][0]]

    return search


def ivf_batch(data: Vectors, words: list[int]) -> Search:
    dimension = data.vectors.shape[1]
    lists = min(LISTS, len(data.vectors) // 40)
    index = faiss.index_factory(dimension, f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
    index.cp.niter, index.cp.max_points_per_centroid = 6, 40
    index.train(data.vectors)
    index.add(data.vectors)
    selectors = Selectors(data, words)

    def search(query: np.ndarray, word: int) -> np.ndarray:
        parameters = faiss.SearchParametersIVF(sel=selectors[word], nprobe=PROBED)
        return index.search(query[None], NEAREST, params=parameters)[1][0]

    return search


def lancedb_prefilter(data: Vectors, words: list[int]) -> Search:
    import lancedb
    import pyarrow as pa

    folder = tempfile.TemporaryDirectory()
    dimension = data.vectors.shape[1]
    schema = pa.schema([("place", pa.int64()), ("lemma_id", pa.int32()), ("vector", pa.list_(pa.float32(), dimension))])

    def batches() -> Any:
        for start in range(0, len(data.vectors), BATCH):
            part = data.vectors[start : start + BATCH]
            yield pa.RecordBatch.from_arrays(
                [
                    pa.array(np.arange(start, start + len(part))),
                    pa.array(data.lemma_ids[start : start + BATCH].astype(np.int32)),
                    pa.FixedSizeListArray.from_arrays(pa.array(part.ravel()), dimension),
                ],
                schema=schema,
            )

    table = lancedb.connect(folder.name).create_table(
        "occurrences", pa.RecordBatchReader.from_batches(schema, batches())
    )
    table.create_scalar_index("lemma_id")

    def search(query: np.ndarray, word: int) -> np.ndarray:
        asked = table.search(query).distance_type("dot").where(f"lemma_id = {word}", prefilter=True)
        return asked.select(["place", "_distance"]).limit(NEAREST).to_arrow()["place"].to_numpy()

    search.folder = folder  # type: ignore[attr-defined]
    return search


def milvus_lite(data: Vectors, words: list[int]) -> Search:
    from pymilvus import DataType, MilvusClient

    folder = tempfile.TemporaryDirectory()
    client = MilvusClient(str(Path(folder.name, "milvus.db")))
    schema = client.create_schema(auto_id=False)
    schema.add_field("place", DataType.INT64, is_primary=True)
    schema.add_field("lemma_id", DataType.INT64)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=data.vectors.shape[1])
    parameters = client.prepare_index_params()
    parameters.add_index("vector", index_type="FLAT", metric_type="IP")
    client.create_collection("occurrences", schema=schema, index_params=parameters)
    for start in range(0, len(data.vectors), 5_000):
        rows = [
            {"place": start + place, "lemma_id": int(data.lemma_ids[start + place]), "vector": vector.tolist()}
            for place, vector in enumerate(data.vectors[start : start + 5_000])
        ]
        client.insert("occurrences", rows)
    client.load_collection("occurrences")

    def search(query: np.ndarray, word: int) -> np.ndarray:
        found = client.search("occurrences", [query.tolist()], filter=f"lemma_id == {word}", limit=NEAREST)
        return np.array([hit["place"] for hit in found[0]], dtype=np.int64)

    search.folder = folder  # type: ignore[attr-defined]
    return search


def hnswlib_filter(data: Vectors, words: list[int]) -> Search:
    """A graph of all words, walked under a filter written in Python, which is what hnswlib offers."""
    import hnswlib

    index = hnswlib.Index(space="ip", dim=data.vectors.shape[1])
    index.init_index(max_elements=len(data.vectors), M=16, ef_construction=100)
    index.add_items(data.vectors)
    index.set_ef(200)
    own = {word: set(data.places(word).tolist()) for word in words}

    def search(query: np.ndarray, word: int) -> np.ndarray:
        try:
            labels, _ = index.knn_query(query, k=NEAREST, num_threads=1, filter=own[word].__contains__)
        except RuntimeError:  # fewer than ten of the word were met on the way
            return np.empty(0, dtype=np.int64)
        return labels[0].astype(np.int64)

    return search


PEERS: dict[str, Callable[[Vectors, list[int]], Search]] = {
    "FAISS flat sq8 + IDSelectorBatch": flat_batch,
    "FAISS flat sq8 + IDSelectorRange": flat_range,
    "FAISS IVF4096 + IDSelectorBatch": ivf_batch,
    "LanceDB, scalar index, prefilter": lancedb_prefilter,
}
SMALL_PEERS: dict[str, Callable[[Vectors, list[int]], Search]] = {
    "milvus-lite, filter": milvus_lite,
    "hnswlib, filter": hnswlib_filter,
}
"""These take minutes to build or to answer: they are asked at 0.1 M vectors only."""
SMALL = 100_000
