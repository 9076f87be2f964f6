"""`senses` and `query`: what senses a word has, and its concordance lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from senseindex.cli.options import (
    author_option,
    format_option,
    index_option,
    number_option,
    open_index,
    path_option,
    question_options,
    show,
    talk,
    text_option,
    window_option,
    word_argument,
    write,
)
from senseindex.cli.progress import ProgressDisplay, waiting
from senseindex.errors import UsageError


@click.command()
@word_argument("lemma", required=False)
@index_option
@number_option("--examples", least=0, default=3, help="Lines shown of each sense.")
@window_option
@click.option("--depth", type=click.IntRange(1, 2), metavar="N", default=1, help="2 shows the subsenses too.")
@text_option("--granularity", metavar="X", help="Move the main senses: coarse, medium, fine, or a number from 0 to 1.")
@click.option("--ambiguous", is_flag=True, help="The most clearly ambiguous words instead.")
@click.option("-n", "count", type=click.IntRange(min=1), metavar="N", default=20, help="With --ambiguous: words shown.")
@path_option("--export", "export_to", help="Write all to .json or .tsv.")
@path_option("--import", "import_from", help="Take labels, definitions and locks from such a file.")
@author_option
@format_option
def senses(
    lemma: str | None,
    index_directory: Path,
    examples: int,
    window: int,
    depth: int,
    granularity: str | None,
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
    `separability` says how clearly the senses lie apart, from 0 to 1. A main sense (bank%1) has the occurrences of its
    subsenses (bank%1.1, bank%1.2) too; --granularity moves what is a main sense, of a word or of the whole index,
    without inducing again.

    \b
    Examples:
        senseindex senses bank
        senseindex senses bank --depth 2
        senseindex senses bank --format json
        senseindex senses bank --granularity fine
        senseindex senses --ambiguous
        senseindex senses --export senses.tsv
        senseindex senses --import senses.tsv
    """
    if ambiguous + (export_to is not None) + (import_from is not None) > 1:
        raise UsageError("--ambiguous, --export and --import do different things: give one of them")
    if lemma and (ambiguous or import_from):
        raise UsageError("--ambiguous and --import are of the whole index: give no LEMMA")
    if granularity is not None and (ambiguous or export_to or import_from):
        raise UsageError("--granularity changes senses: give a LEMMA, or nothing else for the whole index")
    if not (lemma or ambiguous or export_to or import_from or granularity is not None):
        raise UsageError("what is asked for? Give a LEMMA, --ambiguous, --export FILE or --import FILE")
    with open_index(index_directory) as index:
        if export_to is not None:
            write(f"{index.export.senses(export_to, lemma):,} senses written to {export_to}")
            return
        if granularity is not None:
            if lemma is None:
                with ProgressDisplay() as progress:
                    changed = index.regrain(granularity, progress)
                write(f"the main senses of {changed:,} words changed")
                return
            edit = index.edit.by(author).granularity(lemma, granularity)
            talk("`senseindex undo` takes it back" if edit.changed else "It was so before")
        if import_from is not None:
            report = index.edit.by(author).import_senses(import_from)
            undo = "; `senseindex undo` takes it back, edit by edit" if report.changed or report.created else ""
            write(f"{report.changed:,} of {report.senses:,} senses changed, {len(report.created):,} made{undo}")
            for given, made, size in report.created:
                write(f"  {made}{f' (in the file {given})' if given else ''}: {size:,} occurrences")
            return
        if ambiguous:
            words = index.words.ambiguous(count)
            show(words, output_format)
            if not words:
                talk("Nothing is known to be ambiguous yet: senseindex induce")
            return
        assert lemma is not None
        found = index.senses(lemma, examples=examples, window=window, depth=depth)
    show(found, output_format)
    if not found:
        talk(f"The senses of {lemma} are not known yet: senseindex induce {lemma} --index {index_directory}")


