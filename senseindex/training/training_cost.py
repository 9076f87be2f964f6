"""What a training of senses will take, by a trial of some passages, before anything is kept."""

from __future__ import annotations

import time
from typing import Final, NamedTuple

import numpy as np
import torch

from senseindex.arrays import IntArray
from senseindex.training.layer_stack import LayerStack
from senseindex.training.sense_trainer import USAGES_A_WORD, WORDS_A_STEP
from senseindex.training.stored_states import StoredStates
from senseindex.training.training_text import TrainingText

_BACK: Final = 3
"""A step forward and back takes so many times what it takes forward alone."""


class TrainingCost(NamedTuple):
    """Pieces in all; bytes on disk and seconds for what is computed once and not there yet; seconds of the rest."""

    pieces: int
    bytes: int
    reading: float
    seconds_a_step: float
    seconds_a_look: float


def training_cost(stack: LayerStack, stored: StoredStates, text: TrainingText, below: int, device: str) -> TrainingCost:
    """Measure some passages. Raises UsageError where the folder of what is computed once holds something else."""
    lengths = stored.pieces.lengths
    missing = stored.missing()
    reading = 0.0
    for batches in missing:
        if batches:
            trial = _part(batches[len(batches) // 2])
            stored.compute(trial[:1], device)
            begin = time.perf_counter()
            stored.compute(trial, device)
            seconds = time.perf_counter() - begin
            reading += seconds / int(lengths[trial].sum()) * sum(int(lengths[batch].sum()) for batch in batches)
    trial = _part(stored.batches[len(stored.batches) // 4])
    mask = stored.pieces.mask(trial, device)
    states = torch.zeros((*mask.shape, stack.hidden_size), device=device)
    with torch.inference_mode():
        begin = time.perf_counter()
        stack.run(states, mask, below, stack.used)
        forward = (time.perf_counter() - begin) / int(lengths[trial].sum())
    held_out = [word.usages for word in text.held_out]
    looked_at = int(lengths[np.unique(text.owners[np.concatenate(held_out)])].sum()) if held_out else 0
    words = min(WORDS_A_STEP, len(text.labelled) + len(text.unlabelled))
    a_step = words * USAGES_A_WORD * float(lengths.mean()) * forward * _BACK
    return TrainingCost(int(lengths.sum()), stored.bytes if any(missing) else 0, reading, a_step, looked_at * forward)


def _part(batch: IntArray) -> IntArray:
    return batch[: max(1, len(batch) // 4)]
