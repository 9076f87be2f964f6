"""The corpus tagged with senses: CoNLL-U, and vertical text for CWB, NoSketch Engine and BlackLab.

A line is put together from strings that are made once (of each lemma, sense and score) and a piece of the text. A
multiword token keeps its surface form; its words, whose forms an index does not keep, carry their lemmas.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from senseindex.arrays import IntArray
from senseindex.output.files.strings import Strings, code_points, interleaved
from senseindex.output.files.surfaces import Surfaces
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.tagged_corpus import TaggedSentences

VERTICAL_COLUMNS = ("word", "lemma", "upos", "sense", "sense_score")
_LAST_SPACE = 0x3000
"""No character after it is a space."""


def write_corpus(path: Path, format: str, catalog: Catalog) -> int:
    """Write all documents in `conllu` or `vertical`, streamed; gives the number of sentences."""
    corpus = Conllu(catalog) if format == "conllu" else Vertical(catalog)
    sentences = 0
    with path.open("wb") as file:
        for tagged in catalog.sentences.tagged():
            sentences += len(tagged.texts)
            file.write(corpus.lines(tagged))
        file.write(corpus.end().encode())
    return sentences


class CorpusFormat(ABC):
    """Makes the lines of a corpus, some sentences after the others."""

    special = ""
    """Characters that no form may hold as they are, beside spaces."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._names = catalog.documents.names()
        self._document: int | None = None
        self._lemmas = catalog.lemmas.names()
        self._tails = Strings.of_dict({number: self.tail(*lemma) for number, lemma in self._lemmas.items()})
        senses: dict[int, str | None] = {0: None, **catalog.senses.main_names()}
        self._senses = Strings.of_dict({number: self.sense(name) for number, name in senses.items()})
        scores = [
            self.score(scored, percent) for scored, percent in [(False, -1), *((True, p) for p in range(-1, 101))]
        ]
        self._ends = Strings.of(self.line_end(score, joined) for score in scores for joined in (False, True))
        self._is_special = np.array(
            [chr(code).isspace() or chr(code) in self.special for code in range(_LAST_SPACE + 2)]
        )

    @abstractmethod
    def lines(self, tagged: TaggedSentences) -> bytes:
        """The lines of these sentences, which follow those of the last call."""

    @abstractmethod
    def end(self) -> str:
        """What ends the file, or the document before: nothing before the first."""

    @abstractmethod
    def cell(self, text: str) -> str: ...

    @abstractmethod
    def tail(self, lemma: str, pos: str) -> str:
        """What follows a form up to its sense."""

    @abstractmethod
    def sense(self, name: str | None) -> str: ...

    @abstractmethod
    def score(self, scored: bool, percent: int) -> str:
        """What follows a sense, or stands where there is none (not `scored`); -1 where the confidence is unknown."""

    @abstractmethod
    def line_end(self, score: str, joined: bool) -> str:
        """The score and the end of a line; `joined` where the next token follows without a space."""

    @abstractmethod
    def opening(self, document: tuple[str, Mapping[str, Any]] | None, sentence: int, text: str) -> str:
        """What stands before a sentence's tokens, with the end of the sentence before it.

        `document` is name and metadata where the sentence is the first of one.
        """

    def _openings(self, tagged: TaggedSentences) -> Iterator[str]:
        metadata = self._catalog.documents.metadata_of(np.unique(tagged.documents).tolist())
        places = zip(tagged.documents.tolist(), tagged.sentences.tolist(), tagged.texts, strict=True)
        for document, sentence, text in places:
            new = document != self._document
            yield self.opening((self._names[document], metadata[document]) if new else None, sentence, text)
            self._document = document

    def _forms(self, text: str, starts: IntArray, ends: IntArray) -> Strings:
        """The forms at these places `(n,)` of the text, as cells."""
        special = self._is_special[np.minimum(code_points(text), _LAST_SPACE + 1)]
        before = np.concatenate([np.zeros(1, dtype=np.int64), special.cumsum()])
        odd = np.flatnonzero((before[ends] > before[starts]) | (ends == starts))
        cells = [self.cell(text[a:b]) for a, b in zip(starts[odd].tolist(), ends[odd].tolist(), strict=True)]
        return Strings.cut(text, starts, ends).replaced(odd, Strings.of(cells))

    def _endings(self, tagged: TaggedSentences, places: IntArray, joined: IntArray) -> Strings:
        scores = np.where(tagged.senses[places] == 0, 0, tagged.confidences[places] + 2)
        return self._ends.chosen(2 * scores + joined)


