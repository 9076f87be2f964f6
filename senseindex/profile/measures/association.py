"""Measures of association and of keyness, from counts alone.

A collocation table: `together` (O11) collocate tokens inside the windows of a word, `first` the word's own frequency,
`second` the collocate's, `inside` tokens inside the windows, `total` tokens of the corpus. logDice is Rychly (2008);
MI, t-score and log-likelihood compare O11 with what `inside * second / total` makes expect (Evert 2008, "Corpora and
collocations", surface cooccurrence).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc, xlogy

Numbers = npt.NDArray[np.float64]


def log_dice(together: npt.ArrayLike, first: npt.ArrayLike, second: npt.ArrayLike) -> Numbers:
    """14 + log2(2 f(xy) / (f(x) + f(y))); -inf where they never meet."""
    both, x, y = (np.asarray(each, dtype=np.float64) for each in (together, first, second))
    with np.errstate(divide="ignore"):
        found: Numbers = 14.0 + np.log2(2.0 * both / (x + y))
    return found


def mutual_information(together: npt.ArrayLike, inside: float, second: npt.ArrayLike, total: float) -> Numbers:
    """log2(O11 / E11), in bits; -inf where they never meet."""
    both, y = np.asarray(together, dtype=np.float64), np.asarray(second, dtype=np.float64)
    with np.errstate(divide="ignore"):
        found: Numbers = np.log2(both * total / (inside * y))
    return found


def t_score(together: npt.ArrayLike, inside: float, second: npt.ArrayLike, total: float) -> Numbers:
    """(O11 - E11) / sqrt(O11); 0 where they never meet."""
    both, y = np.asarray(together, dtype=np.float64), np.asarray(second, dtype=np.float64)
    found: Numbers = np.where(both > 0, (both - inside * y / total) / np.sqrt(np.maximum(both, 1.0)), 0.0)
    return found


def log_likelihood(together: npt.ArrayLike, inside: npt.ArrayLike, second: npt.ArrayLike, total: float) -> Numbers:
    """G2 of the 2 by 2 table (Dunning 1993), negative where the two meet less often than expected."""
    both, x, y = (np.asarray(each, dtype=np.float64) for each in (together, inside, second))
    outside = total - x
    observed = np.stack([both, x - both, y - both, outside - (y - both)])
    expected = np.stack([x * y, x * (total - y), outside * y, outside * (total - y)]) / total
    ratio = np.divide(observed, expected, out=np.ones_like(observed), where=expected > 0)
    found: Numbers = 2.0 * xlogy(observed, ratio).sum(axis=0)
    return np.where(observed[0] < expected[0], -found, found)


def expected_ngrams(frequencies: npt.ArrayLike, total: float) -> Numbers:
    """How often words `(n, words)` would stand together in a corpus of `total` tokens if they were independent."""
    counts = np.asarray(frequencies, dtype=np.float64)
    found: Numbers = total * np.prod(counts / total, axis=-1)
    return found


def ngram_log_dice(together: npt.ArrayLike, frequencies: npt.ArrayLike) -> Numbers:
    """logDice of words `(n, words)`: 14 + log2(n f(w1...wn) / (f(w1) + ... + f(wn))), as Petrovic et al. (2010) have it
    for Dice."""
    both, counts = np.asarray(together, dtype=np.float64), np.asarray(frequencies, dtype=np.float64)
    with np.errstate(divide="ignore"):
        found: Numbers = 14.0 + np.log2(counts.shape[-1] * both / counts.sum(axis=-1))
    return found


def keyness_log_likelihood(
    first: npt.ArrayLike, first_size: float, second: npt.ArrayLike, second_size: float
) -> Numbers:
    """G2 of frequencies in two corpora of these sizes (Rayson & Garside 2000), two cells; without a sign."""
    observed = np.stack(np.broadcast_arrays(np.asarray(first, np.float64), np.asarray(second, np.float64)))
    share = observed.sum(axis=0) / (first_size + second_size)
    expected = np.stack([first_size * share, second_size * share])
    ratio = np.divide(observed, expected, out=np.ones_like(observed), where=expected > 0)
    found: Numbers = 2.0 * xlogy(observed, ratio).sum(axis=0)
    return found


def chance_of(log_likelihoods: npt.ArrayLike) -> Numbers:
    """The p of G2 values: chi-squared with one degree of freedom, upper tail."""
    found: Numbers = chdtrc(1, np.asarray(log_likelihoods, dtype=np.float64))
    return found


def percent_difference(first_ipm: npt.ArrayLike, second_ipm: npt.ArrayLike) -> Numbers:
    """%DIFF (Gabrielatos & Marchi 2012): the first relative frequencies above the second, in percent of the second.

    inf where the second is 0 and the first is not, nan where both are.
    """
    one, other = np.asarray(first_ipm, dtype=np.float64), np.asarray(second_ipm, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Numbers = 100.0 * (one - other) / other
    return found


def simple_maths(first_ipm: npt.ArrayLike, second_ipm: npt.ArrayLike, added: float) -> Numbers:
    """(ipm1 + N) / (ipm2 + N) (Kilgarriff 2009); a larger N prefers more frequent words."""
    found: Numbers = (np.asarray(first_ipm, dtype=np.float64) + added) / (np.asarray(second_ipm, np.float64) + added)
    return found
