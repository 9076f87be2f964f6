"""Names of encoders, and the recipe that suits each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from senseindex.vectors.contextual.model_names import DEFAULT_MODEL, named_model, published_model
from senseindex.vectors.contextual.projection import shipped_projection
from senseindex.vectors.contextual.recipe import SenseVectorRecipe, recipe_for


@pytest.mark.parametrize("name", ["fast", "all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2"])
def test_a_publishers_name_is_the_same_as_ours(name: str) -> None:
    model = named_model(name)
    assert model is not None and model.title == "fast (all-MiniLM-L6-v2)"
    assert SenseVectorRecipe(name).model == "fast"


def test_some_layers_are_not_what_the_publishers_name_says() -> None:
    good = named_model("good")
    assert good is not None and good.title == "good (all-mpnet-base-v2, layers 1 to 6)"
    assert named_model("all-mpnet-base-v2") is None and published_model("all-mpnet-base-v2") is good
    assert SenseVectorRecipe("all-mpnet-base-v2").model == "all-mpnet-base-v2"


def test_other_models_have_no_name(tmp_path: Path) -> None:
    assert named_model("all-MiniLM-L12-v2") is None and named_model(tmp_path) is None


def test_nothing_said_is_the_default() -> None:
    model = named_model(None)
    assert model is not None and model.name == DEFAULT_MODEL == recipe_for().model


def test_the_good_encoder_wants_the_word_alone() -> None:
    recipe = recipe_for("good", codec="fp16")
    assert recipe.weights == (1.0, 0.0, 0.0) and recipe.window == 0 and recipe.codec == "fp16"
    assert shipped_projection(recipe) is not None


def test_other_models_have_the_recipe_of_good(tmp_path: Path) -> None:
    assert recipe_for("fast") == SenseVectorRecipe()
    assert recipe_for("someone/model") == replace(recipe_for("good"), model="someone/model")
    assert recipe_for(tmp_path).model == str(tmp_path.resolve())
