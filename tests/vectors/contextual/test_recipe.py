"""A recipe is valid by construction, travels as JSON, and needs no torch."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from senseindex.errors import UsageError
from senseindex.vectors.contextual.marked_models import MARKED_MODELS
from senseindex.vectors.contextual.recipe import SenseVectorRecipe, recipe_for


def test_recipe_survives_json() -> None:
    recipe = SenseVectorRecipe(
        "some/model", layers="-4:", layer_operation="concat", window=3, token_weight=2, codec="sq8"
    )
    assert SenseVectorRecipe.from_dict(json.loads(json.dumps(recipe.to_dict()))) == recipe


def test_absent_keys_keep_their_defaults() -> None:
    assert SenseVectorRecipe.from_dict({"model": "m"}) == SenseVectorRecipe("m")


def test_unknown_key_is_refused() -> None:
    with pytest.raises(UsageError, match="colour"):
        SenseVectorRecipe.from_dict({"model": "m", "colour": "red"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"model": ""},
        {"layers": "last"},
        {"layer_operation": "max"},
        {"piece_pooling": "max"},
        {"codec": "pq"},
        {"window": -1},
        {"window": 2.5},
        {"dimension": -1},
        {"dimension": True},
        {"token_weight": -1.0},
        {"token_weight": float("nan")},
        {"sentence_weight": "1"},
        {"token_weight": 0, "window_weight": 0, "sentence_weight": 0},
        {"marks": "<t>"},
        {"marks": ["<t>", "</t>"]},
        {"marks": "<t> </t>", "pooling": "median"},
        {"pooling": "mean"},
    ],
)
def test_wrong_values_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        SenseVectorRecipe(**wrong)


def test_another_model_is_known_by_its_name_or_its_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = SenseVectorRecipe(passage=0)
    assert recipe.with_model(None) == recipe
    assert recipe.with_model("someone/tiny") == replace(recipe, model="someone/tiny")
    monkeypatch.chdir(tmp_path.parent)
    for folder in (tmp_path, tmp_path.name):
        assert recipe.with_model(folder).model == str(tmp_path.resolve())


def test_only_the_codec_may_differ_within_a_space() -> None:
    recipe = SenseVectorRecipe()
    assert recipe.same_space(replace(recipe, codec="fp16"))
    assert not recipe.same_space(replace(recipe, dimension=128))


def test_recipe_is_imported_without_torch() -> None:
    code = (
        "import sys; import senseindex.vectors.contextual.recipe; "
        "print([name for name in ('torch', 'transformers', 'numpy') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_known_models_get_their_marks_by_name_and_others_when_asked() -> None:
    for name in MARKED_MODELS:
        assert (recipe_for(name).kind, recipe_for(name).marks) == ("marked", "<t> </t>")
        assert recipe_for(name, "words").kind == "words"
    assert recipe_for("someone/tiny").kind == "words"
    marked = recipe_for("someone/tiny", "marked", window=7)
    assert (marked.marks, marked.pooling, marked.passage, marked.window) == ("<t> </t>", "", 0, 7)
    assert SenseVectorRecipe.from_dict(json.loads(json.dumps(marked.to_dict()))) == marked
    with pytest.raises(UsageError, match="words, marked"):
        recipe_for("someone/tiny", "sentences")


def test_vectors_of_marked_usages_are_in_a_space_of_their_own() -> None:
    marked = recipe_for("someone/tiny", "marked")
    assert not marked.same_space(replace(marked, marks="[T] [/T]"))
    assert not marked.same_space(replace(marked, pooling="cls"))
