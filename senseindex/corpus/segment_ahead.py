"""Segment documents in processes of their own, while the caller is busy with those that went before.

Segmentation is plain Python and keeps one core busy at a few hundred thousand tokens a second. That is little beside
an encoder that runs on the same cores, and much beside one that runs on a GPU.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from senseindex.corpus.documents import Document, RawDocument
from senseindex.corpus.segmentation import Segmenter
from senseindex.errors import CorpusError

if TYPE_CHECKING:
    from concurrent.futures import Future

BATCH_CHARACTERS = 200_000
BATCHES_AHEAD = 3
"""Batches that wait a worker: enough to keep it busy, few enough to bound the memory."""

CORES_A_WORKER = 4

_segmenters: dict[tuple[str, str | None, bool], Segmenter] = {}


def default_workers() -> int:
    """One process for every four cores, at most four: none on a small machine, which the encoder keeps busy."""
    return min((os.cpu_count() or 1) // CORES_A_WORKER, 4)


def segmented_ahead(segmenter: Segmenter, raws: Iterable[RawDocument], workers: int) -> Iterator[Document]:
    """As `segmenter.documents(raws)`, in order, by `workers` processes; by none, here and now.

    The reading runs ahead of the documents that come out by a few batches a worker. An error of the reading is raised
    after the documents that were read before it.
    """
    if workers < 1:
        yield from segmenter.documents(raws)
        return
    from loky import ProcessPoolExecutor

    waiting: deque[Future[list[Document]]] = deque()
    failure: CorpusError | None = None
    pool = ProcessPoolExecutor(max_workers=workers, env={"OMP_NUM_THREADS": "1"})
    try:
        try:
            for batch in _batches(raws):
                waiting.append(pool.submit(_segment, segmenter.settings, batch))
                if len(waiting) == BATCHES_AHEAD * workers:
                    yield from waiting.popleft().result()
        except CorpusError as error:
            failure = error
        while waiting:
            yield from waiting.popleft().result()
        if failure is not None:
            raise failure
    finally:
        pool.shutdown(wait=False, kill_workers=True)


def _batches(raws: Iterable[RawDocument]) -> Iterator[list[RawDocument]]:
    """Documents by the batch; those before an error come out before it is raised."""
    batch: list[RawDocument] = []
    characters = 0
    try:
        for raw in raws:
            batch.append(raw)
            characters += len(raw.text)
            if characters >= BATCH_CHARACTERS:
                yield batch
                batch, characters = [], 0
    except CorpusError:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _segment(settings: tuple[str, str | None, bool], batch: list[RawDocument]) -> list[Document]:
    """Runs in a worker, which keeps its segmenter."""
    if settings not in _segmenters:
        _segmenters[settings] = Segmenter(*settings)
    return list(_segmenters[settings].documents(batch))
