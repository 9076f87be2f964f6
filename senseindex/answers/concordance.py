"""Hits: a page of them as a concordance, or counted by value.

All character offsets count from the start of the document's text and are half-open, as Python slices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from senseindex.answers.lists import LongList
from senseindex.answers.tables import Column, Record, Rows, field_names
from senseindex.corpus.documents import MetadataValue


@dataclass(frozen=True, slots=True)
class Hit(Record):
    """One concordance line.

    `score` is the likeness to the example (or the occurrence asked for) if there is one, from -1 to 1 as in
    `senseindex.vectors.likeness`; else the cosine with the centre of the sense, or, over all words, with the example;
    None where none applies. `sense` is the main sense, `sense_label` its label, `subsense` the one under it, None where
    it has none.
    `confidence` (0 to 1) is how sure the sense is, None before
    induction. `start` and `end` are the node's offsets in the document.
    """

    occurrence_id: int
    lemma: str
    sense: str | None
    sense_label: str | None = field(default=None, kw_only=True)
    subsense: str | None = field(default=None, kw_only=True)
    score: float | None
    confidence: float | None = field(default=None, kw_only=True)
    left: str
    node: str
    right: str
    document: str
    metadata: Mapping[str, MetadataValue]
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.left} [{self.node}] {self.right}".strip()


HIT_FIELDS = field_names(Hit)
"""What a hit says, in order; its metadata is a mapping."""


def flat_hit_fields(metadata_columns: Sequence[str]) -> list[str]:
    """The columns of hits as a table, with `metadata.KEY` for each metadata column."""
    place = HIT_FIELDS.index("metadata")
    return [*HIT_FIELDS[:place], *(f"metadata.{column}" for column in metadata_columns), *HIT_FIELDS[place + 1 :]]


@dataclass(frozen=True)
class Concordance(Rows[Hit]):
    """The answer to a query: one page of hits (`items`) out of `total`.

    `lemma` is what was asked for, "" for a search over all words. Iterating gives the hits. `metadata_columns` are all
    that the index has, so that every page has the same columns as a table or a frame.
    """

    lemma: str
    total: int
    items: tuple[Hit, ...]
    metadata_columns: tuple[str, ...] = field(default=(), repr=False)
    key = "hits"
    columns = (
        Column("occurrence_id", "d", "id", right=False),
        Column("sense"),
        Column("score", ".3f", right=False),
        Column("left"),
        Column("node"),
        Column("right"),
        Column("document"),
    )

    @property
    def hits(self) -> tuple[Hit, ...]:
        return self.items

    def all_columns(self) -> Sequence[Column]:
        """The left contexts end below each other."""
        width = max((len(hit.left) for hit in self.items), default=0)
        left = Column(lambda hit: hit.left.rjust(width), header="left".rjust(width))
        return [left if column.of == "left" else column for column in self.columns]

    def as_dict(self) -> dict[str, Any]:
        return {name: value for name, value in super().as_dict().items() if name != "metadata_columns"}

    def records(self) -> list[dict[str, Any]]:
        """The hits, each with all metadata columns."""
        empty = dict.fromkeys(self.metadata_columns)
        return [record | {"metadata": empty | record["metadata"]} for record in super().records()]

    def names(self) -> list[str]:
        return flat_hit_fields(self.metadata_columns)

    def caption(self) -> str:
        return f"{self.lemma or 'all words'}: {self.total:,} hits, {len(self.items):,} shown"


@dataclass(frozen=True, slots=True)
class Group:
    """One value with its hits, their share of all hits, and the hits per million tokens of the value's documents.

    `ipm` is that of the whole searched corpus where the value is no part of it (a sense, a collocate).
    """

    value: Annotated[str, Column(header=lambda groups: groups.by)]
    hits: int
    share: Annotated[float, Column(form=".1%")]
    ipm: Annotated[float, Column(form=".1f")]


@dataclass(frozen=True)
class Breakdown(LongList[Group]):
    """The hits of a query by `by`. A hit counts for each of its collocates, else for one value."""

    by: str
    total: int
    items: tuple[Group, ...]
    key = "groups"
    record = Group

    def caption(self) -> str:
        return f"{self.total:,} hits by {self.by}"


@dataclass(frozen=True, slots=True)
class CrossedGroup:
    """Two values with the hits that have both, their share of all hits, and the hits per million tokens.

    `ipm` is that of the documents that have the values of metadata among the two.
    """

    first: Annotated[str, Column(header=lambda groups: groups.by[0])]
    second: Annotated[str, Column(header=lambda groups: groups.by[1])]
    hits: int
    share: Annotated[float, Column(form=".1%")]
    ipm: Annotated[float, Column(form=".1f")]


@dataclass(frozen=True)
class Crossing(LongList[CrossedGroup]):
    """The hits of a query by two keys at once."""

    by: tuple[str, str]
    total: int
    items: tuple[CrossedGroup, ...]
    key = "groups"
    record = CrossedGroup

    def caption(self) -> str:
        return f"{self.total:,} hits by {self.by[0]} and {self.by[1]}"
