"""`profile`: what a word or a sense looks like in the corpus."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from senseindex.answers.collocates import MEASURES, SIDES, CollocateOptions
from senseindex.cli.options import (
    choice_option,
    format_option,
    index_option,
    number_option,
    open_index,
    path_option,
    show,
    subcorpus_options,
    talk,
    text_option,
    word_argument,
    write,
)
from senseindex.errors import UsageError

if TYPE_CHECKING:
    from senseindex.profile.profiles import Profiles

VIEWS = ("overview", "frequency", "collocates", "examples", "change", "thesaurus", "keyness")
OVERVIEW_ROWS, ROWS = 10, 20
COLLOCATE_SETTINGS = ("window", "min_frequency", "sort", "side", "pos", "function_words")
KEYNESS_SETTINGS = ("against", "against_subcorpus", "added")
_OWNERS = {
    "contrast": ("collocates",),
    **dict.fromkeys(COLLOCATE_SETTINGS, ("collocates", "overview")),
    "config": ("examples",),
    "by": ("change",),
    "plot": ("change",),
    **dict.fromkeys(KEYNESS_SETTINGS, ("keyness",)),
}
"""The views that an option belongs to; it chooses the first one where --show does not say another."""


@click.command()
@word_argument("lemma", required=False)
@index_option
@text_option("--sense", metavar="ID", help="One sense, such as bank%1, or unclear.")
@subcorpus_options
@choice_option("--show", "view", choices=VIEWS, help="Which view. Default: what other options ask for.")
@number_option("-n", "count", help=f"Collocates, examples, words shown. Default: {ROWS}, of examples {OVERVIEW_ROWS}.")
@text_option("--contrast", metavar="ID", help="Collocates of --sense beside another sense.")
@number_option("--window", default=5, help="Tokens a side.")
@number_option("--min-freq", "min_frequency", default=3, help="Of a collocate.")
@choice_option("--measure", "sort", choices=MEASURES, default="logdice", help="What collocates are sorted by.")
@choice_option("--side", choices=SIDES, default="both", help="Of the word.")
@click.option("--pos", metavar="TAG", help="Collocates of one part of speech (UPOS), or all: the best of each.")
@click.option("--function-words", is_flag=True, help="Count function words as collocates too.")
@path_option("--config", help="TOML: how examples are scored.")
@click.option(
    "--by", metavar="KEY", default="year", show_default=True, help="Metadata column, document, year, decade, month, ..."
)
@path_option("--plot", help="Draw the change into a PNG, SVG or HTML.")
@text_option("--against", metavar="SQL", help="Keyness: the other subcorpus.")
@text_option(
    "--against-subcorpus", "--against-in", "against_subcorpus", metavar="NAME", help="The other one, by its name."
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
    view: str | None,
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
        keyness     --where against --against (--subcorpus, --against-subcorpus): log-likelihood, %DIFF, simple maths

    \b
    Examples:
        senseindex profile bank
        senseindex profile --sense bank%1 --show examples -n 5
        senseindex profile --sense bank%1 --contrast bank%2
        senseindex profile bank --by decade --plot bank.png
        senseindex profile bank --where "year < 1980" --against "year >= 1980"
    """
    flags = {parameter.name: parameter.opts[0] for parameter in context.command.params}
    given = {
        name: flags[name]
        for name in _OWNERS
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    }
    view = _view(view, given)
    if lemma is None and settings["sense"] is None:
        raise UsageError("what is asked about? Give a LEMMA or --sense ID")
    if view == "overview" and output_format not in ("table", "json"):
        raise UsageError(f"{output_format} takes one view: name it with --show, such as --show collocates")
    if plot is not None:
        from senseindex.output.render.change_chart import SUFFIXES
        from senseindex.output.render.heatmap import check_plot_path

        check_plot_path(plot, SUFFIXES)
    with open_index(index_directory) as index:
        found = _answer(index.profiles, view, lemma, **settings)
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


def _view(view: str | None, given: Mapping[str, str]) -> str:
    """The view asked for, by name or by the options that belong to it, which are `given` with their flags."""
    chosen = view
    if chosen is None:
        chosen = next((owners[0] for name, owners in _OWNERS.items() if name in given and len(owners) == 1), "overview")
    for name, flag in given.items():
        if chosen not in _OWNERS[name]:
            raise UsageError(f"{flag} belongs to --show {_OWNERS[name][0]}, not to {chosen}")
    return chosen


def _answer(
    profiles: Profiles,
    view: str,
    lemma: str | None,
    *,
    sense: str | None,
    count: int | None,
    contrast: str | None,
    **settings: Any,
) -> Any:
    where = {name: settings[name] for name in ("where", "subcorpus")}
    asked: dict[str, Any] = {"sense": sense, **where}
    if view == "frequency":
        return profiles.frequency(lemma, **asked)
    if view == "examples":
        return profiles.best_examples(lemma, **asked, n=count or OVERVIEW_ROWS, config=settings["config"])
    if view == "change":
        return profiles.change(lemma, by=settings["by"], **asked)
    if view == "thesaurus":
        return profiles.thesaurus(lemma, **asked, n=count or ROWS)
    if view == "keyness":
        return profiles.keyness(lemma, **{name: settings[name] for name in KEYNESS_SETTINGS}, **asked)
    rows = OVERVIEW_ROWS if view == "overview" or contrast else ROWS
    options = CollocateOptions(**{name: settings[name] for name in COLLOCATE_SETTINGS}, n=count or rows)
    if view == "overview":
        return profiles.overview(lemma, **asked, options=options)
    if contrast is None:
        return profiles.collocates(lemma, **asked, options=options)
    if sense is None:
        raise UsageError("--contrast sets a sense beside another one: give --sense ID too")
    return profiles.contrast(sense, contrast, **where, options=options)
