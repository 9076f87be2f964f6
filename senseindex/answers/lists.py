"""Lists of a whole corpus: words, keywords, n-grams, statistics of types and tokens.

A list is as long as there are rows, which are made one by one when they are asked for: `page` cuts some out of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from senseindex.answers.forms import probability
from senseindex.answers.tables import Column, Row, Rows

ATTRIBUTES = ("word", "lemma", "lempos", "pos", "sense")
"""What a list may be of, as patterns over tokens call it: `word` is the form as it stands in the text."""

WORD_KEYS = ("freq", "item", "documents", "dp", "d")
KEYWORD_KEYS = ("ll", "maths", "diff", "freq", "against", "item")
NGRAM_KEYS = ("freq", "item", "documents", "mi", "t", "logdice", "ll")
"""What the lists may be sorted by; the first is the order where nothing is said."""

_List = TypeVar("_List", bound="LongList[Any]")


class LongList(Rows[Row]):
    """Rows of which only some are shown at a time."""

    def page(self: _List, offset: int, count: int | None) -> _List:
        """`count` of the rows after the first `offset`; all of them for None."""
        end = None if count is None else offset + count
        return replace(self, items=self.items[offset:end])  # type: ignore[type-var]


def _heading(table: Any) -> str:
    return str(table.of)


def measure(digits: int) -> Callable[[float], str]:
    """Writes a measure with so many digits; one that is not finite as a word."""
    return lambda value: format(value, f",.{digits}f") if math.isfinite(value) else ("new" if value > 0 else "never")


@dataclass(frozen=True, slots=True)
class ListedWord:
    """A word, lemma, tag or sense of a (sub)corpus.

    `ipm` is per million tokens, `documents` how many it stands in. `dp` is Gries' DP over documents, 0 for perfectly
    even, towards 1 for all in few; `d` Juilland's D, 1 for perfectly even (None in a corpus of one document).
    `label` is that of a sense.
    """

    item: str
    freq: int
    ipm: float
    documents: int
    dp: float | None
    d: float | None
    label: str = ""


@dataclass(frozen=True)
class WordList(LongList[ListedWord]):
    """The words of a corpus, or what else `of` says (one of `ATTRIBUTES`).

    `tokens` and `total_documents` are those of the subcorpus that `where` says; `types` and `listed` are how many
    different words there are in it, before and after the filters of the list, and `listed_tokens` those of the latter.
    """

    of: str
    where: str | None
    tokens: int
    total_documents: int
    types: int
    listed: int
    listed_tokens: int
    items: Sequence[ListedWord]
    key = "words"
    record = ListedWord
    columns = (
        Column("item", header=_heading),
        Column("freq", ","),
        Column("ipm", ",.1f"),
        Column("documents", ",", "docs"),
        Column("dp", ".3f", "DP"),
        Column("d", ".3f", "D"),
        Column("label", optional=True),
    )

    def caption(self) -> str:
        inside = f" where {self.where}" if self.where else ""
        return (
            f"{self.listed:,} of {self.types:,} {_plurals(self.of)}, {self.listed_tokens:,} of {self.tokens:,} tokens, "
            f"{self.total_documents:,} documents{inside}"
        )


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word of a subcorpus, set beside what it is compared with: hits and ipm in each.

    `documents` are those of the first. `ll` is G2 with its `p` (chi-squared, one degree of freedom), `difference` %DIFF
    in percent (inf where the second has none), `simple_maths` the ratio of ipm with N added to both.
    """

    item: str
    freq: int
    ipm: float
    documents: int
    against: int
    against_ipm: float
    ll: float
    p: float
    difference: float
    simple_maths: float
    label: str = ""


@dataclass(frozen=True)
class KeywordList(LongList[Keyword]):
    """What is more frequent in one part of a corpus than in another, or (`negative`) less.

    `against` says in words what it is compared with, `added` is the N of simple maths; `shared_documents` are in both
    parts.
    """

    of: str
    where: str
    against: str
    tokens: int
    against_tokens: int
    added: float
    negative: bool
    shared_documents: int
    listed: int
    items: Sequence[Keyword]
    key = "keywords"
    record = Keyword
    columns = (
        Column("item", header=_heading),
        Column("freq", ","),
        Column("ipm", ",.1f"),
        Column("documents", ",", "docs"),
        Column("against", ","),
        Column("against_ipm", ",.1f", "ipm"),
        Column("ll", ",.2f", "LL"),
        Column("p", probability),
        Column("difference", lambda value: f"{value:+,.0f}%" if math.isfinite(value) else "new", "%DIFF"),
        Column("simple_maths", ",.2f", lambda table: f"maths N={table.added:g}"),
        Column("label", optional=True),
    )

    def caption(self) -> str:
        shared = self.shared_documents
        both = f"; {shared:,} documents are in both, so the test does not hold" if shared else ""
        less = "less" if self.negative else "more"
        return (
            f"{self.listed:,} {_plurals(self.of)} {less} frequent in {self.where} ({self.tokens:,} tokens) "
            f"than in {self.against} ({self.against_tokens:,} tokens){both}"
        )


