"""What an examination of an index finds, and how it can be mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A problem: the `check` that found it, what it is, and what mends it inside a transaction, if that loses nothing.

    `remedy` says what mending does; "" where only a backup helps.
    """

    check: str
    problem: str
    remedy: str = ""
    mend: Callable[[], object] | None = None
