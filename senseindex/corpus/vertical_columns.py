"""The columns of vertical text: which one is the word, the lemma, the part of speech.

The order differs between tools and files seldom say it. What stands in a column says it: most lemmas begin like their
word, a lempos ends in `-n` or the like, tags belong to a tag set. That finds the order where the user gives none, and
finds out an order that does not fit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from senseindex.corpus.annotated import given_lemma
from senseindex.corpus.source_file import SourceFile, storable
from senseindex.corpus.tagsets import UPOS, Tagset, tagset_of
from senseindex.errors import UsageError

_NAMES = ("word", "lemma", "pos", "upos", "lempos")
_ALIASES = {"form": "word", "tag": "pos"}
_LEMPOS = re.compile(r"(.+)-([a-zA-Z])")
_LEMPOS_TAGS = {"n": "NOUN", "v": "VERB", "j": "ADJ"}
"""The letters that mean the same in all of Sketch Engine's languages."""

_ALIKE = 0.6
_UNLIKE = 0.4
_FEWEST_WORDS = 10
"""Rows with letters, below which nothing is concluded."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Places of the columns, None for one that is not there; `tagset` reads `pos`."""

    word: int = 0
    lemma: int | None = None
    pos: int | None = None
    upos: int | None = None
    lempos: int | None = None
    tagset: Tagset | None = None

    @property
    def needed(self) -> int:
        """How many columns a row must have."""
        places = (self.word, self.lemma, self.pos, self.upos, self.lempos)
        return max(place for place in places if place is not None) + 1

    def names(self) -> str:
        """The order as `--columns` takes it."""
        names = ["_"] * self.needed
        for name in _NAMES:
            place = getattr(self, name)
            if place is not None:
                names[place] = name
        return ",".join(names)

    def lemma_of(self, columns: Sequence[str], unescaped: Callable[[str], str]) -> str:
        if self.lemma is not None:
            return given_lemma(storable(unescaped(columns[self.lemma])))
        if self.lempos is not None:
            lempos = storable(unescaped(columns[self.lempos]))
            match = _LEMPOS.fullmatch(lempos)
            return given_lemma(match[1] if match else lempos)
        return ""

    def pos_of(self, columns: Sequence[str]) -> str:
        """UPOS, "" where it is not known."""
        if self.upos is not None:
            tag = columns[self.upos]
            return tag if tag in UPOS else ""
        if self.pos is not None:
            return "" if self.tagset is None else self.tagset[columns[self.pos]]
        if self.lempos is not None:
            match = _LEMPOS.fullmatch(columns[self.lempos])
            return _LEMPOS_TAGS.get(match[2], "") if match else ""
        return ""


def layout_of(rows: list[list[str]], columns: Sequence[str] | None, source: SourceFile) -> Layout:
    """The layout of a file that begins with these rows, by the names that the user gives or else by what stands there.

    Raises UsageError for names that are none, CorpusError where the names do not fit what stands in the columns.
    """
    guessed = _guessed(rows)
    if columns is None:
        if guessed.needed > 1:
            source.reporting.note(
                f"the columns of {source.name} are taken as {guessed.names()}; --columns names them otherwise",
                about=f"columns {guessed.names()}",
            )
        return guessed
    named = _named(columns, rows)
    fault = _fault(named, guessed, rows)
    if fault:
        better = f"the order that fits is --columns {guessed.names()}" if guessed.needed > 1 else "name another order"
        raise source.error(f"the columns are not in the order of --columns: {fault}; {better}")
    if named.pos is not None and named.upos is None and named.tagset is None and rows:
        source.reporting.note(
            f"the tags in column {named.pos + 1} of {source.name} are of no known tag set and left out",
            about="unknown tags",
        )
    return named


def check_columns(columns: Sequence[str] | None) -> None:
    """Raise UsageError for a list of columns that cannot be one."""
    if columns is not None:
        _named(columns, [])


def _named(columns: Sequence[str], rows: list[list[str]]) -> Layout:
    places: dict[str, int] = {}
    for place, given in enumerate(columns):
        name = given.strip().lower()
        name = _ALIASES.get(name, name)
        if name in _NAMES:
            if name in places:
                raise UsageError(f"--columns names {name} twice: write _ for a column that is not needed")
            places[name] = place
    if "word" not in places:
        raise UsageError("--columns must say which column is the word, for example word,pos,lemma")
    pos = places.get("pos")
    tagset = None if pos is None else tagset_of(row[pos] for row in rows if len(row) > pos)
    return Layout(tagset=tagset, **places)


def _guessed(rows: list[list[str]]) -> Layout:
    rows = _with_words(rows)
    width = min(map(len, rows), default=0)
    if len(rows) < _FEWEST_WORDS:
        return Layout()
    places: dict[str, int] = {}
    tagset = None
    lemma_types = 0
    for place in range(1, width):
        values = [row[place] for row in rows]
        found = tagset_of(values)
        if _likeness(rows, 0, place) >= _ALIKE:
            if all(_LEMPOS.fullmatch(value) for value in values):
                places.setdefault("lempos", place)
            # A column of words in lower case has more types than one of lemmas.
            elif "lemma" not in places or len(set(values)) < lemma_types:
                places["lemma"] = place
                lemma_types = len(set(values))
        elif found is not None and found.name == "UPOS":
            places.setdefault("upos", place)
        elif found is not None and "pos" not in places:
            places["pos"] = place
            tagset = found
    return Layout(tagset=tagset, **places)


def _fault(named: Layout, guessed: Layout, rows: list[list[str]]) -> str:
    """What is wrong with the names, "" where nothing is, or where too little is there to say so."""
    rows = [row for row in _with_words(rows, named.word) if len(row) >= named.needed]
    if len(rows) < _FEWEST_WORDS:
        return ""
    word_values = [row[named.word] for row in rows]
    if tagset_of(word_values) is not None:
        return f"column {named.word + 1} is named word but holds {_some(word_values)}"
    other = guessed.lemma if guessed.lemma is not None else guessed.lempos
    for name in ("lemma", "lempos", "pos", "upos"):
        place = getattr(named, name)
        if place is None:
            continue
        values = [row[place] for row in rows]
        entries, likeness, found = len(set(values)), _likeness(rows, named.word, place), tagset_of(values)
        column = f"column {place + 1} is named {name} but"
        if name in ("lemma", "lempos"):
            if likeness < _UNLIKE and (found is not None or other not in (None, place)):
                return f"{column} holds {_some(values)}"
            if entries > 1.05 * len(set(word_values)) and named.word != 0 and len(rows) > 100:
                return f"{column} has more different entries than the words have"
        elif found is None and (likeness >= _ALIKE or entries > len(rows) / 2):
            return f"{column} has {entries} entries such as {_some(values)}"
        elif name == "upos" and (found is None or found.name != "UPOS"):
            return f"{column} holds {_some(values)}"
    return ""


def _with_words(rows: list[list[str]], word: int = 0) -> list[list[str]]:
    return [row for row in rows if len(row) > word and any(map(str.isalpha, row[word]))]


def _likeness(rows: list[list[str]], word: int, place: int) -> float:
    """How many entries begin with the first two letters of their word."""
    alike = sum(row[place][:2].lower() == row[word][:2].lower() for row in rows)
    return alike / len(rows)


def _some(values: list[str]) -> str:
    return ", ".join(list(dict.fromkeys(values))[:3])
