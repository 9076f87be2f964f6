"""How often a lemma and its senses occur, in how many documents, how evenly, and how sure the counts are."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from senseindex.answers.profile import Frequency, FrequencyTable
from senseindex.answers.senses import NO_SENSE
from senseindex.arrays import IntArray
from senseindex.profile.counts.frequencies import FrequencyCounts, SenseCounts
from senseindex.profile.measures.dispersion import deviation_of_proportions

Numbers = npt.NDArray[np.float64]
COVERAGE = 0.95
_DEVIATIONS = 9.0
"""The distribution of a count is worked out this many standard deviations to either side of its mean."""


def frequency_table(counts: FrequencyCounts, chosen: Collection[str] | None = None) -> FrequencyTable:
    """The frequencies of all hits of a lemma, and of these senses among them, all if None."""
    rows = [_frequency(counts, counts.word, counts.whole, None)]
    for name, of_sense in counts.senses.items():
        if of_sense.freq and (chosen is None or name in chosen):
            interval = uncertain_count(*chances(counts, name)) if of_sense.is_clear else None
            rows.append(_frequency(counts, name, of_sense, interval))
    return FrequencyTable(counts.word, counts.where, counts.tokens, counts.documents, tuple(rows))


def _frequency(
    counts: FrequencyCounts, name: str, found: SenseCounts, interval: tuple[float, int, int] | None
) -> Frequency:
    freq = found.freq
    return Frequency(
        name,
        found.label,
        freq,
        freq / max(counts.whole.freq, 1),
        1e6 * freq / max(counts.tokens, 1),
        sum(found.spread.values()),
        _dispersion(found, counts.tokens) if freq else None,
        *(interval or ()),
    )


def _dispersion(found: SenseCounts, tokens: int) -> float:
    pairs = np.repeat(np.array(list(found.spread)), list(found.spread.values()), axis=0)
    return deviation_of_proportions(pairs[:, 0], pairs[:, 1], tokens)


def chances(counts: FrequencyCounts, name: str) -> tuple[Numbers, IntArray]:
    """How likely occurrences are to be of a sense, as different probabilities and how many have each.

    One assigned to the sense is of it with its confidence. What confidence the other assignments leave over, and
    occurrences that are unclear, go to the senses that remain, by size. Without a confidence an assignment is certain.
    """
    sizes = {sense: found.freq for sense, found in counts.senses.items() if found.is_clear}
    total = max(sum(sizes.values()), 1)
    found = []
    for owner, percent in counts.assigned:
        sure = 1.0 if percent < 0 else percent / 100
        if owner == name:
            found.append(sure if len(sizes) > 1 else 1.0)
        elif owner in sizes:
            found.append((1.0 - sure) * sizes[name] / max(total - sizes[owner], 1))
        else:
            found.append(0.0 if owner == NO_SENSE else sizes[name] / total)
    return np.array(found), np.array(list(counts.assigned.values()), dtype=np.int64)


def uncertain_count(probabilities: Numbers, counts: IntArray) -> tuple[float, int, int] | None:
    """Mean and 95 % interval of how many of independent events happen: a Poisson binomial distribution.

    `counts[i]` events have `probabilities[i]`. None where every event is certain. Exact up to rounding: the discrete
    Fourier transform of the characteristic function (Hong 2013), taken over the part where the distribution lies.
    """
    mean = float(counts @ probabilities)
    deviation = float(np.sqrt(counts @ (probabilities * (1.0 - probabilities))))
    if deviation == 0.0:
        return None
    certain, most = int(counts[probabilities == 1.0].sum()), int(counts[probabilities > 0.0].sum())
    first = max(int(np.floor(mean - _DEVIATIONS * deviation)), certain)
    last = min(int(np.ceil(mean + _DEVIATIONS * deviation)), most)
    points = last - first + 1
    turns = np.exp(2j * np.pi * np.arange(points) / points)
    transform = turns ** (-first)
    for chance, count in zip(probabilities.tolist(), counts.tolist(), strict=True):
        if chance > 0.0:
            transform = transform * (1.0 - chance + chance * turns) ** count
    below = np.cumsum(np.fft.fft(transform).real / points)
    tail = (1.0 - COVERAGE) / 2
    low = first + int(np.searchsorted(below, tail, side="left"))
    high = first + min(int(np.searchsorted(below, 1.0 - tail, side="left")), points - 1)
    return mean, low, high
