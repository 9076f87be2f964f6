"""`profile`: what a word or a sense looks like in the corpus."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from senseindex.cli.options import (
    format_option,
    index_option,
    open_index,
    readable_text,
    show,
    talk,
    word_argument,
    write,
)
from senseindex.errors import UsageError

if TYPE_CHECKING:
    from senseindex.sense_index import SenseIndex

VIEWS = ("overview", "frequency", "collocates", "examples", "change", "thesaurus", "keyness")
OVERVIEW_ROWS, ROWS = 10, 20
_OWNERS = {
    "contrast": ("collocates",),
    "window": ("collocates", "overview"),
    "min_freq": ("collocates", "overview"),
    "measure": ("collocates", "overview"),
    "side": ("collocates", "overview"),
    "pos": ("collocates", "overview"),
    "function_words": ("collocates", "overview"),
    "config": ("examples",),
    "by": ("change",),
    "plot": ("change",),
    "against": ("keyness",),
    "against_subcorpus": ("keyness",),
    "added": ("keyness",),
}
"""The views that an option belongs to; it chooses the first one where --show does not say another."""


@click.command()
@word_argument("lemma", required=False)
@index_option
@click.option("--sense", metavar="ID", callback=readable_text, help="One sense, such as bank%1, or unclear.")
@click.option("--where", metavar="SQL", callback=readable_text, help="Only documents whose metadata fulfil this.")
@click.option("--in", "subcorpus", metavar="NAME", callback=readable_text, help="Only documents of a subcorpus.")
@click.option("--show", "view", type=click.Choice(VIEWS), help="Which view. Default: what other options ask for.")
@click.option(
    "-n",
    "count",
    type=click.IntRange(min=1),
    metavar="N",
    help=f"Collocates, examples, words shown. Default: {ROWS}, of examples {OVERVIEW_ROWS}.",
)
@click.option("--contrast", metavar="ID", callback=readable_text, help="Collocates of --sense beside another sense.")
@click.option("--window", type=click.IntRange(min=1), metavar="N", default=5, show_default=True, help="Tokens a side.")
@click.option(
    "--min-freq", type=click.IntRange(min=1), metavar="N", default=3, show_default=True, help="Of a collocate."
)
@click.option(
    "--measure",
    type=click.Choice(("logdice", "mi", "t", "ll", "freq")),
    default="logdice",
    show_default=True,
    help="What collocates are sorted by.",
)
@click.option(
    "--side", type=click.Choice(("both", "left", "right")), default="both", show_default=True, help="Of the word."
)
@click.option("--pos", metavar="TAG", help="Collocates of one part of speech (UPOS), or all: the best of each.")
@click.option("--function-words", is_flag=True, help="Count function words as collocates too.")
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="TOML: how examples are scored.")
@click.option("--by", metavar="KEY", default="year", show_default=True, help="Metadata column, year or decade.")
@click.option(
    "--plot", type=click.Path(path_type=Path), metavar="FILE", help="Draw the change into a PNG, SVG or HTML."
)
@click.option("--against", metavar="SQL", callback=readable_text, help="Keyness: the other subcorpus.")
@click.option(
    "--against-in", "against_subcorpus", metavar="NAME", callback=readable_text, help="The other one, by its name."
)
@click.option(
    "--added",
    type=click.FloatRange(min=0, min_open=True),
    metavar="N",
    default=1.0,
    show_default=True,
    help="N of simple maths, in ipm.",
)
@format_option
@click.pass_context
def profile(
    context: click.Context,
    /,
    lemma: str | None,
    index_directory: Path,
    sense: str | None,
    where: str | None,
    subcorpus: str | None,
    view: str | None,
    count: int | None,
    plot: Path | None,
    output_format: str,
    **settings: Any,
) -> None:
    """Show what a word or a sense looks like.

    \b
    Without --show: frequencies, collocates, examples. Views:
        frequency   hits, ipm, documents, dispersion (Gries' DP); 95 % intervals of uncertain senses
        collocates  logDice, MI, t-score, log-likelihood; --contrast sets two senses side by side
        examples    good sentences, with the parts of their score
        change      by year, decade or a metadata column, with a test of trend; --plot draws it
        thesaurus   words used like it, in context and statically
        keyness     --where against --against (--in, --against-in): log-likelihood, %DIFF, simple maths

    \b
    Examples:
        senseindex profile bank
        senseindex profile --sense bank%1 --show examples -n 5
        senseindex profile --sense bank%1 --contrast bank%2
        senseindex profile bank --by decade --plot bank.png
        senseindex profile bank --where "year < 1980" --against "year >= 1980"
    """
    given = [name for name in _OWNERS if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE]
    view = _view(view, given)
    if lemma is None and sense is None:
        raise UsageError("what is asked about? Give a LEMMA or --sense ID")
    if view == "overview" and output_format not in ("table", "json"):
        raise UsageError(f"{output_format} takes one view: name it with --show, such as --show collocates")
    if plot is not None:
        from senseindex.output.render.change_chart import SUFFIXES
        from senseindex.output.render.heatmap import check_plot_path

        check_plot_path(plot, SUFFIXES)
    asked: dict[str, Any] = {"sense": sense, "where": where, "subcorpus": subcorpus}
    with open_index(index_directory) as index:
        found = _answer(index, view, lemma, asked, count, settings)
    if view == "overview" and output_format == "table":
        for number, part in enumerate(found.parts):
            if number:
                write()
            show(part)
    else:
        show(found, output_format)
    if plot is not None:
        from senseindex.output.render.change_chart import plot as draw

        draw(found, plot)
        talk(f"Wrote {plot}")


def _view(view: str | None, given: list[str]) -> str:
    """The view asked for, by name or by the options that belong to it."""
    chosen = view
    if chosen is None:
        chosen = next((owners[0] for name, owners in _OWNERS.items() if name in given and len(owners) == 1), "overview")
    for name in given:
        if chosen not in _OWNERS[name]:
            flag = name.replace("_subcorpus", "-in").replace("_", "-")
            raise UsageError(f"--{flag} belongs to --show {_OWNERS[name][0]}, not to {chosen}")
    return chosen


def _answer(
    index: SenseIndex,
    view: str,
    lemma: str | None,
    asked: dict[str, Any],
    count: int | None,
    settings: dict[str, Any],
) -> Any:
    if view == "frequency":
        return index.profiles.frequency(lemma, **asked)
    if view == "examples":
        return index.profiles.best_examples(lemma, **asked, n=count or OVERVIEW_ROWS, config=settings["config"])
    if view == "change":
        return index.profiles.change(lemma, by=settings["by"], **asked)
    if view == "thesaurus":
        return index.profiles.thesaurus(lemma, **asked, n=count or ROWS)
    if view == "keyness":
        given = {name: settings[name] for name in ("against", "against_subcorpus", "added")}
        return index.profiles.keyness(lemma, **given, **asked)
    from senseindex.answers.collocates import CollocateOptions

    options = CollocateOptions(
        settings["window"],
        settings["side"],
        settings["min_freq"],
        settings["measure"],
        settings["pos"],
        settings["function_words"],
        count or (OVERVIEW_ROWS if view == "overview" or settings["contrast"] else ROWS),
    )
    if view == "overview":
        return index.profiles.overview(lemma, **asked, options=options)
    if settings["contrast"] is None:
        return index.profiles.collocates(lemma, **asked, options=options)
    if asked["sense"] is None:
        raise UsageError("--contrast sets a sense beside another one: give --sense ID too")
    where, subcorpus = asked["where"], asked["subcorpus"]
    return index.profiles.contrast(
        asked["sense"], settings["contrast"], where=where, subcorpus=subcorpus, options=options
    )
