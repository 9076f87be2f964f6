"""A word with two main senses of two subsenses each, in an index whose vectors are chosen."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from senseindex import SenseIndex
from senseindex.senses.algorithms.occurrences import LemmaOccurrences
from senseindex.senses.algorithms.registry import register_induction_algorithm
from senseindex.senses.algorithms.sense_tree import SenseTree
from tests.builders import DIMENSION, TinyIndex, document

KINDS = {
    "loan": (30, "The bank lends money to a trader who buys grain."),
    "vault": (20, "Robbers broke the vault of the bank and took gold."),
    "river": (16, "Muddy water wets the green bank of a river."),
    "cloud": (12, "A dark bank of fog and clouds hid the ship."),
}
"""Kinds of *bank*, how many lines of each there are, and what they say; two and two belong together."""

_AXES = np.eye(DIMENSION)
PLACES = np.stack([3 * _AXES[0] + _AXES[2], 3 * _AXES[0] - _AXES[2], 3 * _AXES[1] + _AXES[3], 3 * _AXES[1] - _AXES[3]])


def four_kinds(occurrences: LemmaOccurrences, seed: int) -> SenseTree:
    """The kinds as leaves: two of money, two of what lies long and low."""
    labels = (occurrences.vectors @ PLACES.T).argmax(axis=1).astype(np.int64)
    used = np.unique(labels)
    return SenseTree(labels, np.array([[0, 1], [2, 3], [4, 5]]), np.array([0.3, 0.4, 0.9])).among(used.tolist())


def make_index_of_four_kinds(path: Path, *, induce: bool = True) -> SenseIndex:
    """An index with `bank%1` (`.1` loans, `.2` vaults) and `bank%2` (`.1` rivers, `.2` clouds)."""
    register_induction_algorithm("four-kinds", four_kinds)
    tiny = TinyIndex(path)
    random = np.random.default_rng(3)
    places = dict(zip(KINDS, PLACES, strict=True))

    def vector(name: str, lemma: str) -> np.ndarray:
        noise = 0.15 * random.standard_normal(DIMENSION)
        return noise + (places[name.partition("-")[0]] if lemma == "bank" else _AXES[5])

    for kind, (count, text) in KINDS.items():
        tiny.add(*(document(f"{kind}-{number}", text, {"kind": kind}) for number in range(count)), vector=vector)
    tiny.complete()
    tiny.close()
    index = SenseIndex.open(path)
    if induce:
        index.induce(["bank"], algorithm="four-kinds")
        index.upkeep.compact()
    return index