class Conllu(CorpusFormat):
    """CoNLL-U; senses stand in MISC as `Sense=bank%1|SenseScore=0.93`."""

    _longest = 0

    def lines(self, tagged: TaggedSentences) -> bytes:
        surfaces = Surfaces(tagged)
        text = "".join(tagged.texts)
        counts = np.diff(tagged.first)
        positions = np.arange(len(tagged.lemmas)) - np.repeat(tagged.first[:-1], counts)
        if counts.max(initial=0) > self._longest:
            self._longest = int(counts.max())
            self._numbers = Strings.of(f"{number}\t" for number in range(1, self._longest + 1))
        forms = self._forms(text, tagged.starts, tagged.ends)
        words = np.flatnonzero(~surfaces.alone[surfaces.of_tokens])
        lemmas = [self.cell(self._lemmas[number][0]) for number in tagged.lemmas[words].tolist()]
        joined = (surfaces.joined & surfaces.alone)[surfaces.of_tokens].astype(np.int64)
        opening = list(self._openings(tagged))
        ranges = []
        for first, last, joins in surfaces.multiword:
            form = self.cell(text[tagged.starts[first] : tagged.ends[first]])
            misc = "SpaceAfter=No" if joins else "_"
            ranges.append(f"{positions[first] + 1}-{positions[last] + 1}\t{form}" + "\t_" * 7 + f"\t{misc}\n")
        places = np.array([*tagged.first[:-1].tolist(), *(first for first, _, _ in surfaces.multiword)], dtype=np.int64)
        order = np.argsort(places, kind="stable")
        columns = (
            self._numbers.chosen(positions),
            forms.replaced(words, Strings.of(lemmas)),
            self._tails.chosen(tagged.lemmas),
            self._senses.chosen(tagged.senses),
            self._endings(tagged, np.arange(len(tagged.lemmas)), joined),
        )
        return interleaved(columns, Strings.of([*opening, *ranges]).chosen(order), places[order])

    def end(self) -> str:
        return "" if self._document is None else "\n"

    def cell(self, text: str) -> str:
        return _cell(text)

    def tail(self, lemma: str, pos: str) -> str:
        return f"\t{_cell(lemma)}\t{pos or '_'}\t_\t_\t_\t_\t_\t"

    def sense(self, name: str | None) -> str:
        return "" if name is None else f"Sense={_cell(name).replace('|', '/')}"

    def score(self, scored: bool, percent: int) -> str:
        return "_" if not scored else f"|SenseScore={percent / 100:.2f}" if percent >= 0 else ""

    def line_end(self, score: str, joined: bool) -> str:
        if not joined:
            return f"{score}\n"
        return "SpaceAfter=No\n" if score == "_" else f"{score}|SpaceAfter=No\n"

    def opening(self, document: tuple[str, Mapping[str, Any]] | None, sentence: int, text: str) -> str:
        own = f"# sent_id = {sentence}\n# text = {_flat(text)}\n"
        if document is None:
            return f"{self.end()}{own}"
        name, metadata = document
        about = "".join(f"# meta::{_flat(key)} = {_flat(value)}\n" for key, value in metadata.items())
        return f"{self.end()}# newdoc id = {_flat(name)}\n{about}{own}"


class Vertical(CorpusFormat):
    """One token a line with the columns of `VERTICAL_COLUMNS`, `-` where there is nothing, within `<doc>` and `<s>`.

    A multiword token is one position; the sense is that of its first word with one.
    """

    special = "&<>"

    def lines(self, tagged: TaggedSentences) -> bytes:
        surfaces = Surfaces(tagged)
        first = surfaces.first
        text = "".join(tagged.texts)
        several = [slice(start, end + 1) for start, end, _ in surfaces.multiword]
        shown = first.copy()
        numbers = np.flatnonzero(~surfaces.alone)
        shown[numbers] = [each.start + int(np.argmax(tagged.senses[each] > 0)) for each in several]
        tails = [
            self.tail("+".join(self._lemmas[each][0] or "-" for each in tagged.lemmas[words].tolist()), pos)
            for words in several
            for pos in [self._lemmas[int(tagged.lemmas[words.start])][1]]
        ]
        columns = (
            self._forms(text, tagged.starts[first], tagged.ends[first]),
            self._tails.chosen(tagged.lemmas[first]).replaced(numbers, Strings.of(tails)),
            self._senses.chosen(tagged.senses[shown]),
            self._endings(tagged, shown, surfaces.joined.astype(np.int64)),
        )
        return interleaved(columns, Strings.of(self._openings(tagged)), np.searchsorted(first, tagged.first[:-1]))

    def end(self) -> str:
        return "" if self._document is None else "</s>\n</doc>\n"

    def cell(self, text: str) -> str:
        return escape(_cell(text))

    def tail(self, lemma: str, pos: str) -> str:
        return f"\t{self.cell(lemma or '-')}\t{self.cell(pos or '-')}\t"

    def sense(self, name: str | None) -> str:
        return self.cell(name or "-")

    def score(self, scored: bool, percent: int) -> str:
        return f"\t{percent / 100:.2f}" if percent >= 0 else "\t-"

    def line_end(self, score: str, joined: bool) -> str:
        return f"{score}\n<g/>\n" if joined else f"{score}\n"

    def opening(self, document: tuple[str, Mapping[str, Any]] | None, sentence: int, text: str) -> str:
        if document is None:
            return "</s>\n<s>\n"
        name, metadata = document
        attributes = {"id": name, **{_name(key): value for key, value in metadata.items()}}
        given = "".join(f" {key}={quoteattr(_flat(value))}" for key, value in attributes.items())
        return f"{self.end()}<doc{given}>\n<s>\n"


def _name(key: str) -> str:
    """A metadata key as the name of an attribute."""
    name = "".join(character if character.isalnum() or character in "_.-" else "_" for character in key)
    if name[:1].isdigit() or name[:1] in ("-", ".", "") or name == "id":
        name = f"_{name}"
    return name


def _flat(value: object) -> str:
    return " ".join(str(value).split())


def _cell(value: str) -> str:
    """A cell without tabs and line ends, not empty."""
    return _flat(value) or "_"
