"""`compare`: one word in several sentences, static and in context."""

from __future__ import annotations

import os
from pathlib import Path

import click

from senseindex.cli.options import (
    format_option,
    index_option,
    is_empty_place,
    open_index,
    path_option,
    recipe_option,
    show,
    talk,
    text_option,
    word_argument,
)
from senseindex.cli.progress import waiting
from senseindex.errors import UsageError


@click.command()
@word_argument("word")
@text_option("-s", "--sentence", "sentences", multiple=True, metavar="TEXT", help="A sentence with WORD.")
@click.option("--layers", metavar="LAYERS", help="The same for hidden layers: all, or such as 0,6 or -4:-1.")
@path_option("--plot", help="Draw heatmaps into a PNG, SVG or PDF.")
@click.option(
    "--model", metavar="NAME", help="Compare with this encoder (fast, good, a name, a folder), without an index."
)
@recipe_option
@index_option
@format_option
@click.pass_context
def compare(
    context: click.Context,
    word: str,
    sentences: tuple[str, ...],
    layers: str | None,
    plot: Path | None,
    model: str | None,
    recipe: str | None,
    index_directory: Path,
    output_format: str,
) -> None:
    """Compare a word across sentences.

    A static vector is the same in every sentence (cosine 1.00); a vector in context tells money from rivers. WORD
    may stand in any of its forms, or be marked with square brackets. Without an index, only the encoder is used.

    \b
    Example:
        senseindex compare bank -s "The bank raised its rates." -s "We sat on the bank." --layers all --plot bank.png
    """
    if recipe is not None and model is None:
        raise UsageError("--recipe goes with --model NAME; an index has its own recipe")
    if len(sentences) < 2:
        raise UsageError("give two sentences or more, each with -s TEXT")
    if plot is not None:
        from senseindex.output.render.heatmap import check_plot_path

        check_plot_path(plot)
    with waiting("Reading the sentences"):
        if model is not None or (is_empty_place(index_directory) and not _index_was_named(context)):
            from senseindex.search.compare import compare_sentences

            comparison = compare_sentences(word, sentences, model=model, recipe=recipe, layers=layers)
        else:
            with open_index(index_directory) as index:
                comparison = index.words.compare(word, sentences, layers=layers)
    show(comparison, output_format)
    if plot is not None:
        from senseindex.output.render.heatmap import plot_comparison

        plot_comparison(comparison, plot)
        talk(f"Wrote {plot}")


def _index_was_named(context: click.Context) -> bool:
    given = context.get_parameter_source("index_directory") is click.core.ParameterSource.COMMANDLINE
    return given or bool(context.find_root().params.get("index") or os.environ.get("SENSEINDEX"))
