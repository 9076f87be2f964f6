"""The collocates of a lemma or a sense, with four measures, and the difference between two senses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from senseindex.answers.collocates import Collocate, CollocateList, CollocateOptions, Contrast, ContrastList
from senseindex.arrays import BoolArray, IntArray
from senseindex.errors import UsageError
from senseindex.profile.association import log_dice, log_likelihood, mutual_information, t_score
from senseindex.profile.contexts import ContextTokens, context_tokens, hit_sentences, lemma_frequencies
from senseindex.profile.hits import LemmaHits
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.senses import SenseRow

ALL_TAGS = "all"


class CollocateCounter:
    """Counts around the hits of one lemma in one subcorpus; asked for several of its senses, it reads them once."""

    def __init__(self, catalog: Catalog, hits: LemmaHits, options: CollocateOptions) -> None:
        self._catalog, self._options = catalog, options
        self._sentences = hit_sentences(catalog, hits)
        self._frequencies = lemma_frequencies(catalog, hits.subcorpus)
        self._total = hits.subcorpus.size
        self._admitted = self._admitted_lemmas(hits)
        self._words: dict[int, tuple[str, str]] = {}

    def _admitted_lemmas(self, hits: LemmaHits) -> BoolArray:
        admitted = np.zeros(len(self._frequencies), dtype=np.bool_)
        rows = self._catalog.rows("SELECT id, lemma, 2 * occurrences >= frequency FROM lemma WHERE frequency > 0")
        for lemma_id, lemma, is_content in rows:  # by most of its tokens: IN may be a name, and "in" is none
            wanted = is_content or self._options.function_words
            admitted[lemma_id] = bool(wanted) and any(character.isalnum() for character in lemma)
        admitted[hits.lemma_ids] = False
        return admitted

    def collocates(self, hits: LemmaHits, limit: int | None = None) -> list[Collocate]:
        """The collocates of these hits, best first; at most `limit` (of each part of speech where that is asked)."""
        options = self._options
        tokens = context_tokens(self._sentences, hits, options.window)
        sides = {"both": tokens.on_left | tokens.on_right, "left": tokens.on_left, "right": tokens.on_right}
        near = sides[options.side]
        together = self._counts(tokens, near)
        left, right = self._counts(tokens, near & tokens.on_left), self._counts(tokens, near & tokens.on_right)
        found = np.flatnonzero((together >= options.min_frequency) & self._admitted)
        counts, frequencies, inside = together[found], self._frequencies[found], int(near.sum())
        columns = {
            "logdice": log_dice(counts, len(hits), frequencies),
            "mi": mutual_information(counts, inside, frequencies, self._total),
            "t": t_score(counts, inside, frequencies, self._total),
            "ll": log_likelihood(counts, inside, frequencies, self._total),
        }
        order = np.lexsort((found, -columns["logdice"], -(columns | {"freq": counts})[options.sort]))
        words = self._names(found)
        rows: list[Collocate] = []
        taken: dict[str, int] = {}
        for place in order.tolist():
            lemma_id = int(found[place])
            word, pos = words[lemma_id]
            if options.pos not in (None, ALL_TAGS) and pos != options.pos:
                continue
            group = pos if options.pos == ALL_TAGS else ""
            taken[group] = taken.get(group, 0) + 1
            if limit is None or taken[group] <= limit:
                measures = [float(values[place]) for values in columns.values()]
                counted = (int(counts[place]), int(left[lemma_id]), int(right[lemma_id]), int(frequencies[place]))
                rows.append(Collocate(word, pos, *counted, *measures))
        return sorted(rows, key=lambda row: row.pos) if options.pos == ALL_TAGS else rows

    def _counts(self, tokens: ContextTokens, chosen: BoolArray) -> IntArray:
        counted: IntArray = np.bincount(tokens.lemma_ids[chosen], minlength=len(self._frequencies)).astype(np.int64)
        return counted

    def _names(self, lemma_ids: IntArray) -> dict[int, tuple[str, str]]:
        unknown = [lemma_id for lemma_id in lemma_ids.tolist() if lemma_id not in self._words]
        for lemma_id, row in self._catalog.lemmas.by_id(unknown).items():
            self._words[lemma_id] = (row.lemma, row.pos)
        return self._words


def collocates(
    catalog: Catalog, hits: LemmaHits, senses: Sequence[SenseRow] | None, name: str, options: CollocateOptions
) -> CollocateList:
    """The collocates of a lemma, or of these senses of it."""
    _check_tag(catalog, options)
    asked = hits.of(senses)
    found = CollocateCounter(catalog, asked, options).collocates(asked, options.n)
    return CollocateList(name, len(asked), options, tuple(found))


def contrast(
    catalog: Catalog, hits: LemmaHits, first: Sequence[SenseRow], second: Sequence[SenseRow], options: CollocateOptions
) -> ContrastList:
    """The `n` collocates that are most of the first of two senses of a lemma, and the `n` most of the second."""
    _check_tag(catalog, options)
    counter = CollocateCounter(catalog, hits, options)
    one, two = ({(row.word, row.pos): row for row in counter.collocates(hits.of(senses))} for senses in (first, second))
    rows = []
    for key in sorted(one.keys() | two.keys()):
        a, b = one.get(key), two.get(key)
        difference = (a.logdice if a else 0.0) - (b.logdice if b else 0.0)
        freqs = (a.freq if a else 0, b.freq if b else 0)
        rows.append(Contrast(*key, *freqs, a.logdice if a else None, b.logdice if b else None, difference))
    rows.sort(key=lambda row: -row.difference)
    ours = [row for row in rows if row.difference > 0][: options.n]
    theirs = [row for row in rows if row.difference <= 0]
    kept = theirs[len(theirs) - min(options.n, len(theirs)) :]
    return ContrastList(_name(first), _name(second), options, (*ours, *kept))


def _name(senses: Sequence[SenseRow]) -> str:
    return " + ".join(sense.name for sense in senses)


def _check_tag(catalog: Catalog, options: CollocateOptions) -> None:
    if options.pos is None:
        return
    tags = [row[0] for row in catalog.rows("SELECT DISTINCT pos FROM lemma WHERE pos <> '' ORDER BY pos")]
    if not tags:
        raise UsageError("this index has no parts of speech; ingest with --pipeline, or a corpus that brings them")
    if options.pos not in (*tags, ALL_TAGS):
        raise UsageError(f"no part of speech {options.pos!r} in this index; there are {', '.join(tags)}, {ALL_TAGS}")
