"""A dictionary entry made of what the corpus says of a lemma: senses, frequencies, collocations, examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from senseindex.answers.profile import Example
from senseindex.answers.senses import Sense
from senseindex.store.catalog.lemmas import LemmaRow


@dataclass(frozen=True, slots=True)
class EntryExample:
    """A sentence of the corpus, on one line; `ticked` by a person, or chosen by its score.

    `node_start` and `node_end` are the offsets of the word in `text`, `start` and `end` those in the document.
    """

    text: str
    node_start: int
    node_end: int
    document: str
    start: int
    end: int
    occurrence_id: int
    ticked: bool

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
    examples: tuple[EntryExample, ...]


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
    lemmas: Sequence[LemmaRow],
    senses: Sequence[Sense],
    collocations: Mapping[str, tuple[str, ...]],
    examples: Mapping[str, Sequence[Example]],
    tokens: int,
) -> list[Entry]:
    """An entry for each lemma of its `senses`, the unclear ones left out, in a corpus of so many tokens.

    Collocations and examples are given by the ids of senses.
    """
    entries = []
    for lemma in lemmas:
        own = [sense for sense in senses if sense.lemma == lemma.lempos and not sense.id.endswith("%0")]
        entries.append(
            Entry(
                lemma.lempos,
                lemma.lemma,
                lemma.pos,
                lemma.frequency,
                1e6 * lemma.frequency / max(tokens, 1),
                tuple(
                    EntrySense(
                        sense.id,
                        sense.label,
                        sense.definition,
                        sense.size,
                        sense.ipm,
                        sense.share,
                        collocations.get(sense.id, ()),
                        tuple(map(_example, examples.get(sense.id, ()))),
                    )
                    for sense in own
                ),
            )
        )
    return entries


def _example(found: Example) -> EntryExample:
    left, right = found.text[: found.node_start], found.text[found.node_end :]
    before, node, after = (" ".join(part.split()) for part in (left, found.node, right))
    before += " " if before and left[-1:].isspace() else ""
    after = (" " if after and right[:1].isspace() else "") + after
    return EntryExample(
        before + node + after,
        len(before),
        len(before) + len(node),
        found.document,
        found.start,
        found.end,
        found.occurrence_id,
        found.ticked,
    )
