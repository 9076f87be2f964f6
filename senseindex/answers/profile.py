"""What a word or a sense looks like in the corpus: frequencies, examples, keyness, a thesaurus, all in one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from senseindex.answers.collocates import CollocateList
from senseindex.answers.forms import probability, yes_or_no
from senseindex.answers.tables import TICK, Column, Record, Rows, plain
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
    def parted(self) -> tuple[str, str, str]:
        """What stands before the word, the word itself, and what stands after it."""
        return self.text[: self.node_start], self.text[self.node_start : self.node_end], self.text[self.node_end :]

    @property
    def node(self) -> str:
        return self.parted[1]

    @property
    def source(self) -> str:
        """The place in the corpus, in words."""
        return f"{self.title}, {self.place}"

    @property
    def title(self) -> str:
        """What people call the document: its title where the metadata have one, else its name."""
        titles = (value for key, value in self.metadata.items() if key.lower() == "title" and value)
        return str(next(titles, self.document))

    @property
    def place(self) -> str:
        """The place in the document, in words."""
        return f"characters {self.start}-{self.end}, occurrence {self.occurrence_id}"

    def __str__(self) -> str:
        left, node, right = self.parted
        return " ".join(f"{left}[{node}]{right}".split())


def _part(name: str) -> Callable[[Example], float]:
    return lambda example: example.parts[name]


@dataclass(frozen=True)
class ExampleList(Rows[Example]):
    """Examples, those first that a person has ticked, then in the order of choice; `candidates` were scored."""

    name: str
    candidates: int
    items: tuple[Example, ...]
    key = "examples"
    record = Example
    columns = (
        Column("occurrence_id", "d", "id"),
        Column("score", ".2f"),
        Column("whole", yes_or_no, right=False),
        *(Column(_part(name), ".2f", name) for name in PARTS),
        Column(lambda row: f"{TICK} {row}" if row.ticked else str(row), header="sentence"),
    )

    def caption(self) -> str:
        return f"examples of {self.name}: {len(self.items)} of {self.candidates:,} sentences"


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
class FrequencyTable(Rows[Frequency]):
    """The lemma first, then its senses by size; `tokens` and `total_documents` are those of the subcorpus."""

    word: str
    where: str | None
    tokens: int
    total_documents: int
    items: tuple[Frequency, ...]
    key = "frequencies"
    record = Frequency
    columns = (
        Column("name", header=""),
        Column("freq", ","),
        Column(lambda row: None if row.low is None else f"{row.low:,}-{row.high:,}", header="95 %", right=True),
        Column("share", ".1%"),
        Column("ipm", ".1f"),
        Column("documents", ",", "docs"),
        Column("dispersion", ".3f", "DP"),
        Column("label"),
    )

    def caption(self) -> str:
        inside = f" where {self.where}" if self.where else ""
        return f"{self.word}: {self.tokens:,} tokens, {self.total_documents:,} documents{inside}"


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


def _difference(percent: float) -> str:
    return "new" if math.isinf(percent) else "" if math.isnan(percent) else f"{percent:+.1f}%"


@dataclass(frozen=True)
class KeynessTable(Rows[Keyness]):
    """The lemma, then its senses; `shared_documents` counts documents that are in both subcorpora."""

    word: str
    where: str
    against: str
    tokens: int
    against_tokens: int
    added: float
    shared_documents: int
    items: tuple[Keyness, ...]
    key = "keyness"
    record = Keyness
    columns = (
        Column("name", header=""),
        Column("first", ",", "freq"),
        Column("first_ipm", ".1f", "ipm"),
        Column("second", ",", "against"),
        Column("second_ipm", ".1f", "ipm"),
        Column("ll", ",.2f", "LL"),
        Column("p", probability),
        Column("difference", _difference, "%DIFF"),
        Column("simple_maths", ".2f", lambda table: f"maths N={table.added:g}"),
        Column("label"),
    )

    def caption(self) -> str:
        shared = self.shared_documents
        both = f"; {shared:,} documents are in both, so the test does not hold" if shared else ""
        return (
            f"{self.word}: {self.where} ({self.tokens:,} tokens) "
            f"against {self.against} ({self.against_tokens:,} tokens){both}"
        )


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
class Thesaurus(Rows[Similar]):
    """Words near in context, then words near in the static space; `region` occurrences were looked at."""

    name: str
    region: int
    items: tuple[Similar, ...]
    key = "words"
    record = Similar
    columns = (
        Column(header="in context"),
        Column(header="score", form=".3f"),
        Column(header="near", right=True),
        Column(header="static", form=".2f"),
        Column(header="statically"),
        Column(header="cosine", form=".2f"),
    )

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
            "context": plain(self.context),
            "static": plain(self.static),
        }

    def cells(self) -> Iterable[Sequence[Any]]:
        for near, static in zip_longest(self.context, self.static):
            left = (near.word, near.score, f"{near.near:,} of {near.occurrences:,}", near.static) if near else ("",) * 4
            yield (*left, static.word, static.score) if static else (*left, "", "")

    def caption(self) -> str:
        return f"words used like {self.name}: in context ({self.region:,} nearest occurrences), and statically"


@dataclass(frozen=True)
class Profile(Record):
    """How often, with which words, and how: the parts have a table each."""

    frequency: FrequencyTable
    collocates: CollocateList
    examples: ExampleList

    @property
    def parts(self) -> tuple[FrequencyTable, CollocateList, ExampleList]:
        return (self.frequency, self.collocates, self.examples)

    def __str__(self) -> str:
        return "\n\n".join(map(str, self.parts))

    def _repr_html_(self) -> str:
        return "".join(part._repr_html_() for part in self.parts)
