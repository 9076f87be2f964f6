"""Measures of association and of keyness, from counts alone.

A collocation table: `together` (O11) collocate tokens inside the windows of a word, `first` the word's own frequency,
`second` the collocate's, `inside` tokens inside the windows, `total` tokens of the corpus. logDice is Rychly (2008);
MI, t-score and log-likelihood compare O11 with what `inside * second / total` makes expect (Evert 2008, "Corpora and
collocations", surface cooccurrence).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import xlogy

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


def log_likelihood(together: npt.ArrayLike, inside: float, second: npt.ArrayLike, total: float) -> Numbers:
    """G2 of the 2 by 2 table (Dunning 1993), negative where the two meet less often than expected."""
    both, y = np.asarray(together, dtype=np.float64), np.asarray(second, dtype=np.float64)
    outside = total - inside
    observed = np.stack([both, inside - both, y - both, outside - (y - both)])
    expected = np.stack([inside * y, inside * (total - y), outside * y, outside * (total - y)]) / total
    ratio = np.divide(observed, expected, out=np.ones_like(observed), where=expected > 0)
    found: Numbers = 2.0 * xlogy(observed, ratio).sum(axis=0)
    return np.where(observed[0] < expected[0], -found, found)


def keyness_log_likelihood(first: float, first_size: float, second: float, second_size: float) -> float:
    """G2 of two frequencies in corpora of these sizes (Rayson & Garside 2000), two cells; without a sign."""
    share = (first + second) / (first_size + second_size)
    expected = np.array([first_size * share, second_size * share])
    observed = np.array([first, second], dtype=np.float64)
    ratio = np.divide(observed, expected, out=np.ones(2), where=expected > 0)
    return float(2.0 * xlogy(observed, ratio).sum())


def percent_difference(first_ipm: float, second_ipm: float) -> float:
    """%DIFF (Gabrielatos & Marchi 2012): the first relative frequency above the second, in percent of the second.

    inf where the second is 0 and the first is not, nan where both are.
    """
    if second_ipm:
        return 100.0 * (first_ipm - second_ipm) / second_ipm
    return float("inf") if first_ipm else float("nan")


def simple_maths(first_ipm: float, second_ipm: float, added: float) -> float:
    """(ipm1 + N) / (ipm2 + N) (Kilgarriff 2009); a larger N prefers more frequent words."""
    return (first_ipm + added) / (second_ipm + added)
