"""Whether a series rises or falls: the Mann-Kendall test, and the Theil-Sen slope with its interval."""

from __future__ import annotations

from collections.abc import Sequence

from senseindex.answers.change import Trend

FEWEST = 4
"""Values below which no order can be told from chance: of three, even a perfect one has p = 0.33."""

LONGEST_EXACT = 33
"""Values up to which the distribution of S is worked out."""


def trend(x: Sequence[float], y: Sequence[float]) -> Trend | None:
    """The trend of `y` over `x`; None for fewer than `FEWEST` values, or where one of them never changes.

    No two of `x` are the same. Mann (1945) and Kendall's test of trend is that of Kendall's tau against x: exact for
    short series without ties, else by `normal_p`.
    """
    from scipy.stats import kendalltau, theilslopes

    if len(x) < FEWEST or len(set(y)) < 2:
        return None
    is_exact = len(y) <= LONGEST_EXACT and len(set(y)) == len(y)
    test = kendalltau(x, y, method="exact" if is_exact else "asymptotic")
    line = theilslopes(y, x, alpha=0.95)
    slopes = (float(line.slope), float(line.low_slope), float(line.high_slope))
    return Trend(float(test.statistic), float(test.pvalue) if is_exact else normal_p(x, y), *slopes)


def normal_p(x: Sequence[float], y: Sequence[float]) -> float:
    """The two-sided p of Mann-Kendall's S by the normal distribution.

    The variance is corrected for ties in `y`, and 1 taken off S for continuity (Kendall 1975).
    """
    import numpy as np
    from scipy.stats import norm

    values = np.asarray(y, dtype=np.float64)[np.argsort(x)]
    s = sum(float(np.sign(values[place + 1 :] - value).sum()) for place, value in enumerate(values))
    _, ties = np.unique(values, return_counts=True)
    of_all, of_ties = (float((n * (n - 1) * (2 * n + 5)).sum()) for n in (np.array([len(values)]), ties))
    return float(2.0 * norm.sf(max(abs(s) - 1.0, 0.0) / np.sqrt((of_all - of_ties) / 18.0)))
