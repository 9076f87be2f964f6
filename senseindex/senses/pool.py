"""Find the senses of many lemmas: here, or shared among processes that read the index on their own.

Inducing a lemma is a few milliseconds of small matrices and SQL on one core, so many lemmas keep all cores busy only
side by side. What is found comes back in the order of the lemmas and is the same either way.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from senseindex.index.open_index import OpenIndex
from senseindex.senses.algorithms.induction import Induction
from senseindex.senses.induce import SenseFinder
from senseindex.senses.inventory import InducedLemma
from senseindex.store.catalog.lemmas import LemmaRow

if TYPE_CHECKING:
    from concurrent.futures import Future

BATCH = 100
ENOUGH_FOR_PROCESSES = 500
"""Lemmas from which starting processes pays."""

MOST_PROCESSES = 8

_finders: dict[tuple[Path, Induction], SenseFinder] = {}


def found_senses(index: OpenIndex, lemmas: Sequence[LemmaRow], induction: Induction) -> Iterator[list[InducedLemma]]:
    """The senses of all lemmas, a batch at a time. The caller may save one batch while the next are being found."""
    batches = [lemmas[start : start + BATCH] for start in range(0, len(lemmas), BATCH)]
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    if len(lemmas) < ENOUGH_FOR_PROCESSES or processes == 1:
        finder = SenseFinder(index.catalog, index.store, induction)
        yield from map(finder.find, batches)
        return
    from loky import ProcessPoolExecutor

    pool = ProcessPoolExecutor(max_workers=processes, env={"OMP_NUM_THREADS": "1"})
    waiting: deque[Future[list[InducedLemma]]] = deque()
    try:
        for batch in batches:
            waiting.append(pool.submit(_find, index.path.resolve(), induction, batch))
            if len(waiting) > 2 * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(kill_workers=True)


def _find(path: Path, induction: Induction, batch: Sequence[LemmaRow]) -> list[InducedLemma]:
    """Runs in a process, which keeps the snapshot that it opened first."""
    key = (path, induction)
    if key not in _finders:
        index = OpenIndex(path)
        _finders[key] = SenseFinder(index.catalog, index.store, induction)
    return _finders[key].find(batch)
