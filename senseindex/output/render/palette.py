"""The colours: one scale for cosines, shared by the terminal and the heatmap, and colours that tell series apart."""

from __future__ import annotations

STOPS = ("#f8f4e6", "#d3e6d0", "#86c5b8", "#3c8fa3", "#1d5c85", "#12305c")
"""From pale sand (low) to deep blue (high)."""

SERIES = ("#0072b2", "#cc8400", "#009e73", "#cc79a7", "#d55e00", "#3a9bd6", "#8c7a00")
"""Told apart by people who see colours differently too (after Okabe & Ito 2008).

Each is at least 3 : 1 from white and from the dark ground of a page (WCAG 2.1, 1.4.11)."""


def colour(value: float, low: float = 0.0, high: float = 1.0) -> str:
    """The colour of `value` between `low` and `high` as "#rrggbb"; values outside take the end's colour."""
    share = 0.0 if high <= low else min(1.0, max(0.0, (value - low) / (high - low)))
    place = share * (len(STOPS) - 1)
    index = min(int(place), len(STOPS) - 2)
    part = place - index
    first, second = (tuple(int(stop[at : at + 2], 16) for at in (1, 3, 5)) for stop in STOPS[index : index + 2])
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in zip(first, second, strict=True))


def ink(background: str) -> str:
    """Black or white, whichever reads better on `background` (relative luminance of WCAG 2)."""
    channels = [int(background[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#111111" if luminance > 0.179 else "#ffffff"
