"""How values are written where a format specification does not say it."""

from __future__ import annotations

import math


def yes_or_no(value: bool) -> str:
    return "yes" if value else "no"


def probability(p: float) -> str:
    """A p-value to three digits, the small ones as such."""
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def plural(count: int, noun: str) -> str:
    """1 hit, 1,234 hits."""
    return f"{count:,} {noun if count == 1 else noun + 's'}"


def human_bytes(size: int) -> str:
    """`size` in bytes with the unit that keeps it short: 123 B, 12.1 MB (powers of 1000)."""
    if size < 1000:
        return f"{size:,} B"
    units = ("kB", "MB", "GB", "TB")
    power = min(len(units), int(math.log10(size)) // 3)
    return f"{size / 1000**power:,.1f} {units[power - 1]}"


def human_seconds(seconds: float) -> str:
    """`seconds` as people say it: 0.8 s, 12 s, 3 min 20 s, 1 h 4 min."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
