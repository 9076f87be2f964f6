"""`export`: hits, dictionary entries, the tagged corpus and vectors of senses as files for other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from senseindex.cli.options import (
    choice_option,
    index_option,
    number_option,
    open_index,
    path_option,
    question_options,
    talk,
    word_argument,
)
from senseindex.cli.progress import ProgressDisplay, waiting
from senseindex.errors import UsageError
from senseindex.output.files import (
    CORPUS_FORMATS,
    ENDINGS,
    ENTRY_FORMATS,
    HIT_FORMATS,
    PROVENANCES,
    VECTOR_FORMATS,
    format_of,
)
from senseindex.vectors import STATIC_METHODS


@click.command()
@word_argument("lemma", required=False)
@index_option
@path_option("-o", "--output", "file", required=True, help="Where to write.")
@choice_option(
    "--format",
    "file_format",
    choices=(*HIT_FORMATS, *ENTRY_FORMATS, *CORPUS_FORMATS, *VECTOR_FORMATS),
    help="What to write; else told by the file's ending.",
)
@question_options
@path_option("--words", metavar="LIST", help="Entries of all words in a file, one a line.")
@number_option("--examples", least=0, default=5, help="Sentences of a sense.")
@click.option("--corpus", is_flag=True, help="The whole corpus, tagged with senses.")
@choice_option(
    "--sense-vectors", choices=STATIC_METHODS, help="Learn static vectors of the corpus with senses for words."
)
@number_option("--dimension", default=100, help="Of learned vectors.")
@choice_option(
    "--provenance",
    choices=PROVENANCES,
    default="none",
    help="Where hits say how they were asked for: in FILE.query.json, in a last column. A workbook has a sheet of it.",
)
@click.pass_context
def export(
    context: click.Context,
    /,
    lemma: str | None,
    index_directory: Path,
    file: Path,
    file_format: str | None,
    words: Path | None,
    examples: int,
    corpus: bool,
    sense_vectors: str | None,
    dimension: int,
    provenance: str,
    **asked: Any,
) -> None:
    """Write hits, entries, the corpus or vectors to a file.

    All hits of a query, not a page, as csv, tsv, xlsx, jsonl or uses (DURel, WUG); the options are those of query.
    Entries of a word or of a list as tei-lex0, dmlex, lexonomy, frac (OntoLex, Turtle) or markdown. The corpus with its
    senses as conllu or vertical. One vector a sense as word2vec: the senses' centres, or learned ones with
    --sense-vectors. A file is written whole or not at all.

    \b
    Examples:
        senseindex export bank -o bank.csv --where "date >= '1990-01-01'" --sort date
        senseindex export bank --sense bank%1 -o uses.csv --format uses
        senseindex export bank -o bank.xml --format tei-lex0
        senseindex export -o dictionary.md --words words.txt
        senseindex export --corpus -o speeches.conllu
        senseindex export -o senses.vec
        senseindex export --sense-vectors word2vec-sg -o learned.vec
    """
    if sense_vectors is not None and file_format is None:
        file_format = "word2vec"
    chosen = format_of(file, file_format)
    if corpus and chosen is None:
        chosen = "conllu"
    if chosen is None:
        raise UsageError(f"what is {file.name} to be? Give --format, or an ending such as {', '.join(ENDINGS)}")
    if corpus != (chosen in CORPUS_FORMATS):
        raise UsageError(f"--corpus goes with the formats {' and '.join(CORPUS_FORMATS)}, not with others")
    if lemma is not None and (corpus or words is not None):
        raise UsageError(f"{'--corpus is of all words' if corpus else '--words names the words'}: leave out {lemma}")
    if words is not None and chosen not in ENTRY_FORMATS:
        raise UsageError(f"--words makes dictionary entries: {', '.join(ENTRY_FORMATS)}")
    if sense_vectors is not None and chosen not in VECTOR_FORMATS:
        raise UsageError("--sense-vectors writes word2vec")
    if chosen not in HIT_FORMATS:
        if provenance != "none":
            raise UsageError(f"--provenance says how hits were asked for: {', '.join(HIT_FORMATS)}, not {chosen}")
        _refuse_questions(context, asked, chosen)
    with open_index(index_directory) as index:
        if chosen in CORPUS_FORMATS:
            with waiting("Writing the corpus"):
                done = f"{index.export.corpus(file, format=chosen):,} sentences"
        elif chosen in VECTOR_FORMATS:
            with ProgressDisplay() as progress:
                count = index.export.sense_vectors(
                    file, lemma, train=sense_vectors, dimension=dimension, seed=asked["seed"] or 0, progress=progress
                )
            done = f"{count:,} vectors"
        elif chosen in ENTRY_FORMATS:
            lemmas = [lemma or (asked["sense"] or "").rpartition("%")[0]] if words is None else _listed(words)
            if not lemmas or not lemmas[0]:
                raise UsageError("an entry of which word? Give a LEMMA, --sense ID or --words LIST")
            entries = index.export.entries(
                file,
                lemmas,
                format=chosen,
                sense=asked["sense"],
                examples=examples,
                on_missing=None if words is None else lambda error: talk(f"Left out: {error}"),
            )
            done = f"{entries:,} {'entry' if entries == 1 else 'entries'}"
        else:
            with waiting("Reading the example" if asked["context"] else ""):
                done = f"{index.export.hits(file, lemma, format=chosen, provenance=provenance, **asked):,} hits"
    talk(f"{file}: {done}")


def _listed(words: Path) -> list[str]:
    try:
        text = words.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{words} is not UTF-8") from None
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _refuse_questions(context: click.Context, asked: dict[str, Any], chosen: str) -> None:
    """Entries take a sense, vectors a seed; all else asks for hits."""
    kept = {"sense"} if chosen in ENTRY_FORMATS else {"seed"} if chosen in VECTOR_FORMATS else set()
    flags = {parameter.name: parameter.opts[0] for parameter in context.command.params}
    for name, value in asked.items():
        if value not in (None, False, ()) and name not in kept | {"window", "span"}:
            raise UsageError(f"{flags[name]} asks for hits: {', '.join(HIT_FORMATS)}, not {chosen}")
