from __future__ import annotations

import pytest

from senseindex.corpus.tagsets import UPOS, tagset_of

SAMPLES = {
    "UPOS": {"DET": "DET", "NOUN": "NOUN", "VERB": "VERB", "CONJ": "CCONJ", "PRT": "PART"},
    "Penn": {"DT": "DET", "NNS": "NOUN", "NNP": "PROPN", "VBZ": "VERB", "PRP": "PRON", "WRB": "ADV", ".": "PUNCT"},
    "TreeTagger": {"NP": "PROPN", "VBZ": "AUX", "VVZ": "VERB", "PP": "PRON", "SENT": "PUNCT", "IN/that": "SCONJ"},
    "CLAWS": {"NN1": "NOUN", "NP0": "PROPN", "VBZ": "AUX", "PRP": "ADP", "AJ0-NN1": "ADJ", "XX0": "PART"},
    "STTS": {"NN": "NOUN", "NE": "PROPN", "VVFIN": "VERB", "VAFIN": "AUX", "ADJD": "ADJ", "$.": "PUNCT"},
    "MULTEXT-East": {"Ncmsn": "NOUN", "Npfsg": "PROPN", "Vmpr3s": "VERB", "Va-c": "AUX", "Rgp": "ADV", "Z": "PUNCT"},
}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_tag_set_is_told_by_its_tags_and_maps_them(name: str) -> None:
    tagset = tagset_of(SAMPLES[name])

    assert tagset is not None
    assert tagset.name == name
    assert {tag: tagset[tag] for tag in SAMPLES[name]} == SAMPLES[name]
    assert set(SAMPLES[name].values()) <= UPOS


def test_words_and_unknown_tags_are_no_tag_set() -> None:
    assert tagset_of(["the", "bank", "of", "rivers"]) is None
    assert tagset_of(["q1", "q2", "NN"]) is None
    assert tagset_of(["_", "", "-"]) is None


def test_a_tag_that_the_set_does_not_know_is_empty() -> None:
    tagset = tagset_of(["NN", "VBZ", "DT", "PRP"] * 10 + ["odd"])

    assert tagset is not None
    assert (tagset["odd"], tagset["nn"], tagset[""]) == ("", "", "")
