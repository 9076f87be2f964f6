"""How evenly words are spread over the documents of a corpus, from counts alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from senseindex.arrays import IntArray

Numbers = npt.NDArray[np.float64]


def deviation_of_proportions(counts: npt.ArrayLike, sizes: npt.ArrayLike, total: int | None = None) -> float:
    """Gries' DP (2008) of one word: half the summed differences between each part's share of it and of the corpus.

    0 for perfectly even, towards 1 for all in few parts. `total` is the size of the corpus where parts without the word
    are left out.
    """
    hits, tokens = np.asarray(counts, dtype=np.int64), np.asarray(sizes, dtype=np.int64)
    whole = int(tokens.sum()) if total is None else total
    return float(deviations_of_proportions(np.zeros(len(hits), dtype=np.int64), hits, tokens, 1, whole)[0])


def deviations_of_proportions(words: IntArray, counts: IntArray, sizes: IntArray, number: int, total: int) -> Numbers:
    """Gries' DP of many words `(number,)`.

    `counts[i]` tokens of the word `words[i]` stand in a part of `sizes[i]` tokens `(pairs,)`; parts without a word are
    left out. `total` is the size of the corpus. nan for words without tokens.
    """
    freqs = np.bincount(words, weights=counts, minlength=number)
    with np.errstate(invalid="ignore"):
        shares = counts / freqs[words]
    differences = np.bincount(words, weights=np.abs(shares - sizes / total), minlength=number)
    without = 1.0 - np.bincount(words, weights=sizes / total, minlength=number)
    return np.where(freqs > 0, (differences + without) / 2, np.nan)


def juillands_d(words: IntArray, counts: IntArray, sizes: IntArray, number: int, parts: int) -> Numbers:
    """Juilland's D of many words `(number,)`: 1 for perfectly even, towards 0 for all in few of the `parts`.

    1 - V / sqrt(parts - 1), where V is the variation coefficient (population standard deviation over mean) of the
    relative frequencies, as parts differ in size (Juilland & Chang-Rodriguez 1964; Gries 2008). `words`, `counts` and
    `sizes` are as in `deviations_of_proportions`. nan for words without tokens, and where there is one part alone.
    """
    relative = counts / sizes
    mean = np.bincount(words, weights=relative, minlength=number) / max(parts, 1)
    # About the mean, not by the difference of squares, which loses digits where a word is spread evenly.
    about = np.bincount(words, weights=(relative - mean[words]) ** 2, minlength=number)
    absent = parts - np.bincount(words, minlength=number)
    with np.errstate(invalid="ignore", divide="ignore"):
        variation = np.sqrt((about + absent * mean**2) / max(parts, 1)) / mean
        found: Numbers = 1.0 - variation / np.sqrt(float(parts - 1))
    return np.where((mean > 0) & (parts > 1), found, np.nan)
