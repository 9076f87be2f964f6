"""Induce many lemmas: here, or shared among processes that read the index on their own.

Inducing a lemma is a few milliseconds of small matrices and SQL on one core, so many lemmas keep all cores busy only
side by side. What is found comes back in the order of the lemmas and is the same either way. Nothing is saved.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from senseindex.errors import UsageError
from senseindex.index.open_index import OpenIndex
from senseindex.senses.algorithms.induction import Induction
from senseindex.senses.algorithms.registry import (
    InductionAlgorithm,
    register_induction_algorithm,
    registered_algorithm,
)
from senseindex.senses.inventory import InducedLemma
from senseindex.senses.lemma_inducer import LemmaInducer
from senseindex.store.catalog.lemmas import LemmaRow

if TYPE_CHECKING:
    from concurrent.futures import Future

BATCH = 100
ENOUGH_FOR_PROCESSES = 500
"""Lemmas from which starting processes pays."""

MOST_PROCESSES = 8

_inducers: dict[tuple[Path, Induction], tuple[OpenIndex, LemmaInducer]] = {}
"""In a process: what it works with. The index goes along, as it closes with its last reference."""


def induced_lemmas(index: OpenIndex, lemmas: Sequence[LemmaRow], induction: Induction) -> Iterator[list[InducedLemma]]:
    """All lemmas induced, a batch at a time. The caller may save one batch while the next are being worked on.

    Raises UsageError for an algorithm that is registered here and cannot be sent to other processes.
    """
    batches = [lemmas[start : start + BATCH] for start in range(0, len(lemmas), BATCH)]
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    if len(lemmas) < ENOUGH_FOR_PROCESSES or processes == 1:
        inducer = LemmaInducer(index.catalog, index.store, induction) if batches else None
        yield from (inducer.induce(batch) for batch in batches if inducer is not None)
        return
    from loky import ProcessPoolExecutor
    from loky.process_executor import BrokenProcessPool, PicklingError

    # What is registered here goes along; anything else a process finds by itself.
    task = index.path.resolve(), induction, registered_algorithm(induction.algorithm)
    pool = ProcessPoolExecutor(max_workers=processes, env={"OMP_NUM_THREADS": "1"})
    waiting: deque[Future[list[InducedLemma]]] = deque()
    try:
        for batch in batches:
            waiting.append(pool.submit(_induce, *task, batch))
            if len(waiting) > 2 * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except (PicklingError, BrokenProcessPool) as error:
        if task[2] is None or (isinstance(error, BrokenProcessPool) and type(error) is not BrokenProcessPool):
            raise  # a process was killed
        raise UsageError(
            f"the induction algorithm {induction.algorithm!r} is registered in this process and cannot be sent to "
            "others; put it into a module and name it as package.module:function"
        ) from error
    finally:
        pool.shutdown(kill_workers=True)


def _induce(
    path: Path, induction: Induction, registered: InductionAlgorithm | None, batch: Sequence[LemmaRow]
) -> list[InducedLemma]:
    """Runs in a process, which keeps the snapshot that it opened first."""
    key = path, induction
    if key not in _inducers:
        if registered is not None:
            register_induction_algorithm(induction.algorithm, registered)
        index = OpenIndex(path)
        _inducers[key] = index, LemmaInducer(index.catalog, index.store, induction)
    return _inducers[key][1].induce(batch)
