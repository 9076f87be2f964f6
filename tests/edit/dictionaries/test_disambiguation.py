"""A sense vector is the sum of what a dictionary says; likeness, in units of the distance of senses, and rank tell."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from senseindex.arrays import FloatArray
from senseindex.corpus.segmentation import Segmenter
from senseindex.corpus.target import Target
from senseindex.edit.dictionaries.coverage import attest
from senseindex.edit.dictionaries.disambiguation import ORDER, SHARPNESS, prior_of, probabilities, scores
from senseindex.edit.dictionaries.entries import DictionarySense
from senseindex.edit.dictionaries.sense_vectors import NEIGHBOUR, head, sense_vectors, witnesses
from senseindex.vectors.likeness import unit

SPLIT = Segmenter().sentences
BANK = DictionarySense(
    "bank",
    "NOUN",
    "b1",
    "a firm that keeps money",
    ("She robbed two banks.", "The banking company failed.", "Nobody is named here."),
    ("banking company",),
    ("a firm that lends money",),
)


def test_what_a_dictionary_says_of_a_sense() -> None:
    told = [(target.text, target.node, weight) for target, weight in witnesses(BANK, SPLIT)]
    assert told == [
        ("She robbed two banks.", "banks", 1.0),
        ("The banking company failed.", "company", 1.0),
        ("bank, banking company: a firm that keeps money", "bank", 1.0),
        ("bank: a firm that lends money", "bank", NEIGHBOUR),
    ]
    assert list(witnesses(DictionarySense("bank", "NOUN", "x", "", ("Not here.",)), SPLIT)) == []


def test_a_lemma_of_several_words_has_a_head() -> None:
    assert (head("set up", "VERB"), head("fair play", "NOUN"), head("bank", "NOUN")) == (0, 1, 0)
    for pos, expected in (("VERB", ["set", "sets"]), ("NOUN", ["up", "up"])):
        sense = DictionarySense("set up", pos, "s", "to make ready", ("He sets up a tent.",))
        assert sorted(target.node for target, _ in witnesses(sense, SPLIT)) == sorted(expected)


def by_length(targets: Sequence[Target]) -> FloatArray:
    """A vector of each target that says which it is."""
    rows = [[len(target.text), target.position + 1.0, 1.0] for target in targets]
    return np.array(rows, dtype=np.float32)


def test_a_sense_is_the_weighted_sum_of_its_texts() -> None:
    nothing = DictionarySense("bank", "NOUN", "b2")
    found = sense_vectors([nothing, BANK, nothing], SPLIT, by_length)
    told = list(witnesses(BANK, SPLIT))
    expected = sum(weight * unit(by_length([target]))[0] for target, weight in told)
    assert found[1] == pytest.approx(expected / np.linalg.norm(expected), abs=1e-6)
    assert not found[0].any() and not found[2].any()
    assert sense_vectors([nothing], SPLIT, by_length).shape == (1, 0)


def test_common_senses_come_first_in_each_part_of_speech() -> None:
    senses = [DictionarySense("bank", pos, pos, ordered=True) for pos in ("NOUN", "NOUN", "VERB", "NOUN")]
    assert prior_of(senses) == pytest.approx([0, -ORDER * math.log(2), 0, -ORDER * math.log(3)])
    assert not prior_of([DictionarySense("bank", "NOUN", str(number)) for number in range(3)]).any()


def test_log_odds_are_the_likeness_by_the_distance_of_senses() -> None:
    generator = np.random.default_rng(0)
    occurrences = unit(generator.normal(size=(5, 8)).astype(np.float32))
    senses = unit(generator.normal(size=(3, 8)).astype(np.float32))
    prior = np.array([0.0, -1.0, -2.0])
    mean = sum(senses) / 3
    spread = math.sqrt(sum(float(np.sum((sense - mean) ** 2)) for sense in senses) / 3)
    expected = [
        [SHARPNESS * float(x @ s) / spread + p for s, p in zip(senses, prior, strict=True)] for x in occurrences
    ]
    assert scores(occurrences, senses, prior) == pytest.approx(np.array(expected), abs=1e-4)
    assert probabilities(np.array(expected)).sum(axis=1) == pytest.approx(np.ones(5))


def test_what_is_like_no_sense_attests_none() -> None:
    generator = np.random.default_rng(2)
    poles = unit(generator.normal(size=(3, 32)))
    labels = np.repeat([0, 1, 2], 30)
    vectors = unit((poles[labels] + 0.1 * generator.normal(size=(90, 32))).astype(np.float32))
    found = attest(vectors, poles[:2].astype(np.float32), np.zeros(2))
    assert found.labels.tolist() == [0] * 30 + [1] * 30 + [-1] * 30
    assert set(found.senses.tolist()) <= {0, 1}
    assert found.confidences[:60].min() > 0.9
