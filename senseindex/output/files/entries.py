"""A dictionary entry made of what the corpus says of a lemma: senses, frequencies, collocations, examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from senseindex.answers.profile import Example
from senseindex.answers.senses import Sense
from senseindex.store.catalog.lemmas import LemmaRow


@dataclass(frozen=True, slots=True)
class EntrySense:
    """A sense of an entry; `definition` is "" until a person writes one, `label` names its telling words.

    The text of its `examples` is on one line. What is said of a main sense is said of its `subsenses` too, whose
    occurrences it has. `number` is its place in the entry: 1, and 1a below it.
    """

    id: str
    label: str
    definition: str
    frequency: int
    ipm: float
    share: float
    collocations: tuple[str, ...]
    examples: tuple[Example, ...]
    subsenses: tuple[EntrySense, ...] = ()
    number: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A headword (in one part of speech, where it is known) with its senses, largest first."""

    id: str
    headword: str
    pos: str
    frequency: int
    ipm: float
    senses: tuple[EntrySense, ...]

    @property
    def all_senses(self) -> Iterator[EntrySense]:
        """Each sense, followed by its subsenses."""
        for sense in self.senses:
            yield sense
            yield from sense.subsenses


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

    A subsense stands under its main sense where that is one of them, else for itself. Collocations and examples are
    given by the ids of senses.
    """

    def entry_sense(sense: Sense) -> EntrySense:
        return EntrySense(
            sense.id,
            sense.label,
            sense.definition,
            sense.size,
            sense.ipm,
            sense.share,
            collocations.get(sense.id, ()),
            tuple(map(_example, examples.get(sense.id, ()))),
            tuple(entry_sense(each) for each in senses if each.parent == sense.id),
        )

    entries = []
    for lemma in lemmas:
        names = {sense.id for sense in senses}
        own = [sense for sense in senses if sense.lemma == lemma.lempos and not sense.id.endswith("%0")]
        entries.append(
            Entry(
                lemma.lempos,
                lemma.lemma,
                lemma.pos,
                lemma.frequency,
                1e6 * lemma.frequency / max(tokens, 1),
                numbered([entry_sense(sense) for sense in own if sense.parent not in names]),
            )
        )
    return entries


def numbered(senses: Sequence[EntrySense]) -> tuple[EntrySense, ...]:
    """The senses with their numbers: 1, 2, 3, and 1a, 1b for the subsenses of the first."""
    return tuple(
        replace(
            sense,
            number=str(place),
            subsenses=tuple(
                replace(each, number=f"{place}{letters(under)}") for under, each in enumerate(sense.subsenses)
            ),
        )
        for place, sense in enumerate(senses, 1)
    )


def letters(place: int) -> str:
    """a, b, ..., z, aa, ab, ... for 0, 1, ..."""
    return (letters(place // 26 - 1) if place >= 26 else "") + chr(ord("a") + place % 26)


def _example(found: Example) -> Example:
    """The example on one line."""
    left, _, right = found.parted
    before, node, after = (" ".join(part.split()) for part in found.parted)
    before += " " if before and left[-1:].isspace() else ""
    after = (" " if after and right[:1].isspace() else "") + after
    return replace(found, text=before + node + after, node_start=len(before), node_end=len(before) + len(node))
