"""Sequences of words in sentences, contiguous or with gaps, with frequency and association.

The corpus is an array of item numbers. Sequences grow word by word, and only those that are frequent enough so far are
kept, as no longer one is more frequent than its beginning (Agrawal & Srikant 1994).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from senseindex.answers.lists import NGRAM_KEYS, Ngram, NgramList
from senseindex.answers.tables import ColumnRows
from senseindex.arrays import IntArray
from senseindex.errors import UsageError
from senseindex.lists.counts import counted
from senseindex.lists.items import LEFT_OUT, TokenNumbers, asked_documents, document_places
from senseindex.lists.selection import Limits, ordered
from senseindex.profile.measures.association import expected_ngrams, log_likelihood, ngram_log_dice
from senseindex.profile.subject import Subcorpus

SmallIntArray: TypeAlias = npt.NDArray[np.int32]
SIZES = range(2, 7)
MOST_WAYS = 60
"""In how many ways the words of a sequence may stand apart: what takes more takes minutes."""


@dataclass(frozen=True)
class NumberedCorpus:
    """The tokens of a subcorpus: their items, and the place of the sentence's end and of the document of each."""

    items: SmallIntArray
    ends: SmallIntArray
    documents: SmallIntArray

    @classmethod
    def read(cls, numbers: TokenNumbers, subcorpus: Subcorpus) -> NumberedCorpus:
        items, ends, documents = ([np.empty(0, dtype=np.int32)] for _ in range(3))
        before = 0
        for block, found in numbers.blocks(asked_documents(subcorpus)):
            items.append(found.astype(np.int32))
            ends.append(np.repeat(before + block.counts.cumsum(), block.counts).astype(np.int32))
            documents.append(np.repeat(document_places(subcorpus, block.documents), block.counts).astype(np.int32))
            before += len(found)
        return cls(*(np.concatenate(each) for each in (items, ends, documents)))


def ngram_list(
    numbers: TokenNumbers, subcorpus: Subcorpus, of: str, size: int, gaps: int, limits: Limits, sort: str | None
) -> NgramList:
    """The sequences of `size` items with at most `gaps` tokens between them. Raises UsageError for odd sizes."""
    if size not in SIZES:
        raise UsageError(f"n-grams have {SIZES[0]} to {SIZES[-1]} words, not {size}")
    if gaps < 0 or comb(size - 1 + gaps, gaps) > MOST_WAYS:
        most = max(each for each in range(20) if comb(size - 1 + each, each) <= MOST_WAYS)
        raise UsageError(f"n-grams of {size} words have gaps of 0 to {most} tokens, not {gaps}")
    corpus = NumberedCorpus.read(numbers, subcorpus)
    names = numbers.names
    own = np.bincount(corpus.items[corpus.items != LEFT_OUT], minlength=len(names))
    sequences, freqs, spread = _sequences(corpus, own, size, gaps, limits.min_frequency)
    words = own[sequences]
    # A pair with gaps has several chances at every token, as NLTK takes it for collocations in a window.
    together, total = freqs / comb(size - 1 + gaps, gaps), max(len(corpus.items), 1)
    expected = expected_ngrams(words, total)
    pairs = log_likelihood(together, words[:, 0], words[:, 1], total) if size == 2 else np.full(len(freqs), np.nan)
    columns: dict[str, Any] = {
        "item": [" ".join(names[place] for place in each) for each in sequences.tolist()],
        "freq": freqs,
        "ipm": 1e6 * freqs / total,
        "documents": spread,
        "mi": np.log2(together / expected),
        "t": (together - expected) / np.sqrt(together),
        "logdice": ngram_log_dice(together, words),
        "ll": pairs,
    }
    rows = limits.kept(columns["item"], freqs, spread)
    order = ordered(sort, NGRAM_KEYS, columns, rows)
    listed = ColumnRows(Ngram, columns, order)
    return NgramList(of, size, gaps, subcorpus.where, len(corpus.items), len(rows), listed)


def _sequences(
    corpus: NumberedCorpus, own: IntArray, size: int, gaps: int, least: int
) -> tuple[IntArray, IntArray, IntArray]:
    """The sequences `(n, size)` that are there at least so often, how often, and in how many documents `(n,)`."""
    ways = comb(size - 1 + gaps, gaps)
    # Only what may be frequent enough is numbered, so that a sequence and its document fit into one integer.
    often = np.flatnonzero(own * ways >= least)
    numbers = np.full(len(own) + 1, LEFT_OUT, dtype=np.int32)  # the last one for what is left out
    numbers[often] = np.arange(len(often))
    items, width = numbers[corpus.items], len(often)
    documents = int(corpus.documents.max(initial=0)) + 1
    starts = np.flatnonzero(items != LEFT_OUT)
    grown = [_Grown(starts, items[starts], 0)]
    known: list[IntArray] = []
    for length in range(2, size + 1):
        _check_room(max((int(each.numbers.max(initial=0)) for each in grown), default=0), width, documents)
        steps = [step for each in grown for step in _steps(corpus, items, each, width, length - 1 + gaps)]
        keys = np.concatenate([step.numbers for step in steps])
        if length == size:
            keys = keys * documents + np.concatenate([corpus.documents[step.starts] for step in steps])
            pairs, times = counted(keys)
            first = np.flatnonzero(np.diff(pairs // documents, prepend=-1))
            freqs = np.add.reduceat(times, first) if len(first) else times
            spread, keys = np.diff(first, append=len(pairs)), pairs[first] // documents
            kept = np.flatnonzero(freqs >= least)
            return often[_decoded(keys[kept], known, width)], freqs[kept], spread[kept]
        found, times = counted(keys)
        known.append(found[times * ways >= least])
        grown = [_frequent(step, known[-1]) for step in steps]
    raise AssertionError("a sequence has at least two words")


@dataclass(frozen=True)
class _Grown:
    """Sequences so far: where each starts, its number, and how far from its start the last word is."""

    starts: IntArray
    numbers: IntArray | SmallIntArray
    reach: int


def _steps(corpus: NumberedCorpus, items: SmallIntArray, grown: _Grown, width: int, most: int) -> list[_Grown]:
    """The sequences with one word more, for each place where it may stand."""
    found = []
    ends = corpus.ends[grown.starts]
    for reach in range(grown.reach + 1, most + 1):
        inside = grown.starts + reach < ends
        starts = grown.starts[inside]
        last = items[starts + reach]
        word = last != LEFT_OUT
        before = grown.numbers[inside][word].astype(np.int64)
        found.append(_Grown(starts[word], before * width + last[word], reach))
    return found


def _frequent(step: _Grown, known: IntArray) -> _Grown:
    """Those whose number is among the known ones `(k,)`, ascending; their place there becomes their number."""
    places = np.searchsorted(known, step.numbers)
    there = known[np.minimum(places, len(known) - 1)] == step.numbers if len(known) else np.zeros(len(places), bool)
    return _Grown(step.starts[there], places[there], step.reach)


def _decoded(keys: IntArray, known: Sequence[IntArray], width: int) -> IntArray:
    """The items `(n, words)` of sequences that were numbered step by step."""
    columns = []
    for numbers in reversed(known):
        columns.append(keys % max(width, 1))
        keys = numbers[keys // max(width, 1)]
    columns += [keys % max(width, 1), keys // max(width, 1)]
    return np.column_stack(columns[::-1])


def _check_room(sequences: int, width: int, documents: int) -> None:
    if (sequences + 1) * max(width, 1) * documents >= 2**63:
        raise UsageError("there are too many different sequences to count; ask for more frequent ones (--min-freq)")
