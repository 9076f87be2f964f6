"""Senses of a lemma, of the words of a text, and the words that have the clearest ones."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from senseindex.answers.concordance import Hit
from senseindex.answers.tables import Listing, Rows

UNCLEAR = "unclear"
"""Label of the sense number 0 of a lemma: occurrences that no sense claims clearly."""

NO_SENSE = "no sense"
"""What occurrences are called that no induction has looked at."""


@dataclass(frozen=True, slots=True)
class Sense:
    """One sense of a lemma.

    `size` counts occurrences, `share` is size over all occurrences of the lemma that have been induced, `ipm`
    is size per million tokens of the corpus. `confidence` is the mean over the sense's occurrences.
    `context_words` are the words that tell this sense from the others, best first; `similar_words` the
    nearest words in the static space; `label` is made of them until a person writes another, `definition` is a
    person's or a dictionary's. An induction leaves a `locked` sense and its occurrences alone. `examples` are lines:
    first those of the `ticked` occurrences that a person has ticked as examples, then typical ones, nearest to the
    sense's centre first. The sense numbered 0 holds the `unclear` occurrences.
    """

    id: str
    lemma: str
    label: str
    size: int
    share: float
    ipm: float
    confidence: float | None = None
    context_words: tuple[str, ...] = ()
    similar_words: tuple[str, ...] = ()
    examples: tuple[Hit, ...] = ()
    definition: str = ""
    locked: bool = False
    ticked: int = 0

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "lemma": self.lemma,
            "label": self.label,
            "definition": self.definition,
            "locked": self.locked,
            "size": self.size,
            "share": self.share,
            "ipm": self.ipm,
            "confidence": self.confidence,
            "context_words": list(self.context_words),
            "similar_words": list(self.similar_words),
            "ticked": self.ticked,
            "examples": [hit.as_dict() for hit in self.examples],
        }


@dataclass(frozen=True)
class SenseList(Rows[Sense]):
    """The senses of a lemma, largest first, `unclear` last.

    `separability` says how clearly they lie apart, from 0 (one cloud) to 1; None where there are not two.
    """

    lemma: str
    items: tuple[Sense, ...]
    separability: float | None = None
    right = (1, 2, 3, 4)

    def caption(self) -> str:
        return f"senses of {self.lemma}"

    def table(self) -> tuple[list[str], list[list[str]]]:
        headers = ["id", "size", "share", "ipm", "confidence", "label"]
        rows = [
            [
                sense.id,
                f"{sense.size:,}",
                f"{sense.share:.1%}",
                f"{sense.ipm:.1f}",
                "" if sense.confidence is None else f"{sense.confidence:.2f}",
                sense.label,
            ]
            for sense in self.items
        ]
        more = {
            "locked": ["yes" if sense.locked else "" for sense in self.items],
            "definition": [sense.definition for sense in self.items],
        }
        for header, cells in more.items():
            if any(cells):
                headers.append(header)
                rows = [[*row, cell] for row, cell in zip(rows, cells, strict=True)]
        return headers, rows


@dataclass(frozen=True, slots=True)
class AmbiguousWord:
    """A word with several senses, and how clearly they lie apart: from 0 (one cloud) to 1."""

    lemma: str
    separability: float
    senses: int
    occurrences: int
    labels: tuple[str, ...]


@dataclass(frozen=True)
class AmbiguousWords(Listing[AmbiguousWord]):
    """Words of the vocabulary, the most clearly ambiguous first."""

    items: tuple[AmbiguousWord, ...]
    right = (1, 2, 3)
    record = AmbiguousWord

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
class WordSense:
    """A word of a text and its sense: `text[start:end]`; sense and confidence (0..1) are None where there are none."""

    start: int
    end: int
    node: str
    lemma: str
    sense: str | None
    confidence: float | None


@dataclass(frozen=True)
class WordSenses(Listing[WordSense]):
    """The content words of a text that occur in the index, in the order of the text."""

    items: tuple[WordSense, ...]
    right = (0, 4)
    record = WordSense

    def table(self) -> tuple[list[str], list[list[str]]]:
        rows = [
            [
                str(word.start),
                word.node,
                word.lemma,
                word.sense or "",
                "" if word.confidence is None else f"{word.confidence:.2f}",
            ]
            for word in self.items
        ]
        return ["start", "node", "lemma", "sense", "confidence"], rows
