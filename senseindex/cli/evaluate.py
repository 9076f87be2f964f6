"""`evaluate`: figures of the senses on labelled data, with the trivial baselines beside them."""

from __future__ import annotations

import os
from pathlib import Path

import click

from senseindex.cli.options import DEFAULT_INDEX, show
from senseindex.cli.progress import ProgressDisplay
from senseindex.errors import UsageError
from senseindex.evaluation import SETS, STATIC_SETS
from senseindex.vectors.contextual.recipe import CODECS, SenseVectorRecipe


@click.command()
@click.argument("set_name", metavar="SET", type=click.Choice(tuple(SETS)))
@click.argument("path", metavar="PATH", type=click.Path(path_type=Path))
@click.option("--model", metavar="NAME", help="Measure this encoder (name or folder) instead of the default one.")
@click.option("--codec", type=click.Choice(CODECS), help="Store vectors in this codec. Default: sq4.")
@click.option("--full-precision", is_flag=True, help="Neither project nor quantise: what compression costs.")
@click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="The same seed, the same figures.")
@click.option(
    "--index",
    "index_directory",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Take the static vectors of this index, for the baseline or for analogy and similarity.",
)
@click.option(
    "--static-vectors", type=click.Path(path_type=Path), metavar="FILE", help="Take static vectors from this file."
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON, with the figures of every word.")
@click.pass_context
def evaluate(
    context: click.Context,
    set_name: str,
    path: Path,
    model: str | None,
    codec: str | None,
    full_precision: bool,
    seed: int,
    index_directory: Path | None,
    static_vectors: Path | None,
    as_json: bool,
) -> None:
    """Measure the senses on labelled data.

    SET is the format of the data, PATH its folder or file: coarsewsd, wsi2010, wsi2013, semcor-wsi (senses of words);
    wic, scws, cosimlex (pairs of usages); analogy, similarity (static vectors). Figures go through the engine as users
    get it: vectors as they are stored, senses as they are induced. Beside them stand what needs no engine.

    \b
    Example:
        senseindex evaluate coarsewsd data/coarsewsd20
        senseindex evaluate similarity data/EN-SIMLEX-999.txt --index indexes/pm
    """
    if seed < 0:
        raise UsageError("--seed takes a whole number from 0")
    if codec is not None and full_precision:
        raise UsageError("--full-precision quantises nothing: give no --codec")
    index = index_directory or context.find_root().params.get("index")
    if set_name in STATIC_SETS:
        if model is not None or codec is not None or full_precision:
            raise UsageError(f"{set_name} asks static vectors: --model, --codec and --full-precision do not apply")
        if static_vectors is None:
            index = Path(index or os.environ.get("SENSEINDEX") or DEFAULT_INDEX)
    from senseindex.evaluation import evaluate as measure

    with ProgressDisplay() as progress:
        result = measure(
            set_name,
            path,
            model=model,
            recipe=SenseVectorRecipe(codec=codec) if codec else None,
            full_precision=full_precision,
            seed=seed,
            index=index,
            static_vectors=static_vectors,
            progress=progress,
        )
    show(result, "json" if as_json else "table")
