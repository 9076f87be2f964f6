"""`evaluate`: figures of the senses on labelled data, with the trivial baselines beside them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from senseindex.cli.options import DEFAULT_INDEX, PATH, choice_option, number_option, path_option, recipe_option, show
from senseindex.cli.progress import ProgressDisplay
from senseindex.errors import UsageError
from senseindex.evaluation import SETS, STATIC_SETS
from senseindex.vectors.contextual.recipe import CODECS, asked_recipe


@click.command()
@click.argument("set_name", metavar="SET", type=click.Choice(tuple(SETS)))
@click.argument("path", metavar="PATH", type=PATH)
@click.option(
    "--model", metavar="NAME", help="Measure this encoder (fast, good, a name, a folder) instead of the default one."
)
@recipe_option
@choice_option("--codec", choices=CODECS, help="Store vectors in this codec. Default: sq4.")
@click.option("--full-precision", is_flag=True, help="Neither project nor quantise: what compression costs.")
@number_option("--seed", least=None, default=0, help="The same seed, the same figures.")
@path_option(
    "--index",
    "index_directory",
    metavar="DIR",
    help="Take the static vectors of this index, for the baseline or for analogy and similarity.",
)
@path_option("--static-vectors", help="Take static vectors from this file.")
@path_option("--senses", help="The wordnet (WN-LMF, may be packed) whose senses wsd is about.")
@click.option("--lines", is_flag=True, help="usages: read the labelled lines alone, not the whole texts.")
@path_option("--keep", metavar="DIR", help="usages: keep the index of each kind of text here, and use it again.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON, with the figures of every word.")
@click.pass_context
def evaluate(
    context: click.Context,
    /,
    set_name: str,
    path: Path,
    recipe: str | None,
    codec: str | None,
    index_directory: Path | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Measure the senses on labelled data.

    SET is the format of the data, PATH its folder or file: coarsewsd, wsi2010, wsi2013, semcor-wsi (senses of words);
    usages (labelled lines in whole texts, such as your own); wsd (all words of texts, senses of a wordnet); wic, scws,
    cosimlex (pairs of usages); analogy, similarity (static vectors). Figures go through the engine as users get it:
    vectors as they are stored, senses as they are induced. Beside them stands what needs no engine.

    \b
    Example:
        senseindex evaluate coarsewsd data/coarsewsd20
        senseindex evaluate wsd data/semeval2007 --senses oewn.xml.xz
        senseindex evaluate usages my-lines --keep indexes/my-lines
        senseindex evaluate similarity data/EN-SIMLEX-999.txt --index indexes/pm
    """
    if given["seed"] < 0:
        raise UsageError("--seed takes a whole number from 0")
    if codec is not None and given["full_precision"]:
        raise UsageError("--full-precision quantises nothing: give no --codec")
    if set_name != "usages" and (given["lines"] or given["keep"]):
        raise UsageError(f"--{'lines' if given['lines'] else 'keep'} is for usages: leave it out")
    if given["lines"] and given["keep"]:
        raise UsageError("--lines makes no index: give no --keep")
    index = index_directory or context.find_root().params.get("index")
    if set_name in STATIC_SETS:
        if any(each is not None for each in (given["model"], recipe, codec)) or given["full_precision"]:
            raise UsageError(
                f"{set_name} asks static vectors: --model, --recipe, --codec and --full-precision do not apply"
            )
        if given["static_vectors"] is None:
            index = Path(index or os.environ.get("SENSEINDEX") or DEFAULT_INDEX)
    from senseindex.evaluation import evaluate as measure

    chosen = asked_recipe(given["model"], recipe, codec)
    with ProgressDisplay() as progress:
        result = measure(set_name, path, recipe=chosen, index=index, progress=progress, **given)
    show(result, "json" if as_json else "table")
