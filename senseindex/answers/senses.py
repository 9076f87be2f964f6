"""Senses of a lemma, of the words of a text, and the words that have the clearest ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from senseindex.answers.concordance import Hit
from senseindex.answers.tables import HIDDEN, Column, Record, Rows

UNCLEAR = "unclear"
"""Label of the sense number 0 of a lemma: occurrences that no sense claims clearly."""

NO_SENSE = "no sense"
"""What occurrences are called that no induction has looked at."""


@dataclass(frozen=True, slots=True)
class Sense(Record):
    """One sense of a lemma.

    `size` counts occurrences, `share` is size over all occurrences of the lemma that have been induced, `ipm`
    is size per million tokens of the corpus. `confidence` is the mean over the sense's occurrences.
    `context_words` are the words that tell this sense from the others, best first; `similar_words` the
    nearest words in the static space; `label` is made of them until a person writes another, `definition` is a
    person's or a dictionary's. An induction leaves a `locked` sense and its occurrences alone. `examples` are lines:
    first those of the `ticked` occurrences that a person has ticked as examples, then typical ones, nearest to the
    sense's centre first. The sense numbered 0 holds the `unclear` occurrences. `parent` is the main sense that a
    subsense belongs to; a main sense has so many `subsenses`, whose occurrences it has too.
    """

    id: str
    lemma: str
    label: str
    definition: str = field(default="", kw_only=True)
    locked: bool = field(default=False, kw_only=True)
    size: int
    share: float
    ipm: float
    confidence: float | None = None
    context_words: tuple[str, ...] = ()
    similar_words: tuple[str, ...] = ()
    ticked: int = field(default=0, kw_only=True)
    parent: str | None = field(default=None, kw_only=True)
    subsenses: int = field(default=0, kw_only=True)
    examples: tuple[Hit, ...] = ()


@dataclass(frozen=True)
class SenseList(Rows[Sense]):
    """The senses of a lemma, largest first, `unclear` last; subsenses after the main sense that they belong to.

    `separability` says how clearly they lie apart, from 0 (one cloud) to 1; None where there are not two.
    """

    lemma: str
    items: tuple[Sense, ...]
    separability: float | None = None
    columns = (
        Column("id"),
        Column("size", ","),
        Column("share", ".1%"),
        Column("ipm", ".1f"),
        Column("confidence", ".2f"),
        Column("label"),
        Column(lambda sense: str(sense.subsenses or ""), header="subsenses", right=True, optional=True),
        Column(lambda sense: "yes" if sense.locked else "", header="locked", optional=True),
        Column("definition", optional=True),
    )

    def flat_records(self) -> list[dict[str, Any]]:
        return [sense.as_dict() | {"examples": [str(hit) for hit in sense.examples]} for sense in self.items]

    def caption(self) -> str:
        return f"senses of {self.lemma}"


@dataclass(frozen=True, slots=True)
class AmbiguousWord:
    """A word with several senses, and how clearly they lie apart: from 0 (one cloud) to 1."""

    lemma: str
    separability: Annotated[float, Column(form=".3f")]
    senses: Annotated[int, Column(form="d")]
    occurrences: int
    labels: Annotated[tuple[str, ...], Column(form=" | ".join, right=False)]


@dataclass(frozen=True)
class AmbiguousWords(Rows[AmbiguousWord]):
    """Words of the vocabulary, the most clearly ambiguous first."""

    items: tuple[AmbiguousWord, ...]
    key = "words"
    record = AmbiguousWord

    def caption(self) -> str:
        return f"{len(self.items):,} words, the most clearly ambiguous first"


@dataclass(frozen=True, slots=True)
class WordSense:
    """A word of a text and its sense: `text[start:end]`; sense and confidence (0..1) are None where there are none."""

    start: Annotated[int, Column(form="d")]
    end: Annotated[int, HIDDEN]
    node: str
    lemma: str
    sense: str | None
    confidence: Annotated[float | None, Column(form=".2f")]


@dataclass(frozen=True)
class WordSenses(Rows[WordSense]):
    """The content words of a text that occur in the index, in the order of the text."""

    items: tuple[WordSense, ...]
    record = WordSense
