"""Making an empty index directory."""

from __future__ import annotations

from pathlib import Path

from senseindex.errors import StoreError
from senseindex.files import reached, whole_folder
from senseindex.store.catalog.catalog import Catalog
from senseindex.vectors.contextual.recipe import SenseVectorRecipe

DEFAULT_MIN_FREQUENCY = 20

PASSAGES_SETTING = "passages"
"""What was measured of neighbouring sentences, `AUTO` before the first ingest, None where nothing is to be measured."""

AUTO = "auto"


def create_index(
    path: Path,
    *,
    recipe: SenseVectorRecipe,
    language: str,
    pipeline: str | None,
    all_tokens: bool,
    passages_are_chosen: bool = False,
) -> None:
    """Make an empty index, whole or not at all; `passages_are_chosen` where the first ingest is not to choose them.

    Raises StoreError when something is there already."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise StoreError(f"{path} exists already and is not empty; open it, or name another directory")
    try:
        with whole_folder(path) as aside:
            catalog = Catalog(aside, create=True)
            with catalog.writing():
                catalog.settings.set("recipe", recipe.to_dict())
                catalog.settings.set(PASSAGES_SETTING, None if passages_are_chosen else AUTO)
                catalog.settings.set("language", language)
                catalog.settings.set("pipeline", pipeline)
                catalog.settings.set("all_tokens", all_tokens)
                catalog.settings.set("min_frequency", DEFAULT_MIN_FREQUENCY)
            catalog.close()
            reached("index made")
    except OSError as error:
        raise StoreError(f"{path} cannot be made: {error.strerror or error}") from None
