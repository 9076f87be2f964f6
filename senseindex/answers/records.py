"""The small frozen dataclasses that answers are made of: `Sense`, `Hit`, `Concordance`, `Comparison`, `IndexInfo`, ...

All character offsets count from the start of the document's text and are half-open, as Python slices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from senseindex.answers.tables import Rows, text_table
from senseindex.corpus.documents import MetadataValue

UNCLEAR = "unclear"
"""Label of the sense number 0 of a lemma: occurrences that no sense claims clearly."""


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
class Neighbor:
    """A word of the static space and its score: cosine, or the objective of the analogy."""

    word: str
    score: float


@dataclass(frozen=True)
class NeighborList(Rows[Neighbor]):
    """Words of the static space, nearest first."""

    query: str
    items: tuple[Neighbor, ...]
    right = (1,)

    def caption(self) -> str:
        return self.query

    def table(self) -> tuple[list[str], list[list[str]]]:
        return ["word", "score"], [[row.word, f"{row.score:.4f}"] for row in self.items]


@dataclass(frozen=True, slots=True)
class LayerCosines:
    """The cosines of one word between sentences at one layer, `(sentences, sentences)` as nested tuples.

    `layer` is a hidden state's number (0 = the input embeddings), or the name of a composed vector.
    """

    layer: str
    cosines: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Comparison:
    """What `compare` found: one word in several sentences, statically, in context and by layer.

    `static` is None where the index has no static vector of the word. `contextual` uses the sense vectors
    of the index's recipe; `by_layer` is empty unless layers were asked for.
    """

    word: str
    sentences: tuple[str, ...]
    nodes: tuple[str, ...]
    static: tuple[tuple[float, ...], ...] | None
    contextual: tuple[tuple[float, ...], ...]
    model: str
    by_layer: tuple[LayerCosines, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "word": self.word,
            "sentences": list(self.sentences),
            "nodes": list(self.nodes),
            "model": self.model,
            "static": None if self.static is None else [list(row) for row in self.static],
            "contextual": [list(row) for row in self.contextual],
            "by_layer": [
                {"layer": layer.layer, "cosines": [list(row) for row in layer.cosines]} for layer in self.by_layer
            ],
        }


@dataclass(frozen=True)
class IngestReport:
    """What one ingest did. Times are seconds by stage; `skipped` documents were in the index already.

    `damaged` documents could not be read and were left out; `damage` holds the first messages about them. `types`
    (different lemmas) and `bytes_by_part` are those of the whole index afterwards.
    """

    documents: int
    replaced: int
    skipped: int
    sentences: int
    tokens: int
    occurrences: int
    seconds: float
    seconds_by_stage: Mapping[str, float] = field(default_factory=dict)
    damaged: int = 0
    damage: tuple[str, ...] = ()
    types: int = 0
    bytes_by_part: Mapping[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {
            "documents": self.documents,
            "replaced": self.replaced,
            "skipped": self.skipped,
            "damaged": self.damaged,
            "sentences": self.sentences,
            "tokens": self.tokens,
            "types": self.types,
            "occurrences": self.occurrences,
            "seconds": round(self.seconds, 3),
            "seconds_by_stage": {stage: round(seconds, 3) for stage, seconds in self.seconds_by_stage.items()},
            "bytes_by_part": dict(self.bytes_by_part),
        }


@dataclass(frozen=True)
class InduceReport:
    """What one induction did: `lemmas` looked at, `ambiguous` ones with more than one sense.

    `locked` lemmas were left alone, as people have locked all their senses.
    """

    lemmas: int
    ambiguous: int
    senses: int
    occurrences: int
    unclear: int
    seconds: float
    locked: int = 0

    def as_dict(self) -> dict[str, Any]:
        return {
            "lemmas": self.lemmas,
            "locked": self.locked,
            "ambiguous": self.ambiguous,
            "senses": self.senses,
            "occurrences": self.occurrences,
            "unclear": self.unclear,
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True)
class IndexInfo:
    """What an index holds. `types` counts distinct lemmas; `bytes` is the size of the directory on disk."""

    path: str
    documents: int
    sentences: int
    tokens: int
    types: int
    occurrences: int
    senses: int
    bytes: int
    model: str
    recipe: Mapping[str, Any]
    language: str
    pipeline: str
    static_vectors: Mapping[str, Any]
    metadata_columns: tuple[str, ...]
    segments: int
    schema_version: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"metadata_columns": list(self.metadata_columns)}

    def __str__(self) -> str:
        rows = [
            [name, f"{value:,}" if isinstance(value, int) else str(value)] for name, value in self.as_dict().items()
        ]
        return text_table(["", self.path], [row for row in rows if row[0] != "path"])
