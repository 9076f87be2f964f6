"""A vector for each sense of a dictionary, from all that the dictionary says of it, made as the vectors of texts are.

The word itself is the target in every text: in the examples, in front of the definition (`bank, banking company: a
financial institution ...`), and in front of what its kinds and neighbours mean. The vectors are summed, so a sense
with many examples is what its examples are, and one with none is what its definition is. Of the weights only the half
was chosen, on SemCor and SemEval-2007: what is not said of the sense itself counts less. What a sense is a kind of did
not help there.

Examples that hold a synonym in the place of the word are taken as they are (as in LMMS, Loureiro & Jorge 2019, and
ARES, Scarlini et al. 2020, senses of a synset share what is known of each).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np

from senseindex.arrays import FloatArray
from senseindex.corpus.documents import Sentence
from senseindex.corpus.target import Target
from senseindex.edit.dictionaries.entries import DictionarySense
from senseindex.vectors.likeness import unit

OWN: Final = 1.0
"""The weight of an example, and of the definition."""

NEIGHBOUR: Final = 0.5
"""The weight of the definition of a kind or a neighbour."""

EXAMPLES: Final = 5
SYNONYMS: Final = 4
"""So many of each are read."""

_BATCH: Final = 2_048

Split = Callable[[str], Sequence[Sentence]]
Encode = Callable[[Sequence[Target]], FloatArray]


def sense_vectors(senses: Sequence[DictionarySense], split: Split, encode: Encode) -> FloatArray:
    """Vectors `(n, d)` of unit norm; rows of zeros for senses without a definition and without an example of theirs.

    `split` cuts a text into sentences and `encode` gives the vectors of words in texts, both as for the texts of the
    index.
    """
    blocks = [_batch(senses[start : start + _BATCH], split, encode) for start in range(0, len(senses), _BATCH)]
    dimension = max((block.shape[1] for block in blocks), default=0)
    found = np.zeros((len(senses), dimension), dtype=np.float32)
    for number, block in enumerate(blocks):
        found[number * _BATCH : number * _BATCH + len(block), : block.shape[1]] = block
    return found


def _batch(senses: Sequence[DictionarySense], split: Split, encode: Encode) -> FloatArray:
    targets: list[Target] = []
    weights: list[float] = []
    places: list[int] = []
    for place, sense in enumerate(senses):
        for target, weight in witnesses(sense, split):
            targets.append(target)
            weights.append(weight)
            places.append(place)
    if not targets:
        return np.zeros((len(senses), 0), dtype=np.float32)
    vectors = unit(encode(targets)) * np.array(weights, dtype=np.float32)[:, None]
    sums = np.zeros((len(senses), vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, places, vectors)
    return unit(sums)


def witnesses(sense: DictionarySense, split: Split) -> Iterator[tuple[Target, float]]:
    """Where the word, or a synonym, stands in what the dictionary says of a sense, with the weight of each text."""
    found = 0
    words = [sense.lemma, *sense.synonyms]
    for example in sense.examples:
        sentences = tuple(split(example))
        target = next(
            (each for word in words if (each := _in_example(example, sentences, word, sense.pos)) is not None), None
        )
        if target is not None and found < EXAMPLES:
            found += 1
            yield target, OWN
    if not sense.definition and not found:
        return
    if sense.definition:
        named = ", ".join(words[: SYNONYMS + 1])
        yield _headed(f"{named}: {sense.definition}", sense, split), OWN
    for text in sense.related:
        yield _headed(f"{sense.lemma}: {text}", sense, split), NEIGHBOUR


def head(lemma: str, pos: str) -> int:
    """Which word of a lemma of several carries it: the first of a verb (*set up*), else the last (*fair play*)."""
    return 0 if pos == "VERB" else len(lemma.split()) - 1


def _headed(text: str, sense: DictionarySense, split: Split) -> Target:
    """The text's target is the head of the lemma that it begins with."""
    words = sense.lemma.split()
    start = len(" ".join(words[: head(sense.lemma, sense.pos)]))
    sentences = tuple(split(text))
    for number, sentence in enumerate(sentences):
        for position, end in enumerate(sentence.ends):
            if end > start + bool(start):
                return Target(text, sentences, number, position)
    return Target(text, sentences, 0, 0)


def _in_example(text: str, sentences: Sequence[Sentence], word: str, pos: str) -> Target | None:
    """The first place where the word, in any form, stands in the sentences of a text; None where it does not."""
    wanted = word.lower().split()
    for number, sentence in enumerate(sentences):
        for start in range(len(sentence) - len(wanted) + 1):
            if all(
                each in (sentence.forms[start + place].lower(), sentence.lemmas[start + place].lower())
                for place, each in enumerate(wanted)
            ):
                return Target(text, tuple(sentences), number, start + head(word, pos))
    return None
