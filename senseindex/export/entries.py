"""A dictionary entry made of what the corpus says of a lemma: senses, frequencies, collocations, examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from senseindex.records import MetadataValue, Sense
from senseindex.store.catalog import Catalog, LemmaRow, chunks, placeholders


@dataclass(frozen=True, slots=True)
class Example:
    """A whole sentence of the corpus.

    `node_start` and `node_end` are the offsets of the word in `text`, `start` and `end` those in the document.
    """

    text: str
    node_start: int
    node_end: int
    document: str
    start: int
    end: int
    occurrence_id: int
    metadata: Mapping[str, MetadataValue]

    @property
    def source(self) -> str:
        """The place in the corpus, in words."""
        return f"{self.document}, characters {self.start}-{self.end}, occurrence {self.occurrence_id}"


@dataclass(frozen=True, slots=True)
class EntrySense:
    """A sense of an entry; `definition` is "" until a person writes one, `label` names its telling words."""

    id: str
    label: str
    definition: str
    frequency: int
    ipm: float
    share: float
    collocations: tuple[str, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A headword (in one part of speech, where it is known) with its senses, largest first."""

    id: str
    headword: str
    pos: str
    frequency: int
    ipm: float
    senses: tuple[EntrySense, ...]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Entries, the language (ISO 639-1), and the corpus that they are made of, by name and size."""

    language: str
    corpus: str
    tokens: int
    entries: tuple[Entry, ...]


def build_entries(
    catalog: Catalog, lemmas: Sequence[LemmaRow], senses: Sequence[Sense], collocations: Mapping[str, tuple[str, ...]]
) -> list[Entry]:
    """An entry for each lemma of its `senses`, whose `collocations` are given by id; the unclear ones are left out."""
    tokens = max(catalog.tokens(), 1)
    texts = _sentences(catalog, [hit.occurrence_id for sense in senses for hit in sense.examples])
    entries = []
    for lemma in lemmas:
        own = [sense for sense in senses if sense.lemma == lemma.lempos and not sense.id.endswith("%0")]
        entries.append(
            Entry(
                lemma.lempos,
                lemma.lemma,
                lemma.pos,
                lemma.frequency,
                1e6 * lemma.frequency / tokens,
                tuple(_entry_sense(sense, texts, collocations.get(sense.id, ())) for sense in own),
            )
        )
    return entries


def _entry_sense(sense: Sense, texts: Mapping[int, tuple[str, int]], collocations: tuple[str, ...]) -> EntrySense:
    examples: dict[str, Example] = {}
    for hit in sense.examples:
        sentence, sentence_start = texts[hit.occurrence_id]
        first, last = hit.start - sentence_start, hit.end - sentence_start
        before, node, after = (" ".join(part.split()) for part in (sentence[:first], hit.node, sentence[last:]))
        before += " " if sentence[:first][-1:].isspace() else ""
        after = (" " if sentence[last:][:1].isspace() else "") + after
        example = Example(
            before + node + after,
            len(before),
            len(before) + len(node),
            hit.document,
            hit.start,
            hit.end,
            hit.occurrence_id,
            hit.metadata,
        )
        examples.setdefault(example.text, example)  # speeches say things twice
    definition: Any = getattr(sense, "definition", None)
    return EntrySense(
        sense.id,
        sense.label,
        definition or "",
        sense.size,
        sense.ipm,
        sense.share,
        collocations,
        tuple(examples.values()),
    )


def _sentences(catalog: Catalog, occurrence_ids: Sequence[int]) -> dict[int, tuple[str, int]]:
    """The text and the start of the sentence of each occurrence."""
    found = {}
    for chunk in chunks(list(occurrence_ids)):
        for occurrence_id, text, start in catalog.rows(
            "SELECT occurrence.id, text, start FROM occurrence JOIN sentence ON sentence.id = sentence_id "
            f"WHERE occurrence.id IN ({placeholders(chunk)})",
            chunk,
        ):
            found[occurrence_id] = (text, start)
    return found
