"""How well an occurrence fits each sense of a dictionary: the one rule for an index and for evaluation.

Two things speak for a sense: that the occurrence is like it, and that it is common. Likeness is the cosine with the
sense's vector, in units of how far the word's senses lie apart, so that it depends less on how an encoder spreads its
vectors. Where a dictionary names common senses first, a sense's frequency falls with its place by a power law
(Zipf), as the senses of words do (McCarthy et al. 2004 show how strong this prior is).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from senseindex.arrays import DoubleArray, FloatArray
from senseindex.edit.dictionaries.entries import DictionarySense

SHARPNESS: Final = 8.0
"""Log odds for a cosine that is larger by the distance of senses. Chosen with `ORDER` on SemCor and SemEval-2007."""

ORDER: Final = 1.5
"""The power by which senses become rarer with their place."""

_LEAST_SPREAD: Final = 1e-3


def scores(occurrences: FloatArray, senses: FloatArray, prior: DoubleArray) -> DoubleArray:
    """Log odds `(n, k)`, up to a constant a row, of occurrences `(n, d)` for the senses `(k, d)` of their word.

    All vectors are of unit norm; `prior` `(k,)` as `prior_of` gives it.
    """
    centre = senses.mean(axis=0)
    spread = float(np.sqrt(((senses - centre) ** 2).sum(axis=1).mean()))
    found: DoubleArray = SHARPNESS / max(spread, _LEAST_SPREAD) * (occurrences @ senses.T).astype(np.float64) + prior
    return found


def prior_of(senses: Sequence[DictionarySense]) -> DoubleArray:
    """Log odds `(k,)` of the senses of a word by their places among those of their part of speech."""
    met: dict[str, int] = {}
    places = []
    for sense in senses:
        met[sense.pos] = met.get(sense.pos, 0) + 1
        places.append(met[sense.pos] if sense.ordered else 1)
    return -ORDER * np.log(np.array(places, dtype=np.float64))


def probabilities(found: DoubleArray) -> DoubleArray:
    """The rows of log odds as probabilities that sum to 1."""
    odds = np.exp(found - found.max(axis=1, keepdims=True))
    shares: DoubleArray = odds / odds.sum(axis=1, keepdims=True)
    return shares