@click.command()
@word_argument("lemma", required=False)
@index_option
@question_options
@number_option("-n", "count", default=20, help="Lines or groups shown.")
@number_option("--offset", least=0, default=0, help="Lines left out before them.")
@click.option("--alternatives", is_flag=True, help="The best three senses of each line, with their confidences.")
@click.option("--count", "only_count", is_flag=True, help="Only the number of hits.")
@click.option("--group-by", metavar="BY", help="Hits by sense, collocate, metadata, L1.lemma... as in frequency.")
@format_option
def query(
    lemma: str | None,
    index_directory: Path,
    count: int,
    offset: int,
    alternatives: bool,
    only_count: bool,
    group_by: str | None,
    output_format: str,
    **asked: Any,
) -> None:
    """Show concordance lines of a word, in one sense or all.

    With an example sentence the most similar lines come first; the word is found in it in any of its forms, or is
    the one marked with square brackets. --pattern looks for a pattern over tokens instead.

    \b
    Examples:
        senseindex query bank --context "The river burst its banks."
        senseindex query --context "We sat on the [bank]." --any-word
        senseindex query --sense bank%1 -n 50 --sort R1,L1
        senseindex query bank --where "date >= '1990-01-01' and speaker = 'Hawke, Robert'"
        senseindex query bank --near loan,account --without river --span 5
        senseindex query --sense unclear bank --alternatives
        senseindex query bank --sample 300 --seed 7 --group-by speaker
        senseindex query --pattern '[lemma="bank" & sense="bank%1"] []{0,3} [lemma="interest|loan"]'
        senseindex query bank --format jsonl -n 1000 > bank.jsonl
    """
    if all(asked[name] is None for name in ("context", "sense", "like", "pattern")) and lemma is None:
        raise UsageError("what is asked for? Give a LEMMA, --sense ID, --context TEXT, --like ID or --pattern PATTERN")
    if asked["any_word"] and asked["context"] is None and asked["like"] is None:
        raise UsageError("--any-word needs an example to be like: give --context TEXT or --like ID")
    if asked["own_word"] and not asked["any_word"]:
        raise UsageError("--own-word goes with --any-word: every other query is of the word itself")
    if only_count + alternatives + (group_by is not None) > 1:
        raise UsageError("give one of --count, --group-by and --alternatives")
    with open_index(index_directory) as index, waiting("Reading the example" if asked["context"] else ""):
        if only_count:
            from senseindex.answers.tables import Facts

            show(Facts({"hits": index.hits.count(lemma, **asked)}), output_format)
            return
        if group_by is not None:
            groups = index.hits.breakdown(group_by, lemma, **asked)
            shown = groups.page(offset, count)
            show(shown, output_format)
            if output_format == "table" and offset + len(shown) < len(groups):
                talk(f"More groups: --offset {offset + len(shown)}")
            return
        found = index.query(lemma, n=count, offset=offset, **asked)
        if alternatives:
            ids = [hit.occurrence_id for hit in found if hit.occurrence_id]
            show(index.alternatives(ids, window=asked["window"]), output_format)
            return
    show(found, output_format)
    after = offset + len(found)
    if output_format == "table" and found and after < found.total and (asked["seed"] is None or asked["sample"]):
        talk(f"More lines: --offset {after}")


@click.group()
def subcorpus() -> None:
    """Name a part of the corpus by a filter.

    The condition is kept, not the documents: what is ingested later belongs to it too.

    \b
    Examples:
        senseindex subcorpus define nineties --where "date >= '1990-01-01' and date < '2000-01-01'"
        senseindex subcorpus list
        senseindex query bank --subcorpus nineties
    """


@subcorpus.command()
@word_argument("name")
@index_option
@text_option("--where", metavar="SQL", required=True, help="A condition on the metadata.")
def define(name: str, index_directory: Path, where: str) -> None:
    """Name the documents that fulfil a condition."""
    with open_index(index_directory) as index:
        documents = index.subcorpora.define(name, where)
    talk(f"{name}: {documents:,} documents")


@subcorpus.command(name="list")
@index_option
@format_option
def list_subcorpora(index_directory: Path, output_format: str) -> None:
    """Show the named subcorpora."""
    from senseindex.answers.tables import Facts

    with open_index(index_directory) as index:
        known = index.subcorpora.all()
    if known:
        show(Facts(known), output_format)
    else:
        talk("There are no subcorpora yet: senseindex subcorpus define NAME --where SQL")


@subcorpus.command()
@word_argument("name")
@index_option
def remove(name: str, index_directory: Path) -> None:
    """Forget a subcorpus; its documents stay."""
    with open_index(index_directory) as index:
        index.subcorpora.remove(name)
