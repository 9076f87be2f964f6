"""What the work on senses answers with: the history, ambiguous words, labelling, a dictionary's gaps."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from senseindex.records import Rows


@dataclass(frozen=True, slots=True)
class Change:
    """An edit in the history; `time` in ISO 8601, UTC; `state` is "" while it is in force, else how it was undone."""

    id: int
    time: str
    author: str
    action: str
    lemma: str
    summary: str
    state: str = ""


@dataclass(frozen=True)
class History(Rows[Change]):
    """Edits of senses, newest first."""

    items: tuple[Change, ...]
    right = (0,)

    def caption(self) -> str:
        return f"{len(self.items):,} edits, newest first"

    def as_dict(self) -> dict[str, Any]:
        return {"edits": [asdict(each) for each in self.items]}

    def table(self) -> tuple[list[str], list[list[str]]]:
        rows = [[str(each.id), each.time, each.author, each.summary, each.state] for each in self.items]
        return ["id", "time", "author", "what", "state"], rows


@dataclass(frozen=True, slots=True)
class AmbiguousWord:
    """A word with several senses, and how clearly they lie apart: from 0 (one cloud) to 1."""

    lemma: str
    separability: float
    senses: int
    occurrences: int
    labels: tuple[str, ...]


@dataclass(frozen=True)
class AmbiguousWords(Rows[AmbiguousWord]):
    """Words of the vocabulary, the most clearly ambiguous first."""

    items: tuple[AmbiguousWord, ...]
    right = (1, 2, 3)

    def caption(self) -> str:
        return f"{len(self.items):,} words, the most clearly ambiguous first"

    def as_dict(self) -> dict[str, Any]:
        return {"words": [asdict(each) for each in self.items]}

    def table(self) -> tuple[list[str], list[list[str]]]:
        rows = [
            [each.lemma, f"{each.separability:.3f}", str(each.senses), f"{each.occurrences:,}", " | ".join(each.labels)]
            for each in self.items
        ]
        return ["lemma", "separability", "senses", "occurrences", "labels"], rows


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How many senses a file had, and how many of them it changed."""

    senses: int
    changed: int


@dataclass(frozen=True)
class Propagation:
    """What the labels of a lemma made of its other occurrences.

    `accuracy` is the share of labelled lines that the others put into the right sense (cross-validation), between
    `low` and `high` with 95 % confidence (Wilson); `confidence` is what it expected of these lines, and `baseline`
    what the most frequent label would get. `sizes` are the senses afterwards.
    """

    lemma: str
    labels: int
    senses: int
    accuracy: float
    low: float
    high: float
    confidence: float
    baseline: float
    assigned: int
    unclear: int
    moved: int
    sizes: tuple[tuple[str, int], ...]
    right = (1,)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"sizes": dict(self.sizes)}

    def caption(self) -> str:
        return (
            f"{self.lemma}: {self.labels:,} labels of {self.senses} senses; {self.assigned:,} other occurrences "
            f"assigned, {self.unclear:,} of them unclear, {self.moved:,} have another sense than before\n"
            f"cross-validated accuracy {self.accuracy:.3f} ({self.low:.3f} to {self.high:.3f}), mean confidence "
            f"{self.confidence:.3f}, always the most frequent {self.baseline:.3f}"
        )

    def table(self) -> tuple[list[str], list[list[str]]]:
        return ["sense", "size"], [[name, f"{size:,}"] for name, size in self.sizes]
