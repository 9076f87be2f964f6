"""`senses` and `query`: what senses a word has, and its concordance lines."""

from __future__ import annotations

from pathlib import Path

import click

from senseindex.cli.options import (
    author_option,
    format_option,
    index_option,
    open_index,
    readable_text,
    show,
    talk,
    word_argument,
    write,
)
from senseindex.cli.progress import waiting
from senseindex.errors import UsageError


@click.command()
@word_argument("lemma", required=False)
@index_option
@click.option(
    "--examples",
    type=click.IntRange(min=0),
    metavar="N",
    default=3,
    show_default=True,
    help="Lines shown of each sense.",
)
@click.option(
    "--window", type=click.IntRange(min=0), metavar="N", default=10, show_default=True, help="Words of context a side."
)
@click.option("--ambiguous", is_flag=True, help="The most clearly ambiguous words instead.")
@click.option("-n", "count", type=click.IntRange(min=1), metavar="N", default=20, help="With --ambiguous: words shown.")
@click.option(
    "--export", "export_to", type=click.Path(path_type=Path), metavar="FILE", help="Write all to .json or .tsv."
)
@click.option(
    "--import",
    "import_from",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Take labels, definitions and locks from such a file.",
)
@author_option
@format_option
def senses(
    lemma: str | None,
    index_directory: Path,
    examples: int,
    window: int,
    ambiguous: bool,
    count: int,
    export_to: Path | None,
    import_from: Path | None,
    author: str | None,
    output_format: str,
) -> None:
    """Show the senses of a word: size, label, typical lines.

    `share` is the part of the word's occurrences that have this sense, `ipm` its occurrences per million tokens of
    the corpus. The label names the words that tell the sense from the others, until a person gives another.
    `separability` says how clearly the senses lie apart, from 0 to 1.

    \b
    Examples:
        senseindex senses bank
        senseindex senses bank --format json
        senseindex senses --ambiguous
        senseindex senses --export senses.tsv
        senseindex senses --import senses.tsv
    """
    if ambiguous + (export_to is not None) + (import_from is not None) > 1:
        raise UsageError("--ambiguous, --export and --import do different things: give one of them")
    if lemma and (ambiguous or import_from):
        raise UsageError("--ambiguous and --import are of the whole index: give no LEMMA")
    if not (lemma or ambiguous or export_to or import_from):
        raise UsageError("what is asked for? Give a LEMMA, --ambiguous, --export FILE or --import FILE")
    with open_index(index_directory) as index:
        if export_to is not None:
            write(f"{index.export_senses(export_to, lemma):,} senses written to {export_to}")
            return
        if import_from is not None:
            report = index.editor(author).import_senses(import_from)
            write(
                f"{report.changed:,} of {report.senses:,} senses changed; `senseindex undo` takes it back, word by word"
            )
            return
        if ambiguous:
            words = index.ambiguous(count)
            show(words, output_format)
            if not words:
                talk("Nothing is known to be ambiguous yet: senseindex induce")
            return
        assert lemma is not None
        found = index.senses(lemma, examples=examples, window=window)
    show(found, output_format)
    if not found:
        talk(f"The senses of {lemma} are not known yet: senseindex induce {lemma} --index {index_directory}")


@click.command()
@word_argument("lemma", required=False)
@index_option
@click.option(
    "--context", metavar="TEXT", callback=readable_text, help="Lines like the word in TEXT; mark it as [bank]."
)
@click.option("--sense", metavar="ID", callback=readable_text, help="Lines of one sense, such as bank%1.")
@click.option("--like", type=int, metavar="ID", help="Lines like the occurrence with this id.")
@click.option("--any-word", is_flag=True, help="With an example: what other words are used like this.")
@click.option("--where", metavar="SQL", callback=readable_text, help="Only documents whose metadata fulfil this.")
@click.option(
    "-n", "count", type=click.IntRange(min=1), metavar="N", default=20, show_default=True, help="Lines shown."
)
@click.option(
    "--offset",
    type=click.IntRange(min=0),
    metavar="N",
    default=0,
    show_default=True,
    help="Lines left out before them.",
)
@click.option(
    "--window", type=click.IntRange(min=0), metavar="N", default=10, show_default=True, help="Words of context a side."
)
@click.option("--seed", type=int, metavar="N", help="A random sample of lines, the same for the same N.")
@click.option("--sort", metavar="KEY", help="score, left, right, document, or a metadata column such as date.")
@format_option
def query(
    lemma: str | None,
    index_directory: Path,
    context: str | None,
    sense: str | None,
    like: int | None,
    any_word: bool,
    where: str | None,
    count: int,
    offset: int,
    window: int,
    seed: int | None,
    sort: str | None,
    output_format: str,
) -> None:
    """Show concordance lines of a word, in one sense or all.

    With an example sentence the most similar lines come first; the word is found in it in any of its forms, or is
    the one marked with square brackets.

    \b
    Examples:
        senseindex query bank --context "The river burst its banks."
        senseindex query --context "We sat on the [bank]." --any-word
        senseindex query --sense bank%1 -n 50 --sort right
        senseindex query bank --where "date >= '1990-01-01' and speaker = 'Hawke, Robert'"
        senseindex query bank --format jsonl -n 1000 > bank.jsonl
    """
    if lemma is None and context is None and sense is None and like is None:
        raise UsageError("what is asked for? Give a LEMMA, --sense ID, --context TEXT or --like ID")
    if any_word and context is None and like is None:
        raise UsageError("--any-word needs an example to be like: give --context TEXT or --like ID")
    with open_index(index_directory) as index, waiting("Reading the example" if context else ""):
        found = index.query(
            lemma,
            sense=sense,
            context=context,
            like=like,
            any_word=any_word,
            where=where,
            n=count,
            offset=offset,
            window=window,
            sort=sort,
            seed=seed,
        )
    show(found, output_format)
    after = offset + len(found)
    if output_format == "table" and found and after < found.total and seed is None:
        talk(f"More lines: --offset {after}")
