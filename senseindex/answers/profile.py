"""What a word or a sense looks like in the corpus: frequencies, examples, keyness, a thesaurus, all in one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from senseindex.answers.collocates import CollocateList
from senseindex.answers.tables import TICK, Listing
from senseindex.corpus.documents import MetadataValue

PARTS = ("length", "common", "start", "clean", "typical")


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence: its score from 0 to 1, whether it is whole, the parts of the score, whether a person has ticked it.

    `start` and `end` are the offsets of the word in the document; `text` has the word at `node_start` to `node_end`.
    """

    occurrence_id: int
    sense: str | None
    score: float
    whole: bool
    parts: dict[str, float]
    text: str
    node_start: int
    node_end: int
    document: str
    start: int
    end: int
    metadata: Mapping[str, MetadataValue]
    ticked: bool = False

    @property
    def node(self) -> str:
        return self.text[self.node_start : self.node_end]

    def __str__(self) -> str:
        left, right = self.text[: self.node_start], self.text[self.node_end :]
        return " ".join(f"{left}[{self.node}]{right}".split())


@dataclass(frozen=True)
class ExampleList(Listing[Example]):
    """Examples, those first that a person has ticked, then in the order of choice; `candidates` were scored."""

    name: str
    candidates: int
    items: tuple[Example, ...]
    right = (0, 1, 3, 4, 5, 6, 7)
    record = Example

    def as_dict(self) -> dict[str, Any]:
        return {"name": self.name, "candidates": self.candidates, "examples": self.records()}

    def caption(self) -> str:
        return f"examples of {self.name}: {len(self.items)} of {self.candidates:,} sentences"

    def table(self) -> tuple[list[str], list[list[str]]]:
        rows = [
            [
                str(row.occurrence_id),
                f"{row.score:.2f}",
                "yes" if row.whole else "no",
                *(f"{row.parts[part]:.2f}" for part in PARTS),
                f"{TICK} {row}" if row.ticked else str(row),
            ]
            for row in self.items
        ]
        return ["id", "score", "whole", *PARTS, "sentence"], rows


@dataclass(frozen=True, slots=True)
class Frequency:
    """One line of a frequency table: the lemma, or one of its senses.

    `share` is of all hits, `ipm` per million tokens of the subcorpus, `documents` how many hold a hit. `dispersion` is
    Gries' DP over documents: 0 for perfectly even, towards 1 for all in few; None without hits. `low` and `high` are
    the 95 % interval of the count, given how sure each assignment is, `expected` its mean; None where nothing is
    uncertain.
    """

    name: str
    label: str
    freq: int
    share: float
    ipm: float
    documents: int
    dispersion: float | None
    expected: float | None = None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class FrequencyTable(Listing[Frequency]):
    """The lemma first, then its senses by size; `tokens` and `total_documents` are those of the subcorpus."""

    word: str
    where: str | None
    tokens: int
    total_documents: int
    items: tuple[Frequency, ...]
    right = (1, 2, 3, 4, 5, 6)
    record = Frequency

    def as_dict(self) -> dict[str, Any]:
        return {
            "word": self.word,
            "where": self.where,
            "tokens": self.tokens,
            "total_documents": self.total_documents,
            "frequencies": self.records(),
        }

    def caption(self) -> str:
        inside = f" where {self.where}" if self.where else ""
        return f"{self.word}: {self.tokens:,} tokens, {self.total_documents:,} documents{inside}"

    def table(self) -> tuple[list[str], list[list[str]]]:
        rows = [
            [
                row.name,
                f"{row.freq:,}",
                "" if row.low is None else f"{row.low:,}-{row.high:,}",
                f"{row.share:.1%}",
                f"{row.ipm:.1f}",
                f"{row.documents:,}",
                "" if row.dispersion is None else f"{row.dispersion:.3f}",
                row.label,
            ]
            for row in self.items
        ]
        return ["", "freq", "95 %", "share", "ipm", "docs", "DP", "label"], rows


@dataclass(frozen=True, slots=True)
class Keyness:
    """A lemma or a sense in two subcorpora: hits and ipm in each.

    `ll` is G2 with its `p` (chi-squared, one degree of freedom), `difference` %DIFF in percent (inf where the second
    subcorpus has none, nan where neither has), `simple_maths` the ratio of ipm with N added to both.
    """

    name: str
    label: str
    first: int
    first_ipm: float
    second: int
    second_ipm: float
    ll: float
    p: float
    difference: float
    simple_maths: float


