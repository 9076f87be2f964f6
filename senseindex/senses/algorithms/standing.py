"""Let labels correct the senses that occurrences have, so that no harm is done.

The sense that an occurrence has is evidence, as the labels are. How good it is the labels say: of those whose
occurrence stood in a sense before it was labelled, so many are of this sense and so many of others. That makes a table
of the sense by what stood, smoothed towards what stood being right (`TRUST`, counted as `STRENGTH` labels). An
occurrence's probabilities are the product of its row in the table and of what `FewLabels` says, without its prior.

Whether that helps is cross-validated on the same labels: each is judged by the others, and what would be put right
(mended) is set against what would be put wrong (spoilt). Only where clearly more is mended does anything move.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import log_softmax

from senseindex.arrays import BoolArray, DoubleArray, FloatArray, IntArray
from senseindex.senses.algorithms.cross_validation import IMPOSSIBLE, Calibration, held_out
from senseindex.senses.algorithms.few_labels import FewLabels

TRUST: Final = 0.9
STRENGTH: Final = 10.0
MORE_LIKELY_THAN_NOT: Final = 0.5
LEAST_MENDED: Final = 2
MENDED_A_SPOILT: Final = 2
"""So many labels at least must be mended, and more than so many for each that is spoilt."""

UNKNOWN: Final = -2
"""In the place of the sense that stood: it is not known."""


@dataclass(frozen=True)
class Correction:
    """What labels make of occurrences: `chosen` `(n,)` places among the labelled senses and their `confidences`;
    `moves` says which are surer than what stands. `said` are the held-out log probabilities of the labels."""

    senses: IntArray
    chosen: IntArray
    confidences: FloatArray
    moves: BoolArray
    said: DoubleArray
    calibration: Calibration
    judged: int
    stood_right: int
    mended: int
    spoilt: int

    @property
    def helps(self) -> bool:
        """Whether cross-validation speaks for it."""
        return self.mended >= LEAST_MENDED and self.mended > MENDED_A_SPOILT * self.spoilt


def corrected(
    close: FloatArray, groups: IntArray, standing: IntArray, known: IntArray, targets: IntArray, stood: IntArray
) -> Correction:
    """Labels `targets` `(m,)` of the occurrences in places `known` `(m,)` beside the senses `standing` `(n,)` of all.

    `close` `(n, d)` are smoothed vectors, `groups` `(n, g)` found without labels; `stood` `(m,)` are the senses that
    the labelled had before, `UNKNOWN` where nobody knows. Senses are any numbers; those without a label are one.
    """
    senses, answers = np.unique(targets, return_inverse=True)
    said = held_out(close[known], targets, groups[known])
    calibration = Calibration(said, answers)
    prior = (np.bincount(answers) + 1.0) / (len(answers) + len(senses))
    before, judged = _columns(senses, stood), stood != UNKNOWN
    # Each of these labels is judged by a table of all others.
    mended = spoilt = right = 0
    for place in np.flatnonzero(judged).tolist():
        others = judged.copy()
        others[place] = False
        table = _table(before[others], answers[others], prior)
        own = slice(place, place + 1)
        chosen, _, moves = _decided(said[own], before[own], table, prior, calibration.temperature)
        was = before[place] == answers[place]
        now = chosen[0] == answers[place] if moves[0] else was
        right, mended, spoilt = right + was, mended + (now and not was), spoilt + (was and not now)
    table = _table(before[judged], answers[judged], prior)
    shares = FewLabels(close[known], targets, groups[known]).log_shares(close, groups)
    decided = _decided(shares, _columns(senses, standing), table, prior, calibration.temperature)
    return Correction(senses, *decided, said, calibration, int(judged.sum()), int(right), int(mended), int(spoilt))


def _columns(senses: IntArray, found: IntArray) -> IntArray:
    """The place of each of `found` `(n,)` among the ascending `senses` `(k,)`, k where it is none of them."""
    places = np.minimum(np.searchsorted(senses, found), len(senses) - 1)
    return np.where(senses[places] == found, places, len(senses)).astype(np.int64)


def _table(before: IntArray, answers: IntArray, prior: DoubleArray) -> DoubleArray:
    """The probability `(k + 1, k)` of each labelled sense by what stood; the last row is that of anything else."""
    count = len(prior)
    counts = np.zeros((count + 1, count))
    np.add.at(counts, (before, answers), 1.0)
    expected = np.vstack([TRUST * np.eye(count) + (1.0 - TRUST) * prior, prior])
    table: DoubleArray = (counts + STRENGTH * expected) / (counts.sum(axis=1, keepdims=True) + STRENGTH)
    return table


def _decided(
    log_shares: DoubleArray, before: IntArray, table: DoubleArray, prior: DoubleArray, temperature: float
) -> tuple[IntArray, FloatArray, BoolArray]:
    """The likeliest sense of each, how likely, and whether it is likelier than all others together and new."""
    known = np.where(np.isfinite(log_shares), log_shares, IMPOSSIBLE)
    evidence = log_softmax(known / temperature, axis=1) - np.log(prior) + np.log(table[before])
    shares = np.exp(log_softmax(evidence, axis=1))
    chosen, confidences = shares.argmax(axis=1), shares.max(axis=1).astype(np.float32)
    return chosen, confidences, (chosen != before) & (confidences > MORE_LIKELY_THAN_NOT)
