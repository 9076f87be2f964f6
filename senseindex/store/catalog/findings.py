"""What an examination of an index finds, and how it can be mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Statement = tuple[str, Sequence[tuple[Any, ...]]]
"""An SQL statement and the rows of its parameters."""


@dataclass(frozen=True)
class Finding:
    """A problem: the `check` that found it, what it is, and the statements that mend it without loss, if any do.

    `remedy` says what mending does; "" where only a backup helps.
    """

    check: str
    problem: str
    remedy: str = ""
    statements: Sequence[Statement] = field(default=())
