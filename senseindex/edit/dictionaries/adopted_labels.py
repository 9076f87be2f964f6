"""What the senses of a dictionary are called in an index: so that a person can read it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from senseindex.arrays import IntArray
from senseindex.edit.dictionaries.entries import DictionarySense
from senseindex.store.catalog.senses import SenseRow

LONGEST: Final = 8
"""Words of a definition that stand for a label."""

_WORD = re.compile(r"[^\W\d_]{3,}")


def is_readable(sense_id: str, lemma: str) -> bool:
    """Whether an id says something to a person: `bank:river` does, `oewn-09236472-n`, `bank%1:17:01::`, `bank.n.2` do
    not. It has no digits, and a word beside the lemma."""
    words = {word.casefold() for word in _WORD.findall(sense_id)} - {lemma.casefold(), "noun", "verb", "adj", "adv"}
    return bool(words) and not any(map(str.isdigit, sense_id))


def adopted_labels(
    senses: Sequence[DictionarySense],
    telling: Sequence[Sequence[str]],
    labels: IntArray,
    standing: IntArray,
    old: Sequence[SenseRow],
) -> list[str]:
    """A label for each of the dictionary's `senses`, with the words that tell it.

    What a person has called an `old` sense stays: the sense that takes most of its lines is called so, if it takes more
    than half. Else it is the id where that can be read, else the beginning of the definition, else the telling words.
    `labels` `(n,)` are places in `senses`, -1 for none; `standing` `(n,)` the ids of the senses so far.
    """
    found = [_own_label(sense, words) for sense, words in zip(senses, telling, strict=True)]
    kept: dict[int, tuple[int, str]] = {}
    for row in old:
        taken = labels[standing == row.id]
        if not row.named or not len(taken):
            continue
        counts = np.bincount(taken[taken >= 0], minlength=len(senses))
        place = int(counts.argmax())
        if 2 * counts[place] > len(taken) and counts[place] > kept.get(place, (0, ""))[0]:
            kept[place] = int(counts[place]), row.label
    for place, (_, label) in kept.items():
        found[place] = label
    return found


def _own_label(sense: DictionarySense, words: Sequence[str]) -> str:
    if is_readable(sense.id, sense.lemma):
        return sense.id
    gloss = re.split(r"[;:(]", sense.definition.strip())[0].split()
    if gloss:
        return " ".join(gloss[:LONGEST]) + (" ..." if len(gloss) > LONGEST else "")
    return ", ".join(words[:4]) or sense.id
