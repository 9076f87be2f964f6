"""Names of encoders, and the recipe that suits each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from senseindex.vectors.contextual.model_names import DEFAULT_MODEL, named_model
from senseindex.vectors.contextual.recipe import SenseVectorRecipe, recipe_for


@pytest.mark.parametrize("name", ["good", "all-mpnet-base-v2", "sentence-transformers/all-mpnet-base-v2"])
def test_a_publishers_name_is_the_same_as_ours(name: str) -> None:
    model = named_model(name)
    assert model is not None and model.title == "good (all-mpnet-base-v2)"
    assert SenseVectorRecipe(name).model == "good"


def test_other_models_have_no_name(tmp_path: Path) -> None:
    assert named_model("all-MiniLM-L12-v2") is None and named_model(tmp_path) is None


def test_nothing_said_is_the_default() -> None:
    model = named_model(None)
    assert model is not None and model.name == DEFAULT_MODEL == recipe_for().model


def test_the_good_encoder_wants_the_word_alone() -> None:
    recipe = recipe_for("all-mpnet-base-v2", codec="fp16")
    assert recipe.weights == (1.0, 0.0, 0.0)
    assert recipe == replace(SenseVectorRecipe("good"), codec="fp16", window=0, window_weight=0.0, sentence_weight=0.0)


def test_other_models_have_the_recipe_of_fast(tmp_path: Path) -> None:
    assert recipe_for("fast") == SenseVectorRecipe()
    assert recipe_for("someone/model") == replace(SenseVectorRecipe(), model="someone/model")
    assert recipe_for(tmp_path).model == str(tmp_path.resolve())