@dataclass(frozen=True)
class KeynessTable(Listing[Keyness]):
    """The lemma, then its senses; `shared` counts documents that are in both subcorpora."""

    word: str
    first: str
    second: str
    first_tokens: int
    second_tokens: int
    added: float
    shared: int
    items: tuple[Keyness, ...]
    right = (1, 2, 3, 4, 5, 6, 7, 8)
    record = Keyness

    def as_dict(self) -> dict[str, Any]:
        return {
            "word": self.word,
            "where": self.first,
            "against": self.second,
            "tokens": self.first_tokens,
            "against_tokens": self.second_tokens,
            "added": self.added,
            "shared_documents": self.shared,
            "keyness": self.records(),
        }

    def caption(self) -> str:
        both = f"; {self.shared:,} documents are in both, so the test does not hold" if self.shared else ""
        return (
            f"{self.word}: {self.first} ({self.first_tokens:,} tokens) "
            f"against {self.second} ({self.second_tokens:,} tokens){both}"
        )

    def table(self) -> tuple[list[str], list[list[str]]]:
        rows = [
            [
                row.name,
                f"{row.first:,}",
                f"{row.first_ipm:.1f}",
                f"{row.second:,}",
                f"{row.second_ipm:.1f}",
                f"{row.ll:,.2f}",
                "<0.001" if row.p < 0.001 else f"{row.p:.3f}",
                "new"
                if math.isinf(row.difference)
                else ""
                if math.isnan(row.difference)
                else f"{row.difference:+.1f}%",
                f"{row.simple_maths:.2f}",
                row.label,
            ]
            for row in self.items
        ]
        headers = ["", "freq", "ipm", "against", "ipm", "LL", "p", "%DIFF", f"maths N={self.added:g}", "label"]
        return headers, rows


@dataclass(frozen=True, slots=True)
class Similar:
    """A word of the thesaurus: `space` is context or static, `score` the Ochiai coefficient or the cosine.

    In context, `near` of its `occurrences` lie in the region; `static` is its static cosine with the lemma, if any.
    """

    space: str
    word: str
    score: float
    near: int | None = None
    occurrences: int | None = None
    static: float | None = None


@dataclass(frozen=True)
class Thesaurus(Listing[Similar]):
    """Words near in context, then words near in the static space; `region` occurrences were looked at."""

    name: str
    region: int
    items: tuple[Similar, ...]
    right = (1, 2, 3, 5)
    record = Similar

    @property
    def context(self) -> tuple[Similar, ...]:
        return tuple(row for row in self.items if row.space == "context")

    @property
    def static(self) -> tuple[Similar, ...]:
        return tuple(row for row in self.items if row.space == "static")

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "region": self.region,
            "context": [asdict(row) for row in self.context],
            "static": [asdict(row) for row in self.static],
        }

    def caption(self) -> str:
        return f"words used like {self.name}: in context ({self.region:,} nearest occurrences), and statically"

    def table(self) -> tuple[list[str], list[list[str]]]:
        context, static = self.context, self.static
        rows = []
        for place in range(max(len(context), len(static))):
            row = [""] * 6
            if place < len(context):
                word = context[place]
                cosine = "" if word.static is None else f"{word.static:.2f}"
                row[:4] = [word.word, f"{word.score:.3f}", f"{word.near:,} of {word.occurrences:,}", cosine]
            if place < len(static):
                row[4:] = [static[place].word, f"{static[place].score:.2f}"]
            rows.append(row)
        return ["in context", "score", "near", "static", "statically", "cosine"], rows


@dataclass(frozen=True)
class Profile:
    """How often, with which words, and how: the parts have a table each."""

    frequency: FrequencyTable
    collocates: CollocateList
    examples: ExampleList

    @property
    def parts(self) -> tuple[FrequencyTable, CollocateList, ExampleList]:
        return (self.frequency, self.collocates, self.examples)

    def as_dict(self) -> dict[str, Any]:
        return {
            "frequency": self.frequency.as_dict(),
            "collocates": self.collocates.as_dict(),
            "examples": self.examples.as_dict(),
        }

    def __str__(self) -> str:
        return "\n\n".join(map(str, self.parts))

    def _repr_html_(self) -> str:
        return "".join(part._repr_html_() for part in self.parts)