@dataclass(frozen=True, slots=True)
class Ngram:
    """Some words that stand together in a sentence.

    `mi` is mutual information in bits, `t` the t-score, `ll` the log-likelihood of a pair (None for longer ones);
    they compare `freq` with what chance makes expect of the words' own frequencies.
    """

    item: str
    freq: int
    ipm: float
    documents: int
    mi: float
    t: float
    logdice: float
    ll: float | None


@dataclass(frozen=True)
class NgramList(LongList[Ngram]):
    """The sequences of `size` words, or what else `of` says, with up to `gaps` tokens left out between them."""

    of: str
    size: int
    gaps: int
    where: str | None
    tokens: int
    listed: int
    items: Sequence[Ngram]
    key = "ngrams"
    record = Ngram
    columns = (
        Column("item", header=lambda table: f"{table.size} {_plurals(table.of)}"),
        Column("freq", ","),
        Column("ipm", ",.1f"),
        Column("documents", ",", "docs"),
        Column("mi", ".2f", "MI"),
        Column("t", ".2f"),
        Column("logdice", ".2f", "logDice"),
        Column("ll", ",.1f", "LL", optional=True),
    )

    def caption(self) -> str:
        inside = f" where {self.where}" if self.where else ""
        gaps = f" with up to {self.gaps} tokens between them" if self.gaps else ""
        return f"{self.listed:,} sequences of {self.size} {_plurals(self.of)}{gaps}, {self.tokens:,} tokens{inside}"


@dataclass(frozen=True, slots=True)
class TypeTokenRow:
    """Types and tokens of one part of a corpus; `value` is what the part has in the column, None for no value.

    `words` are tokens with a letter or digit, `types` different forms of them, `lemmas` different lemmas, `hapaxes`
    forms that occur once. `ttr` is types by words, `sttr` its mean over stretches of 1,000 words (None where there are
    fewer), in percent. `sentence_length` is in words, `word_length` in characters.
    """

    value: str | int | float | None
    documents: int
    sentences: int
    tokens: int
    words: int
    types: int
    lemmas: int
    hapaxes: int
    ttr: float | None
    sttr: float | None
    sentence_length: float | None
    word_length: float | None


@dataclass(frozen=True)
class TypeTokenStatistics(LongList[TypeTokenRow]):
    """Types and tokens of a corpus, or of its parts by a column of metadata."""

    by: str
    where: str | None
    items: tuple[TypeTokenRow, ...]
    key = "parts"
    record = TypeTokenRow
    columns = (
        Column(lambda row: _value(row.value), header=lambda table: table.by or ""),
        Column("documents", ",", "docs"),
        Column("sentences", ","),
        Column("tokens", ","),
        Column("words", ","),
        Column("types", ","),
        Column("lemmas", ","),
        Column("hapaxes", ","),
        Column("ttr", ".2f", "TTR %"),
        Column("sttr", ".2f", "STTR %"),
        Column("sentence_length", ".1f", "words a sentence"),
        Column("word_length", ".2f", "letters a word"),
    )

    def caption(self) -> str:
        return f"where {self.where}" if self.where else ""


@dataclass(frozen=True, slots=True)
class PartSize:
    """One value of a metadata column: how many documents have it, and their sentences and tokens."""

    value: str | int | float | None
    documents: int
    sentences: int
    tokens: int
    share: float


@dataclass(frozen=True)
class PartSizes(LongList[PartSize]):
    """The parts of a corpus by a column of metadata; `share` is of all tokens."""

    by: str
    items: tuple[PartSize, ...]
    key = "parts"
    record = PartSize
    columns = (
        Column(lambda row: _value(row.value), header=lambda table: table.by),
        Column("documents", ","),
        Column("sentences", ","),
        Column("tokens", ","),
        Column("share", ".1%"),
    )


def _value(value: str | int | float | None) -> str:
    return "(none)" if value is None else str(value)


def _plurals(of: str) -> str:
    return {"pos": "tags", "lempos": "lemmas"}.get(of, f"{of}s")
