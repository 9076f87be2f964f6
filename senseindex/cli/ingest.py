"""`ingest` and `induce`: fill an index, find the senses of its words."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from senseindex.cli.options import (
    PATH,
    choice_option,
    format_option,
    index_option,
    is_empty_place,
    number_option,
    open_index,
    path_option,
    readable_text,
    recipe_option,
    show,
    talk,
    text_option,
)
from senseindex.cli.progress import ProgressDisplay
from senseindex.corpus.read_options import ReadOptions
from senseindex.errors import CorpusError, SenseIndexError, UsageError
from senseindex.vectors import STATIC_METHODS
from senseindex.vectors.contextual.model_names import DEFAULT_MODEL
from senseindex.vectors.contextual.recipe import CODECS, asked_recipe, recipe_for

if TYPE_CHECKING:
    from senseindex.sense_index import SenseIndex

READING = ("format", "encoding", "columns", "text_column", "metadata", "modern_spelling")
"""How the sources are read."""

MADE_WITH = ("model", "recipe", "codec", "language", "pipeline", "all_tokens", "passage")
"""What is chosen when an index is made, and cannot change."""


def _passage(context: click.Context, parameter: click.Parameter, value: str | None) -> int | None:
    """The number of words that are read together, None for auto."""
    if value is None or value == "auto":
        return None
    if not value.isdecimal():
        raise click.BadParameter(f"{value!r} is neither auto nor a whole number from 0.", ctx=context, param=parameter)
    return int(value)


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...", type=PATH)
@index_option
@click.option(
    "--model",
    metavar="NAME",
    help=f"Encoder: fast, good, a Hugging Face name, a folder. New index only. Default: {DEFAULT_MODEL}.",
)
@recipe_option
@choice_option(
    "--codec",
    choices=CODECS,
    help="How vectors are stored: 128, 256, 512 or 552 bytes at 256 dimensions. New index only. Default: sq4.",
)
@click.option(
    "--language", metavar="CODE", help="Language of the texts, such as en or de. New index only. Default: en."
)
@click.option("--pipeline", metavar="NAME", help="Installed spaCy pipeline for lemmas and tags. New index only.")
@click.option(
    "--passage",
    callback=_passage,
    metavar="N",
    help="Read up to N words of neighbouring sentences together, 0 each alone; auto measures what belongs together. "
    "New index only. Default: auto.",
)
@click.option("--all-tokens", is_flag=True, help="Keep function words, numbers and punctuation too. New index only.")
@click.option(
    "--format",
    metavar="NAME",
    help="Read all files as text, jsonl, csv, conllu, vertical, tei, html, sgml, epub, docx or pdf. "
    "Default: each by name and content.",
)
@click.option("--encoding", metavar="NAME", help="Character encoding of the files. Default: found out.")
@click.option(
    "--columns", metavar="NAMES", help="Columns of vertical files, such as word,pos,lemma. Default: by what is in them."
)
@click.option("--text-column", metavar="NAME", help="Column or key that holds the text. Default: text.")
@click.option(
    "--modern-spelling", is_flag=True, help="German: write wußte, Schloß, Thür as today (wusste, Schloss, Tür)."
)
@path_option("--metadata", help="CSV or TSV table with a row a file of SOURCE.")
@choice_option("--on-error", choices=("stop", "skip"), default="stop", help="What to do at a damaged document.")
@choice_option(
    "--static",
    choices=(*STATIC_METHODS, "none"),
    help="Static vectors to train. Default: as before, at first word2vec-sg.",
)
@click.option(
    "--static-vectors",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Load static vectors instead: word2vec text or binary, GloVe text, fastText .bin.",
)
@number_option("--min-frequency", help="Rarer lemmas get no senses. Default: 20.")
@click.option("--induce", "then_induce", is_flag=True, help="Find the senses as soon as everything is read.")
@choice_option("--device", choices=("auto", "cpu", "cuda"), default="auto", help="Where to run the encoder.")
@choice_option(
    "--backend",
    choices=("auto", "torch", "openvino"),
    default="auto",
    help="What runs the encoder on a CPU. auto: as before, at first OpenVINO for much text, if installed.",
)
@number_option(
    "--workers",
    least=0,
    help="Processes that split texts while this one encodes. Default: one for every four cores, at most four.",
)
def ingest(sources: tuple[Path, ...], index_directory: Path, then_induce: bool, **given: Any) -> None:
    """Read texts into an index.

    SOURCE is a file, a folder (read with the folders below it), a zip archive, - for standard input, or a Hugging Face
    data set (hf:NAME): plain text, HTML, EPUB, DOCX, PDF, SGML, JSONL, CSV, CoNLL-U, vertical text, TEI; each also as
    .gz, .xz, .zst or .bz2. Every file of a folder is read in its own format, and what is left out is told. A CSV or TSV
    table in a folder that names its files is their metadata.

    The index is made if it is not there. A document that is in the index already is skipped, a changed one is replaced.
    After an error or Ctrl-C the documents before it are kept: run the same command again to go on.

    \b
    Examples:
        senseindex ingest speeches/ --index indexes/speeches --induce
        senseindex ingest corpus.jsonl.gz --language de --static fasttext
        senseindex ingest corpus.vert --columns word,pos,lemma --on-error skip
        senseindex ingest letters/ --model pierluigic/xl-lexeme --recipe marked --device cuda
    """
    made = {name: given.pop(name) for name in MADE_WITH}
    reading = {
        name: given.pop(name)
        for name in ("format", "encoding", "columns", "text_column", "metadata", "modern_spelling")
    }
    reading["columns"] = tuple(reading["columns"].split(",")) if reading["columns"] else None
    given["on_error"] = _tell_damage if given["on_error"] == "skip" else None
    if given["static_vectors"] is not None and given["static"] not in (None, "none"):
        raise UsageError(
            f"--static {given['static']} trains vectors and --static-vectors loads them: give one of the two"
        )
    with _filling(index_directory, **made) as index:
        with ProgressDisplay() as progress:
            report = index.ingest(
                list(sources), options=ReadOptions(**reading), on_note=talk, progress=progress, **given
            )
        show(report)
        if then_induce:
            with ProgressDisplay() as progress:
                induced = index.induce(progress=progress)
            show(induced)
        else:
            talk(f"To find the senses of its words: senseindex induce --index {index_directory}")


def _tell_damage(error: CorpusError) -> None:
    talk(f"Skipped: {error}")


@click.command()
@click.argument("lemmas", nargs=-1, metavar="[LEMMA]...", callback=readable_text)
@index_option
@number_option(
    "--min-frequency", help="Induce the lemmas that occur at least N times. Default: what ingest was told, else 20."
)
@click.option("--update", is_flag=True, help="Only words that have outgrown their senses; say what moved.")
@text_option(
    "--algorithm",
    metavar="NAME",
    help="average-linkage, two-level, kmeans, or a function as package.module:function. Default: as before.",
)
@text_option(
    "--parameter",
    "parameters",
    metavar="NAME=VALUE",
    multiple=True,
    help="A parameter of the algorithm, such as least_gain=0.02; again for more.",
)
@number_option("--seed", least=None, help="Seed of the random choices. Default: as before, at first 0.")
@format_option
def induce(
    lemmas: tuple[str, ...],
    index_directory: Path,
    min_frequency: int | None,
    update: bool,
    algorithm: str | None,
    parameters: tuple[str, ...],
    seed: int | None,
    output_format: str,
) -> None:
    """Find the senses of words from their contexts.

    Without LEMMA, of every word that is frequent enough. Senses that are found again keep their ids. The index
    remembers how all words were induced (algorithm, parameters, seed), for those that are induced or split later.

    \b
    Examples:
        senseindex induce --index indexes/speeches
        senseindex induce bank interest
        senseindex induce --parameter least_further=0.4
        senseindex induce --update
    """
    if update and (lemmas or min_frequency is not None):
        raise UsageError("--update chooses the words itself: give no LEMMA and no --min-frequency")
    if lemmas and min_frequency is not None:
        raise UsageError("--min-frequency chooses lemmas, and LEMMA names them: give one of the two")
    if update and (algorithm is not None or parameters):
        raise UsageError("--update goes on as the index was induced before: give no --algorithm and no --parameter")
    given = dict(map(_named_value, parameters)) or None
    if update:
        from senseindex.cli.maintenance import update_senses

        update_senses(index_directory, seed, output_format)
        return
    with open_index(index_directory) as index:
        with ProgressDisplay() as progress:
            report = index.induce(
                lemmas or None,
                min_frequency=min_frequency,
                algorithm=algorithm,
                parameters=given,
                seed=seed,
                progress=progress,
            )
        show(report, output_format)


def _named_value(text: str) -> tuple[str, Any]:
    """`least_gain=0.02` as a name and a number, boolean (`true`, `false`) or text."""
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise UsageError(f"--parameter {text!r} is no NAME=VALUE")
    try:
        return name.strip(), json.loads(value)
    except json.JSONDecodeError:
        return name.strip(), value.strip()


@contextmanager
def _filling(
    path: Path, recipe: str | None, codec: str | None, language: str | None, passage: int | None, **made: Any
) -> Iterator[SenseIndex]:
    """The index at `path`, made if it is not there, and removed again if nothing comes into it."""
    from senseindex.sense_index import SenseIndex

    if not is_empty_place(path):
        with SenseIndex.open(path) as index:
            _refuse_contradictions(index, recipe=recipe, codec=codec, language=language, passage=passage, **made)
            yield index
        return
    chosen = asked_recipe(made["model"], recipe, codec)
    if passage is not None:
        made["passage"] = passage
    try:
        with SenseIndex.create(path, recipe=chosen, language=language or "en", **made) as index:
            yield index
    except BaseException:
        _remove_if_empty(path)
        raise


def _refuse_contradictions(
    index: SenseIndex, *, model: str | None, all_tokens: bool, **others: str | int | None
) -> None:
    """What was chosen when the index was made cannot change: its vectors would not fit together."""
    wanted = {"model": recipe_for(model).model if model else None, **others}
    of_recipe = {"model": "model", "recipe": "kind", "codec": "codec", "passage": "passage"}
    chosen = {
        name: getattr(index.recipe, of_recipe[name]) if name in of_recipe else getattr(index, name) for name in wanted
    }
    for name, value in wanted.items():
        if value is not None and value != chosen[name]:
            was = f"--{name} {chosen[name]}" if chosen[name] is not None else f"no --{name}"
            raise UsageError(f"{index.path} was made with {was}, so --{name} {value} does not fit; make another index")
    if all_tokens and not index.all_tokens:
        raise UsageError(f"{index.path} was made without --all-tokens; make another index to keep all tokens")


def _remove_if_empty(path: Path) -> None:
    from senseindex.sense_index import SenseIndex

    with suppress(SenseIndexError, OSError):
        with SenseIndex.open(path) as index:
            documents = index.info().documents
        if documents == 0:
            shutil.rmtree(path)
