"""How often a lemma and its senses occur, in how many documents, how evenly, and how sure the counts are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from senseindex.answers.profile import Frequency, FrequencyTable
from senseindex.arrays import BoolArray, IntArray
from senseindex.profile.hits import LemmaHits
from senseindex.store.catalog.senses import UNCLEAR_NUMBER, SenseRow

Numbers = npt.NDArray[np.float64]
COVERAGE = 0.95
_DEVIATIONS = 9.0
"""The distribution of a count is worked out this many standard deviations to either side of its mean."""


def frequency_table(hits: LemmaHits, senses: Sequence[SenseRow] | None = None) -> FrequencyTable:
    """The frequencies of all hits of a lemma, and of these senses among them, all if None."""
    rows = [_frequency(hits, hits.word, "", np.ones(len(hits), dtype=np.bool_), None)]
    wanted = None if senses is None else {sense.name for sense in senses}
    ids = {sense.name: sense.id for sense in hits.senses if sense.number != UNCLEAR_NUMBER}
    for name, label, chosen in hits.series():
        if wanted is None or name in wanted:
            count = uncertain_count(*chances(hits, ids[name])) if name in ids else None
            rows.append(_frequency(hits, name, label, chosen, count))
    subcorpus = hits.subcorpus
    return FrequencyTable(hits.word, subcorpus.where, subcorpus.size, len(subcorpus.documents), tuple(rows))


def _frequency(
    hits: LemmaHits, name: str, label: str, chosen: BoolArray, count: tuple[float, int, int] | None
) -> Frequency:
    part = hits.where(chosen)
    by_document = part.by_document()
    tokens = hits.subcorpus.tokens
    return Frequency(
        name,
        label,
        len(part),
        len(part) / max(len(hits), 1),
        1e6 * len(part) / max(hits.subcorpus.size, 1),
        int(np.count_nonzero(by_document)),
        deviation_of_proportions(by_document, tokens) if len(part) else None,
        *(count or ()),
    )


def deviation_of_proportions(counts: npt.ArrayLike, sizes: npt.ArrayLike) -> float:
    """Gries' DP (2008): half the summed differences between each part's share of the hits and of the corpus."""
    hits, tokens = np.asarray(counts, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    return float(np.abs(hits / hits.sum() - tokens / tokens.sum()).sum() / 2)


def chances(hits: LemmaHits, sense_id: int) -> tuple[Numbers, IntArray]:
    """How likely occurrences are to be of the sense, as different probabilities and how many have each.

    One assigned to the sense is of it with its confidence. What confidence the other assignments leave over, and
    occurrences that are unclear, go to the senses that remain, by size. Without a confidence an assignment is certain.
    """
    sizes = {sense.id: int((hits.sense_ids == sense.id).sum()) for sense in hits.senses if sense.number}
    total = max(sum(sizes.values()), 1)
    groups, counts = np.unique(np.stack([hits.sense_ids, hits.confidences]), axis=1, return_counts=True)
    found = []
    for owner, percent in groups.T.tolist():
        sure = 1.0 if percent < 0 else percent / 100
        if owner == sense_id:
            found.append(sure if len(sizes) > 1 else 1.0)
        elif owner in sizes:
            found.append((1.0 - sure) * sizes[sense_id] / max(total - sizes[owner], 1))
        else:
            found.append(sizes[sense_id] / total if owner else 0.0)
    return np.array(found), counts.astype(np.int64)


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
