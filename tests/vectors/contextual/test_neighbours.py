"""Whether neighbouring sentences belong together, measured on text whose answer is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from senseindex.corpus.segmentation import Segmenter
from senseindex.vectors.contextual.neighbours import FEWEST_PAIRS, Likeness, Neighbours, measure_neighbours
from senseindex.vectors.contextual.recipe import SenseVectorRecipe
from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder
from tests.running_text import TOPICS, related, sentences_about, unrelated

SEGMENTER = Segmenter("en")
RECIPE = SenseVectorRecipe()


def measured(encoder: TransformersEncoder, texts: Iterable[str]) -> Neighbours:
    return measure_neighbours(encoder, RECIPE, [SEGMENTER.sentences(text) for text in texts])


def test_running_text_is_read_together(default_encoder: TransformersEncoder) -> None:
    found = measured(default_encoder, [related(" ")])
    assert found.within.together and not found.across.known
    assert found.suited(RECIPE) == replace(RECIPE, passage_within="paragraph")


def test_a_list_of_sentences_is_not(default_encoder: TransformersEncoder) -> None:
    found = measured(default_encoder, [unrelated("\n")])
    assert found.within.known and not found.within.together
    assert found.suited(RECIPE).passage == 0


def test_paragraphs_of_one_story_may_be_crossed(default_encoder: TransformersEncoder) -> None:
    found = measured(default_encoder, [related("\n\n")])
    assert found.across.together and not found.within.known
    assert found.suited(RECIPE) == replace(RECIPE, passage_within="document")


def test_unrelated_paragraphs_are_not_crossed(default_encoder: TransformersEncoder) -> None:
    found = measured(default_encoder, [unrelated("\n\n")])
    assert found.across.known and not found.across.together
    assert found.suited(RECIPE) == RECIPE


def test_short_documents_are_compared_with_each_other(default_encoder: TransformersEncoder) -> None:
    generator = np.random.default_rng(3)
    texts = [" ".join(sentences_about(topic, 5, generator)) for topic in TOPICS * 5]
    assert measured(default_encoder, texts).within.together


def test_the_same_text_gives_the_same_figures(default_encoder: TransformersEncoder) -> None:
    assert measured(default_encoder, [related(" ")]) == measured(default_encoder, [related(" ")])


@pytest.mark.parametrize(
    "texts", [[], ["One bank lends money today."], ["The bank lends money. The river floods fields."]]
)
def test_too_little_text_says_nothing(texts: list[str], default_encoder: TransformersEncoder) -> None:
    found = measured(default_encoder, texts)
    assert not found.within.known and not found.across.known
    assert found.suited(RECIPE) == RECIPE
    assert str(found) == "too few neighbouring sentences to compare"


def test_a_difference_counts_where_it_is_no_chance() -> None:
    sure, unsure = (Likeness(FEWEST_PAIRS, 0.2, 0.1, error) for error in (0.02, 0.05))
    assert sure.together and not unsure.together
    assert str(Neighbours(sure, unsure)) == (
        "neighbouring sentences in a paragraph belong together (+0.10), across paragraphs do not (+0.10)"
    )
