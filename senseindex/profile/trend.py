"""Whether a series rises or falls: the Mann-Kendall test, and the Theil-Sen slope with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST = 4
"""Values below which no order can be told from chance: of three, even a perfect one has p = 0.33."""


@dataclass(frozen=True, slots=True)
class Trend:
    """`tau` (Kendall's, -1 falling to 1 rising) with its two-sided `p`; `slope` in units of y per unit of x.

    `low` and `high` are the slope's 95 % interval (Sen 1968). The test takes the values as independent of each other.
    """

    tau: float
    p: float
    slope: float
    low: float
    high: float


def trend(x: Sequence[float], y: Sequence[float]) -> Trend | None:
    """The trend of `y` over `x`; None for fewer than `FEWEST` values, or where one of them never changes.

    Mann (1945) and Kendall's test of trend is the test of Kendall's tau against x: exact for short series without ties,
    with the variance corrected for ties otherwise.
    """
    from scipy.stats import kendalltau, theilslopes

    if len(x) < FEWEST or len(set(x)) < 2 or len(set(y)) < 2:
        return None
    test = kendalltau(x, y)
    line = theilslopes(y, x, alpha=0.95)
    slopes = (float(line.slope), float(line.low_slope), float(line.high_slope))
    return Trend(float(test.statistic), float(test.pvalue), *slopes)
