"""Whether a lemma and its senses belong more to one subcorpus than to another."""

from __future__ import annotations

from collections.abc import Collection

from senseindex.answers.profile import Keyness, KeynessTable
from senseindex.errors import UsageError
from senseindex.profile.counts.frequencies import FrequencyCounts
from senseindex.profile.measures.association import (
    chance_of,
    keyness_log_likelihood,
    percent_difference,
    simple_maths,
)

DEFAULT_ADDED = 1.0


def keyness(
    first: FrequencyCounts,
    second: FrequencyCounts,
    shared: int,
    chosen: Collection[str] | None = None,
    added: float = DEFAULT_ADDED,
) -> KeynessTable:
    """Compare the hits of a lemma in two subcorpora that have `shared` documents in common.

    `chosen` keeps these senses alone, `added` is the N of simple maths.
    """
    if not added > 0:
        raise UsageError("the N of simple maths is a number above 0")
    sizes = (first.tokens, second.tokens)
    rows = [_row(first.word, "", (first.whole.freq, second.whole.freq), sizes, added)]
    for name in dict.fromkeys([*first.senses, *second.senses]):
        found = [counts.senses[name] for counts in (first, second) if name in counts.senses]
        freqs = [counts.senses[name].freq if name in counts.senses else 0 for counts in (first, second)]
        if any(freqs) and (chosen is None or name in chosen):
            rows.append(_row(name, found[0].label, (freqs[0], freqs[1]), sizes, added))
    names = (first.where or "the corpus", second.where or "the corpus")
    return KeynessTable(first.word, *names, *sizes, added, shared, tuple(rows))


def _row(name: str, label: str, counts: tuple[int, int], sizes: tuple[int, int], added: float) -> Keyness:
    ipm = [1e6 * count / max(size, 1) for count, size in zip(counts, sizes, strict=True)]
    ll = keyness_log_likelihood(counts[0], sizes[0], counts[1], sizes[1])
    difference, maths = percent_difference(ipm[0], ipm[1]), simple_maths(ipm[0], ipm[1], added)
    return Keyness(
        name,
        label,
        counts[0],
        ipm[0],
        counts[1],
        ipm[1],
        float(ll),
        float(chance_of(ll)),
        float(difference),
        float(maths),
    )
