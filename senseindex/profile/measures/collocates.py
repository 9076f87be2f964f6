"""The collocates of a lemma or a sense, with four measures, and the difference between two senses."""

from __future__ import annotations

import numpy as np

from senseindex.answers.collocates import Collocate, CollocateList, CollocateOptions, Contrast, ContrastList
from senseindex.profile.counts.collocations import CollocationCounts
from senseindex.profile.counts.words import WordCounts
from senseindex.profile.measures.association import log_dice, log_likelihood, mutual_information, t_score

ALL_TAGS = "all"


def collocates(name: str, near: CollocationCounts, words: WordCounts, options: CollocateOptions) -> CollocateList:
    """The best collocates of a lemma, or of a sense; `words` counts those that are often enough near, or more."""
    return CollocateList(name, near.freq, options, tuple(_best(near, words, options, options.n)))


def contrast(
    names: tuple[str, str],
    first: CollocationCounts,
    second: CollocationCounts,
    words: WordCounts,
    options: CollocateOptions,
) -> ContrastList:
    """The `n` collocates that are most of the first of two senses of a lemma, and the `n` most of the second."""
    one, two = ({(row.word, row.pos): row for row in _best(near, words, options)} for near in (first, second))
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
    return ContrastList(*names, options, (*ours, *kept))


def _best(
    near: CollocationCounts, words: WordCounts, options: CollocateOptions, limit: int | None = None
) -> list[Collocate]:
    """The collocates, best first, equal ones in the order of the counts; at most `limit`.

    Where all parts of speech are asked for, `limit` of each.
    """
    near = near.frequent(options.min_frequency)
    frequencies, are_content = words.of(near.words)
    wanted = np.flatnonzero(are_content | options.function_words)
    together, left, right = near.table[wanted].T
    frequencies = frequencies[wanted]
    columns = {
        "logdice": log_dice(together, near.freq, frequencies),
        "mi": mutual_information(together, near.inside, frequencies, words.size),
        "t": t_score(together, near.inside, frequencies, words.size),
        "ll": log_likelihood(together, near.inside, frequencies, words.size),
    }
    order = np.lexsort((-columns["logdice"], -(columns | {"freq": together})[options.sort]))
    rows: list[Collocate] = []
    taken: dict[str, int] = {}
    for place in order.tolist():
        word, pos = near.words[int(wanted[place])]
        if options.pos not in (None, ALL_TAGS) and pos != options.pos:
            continue
        group = pos if options.pos == ALL_TAGS else ""
        taken[group] = taken.get(group, 0) + 1
        if limit is None or taken[group] <= limit:
            measures = [float(values[place]) for values in columns.values()]
            counted = (int(column[place]) for column in (together, left, right, frequencies))
            rows.append(Collocate(word, pos, *counted, *measures))
    return sorted(rows, key=lambda row: row.pos) if options.pos == ALL_TAGS else rows
