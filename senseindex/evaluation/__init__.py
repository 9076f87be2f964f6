"""How good the senses are, measured on labelled data: `evaluate(set, path)`.

A set is a format of public evaluation data. Every figure goes through the engine as users get it: passages, the
recipe, its projection and codec, the induction and assignment of an index. Baselines stand beside the figures.

Knows public sets, the text encoder, the algorithms of senses and the codec of the cells. What is measured needs no
index, but for usages in whole texts (`whole_texts`), which are measured in one.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from senseindex.errors import UsageError

if TYPE_CHECKING:
    from senseindex.answers.evaluation import Evaluation, Outcome
    from senseindex.evaluation.run import Run
    from senseindex.vectors.contextual.recipe import SenseVectorRecipe

__all__ = ["SETS", "evaluate"]

SETS = {
    "coarsewsd": "coarsewsd:evaluate_coarsewsd",
    "wsi2010": "wsi2010:evaluate_wsi2010",
    "wsi2013": "wsi2013:evaluate_wsi2013",
    "semcor-wsi": "semcor:evaluate_semcor",
    "wsd": "wsd:evaluate_wsd",
    "usages": "usages:evaluate_usages",
    "wic": "pairs:evaluate_wic",
    "scws": "pairs:evaluate_scws",
    "cosimlex": "pairs:evaluate_cosimlex",
    "analogy": "words:evaluate_analogy",
    "similarity": "words:evaluate_similarity",
}
"""Name of a set -> module:function that evaluates it."""

STATIC_SETS = ("analogy", "similarity")
"""The sets that ask static vectors and no encoder."""

WORDNET_SETS = ("wsd",)
"""The sets that are about the senses of a wordnet."""


def evaluate(
    set_name: str,
    path: str | Path,
    *,
    model: str | None = None,
    recipe: SenseVectorRecipe | None = None,
    full_precision: bool = False,
    seed: int = 0,
    index: str | Path | None = None,
    static_vectors: str | Path | None = None,
    senses: str | Path | None = None,
    lines: bool = False,
    keep: str | Path | None = None,
    device: str = "auto",
    progress: Callable[[str, int, int], None] | None = None,
) -> Evaluation:
    """The figures of one of `SETS` on the folder or file `path`, the same for the same seed.

    `model` is an encoder by name or folder (None: the default one), `recipe` what its vectors are made of.
    `full_precision` neither projects nor quantises. Static vectors, for the baseline or for the sets that ask for
    nothing else, are those of the file `static_vectors` or of `index` (a folder); with neither, the baseline trains
    word2vec on the sentences of the set. `senses` is the wordnet (WN-LMF, may be packed) that the set `wsd` is about.
    Of `usages`, `lines` reads the lines' own stretches of text instead of whole texts; without it the indexes that are
    made stay in the folder `keep`, where one is given. Raises UsageError for an unknown set, CorpusError for data that
    is not as the set wants it.
    """
    from senseindex.answers.evaluation import Evaluation
    from senseindex.evaluation.run import Run
    from senseindex.vectors.contextual.recipe import recipe_for

    if set_name not in SETS:
        raise UsageError(f"there is no set {set_name!r}; there are {', '.join(SETS)}")
    if (senses is None) == (set_name in WORDNET_SETS):
        needs = "needs the senses of a wordnet in WN-LMF: give --senses FILE" if senses is None else "takes no --senses"
        raise UsageError(f"{set_name} {needs}")
    started = time.perf_counter()
    recipe = recipe_for(model) if recipe is None else recipe.with_model(model)
    folders = (None if each is None else Path(each) for each in (index, static_vectors, senses, keep))
    index_folder, static_file, wordnet, kept = folders
    run = Run(recipe, full_precision, seed, device, index_folder, static_file, wordnet, lines, kept, progress)
    module, _, name = SETS[set_name].partition(":")
    evaluator: Callable[[Path, Run], Outcome] = getattr(importlib.import_module(f"{__name__}.{module}"), name)
    outcome = evaluator(Path(path), run)
    vectors = str(static_vectors or index) if set_name in STATIC_SETS else recipe.model
    seconds = time.perf_counter() - started
    figures = (outcome.figures, outcome.baselines, outcome.breakdown)
    return Evaluation(set_name, str(path), vectors, full_precision, seed, *figures, seconds)
