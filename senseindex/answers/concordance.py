"""Hits: a page of them as a concordance, or counted by value.

All character offsets count from the start of the document's text and are half-open, as Python slices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from senseindex.answers.tables import Rows
from senseindex.corpus.documents import MetadataValue


@dataclass(frozen=True, slots=True)
class Hit:
    """One concordance line.

    `score` is the likeness to the example (or the occurrence asked for) if there is one, from -1 to 1 as in
    `senseindex.vectors.likeness`; else the cosine with the centre of the sense, or, over all words, with the example;
    None where none applies. `confidence` (0 to 1) is how sure the sense is, None before
    induction. `start` and `end` are the node's offsets in the document.
    """

    occurrence_id: int
    lemma: str
    sense: str | None
    score: float | None
    left: str
    node: str
    right: str
    document: str
    metadata: Mapping[str, MetadataValue]
    start: int
    end: int
    confidence: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain data, in the key order of the JSON output."""
        return {
            "occurrence_id": self.occurrence_id,
            "lemma": self.lemma,
            "sense": self.sense,
            "score": self.score,
            "confidence": self.confidence,
            "left": self.left,
            "node": self.node,
            "right": self.right,
            "document": self.document,
            "metadata": dict(self.metadata),
            "start": self.start,
            "end": self.end,
        }

    def __str__(self) -> str:
        return f"{self.left} [{self.node}] {self.right}".strip()


@dataclass(frozen=True)
class Concordance(Rows[Hit]):
    """The answer to a query: one page of hits (`items`) out of `total`.

    `lemma` is what was asked for, "" for a search over all words. Iterating gives the hits.
    """

    lemma: str
    total: int
    items: tuple[Hit, ...]

    @property
    def hits(self) -> tuple[Hit, ...]:
        return self.items

    def as_dict(self) -> dict[str, Any]:
        return {"lemma": self.lemma, "total": self.total, "hits": [hit.as_dict() for hit in self.items]}

    def caption(self) -> str:
        return f"{self.lemma or 'all words'}: {self.total:,} hits, {len(self.items):,} shown"

    def table(self) -> tuple[list[str], list[list[str]]]:
        left_width = max((len(hit.left) for hit in self.items), default=0)
        rows = [
            [
                str(hit.occurrence_id),
                hit.sense or "",
                "" if hit.score is None else f"{hit.score:.3f}",
                hit.left.rjust(left_width),
                hit.node,
                hit.right,
                hit.document,
            ]
            for hit in self.items
        ]
        return ["id", "sense", "score", "left".rjust(left_width), "node", "right", "document"], rows


@dataclass(frozen=True, slots=True)
class Group:
    """One value with its hits, their share of all hits, and the hits per million tokens of the value's documents.

    `ipm` is that of the whole searched corpus where the value is no part of it (a sense, a collocate).
    """

    value: str
    hits: int
    share: float
    ipm: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Breakdown(Rows[Group]):
    """The hits of a query by `by`. A hit counts for each of its collocates, else for one value."""

    by: str
    total: int
    items: tuple[Group, ...]
    right = (1, 2, 3)

    def page(self, offset: int, count: int) -> Breakdown:
        """Some of the groups."""
        return replace(self, items=self.items[offset : offset + count])

    def caption(self) -> str:
        return f"{self.total:,} hits by {self.by}"

    def as_dict(self) -> dict[str, Any]:
        return {"by": self.by, "total": self.total, "groups": self.records()}

    def records(self) -> list[dict[str, Any]]:
        return [group.as_dict() for group in self.items]

    def columns(self) -> list[str]:
        return ["value", "hits", "share", "ipm"]

    def table(self) -> tuple[list[str], list[list[str]]]:
        rows = [[group.value, f"{group.hits:,}", f"{group.share:.1%}", f"{group.ipm:.1f}"] for group in self.items]
        return [self.by, "hits", "share", "ipm"], rows
